"""Demand that mostly is nothing: how much a sale is worth over how long one waits for it.

Source: Syntetos and Boylan, "The accuracy of intermittent demand estimates", International Journal of Forecasting 21
(2005), the bias-corrected method of Croston (1972), here averaged with the mean of all periods. Absolute errors would
choose "always nothing"; what counts of such a series is the sum over the horizon.
"""

import numpy as np

from analytics.forecast.series import Block, Grid

_ALPHA = 0.1


def intermittent(block: Block) -> Grid:
    """Flat forecasts of the rows: half the SBA rate, half the mean of all observed periods."""
    size, wait, since = (np.zeros(len(block.values)) for _ in range(3))
    for column in range(block.values.shape[1]):
        k = block.active(column)
        value, seen = block.values[:k, column], block.seen[:k, column]
        since[:k] += seen
        sold = seen & (value != 0)
        first = sold & (wait[:k] == 0)
        gain = np.where(first, 1.0, _ALPHA)
        size[:k] = np.where(sold, size[:k] + gain * (value - size[:k]), size[:k])
        wait[:k] = np.where(sold, wait[:k] + gain * (since[:k] - wait[:k]), wait[:k])
        since[:k] = np.where(sold, 0.0, since[:k])
    rate = (1 - _ALPHA / 2) * size / np.maximum(wait, 1.0)
    mean = (block.values * block.seen).sum(axis=1) / block.seen.sum(axis=1)
    return np.repeat(((rate + mean) / 2)[:, None], block.horizon, axis=1)
