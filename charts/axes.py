"""Axes that speak the reader's language: own tick texts for values and time, and names that fit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from math import ceil, floor, log10
from typing import Any

import pandas as pd

from charts.theme import Look, axis
from domain.ask import COMPARE_NAMES, Compare
from domain.metric import Metric
from domain.periods import Grain
from domain.written import step_label, written
from i18n import Locale

MOST_LABELS = 8  # more would touch on a phone
NOTHING = 1e-9  # less than any figure means


@dataclass(frozen=True, slots=True)
class Subject:
    """What a figure is about: the metric, the time step where there is one, and what values are held against."""

    metric: Metric
    grain: Grain = Grain.MONTH
    against: Compare = Compare.LAST_YEAR

    def against_name(self, locale: Locale) -> str:
        """The comparison in words."""
        return COMPARE_NAMES[self.against].to(locale)


def value_axis(look: Look, values: Iterable[float], subject: Subject, locale: Locale) -> dict[str, Any]:
    """An axis from 0 with three to six round ticks, written in the unit of the metric."""
    ticks = round_ticks(values)
    text = [written(tick, subject.metric.unit, locale) for tick in ticks]
    low, high = ticks[0], ticks[-1]
    return axis(look, showgrid=True, tickvals=ticks, ticktext=text, range=[low, high + (high - low) * 0.04])


def round_ticks(values: Iterable[float]) -> list[float]:
    """Ticks at 1, 2, 2.5 or 5 of a power of ten, that hold 0 and every known value.

    >>> round_ticks([31.0, 88.0])
    [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]
    >>> round_ticks([-0.4, float("nan")]), round_ticks([])
    ([-0.4, -0.3, -0.2, -0.1, 0.0], [0.0, 1.0])
    """
    known = [value for value in values if value == value]
    low, high = min([0.0, *known]), max([0.0, *known])
    if high - low < NOTHING:
        return [0.0, 1.0]
    rough = (high - low) / 5
    unit = 10.0 ** floor(log10(rough))
    step = next(factor * unit for factor in (1, 2, 2.5, 5, 10) if factor * unit >= rough * 0.999)
    digits = max(0, 2 - floor(log10(step)))
    return [round(index * step, digits) for index in range(floor(low / step + 1e-9), ceil(high / step - 1e-9) + 1)]


def time_axis(look: Look, periods: pd.Series, grain: Grain, locale: Locale) -> dict[str, Any]:
    """A category axis of the steps, at most MOST_LABELS of them named, the year below where it begins to matter."""
    days = [period.date() for period in periods]
    named = _spread(days)
    text, year = [], None
    for day in named:
        label = step_label(day, grain, locale)
        text.append(label if grain is Grain.YEAR or day.year == year else f"{label}<br>{day.year}")
        year = day.year
    values = [day.isoformat() for day in named]
    # the order must be said: else the steps of the first trace come first, and the unfinished one after the future
    order = {"type": "category", "categoryorder": "array", "categoryarray": steps(periods)}
    return axis(look, tickmode="array", tickvals=values, ticktext=text, tickangle=0, **order)


def steps(periods: pd.Series) -> list[str]:
    """The steps as they stand on a time axis, and in the event of a click: ISO days."""
    return [period.date().isoformat() for period in periods]


def _spread(days: Sequence[date]) -> list[date]:
    every = max(1, ceil(len(days) / MOST_LABELS))
    return list(days[::every])


def fitting(name: str, width: int) -> str:
    """The name on one line or two of at most `width` Latin letters each, a Chinese one counting twice.

    Broken at a space or an opening bracket where there is one; what does not fit ends in "…". Safe inside a figure's
    text, where `<` would begin a tag.

    >>> fitting("华东大区 A&B", 20), fitting("Community vans (pilot)", 14)
    ('华东大区 A&amp;B', 'Community vans<br>(pilot)')
    >>> fitting("西南大区（川渝云贵藏）", 12), fitting("华东大区销售公司第一分部", 8)
    ('西南大区<br>（川渝云贵…', '华东大区<br>销售公…')
    """
    if _width(name) <= width:
        return escape(name, quote=False)
    first = _cut(name, width)
    breaks = [place for place in range(1, len(first) + 1) if name[place : place + 1] in " (（"]
    first = first[: breaks[-1]] if breaks else first
    rest = name[len(first) :].strip()
    second = rest if _width(rest) <= width else _cut(rest, width - 2) + "…"
    return "<br>".join(escape(line, quote=False) for line in (first.strip(), second) if line)


def _cut(name: str, width: int) -> str:
    """As much of the beginning as fits."""
    return next((name[:end] for end in range(len(name), 0, -1) if _width(name[:end]) <= width), "")


def _width(name: str) -> int:
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in name)
