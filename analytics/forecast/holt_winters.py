"""Holt–Winters: level, trend and season smoothed together, over a grid of parameters averaged by their likelihood.

Source: Winters, "Forecasting sales by exponentially weighted moving averages", Management Science 6 (1960), in the
error-correction form of Hyndman, Koehler, Ord and Snyder, "Forecasting with exponential smoothing" (2008), with the
trend left out, damped or whole; the season multiplies where all values are positive and is added elsewhere.
"""

import numpy as np

from analytics.forecast.seasonality import unshrunk
from analytics.forecast.series import Block, Flags, Grid
from analytics.forecast.smoothing import likelihood, start_line

LONGEST_SEASON, SEASONS = 12, 2  # a longer season has too many phases to be smoothed apart
_ALPHAS, _GAMMAS = (0.05, 0.15, 0.3, 0.5, 0.75), (0.01, 0.08, 0.25)
_TRENDS = ((0.0, 0.0), (0.05, 0.95), (0.15, 0.9), (0.02, 1.0))  # beta and phi; the first has no trend


def holt_winters(block: Block) -> Grid:
    """Forecasts of the rows; where a row has less than two seasons, of level and trend alone."""
    at = np.meshgrid(np.arange(len(_TRENDS)), _ALPHAS, _GAMMAS, indexing="ij")
    beta, phi = (np.array([trend[which] for trend in _TRENDS])[at[0].ravel()] for which in (0, 1))
    grid = np.stack([at[1].ravel(), beta, phi, at[2].ravel()])
    profile = unshrunk(block)
    level0, slope = start_line(block.with_values(profile.without(block.values)), whole=False)
    has = (phi > 0).astype(np.float64)
    level = level0[:, None] - slope[:, None] * has
    state = (level, slope[:, None] * has, np.repeat(profile.index.T[:, :, None], len(phi), axis=2))
    squares = _pass(block, profile.times, grid, state)
    weight = likelihood(squares, block.seen.sum(axis=1))
    reach = np.cumsum(phi[:, None] ** np.arange(1, block.horizon + 1), axis=1)
    ahead = np.empty((len(level), block.horizon))
    for step in range(block.horizon):
        season = state[2][(-step - 1) % block.season]
        line = state[0] + state[1] * reach[:, step]
        ahead[:, step] = (weight * np.where(profile.times[:, None], line * season, line + season)).sum(axis=1)
    return ahead


def _pass(block: Block, times: Flags, grid: Grid, state: tuple[Grid, Grid, Grid]) -> Grid:
    """Run over the values and leave level, trend and season of the end in `state`; the sums of squared errors."""
    level, trend, seasons = state
    alpha, beta, phi, gamma = grid
    squares, columns, seen = np.zeros(level.shape), block.values.shape[1], block.seen.astype(np.float64)
    tiny = 1e-9 * np.abs(block.values).max(axis=1)[:, None] + 1e-300
    for column in range(columns):
        k = block.active(column)
        season = seasons[(columns - 1 - column) % block.season, :k]
        line = level[:k] + phi * trend[:k]
        factor, many = times[:k, None], seen[:k, column, None]
        error = (block.values[:k, column, None] - np.where(factor, line * season, line + season)) * many
        squares[:k] += error * error
        by_season = np.where(factor, np.maximum(season, 0.05), 1.0)
        by_line = np.where(factor, np.where(np.abs(line) > tiny[:k], line, tiny[:k]), 1.0)
        level[:k] = line + alpha * error / by_season
        trend[:k] = phi * trend[:k] + alpha * beta * error / by_season
        season += gamma * (1 - alpha) * error / by_line
    return squares


def enough(block: Block) -> Flags:
    """The rows that Holt–Winters may forecast."""
    fits = 2 <= block.season <= LONGEST_SEASON
    return np.asarray(fits & (block.length >= SEASONS * block.season))
