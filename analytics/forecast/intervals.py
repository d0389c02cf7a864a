"""Intervals calibrated on what the back-test missed by, pooled over series; sums of periods have their own.

Conformal prediction on scaled errors: how far a forecast misses is split into how much this series moves, how errors
grow with the horizon (common to all series of the batch), and quantiles of what is then left, pooled over series and
neighbouring horizons. The scale of a series is estimated without the origin whose errors are calibrated on, and
without the origins beside it, whose errors are of the same periods: with them the intervals come out too narrow.
Source of the idea: Vovk, Gammerman and Shafer, "Algorithmic learning in a random world" (2005), split conformal.
Bounds of single periods never add up to bounds of their sum: errors of neighbouring periods are neither independent
nor equal.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from analytics.forecast.disturbances import median
from analytics.forecast.series import Grid

LEVELS = (0.5, 0.8, 0.95)
_NORMAL = {0.5: 0.674490, 0.8: 1.281552, 0.95: 1.959964}
_NEAR, _FAR = 1.0, 1.1  # errors to come are larger than tested ones, the more so far out, where few origins reach
_OVERLAP = 2  # origins so near that their errors are of the same periods
_WIDER_WHOLE, _WIDER_FEW = 1.15, 1.25  # of a sum over the whole horizon; with hardly any cells
FEW_SERIES, FEW_CELLS, _HARDLY_ANY, _ENOUGH = 10, 40, 20, 400


@dataclass(frozen=True, slots=True)
class Spread:
    """Half widths: level → series × horizon. `few`: there was little to calibrate on."""

    half: dict[float, Grid]
    few: bool


def spread(errors: Grid, scale: Grid, wider: float = 1.0) -> Spread:
    """The half widths of intervals from back-tested errors (origins × series × horizon, NaN where none).

    A series without errors of its own gets those of the pool at its own scale. Without any error the widths are NaN.
    """
    size = np.abs(errors) / scale[:, None]
    growth = _growth(size)
    share = size / growth
    cells = int((~np.isnan(share)).sum())
    few = errors.shape[1] < FEW_SERIES or cells < FEW_CELLS
    pooled = float(np.nanmean(share)) if cells else np.nan
    own, without = _own(share, pooled)
    left = share / without[:, :, None]
    reach = np.linspace(_NEAR, _FAR, errors.shape[2]) if errors.shape[2] > 1 else np.array([_NEAR])
    more = reach * wider * (_WIDER_FEW if cells < _HARDLY_ANY else 1.0)
    half = {level: more * _quantiles(left, level) * growth * (scale * own)[:, None] for level in LEVELS}
    return Spread(half, few)


def of_sums(errors: Grid, scale: Grid, first: int, until: int) -> Spread:
    """The half widths for the sum of the periods `first` to `until` (from 0, excluded): level → series × 1.

    Only origins after which the whole span is known count.
    """
    total = errors[:, :, first:until].sum(axis=2, keepdims=True)
    return spread(total, scale, _WIDER_WHOLE if until - first == errors.shape[2] and until - first > 1 else 1.0)


def without_overlap(errors: Grid, scale: Grid) -> Callable[[float], Grid]:
    """Half widths by level, for each origin from those that share no period with it: origins × series × horizon."""
    turn = np.arange(len(errors))
    apart = [np.where(np.abs(turn - at)[:, None, None] > _OVERLAP, errors, np.nan) for at in turn]
    found = [spread(part, scale).half for part in apart]
    return lambda level: np.stack([half[level] for half in found])


def _growth(size: Grid) -> Grid:
    """How errors grow with the horizon: medians smoothed over three, never falling; the root where there are few."""
    steps = np.sqrt(np.arange(1, size.shape[2] + 1))
    count = (~np.isnan(size)).sum(axis=(0, 1))
    if not count.any():
        return np.asarray(steps)
    rooted = median((size / steps).ravel()) * steps
    middle = np.where(count > 0, median(size.reshape(-1, size.shape[2]).T), rooted)
    padded = np.concatenate([middle[:1], middle, middle[-1:]])
    smooth = (padded[:-2] + padded[1:-1] + padded[2:]) / 3
    known = (count * smooth + FEW_CELLS * rooted) / (count + FEW_CELLS)
    return np.asarray(np.maximum(np.maximum.accumulate(known), 1e-12))


def _own(share: Grid, pooled: float) -> tuple[Grid, Grid]:
    """The factor of each series, and the same as seen from each origin; both shrunk to the pool by one origin."""
    cells = (~np.isnan(share)).sum(axis=2)
    sums = np.nansum(share, axis=2)
    full = max(share.shape[2] / 2, 1.0)  # cells that are worth an origin
    all_cells, all_sums = cells.sum(axis=0), sums.sum(axis=0)
    own = (all_sums / full + pooled) / (all_cells / full + 1)
    turn = np.arange(len(cells))
    apart = (np.abs(turn[:, None] - turn) > _OVERLAP).astype(np.float64)
    without = (apart @ sums / full + pooled) / (apart @ cells / full + 1)
    tiny = 1e-9 * max(pooled, 1e-300)
    return np.maximum(own, tiny), np.maximum(without, tiny)


def _quantiles(left: Grid, level: float) -> Grid:
    """The quantile at each horizon, over all series and the horizons beside it; of few cells, over all horizons."""
    horizon, known = left.shape[2], ~np.isnan(left)
    if known.sum() < _ENOUGH:  # then no three horizons have enough either
        return np.full(horizon, quantile(left[known], level))
    found = np.empty(horizon)
    for at in range(horizon):
        beside = slice(max(at - 1, 0), at + 2)
        near = left[:, :, beside][known[:, :, beside]]
        found[at] = quantile(near if len(near) >= _ENOUGH else left[known], level)
    return found


def quantile(pool: Grid, level: float) -> float:
    """The conformal quantile of absolute errors; of few, no less than a normal tail on their 80 % quantile.

    >>> quantile(np.arange(1.0, 1000.0), 0.8), round(quantile(np.array([1.0, 2.0]), 0.95), 2)
    (801.0, 3.06)
    """
    if not len(pool):
        return float("nan")
    found = float(np.quantile(pool, min(1.0, level * (len(pool) + 1) / len(pool)), method="higher"))
    if len(pool) >= _ENOUGH or level <= 0.8:
        return found
    return max(found, float(np.quantile(pool, 0.8, method="higher")) * _NORMAL[level] / _NORMAL[0.8])
