"""How long lives last: Kaplan–Meier with late entry, its band, and the log-rank comparison of groups.

Sources: Kaplan and Meier, "Nonparametric estimation from incomplete observations", JASA 53 (1958); Greenwood's
variance on the log-minus-log scale and the risk sets of left-truncated lives in Klein and Moeschberger, "Survival
Analysis" (2nd edition, 2003), sections 4.2 to 4.6; the k-group log-rank test in the same book, section 7.3.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analytics.incidence import interval
from domain.contracts_partners import SPANS, SURVIVAL

LEAST = 5  # lives under observation
Ages = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Curve:
    """The ages at which somebody died, how many were at risk and died at each, and the share alive after it.

    `spread` is Greenwood's sum: the standard error is `share` × √`spread`; inf once everybody at risk has died.
    """

    age: Ages
    at_risk: Ages
    died: Ages
    share: Ages
    spread: Ages


@dataclass(frozen=True, slots=True)
class LogRank:
    """The comparison of groups: χ², its degrees of freedom, the chance of as much difference among equals.

    `observed` and `expected` deaths by group. `p` is NaN with fewer than two groups that can be compared.
    """

    groups: tuple[str, ...]
    observed: tuple[float, ...]
    expected: tuple[float, ...]
    chi_square: float
    freedom: int
    p: float


def curve(entry: Ages, left: Ages, died: Ages) -> Curve:
    """Kaplan–Meier of lives seen after the age `entry` and up to the age `left`, at which they died or not.

    At risk at age t is who entered before t and had not left before it.

    >>> found = curve(np.array([-1, -1, 2.0, -1]), np.array([1, 3, 3, 5.0]), np.array([1, 1, 0, 0]))
    >>> found.age.tolist(), found.at_risk.tolist(), found.share.round(4).tolist()
    ([1.0, 3.0], [3.0, 3.0], [0.6667, 0.4444])
    """
    age, count = np.unique(left[died.astype(bool)], return_counts=True)
    at_risk, ends = _at_risk(entry, left, age), count.astype("float64")
    with np.errstate(divide="ignore"):
        spread = np.cumsum(ends / (at_risk * (at_risk - ends)))
    share: Ages = np.cumprod(1 - ends / at_risk, dtype="float64")
    return Curve(age, at_risk, ends, share, spread)


def _at_risk(entry: Ages, left: Ages, age: Ages) -> Ages:
    before = np.searchsorted(np.sort(entry), age, side="left")
    return (before - np.searchsorted(np.sort(left), age, side="left")).astype("float64")


def survival(spans: pd.DataFrame) -> pd.DataFrame:
    """The curve of each group, in the order of their first rows. Takes SPANS, returns SURVIVAL.

    A curve begins with 1 at the age at which the first life comes under observation, steps down where somebody died,
    and ends at the last age observed. Up to the oldest age at which every death is recognised it is made of settled
    spans alone; from there on of recent ones, and provisional.
    """
    SPANS.check(spans)
    parts = [_of_group(str(group), own) for group, own in spans.groupby("group", sort=False)]
    return SURVIVAL.coerce(pd.concat(parts)) if parts else SURVIVAL.empty()


def _of_group(group: str, own: pd.DataFrame) -> pd.DataFrame:
    settled, recent = (own[own.recent == flag] for flag in (False, True))
    until = float(settled.exit.max()) if len(settled) else -1.0
    later = recent[recent.exit > until].assign(entry=lambda rows: rows.entry.clip(lower=until))
    base, more = (curve(rows.entry.to_numpy(), rows.exit.to_numpy(), rows.died.to_numpy()) for rows in (settled, later))
    alive, spread = (base.share[-1], base.spread[-1]) if len(base.age) else (1.0, 0.0)
    steps = [_steps(base, 1.0, 0.0, False), _steps(more, alive, spread, True)]
    first = max(0.0, float(own.entry.min()))
    ends = [(first, 1.0, 0.0, not len(settled))]
    ends += [(until, alive, spread, False)] if len(settled) and until > first else []
    if len(later):
        after = (alive * more.share[-1], spread + more.spread[-1]) if len(more.age) else (alive, spread)
        ends.append((float(later.exit.max()), *after, True))
    seen = [
        (
            age,
            _at_risk(rows.entry.to_numpy(), rows.exit.to_numpy(), np.array([max(age, first + 0.5)]))[0],
            0.0,
            share,
            wide,
            flag,
        )
        for age, share, wide, flag in ends
        for rows in [later if flag else settled]
    ]
    points = pd.DataFrame([*(row for part in steps for row in part), *seen], columns=list(_POINT))
    points = points.sort_values(["age", "died"], ascending=[True, False], kind="stable").drop_duplicates("age")
    points["at_risk"] = points.at_risk.clip(lower=1.0)
    return _banded(points, len(own[~own.recent]) or len(own)).assign(group=group)


_POINT = ("age", "at_risk", "died", "share", "spread", "provisional")


def _steps(found: Curve, share: float, spread: float, provisional: bool) -> list[tuple[float, ...]]:
    columns = (found.age, found.at_risk, found.died, found.share * share, found.spread + spread)
    return [(*row, provisional) for row in zip(*columns, strict=True)]


def _banded(points: pd.DataFrame, count: int) -> pd.DataFrame:
    share = points.share.to_numpy(dtype="float64")
    error = np.where(share > 0, share * np.sqrt(np.where(share > 0, points.spread, 0.0)), 0.0)
    low, high = interval(1 - share, error, np.full(len(share), float(count)))
    started = points.spread.to_numpy() > 0  # before the first death there is nothing to be uncertain of yet
    return points.assign(low=np.where(started, 1 - high, share), high=np.where(started, 1 - low, share))


def certain(curves: pd.DataFrame) -> pd.DataFrame:
    """The curves up to where fewer than five remain under observation, each from its first point on. Takes SURVIVAL.

    What one or two lives do is not worth drawing; early ages with few lives, where others come later, stay.
    """
    enough = (SURVIVAL.check(curves).at_risk >= LEAST)[::-1].groupby(curves.group[::-1]).cummax()[::-1]
    first = ~curves.group.duplicated()
    return curves[enough | first].reset_index(drop=True)


def share_at(curve_of: pd.DataFrame, age: float) -> float:
    """The share alive at an age; NaN outside of what was observed. Takes the rows of one group of SURVIVAL."""
    known = curve_of[curve_of.age <= age]
    if known.empty or age > float(curve_of.age.max()):
        return float("nan")
    return float(known.share.iloc[-1])


def median_age(curve_of: pd.DataFrame) -> float:
    """The first age at which no more than half are alive; NaN where more than half are to the end."""
    below = curve_of[curve_of.share <= 0.5 + 1e-12]
    return float(below.age.iloc[0]) if len(below) else float("nan")


def log_rank(spans: pd.DataFrame) -> LogRank:
    """Whether the groups end at the same pace. Takes SPANS; recent ones, whose ends are not all known, do not count."""
    own = SPANS.check(spans)[~spans.recent]
    groups = tuple(dict.fromkeys(own.group))
    ages = np.unique(own.exit[own.died])
    risk, ends = np.zeros((len(groups), len(ages))), np.zeros((len(groups), len(ages)))
    for place, group in enumerate(groups):
        rows = own[own.group == group]
        left = rows.exit.to_numpy()
        risk[place] = _at_risk(rows.entry.to_numpy(), left, ages)
        ends[place] = np.bincount(np.searchsorted(ages, left[rows.died.to_numpy()]), minlength=len(ages))
    every, dead = risk.sum(axis=0), ends.sum(axis=0)
    expected = risk * dead / every if len(ages) else risk
    observed, usual = ends.sum(axis=1), expected.sum(axis=1)
    chi, freedom = _chi_square(observed - usual, risk, dead, every)
    p = upper_tail(chi, freedom) if freedom else float("nan")
    return LogRank(groups, tuple(map(float, observed)), tuple(map(float, usual)), chi, freedom, p)


def _chi_square(gap: Ages, risk: Ages, dead: Ages, every: Ages) -> tuple[float, int]:
    """The quadratic form of the gaps of those groups that were ever at risk together with another one."""
    part = risk / np.where(every > 0, every, 1)
    tie = dead * (every - dead) / np.where(every > 1, every - 1, 1)
    spread = np.diag((part * tie).sum(axis=1)) - (part * tie) @ part.T
    freedom = int(np.linalg.matrix_rank(spread, tol=1e-9)) if len(gap) > 1 else 0
    if not freedom:
        return float("nan"), 0
    return float(gap @ np.linalg.pinv(spread, rcond=1e-10) @ gap), freedom


def upper_tail(chi: float, freedom: int) -> float:
    """The chance that a χ² of so many whole degrees of freedom is larger.

    >>> round(upper_tail(3.841458820694124, 1), 12), round(upper_tail(12.591587243743977, 6), 12)
    (0.05, 0.05)
    """
    half = chi / 2
    if freedom % 2:
        tail, term, start = math.erfc(math.sqrt(half)), math.sqrt(half / math.pi) * 2 * math.exp(-half), 3
    else:
        tail, term, start = math.exp(-half), half * math.exp(-half), 4
    for degrees in range(start, freedom + 1, 2):
        tail, term = tail + term, term * half / (degrees / 2)
    return min(1.0, tail)
