"""The box of pilots: the course of each since its launch, and the verdict with its reason."""

from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from analytics.pilots import VERDICTS, judged, pilot_course
from charts.axes import Subject
from charts.pilots import pilot_line
from config import settings
from data_access.freshness import require
from data_access.pilots import pilot_sums
from domain.metric import Unit
from domain.metrics import METRICS
from domain.periods import Grain
from domain.written import step_name, written
from i18n import Text
from ui.card import Exhibit, card, note, show
from ui.channel_view import View
from ui.columns import Column, of_metric

TITLE = Text("试点渠道", "Pilots")
_NONE = Text("所选范围内没有试点渠道。", "There is no pilot in the selection.")
_HINT = Text(
    "上线以来逐月的毛利 − 渠道费用。判定按完整月：累计贡献低于止损线（设置 FULCRUM_PILOT_STOP_LOSS）为停止；"
    "回本预测用近 6 个完整月的均值，区间为均值 ± t·s/√n（80%）。",
    "Margin − channel cost by month since launch. The verdict counts full months: stop below the stop-loss line "
    "(setting FULCRUM_PILOT_STOP_LOSS); payback is projected at the mean of the last six, with the 80 % interval of "
    "that mean (± t·s/√n).",
)
_LAUNCHED = Text("{month}上线", "since {month}")
_PAID, _DUE = Text("已于 {month} 回本", "paid back in {month}"), Text("预计 {month} 回本", "payback due {month}")
_NEVER = Text("未见回本", "no payback in sight")
_MARKS = {"go_on": ("good", "✓"), "watch": ("quiet", "●"), "stop": ("bad", "✗")}


def pilots_box(view: View) -> None:
    """Each pilot in the selection, those to stop first; a company without pilots is told so."""
    ctx = view.ctx
    with card(ctx, TITLE):
        require(ctx.data, "order_line", "channel_cost")
        sums = pilot_sums(ctx.data, ctx.filters, ctx.locale)
        course = pilot_course(sums, pd.Timestamp(ctx.filters.window.elapsed_last), settings().pilot_stop_loss)
        found = judged(course, ctx.locale)
        if found.empty:
            note(ctx.say(_NONE))
            return
        st.html(f'<p class="hint">{escape(ctx.say(_HINT))}</p>')
        pilots = list(found.itertuples())
        for at in range(0, len(pilots), 2):
            for column, pilot in zip(st.columns(2), pilots[at : at + 2], strict=False):
                with column:
                    _pilot(view, pilot, course[course.key == pilot.key].reset_index(drop=True))


def _pilot(view: View, pilot: Any, course: pd.DataFrame) -> None:
    ctx = view.ctx
    colour, mark = _MARKS[pilot.verdict]
    since = ctx.say(_LAUNCHED, month=step_name(pilot.launched_on.date(), Grain.MONTH, ctx.locale))
    told = f"{since} · {_payback(view, pilot)}" if pilot.months else since
    sum_said = written(pilot.cumulative, Unit.MONEY, ctx.locale)
    st.html(
        f'<div class="pilot {colour}" data-verdict="{pilot.verdict}"><header><h3>{escape(pilot.name)}</h3>'
        f'<span class="verdict">{mark} {escape(ctx.say(VERDICTS[pilot.verdict]))}</span></header>'
        f'<p class="worth">{escape(sum_said)}</p><p class="hint">{escape(told)}</p>'
        f"<p>{escape(pilot.reason)}</p></div>"
    )
    figure = pilot_line(course, ctx.locale, ctx.look, Subject(METRICS["contribution"]))
    columns = {
        "period": Column(Text("月份", "Month"), grain=Grain.MONTH),
        "contribution": of_metric("contribution"),
        "cumulative": of_metric("contribution", Text("累计", "Cumulative")),
    }
    show(ctx, figure, course, Exhibit(f"pilot_{pilot.key}".replace(":", "_"), columns, ("contribution",)))


def _payback(view: View, pilot: Any) -> str:
    for day, said in ((pilot.paid_back_on, _PAID), (pilot.payback_on, _DUE)):
        if not pd.isna(day):
            return view.ctx.say(said, month=step_name(day.date(), Grain.MONTH, view.ctx.locale))
    return view.ctx.say(_NEVER)
