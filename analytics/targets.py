"""Targets broken down by shapes that are blended, and what is wrong with those that are set."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.cents import in_cents, whole_cents
from domain.contracts_targets import ADDING_UP, BROKEN_DOWN, CELLS, NOT_SET, OFF_SEASON

SHAPES = ("last_year", "potential", "even")
SEASON = 0.15  # share of a plan in other periods than last year's shape puts it, from which it is said
_CENT = 0.005
Weights = npt.NDArray[np.float64]


def shape(cells: pd.DataFrame, name: str) -> pd.Series:
    """What a shape gives each cell to weigh by, never negative; 0 everywhere where it is not known. Takes CELLS.

    Last year: what was achieved in the cell; of no use where that is not known of one of them. Potential: that of the
    slice's region, over periods as last year's whole (evenly without one). Even: 1 each.
    """
    if name == "even":
        return pd.Series(1.0, index=cells.index)
    known = cells.last_year.notna().all()
    if name == "last_year":
        return cells.last_year.clip(lower=0.0) if known else pd.Series(0.0, index=cells.index)
    season = cells.groupby("period_start").last_year.transform("sum").clip(lower=0.0) * known
    return cells.potential.fillna(0.0).clip(lower=0.0) * (season if season.sum() > 0 else 1.0)


def blended(shapes: Mapping[str, Weights], weights: Mapping[str, float]) -> Weights:
    """One shape of several: each made to sum to 1, then weighed. Those that are 0 everywhere give their weight up.

    Where none of them can be used, or no weight is given, the split is even.

    >>> one, two = np.array([1.0, 3.0]), np.array([1.0, 1.0])
    >>> blended({"a": one, "b": two}, {"a": 1.0, "b": 1.0}).tolist()
    [0.375, 0.625]
    >>> blended({"a": np.zeros(2), "b": two}, {"a": 9.0, "b": 1.0}).tolist()
    [0.5, 0.5]
    """
    usable = {name: each / each.sum() for name, each in shapes.items() if each.sum() > 0 and weights.get(name, 0) > 0}
    size = len(next(iter(shapes.values())))
    if not usable:
        return np.full(size, 1.0 / size)
    together = sum(weights[name] for name in usable)
    return sum((each * (weights[name] / together) for name, each in usable.items()), start=np.zeros(size))


def broken_down(cells: pd.DataFrame, totals: Mapping[str, float], weights: Mapping[str, float]) -> pd.DataFrame:
    """The total of each group of cells divided among them by the blend of SHAPES. Takes CELLS, returns BROKEN_DOWN.

    `cells` has one column more, `group`; cells of a group without a total (or of none) are left out. Each group
    adds up to its total to the cent, by largest remainder.
    """
    parts = []
    for group, own in cells.groupby("group", sort=False):
        if (total := totals.get(str(group), np.nan)) == total:
            shapes = {name: shape(own, name).to_numpy("float64") for name in SHAPES}
            share = blended(shapes, weights)
            parts.append(own.assign(share=share, proposed=in_cents(share * total, whole_cents([total])) / 100))
    return BROKEN_DOWN.coerce(pd.concat(parts, ignore_index=True)) if parts else BROKEN_DOWN.empty()


def adding_up(cells: pd.DataFrame) -> pd.DataFrame:
    """The targets above whose parts do not add up to them, the largest gap first. Takes CELLS, returns ADDING_UP."""
    CELLS.check(cells)
    groups = cells[cells.above.notna()].groupby("above", sort=False)
    sums = groups.agg(
        name=("above_name", "first"),
        above=("above_amount", "first"),
        parts=("amount", "sum"),
        unset=("amount", lambda own: int(own.isna().sum())),
    )
    sums["gap"] = sums.parts - sums.above
    wrong = sums[sums.gap.abs() > _CENT]
    return ADDING_UP.coerce(wrong.sort_values("gap", key=lambda gap: -gap.abs()).reset_index(drop=True))


def not_set(cells: pd.DataFrame) -> pd.DataFrame:
    """The slices with periods without a target, those that achieved most there last year first. Returns NOT_SET."""
    CELLS.check(cells)
    lacking = cells[cells.amount.isna()]
    found = lacking.groupby("key", sort=False).agg(
        name=("name", "first"),
        cells=("period_start", "size"),
        last_year=("last_year", lambda own: own.sum(min_count=1)),
    )
    return NOT_SET.coerce(found.sort_values("last_year", ascending=False, kind="stable").reset_index(drop=True))


def off_season(cells: pd.DataFrame, limit: float = SEASON) -> pd.DataFrame:
    """The slices whose plan lies in other periods than last year's shape puts it, by amount. Returns OFF_SEASON.

    moved = ½ Σ |share of the plan − share of last year| over periods that have both; a slice with fewer than three
    of them, or without a year before, has no season to ignore.
    """
    CELLS.check(cells)
    both = cells[cells.amount.notna() & cells.last_year.notna()]
    rows = [_moved(own) for _, own in both.groupby("key", sort=False) if _has_season(own)]
    frame = pd.DataFrame(rows, columns=list(OFF_SEASON.columns))
    frame = frame[frame.moved.astype("float64") > limit]
    return OFF_SEASON.coerce(frame.sort_values("amount", ascending=False, kind="stable").reset_index(drop=True))


def _has_season(own: pd.DataFrame) -> bool:
    return len(own) >= 3 and own.amount.sum() > 0 and own.last_year.clip(lower=0.0).sum() > 0


def _moved(own: pd.DataFrame) -> dict[str, object]:
    plan, before = own.amount.to_numpy("float64"), own.last_year.clip(lower=0.0).to_numpy("float64")
    planned, usual = plan / plan.sum(), before / before.sum()
    moved = 0.5 * float(np.abs(planned - usual).sum())
    worst = int(np.abs(planned - usual).argmax())
    return {
        "name": own["name"].iloc[0],
        "moved": moved,
        "amount": moved * float(plan.sum()),
        "period_start": own.period_start.iloc[worst],
        "planned": float(planned[worst]),
        "usual": float(usual[worst]),
    }
