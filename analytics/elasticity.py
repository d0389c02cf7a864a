"""How a channel's volume answers to its price against another channel's: two-way fixed effects in plain NumPy.

log volume(a, product, month) = β · log(price(a) ÷ price(b)) + product + month + error, over the products and months
that both channels sold. The effects are taken out by demeaning to and fro (the within transformation of an unbalanced
panel); errors are clustered by product, with Student's t of one less than the products.
"""

from dataclasses import dataclass
from itertools import permutations
from math import atan, cos, pi, sin, sqrt

import numpy as np
import pandas as pd

from domain.contracts_rivals import ELASTICITIES, PANEL
from domain.rivals import FEWEST_CELLS, FEWEST_MONTHS, FEWEST_PRODUCTS, LEAST_MOVE

Values = np.ndarray[tuple[int], np.dtype[np.float64]]
Places = np.ndarray[tuple[int], np.dtype[np.int64]]
_CLOSE, _MOST = 1e-12, 10_000


@dataclass(frozen=True, slots=True)
class Fit:
    """A slope, the ends of its 95 % interval, and the standard deviation of what it is a slope over."""

    slope: float
    low: float
    high: float
    spread: float


def elasticities(panel: pd.DataFrame) -> pd.DataFrame:
    """ELASTICITIES of every ordered pair of channels of PANEL, the largest revenue first."""
    PANEL.check(panel)
    sold = panel.assign(price=np.log(panel.revenue / panel.quantity), volume=np.log(panel.quantity))
    names = dict(zip(panel.channel, panel.channel_name, strict=True))
    own = {str(key): rows for key, rows in sold.groupby("channel")}
    rows = [_pair(own, a, b) | {"a_name": names[a], "b_name": names[b]} for a, b in permutations(sorted(own), 2)]
    if not rows:
        return ELASTICITIES.empty()
    table = pd.DataFrame(rows).sort_values(["revenue", "a", "b"], ascending=[False, True, True], ignore_index=True)
    return ELASTICITIES.coerce(table)


def _pair(own: dict[str, pd.DataFrame], a: str, b: str) -> dict[str, object]:
    keys = ["product", "period"]
    both = _connected(own[a].merge(own[b][[*keys, "price"]], on=keys, suffixes=("", "_other")))
    products, months = (pd.factorize(both[key])[0].astype("int64") for key in keys)
    sizes = {"cells": len(both), "products": both["product"].nunique(), "months": both.period.nunique()}
    unknown = {"spread": np.nan, "estimate": np.nan, "low": np.nan, "high": np.nan}
    head = {"a": a, "b": b, "revenue": float(both.revenue.sum()), **sizes}
    needed = {"cells": FEWEST_CELLS, "products": FEWEST_PRODUCTS, "months": FEWEST_MONTHS}
    if short := [name for name, least in needed.items() if sizes[name] < least]:
        return head | unknown | {"reason": short[0]}
    gap = (both.price - both.price_other).to_numpy(dtype="float64")
    found = within(both.volume.to_numpy(dtype="float64"), gap, products, months)
    if found.spread < LEAST_MOVE:
        return head | unknown | {"reason": "spread", "spread": found.spread}
    return head | {"spread": found.spread, "estimate": found.slope, "low": found.low, "high": found.high, "reason": ""}


def _connected(cells: pd.DataFrame) -> pd.DataFrame:
    """The cells less those that are alone in their product or month: an effect of their own leaves them no say."""
    while True:
        sizes = [cells.groupby(key)["volume"].transform("size") for key in ("product", "period")]
        kept = cells[(sizes[0] > 1) & (sizes[1] > 1)]
        if len(kept) == len(cells):
            return kept
        cells = kept


def within(volume: Values, gap: Values, products: Places, months: Places) -> Fit:
    """The slope of volume over gap within products and months, and its interval; NaN where the gap never moves."""
    x, y = (demeaned(values, products, months) for values in (gap, volume))
    count, square = len(x), float(x @ x)
    clusters = int(products.max()) + 1
    freedom = count - 1 - (clusters + int(months.max()) + 1 - parts(products, months))
    spread = sqrt(square / max(freedom, 1))
    if spread < _CLOSE or freedom < 1 or clusters < 2:
        return Fit(np.nan, np.nan, np.nan, spread)
    slope = float(x @ y) / square
    scores = np.bincount(products, weights=x * (y - slope * x))
    small = clusters / (clusters - 1) * (count - 1) / freedom
    wide = student(0.95, clusters - 1) * sqrt(small * float(scores @ scores)) / square
    return Fit(slope, slope - wide, slope + wide, spread)


def demeaned(values: Values, *groups: Places) -> Values:
    """The values less the mean of each of their groups, by turns until nothing moves."""
    found: Values = np.asarray(values - values.mean(), dtype="float64")
    for _ in range(_MOST):
        moved = 0.0
        for group in groups:
            means = np.bincount(group, weights=found) / np.maximum(np.bincount(group), 1)
            found -= means[group]
            moved = max(moved, float(np.abs(means).max()))
        if moved < _CLOSE:
            break
    return found


def parts(one: Places, other: Places) -> int:
    """Into how many parts that share no group the cells fall: each takes one effect away that another tells already.

    >>> parts(np.array([0, 0, 1, 2]), np.array([0, 1, 1, 2]))
    2
    """
    mark = np.arange(int(one.max()) + 1)
    while True:
        least = np.full(int(other.max()) + 1, len(mark))
        np.minimum.at(least, other, mark[one])
        lower = mark.copy()
        np.minimum.at(lower, one, least[other])
        if (lower == mark).all():
            return len(np.unique(mark))
        mark = lower


def student(share: float, freedom: int) -> float:
    """How far from 0 the middle `share` of Student's t reaches; for whole degrees of freedom its integral is a sum.

    >>> round(student(0.95, 1), 3), round(student(0.95, 10), 3), round(student(0.95, 59), 3)
    (12.706, 2.228, 2.001)
    """
    low, high = 0.0, 1.0
    while _middle(high, freedom) < share:
        high *= 2
    for _ in range(80):
        mid = (low + high) / 2
        low, high = (mid, high) if _middle(mid, freedom) < share else (low, mid)
    return high


def _middle(t: float, freedom: int) -> float:
    """P(|T| < t): Abramowitz and Stegun 26.7.3 and 26.7.4."""
    angle = atan(t / sqrt(freedom))
    sine, cosine = sin(angle), cos(angle)
    odd = freedom % 2
    term, total = (cosine, cosine) if odd else (1.0, 1.0)
    for place in range(2 + odd, freedom - 1, 2):
        term *= (place - 1) / place * cosine * cosine
        total += term
    if odd:
        return 2 / pi * (angle + (sine * total if freedom > 1 else 0.0))
    return sine * total
