"""How the running period stands beside past ones at the same point: cumulated days, and the share of working days."""

import numpy as np
import pandas as pd

from analytics.forecast.history import Histories
from analytics.forecast.series import Flags, Grid
from domain.forecast import Told

_LOOKED_AT = 36  # past periods


def position(told: Told, history: Histories) -> float:
    """The share of the running period's working days that are over; of its days, where it has no working day.

    What runs never stands at 1: a day is still to come.
    """
    days = told.days[told.days.period == history.ahead[0]]
    over = days.day <= pd.Timestamp(told.today)
    working = days.is_working_day
    if not working.any():
        return float(over.mean())
    return min(float((over & working).sum() / working.sum()), 1.0 - 0.5 / len(days))


def paths(told: Told, history: Histories) -> Grid:
    """Past periods × working days, cumulated, NaN after a period's last one; the latest periods only, oldest first.

    A day off counts to the working day before it when today is one, else to the one after it: a Sunday is compared
    with Sundays, a Friday with Fridays. The last value always is the whole period.
    """
    days, today = told.days, pd.Timestamp(told.today)
    late = bool(((days.day == today) & ~days.is_working_day).any())
    found = told.daily.set_index("day")["value"].reindex(pd.DatetimeIndex(days.day)).fillna(0.0)
    values, working = found.to_numpy(dtype=np.float64), days.is_working_day.to_numpy(dtype=np.bool_)
    period = days.period.to_numpy()
    past = history.done[-_LOOKED_AT:].to_numpy()
    ends = zip(np.searchsorted(period, past), np.searchsorted(period, past, side="right"), strict=True)
    rows = [_path(values[first:until], working[first:until], late=late) for first, until in ends]
    wide = max((len(row) for row in rows), default=1)
    return np.array([np.concatenate([row, np.full(wide - len(row), np.nan)]) for row in rows])


def _path(values: Grid, working: Flags, *, late: bool) -> Grid:
    cumulated = np.cumsum(values)
    at = np.flatnonzero(working)
    if not len(at):
        return cumulated[-1:]
    ends = np.append(at[1:] - 1, len(cumulated) - 1) if late else at
    found = cumulated[ends]
    found[-1] = cumulated[-1]
    return np.asarray(found)
