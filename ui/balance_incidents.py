"""The incidents of the balance page: the table of a month, and the page of one with the evidence behind it."""

from html import escape

import pandas as pd
import streamlit as st

from domain.balance import CUSTOMER, KINDS
from domain.metric import Unit
from domain.periods import Grain
from i18n import Locale, Text
from ui import link
from ui.balance_boxes import described
from ui.balance_view import KIND_NAME, PAGE, View
from ui.card import Exhibit, behind, card, lead, note
from ui.columns import Column, Columns
from ui.grid import grid

INCIDENTS, EVIDENCE = Text("冲突事件", "Incidents"), Text("证据", "Evidence")
BACK = Text("‹ 返回渠道平衡", "‹ Back to the balance")
NOT_FOUND = Text(
    "这个月没有这个事件，或者它不在您的可见范围内。",
    "There is no such incident in this month, or it is not in your scope.",
)
_EVERY = Text("全部", "All")
_NO_INCIDENTS = Text("这个月没有这样的事件。", "There are no such incidents in this month.")
_HINT = Text(
    "每个起因一个事件，金额自首次发现起累计；撞单为该客户在最大渠道之外的金额。“—”表示金额不在您的可见范围内。",
    "One incident a cause; money since it was first seen, of a buyer what lies outside its largest channel. "
    "“—”: the figures are not in your scope.",
)
_EVIDENCE_HINT = Text(
    "逐月、逐渠道、逐区域；只含您可见范围内的金额。", "By month, channel and region; amounts of your own scope only."
)
_FIRST_ROWS = Text("这里是前 {n} 个；其余见右上角。", "The first {n}; the others are behind the mark above.")
ROWS = 15


def incidents_box(view: View) -> None:
    """The incidents of the month, the largest first; each leads to its page."""
    ctx = view.ctx
    with card(ctx, INCIDENTS):
        rows = view.incidents
        options = {"": f"{ctx.say(_EVERY)} {len(rows)}"}
        counted = rows.kind.value_counts()
        options |= {k: f"{ctx.say(name)} {counted.get(k, 0)}" for k, name in KINDS.items() if view.measured[k]}
        st.html(view.tabs(KIND_NAME, "kind", options))
        mine = rows[rows.kind == view.kind] if view.kind else rows
        if mine.empty:
            note(ctx.say(_NO_INCIDENTS))
            return
        st.html(f'<p class="hint">{escape(ctx.say(_HINT))}</p>')
        shown = _told(view, mine)
        grid(ctx, shown.head(ROWS), _COLUMNS)
        if len(shown) > ROWS:
            st.html(f'<p class="more">{escape(ctx.say(_FIRST_ROWS, n=ROWS))}</p>')
        behind(ctx, shown, Exhibit("incidents", {"id": Column(Text("编号", "Id")), **_COLUMNS}))


_COLUMNS: Columns = {
    "what_is": Column(Text("事件", "Incident"), link="to"),
    "money": Column(Text("涉及金额", "Money at stake"), Unit.MONEY, short=True),
    "about": Column(Text("对象", "About")),
    "where": Column(Text("区域", "Region")),
    "first_seen": Column(Text("首次发现", "First seen"), grain=Grain.MONTH),
    "in_month": Column(Text("当月计入", "In this month"), Unit.MONEY, short=True),
    "moved": Column(Text("较上月", "On month before"), Unit.MONEY, short=True, signed=True, better=False),
}


def _told(view: View, rows: pd.DataFrame) -> pd.DataFrame:
    joint = "、" if view.ctx.locale is Locale.ZH else ", "
    kinds = rows.kind.map({kind: view.ctx.say(name) for kind, name in KINDS.items()})
    return rows.assign(
        what_is=kinds + " · " + rows.parties.str.replace("\n", joint),
        about=rows.what_name,
        where=rows.regions.str.replace("\n", joint),
        moved=rows.in_month - rows.before,
        to=[link.to(PAGE, view.query(incident=key)) for key in rows.id],
    )


def incident_page(view: View) -> None:
    """All that this reader may know of one incident; the same words where there is none and where it is foreign."""
    ctx = view.ctx
    st.html(
        f'<p class="back"><a class="go" href="{escape(link.to(PAGE, view.query()))}">{escape(ctx.say(BACK))}</a></p>'
    )
    found = view.incidents[view.incidents.id == view.incident]
    if found.empty:
        st.info(ctx.say(NOT_FOUND))
        return
    row = found.iloc[0]
    with card(ctx, KINDS[row["kind"]]):
        lead(described(view, row))
        grid(
            ctx,
            _told(view, found),
            {name: one for name, one in _COLUMNS.items() if name not in ("what_is", "about", "where")},
        )
    with card(ctx, EVIDENCE):
        _evidence(view, row)


def _evidence(view: View, row: pd.Series) -> None:
    ctx, kind = view.ctx, row["kind"]
    rows = view.conflicts[kind]
    parties = row.party_keys.split("\n")
    same = (rows.what == row.what) if kind != CUSTOMER and row.what else rows.who.notna()
    who = rows.who == row.what if kind == CUSTOMER else rows.who.isin(parties)
    mine = rows[same & who & rows.period.between(row.first_seen, row.last_seen)]
    st.html(f'<p class="hint">{escape(ctx.say(_EVIDENCE_HINT))}</p>')
    columns = {
        "period": Column(Text("月份", "Month"), grain=Grain.MONTH),
        "channel_name": Column(Text("渠道", "Channel")),
        "region_name": Column(Text("区域", "Region")),
        "amount": Column(Text("金额", "Amount"), Unit.MONEY),
    }
    shown = mine.sort_values(["period", "amount"], ascending=[False, False], na_position="last", ignore_index=True)
    grid(ctx, shown, columns)
    behind(ctx, shown, Exhibit("evidence", columns))
