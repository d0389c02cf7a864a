"""Arrow tables of the canonical kinds, made from NumPy columns."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data_access.tables import CANONICAL
from demo.spec import Array

Chunk = tuple[str, pa.Table]

MONEY = pa.decimal128(18, 4)
_KINDS: dict[type, pa.DataType] = {
    str: pa.string(),
    date: pa.date32(),
    datetime: pa.timestamp("us"),
    Decimal: MONEY,
    float: pa.float64(),
    int: pa.int32(),
    bool: pa.bool_(),
}


def chunk(name: str, columns: Mapping[str, Any]) -> Chunk:
    """Rows of the canonical table `name`: all its columns but `source`, in its order; absent ones are empty.

    Lists and NumPy arrays are cast; Arrow arrays must be of the right kind or castable.
    """
    kinds = {c.name: _KINDS[c.type.python_type] for c in CANONICAL[name].columns if c.name != "source"}
    if strange := set(columns) - set(kinds):
        raise KeyError(f"{name} has no {sorted(strange)}")
    rows = len(next(iter(columns.values())))
    arrays = [_column(columns[c], kind) if c in columns else pa.nulls(rows, kind) for c, kind in kinds.items()]
    return name, pa.Table.from_arrays(arrays, names=list(kinds))


def _column(values: Any, kind: pa.DataType) -> pa.Array:
    if isinstance(values, pa.Array | pa.ChunkedArray):
        return values if values.type == kind else values.cast(kind)
    if kind == MONEY and isinstance(values, list):
        return pa.array([None if v is None else Decimal(str(v)) for v in values], kind)
    return pa.array(values, kind, from_pandas=True)


def money(cents: Array, known: Array | None = None) -> pa.Array:
    """Whole cents as DECIMAL(18,4), exactly; empty where `known` is false."""
    words = np.empty((len(cents), 2), np.int64)  # a decimal is 128 bits, low word first
    words[:, 0] = np.asarray(cents, np.int64) * 100
    words[:, 1] = words[:, 0] >> 63
    values = pa.Array.from_buffers(MONEY, len(cents), [None, pa.py_buffer(words)])
    return values if known is None else pc.if_else(pa.array(known), values, None)


def named(names: list[str], index: Array) -> pa.Array:
    """The name at each position; a negative position is empty."""
    positions = pa.array(index, pa.int64(), mask=index < 0)
    return pa.array(names, pa.string()).take(positions)


def numbered(prefix: str, numbers: Array, width: int) -> pa.Array:
    """Ids such as P0012; a negative number is empty."""
    digits = pc.utf8_lpad(pa.array(numbers, pa.int64(), mask=numbers < 0).cast(pa.string()), width, "0")
    return pc.binary_join_element_wise(prefix, digits, "")


def days(values: Array) -> pa.Array:
    """datetime64[D] as dates; NaT is empty."""
    return pa.array(values.astype("datetime64[D]"), pa.date32(), from_pandas=True)
