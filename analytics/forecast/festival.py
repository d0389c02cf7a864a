"""The Spring Festival in weeks: what it does to them is taken out of the history and put onto the forecast.

It moves by up to a month from year to year, so that a season of weeks expects it where it was. Counted in weeks from
the festival its effect stays: each week is held against the ordinary weeks around it, and the mean over the festivals
seen, drawn to nothing the more other weeks vary, is what the next one is expected to do. Of an origin, only festivals
before it are read.
"""

import numpy as np
import pandas as pd

from analytics.forecast.disturbances import median
from analytics.forecast.series import Grid, Whole

BEFORE, AFTER, FAR = 3, 2, 99  # weeks around the festival that differ from others; no week is so far from one
_BESIDE, _PRIOR, _CHANCE = 8, 1.5, 2.0  # weeks to each side held against; festivals that "nothing" weighs


def distances(days: pd.DataFrame) -> Whole:
    """How many weeks each period lies from the nearest festival, by its middle day, negative before.

    `days` has period and `festival_offset` (days from it); FAR where that is not known.
    """
    middle = days.groupby("period", sort=True).festival_offset.median().to_numpy(dtype=np.float64)
    return np.where(np.isnan(middle), FAR, np.rint(np.nan_to_num(middle) / 7)).astype(np.int64)


def factors(table: Grid, distance: Whole, *, drawn: bool = True) -> Grid:
    """What each week is of an ordinary one, for the history and then the horizon: rows × `distance`.

    1 away from the festival, where weeks vary as much without one or from one to the next, and of rows that are not all
    positive.
    Not `drawn` to nothing, the mean of the festivals seen stands as it is.
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
    steps = [step for step in range(-BEFORE, AFTER + 1) if (distance[past] == step).any()]
    parts = [off[:, distance[past] == step] for step in steps]
    count = np.stack([(~np.isnan(part)).sum(axis=1) for part in parts], axis=1).astype(np.float64)
    total = np.stack([np.nansum(part, axis=1) for part in parts], axis=1)
    mean = total / np.maximum(count, 1)
    apart = np.nansum(off**2, axis=1) - (count * mean**2).sum(axis=1)
    usual = np.maximum(_moves(plain), apart / np.maximum((count - 1).sum(axis=1), 1))
    sure = _sure(mean, count, usual)
    effect = sure * total / (count + _PRIOR) if drawn else (sure > 0) * mean
    for at, step in enumerate(steps):
        found[:, distance == step] = np.exp(effect[:, at])[:, None]
    positive = np.where(known, table, np.inf).min(axis=1) > 0
    return np.where(positive[:, None], found, 1.0)


def _sure(mean: Grid, count: Grid, usual: Grid) -> Grid:
    """How much of the effects is no noise, rows × 1: 1 − their number ÷ Σ n·effect² ÷ variance.

    The positive part of James and Stein, Proceedings of the Fourth Berkeley Symposium (1961), and 0 up to twice their
    number, which chance alone reaches once in twenty times: then nothing is known of a festival.
    """
    energy, effects = (count * mean**2).sum(axis=1) / np.maximum(usual, 1e-12), mean.shape[1]
    return np.asarray(np.where(energy > _CHANCE * effects, 1 - effects / np.maximum(energy, 1e-12), 0.0)[:, None])


def _moves(plain: Grid) -> Grid:
    """The variance of an ordinary week, from changes from one to the next, the large ones of promotions included."""
    moves = np.diff(plain, axis=1)
    return np.asarray(np.nansum(moves**2, axis=1) / np.maximum((~np.isnan(moves)).sum(axis=1), 1) / 2)


def _ordinary(plain: Grid, at: int) -> Grid:
    """The median of the ordinary weeks around; NaN where none is known."""
    beside = plain[:, max(at - _BESIDE, 0) : at + _BESIDE + 1]
    return np.where((~np.isnan(beside)).any(axis=1), median(beside), np.nan)
