"""The back-test: what each member would have said at earlier origins, and how far it was from what came.

All origins of a series are rows of one table, so that the back-test is the forecast itself, run on histories that end
earlier: a member cannot see past its origin, because the row has nothing there.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analytics.forecast.festival import FAR, factors
from analytics.forecast.members import KEYS, PLAIN, Forecasts, forecasts, plainly, regressed
from analytics.forecast.promotions import with_promotions
from analytics.forecast.regression import Drivers
from analytics.forecast.series import Flags, Grid, Whole, cut, observed

_DRIVEN, _PLAIN = KEYS.index("regression"), [KEYS.index(key) for key in PLAIN]
ORIGINS, LEAST = 8, 4  # how many origins; the values that a history at an origin must have


@dataclass(frozen=True, slots=True)
class Plan:
    """Periods in a season, periods ahead, and what is known of each period beyond its value.

    `promoted`: each series' share under a promotion in the periods of its history (series × periods). `festival`: how
    many weeks each period of history and horizon lies from the Spring Festival; None where its effect is no matter.
    """

    season: int
    horizon: int
    drivers: Drivers | None = None
    promoted: Grid | None = None
    festival: Whole | None = None


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
    found = spoken(stacked, plan, cuts)
    ahead, fit = found.ahead.reshape(*shape, -1), found.fit.reshape(shape)
    return Backtest(ahead, actuals(table, cuts, plan.horizon), cuts, fit)


def spoken(table: Grid, plan: Plan, skipped: Sequence[int]) -> Forecasts:
    """What every member says of every row. The rows are as many series at each of these origins, one after another.

    Each origin reads the drivers, promotions and festivals up to itself, and of drivers what the calendar says ahead.
    """
    count = len(table) // len(skipped)
    effect = festivals(table, plan, skipped)
    clean = table / effect[:, : table.shape[1]]
    found = forecasts(clean, plan.season, plan.horizon)
    for at, periods in enumerate(skipped):
        mine = slice(at * count, (at + 1) * count)
        if plan.drivers is not None:  # read by regressions only
            steps = (plan.season, plan.horizon)
            found.ahead[_DRIVEN, mine] = regressed(clean[mine], steps, plan.drivers, periods)
        if plan.promoted is not None:
            one = Forecasts(found.ahead[:, mine], found.fit[:, mine])
            told = with_promotions(one, clean[mine], (plan.season, plan.drivers, plan.promoted), periods)
            found.ahead[:, mine], found.fit[:, mine] = told.ahead, told.fit
    if plan.festival is None:
        return found
    ahead = found.ahead * effect[:, table.shape[1] :]
    ahead[_PLAIN] = plainly(table, plan.season, plan.horizon).ahead[_PLAIN]
    return Forecasts(ahead, found.fit)


def festivals(table: Grid, plan: Plan, skipped: Sequence[int], *, drawn: bool = True) -> Grid:
    """What each week of the rows and of their horizon is of an ordinary one; 1 where no festival is told of."""
    width = table.shape[1] + plan.horizon
    if plan.festival is None:
        return np.ones((len(table), width))
    told = np.concatenate([np.full(width + max(skipped), FAR), plan.festival])
    parts = np.split(table, len(skipped))
    ends = [len(told) - periods for periods in skipped]
    return np.vstack(
        [factors(part, told[end - width : end], drawn=drawn) for part, end in zip(parts, ends, strict=True)]
    )


def actuals(table: Grid, cuts: tuple[int, ...], horizon: int) -> Grid:
    """What came after each origin: origins × series × horizon; NaN beyond the end.

    >>> actuals(np.array([[1.0, 2.0, 3.0]]), (1, 2), 2).tolist()
    [[[3.0, nan]], [[2.0, 3.0]]]
    """
    wide = np.hstack([np.full((len(table), max(cuts)), np.nan), table, np.full((len(table), horizon), np.nan)])
    first = wide.shape[1] - horizon
    return np.stack([wide[:, first - periods : first - periods + horizon] for periods in cuts])
