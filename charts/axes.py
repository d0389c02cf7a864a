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
    """The name in at most `width` Latin letters, a Chinese one counting twice; safe inside a figure's text.

    >>> fitting("华东大区 A&B", 20), fitting("华东大区销售公司", 10)
    ('华东大区 A&amp;B', '华东大区…')
    """
    room, kept = float(width), ""
    if sum(_letters(letter) for letter in name) <= width:
        return escape(name, quote=False)
    for letter in name:
        room -= _letters(letter)
        if room < 1:
            break
        kept += letter
    return escape(kept.rstrip(), quote=False) + "…"


def _letters(letter: str) -> int:
    return 2 if ord(letter) > 0x2E7F else 1
