"""Days of the calendar, and what share of a period each time step and the elapsed days hold."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
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
    """The calendar around a selection, put into steps of `grain` (or none)."""

    calendar: pd.DataFrame
    filters: Filters
    grain: Grain | None

    def shares(self, periods: pd.DataFrame) -> pd.DataFrame:
        """For each period (`period_start`, `period_end`, `working_only`) and each step it touches in the window:

        `share` of the period's days in the step, `elapsed` the part of that share that is over, and `inside`:
        whether the whole period lies in the step. Days are working days where `working_only` is 1. `step` is NaT
        without a grain.
        """
        days = self._days_of(periods)
        days["counted"] = np.where(days.working_only > 0, days.is_working_day, True).astype("float64")
        whole = days.groupby(_PERIOD).agg(length=("day", "size"), total=("counted", "sum")).reset_index()
        days = days.merge(whole, on=_PERIOD)
        days["counted"] = days.counted.where(days.total > 0, 1.0)  # a period of holidays only has plain days
        days["over"] = days.counted.where(days.day <= pd.Timestamp(self.filters.today), 0.0)
        first, last = pd.Timestamp(self.filters.first), pd.Timestamp(self.filters.last)
        touched = days[(days.day >= first) & (days.day <= last)].groupby([*_PERIOD, "step"], dropna=False)
        here = touched.agg({"counted": "sum", "over": "sum", "day": "size", "length": "first", "total": "first"})
        here = here.reset_index()
        total = here.total.where(here.total > 0, here.length)
        return here.assign(share=here.counted / total, elapsed=here.over / total, inside=here.day == here.length)

    def _days_of(self, periods: pd.DataFrame) -> pd.DataFrame:
        """One row per period and day of it, with the day's step."""
        days = self.calendar.day.to_numpy()
        begin = np.searchsorted(days, periods.period_start.to_numpy(), side="left")
        end = np.searchsorted(days, periods.period_end.to_numpy(), side="right")
        which = np.repeat(np.arange(len(periods)), end - begin)
        row = np.arange(len(which)) - np.repeat(np.cumsum(end - begin) - (end - begin), end - begin)
        mine = self.calendar.iloc[begin[which] + row].reset_index(drop=True)
        step = mine[self.grain.column] if self.grain else pd.Series(pd.NaT, index=mine.index, dtype="datetime64[us]")
        known = periods[_PERIOD].iloc[which].reset_index(drop=True)
        return known.assign(day=mine.day, is_working_day=mine.is_working_day, step=step)

    def left(self) -> pd.DataFrame:
        """Per `step` of the window (NaT without a grain): how many `days` and `working_days` are still to come."""
        first, last = pd.Timestamp(self.filters.first), pd.Timestamp(self.filters.last)
        mine = self.calendar[(self.calendar.day >= first) & (self.calendar.day <= last)]
        ahead = mine.day > pd.Timestamp(self.filters.today)
        step = mine[self.grain.column] if self.grain else pd.Series(pd.NaT, index=mine.index, dtype="datetime64[us]")
        counts = pd.DataFrame({"step": step, "days": ahead, "working_days": ahead & mine.is_working_day})
        return counts.groupby("step", dropna=False, as_index=False).sum()
