"""How fast money goes through the funnel and what moved that, and what the quarters to come are covered by."""

from collections.abc import Mapping
from datetime import timedelta
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from analytics.velocity import mover
from domain.funnel import FACTOR_NAMES
from domain.metric import Unit
from domain.metrics import METRICS
from domain.periods import Grain, add_months
from domain.written import exactly, step_name, written
from i18n import Locale, Text, exact
from i18n.numbers import MISSING
from ui import link
from ui.card import Exhibit, behind, card, lead, note
from ui.columns import Column, Columns
from ui.funnel_view import View
from ui.funnels import EVERY
from ui.grid import grid

VELOCITY, COVERAGE = Text("漏斗流速", "Velocity"), Text("商机覆盖", "Pipeline coverage")
_MOVED = Text(
    "每天 {now}，上期 {before}；变化 {change} 主要来自{factor}。",
    "{now} a day, {before} in the previous period; the change of {change} comes mostly from {factor}.",
)
_STEADY = Text("每天 {now}。上期没有可比的流速。", "{now} a day. There is no velocity to compare with.")
_NO_SPEED = Text(
    "期间没有带金额的赢单，算不出流速。", "No deal with an amount was won in the period, so there is no velocity."
)
_SPEED_FORMULA = Text(
    "流速 = 在手商机数 × 赢单率（按关闭）× 平均赢单金额 ÷ 平均成交天数",
    "Velocity = open deals × win rate (closed) × mean won amount ÷ mean days to win",
)
_COVER_FORMULA = Text(
    "覆盖 = 该季度预计成交的在手金额 ÷（{metric}目标 − 已完成）；含全部漏斗的商机",
    "Coverage = open amount expected to close in the quarter ÷ ({metric} target − so far); deals of all funnels",
)
_PART = Text("贡献（每天）", "Moved it (a day)")
_NOTHING_DUE = Text(
    "没有目标，在手商机也没有预计成交日期。", "There are no targets, and no open deal has an expected close date."
)
_NO_TARGET = Text("没有目标", "no target")
_MET = Text("目标已达成", "Covered")
_FACTOR_UNITS = {"open_deals": Unit.COUNT, "win_rate": Unit.SHARE, "mean_amount": Unit.MONEY, "mean_days": Unit.DAYS}
_FACTOR_COLUMNS: Columns = {
    "factor": Column(Text("因素", "Factor")),
    "value": Column(Text("本期", "Now")),
    "before": Column(Text("上期", "Before")),
    "moved": Column(_PART, Unit.MONEY, signed=True, short=True, better=True),
}
_QUARTER_COLUMNS: Columns = {
    "quarter": Column(Text("季度", "Quarter"), link="to"),
    "coverage": Column(Text("覆盖", "Coverage")),
    "open_amount": Column(Text("预计成交", "To close"), Unit.MONEY, short=True),
    "open_count": Column(Text("商机数", "Deals"), Unit.COUNT),
    "target": Column(Text("目标", "Target"), Unit.MONEY, short=True),
    "won": Column(Text("已完成", "So far"), Unit.MONEY, short=True),
}


def velocity_box(view: View) -> None:
    """The four factors now and before, and which one moved the product."""
    ctx, rows = view.ctx, view.velocity
    with card(ctx, VELOCITY):
        if rows.value.iloc[-1] != rows.value.iloc[-1]:
            note(ctx.say(_NO_SPEED))
            return
        lead(_moved(view))
        units = [_FACTOR_UNITS.get(factor, Unit.MONEY) for factor in rows.factor]
        told = pd.DataFrame(
            {
                "factor": [ctx.say(FACTOR_NAMES[factor]) for factor in rows.factor],
                **{
                    name: [_factor(value, unit, ctx.locale) for value, unit in zip(rows[name], units, strict=True)]
                    for name in ("value", "before")
                },
                "moved": rows.moved,
            }
        )
        grid(ctx, told, _FACTOR_COLUMNS)
        st.html(f'<p class="hint">{escape(ctx.say(_SPEED_FORMULA))}</p>')
        behind(ctx, told, Exhibit("velocity", _FACTOR_COLUMNS))


def _factor(value: float, unit: Unit, locale: Locale) -> str:
    """Deals are counted to the last one, the other factors are said in short."""
    return (exactly if unit is Unit.COUNT else written)(value, unit, locale)


def _moved(view: View) -> str:
    """How fast, how fast before, and which factor made the difference."""
    ctx, rows = view.ctx, view.velocity
    speed: Any = list(rows.itertuples())[-1]
    now, before = (written(value, Unit.MONEY, ctx.locale) for value in (speed.value, speed.before))
    if not (moved := mover(rows)):
        return ctx.say(_STEADY, now=now)
    change = written(speed.moved, Unit.MONEY, ctx.locale, signed=True)
    return ctx.say(_MOVED, now=now, before=before, change=change, factor=FACTOR_NAMES[moved])


def coverage_box(view: View) -> None:
    """What the quarters to come are covered by, with the formula beside it; each leads to its open deals."""
    ctx, rows = view.ctx, view.coverage
    with card(ctx, COVERAGE):
        if not rows.open_count.sum() and rows.target.isna().all():
            note(ctx.say(_NOTHING_DUE))
            return
        spans = [(day.date(), add_months(day.date(), 3) - timedelta(days=1)) for day in rows.period]
        told = rows.assign(
            quarter=[step_name(first, Grain.QUARTER, ctx.locale) for first, _ in spans],
            coverage=[_covered(view, row) for row in rows.to_dict("records")],
            to=[link.to("deals", view.deals(funnel=EVERY, closes=f"{first}_{last}")) for first, last in spans],
        )
        grid(ctx, told, _QUARTER_COLUMNS)
        known = rows.metric.dropna()
        metric = METRICS[str(known.iloc[0])].name if len(known) else METRICS["won_amount"].name
        st.html(f'<p class="hint">{escape(ctx.say(_COVER_FORMULA, metric=metric))}</p>')
        behind(ctx, told, Exhibit("coverage", _QUARTER_COLUMNS))


def _covered(view: View, row: Mapping[Any, Any]) -> str:
    if row["covered"]:
        return view.ctx.say(_MET)
    if row["target"] != row["target"]:
        return view.ctx.say(_NO_TARGET)
    return f"{exact(row['coverage'], decimals=2)}×" if row["coverage"] == row["coverage"] else MISSING
