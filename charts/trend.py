"""One metric over time: bars by step, the unfinished one hatched, over last year's, with a tick at the target."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject, steps, time_axis, value_axis
from charts.theme import Look, draw
from domain.ask import COMPARE_NAMES, Compare
from domain.contracts import TREND
from domain.frames import each
from domain.written import exactly, step_name, written, written_change
from i18n import Locale, Text

ALT = Text("{metric}：{step} {value}（{moved}）", "{metric}: {step} {value} ({moved})")
NOTHING = Text("{metric}：没有数据", "{metric}: no data")
HEIGHT = 400
TO_DATE = Text("进行中", "to date")
TARGET = COMPARE_NAMES[Compare.TARGET]


def trend_bars(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """The metric step by step beside the same steps of last year and the target. Takes TREND.

    As everywhere in the house the wide pale bar is last year, the dark tick the target. The unfinished step is light
    and hatched and says "to date": it must never look like a fall. Comparisons without a single value leave no trace
    in figure or legend. A click gives the first day of the step.
    """
    TREND.check(frame)
    values = value_axis(look, pd.concat([frame.value, frame.last_year, frame.target]), subject, locale)
    marks = [
        *_last_year(frame, locale, look, subject),
        *_bars(frame, locale, look, subject),
        *_target(frame, locale, look, values["range"]),
        _hover(frame, locale, subject),
    ]
    return draw(
        look,
        marks,
        _alt(frame, locale, subject),
        height=HEIGHT,
        barmode="overlay",
        hovermode="x",
        showlegend=True,
        margin={"t": 36},
        xaxis=time_axis(look, frame.period, subject.grain, locale),
        yaxis=values,
    )


def _bars(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> list[dict[str, Any]]:
    """The steps that are over and the one that is not: two traces, so that the legend names both."""
    colours = look.palette
    hatched = {"shape": "/", "size": 5, "solidity": 0.35, "fgcolor": colours.accent, "bgcolor": colours.accent_soft}
    finished = {"name": subject.metric.name.to(locale), "marker": {"color": colours.accent}}
    unfinished = {"name": TO_DATE.to(locale), "marker": {"color": colours.accent_soft, "pattern": hatched}}
    over = frame.value.mask(frame.unfinished)
    running = frame.value.where(frame.unfinished)
    traces = [_bar(frame, over, 0.42, **finished)]
    return [*traces, _bar(frame, running, 0.42, **unfinished)] if running.notna().any() else traces


def _last_year(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> list[dict[str, Any]]:
    if frame.last_year.isna().all():
        return []
    pale = {"name": subject.against_name(locale), "marker": {"color": look.palette.quiet_soft}}
    return [_bar(frame, frame.last_year, 0.76, **pale)]


def _target(frame: pd.DataFrame, locale: Locale, look: Look, span: list[float]) -> list[dict[str, Any]]:
    """Ticks as wide as last year's bars: bars as thin as a line, since a marker's width would not follow them."""
    if frame.target.isna().all():
        return []
    thin = (span[1] - span[0]) * 0.008
    tick = {"name": TARGET.to(locale), "marker": {"color": look.palette.target}}
    height = frame.target.where(frame.target.isna(), thin)
    return [_bar(frame, height, 0.76, base=(frame.target - thin / 2).to_numpy(), **tick)]


def _bar(frame: pd.DataFrame, values: pd.Series, width: float, **how: Any) -> dict[str, Any]:
    """Bars over the steps; few steps get narrower ones, so that three quarters do not look like walls."""
    narrower = max(0.45, min(1.0, len(frame) / 7))
    bar = {"type": "bar", "x": steps(frame.period), "y": values.to_numpy(), "width": width * narrower}
    return bar | {"hoverinfo": "skip"} | how


def _hover(frame: pd.DataFrame, locale: Locale, subject: Subject) -> dict[str, Any]:
    """An unseen mark on top of each step that carries its words: also where there is no bar yet."""
    top = frame[["value", "last_year", "target"]].max(axis=1).fillna(0.0)
    days = steps(frame.period)
    return {
        "type": "scatter",
        "x": days,
        "y": top.to_numpy(),
        "mode": "markers",
        "marker": {"opacity": 0},
        "showlegend": False,
        "hoverinfo": "text",
        "hovertext": [_words(row, locale, subject) for row in each(frame)],
        "customdata": [[day] for day in days],
    }


def _words(row: Any, locale: Locale, subject: Subject) -> str:
    unit = subject.metric.unit
    head = f"<b>{step_name(row.period.date(), subject.grain, locale)}</b>"
    lines = [f"{head} · {TO_DATE.to(locale)}" if row.unfinished else head]
    if row.value == row.value:
        lines.append(f"{subject.metric.name.to(locale)}  {exactly(row.value, unit, locale)}")
    for name, other in ((subject.against_name(locale), row.last_year), (TARGET.to(locale), row.target)):
        if other == other:
            # an unfinished step beside a whole one would read as a fall
            moved = "" if row.unfinished or row.value != row.value else written_change(row.value, other, unit, locale)
            lines.append(f"{name}  {exactly(other, unit, locale)}  {moved}".rstrip())
    return "<br>".join(lines)


def _alt(frame: pd.DataFrame, locale: Locale, subject: Subject) -> str:
    """The last finished step, in words."""
    name = subject.metric.name.to(locale)
    finished = frame[frame.value.notna() & ~frame.unfinished]
    if finished.empty:
        return NOTHING.to(locale, metric=name)
    last = finished.iloc[-1]
    return ALT.to(
        locale,
        metric=name,
        step=step_name(last.period.date(), subject.grain, locale),
        value=written(last.value, subject.metric.unit, locale),
        moved=_moved(last, locale, subject),
    )


def _moved(step: Any, locale: Locale, subject: Subject) -> str:
    return f"{subject.against_name(locale)} {written_change(step.value, step.last_year, subject.metric.unit, locale)}"
