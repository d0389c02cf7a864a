"""The grid of a level of targets: slices and periods, what stands there, what was a year before, what lies above."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from domain.contracts_targets import CELLS, TARGET_ROWS
from domain.targets import SLICED_BY

Slice = tuple[tuple[str, str], ...]  # dimension and key of each member, in the order of SLICED_BY
_PERIOD = ["period_start", "period_end"]


@dataclass(frozen=True, slots=True)
class Names:
    """What members are called (key → name), and which lies above which (key → parent)."""

    named: Mapping[str, str]
    parents: Mapping[str, str]

    def of(self, slice_: Slice, everything: str) -> str:
        """A slice by the names of its members."""
        return " · ".join(self.named.get(key, key) for _, key in slice_) or everything

    def up(self, key: str) -> list[str]:
        """The member and all above it, nearest first."""
        found = [key]
        while (above := self.parents.get(found[-1], "")) and above not in found:
            found.append(above)
        return found


def slice_key(slice_: Slice) -> str:
    """A slice as one text.

    >>> slice_key((("region", "demo:huadong"), ("channel", "demo:live")))
    'demo:huadong|demo:live'
    """
    return "|".join(key for _, key in slice_)


def slices_of(rows: pd.DataFrame) -> dict[str, Slice]:
    """The slices that targets are for, by key, each once. Takes TARGET_ROWS."""
    TARGET_ROWS.check(rows)
    found = {}
    for values in rows[list(SLICED_BY)].drop_duplicates().itertuples(index=False, name=None):
        own = tuple((dim, key) for dim, key in zip(SLICED_BY, values, strict=True) if isinstance(key, str))
        found[slice_key(own)] = own
    return found


def grid_cells(slices: Mapping[str, Slice], periods: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """One row a slice and period (`period_start`, `period_end`), with the amount that stands there or NaN.

    Takes TARGET_ROWS of one level; returns `key`, the period and `amount`, slices in their order.
    """
    keyed = rows.assign(key=[slice_key(own) for own in _own(rows)])
    frame = pd.DataFrame({"key": list(slices)}, dtype="str").merge(periods[_PERIOD], how="cross")
    return frame.merge(keyed[["key", *_PERIOD, "amount"]].drop_duplicates(["key", *_PERIOD]), how="left")


def _own(rows: pd.DataFrame) -> list[Slice]:
    values = rows[list(SLICED_BY)].itertuples(index=False, name=None)
    return [tuple((d, k) for d, k in zip(SLICED_BY, row, strict=True) if isinstance(k, str)) for row in values]


def above(cells: pd.DataFrame, slices: Mapping[str, Slice], parents: pd.DataFrame, names: Names) -> pd.DataFrame:
    """`cells` with the target above that each is a part of: `above`, `above_name`, `above_amount`.

    A target is above a cell when its period holds the cell's, and each of its members is the cell's or lies above it.
    Takes TARGET_ROWS of another level as `parents`; of several the first wins.
    """
    standing: dict[Slice, list[tuple[pd.Timestamp, pd.Timestamp, float]]] = {}
    for own, first, last, amount in zip(
        _own(parents), parents.period_start, parents.period_end, parents.amount, strict=True
    ):
        standing.setdefault(own, []).append((first, last, amount))
    shapes = {tuple(dim for dim, _ in own) for own in standing}
    over = {key: _over(own, shapes, names, standing) for key, own in slices.items()}
    found: list[tuple[str | None, str | None, float]] = []
    for key, first, last in zip(cells.key, cells.period_start, cells.period_end, strict=True):
        hits = [(own, p) for own in over[key] for p in standing[own] if p[0] <= first and last <= p[1]]
        if hits:
            own, (begin, end, amount) = hits[0]
            found.append((f"{slice_key(own)}@{begin.date()}..{end.date()}", names.of(own, ""), amount))
        else:
            found.append((None, None, np.nan))
    columns = pd.DataFrame(found, columns=["above", "above_name", "above_amount"], index=cells.index)
    return pd.concat([cells, columns], axis=1)


def _over(own: Slice, shapes: set[tuple[str, ...]], names: Names, standing: Mapping[Slice, object]) -> list[Slice]:
    """The slices with targets that hold this one, nearest first."""
    keys = dict(own)
    found = []
    for shape in sorted(shapes, key=len, reverse=True):
        if set(shape) <= keys.keys():
            chains = [names.up(keys[dim]) if dim in ("region", "channel") else [keys[dim]] for dim in shape]
            found += [s for chain in product(*chains) if (s := tuple(zip(shape, chain, strict=True))) in standing]
    return found


def with_year_before(cells: pd.DataFrame, year: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """`cells` with `last_year`: what was achieved in each cell a year before, from `year`, one row a key and period.

    `year` has `value` (NaN: not known), the cell's own period, and `over`: whether that period a year before is over.
    Those that are not stand as the same ones in `before`, a year earlier still, times the growth of the slice's
    periods that are over (of all slices where a slice had nothing): a plan is often made before the year has ended.
    """
    on = ["key", *_PERIOD]
    both = cells.merge(year[[*on, "value", "over"]], how="left", on=on)
    both = both.merge(before[[*on, "value"]].rename(columns={"value": "earlier"}), how="left", on=on)
    done = both[both.over.fillna(False).astype("bool") & both.value.notna() & both.earlier.notna()]
    sums = done.groupby("key")[["value", "earlier"]].sum()
    growth = sums.value / sums.earlier.where(sums.earlier > 0)
    whole = done.earlier.sum()
    usual = done.value.sum() / whole if whole > 0 else 1.0
    grown = both.earlier * both.key.map(growth).astype("float64").fillna(usual)
    return cells.assign(last_year=both.value.where(both.over.fillna(False).astype("bool"), grown).to_numpy())


def as_cells(cells: pd.DataFrame) -> pd.DataFrame:
    """The frame with every column of CELLS; what was not asked for is not known."""
    lacking = [name for name in CELLS.columns if name not in cells]
    return CELLS.coerce(cells.assign(**dict.fromkeys(lacking, np.nan)))


def candidates(dims: Sequence[str], members: Mapping[str, Sequence[str]], most: int) -> dict[str, Slice]:
    """Every slice of these dimensions, of the members given for each; none where there are more than `most`."""
    chains = [members.get(dim, ()) for dim in dims]
    size = int(np.prod([len(chain) for chain in chains])) if chains else 1
    if size > most:
        return {}
    own = (tuple(zip(dims, keys, strict=True)) for keys in product(*chains))
    return {slice_key(one): one for one in own}
