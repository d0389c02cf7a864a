"""Contracts: what a frame that passes between rooms promises."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import SimpleNamespace
from typing import Any

import pandas as pd

from domain.errors import ContractError

_FEW = 500  # rows: above, pandas is the quicker one
pd.set_option("mode.string_storage", "python")  # frames are small: texts kept by Arrow cost several times as much


class Kind(StrEnum):
    """What a column holds, as the pandas kind it is cast to."""

    DAY = "datetime64[us]"
    TEXT = "str"  # missing is NaN
    NUMBER = "float64"  # NaN is "unknown", never zero
    COUNT = "int64"
    FLAG = "bool"


@dataclass(frozen=True, slots=True)
class Contract:
    """Columns with their kinds, in order, and the columns that make a row unique.

    An empty `unique` promises nothing about repeats.
    """

    name: str
    columns: Mapping[str, Kind]
    unique: tuple[str, ...] = field(default=())

    def coerce(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Order and cast the promised columns: the differences between drivers end here.

        Raises ContractError when a promised column is missing.
        """
        kinds = dict(zip(frame.columns, frame.dtypes, strict=True))
        if missing := [column for column in self.columns if column not in kinds]:
            raise ContractError(f"{self.name}: no {missing} among {list(frame.columns)}")
        if frame.empty:  # texts of no rows come from Arrow without a kind, and a later merge fails on them
            return self.empty()
        other = {c: str(kind) for c, kind in self.columns.items() if kinds[c] != kind}
        if other or list(kinds) != list(self.columns):
            frame = frame[list(self.columns)].astype(other)
        return self._unrepeated(frame)

    def check(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return `frame` as it is, or raise ContractError that names what differs."""
        kinds = {str(column): str(kind) for column, kind in frame.dtypes.items()}
        if wrong := {c: kinds.get(c, "missing") for c, kind in self.columns.items() if kinds.get(c) != kind}:
            raise ContractError(f"{self.name}: wrong kinds {wrong}")
        return self._unrepeated(frame)

    def _unrepeated(self, frame: pd.DataFrame) -> pd.DataFrame:
        if self.unique and len(frame) > 1 and _repeats(frame, self.unique):
            raise ContractError(f"{self.name}: rows repeat on {self.unique}")
        return frame

    def empty(self) -> pd.DataFrame:
        """No rows, of the right kinds."""
        return pd.DataFrame({c: pd.Series(dtype=str(kind)) for c, kind in self.columns.items()})

    def with_columns(self, name: str, extra: Mapping[str, Kind]) -> "Contract":
        """The same rows with more columns."""
        return Contract(name, {**self.columns, **extra}, self.unique)


def each(frame: pd.DataFrame) -> list[Any]:
    """The rows of a frame, one after the other, with a field for each column; a quarter of what `itertuples` takes.

    >>> [row.name for row in each(pd.DataFrame({"name": ["a", "b"]}))]
    ['a', 'b']
    """
    names = [str(name) for name in frame.columns]
    columns = (frame[name].tolist() for name in frame.columns)
    return [SimpleNamespace(**dict(zip(names, values, strict=True))) for values in zip(*columns, strict=True)]


def _repeats(frame: pd.DataFrame, columns: tuple[str, ...]) -> bool:
    """Whether two rows agree in all of these columns; in quick ways, since every frame is checked."""
    if len(frame) > _FEW:
        return bool(frame.duplicated(list(columns)).any())
    return len(set(zip(*(_comparable(frame[column]) for column in columns), strict=True))) < len(frame)


def _comparable(column: pd.Series) -> list[Any]:
    """The values as plain ones that are equal where they are missing; days as numbers, which is a tenth of the time."""
    if column.dtype.kind == "M":
        days: list[Any] = column.to_numpy().view("int64").tolist()
        return days
    return [None if value != value else value for value in column.tolist()]
