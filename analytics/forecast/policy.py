"""What is done before a series is forecast, and what may forecast it: short, dirty, intermittent, negative, silent.

Cleaning looks at the whole history once, before the back-test: the back-test of a series on which a policy acted is
that of its cleaned history, and a note says so. A value that is taken out becomes unknown, which no member minds.
"""

from dataclasses import dataclass, field

import numpy as np

from analytics.forecast.disturbances import Shift, last_clipped, level_shift, outliers
from analytics.forecast.members import KEYS, YARDSTICKS
from analytics.forecast.series import Flags, Grid, Whole, observed
from domain.errors import ReaderError
from i18n import Locale, Text

LEAST, POOL, POOL_LONG = 4, 12, 26  # values that any, the pooled, and the pooled forecast of long seasons takes
_SHORT_POOL, _LONG_SEASON, _ZEROS = 8, 24, 0.3
TOO_SHORT = Text(
    "历史太短：最长的序列只有 {n} 期有数据，预测至少需要 {least} 期。请选择更细的时间步长或更大的范围。",
    "Too little history: the longest series has {n} periods with data, and a forecast takes {least} at least. Choose a "
    "finer time step or a wider selection.",
)
NOTES: dict[str, Text] = {
    "few": Text(
        "只有 {n} 期数据：取其平均值，区间借用其他序列的误差",
        "only {n} periods: their mean, with intervals of the others",
    ),
    "short": Text(
        "只有 {n} 期数据：不足以判断趋势和季节，取平滑值与移动平均的平均", "only {n} periods: flat, no trend, no season"
    ),
    "silent": Text("最近 {n} 期全部为零：预测为零", "nothing in the last {n} periods: the forecast is nothing"),
    "intermittent": Text(
        "近期 {share} % 的期间为零：按间歇需求预测，只看合计",
        "{share} % of recent periods are zero: a rate, meant for sums",
    ),
    "negative": Text("有负值：不取对数，季节按加法", "negative values: no logarithms, and a season that is added"),
    "gaps": Text("有 {n} 期缺失，按未知处理", "{n} periods are missing and taken as unknown"),
    "outlier": Text("有 {n} 期异常值，按未知处理", "{n} periods are out of line and taken as unknown"),
    "shift": Text(
        "{n} 期前水平变化 {change} %：此前的历史已按新水平换算",
        "the level moved by {change} % {n} periods ago: history before is rescaled",
    ),
    "last": Text(
        "最后一期异常，已收窄：请判断是一次性还是新水平",
        "the last period is out of line and was drawn in: a one-off, or a new level?",
    ),
}


@dataclass(frozen=True, slots=True)
class Note:
    """A policy that acted on a series, with its figures."""

    key: str
    values: dict[str, object] = field(default_factory=dict)

    def to(self, locale: Locale) -> str:
        """The note in the reader's language."""
        return NOTES[self.key].to(locale, **self.values)


@dataclass(frozen=True, slots=True)
class Prepared:
    """The cleaned table, who may forecast each row (members × rows), which rows are weighed alike, and the notes."""

    table: Grid
    allowed: Flags
    alike: Flags
    notes: tuple[tuple[Note, ...], ...]


def prepared(table: Grid, season: int) -> Prepared:
    """Apply the policies. Raises ReaderError when no series has the four periods that a forecast takes."""
    count = observed(table)
    if not len(count) or count.max() < LEAST:
        raise ReaderError(TOO_SHORT, n=int(count.max(initial=0)), least=LEAST)
    begun = _begun(table)
    clean, out = outliers(begun, season)
    clean, shift = level_shift(clean, season)
    clean, drawn = last_clipped(clean, season)
    routes = _routes(clean, season)
    found = _Found(begun, out, shift, drawn, routes)
    allowed = np.stack([_allowed(key, routes) for key in KEYS])
    notes = tuple(tuple(_notes(found, row)) for row in range(len(table)))
    return Prepared(clean, allowed, np.asarray(routes.few | routes.short | routes.silent), notes)


@dataclass(frozen=True, slots=True)
class _Routes:
    few: Flags
    short: Flags
    silent: Flags
    intermittent: Flags
    zeros: Grid
    count: Whole
    span: int


@dataclass(frozen=True, slots=True)
class _Found:
    table: Grid
    out: Flags
    shift: Shift
    drawn: Flags
    routes: _Routes


def pool_from(season: int) -> int:
    """From how many values on trend and season may be told: about a year of them.

    >>> pool_from(12), pool_from(52), pool_from(4), pool_from(1)
    (12, 26, 8, 12)
    """
    if season > _LONG_SEASON:
        return POOL_LONG
    return _SHORT_POOL if 1 < season <= _SHORT_POOL else POOL


def _begun(table: Grid) -> Grid:
    """Zeros before the first sale are no history, unless there is nothing but zeros."""
    sold = ~np.isnan(table) & (table != 0)
    first = np.where(sold.any(axis=1), sold.argmax(axis=1), 0)
    return np.where(np.arange(table.shape[1]) < first[:, None], np.nan, table)


def _routes(table: Grid, season: int) -> _Routes:
    count, span = observed(table), season if season > 1 else POOL
    recent, season_end = table[:, -2 * span :], table[:, -span:]
    zeros = (recent == 0).sum(axis=1) / np.maximum(observed(recent), 1)
    silent = np.asarray((np.nan_to_num(season_end) == 0).all(axis=1) & (observed(season_end) > 0))
    few = np.asarray((count < LEAST) & ~silent)
    short = np.asarray((count < pool_from(season)) & ~few & ~silent)
    sparse = np.asarray((zeros > _ZEROS) & ~few & ~short & ~silent)
    return _Routes(few, short, silent, sparse, zeros, count, span)


def _allowed(key: str, routes: _Routes) -> Flags:
    plain = ~(routes.few | routes.short | routes.silent | routes.intermittent)
    if key == "sba":
        return routes.intermittent
    if key == "moving_average":
        return np.asarray(plain | routes.few | routes.short)
    if key == "ses":
        return np.asarray(plain | routes.short)
    return routes.silent if key == "naive" else np.asarray(plain & (key not in YARDSTICKS))


def _notes(found: _Found, row: int) -> list[Note]:
    routes, values = found.routes, found.table[row]
    inside = values[np.argmax(~np.isnan(values)) :]
    gaps, out = int(np.isnan(inside).sum()), int(found.out[row].sum())
    notes = []
    if routes.few[row] or routes.short[row]:
        notes.append(Note("few" if routes.few[row] else "short", {"n": int(routes.count[row])}))
    if routes.silent[row]:
        notes.append(Note("silent", {"n": routes.span}))
    if routes.intermittent[row]:
        notes.append(Note("intermittent", {"share": round(float(routes.zeros[row]) * 100)}))
    if (inside < 0).any():
        notes.append(Note("negative"))
    notes += [Note(key, {"n": n}) for key, n in (("gaps", gaps), ("outlier", out)) if n]
    if found.shift.ago[row]:
        change = round(float(found.shift.change[row]) * 100)
        notes.append(Note("shift", {"n": int(found.shift.ago[row]), "change": f"{change:+d}"}))
    return [*notes, Note("last")] if found.drawn[row] else notes
