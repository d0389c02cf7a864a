"""The back-test: what each member would have said at earlier origins, and how far it was from what came.

All origins of a series are rows of one table, so that the back-test is the forecast itself, run on histories that end
earlier: a member cannot see past its origin, because the row has nothing there.
"""

from dataclasses import dataclass

import numpy as np

from analytics.forecast.members import KEYS, forecasts, regressed
from analytics.forecast.regression import Drivers
from analytics.forecast.series import Flags, Grid, cut, observed

_DRIVEN = KEYS.index("regression")
ORIGINS, LEAST = 8, 4  # how many origins; the values that a history at an origin must have


@dataclass(frozen=True, slots=True)
class Plan:
    """Periods in a season, periods ahead, and what is known of each period beyond its value."""

    season: int
    horizon: int
    drivers: Drivers | None = None


@dataclass(frozen=True, slots=True)
class Backtest:
    """`ahead`: members × origins × series × horizon; `actual`: origins × series × horizon, NaN where nothing is known.

    `cuts`: how many periods before the end each origin lies. `fit`: members × origins × series.
    """

    ahead: Grid
    actual: Grid
    cuts: tuple[int, ...]
    fit: Flags

    @property
    def errors(self) -> Grid:
        """Forecast − actual, of every cell; NaN where there is no actual."""
        return self.ahead - self.actual


def origins(horizon: int) -> tuple[int, ...]:
    """How many periods before the end the origins lie: near ones for short errors, far ones for long errors.

    >>> origins(18), origins(6), origins(1)
    ((5, 9, 14, 18, 23, 27, 32, 36), (2, 3, 5, 6, 8, 9, 11, 12), (1, 2, 3, 4, 5, 6, 7, 8))
    """
    farthest = max(ORIGINS, 2 * horizon)
    return tuple(int(farthest * turn / ORIGINS + 0.5) for turn in range(1, ORIGINS + 1))


def backtest(table: Grid, plan: Plan) -> Backtest:
    """Run every member at every origin of every row that has history enough there."""
    cuts = origins(plan.horizon)
    stacked = np.vstack([cut(table, periods) for periods in cuts])
    stacked[observed(stacked) < LEAST] = np.nan
    shape = (len(KEYS), len(cuts), len(table))
    found = forecasts(stacked, plan.season, plan.horizon)
    ahead, fit = found.ahead.reshape(*shape, -1), found.fit.reshape(shape)
    if plan.drivers is not None:  # one member reads them, and each origin those of its own periods
        for at, periods in enumerate(cuts):
            rows = stacked[at * len(table) : (at + 1) * len(table)]
            ahead[_DRIVEN, at] = regressed(rows, plan.season, plan.horizon, plan.drivers, periods)
    return Backtest(ahead, actuals(table, cuts, plan.horizon), cuts, fit)


def actuals(table: Grid, cuts: tuple[int, ...], horizon: int) -> Grid:
    """What came after each origin: origins × series × horizon; NaN beyond the end.

    >>> actuals(np.array([[1.0, 2.0, 3.0]]), (1, 2), 2).tolist()
    [[[3.0, nan]], [[2.0, 3.0]]]
    """
    wide = np.hstack([np.full((len(table), max(cuts)), np.nan), table, np.full((len(table), horizon), np.nan)])
    first = wide.shape[1] - horizon
    return np.stack([wide[:, first - periods : first - periods + horizon] for periods in cuts])
