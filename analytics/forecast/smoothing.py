"""Exponential smoothing over a grid of its parameters, averaged by how well each of them would have done.

Nothing is optimised, so nothing can fail to converge: each cell of the grid gets the weight exp(−n÷2 · log MSE), the
likelihood of its one-step errors. Sources: Gardner and McKenzie, "Forecasting trends in time series", Management
Science 31 (1985), for the damped trend; Hyndman and Billah, "Unmasking the Theta method", International Journal of
Forecasting 19 (2003): Theta is simple smoothing with a part of the line's slope added.
"""

from dataclasses import dataclass

import numpy as np

from analytics.forecast.series import Block, Grid

_SIMPLE = np.array([0.02, 0.05, 0.1, 0.15, 0.2, 0.28, 0.36, 0.45, 0.55, 0.65, 0.75, 0.85, 0.93, 0.99])
_ALPHAS, _BETAS = (0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9), (0.0, 0.02, 0.06, 0.15, 0.35)
_PHIS = (1.0, 0.8, 0.9, 0.97)  # the first is Holt's own
_THETAS = np.array([1.0, 4 / 3, 2.0, 4.0])
_FIRST = 10  # values through which the starting line goes


@dataclass(frozen=True, slots=True)
class Simple:
    """Forecasts of simple smoothing, of Theta, and of Theta with its parameter averaged too: one row a series."""

    ses: Grid
    theta: Grid
    optimised: Grid


@dataclass(frozen=True, slots=True)
class Trended:
    """Forecasts of Holt's trend and of the damped trend: one row a series."""

    holt: Grid
    damped: Grid


def simple(block: Block) -> Simple:
    """Simple exponential smoothing and Theta from one pass over the values."""
    level, slope = start_line(block, whole=False)[0], start_line(block, whole=True)[1]
    state = np.repeat(level[:, None], len(_SIMPLE), axis=1)
    decay, seen = np.ones_like(state), block.seen.astype(np.float64)
    squares, crossed, drifts = np.zeros_like(state), np.zeros_like(state), np.zeros_like(state)
    for column in range(block.values.shape[1]):
        k = block.active(column)
        error = (block.values[:k, column, None] - state[:k]) * seen[:k, column, None]
        drift = (1 - decay[:k]) / _SIMPLE * seen[:k, column, None]
        squares[:k] += error * error
        crossed[:k] += error * drift
        drifts[:k] += drift * drift
        state[:k] += _SIMPLE * error
        decay[:k] *= 1 - _SIMPLE
    part = (1 - 1 / _THETAS)[None, :, None] * slope[:, None, None]
    missed = squares[:, None, :] - 2 * part * crossed[:, None, :] + part**2 * drifts[:, None, :]
    behind = (1 - decay) / _SIMPLE
    return _simple_ahead(block, missed, (state, behind, part))


def _simple_ahead(block: Block, missed: Grid, end: tuple[Grid, Grid, Grid]) -> Simple:
    state, behind, part = end
    count, steps = block.seen.sum(axis=1), np.arange(block.horizon)
    ahead = []
    for chosen in (slice(0, 1), slice(2, 3), slice(None)):
        weight = likelihood(missed[:, chosen].reshape(len(state), -1), count).reshape(missed[:, chosen].shape)
        level = (weight * (state[:, None] + part[:, chosen] * behind[:, None])).sum(axis=(1, 2))
        drift = (weight * part[:, chosen]).sum(axis=(1, 2))
        ahead.append(level[:, None] + drift[:, None] * steps)
    return Simple(*ahead)


def trended(block: Block) -> Trended:
    """Holt's linear trend and Gardner's damped trend from one pass over the values."""
    phi, alpha, beta = (axis.ravel() for axis in np.meshgrid(_PHIS, _ALPHAS, _BETAS, indexing="ij"))
    gain = alpha * beta
    level0, slope = start_line(block, whole=False)
    level = np.repeat((level0 - slope)[:, None], len(phi), axis=1)
    trend, squares = np.repeat(slope[:, None], len(phi), axis=1), np.zeros(level.shape)
    error, moved, seen = np.empty_like(level), np.empty_like(level), block.seen.astype(np.float64)
    gaps = not block.complete
    for column in range(block.values.shape[1]):
        k = block.active(column)
        one, other, now = error[:k], moved[:k], trend[:k]
        now *= phi
        level[:k] += now
        np.subtract(block.values[:k, column, None], level[:k], out=one)
        if gaps:
            one *= seen[:k, column, None]
        np.multiply(one, one, out=other)
        squares[:k] += other
        np.multiply(one, alpha, out=other)
        level[:k] += other
        one *= gain
        now += one
    count, size = block.seen.sum(axis=1), len(_ALPHAS) * len(_BETAS)
    holt = _ahead(block, (level, trend, phi), likelihood(squares[:, :size], count), slice(0, size))
    damped = _ahead(block, (level, trend, phi), likelihood(squares[:, size:], count), slice(size, None))
    return Trended(holt, damped)


def _ahead(block: Block, end: tuple[Grid, Grid, Grid], weight: Grid, chosen: slice) -> Grid:
    level, trend, phi = end[0][:, chosen], end[1][:, chosen], end[2][chosen]
    reach = np.cumsum(phi[:, None] ** np.arange(1, block.horizon + 1), axis=1)
    return np.asarray((weight * level).sum(axis=1, keepdims=True) + (weight * trend) @ reach)


def likelihood(squares: Grid, count: Grid) -> Grid:
    """Weights of the cells from their sums of squared errors over so many values; each row adds up to 1.

    >>> likelihood(np.array([[1.0, 1.0, 4.0]]), np.array([4.0])).round(3).tolist()
    [[0.485, 0.485, 0.03]]
    """
    least = squares.min(axis=1, keepdims=True)
    floor = np.maximum(least, 1e-300)
    worse = np.log(np.maximum(squares, floor) / floor) * (-np.asarray(count, dtype=np.float64)[:, None] / 2)
    weight = np.exp(worse)
    return np.asarray(weight / weight.sum(axis=1, keepdims=True))


def start_line(block: Block, whole: bool) -> tuple[Grid, Grid]:
    """The value at the first period and the slope of the least-squares line through all or the first ten values."""
    columns = np.arange(block.values.shape[1])
    age = columns - block.start[:, None]
    use = (block.seen & (age >= 0) & (whole | (age < _FIRST))).astype(np.float64)
    count = use.sum(axis=1)
    middle, mean = (use * age).sum(axis=1) / count, (use * block.values).sum(axis=1) / count
    off = use * (age - middle[:, None])
    spread = (off * age).sum(axis=1)
    slope = (off * block.values).sum(axis=1) / np.where(spread > 0, spread, 1.0)
    return mean - slope * middle, slope
