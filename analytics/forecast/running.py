"""How the running period stands beside past ones at the same point: cumulated days, and the share of working days."""

import numpy as np
import pandas as pd

from analytics.forecast.history import Histories
from analytics.forecast.series import Grid
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
    on = told.daily.set_index("day")["value"]
    days = told.days.set_index("day")
    today = pd.Timestamp(told.today)
    late = bool(today in days.index and not days.is_working_day[today])
    rows = [_path(on.reindex(own.index).fillna(0.0), own.is_working_day.to_numpy(), late=late) for own in (
        days[days.period == period] for period in history.done[-_LOOKED_AT:])]  # fmt: skip
    wide = max((len(row) for row in rows), default=1)
    return np.array([np.concatenate([row, np.full(wide - len(row), np.nan)]) for row in rows])


def _path(values: pd.Series, working: np.ndarray, *, late: bool) -> Grid:
    cumulated = values.cumsum().to_numpy(dtype=np.float64)
    at = np.flatnonzero(working)
    if not len(at):
        return cumulated[-1:]
    ends = np.append(at[1:] - 1, len(cumulated) - 1) if late else at
    found = cumulated[ends]
    found[-1] = cumulated[-1]
    return np.asarray(found)
