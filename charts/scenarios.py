"""From the base of a period, assumption by assumption, to what it would come to."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject
from charts.rows import Row, rate, told
from charts.steps import draw_steps, steps
from charts.theme import Look, arrow
from domain.contracts_scenarios import SCENARIO_STEPS
from domain.frames import each
from domain.scenarios import BASE, ORDER, TOTAL
from domain.written import exactly, written
from i18n import Locale, Text

ALT = Text("从基准到情景：{names}", "From base to scenario: {names}")
_LEVELS = {"base": BASE, "total": TOTAL}


def scenario_waterfall(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """Base, each effect as a step over those before it, and the scenario, top down. Takes SCENARIO_STEPS."""
    SCENARIO_STEPS.check(frame)
    base = float(frame.amount.iloc[0]) if len(frame) else 0.0
    rows = [_row(step, base, locale, (look, subject)) for step in each(frame)]
    spans = steps(frame.amount, (step in _LEVELS for step in frame.step))
    names = "; ".join(f"{row.name} {row.value}" for row in rows)
    colours = [_colour(step, look) for step in each(frame)]
    return draw_steps(look, rows, (spans, colours), ALT.to(locale, names=names))


def _colour(step: Any, look: Look) -> str:
    if step.step in _LEVELS:
        return look.palette.accent if step.step == "total" else look.palette.quiet
    return look.by_change(step.amount)


def _row(step: Any, base: float, locale: Locale, how: tuple[Look, Subject]) -> Row:
    look, subject = how
    unit, level = subject.metric.unit, step.step in _LEVELS
    name = ({**_LEVELS, **ORDER}[step.step]).to(locale)
    share = rate(abs(step.amount) / base) if base > 0 and step.amount and not level else ""
    assumed = f"{name} {step.assumed}" if isinstance(step.assumed, str) and step.assumed else name
    return Row(
        key=step.step,
        name=assumed,
        value=written(step.amount, unit, locale, signed=not level),
        change=f"{arrow(step.amount)} {share}" if share else "",
        colour=look.by_change(step.amount),
        hover=told(assumed, (subject.metric.name.to(locale), exactly(step.amount, unit, locale, signed=not level))),
    )
