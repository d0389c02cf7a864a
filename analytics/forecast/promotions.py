"""The regression that knows promotions: of the past what there was, of what comes what a year before suggests.

Nobody knows the promotions to come. At every origin, earlier ones included, the share under a promotion is assumed to
be that of the same period a year before, and before there is a year the mean so far: nothing after an origin is read.
Prices were tried in the same way, the last one taken to stay: that made the forecast worse on four of five slices, so
they remain an assumption that a person makes (drivers.py).
"""

import numpy as np

from analytics.forecast.members import KEYS, PROMOTED, Forecasts, regressed
from analytics.forecast.regression import Drivers
from analytics.forecast.series import Flags, Grid, cut

LEAST = 0.01  # standard deviation of the share: below, promotions explain nothing
_AT = KEYS.index(PROMOTED)


def assumed(shares: Grid, horizon: int, season: int) -> Grid:
    """What is taken for the periods to come, from past shares (series × periods, NaN unknown): series × horizon.

    >>> assumed(np.array([[0.1, 0.2, 0.6]]), 3, 2).tolist(), assumed(np.array([[0.1, np.nan]]), 1, 12).tolist()
    ([[0.2, 0.6, 0.2]], [[0.1]])
    """
    known = ~np.isnan(shares)
    mean = np.where(known, shares, 0.0).sum(axis=1, keepdims=True) / np.maximum(known.sum(axis=1, keepdims=True), 1)
    back = season - np.arange(horizon) % season
    reached = back <= shares.shape[1]
    year = shares[:, np.where(reached, shares.shape[1] - back, 0)]
    return np.asarray(np.where(reached & ~np.isnan(year), year, mean))


def with_promotions(found: Forecasts, table: Grid, plan: tuple[int, Drivers | None, Grid], skipped: int) -> Forecasts:
    """The forecasts with those of the regression that knows promotions, of every row whose promotions ever changed.

    `table` as it stood at the origin, `skipped` periods before the end; `plan`: season, drivers, and the shares of all
    periods (series × periods, ending together with the whole table).
    """
    season, drivers, shares = plan
    horizon = found.ahead.shape[2]
    past = cut(_fitting(shares, table.shape[1]), skipped)
    own = np.hstack([past, assumed(past, horizon, season)])
    ahead, fit = found.ahead.copy(), found.fit.copy()
    ahead[_AT] = regressed(table, (season, horizon), drivers, skipped, own)
    fit[_AT] = told_apart(np.where(np.isnan(table), np.nan, past)) & ~np.isnan(table).all(axis=1)
    return Forecasts(ahead, fit)


def told_apart(shares: Grid) -> Flags:
    """Whether the shares of a row moved so much that their effect can be seen."""
    known = ~np.isnan(shares)
    count = np.maximum(known.sum(axis=1), 1)
    off = np.where(known, shares - (np.where(known, shares, 0.0).sum(axis=1) / count)[:, None], 0.0)
    return np.asarray(np.sqrt((off**2).sum(axis=1) / count) >= LEAST)


def _fitting(shares: Grid, columns: int) -> Grid:
    """The shares of the last `columns` periods; NaN before they begin."""
    last = shares[:, -columns:]
    return np.hstack([np.full((len(last), columns - last.shape[1]), np.nan), last])
