"""From what the data tell to histories: finished periods as rows of a table, and the running one kept apart.

A period that is not over looks like a collapse, so it never is history. Nor is a period that begins before the data
do. A period in which the whole company has nothing, while it has something in nearly all others, was not loaded: it is
unknown, not zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
import pandas as pd

from analytics.forecast.calendar import calendar_drivers
from analytics.forecast.festival import distances
from analytics.forecast.regression import Drivers
from analytics.forecast.series import Grid, Whole
from domain.errors import ReaderError
from domain.forecast import Told
from i18n import Text

_GRACE = timedelta(days=3)  # a month whose first order is on the 3rd is whole
_LOADED = 0.9
NO_HISTORY = Text(
    "历史太短：还没有一个完整的期间。请选择更细的时间步长或更大的范围。",
    "Too little history: no period is over yet. Choose a finer time step or a wider selection.",
)


@dataclass(frozen=True, slots=True)
class Histories:
    """Series × finished periods. `groups` has a row for each series; without groups there is one.

    `done` and `ahead` are the first days of the finished periods and of those to come, the running one first.
    `to_date` is what each series has of the running period; NaN where none runs. `promoted` is the share of each
    series' sales that was under a promotion, by finished period, NaN where unknown; None where nobody knows.
    `festival`: of weeks, how many each period of both lies from the Spring Festival; None of other steps.
    """

    groups: pd.DataFrame
    values: Grid
    done: pd.DatetimeIndex
    ahead: pd.DatetimeIndex
    to_date: Grid
    running: bool
    drivers: Drivers | None
    promoted: Grid | None = None
    festival: Whole | None = None

    def rows(self, places: Sequence[int]) -> "Histories":
        """Only the series at these places."""
        at = list(places)
        groups = self.groups.iloc[at].reset_index(drop=True)
        promoted = None if self.promoted is None else self.promoted[at]
        return replace(self, groups=groups, values=self.values[at], to_date=self.to_date[at], promoted=promoted)

    def summed(self, dims: Sequence[str]) -> "Histories":
        """One series for each group of these dimensions, in the order of their first appearance."""
        keys = self.groups[list(dims)].fillna("")
        at = keys.groupby(list(dims), sort=False).ngroup().to_numpy()
        count = int(at.max(initial=-1)) + 1
        values, to_date = np.zeros((count, self.values.shape[1])), np.zeros(count)
        np.add.at(values, at, self.values)
        np.add.at(to_date, at, self.to_date)
        columns = [name for dim in dims for name in (dim, f"{dim}_name")]
        groups = self.groups[columns].loc[~pd.Series(at).duplicated().to_numpy()].reset_index(drop=True)
        return replace(self, groups=groups, values=values, to_date=to_date, promoted=None)


def histories(told: Told, by: Sequence[str] = ()) -> Histories:
    """The series of the data by those dimensions. Raises ReaderError when no period is over."""
    ends = told.days.groupby("period").day.max()
    firsts = pd.DatetimeIndex(ends.index)
    today, begun = pd.Timestamp(told.today), pd.Timestamp(told.begun)
    over = ends.to_numpy() <= today.to_datetime64()
    whole = firsts >= begun - _grace(firsts)
    done, ahead = firsts[over & whole], firsts[~over]
    if not len(done):
        raise ReaderError(NO_HISTORY)
    running = bool(len(ahead)) and ahead[0] <= today
    groups, table = _table(told.series, list(by), pd.DatetimeIndex(done.append(ahead[:1])))
    values, to_date = table[:, : len(done)], table[:, len(done)]
    values = np.where(_unloaded(values), np.nan, values)
    return Histories(groups, values, done, ahead, to_date if running else np.full(len(to_date), np.nan), running,
                     _drivers(told, done, ahead), _promoted(told, done), _festival(told, done, ahead))  # fmt: skip


def _grace(firsts: pd.DatetimeIndex) -> timedelta:
    """Of weeks none: three days are half of one."""
    return _GRACE if len(firsts) < 2 or (firsts[1] - firsts[0]).days > 7 else timedelta(0)


def _table(rows: pd.DataFrame, by: list[str], periods: pd.DatetimeIndex) -> tuple[pd.DataFrame, Grid]:
    """One row a group in the order of their first appearance, one column a period; no row is no sale."""
    columns = [name for key in by for name in (key, f"{key}_name")]
    place = periods.get_indexer(pd.DatetimeIndex(rows.period))
    if not by:
        group: np.ndarray = np.zeros(len(rows), dtype=np.int64)
        groups = pd.DataFrame(index=range(1))
    else:
        group = rows.groupby(by, dropna=False, sort=False).ngroup().to_numpy()
        groups = rows[columns].drop_duplicates(by).reset_index(drop=True)
    table = np.zeros((len(groups), len(periods)))
    inside = place >= 0
    np.add.at(table, (group[inside], place[inside]), np.nan_to_num(rows["value"].to_numpy()[inside]))
    return groups, table


def _unloaded(values: Grid) -> np.ndarray:
    """The periods in which no series at all has anything, though nearly all other periods have something."""
    empty = (values == 0).all(axis=0)
    if not len(empty) or empty.mean() > 1 - _LOADED:
        return np.zeros(len(empty), dtype=np.bool_)
    return np.asarray(empty)


def _drivers(told: Told, done: pd.DatetimeIndex, ahead: pd.DatetimeIndex) -> Drivers:
    """What the calendar says of the finished periods and those to come."""
    days = told.days[told.days.period.isin(done.append(ahead))]
    return calendar_drivers(days)


def _promoted(told: Told, done: pd.DatetimeIndex) -> Grid | None:
    """The share under a promotion of the one series, by finished period; NaN of a period without sales."""
    if told.promoted is None:
        return None
    rows = told.promoted.set_index("period").reindex(done)
    sold = rows["sold"].to_numpy(dtype=np.float64)
    share = 1 - rows["regular"].to_numpy(dtype=np.float64) / np.where(sold > 0, sold, np.nan)
    return np.asarray(share[None])


def _festival(told: Told, done: pd.DatetimeIndex, ahead: pd.DatetimeIndex) -> Whole | None:
    """Weeks from the festival; a month is too long to be told apart by it, and its days are drivers."""
    if len(done) < 2 or (done[1] - done[0]).days > 7:
        return None
    return distances(told.days[told.days.period.isin(done.append(ahead))])
