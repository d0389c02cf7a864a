"""Who is largest: a bar per member before that of last year, with a tick at the target and the change beside it."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject
from charts.rows import Row, bars, draw_rows, rate, silent, span, told
from charts.theme import Look, arrow
from domain.ask import COMPARE_NAMES, Compare
from domain.contracts import RANKING
from domain.frames import each
from domain.metric import Unit
from domain.written import change, exactly, written, written_change
from i18n import Locale, Text, percent

ALT = Text("{metric}排名：{names}", "{metric}, ranked: {names}")
TARGET = COMPARE_NAMES[Compare.TARGET]
ATTAINED = Text("达成率", "Attainment")


def ranking_bars(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """The members in the order given, each value over that of last year (or the previous period). Takes RANKING.

    The wide pale bar is what the value is held against, the dark tick the target. The change says itself in figures,
    arrow and colour; a click gives the member's key. A member without a value has no bar.
    """
    RANKING.check(frame)
    against = "previous" if subject.against is Compare.PREVIOUS else "last_year"
    held = frame.assign(against=frame[against])
    rows = [_row(member, locale, look, subject) for member in each(held)]
    colours = look.palette
    traces = [
        silent(held.against, type="bar", orientation="h", width=0.72, marker={"color": colours.quiet_soft}),
        bars(rows, held.value, width=0.36, marker={"color": colours.accent}),
    ]
    if frame.target.notna().any():
        tick = {"symbol": "line-ns-open", "size": 24, "color": colours.target, "line": {"width": 2}}
        traces.append(silent(held.target, type="scatter", mode="markers", marker=tick))
    names = "; ".join(f"{row.name} {row.value}" for row in rows)
    room = span(held.value, held.against, held.target)
    return draw_rows(look, rows, traces, ALT.to(locale, metric=subject.metric.name, names=names), xaxis=room)


def _row(member: Any, locale: Locale, look: Look, subject: Subject) -> Row:
    unit = subject.metric.unit
    moved = change(member.value, member.against, unit)
    said = written_change(member.value, member.against, unit, locale) if moved == moved else ""
    known = {"against": member.against, "target": member.target}
    exact = {name: exactly(value, unit, locale) if value == value else "" for name, value in known.items()}
    attained = percent(member.value / member.target) if member.target > 0 and member.value == member.value else ""
    lines = (
        (subject.metric.name.to(locale), exactly(member.value, unit, locale)),
        (subject.against_name(locale), f"{exact['against']}  {said}".strip()),
        (TARGET.to(locale), exact["target"]),
        (ATTAINED.to(locale), attained),
    )
    return Row(
        key=member.key,
        name=member.name,
        value=written(member.value, unit, locale),
        change=f"{arrow(moved)} {_beside(moved, said, unit)}".strip(),
        colour=look.by_change(moved, subject.metric.up_is_good),
        hover=told(member.name, *lines),
    )


def _beside(moved: float, said: str, unit: Unit) -> str:
    """The change as it fits at the row's end: a pilot that grew by a factor of twenty must not run into its value."""
    growth = unit in (Unit.MONEY, Unit.MONEY_EACH, Unit.COUNT, Unit.QUANTITY) and moved == moved
    return rate(abs(moved)) if growth else said.lstrip("+−")
