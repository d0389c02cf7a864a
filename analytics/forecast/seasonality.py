"""The season of each row: tested as in the M competitions, or forced, shrunk and smoothed where history is short.

Sources: classical decomposition by a centred moving average (Makridakis, Wheelwright and Hyndman, "Forecasting:
methods and applications", 1998, chapter 3); the test of the seasonal autocorrelation as in the M3 and M4 competitions
(Assimakopoulos and Nikolopoulos, International Journal of Forecasting 16, 2000); the shrinking of indices as in Miller
and Williams, International Journal of Forecasting 19 (2003).
"""

from dataclasses import dataclass

import numpy as np

from analytics.forecast.series import Block, Flags, Grid, Whole

TESTED_SEASONS, FORCED_SEASONS = 3.0, 1.5  # seasons of history that it takes
_TESTED_SHRINK, _FORCED_SHRINK, _FORCED_SHRINK_LONG = 0.1, 0.3, 0.15
_LONG = 24  # from here on a season has too many phases for each to be estimated alone
_NINETY_PERCENT = 1.645
_OWN, _AROUND, _PEAK = (
    2 / 3,
    2,
    2.0,
)  # weight of a phase itself; phases to each side; robust deviations from their median that make a peak


@dataclass(frozen=True, slots=True)
class Profile:
    """The season of each row: factors where `times`, else amounts to add; by phase, counted back from the end."""

    index: Grid
    times: Flags

    def without(self, values: Grid) -> Grid:
        """The values with the season taken out."""
        index = self.index[:, phases(values.shape[1], self.index.shape[1])]
        return np.where(self.times[:, None], values / np.where(self.times[:, None], index, 1.0), values - index)

    def onto(self, forecast: Grid) -> Grid:
        """The forecasts with the season put on."""
        season = self.index.shape[1]
        index = self.index[:, (-np.arange(1, forecast.shape[1] + 1)) % season]
        return np.where(self.times[:, None], forecast * index, forecast + index)


def phases(columns: int, season: int) -> Whole:
    """The phase of each column, counted from the end.

    >>> phases(5, 2).tolist()
    [0, 1, 0, 1, 0]
    """
    return np.asarray((columns - 1 - np.arange(columns)) % season, dtype=np.int64)


def positive(block: Block) -> Flags:
    """The rows of which every observed value is above zero: there a season multiplies, and logarithms exist."""
    return np.asarray(np.where(block.seen, block.values, np.inf).min(axis=1) > 0)


def tested(block: Block) -> Profile:
    """The classical indices, shrunk a little, of rows with three seasons whose season passes the test; else none."""
    times = positive(block)
    if block.season < 2 or block.values.shape[1] < TESTED_SEASONS * block.season:
        return _none(times, block.season)
    index, _ = _indices(block, times, whole=False)
    passed = (block.length >= TESTED_SEASONS * block.season) & _seasonal(block)
    return _shrunk(index, times, np.where(passed, 1 - _TESTED_SHRINK, 0.0))


def forced(block: Block) -> Profile:
    """Shrunk (and for a long season smoothed) indices of every row with one and a half seasons; else none."""
    times = positive(block)
    if block.season < 2 or block.values.shape[1] < FORCED_SEASONS * block.season:
        return _none(times, block.season)
    index, _ = _indices(block, times, whole=True)
    if block.season > _LONG:
        index = _smoothed(index)
    keep = 1 - (_FORCED_SHRINK_LONG if block.season > _LONG else _FORCED_SHRINK)
    return _shrunk(index, times, np.where(block.length >= FORCED_SEASONS * block.season, keep, 0.0))


def unshrunk(block: Block) -> Profile:
    """The indices as they come: where exponential smoothing of the season begins."""
    times = positive(block)
    if block.season < 2 or block.values.shape[1] < FORCED_SEASONS * block.season:
        return _none(times, block.season)
    index, _ = _indices(block, times, whole=True)
    return _shrunk(index, times, np.where(block.length >= FORCED_SEASONS * block.season, 1.0, 0.0))


def _none(times: Flags, season: int) -> Profile:
    return Profile(np.repeat(np.where(times, 1.0, 0.0)[:, None], season, axis=1), times)


def _shrunk(index: Grid, times: Flags, keep: Grid) -> Profile:
    neutral = np.where(times, 1.0, 0.0)[:, None]
    return Profile(neutral + (index - neutral) * keep[:, None], times)


def _indices(block: Block, times: Flags, whole: bool) -> tuple[Grid, Grid]:
    """Index of each phase and the trend; `whole`: the trend is carried on flat to both ends, so that no phase lacks."""
    season = block.season
    trend = _trend(block.values, block.start, season)
    use = block.seen & ~np.isnan(trend)
    if whole and season > _LONG:  # a moving average over a year leaves only the middle of a short history
        trend = _line(block)
        use = block.seen & ((trend > 0) | ~times[:, None])
    elif whole:
        begun = block.begun
        trend = _carried(np.where(begun, trend, np.nan))
        use = block.seen & ~np.isnan(trend)
    safe = np.where(use, trend, 1.0)
    ratio = np.where(times[:, None], block.values / np.where(safe == 0, 1.0, safe), block.values - safe)
    phase = phases(block.values.shape[1], season)
    share = (phase[:, None] == np.arange(season)).astype(np.float64)
    count = use.astype(np.float64) @ share
    index = (np.where(use, ratio, 0.0) @ share) / np.maximum(count, 1.0)
    neutral = np.where(times, 1.0, 0.0)[:, None]
    index = np.where(count > 0, index, neutral)
    mean = index.mean(axis=1, keepdims=True)
    return np.where(times[:, None], index / np.where(mean > 0, mean, 1.0), index - mean), trend


def _smoothed(index: Grid) -> Grid:
    """Indices averaged with those beside them, but for the peaks: a holiday is no noise, and lasts one phase."""
    around = np.stack([np.roll(index, shift, axis=1) for shift in range(-_AROUND, _AROUND + 1)])
    middle = np.median(around, axis=0)
    off = index - middle
    usual = 1.4826 * np.median(np.abs(off), axis=1, keepdims=True)
    peak = np.abs(off) > _PEAK * usual
    base = np.where(peak, middle, index)
    smooth = _OWN * base + (1 - _OWN) / 2 * (np.roll(base, 1, axis=1) + np.roll(base, -1, axis=1))
    return np.asarray(smooth + np.where(peak, off, 0.0))


def _line(block: Block) -> Grid:
    """The least-squares line through the observed values of each row."""
    age = np.arange(block.values.shape[1]) - block.start[:, None]
    seen = block.seen.astype(np.float64)
    count = seen.sum(axis=1, keepdims=True)
    middle, mean = (
        (seen * age).sum(axis=1, keepdims=True) / count,
        (seen * block.values).sum(axis=1, keepdims=True) / count,
    )
    off = seen * (age - middle)
    slope = (off * block.values).sum(axis=1, keepdims=True) / np.maximum((off * off).sum(axis=1, keepdims=True), 1e-300)
    return np.asarray(mean + slope * (age - middle))


def _trend(values: Grid, start: Whole, season: int) -> Grid:
    """The centred moving average over one season; NaN where the window leaves the row."""
    columns, half = values.shape[1], season // 2
    sums = np.hstack([np.zeros((len(values), 1)), np.cumsum(values, axis=1)])
    trend = np.full(values.shape, np.nan)
    at = np.arange(half, columns - half)
    if not len(at):
        return trend
    around = sums[:, at + half + 1] - sums[:, at - half]
    if season % 2 == 0:
        around = around - (values[:, at - half] + values[:, at + half]) / 2
    trend[:, at] = around / season
    return np.where(np.arange(columns) - half >= start[:, None], trend, np.nan)


def _carried(trend: Grid) -> Grid:
    """The first and last known trend carried on to the ends of the table."""
    known = ~np.isnan(trend)
    any_known = known.any(axis=1)
    first = np.where(any_known, known.argmax(axis=1), 0)
    last = np.where(any_known, trend.shape[1] - 1 - known[:, ::-1].argmax(axis=1), 0)
    columns = np.clip(np.arange(trend.shape[1]), first[:, None], last[:, None])
    return np.take_along_axis(trend, columns, axis=1)


def _seasonal(block: Block) -> Flags:
    """Whether the autocorrelation at the seasonal lag is beyond Bartlett's 90 % limit."""
    season, begun = block.season, block.begun
    n = block.length
    mean = np.where(begun, block.values, 0.0).sum(axis=1) / n
    off = np.where(begun, block.values - mean[:, None], 0.0)
    total = np.maximum((off**2).sum(axis=1), 1e-300)
    lags = [(off[:, lag:] * off[:, :-lag]).sum(axis=1) / total for lag in range(1, season + 1)]
    before = sum((lag**2 for lag in lags[:-1]), np.zeros(len(n)))
    return np.asarray(np.abs(lags[-1]) > _NINETY_PERCENT * np.sqrt((1 + 2 * before) / n))
