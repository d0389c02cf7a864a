"""What a demo company is made from: its scale, its seed and its last day; and the days it lives through."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

END = date(2026, 10, 18)  # only for callers that name no day: inside a month, so that the last one is unfinished
YEARS = 3
PRIOR = 12  # months before the first one, in which customers of the early months were won
DAY0 = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Spec:
    """The company of one scale, seed and last complete day. All randomness comes from `rng`."""

    scale: float = 1.0
    seed: int = 7
    end: date = END

    def __post_init__(self) -> None:
        if not 0 < self.scale <= 1000:
            raise ValueError(f"scale must be above 0 and at most 1000: {self.scale}")

    @property
    def first(self) -> date:
        """The first day: that of the same month three years before the end."""
        return date(self.end.year - YEARS, self.end.month, 1)

    @property
    def days(self) -> Array:
        """Every day from `first` to `end`, as datetime64[D]."""
        return np.arange(np.datetime64(self.first), np.datetime64(self.end) + 1)

    @property
    def months(self) -> Array:
        """Every month touched, as datetime64[M]; the last one may be unfinished."""
        return np.arange(np.datetime64(self.first, "M"), np.datetime64(self.end, "M") + 1)

    @property
    def full_months(self) -> int:
        """How many of `months` are finished."""
        finished = self.end.day == monthrange(self.end.year, self.end.month)[1]
        return len(self.months) - (not finished)

    @property
    def size(self) -> float:
        """What grows more slowly than the business does (partners, sellers): the root of the scale."""
        return max(0.15, float(self.scale**0.5))

    def month_of(self, days: Array) -> Array:
        """The position in `months` of each day; days before the first give negative numbers."""
        month: Array = (days.astype("datetime64[M]") - self.months[0]).astype(np.int64)
        return month

    def rng(self, name: str, *part: int) -> np.random.Generator:
        """The one source of chance for a table and a part of it, independent of all others.

        >>> Spec(1, 7).rng("order", 3).integers(1000) == Spec(2, 7).rng("order", 3).integers(1000)
        np.True_
        """
        key = (crc32(name.encode()), *part)  # never hash(): it differs between processes
        return np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=key))


def at(day: Any) -> date:
    """One datetime64, of days or months, as a date: of a month, its first day."""
    return date.fromisoformat(str(day.astype("datetime64[D]")))


def pick(rng: np.random.Generator, weights: Array, n: int) -> Array:
    """`n` positions drawn in proportion to `weights`."""
    edges = np.cumsum(weights, dtype=np.float64)
    drawn: Array = np.minimum(np.searchsorted(edges, rng.random(n) * edges[-1], side="right"), len(weights) - 1)
    return drawn


def share_out(rng: np.random.Generator, weights: Array, n: int) -> Array:
    """Like `pick`, in order of position, but every position gets its share to within one: totals are calmer."""
    edges = np.cumsum(weights, dtype=np.float64)
    even = (np.arange(n) + rng.random(n)) / max(n, 1) * edges[-1]
    drawn: Array = np.minimum(np.searchsorted(edges, even, side="right"), len(weights) - 1)
    return drawn


def chance_round(rng: np.random.Generator, expected: Array) -> Array:
    """Whole numbers whose mean is `expected`: small expectations do not all vanish."""
    whole: Array = np.floor(expected + rng.random(expected.shape)).astype(np.int64)
    return whole
