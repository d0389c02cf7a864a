"""What changed the conflict index since the month before: by part, with the incidents that caused it."""

from datetime import timedelta
from html import escape

import pandas as pd
import streamlit as st

from analytics.balance_changes import causes, part_changes
from analytics.incidents import seen_in
from data_access.workspace.balance_seen import all_seen
from domain.balance import KINDS
from domain.metric import Unit
from domain.periods import Grain, add_months
from domain.written import step_name
from i18n import Text, exact
from ui import link, reader
from ui.balance_boxes import described
from ui.balance_view import PAGE, View
from ui.card import Exhibit, behind, card, lead, note
from ui.columns import Column, Columns
from ui.grid import grid

CHANGES = Text("变化的原因", "What changed it")
_AGAINST = Text("{month}与{before}相比", "{month} against {before}")
_WEEK = Text(
    "一周前（数据截至 {day}）所见的{month}指数为 {index}。",
    "A week ago (data through {day}) the index of {month} was seen as {index}.",
)
_HINT = Text(
    "基准为上月；指数得分按构成，金额为计入指数的变化。", "Against the month before; points by part, money that counts."
)
_SAME = Text("与上月相比没有变化。", "Nothing has changed on the month before.")
_FEW, _DAYS = 6, 7
_PARTS: Columns = {
    "name": Column(Text("构成", "Part")),
    "before": Column(Text("上月", "Before"), Unit.INDEX),
    "now": Column(Text("本月", "Now"), Unit.INDEX),
    "moved": Column(Text("变化", "Change"), Unit.INDEX, signed=True, better=False),
}
_CAUSES: Columns = {
    "what_is": Column(Text("事件", "Incident"), link="to"),
    "moved": Column(Text("计入金额的变化", "Change in money"), Unit.MONEY, short=True, signed=True, better=False),
}


def changes_box(view: View) -> None:
    """The points of each part before and now, and the incidents that moved most money in or out."""
    ctx, month = view.ctx, pd.Timestamp(view.month)
    before = add_months(view.month, -1)
    now, then = (step_name(day, Grain.MONTH, ctx.locale) for day in (view.month, before))
    with card(ctx, CHANGES, ctx.say(_AGAINST, month=now, before=then)):
        if told := _week_ago(view):
            lead(told)
        rows = part_changes(view.history, month)
        frame = rows.assign(name=rows.kind.map({kind: ctx.say(name) for kind, name in KINDS.items()}))
        grid(ctx, frame, _PARTS)
        st.html(f'<p class="hint">{escape(ctx.say(_HINT))}</p>')
        _told(view)


def _told(view: View) -> None:
    ctx = view.ctx
    ended = seen_in(view.found, add_months(view.month, -1), view.memory.excused, selected=bool(ctx.filters.chosen))
    found = causes(view.incidents, ended)
    if found.empty:
        note(ctx.say(_SAME))
        return
    words = {row["id"]: described(view, row) for table in (view.incidents, ended) for _, row in table.iterrows()}
    last = f"{add_months(view.month, -1):%Y-%m}"
    gone = set(ended.id)
    to = [link.to(PAGE, view.query(incident=key, **({"month": last} if key in gone else {}))) for key in found.id]
    shown = found.assign(what_is=found.id.map(words), to=to)
    grid(ctx, shown.head(_FEW), _CAUSES)
    behind(ctx, shown, Exhibit("balance_changes", _CAUSES))


def _week_ago(view: View) -> str:
    """What the index of the month was seen as a week ago or before, where it was shown then; "" where it was not."""
    if not view.ctx.data.scope.everything or view.ctx.filters.chosen:
        return ""
    until = view.ctx.today - timedelta(days=_DAYS)
    own = [one for one in all_seen(reader.space()) if one.month == view.month and one.cci is not None]
    told = [one for one in own if one.day <= until]
    if not told:
        return ""
    month = step_name(view.month, Grain.MONTH, view.ctx.locale)
    return view.ctx.say(_WEEK, day=told[-1].day, month=month, index=exact(told[-1].cci or 0.0, decimals=1))
