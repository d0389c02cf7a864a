"""The boxes of the page on structure that hold shares against each other: mix against plan, margin against revenue."""

from html import escape

import pandas as pd
import streamlit as st

from analytics.mix import mix_distances
from charts.axes import Subject
from charts.margin_balance import margin_bars
from charts.mix import share_bars
from charts.mix_drift import drift_heat
from charts.rows import stretched
from domain.ask import Compare
from domain.contracts import MIX
from domain.metric import Unit
from domain.metrics import METRICS
from domain.written import step_name
from i18n import Locale, Text, exact, percent
from ui.card import Exhibit, card, lead, note, show
from ui.columns import Column, of_metric
from ui.mix_view import View

PLAN, DRIFT = Text("结构与计划", "Mix against plan"), Text("偏离如何变化", "How the drift went")
MARGINS = Text("销售额与毛利的平衡", "Revenue against margin")
_NAME = Text("渠道", "Channel")
_TALL = 470
_DISTANCE = Text(
    "渠道结构偏离计划 {points} 个百分点（½ Σ |占比 − 计划占比|）。",
    "The mix is {points} points from its plan (½ Σ |share − share of plan|).",
)
_ENDS = Text("高于计划最多：{above}（{up} 点）；低于最多：{below}（{down} 点）。",
             "Most above plan: {above} ({up} pp); most below: {below} ({down} pp).")  # fmt: skip
_COURSE = Text("偏离从 {first} 的 {then} 点到 {last} 的 {now} 点：{way}。",
               "From {then} points in {first} to {now} in {last}: {way}.")  # fmt: skip
_AWAY, _BACK = Text("正在离开计划", "moving away from the plan"), Text("正在回到计划", "coming back to it")
_STEADY = Text("基本不变", "much the same")
_HINT = Text(
    "每格为占比减计划占比，单位个百分点；整步才计入。",
    "Each cell: share less share of plan, in points; whole steps only.",
)
_NO_PLAN = Text(
    "没有按渠道、覆盖全部销售额的目标，无从比较结构。",
    "There are no targets by channel that cover all of the revenue: no plan to hold the mix against.",
)
_LEFT_OUT = Text("没有可比目标、两边都不计：{names}。", "Without a comparable target, hence on neither side: {names}.")
_MOST = Text(
    "{name}占销售额的 {revenue}，却只占毛利的 {margin}（毛利率 {rate}）。",
    "{name}: {revenue} of revenue but {margin} of the margin (margin rate {rate}).",
)
_LOSES = Text("{name}占销售额的 {revenue}，毛利却是亏的（毛利率 {rate}）。",
              "{name}: {revenue} of revenue, and margin is lost (margin rate {rate}).")  # fmt: skip
_BEST = Text("{name}以 {revenue} 的销售额占比贡献 {margin} 的毛利（毛利率 {rate}）。",
             "{name}: {margin} of the margin with {revenue} of revenue (margin rate {rate}).")  # fmt: skip
_NO_COST = Text("订单没有成本，毛利未知。", "Order lines have no cost: margin is not known.")


def plan_box(view: View) -> None:
    """Shares of the channels over their shares of the plan; a click narrows to one."""
    ctx = view.ctx
    with card(ctx, PLAN):
        rows = view.whole[view.whole.off.notna()]
        if len(rows) < 2:
            note(ctx.say(_NO_PLAN))
            return
        distance = float(mix_distances(view.whole).distance.iloc[0])
        off = rows.off.to_numpy()
        above, below = (rows.iloc[int(place)] for place in (off.argmax(), off.argmin()))
        up, down = (exact(one.off * 100, decimals=1, signed=True) for one in (above, below))
        ends = ctx.say(_ENDS, above=above["name"], up=up, below=below["name"], down=down)
        lead((ctx.say(_DISTANCE, points=exact(distance * 100, decimals=1)), ends))
        values = view.plan.groupby(view.plan[view.dimension].fillna("")).revenue.sum()
        own = rows.assign(value=rows.key.map(values), share=rows.actual, share_before=rows.planned)
        frame = MIX.coerce(own.reset_index(drop=True))
        columns = {
            "name": Column(_NAME),
            "value": of_metric("revenue"),
            "share": Column(Text("实际占比", "Share"), Unit.SHARE),
            "share_before": Column(Text("计划占比", "Share of plan"), Unit.SHARE),
        }
        figure = share_bars(frame, ctx.locale, ctx.look, Subject(METRICS["revenue"], against=Compare.TARGET))
        show(ctx, figure, frame, Exhibit("mix_plan", columns, ("revenue",), "channel"))
        if gone := list(view.whole[view.whole.off.isna()]["name"]):
            note(ctx.say(_LEFT_OUT, names=("、" if ctx.locale is Locale.ZH else ", ").join(gone)))


def drift_box(view: View) -> None:
    """How far each channel is off its share of the plan, step by step."""
    ctx = view.ctx
    with card(ctx, DRIFT):
        rows = view.drift[view.drift.groupby("key").off.transform("count") > 0].reset_index(drop=True)
        if rows.key.nunique() < 2:
            note(ctx.say(_NO_PLAN))
            return
        told = _drifted(view, mix_distances(rows).dropna())
        if told:
            lead(told)
        st.html(f'<p class="hint">{escape(ctx.say(_HINT))}</p>')
        columns = {
            "name": Column(_NAME),
            "period": Column(Text("期间", "Period"), grain=view.step),
            "actual": Column(Text("实际占比", "Share"), Unit.SHARE),
            "planned": Column(Text("计划占比", "Share of plan"), Unit.SHARE),
            "off": Column(Text("偏离", "Off plan"), Unit.POINTS),
        }
        figure = drift_heat(rows, ctx.locale, ctx.look, Subject(METRICS["revenue"], view.step, Compare.TARGET))
        with st.container(key="wide_chart"):
            show(ctx, figure, rows, Exhibit("mix_drift", columns, ("revenue",), "channel"))


def _drifted(view: View, distances: pd.DataFrame) -> str:
    """From the first step to the last, in words; "" of a single step."""
    if len(distances) < 2:
        return ""
    first, last = distances.iloc[0], distances.iloc[-1]
    moved = last.distance - first.distance
    way = _STEADY if abs(moved) < 0.005 else _AWAY if moved > 0 else _BACK
    names = (step_name(one.period.date(), view.step, view.ctx.locale) for one in (first, last))
    then, now = (exact(one.distance * 100, decimals=1) for one in (first, last))
    return view.ctx.say(_COURSE, then=then, now=now, way=way, **dict(zip(("first", "last"), names, strict=True)))


def margins_box(view: View) -> None:
    """What each channel brings of revenue, and of margin."""
    ctx = view.ctx
    with card(ctx, MARGINS):
        rows = view.margins
        if rows.rate.isna().all():
            note(ctx.say(_NO_COST))
            return
        if len(rows) > 1:
            lead(_unbalanced(view, rows[rows.rate.notna()]))
        columns = {
            "name": Column(_NAME),
            "revenue": of_metric("revenue"),
            "of_revenue": Column(Text("占销售额", "Share of revenue"), Unit.SHARE),
            "margin": of_metric("margin"),
            "of_margin": Column(Text("占毛利", "Share of margin"), Unit.SHARE),
            "rate": of_metric("margin_rate"),
        }
        figure = stretched(margin_bars(rows, ctx.locale, ctx.look, view.subject), _TALL)
        show(ctx, figure, rows, Exhibit("margin_balance", columns, ("revenue", "margin", "margin_rate"), "channel"))


def _unbalanced(view: View, rows: pd.DataFrame) -> tuple[str, ...]:
    """The channel whose margin falls most behind its revenue, and the one where it runs ahead most."""
    gap = rows.of_margin.fillna(0.0) - rows.of_revenue
    worst, best = (rows.iloc[int(place)] for place in (gap.to_numpy().argmin(), gap.to_numpy().argmax()))
    said = []
    if gap.min() < 0:
        form = _MOST if worst.margin >= 0 else _LOSES
        said.append(_of(view, worst, form))
    if gap.max() > 0:
        said.append(_of(view, best, _BEST))
    return tuple(said)


def _of(view: View, row: pd.Series, form: Text) -> str:
    parts = {"revenue": percent(row.of_revenue), "margin": percent(row.of_margin), "rate": percent(row.rate)}
    return view.ctx.say(form, name=row["name"], **parts)
