"""What moved the conflict index, in sentences and two tables: by part, and the incidents that caused it."""

from collections.abc import Callable
from html import escape

import pandas as pd
import streamlit as st

from analytics.balance_since import between
from domain.balance import KINDS
from domain.metric import Unit
from domain.periods import Grain
from domain.review import REVIEW, IncidentMoney, Index, in_words
from domain.written import step_name
from i18n import Text, exact
from i18n.numbers import MISSING
from ui.card import Exhibit, behind, note
from ui.columns import Column, Columns
from ui.context import Context
from ui.grid import grid

_AS_SEEN = Text(
    "冲突指数：周会上所见为 {then}（{month_then}），现在为 {now}（{month}）。",
    "Conflict index: {then} as the review saw it ({month_then}), {now} now ({month}).",
)
_COMPUTED = Text(
    "冲突指数由 {then}（{month_then}）变为 {now}（{month}），均按 {day} 的数据与规则。",
    "Conflict index: {then} in {month_then}, {now} in {month}, both by the data and rules of {day}.",
)
_HINT = Text("构成按得分；金额为计入指数的变化。", "Parts in points; incidents by the change of the money that counts.")
_SAME = Text("没有事件带来变化。", "No incident has changed.")
_PARTS: Columns = {
    "name": Column(Text("构成", "Part")),
    "before": Column(Text("之前", "Before"), Unit.INDEX),
    "now": Column(Text("现在", "Now"), Unit.INDEX),
    "moved": Column(Text("变化", "Change"), Unit.INDEX, signed=True, better=False),
}
_CAUSES: Columns = {
    "what_is": Column(Text("事件", "Incident"), link="to"),
    "moved": Column(Text("计入金额的变化", "Change in money"), Unit.MONEY, short=True, signed=True, better=False),
}
_FEW = 6
_SMALL = 0.05  # points that are not shown


def index_line(ctx: Context, index: Index) -> str:
    """The index then and now."""
    months = {"month": index.month, "month_then": index.month_then}
    named = {name: step_name(day, Grain.MONTH, ctx.locale) for name, day in months.items()}
    values = {"now": _points(index.cci), "then": _points(index.cci_then)}
    if index.as_seen:
        return ctx.say(_AS_SEEN, **named, **values)
    return ctx.say(_COMPUTED, **named, **values, day=ctx.today)


def unmoved(index: Index) -> bool:
    """Whether nothing is shown otherwise than the last review saw it."""
    moved = between(index.points, index.then).moved
    same = index.against == REVIEW and index.month == index.month_then and not index.moved
    return same and not (moved.abs() >= _SMALL).any()


def index_tables(ctx: Context, index: Index, key: str, to: Callable[[IncidentMoney], str]) -> None:
    """The points of each part then and now, and the incidents that moved most money in or out; `to` leads to one."""
    rows = between(index.points, index.then)
    frame = rows.assign(name=rows.kind.map({kind: ctx.say(name) for kind, name in KINDS.items()}))
    grid(ctx, frame, _PARTS)
    st.html(f'<p class="hint">{escape(ctx.say(_HINT))}</p>')
    if not index.moved:
        note(ctx.say(_SAME))
        return
    told = [(in_words(one.words, ctx.locale), one.amount, to(one)) for one in index.moved]
    shown = pd.DataFrame(told, columns=["what_is", "moved", "to"])
    grid(ctx, shown.head(_FEW), _CAUSES)
    behind(ctx, shown, Exhibit(key, _CAUSES))


def _points(value: float) -> str:
    return MISSING if value != value else exact(value, decimals=1)
