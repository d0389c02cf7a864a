"""The incidents of the balance page: the table of a month with its filters, and several taken care of at once."""

from html import escape

import pandas as pd
import streamlit as st

from domain.balance import KINDS
from domain.incidents import REOPENED, STATUSES
from domain.metric import Unit
from domain.periods import Grain
from domain.written import step_name
from i18n import Locale, Text
from ui import link
from ui.balance_bulk import bulk_form
from ui.balance_picked import KIND_NAME, STATUS_NAME, chosen, counted, pickers
from ui.balance_view import PAGE, View
from ui.card import Exhibit, behind, card, note
from ui.columns import Column, Columns
from ui.grid import grid
from ui.saying import notice

INCIDENTS = Text("冲突事件", "Incidents")
_NO_INCIDENTS = Text("这个月没有这样的事件。", "There are no such incidents in this month.")
_HINT = Text(
    "每个起因一个事件，金额自首次发现起累计；撞单为该客户在最大渠道之外的金额。“—”表示金额不在您的可见范围内。"
    "不是冲突的和已约定例外的不计入指数。",
    "One incident a cause; money since it was first seen, of a buyer what lies outside its largest channel. "
    "“—”: the figures are not in your scope. What is no conflict, or agreed, does not count in the index.",
)
_FIRST_ROWS = Text("这里是前 {n} 个；其余见右上角。", "The first {n}; the others are behind the mark above.")
_SINCE = Text("{status}（{month}起）", "{status} (since {month})")
_BULK = Text("批量处理", "Take care of several")
ROWS = 15


def incidents_box(view: View) -> None:
    """The incidents of the month, the largest first; each leads to its page; several can be taken care of at once."""
    ctx = view.ctx
    with card(ctx, INCIDENTS):
        notice("incidents")
        rows, picked = view.incidents, view.picked
        kinds = {kind: name for kind, name in KINDS.items() if view.measured[kind]}
        options = counted(ctx, chosen(rows, picked, but="kind"), "kind", kinds)
        held = chosen(rows, picked, but="status")
        known = {key: name for key, name in STATUSES.items() if key == picked.status or (held.status == key).any()}
        stands = counted(ctx, held, "status", known)
        st.html(
            f'<div class="tabs-row">{view.tabs(KIND_NAME, "kind", options)}'
            f"{view.tabs(STATUS_NAME, 'status', stands)}</div>"
        )
        pickers(ctx, rows, picked)
        mine = chosen(rows, picked)
        if mine.empty:
            note(ctx.say(_NO_INCIDENTS))
            return
        st.html(f'<p class="hint">{escape(ctx.say(_HINT))}</p>')
        if st.toggle(ctx.say(_BULK), key="bulk"):
            bulk_form(view, mine)
            return
        _table(view, mine)


def _table(view: View, mine: pd.DataFrame) -> None:
    ctx, shown = view.ctx, in_words(view, mine)
    grid(ctx, shown.head(ROWS), COLUMNS, stacked=True)
    if len(shown) > ROWS:
        st.html(f'<p class="more">{escape(ctx.say(_FIRST_ROWS, n=ROWS))}</p>')
    behind(ctx, shown, Exhibit("incidents", {"id": Column(Text("编号", "Id")), **COLUMNS}))


COLUMNS: Columns = {
    "what_is": Column(Text("事件", "Incident"), link="to"),
    "money": Column(Text("涉及金额", "Money at stake"), Unit.MONEY, short=True),
    "stands": Column(STATUS_NAME),
    "cares": Column(Text("负责人", "Owner")),
    "about": Column(Text("对象", "About")),
    "where": Column(Text("区域", "Region")),
    "first_seen": Column(Text("首次发现", "First seen"), grain=Grain.MONTH),
    "in_month": Column(Text("当月计入", "In this month"), Unit.MONEY, short=True),
    "moved": Column(Text("较上月", "On month before"), Unit.MONEY, short=True, signed=True, better=False),
}


def in_words(view: View, rows: pd.DataFrame) -> pd.DataFrame:
    """INCIDENTS with STATES as a table tells them, with the address of each one's page (`to`)."""
    joint = "、" if view.ctx.locale is Locale.ZH else ", "
    kinds = rows.kind.map({kind: view.ctx.say(name) for kind, name in KINDS.items()})
    return rows.assign(
        what_is=kinds + " · " + rows.parties.str.replace("\n", joint),
        about=rows.what_name,
        where=rows.regions.str.replace("\n", joint),
        moved=rows.in_month - rows.before,
        stands=[status_said(view, str(one), since) for one, since in zip(rows.status, rows.since, strict=True)],
        cares=rows.owner,
        to=[link.to(PAGE, view.query(incident=key)) for key in rows.id],
    )


def status_said(view: View, status: str, since: object) -> str:
    """A status in words; of one that is back, since which month."""
    said = view.ctx.say(STATUSES[status])
    if status != REOPENED or not isinstance(since, pd.Timestamp):
        return said
    return view.ctx.say(_SINCE, status=said, month=step_name(since.date(), Grain.MONTH, view.ctx.locale))
