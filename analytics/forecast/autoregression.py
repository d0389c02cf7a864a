"""ARIMA(p,1,0): changes explained by the changes before them, by least squares, with the order of least AICc.

The seasonal one takes the changes as they come, with the one of a season ago among those that explain: a season that
slowly turns into another needs no indices. The mean change is taken at half its size: whole, it carries every rise of
the past on for ever. Source of AICc: Hurvich and Tsai, "Regression and time series model selection in small samples",
Biometrika 76 (1989).
"""

import numpy as np

from analytics.forecast.seasonality import positive
from analytics.forecast.series import Block, Flags, Grid

_ORDERS, _DRIFT, _RIDGE = 4, 0.5, 1e-6
_SEASONAL_RIDGE, _SPARE = 0.05, 8  # values beyond the longest lag


def autoregression(block: Block) -> Grid:
    """Forecasts of the rows, each with its own order from 0 to 4."""
    off, mean, count = _changes(block)
    weight = _weights(off, count)
    recent = np.zeros((len(off), _ORDERS))
    last = off[:, ::-1][:, :_ORDERS]
    recent[:, : last.shape[1]] = last
    level, ahead = block.values[:, -1].copy(), np.empty((len(off), block.horizon))
    for step in range(block.horizon):
        change = (weight * recent).sum(axis=1)
        recent = np.hstack([change[:, None], recent[:, :-1]])
        level = level + change + _DRIFT * mean
        ahead[:, step] = level
    return ahead


def seasonal_autoregression(block: Block) -> Grid:
    """Forecasts from the last two changes and that of a season ago, on logarithms where all values are positive."""
    above = positive(block)[:, None]
    scaled = block.with_values(np.where(above, np.log(np.where(block.values > 0, block.values, 1.0)), block.values))
    off, mean, _ = _changes(scaled)
    columns = off.shape[1]
    lags: tuple[int, ...] = (1, 2)
    far = block.season > 2 and columns > block.season + _SPARE
    ahead = np.repeat(scaled.values[:, -1:], block.horizon, axis=1)
    if columns > max(lags) + 2:
        weight = _lag_weights(off, lags, scaled.begun[:, :-1])
        if far:
            enough, lags = block.length > block.season + _SPARE + 1, (*lags, block.season)
            short = np.hstack([weight, np.zeros((len(weight), 1))])
            weight = np.where(enough[:, None], _lag_weights(off, lags, scaled.begun[:, :-1]), short)
        path = np.hstack([off, np.zeros(ahead.shape)])
        for step in range(columns, columns + block.horizon):
            path[:, step] = sum(weight[:, at] * path[:, step - lag] for at, lag in enumerate(lags))
        ahead = ahead + np.cumsum(path[:, columns:] + _DRIFT * mean[:, None], axis=1)
    return np.asarray(np.where(above, np.exp(np.clip(ahead, -700, 700)), ahead))


def _lag_weights(off: Grid, lags: tuple[int, ...], inside: Flags) -> Grid:
    """Ridge coefficients of these lags, by row."""
    first, columns = max(lags), off.shape[1]
    use = inside[:, : columns - first]  # the longest lag lies within the row
    before = np.stack([np.where(use, off[:, first - lag : columns - lag], 0.0) for lag in lags], axis=1)
    now = np.where(use, off[:, first:], 0.0)
    ridge = _SEASONAL_RIDGE * (now**2).sum(axis=1) + 1e-12 * (off**2).max(axis=1, initial=0.0) + 1e-300
    inner = np.einsum("rit,rjt->rij", before, before, optimize=True) + ridge[:, None, None] * np.eye(len(lags))
    return np.asarray(np.linalg.solve(inner, np.einsum("rit,rt->ri", before, now, optimize=True)[:, :, None])[:, :, 0])


def _changes(block: Block) -> tuple[Grid, Grid, Grid]:
    """Changes less their mean (0 before the start), the mean, and how many there are."""
    steps, inside = np.diff(block.values, axis=1), block.begun[:, :-1]
    count = np.maximum(inside.sum(axis=1), 1).astype(np.float64)
    mean = np.where(inside, steps, 0.0).sum(axis=1) / count
    return np.where(inside, steps - mean[:, None], 0.0), mean, count


def _weights(off: Grid, count: Grid) -> Grid:
    """The coefficients of each row's best order, zero beyond it."""
    orders = min(_ORDERS, off.shape[1] - 1)
    if orders < 1:
        return np.zeros((len(off), _ORDERS))
    lagged = np.stack(
        [np.hstack([np.zeros((len(off), lag)), off[:, : off.shape[1] - lag]]) for lag in range(orders + 1)]
    )
    products = np.einsum("irt,jrt->rij", lagged, lagged, optimize=True)
    energy = np.maximum(products[:, 0, 0], 1e-300)
    best, chosen = _criterion(energy, count, 0), np.zeros((len(off), _ORDERS))
    for order in range(1, orders + 1):
        inner = products[:, 1 : order + 1, 1 : order + 1] + _RIDGE * energy[:, None, None] * np.eye(order)
        found = np.linalg.solve(inner, products[:, 1 : order + 1, 0, None])[:, :, 0]
        left = np.maximum(energy - (found * products[:, 1 : order + 1, 0]).sum(axis=1), 1e-12 * energy)
        value = _criterion(left, count, order)
        better = value < best
        best = np.where(better, value, best)
        chosen[better] = 0.0
        chosen[better, :order] = found[better]
    return chosen


def _criterion(squares: Grid, count: Grid, order: int) -> Grid:
    parameters = order + 2
    room = count - parameters - 1
    penalty = 2 * parameters * (1 + (parameters + 1) / np.maximum(room, 1))
    return np.asarray(np.where(room > 0, count * np.log(squares / count) + penalty, np.inf if order else 0.0))
