"""Days of the calendar, and what share of a period each time step and the elapsed days hold."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from pandas._libs.tslibs.nattype import NaTType
from sqlalchemy import Select, select

from data_access.visible import Visible
from data_access.warehouse import query
from domain.filters import Filters
from domain.frames import Contract, Kind
from domain.periods import Grain

_PERIOD = ["period_start", "period_end", "working_only"]
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
class Days:
    """The calendar around a selection, put into steps of `grain` (or one step without a name)."""

    calendar: pd.DataFrame
    filters: Filters
    grain: Grain | None

    def shares(self, periods: pd.DataFrame) -> pd.DataFrame:
        """For each period (`period_start`, `period_end`, `working_only`) and each step it touches in the window:

        `share` of the period's days in the step, `elapsed` the part of that share that is over, and `inside`:
        whether the whole period lies in the step. Days are working days where `working_only` is 1, unless the
        period has none. `step` is NaT without a grain.
        """
        begins, ends = self._rows(periods.period_start), self._rows(periods.period_end, after=True)
        counts = self._counted()
        found = []
        for index, working in enumerate(periods.working_only.to_numpy() > 0):
            begin, end = begins[index], ends[index]
            counted = counts[working and counts[True][end] > counts[True][begin]]
            for step, first, last in self._steps():
                low, high = max(begin, first), min(end, last)
                if low < high:
                    over = max(low, min(high, self._today))
                    total = counted[end] - counted[begin]
                    share = (counted[high] - counted[low]) / total
                    elapsed = (counted[over] - counted[low]) / total
                    found.append((index, step, share, elapsed, (low, high) == (begin, end)))
        columns = ["index", "step", "share", "elapsed", "inside"]
        shares = pd.DataFrame(found, columns=columns).astype({"index": "int64", "step": "datetime64[us]"})
        return periods.reset_index(drop=True).merge(shares, left_index=True, right_on="index").drop(columns="index")

    def left(self) -> pd.DataFrame:
        """Per `step` of the window (NaT without a grain): how many `days` and `working_days` are still to come."""
        counts = self._counted()
        rows = []
        for step, first, last in self._steps():
            low = max(first, min(last, self._today))
            rows.append((step, *(counts[working][last] - counts[working][low] for working in (False, True))))
        return pd.DataFrame(rows, columns=["step", "days", "working_days"]).astype({"step": "datetime64[us]"})

    @property
    def _today(self) -> int:
        """The row after today's."""
        return self._rows(pd.Series([pd.Timestamp(self.filters.today)]), after=True)[0]

    def _rows(self, days: pd.Series, *, after: bool = False) -> list[int]:
        """The calendar row of each day, or the one after it."""
        known = self.calendar.day.to_numpy()
        return [int(row) for row in np.searchsorted(known, days.to_numpy(), side="right" if after else "left")]

    def _counted(self) -> dict[bool, "np.ndarray[Any, Any]"]:
        """How many days, and how many working days, lie before each row."""
        working = self.calendar.is_working_day.to_numpy()
        return {
            False: np.arange(len(working) + 1),
            True: np.concatenate([[0], np.cumsum(working)]),
        }

    def _steps(self) -> list[tuple[pd.Timestamp | NaTType, int, int]]:
        """Each step of the window with its first row and the row after its last."""
        ends = pd.Series([pd.Timestamp(self.filters.first), pd.Timestamp(self.filters.last)])
        first, last = self._rows(ends)[0], self._rows(ends, after=True)[1]
        if self.grain is None:
            return [(pd.NaT, first, last)]
        steps = self.calendar[self.grain.column].to_numpy()[first:last]
        starts = [0, *(np.flatnonzero(steps[1:] != steps[:-1]) + 1), len(steps)]
        return [(pd.Timestamp(steps[low]), first + low, first + high) for low, high in pairwise(starts)]
