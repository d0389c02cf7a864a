"""Rows of frames put side by side by their groups: what a merge does, without its price for a handful of rows."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from domain.frames import Kind

Group = tuple[Any, ...]
Columns = Mapping[str, pd.Series]  # of one length: what is needed of a frame, since to make another takes a while
Array = np.ndarray[Any, Any]
_NOT_A_DAY = np.iinfo("int64").min  # how NumPy keeps a missing day


def picked(frame: pd.DataFrame, keys: Iterable[str], named: Mapping[str, str]) -> Columns:
    """The columns `keys` of a frame, and others under new names: `named` is new name → old name."""
    return {key: frame[key] for key in keys} | {new: frame[old] for new, old in named.items()}


def groups(frame: pd.DataFrame | Columns, keys: Sequence[str]) -> list[Group]:
    """The group of each row: its keys as plain values, days as microseconds, None where there is none.

    >>> groups(pd.DataFrame({"region": pd.Series(["a", None], dtype="str"), "n": [1, 2]}), ["region"])
    [('a',), (None,)]
    >>> groups(pd.DataFrame({"n": [1, 2]}), [])
    [(), ()]
    """
    if keys:
        return list(zip(*(_plain(frame[key]) for key in keys), strict=True))
    return [()] * len(frame if isinstance(frame, pd.DataFrame) else next(iter(frame.values())))


def columns_of(found: Iterable[Group], kinds: Mapping[str, Kind]) -> dict[str, pd.Series]:
    """Groups as columns of those kinds: the way back from `groups`."""
    rows = list(found)
    each = zip(*rows, strict=True) if rows else [()] * len(kinds)
    return {name: _series(values, kind) for (name, kind), values in zip(kinds.items(), each, strict=True)}


def spread(values: Array, places: Sequence[int] | Array, count: int) -> Array:
    """`values` put at their places among `count` rows; NaN where nothing is put.

    >>> spread(np.array([5.0, 7.0]), [2, 0], 3).tolist()
    [7.0, nan, 5.0]
    """
    whole = np.full(count, np.nan)
    whole[places] = values
    return whole


def beside(parts: Sequence[Columns], kinds: Mapping[str, Kind], wanted: Iterable[str]) -> pd.DataFrame:
    """The wanted figures of all parts, one row for each group of any of them.

    A figure that comes twice is the first part's, one that does not come is left out.
    """
    if len(parts) == 1:
        part = parts[0]
        return pd.DataFrame({name: part[name].array for name in (*kinds, *wanted) if name in part}, copy=False)
    rows: dict[Group, int] = {}
    placed = [[rows.setdefault(group, len(rows)) for group in groups(part, list(kinds))] for part in parts]
    columns: dict[str, Any] = dict(columns_of(rows, kinds))
    for name in wanted:
        found = next((place for place, part in enumerate(parts) if name in part), None)
        if found is not None:
            columns[name] = spread(parts[found][name].to_numpy(), placed[found], len(rows))
    return pd.DataFrame(columns, index=range(len(rows)), copy=False)


def ordered(frame: pd.DataFrame, columns: Sequence[str], falling: str = "") -> pd.DataFrame:
    """The rows in the order of these columns, `falling` from the largest down, the others up; missing values last."""
    order = list(range(len(frame)))
    for name in reversed(columns):
        values = _plain(frame[name])
        ranks = [(value is None, -value if value is not None and name == falling else value) for value in values]
        order.sort(key=ranks.__getitem__)
    return frame if order == sorted(order) else frame.take(order).reset_index(drop=True)


def _plain(column: pd.Series) -> list[Any]:
    if column.dtype.kind == "M":
        days = column.to_numpy(dtype="datetime64[us]").view("int64")
        return [None if day == _NOT_A_DAY else day for day in days.tolist()]
    return [None if value != value else value for value in column.tolist()]


def _series(values: Sequence[Any], kind: Kind) -> pd.Series:
    if kind is Kind.DAY:
        days = np.array([_NOT_A_DAY if value is None else value for value in values], dtype="int64")
        return pd.Series(days.view(kind.value))
    return pd.Series(values, dtype=kind.value)
