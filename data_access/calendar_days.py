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
        each = zip(periods.period_start, periods.period_end, periods.working_only, strict=True)
        rows = pd.concat([self._of_period(start, end, working > 0) for start, end, working in each])
        kinds = {"period_start": "datetime64[us]", "period_end": "datetime64[us]", "step": "datetime64[us]"}
        return rows.astype(kinds)

    def left(self) -> pd.DataFrame:
        """Per `step` of the window (NaT without a grain): how many `days` and `working_days` are still to come."""
        first, last = pd.Timestamp(self.filters.first), pd.Timestamp(self.filters.last)
        mine = self.calendar[(self.calendar.day >= first) & (self.calendar.day <= last)]
        ahead = mine.day > pd.Timestamp(self.filters.today)
        step = mine[self.grain.column] if self.grain else pd.Series(pd.NaT, index=mine.index, dtype="datetime64[us]")
        counts = pd.DataFrame({"step": step, "days": ahead, "working_days": ahead & mine.is_working_day})
        return counts.groupby("step", dropna=False, as_index=False).sum()

    def _of_period(self, start: pd.Timestamp, end: pd.Timestamp, working_only: bool) -> pd.DataFrame:
        calendar = self.calendar
        mine = calendar[(calendar.day >= start) & (calendar.day <= end)]
        counts = mine.is_working_day.to_numpy(dtype=float) if working_only else np.ones(len(mine))
        if counts.sum() == 0:  # a period of holidays only: fall back on plain days
            counts = np.ones(len(mine))
        days = mine.day.to_numpy()
        window = (days >= np.datetime64(self.filters.first)) & (days <= np.datetime64(self.filters.last))
        over = days <= np.datetime64(self.filters.today)
        steps = mine[self.grain.column].to_numpy() if self.grain else np.zeros(len(mine), dtype="datetime64[D]")
        found = []
        for step in np.unique(steps[window]):
            here = window & (steps == step)
            found.append(
                {
                    "period_start": start,
                    "period_end": end,
                    "working_only": float(working_only),
                    "step": step if self.grain else None,
                    "share": counts[here].sum() / counts.sum(),
                    "elapsed": counts[here & over].sum() / counts.sum(),
                    "inside": bool(here.all()),
                }
            )
        return pd.DataFrame(found)
