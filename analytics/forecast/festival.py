"""The Spring Festival in weeks: what it does to them is taken out of the history and put onto the forecast.

It moves by up to a month from year to year, so that a season of weeks expects it where it was. Counted in weeks from
the festival its effect stays: each week is held against the ordinary weeks around it, and the mean over the festivals
seen, drawn to nothing, is what the next one is expected to do. Of an origin, only festivals before it are read.
"""

import numpy as np
import pandas as pd

from analytics.forecast.disturbances import median
from analytics.forecast.series import Grid, Whole

BEFORE, AFTER, FAR = 3, 2, 99  # weeks around the festival that differ from others; no week is so far from one
_BESIDE, PRIOR = 8, 1.5  # weeks to each side that are held against; festivals that "nothing" weighs


def distances(days: pd.DataFrame) -> Whole:
    """How many weeks each period lies from the nearest festival, by its middle day, negative before.

    `days` has period and `festival_offset` (days from it); FAR where that is not known.
    """
    middle = days.groupby("period", sort=True).festival_offset.median().to_numpy(dtype=np.float64)
    return np.where(np.isnan(middle), FAR, np.rint(np.nan_to_num(middle) / 7)).astype(np.int64)


def factors(table: Grid, distance: Whole, prior: float = PRIOR) -> Grid:
    """What each week is of an ordinary one, for the history and then the horizon: rows × `distance`.

    1 away from the festival, of a distance that no festival has been seen at, and of rows that are not all positive.
    `prior`: how many festivals "nothing" weighs.
    """
    columns, found = table.shape[1], np.ones((len(table), len(distance)))
    near = (distance >= -BEFORE) & (distance <= AFTER)
    past = np.flatnonzero(near[:columns])
    if not len(past):
        return found
    known = ~np.isnan(table)
    logs = np.log(np.where(known & (table > 0), table, np.nan))
    plain = np.where(near[:columns], np.nan, logs)
    off = np.stack([logs[:, at] - _ordinary(plain, int(at)) for at in past], axis=1)
    for step in range(-BEFORE, AFTER + 1):
        mine = off[:, distance[past] == step]
        count = (~np.isnan(mine)).sum(axis=1)
        found[:, distance == step] = np.exp(np.nansum(mine, axis=1) / np.maximum(count + prior, 1e-9))[:, None]
    positive = np.where(known, table, np.inf).min(axis=1) > 0
    return np.where(positive[:, None], found, 1.0)


def _ordinary(plain: Grid, at: int) -> Grid:
    """The median of the ordinary weeks around; NaN where none is known."""
    beside = plain[:, max(at - _BESIDE, 0) : at + _BESIDE + 1]
    return np.where((~np.isnan(beside)).any(axis=1), median(beside), np.nan)
