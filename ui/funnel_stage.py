"""One stage of the funnel over time: what flows in and out, how its cohorts convert, how long deals stay in it."""

from dataclasses import replace
from datetime import timedelta

import pandas as pd
import streamlit as st

from analytics.conversion import cohorts
from analytics.flow import flow
from analytics.time_in_stage import survival
from charts.axes import Subject
from charts.conversion import conversion_trend
from charts.stage_flow import flow_bars
from charts.time_in_stage import staying_curves
from data_access.funnel_stays import stay_lengths
from domain.contracts_drawn import COHORT_POINTS, FLOW_BARS, STAYING
from domain.contracts_funnel import FLOWS
from domain.frames import Kind
from domain.funnel import FLOW_NAMES, FunnelAsk
from domain.metric import Unit
from domain.metrics import METRICS
from domain.periods import Grain, add_months
from i18n import Text
from ui import link
from ui.card import Exhibit, card, note, show
from ui.columns import Column
from ui.funnel_view import HORIZON_NAME, HORIZONS, PAGE, STAGE_NAME, View
from ui.funnels import tabs

FLOW, TREND, STAYING_ON = (
    Text("每周流量", "Flow per week"),
    Text("各批次转化率", "Conversion by cohort"),
    Text("停留曲线", "How long they stay"),
)
LOOKED_AT = Text("阶段走势", "One stage over time")
_WITHIN = Text("{days} 天内", "within {days} days")
_NO_FLOW = Text("期间没有流入流出。", "Nothing came or went in the period.")
_NO_COHORT = Text("期间没有商机进入这个阶段。", "No deal entered this stage in the period.")
_TREND_HINT = Text(
    "按首次进入的月份；{days} 天内到达后续阶段的比例，丢单为竞争事件。",
    "By month of first entry: the share that got to a later stage within {days} days; lost deals compete.",
)
_STAY_HINT = Text(
    "期间进入的商机仍在该阶段的比例，浅线为此前一年。",
    "Share of deals that entered in the period still in the stage; pale: the year before.",
)
_FLOW_HINT = Text(
    "最近 {weeks} 周：上方流入，下方流出，折线为净流入；淡色的一周尚未结束。",
    "The last {weeks} weeks: in above, out below, line: net; the pale week is not over.",
)
_NOW, _YEAR_BEFORE = Text("本期", "This period"), Text("此前一年", "The year before")
_WEEK, _MONTH = Text("周", "Week"), Text("批次", "Cohort")
_SHARE = Subject(METRICS["repeat_rate"], Grain.MONTH)  # for its unit: shares
WEEKS = 26  # as a chart; the table has all weeks of the period


def stage_bar(view: View) -> None:
    """Which stage the boxes below look at, and within how many days it has to be passed."""
    ctx = view.ctx
    opens = view.mine.stages[view.mine.stages.kind == "open"]
    stages = {str(position): str(name) for position, name in zip(opens.position, opens["name"], strict=True)}
    to = {key: link.to(PAGE, view.query(stage=key)) for key in stages}
    days = {str(one): ctx.say(_WITHIN, days=one) for one in HORIZONS}
    within = {key: link.to(PAGE, view.query(within=key)) for key in days}
    row = tabs(ctx, STAGE_NAME, stages, str(view.stage), to) + tabs(ctx, HORIZON_NAME, days, str(view.horizon), within)
    st.html(f'<div class="section"><h2>{ctx.say(LOOKED_AT)}</h2><div class="tabs-row">{row}</div></div>')


def flow_box(view: View) -> None:
    """In above, out below, week by week."""
    ctx = view.ctx
    with card(ctx, FLOW):
        frame = _flow(view)
        if not frame[list(FLOWS)].to_numpy().any():
            note(ctx.say(_NO_FLOW))
            return
        st.html(f'<p class="hint">{ctx.say(_FLOW_HINT, weeks=min(WEEKS, len(frame)))}</p>')
        unit = view.subject().metric.unit
        columns = {
            "period": Column(_WEEK, grain=Grain.WEEK),
            "start": Column(Text("期初", "Start"), unit),
            **{way: Column(name, unit) for way, name in FLOW_NAMES.items()},
            **({"revalued": Column(Text("重估", "Revalued"), unit, signed=True)} if view.measure == "amount" else {}),
            "end": Column(Text("期末", "End"), unit),
        }
        figure = flow_bars(frame.tail(WEEKS).reset_index(drop=True), ctx.locale, ctx.look, view.subject())
        show(ctx, figure, frame, Exhibit("flow", columns))


def _flow(view: View) -> pd.DataFrame:
    """FLOW_BARS of the stage by the measure in use, with what was revalued."""
    rows = flow(view.moves, view.stock, view.mine.stages, view.ask)
    rows = rows[rows.position == view.stage]
    if view.measure == "amount":
        named = {f"{name}_amount": name for name in (*FLOWS, "start", "end")}
        rows = rows.drop(columns=list(named.values())).rename(columns=named)
    over = rows.period + pd.Timedelta(days=6)
    rows = rows.assign(unfinished=over > pd.Timestamp(view.mine.day), revalued=rows.revalued_amount)
    return FLOW_BARS.with_columns("flow_bars", {"revalued": Kind.NUMBER}).coerce(rows.reset_index(drop=True))


def trend_box(view: View) -> None:
    """The conversion of each month's entries, and how sure it is."""
    ctx = view.ctx
    with card(ctx, TREND):
        frame = _cohorts(view)
        if frame.empty:
            note(ctx.say(_NO_COHORT))
            return
        st.html(f'<p class="hint">{ctx.say(_TREND_HINT, days=view.horizon)}</p>')
        columns = {
            "period": Column(_MONTH, grain=Grain.MONTH),
            "n": Column(Text("进入", "Entered"), Unit.COUNT),
            "rate": Column(Text("转化率", "Conversion"), Unit.SHARE),
            "low": Column(Text("区间下限", "Low"), Unit.SHARE),
            "high": Column(Text("区间上限", "High"), Unit.SHARE),
            "raw": Column(Text("目前已转化", "So far"), Unit.SHARE),
        }
        show(ctx, conversion_trend(frame, ctx.locale, ctx.look, _SHARE), frame, Exhibit("conversion", columns))


def _cohorts(view: View) -> pd.DataFrame:
    """COHORT_POINTS of the stage, from the year before the window on."""
    rows = cohorts(view.outcomes, view.mine.stages, view.horizon)
    rows = rows[rows["from"] == view.stage].reset_index(drop=True)
    last_entry = rows.cohort + pd.offsets.MonthEnd(0)
    ripe = pd.Timestamp(view.mine.day) - timedelta(days=view.horizon)
    return COHORT_POINTS.coerce(rows.assign(period=rows.cohort, unfinished=last_entry > ripe))


def staying_box(view: View) -> None:
    """How long deals stay in the stage, against the year before."""
    ctx = view.ctx
    with card(ctx, STAYING_ON):
        first = view.ask.first
        year = replace(view.ask, first=add_months(first, -12), last=first - timedelta(days=1))
        curves = [_curve(view, ask, name) for ask, name in ((view.ask, _NOW), (year, _YEAR_BEFORE))]
        frame = STAYING.coerce(pd.concat(curves, ignore_index=True))
        if frame.empty:
            note(ctx.say(_NO_COHORT))
            return
        st.html(f'<p class="hint">{ctx.say(_STAY_HINT)}</p>')
        columns = {
            "name": Column(Text("批次", "Cohort")),
            "day": Column(Text("天数", "Days"), Unit.COUNT),
            "share": Column(Text("仍在阶段内", "Still in it"), Unit.SHARE),
            "at_risk": Column(Text("观察中", "Observed"), Unit.COUNT),
        }
        show(ctx, staying_curves(frame, ctx.locale, ctx.look, _SHARE), frame, Exhibit("staying", columns))


def _curve(view: View, ask: FunnelAsk, name: Text) -> pd.DataFrame:
    ctx = view.ctx
    rows = survival(stay_lengths(ctx.data, ctx.filters, ask))
    rows = rows[rows.position == view.stage]
    return pd.DataFrame({"name": ctx.say(name), "day": rows.day, "share": rows.staying, "at_risk": rows.at_risk})
