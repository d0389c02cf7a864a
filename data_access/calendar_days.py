"""Days of the calendar, and what share of a period each time step and the elapsed days hold."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Select, select

from data_access.visible import Visible
from data_access.warehouse import query
from domain.filters import Filters
from domain.frames import Contract, Kind
from domain.periods import Grain

CALENDAR = Contract(
    "calendar_days",
    {
        "day": Kind.DAY,
        "week_start": Kind.DAY,
        "month_start": Kind.DAY,
        "quarter_start": Kind.DAY,
        "year_start": Kind.DAY,
        "is_working_day": Kind.FLAG,
        "holiday": Kind.TEXT,
        "holiday_zh": Kind.TEXT,
        "festival_offset": Kind.COUNT,
    },
    unique=("day",),
)


@query(CALENDAR)
def calendar_days(see: Visible, first: date, last: date) -> Select[Any]:
    """The days from first to last, oldest first, with the first days of their week, month, quarter and year."""
    calendar = see.calendar
    columns = [calendar.c[name] for name in CALENDAR.columns]
    return select(*columns).where(calendar.c.day.between(first, last)).order_by(calendar.c.day)


@dataclass(frozen=True, slots=True)
class Share:
    """What part of a period lies in a step (`share`), how much of that is over, and whether all of it lies `inside`."""

    step: int | None
    share: float
    elapsed: float
    inside: bool


class Days:
    """The calendar around a selection, put into steps of `grain` (or one step without a name).

    Days are microseconds here, as data_access.groups has them; `step` is the first of a step, None without a grain.
    """

    def __init__(self, calendar: pd.DataFrame, filters: Filters, grain: Grain | None) -> None:
        self._days = calendar["day"].to_numpy()
        working = calendar["is_working_day"].to_numpy()
        self._before = {False: np.arange(len(working) + 1), True: np.concatenate([[0], np.cumsum(working)])}
        self._today = self._row(filters.today, after=True)
        first, last = self._row(filters.first), self._row(filters.last, after=True)
        self._steps = [(None, first, last)] if grain is None else _cut(calendar[grain.column].to_numpy(), first, last)

    def shares(self, period_start: int, period_end: int, *, working_only: bool) -> Iterator[Share]:
        """The share of each step that the period touches in the window, in days; in working days where
        `working_only`, unless the period has none.
        """
        begin, end = self._row(period_start), self._row(period_end, after=True)
        working = self._before[True]
        counted = self._before[working_only and bool(working[end] > working[begin])]
        for step, first, last in self._steps:
            low, high = max(begin, first), min(end, last)
            if low < high:
                over = max(low, min(high, self._today))
                share, elapsed = (_part(counted, low, row, (begin, end)) for row in (high, over))
                yield Share(step, share, elapsed, (low, high) == (begin, end))

    def left(self) -> dict[int | None, tuple[int, int]]:
        """For each step of the window how many days, and how many working days, are still to come."""
        days, working = self._before[False], self._before[True]
        ends = ((step, max(first, min(last, self._today)), last) for step, first, last in self._steps)
        return {step: (int(days[last] - days[low]), int(working[last] - working[low])) for step, low, last in ends}

    def _row(self, day: date | int, *, after: bool = False) -> int:
        """The calendar row of the day, or the one after it."""
        when = np.datetime64(day, "us")
        return int(np.searchsorted(self._days, when, side="right" if after else "left"))


def _cut(steps: "np.ndarray[Any, Any]", first: int, last: int) -> list[tuple[int | None, int, int]]:
    """Each step among the rows from `first` to before `last`, with its first row and the row after its last."""
    inside = steps[first:last].astype("datetime64[us]").view("int64")
    starts = [0, *(np.flatnonzero(inside[1:] != inside[:-1]) + 1).tolist(), len(inside)]
    return [(int(inside[low]), first + low, first + high) for low, high in pairwise(starts)]


def _part(counted: "np.ndarray[Any, Any]", low: int, high: int, whole: tuple[int, int]) -> float:
    """What is counted from row `low` to before `high`, as a part of what is counted in all of `whole`."""
    return float((counted[high] - counted[low]) / (counted[whole[1]] - counted[whole[0]]))
