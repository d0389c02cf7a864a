"""Values out of line and shifts of level: found by robust statistics, told apart from a season and from a trend.

A value is out of line when it is far from the median of its neighbours and the same phase of other seasons was not out
in the same way; a level has shifted when the means on both sides of a split differ by far more than the values around
them, with a jump at the split itself, which a trend does not have.
"""

from dataclasses import dataclass

import numpy as np

from analytics.forecast.series import Flags, Grid, Whole, filled, observed

_AROUND, _FAR, _SPARED, _REPEATED, _LEAST = 7, 8.0, 2, 0.5, 12
_SIDE, _T, _MOVED, _JUMP = 6, 10.0, 0.2, 0.6
_LAST_FAR, _MAD, _LONG = 4.0, 1.4826, 24


@dataclass(frozen=True, slots=True)
class Shift:
    """How many periods ago the level of each row moved (0: it did not), and by what share of the level before."""

    ago: Whole
    change: Grid


def outliers(table: Grid, season: int) -> tuple[Grid, Flags]:
    """The table with values out of line unknown, and which they were. The last two are never judged."""
    values = _steady(table, season)
    residual = values - _moving_median(values, _AROUND // 2, _AROUND // 2)
    score = residual / _deviation(residual, table)[:, None]
    with np.errstate(invalid="ignore"):
        out = (np.abs(score) > _FAR) & ~_repeated(score, season) & (observed(table) >= _LEAST)[:, None]
    out[:, -_SPARED:] = False
    return np.where(out, np.nan, table), np.asarray(out)


def last_clipped(table: Grid, season: int) -> tuple[Grid, Flags]:
    """The table with a last value far out drawn in to four robust deviations from what those before let expect.

    Not where the one before is out the same way (then it may be a new level), nor where the season explains it.
    """
    found = table.copy()
    if table.shape[1] < _LEAST:
        return found, np.zeros(len(table), dtype=np.bool_)
    values = _steady(table, season)
    residual = values[:, 1:] - _moving_median(values, _AROUND - 2, 0)[:, :-1]
    residual = residual - median(residual)[:, None]
    spread = _deviation(residual, table)
    score = residual / spread[:, None]
    own, previous = score[:, -1], score[:, -2]
    with np.errstate(invalid="ignore"):
        alone = ~((np.sign(previous) == np.sign(own)) & (np.abs(previous) > _LAST_FAR / 2))
        drawn = np.asarray((np.abs(own) > _FAR) & alone & (observed(table) >= _LEAST))
    drawn &= ~_repeated(score, season)[:, -1]
    back = np.where(drawn, np.sign(own) * _LAST_FAR * spread - residual[:, -1], 0.0)
    found[:, -1] = np.where(_positive(table), table[:, -1] * np.exp(np.clip(back, -50, 50)), table[:, -1] + back)
    return found, drawn


def level_shift(table: Grid, season: int) -> tuple[Grid, Shift]:
    """The table with values before a shift brought to the level after it, and what shifted. One shift a row at most."""
    side = min(max(season, _SIDE), _LEAST)
    rows, columns = table.shape
    best, at = np.zeros(rows), np.zeros(rows, dtype=np.int64)
    enough = observed(table) >= 2 * side
    smooth = _steady(table, season)
    for split in range(_SIDE, columns - _SIDE + 1):
        test = _split_test(smooth, split, side)
        better = test > best
        best, at = np.where(better, test, best), np.where(better, split, at)
    moved = np.asarray(enough & (best > _T))
    change = _change(smooth, at, side)
    with np.errstate(invalid="ignore"):
        moved = np.asarray(moved & (np.abs(change) > _MOVED))
    early = np.arange(columns) < at[:, None]
    factor = np.where(moved, 1 + np.nan_to_num(change), 1.0)
    found = np.where(early & (moved & _positive(table))[:, None], table * factor[:, None], table)
    moved = np.asarray(moved & _positive(table))
    return found, Shift(np.where(moved, columns - at, 0), np.where(moved, change, 0.0))


def _steady(table: Grid, season: int) -> Grid:
    """The values, on logarithms where all are positive, less their season: medians, which one value does not move."""
    above = _positive(table)[:, None]
    known = ~np.isnan(table)
    values = np.where(above, np.log(np.where(above & known, table, 1.0)), table)
    values = np.where(known, values, np.nan)
    if season < 2 or table.shape[1] < 2 * season:
        return values
    trend = _moving_median(values, season // 2, season // 2)
    short = -table.shape[1] % season
    ratio = np.pad(values - trend, ((0, 0), (short, 0)), constant_values=np.nan)
    by_phase = ratio.reshape(len(table), -1, season).transpose(0, 2, 1)
    index = np.where((~np.isnan(by_phase)).sum(axis=2) > 1, median(by_phase), 0.0)
    return np.asarray(values - np.tile(index, (1, ratio.shape[1] // season))[:, short:])


def _moving_median(values: Grid, before: int, after: int) -> Grid:
    padded = np.pad(filled(values), ((0, 0), (before, after)), mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, before + after + 1, axis=1)
    return np.asarray(np.median(windows, axis=2))


def _deviation(residual: Grid, table: Grid) -> Grid:
    """The robust standard deviation of each row, and no less than a hundredth of its level."""
    level = np.where(_positive(table), 1.0, median(np.abs(table)))
    return np.maximum(_MAD * median(np.abs(residual - median(residual)[:, None])), np.maximum(0.01 * level, 1e-300))


def median(table: Grid) -> Grid:
    """The median along the last axis of what is known; 0 where nothing is.

    >>> median(np.array([[3.0, np.nan, 1.0], [np.nan, np.nan, np.nan]])).tolist()
    [2.0, 0.0]
    """
    count = (~np.isnan(table)).sum(axis=-1, keepdims=True)
    ordered = np.sort(table, axis=-1)  # the unknown come last
    low, high = (
        np.take_along_axis(ordered, np.maximum(at, 0), axis=-1) for at in ((count - 1) // 2, count // 2 - (count == 0))
    )
    return np.asarray(np.where(count > 0, (low + high) / 2, 0.0)[..., 0])


def _positive(table: Grid) -> Flags:
    return np.asarray(np.where(np.isnan(table), np.inf, table).min(axis=1, initial=np.inf) > 0)


def _repeated(score: Grid, season: int) -> Flags:
    """Whether another season was out in the same way at the same phase (in a long season, or next to it)."""
    found = np.zeros(score.shape, dtype=np.bool_)
    if season < 2:
        return found
    columns = score.shape[1]
    slack = 1 if season > _LONG else 0
    for back in range(season, columns + slack, season):
        for off in range(-slack, slack + 1):
            lag = back + off
            if 0 < lag < columns:
                late, early = score[:, lag:], score[:, :-lag]
                with np.errstate(invalid="ignore"):
                    alike = np.sign(late) == np.sign(early)
                    found[:, lag:] |= alike & (np.abs(early) > _REPEATED * np.abs(late))
                    found[:, :-lag] |= alike & (np.abs(late) > _REPEATED * np.abs(early))
    return found | _alone(score, season)


def _alone(score: Grid, season: int) -> Flags:
    """Cells of which no other season is known: whether they are seasonal cannot be told, so they are left."""
    known = ~np.isnan(score)
    columns = score.shape[1]
    phase = np.arange(columns) % season
    share = (phase[:, None] == np.arange(season)).astype(np.int64)
    return np.asarray((known.astype(np.int64) @ share)[:, phase] < 2)


def _split_test(smooth: Grid, split: int, side: int) -> Grid:
    """How many standard errors the means beside a split are apart; 0 with few values, or without a jump there."""
    before, after = smooth[:, max(split - side, 0) : split], smooth[:, split : split + side]
    means, spreads, counts = zip(*(_moments(part) for part in (before, after)), strict=True)
    apart = means[1] - means[0]
    error = np.sqrt(spreads[0] / np.maximum(counts[0], 1) + spreads[1] / np.maximum(counts[1], 1))
    near = _moments(after[:, :2])[0] - _moments(before[:, -2:])[0]
    least = np.minimum(counts[0], counts[1]) >= _SIDE
    jumped = near * np.sign(apart) > _JUMP * np.abs(apart)
    floor = 1e-3 * np.abs(means[0]) + 1e-12
    return np.asarray(np.where(least & jumped, np.abs(apart) / np.maximum(error, floor / np.sqrt(side)), 0.0))


def _moments(part: Grid) -> tuple[Grid, Grid, Grid]:
    known = ~np.isnan(part)
    count = known.sum(axis=1)
    mean = np.where(known, part, 0.0).sum(axis=1) / np.maximum(count, 1)
    square = np.where(known, (part - mean[:, None]) ** 2, 0.0).sum(axis=1)
    return mean, square / np.maximum(count - 1, 1), count.astype(np.float64)


def _change(smooth: Grid, at: Whole, side: int) -> Grid:
    """By what share the level after the split differs from that before, of rows on logarithms."""
    columns = np.arange(smooth.shape[1])
    before = (columns >= at[:, None] - side) & (columns < at[:, None])
    after = (columns >= at[:, None]) & (columns < at[:, None] + side)
    low, high = (_moments(np.where(part, smooth, np.nan))[0] for part in (before, after))
    return np.asarray(np.expm1(np.clip(high - low, -50, 50)))
