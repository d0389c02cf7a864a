"""All that differs between databases: division, days, rows in bulk in and out."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import csv
from sqlalchemy import (
    BigInteger,
    Boolean,
    Connection,
    DateTime,
    Double,
    Executable,
    Table,
    cast,
    column,
    func,
    insert,
    select,
    table,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.elements import ClauseElement, ColumnElement
from sqlalchemy.sql.functions import FunctionElement

from domain.frames import Kind


class safe_div(FunctionElement[float]):  # noqa: N801  (an SQL function: it reads like func.sum in a statement)
    """`top / bottom` as a double; dividing by zero or by nothing gives NULL.

    The `/` operator of SQLAlchemy casts its divisor to NUMERIC, which on some databases has no decimals:
    there 1/2 is 0, without an error. A test forbids the operator in this room.
    """

    type = Double()
    inherit_cache = True

    def __init__(self, top: ColumnElement[Any], bottom: ColumnElement[Any]) -> None:
        super().__init__(cast(top, Double), func.nullif(cast(bottom, Double), 0))


@compiles(safe_div)
def _divide(element: safe_div, compiler: Any, **options: Any) -> str:
    top, bottom = (compiler.process(clause, **options) for clause in element.clauses)
    return f"({top} / {bottom})"


class days_between(FunctionElement[float]):  # noqa: N801  (an SQL function, as safe_div)
    """The days from one instant to another as a double, with their fraction; whole days come out whole."""

    type = Double()
    inherit_cache = True

    def __init__(self, start: ColumnElement[Any], end: ColumnElement[Any]) -> None:
        super().__init__(cast(start, DateTime), cast(end, DateTime))


class microseconds_between(FunctionElement[int]):  # noqa: N801  (an SQL function, as safe_div)
    """The same in microseconds, a whole number: DuckDB puts those in order in half the time that doubles take."""

    type = BigInteger()
    inherit_cache = True

    def __init__(self, start: ColumnElement[Any], end: ColumnElement[Any]) -> None:
        super().__init__(cast(start, DateTime), cast(end, DateTime))


@compiles(microseconds_between)
def _microseconds(element: FunctionElement[Any], compiler: Any, **options: Any) -> str:
    start, end = (compiler.process(clause, **options) for clause in element.clauses)
    if compiler.dialect.name == "duckdb":  # an interval would be taken apart into months and days first
        return f"(epoch_us({end}) - epoch_us({start}))"
    return f"CAST(EXTRACT(EPOCH FROM ({end} - {start})) * 1000000 AS BIGINT)"


@compiles(days_between)
def _days(element: days_between, compiler: Any, **options: Any) -> str:
    return f"(CAST({_microseconds(element, compiler, **options)} AS DOUBLE PRECISION) / 86400000000.0)"


_ARROW = {
    Kind.DAY: pa.timestamp("us"),
    Kind.TEXT: pa.string(),
    Kind.NUMBER: pa.float64(),
    Kind.COUNT: pa.int64(),
    Kind.FLAG: pa.bool_(),
}


_TEXT: Any = pd.StringDtype(na_value=np.nan)


def read(connection: Connection, statement: Executable, kinds: Mapping[str, Kind] | None = None) -> pd.DataFrame:
    """The rows of a statement as a frame, in the kinds of the driver or, where Arrow can, already in `kinds`.

    Rows through Python objects cost fifty times what Arrow does, hence the special way for DuckDB.
    """
    result = connection.execute(statement)
    if connection.dialect.name == "duckdb":
        cursor: Any = result.cursor
        table: pa.Table = cursor.to_arrow_table()
        result.close()
        if kinds and set(kinds) <= set(table.column_names):
            wanted = pa.schema([(name, _ARROW[kind]) for name, kind in kinds.items()])
            table = table if table.schema.equals(wanted) else table.select(list(kinds)).cast(wanted)
        return pd.DataFrame({name: _values(table[name]) for name in table.column_names}, copy=False)
    return pd.DataFrame.from_records(result.all(), columns=list(result.keys()), coerce_float=True)


def _values(column: pa.ChunkedArray) -> Any:
    """What `to_pandas` makes of a column; asked for column by column, it is done in half the time."""
    if pa.types.is_string(column.type):
        return _TEXT.__from_arrow__(column)
    quick = pa.types.is_floating(column.type) or column.type in (pa.int64(), _ARROW[Kind.DAY])
    return column.to_numpy() if quick else column.to_pandas()


class Analyze(Executable, ClauseElement):
    """Refresh the planner's knowledge of a table that was just filled."""

    inherit_cache = False

    def __init__(self, table: Table) -> None:
        self.table = table


@compiles(Analyze)
def _analyze(element: Analyze, compiler: Any, **_options: Any) -> str:
    return f"ANALYZE {compiler.preparer.format_table(element.table)}"


class CopyIn(Executable, ClauseElement):
    """PostgreSQL's bulk way in: 0.4 million rows a second, where inserts make 16 thousand."""

    inherit_cache = False

    def __init__(self, table: Table, columns: list[str]) -> None:
        self.table = table
        self.columns = columns


@compiles(CopyIn, "postgresql")
def _copy_in(element: CopyIn, compiler: Any, **_options: Any) -> str:
    names = ", ".join(compiler.preparer.quote(name) for name in element.columns)
    return f"COPY {compiler.preparer.format_table(element.table)} ({names}) FROM STDIN (FORMAT CSV)"


class Checkpoint(Executable, ClauseElement):
    """Have DuckDB fold its write-ahead log into the file, so that the file alone is the whole database."""

    inherit_cache = False


@compiles(Checkpoint)
def _checkpoint(_element: Checkpoint, _compiler: Any, **_options: Any) -> str:
    return "CHECKPOINT"


def advisory_lock(name: str) -> ColumnElement[bool]:
    """True when this connection now holds PostgreSQL's lock called `name`, false when another one does."""
    # locks are numbered, not named, and only the server's own hash is the same in every process
    return func.pg_try_advisory_lock(func.hashtext(name), type_=Boolean)


def schema_size(schema: str) -> ColumnElement[int]:
    """The bytes that the tables of a PostgreSQL schema take, with their indexes."""
    pg_class = table("pg_class", column("oid"), column("relnamespace"), column("relkind"))
    spaces = table("pg_namespace", column("oid"), column("nspname"))
    size = func.sum(func.pg_total_relation_size(pg_class.c.oid), type_=BigInteger)
    inside = pg_class.c.relnamespace == spaces.c.oid
    return select(size).where(inside, spaces.c.nspname == schema, pg_class.c.relkind == "r").scalar_subquery()


def bulk_insert(connection: Connection, target: Table, chunk: pa.Table) -> None:
    """Put the rows of `chunk` into `target`, column by name, without making Python objects of them."""
    names = chunk.column_names
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "duckdb":
        arrived = table("arrived", *(column(name) for name in names))
        driver.register("arrived", chunk)
        connection.execute(insert(target).from_select(names, select(*(arrived.c[name] for name in names))))
        driver.unregister("arrived")
        return
    statement = str(CopyIn(target, names).compile(dialect=connection.dialect))
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        buffer = pa.BufferOutputStream()
        csv.write_csv(_writable(chunk), buffer, csv.WriteOptions(include_header=False, quoting_style="needed"))
        copy.write(buffer.getvalue().to_pybytes())


def stream(connection: Connection, statement: Executable, schema: pa.Schema, rows: int) -> Iterator[pa.Table]:
    """The rows of a statement in chunks of `rows`, cast to `schema`; nothing else may run on `connection`."""
    if connection.dialect.name == "duckdb":
        cursor: Any = connection.execute(statement).cursor
        for batch in cursor.to_arrow_reader(rows):
            yield pa.Table.from_batches([batch]).cast(schema)
        return
    # said with the statement: said to the connection, its later statements would go through a cursor of the server too
    result = connection.execute(statement, execution_options={"stream_results": True, "yield_per": rows})
    for part in result.partitions(rows):
        columns = zip(*part, strict=True)
        yield pa.Table.from_arrays([pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)], schema=schema)


def _writable(chunk: pa.Table) -> pa.Table:
    """Decimals as text: Arrow's CSV writer has no decimals."""
    kinds = [(f.name, pa.string() if pa.types.is_decimal(f.type) else f.type) for f in chunk.schema]
    return chunk.cast(pa.schema(kinds))


class WriteLock(Executable, ClauseElement):
    """The sole right to write until the transaction ends; waits for whoever has it now."""

    inherit_cache = False

    def __init__(self, name: str) -> None:
        self.name = name


@compiles(WriteLock, "sqlite")
def _begin_immediate(_element: WriteLock, _compiler: Any, **_options: Any) -> str:
    return "BEGIN IMMEDIATE"


@compiles(WriteLock, "postgresql")
def _advisory_xact_lock(element: WriteLock, compiler: Any, **options: Any) -> str:
    # ends with the transaction, also when the process is killed: nothing is left to clean up
    lock: str = compiler.process(select(func.pg_advisory_xact_lock(func.hashtext(element.name))), **options)
    return lock


def prepare_sqlite(connection: Any, _record: object) -> None:
    """On each new connection of a SQLite engine: readers go on while one writes, and references are held to."""
    for setting in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {setting}")
