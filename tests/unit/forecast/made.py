"""Series made for tests, the same each time."""

import numpy as np


def seasonal(count: int, periods: int, season: int, noise: float = 0.05, seed: int = 3) -> list[np.ndarray]:
    """Positive series with a level, a gentle trend, a season that multiplies, and noise."""
    rng = np.random.default_rng(seed)
    at = np.arange(periods)
    made = []
    for _ in range(count):
        level, slope = rng.uniform(50, 500), rng.normal(0, 0.004)
        turn = 1 + 0.3 * np.sin(2 * np.pi * (at / season + rng.random())) if season > 1 else 1.0
        made.append(level * np.exp(slope * at) * turn * np.exp(rng.normal(0, noise, periods)))
    return made


def walks(count: int, periods: int, seed: int = 5) -> list[np.ndarray]:
    """Series whose level wanders, with noise of the same size around it."""
    rng = np.random.default_rng(seed)
    return [100 + rng.normal(0, 1, periods).cumsum() + rng.normal(0, 2, periods) for _ in range(count)]


def mase(forecast: np.ndarray, actual: np.ndarray, history: np.ndarray, season: int) -> float:
    """Mean absolute error over that of the seasonal naive forecast within the history."""
    return float(np.mean(np.abs(forecast - actual)) / np.nanmean(np.abs(history[season:] - history[:-season])))
