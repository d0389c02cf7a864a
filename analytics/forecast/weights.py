"""What each member is worth on each series: the fourth power of how small its back-tested error was.

The power was set on the training part of public data sets: the second lets weak members speak too loudly, the sixth
gains nothing. A single best member is worse than the pool on nearly all of them and makes the forecast jump.
"""

from collections.abc import Sequence

import numpy as np

from analytics.forecast.backtest import Backtest
from analytics.forecast.members import KEYS
from analytics.forecast.series import Flags, Grid

POWER = 4


def mean_errors(test: Backtest, at: Sequence[int] | None = None) -> Grid:
    """Mean absolute errors over all or these origins: members × series; NaN where there is none."""
    use = list(range(len(test.cuts)) if at is None else at)
    errors = np.abs(test.ahead[:, use] - test.actual[use])
    known = ~np.isnan(errors)
    count = known.sum(axis=(1, 3))
    total = np.where(known, errors, 0.0).sum(axis=(1, 3))
    return np.asarray(np.where(count > 0, total / np.maximum(count, 1), np.nan))


def combined(errors: Grid, fit: Flags) -> Grid:
    """Weights ∝ 1 ÷ MAE⁴ of the members that fit: members × series, each series adds up to 1.

    A series without a back-test weighs its members alike. Members without any error share all the weight.

    >>> combined(np.array([[1.0], [2.0]]), np.array([[True], [True]])).round(3).tolist()
    [[0.941], [0.059]]
    """
    known = fit & ~np.isnan(errors)
    use = np.where(known.any(axis=0), known, fit)
    size = np.where(use & known, errors, np.inf).min(axis=0)
    size = np.where(np.isfinite(size), size, 1.0)
    floor = np.maximum(size, 1e-12)
    weight = np.where(use, (floor / np.maximum(np.nan_to_num(errors, nan=0.0), floor)) ** POWER, 0.0)
    return _normal(weight)


def alike(errors: Grid, fit: Flags) -> Grid:
    """The same weight for every member that fits."""
    return _normal(fit.astype(np.float64))


def best(errors: Grid, fit: Flags) -> Grid:
    """All weight on the member of least error, the first of equals; alike where there is no back-test."""
    known = fit & ~np.isnan(errors)
    least = np.where(known, errors, np.inf).argmin(axis=0)
    one = (np.arange(len(errors))[:, None] == least) & known.any(axis=0)
    return _normal(np.where(known.any(axis=0), one, fit).astype(np.float64))


def single(key: str, fit: Flags) -> Grid:
    """All weight on the member of that name, whether it fits or not: it then falls back on the last value."""
    return np.repeat((np.array(KEYS) == key).astype(np.float64)[:, None], fit.shape[1], axis=1)


def _normal(weight: Grid) -> Grid:
    total = weight.sum(axis=0)
    return np.asarray(weight / np.where(total > 0, total, 1.0))
