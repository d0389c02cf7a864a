"""The Arrow kinds of the canonical tables, and a chunk brought into them."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

import pyarrow as pa
from sqlalchemy import Boolean, Date, DateTime, Double, Integer, Numeric, Table

from domain.errors import ReaderError
from i18n import Text

UNKNOWN_COLUMNS = Text(
    "表 {table} 没有这些列：{columns}。可用的列：{known}。",
    "Table {table} has no columns {columns}. It has: {known}.",
)
EMPTY_REQUIRED = Text(
    "表 {table} 的必填列 {column} 有空值。", "Column {column} of table {table} must be filled in every row."
)
BAD_CHUNK = Text("表 {table} 的数据类型不符：{why}", "The kinds of table {table} do not fit: {why}")
_KINDS: tuple[tuple[type, pa.DataType], ...] = (
    (Date, pa.date32()),
    (DateTime, pa.timestamp("us")),
    (Boolean, pa.bool_()),
    (Integer, pa.int32()),
    (Double, pa.float64()),
    (Numeric, pa.decimal128(18, 4)),
)


@lru_cache(maxsize=128)
def schema(table: Table) -> pa.Schema:
    """The Arrow schema of a table: money is decimal128(18, 4), days are date32, text is string."""
    fields = [pa.field(column.name, _kind(column.type)) for column in table.columns]
    return pa.schema(fields)


def fit(table: Table, chunk: pa.Table | pa.RecordBatch, source: str) -> pa.Table:
    """`chunk` with every column of `table`, in its kinds; `source` filled in, what is missing null.

    Raises ReaderError for columns that the table lacks, for empty required ones and for kinds that do not fit.
    """
    rows = pa.Table.from_batches([chunk]) if isinstance(chunk, pa.RecordBatch) else chunk
    if strange := sorted(set(rows.column_names) - set(table.columns.keys())):
        known = ", ".join(table.columns.keys())
        raise ReaderError(UNKNOWN_COLUMNS, table=table.name, columns=", ".join(strange), known=known)
    try:
        columns = [_column(rows, field, source) for field in schema(table)]
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise ReaderError(BAD_CHUNK, table=table.name, why=str(error)) from error
    fitted = pa.Table.from_arrays(columns, schema=schema(table))
    for column in table.columns:
        if not column.nullable and fitted.column(column.name).null_count:
            raise ReaderError(EMPTY_REQUIRED, table=table.name, column=column.name)
    return fitted


def from_rows(table: Table, rows: Iterable[Mapping[str, object]]) -> pa.Table:
    """Rows written by hand as a chunk of `table`; columns left out are null."""
    listed = list(rows)
    return pa.table(
        {field.name: pa.array([row.get(field.name) for row in listed], field.type) for field in schema(table)}
    )


def _column(rows: pa.Table, field: pa.Field, source: str) -> pa.ChunkedArray | pa.Array:
    if field.name == "source":
        return pa.repeat(pa.scalar(source, pa.string()), rows.num_rows)
    if field.name not in rows.column_names:
        return pa.nulls(rows.num_rows, field.type)
    return rows.column(field.name).cast(field.type)


def _kind(kind: object) -> pa.DataType:
    return next((arrow for sql, arrow in _KINDS if isinstance(kind, sql)), pa.string())
