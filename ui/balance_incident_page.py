"""The page of one incident: what it is, its months, the evidence, how it stands and who said so, what was agreed."""

from html import escape

import pandas as pd
import streamlit as st

from analytics.excuses import is_excused
from analytics.incidents import Found, months_of
from charts.axes import Subject
from charts.incident_months import incident_months
from domain.balance import KINDS
from domain.incidents import OUT
from domain.metric import Unit
from domain.metrics import METRICS
from domain.periods import Grain
from i18n import Text
from ui import link
from ui.balance_boxes import described
from ui.balance_incidents import COLUMNS, in_words
from ui.balance_notes import agreement_box, history_box, status_box
from ui.balance_view import PAGE, View
from ui.card import Exhibit, behind, card, lead, note, show
from ui.columns import Column
from ui.grid import grid

EVIDENCE, MONTHS = Text("证据", "Evidence"), Text("逐月走势", "Month by month")
BACK = Text("‹ 返回渠道平衡", "‹ Back to the balance")
NOT_FOUND = Text(
    "这个月没有这个事件，或者它不在您的可见范围内。",
    "There is no such incident in this month, or it is not in your scope.",
)
_OUT = Text("不计入冲突指数。", "It does not count in the conflict index.")
_EVIDENCE_HINT = Text(
    "逐月、逐渠道、逐区域；只含您可见范围内的金额。", "By month, channel and region; amounts of your own scope only."
)
_NO_FIGURES = Text("金额不在您的可见范围内。", "The figures are not in your scope.")
_COUNTS, _DOES_NOT = Text("计入", "Counts"), Text("不计入", "Does not")
_SUBJECT = Subject(METRICS["revenue"])


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
    row, one = found.iloc[0], next(one for one in view.found if one.cause.incident == view.incident)
    with card(ctx, KINDS[row["kind"]]):
        lead((described(view, row), *([ctx.say(_OUT)] if row.status in OUT else [])))
        grid(ctx, in_words(view, found), {n: c for n, c in COLUMNS.items() if n not in ("what_is", "about", "where")})
    left, right = st.columns([3, 2])
    with left:
        status_box(view, one)
        with card(ctx, MONTHS):
            _months(view, one)
    with right:
        history_box(view, one)
        agreement_box(view, one, row)
    with card(ctx, EVIDENCE):
        _evidence(view, one)


def _months(view: View, one: Found) -> None:
    ctx, frame = view.ctx, months_of(one, view.memory.excused)
    if one.rows.amount.isna().all():
        note(ctx.say(_NO_FIGURES))
        return
    columns = {
        "period": Column(Text("月份", "Month"), grain=Grain.MONTH),
        "counted": Column(Text("计入指数", "Counts"), Unit.MONEY),
        "excused": Column(Text("不计入", "Does not count"), Unit.MONEY),
    }
    show(ctx, incident_months(frame, ctx.locale, ctx.look, _SUBJECT), frame, Exhibit("incident_months", columns))


def _evidence(view: View, one: Found) -> None:
    ctx, rows = view.ctx, one.rows
    out = is_excused(one.cause.kind, rows, view.memory.excused)
    st.html(f'<p class="hint">{escape(ctx.say(_EVIDENCE_HINT))}</p>')
    columns = {
        "period": Column(Text("月份", "Month"), grain=Grain.MONTH),
        "channel_name": Column(Text("渠道", "Channel")),
        "region_name": Column(Text("区域", "Region")),
        "amount": Column(Text("金额", "Amount"), Unit.MONEY),
        "counts": Column(Text("指数", "Index")),
    }
    said = pd.Series(ctx.say(_COUNTS), index=rows.index).mask(out, ctx.say(_DOES_NOT))
    by = {"by": ["period", "amount"], "ascending": [False, False], "na_position": "last", "ignore_index": True}
    shown = rows.assign(counts=said).sort_values(**by)  # type: ignore[call-overload]
    grid(ctx, shown, columns)
    behind(ctx, shown, Exhibit("evidence", columns))
