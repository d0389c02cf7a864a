"""Excel sheets, Parquet files and database tables, read as text in chunks like everything else."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from hashlib import sha256
from pathlib import Path

import openpyxl
import pyarrow as pa
from pyarrow import parquet
from sqlalchemy import Engine, MetaData, Table, inspect, select
from sqlalchemy.exc import SQLAlchemyError

from data_access.engine import source_database
from data_access.loading.rows import CHUNK, Numbered, SourceTable, chunks, header
from domain.errors import ReaderError
from i18n import Text

NO_ANSWER = Text("来源数据库没有应答：{why}", "The source database did not answer: {why}")


def sheet_names(path: Path) -> list[str]:
    """The sheets of a workbook, in order."""
    book = openpyxl.load_workbook(path, read_only=True)
    try:
        return list(book.sheetnames)
    finally:
        book.close()


def sheet_chunks(path: Path, sheet: str) -> Iterator[pa.Table]:
    """The rows of a sheet below its first row, the header. Formulas give the value that was saved with them."""
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        rows = book[sheet].iter_rows(values_only=True)
        names = header(f"{path.name}[{sheet}]", [as_text(value) for value in next(rows, ())])
        yield from chunks(names, _filled(rows))
    finally:
        book.close()


def parquet_chunks(path: Path) -> Iterator[pa.Table]:
    """The rows of a Parquet file, numbered from 1."""
    with parquet.ParquetFile(path) as file:
        names = header(path.name, file.schema_arrow.names)
        yield from chunks(names, _rows(row for batch in file.iter_batches(CHUNK) for row in _records(batch)))


def database_tables(url: str) -> Iterator[SourceTable]:
    """The tables and views of a database's default schema. Raises ReaderError when it does not answer."""
    engine = source_database(url)
    try:
        look = inspect(engine)
        names = sorted({*look.get_table_names(), *look.get_view_names()})
    except SQLAlchemyError as error:
        raise ReaderError(NO_ANSWER, why=str(error).splitlines()[0]) from error
    finally:
        engine.dispose()
    for name in names:
        yield SourceTable(name, name, partial(_table_chunks, url, name), partial(_table_digest, url, name))


def as_text(value: object) -> str | None:
    """A value as it would stand in a CSV file.

    >>> as_text(3.0), as_text(Decimal("1.50")), as_text(datetime(2024, 1, 2)), as_text(True), as_text(None)
    ('3', '1.50', '2024-01-02', 'true', None)
    """
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == value.min.time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _table_chunks(url: str, name: str) -> Iterator[pa.Table]:
    engine = source_database(url)
    try:
        yield from _select_all(engine, Table(name, MetaData(), autoload_with=engine))
    finally:
        engine.dispose()


def _select_all(engine: Engine, table: Table) -> Iterator[pa.Table]:
    """In the order of the primary key where there is one: the same rows then have the same line numbers."""
    statement = select(table).order_by(*(column.nulls_last() for column in table.primary_key.columns))
    with engine.connect() as connection:
        result = connection.execution_options(stream_results=True, max_row_buffer=CHUNK).execute(statement)
        yield from chunks(header(table.name, list(result.keys())), _rows(result))


def _table_digest(url: str, name: str) -> str:
    digest = sha256()
    for chunk in _table_chunks(url, name):
        digest.update(repr(chunk.to_pydict()).encode())
    return digest.hexdigest()


def _records(batch: pa.RecordBatch) -> Iterable[tuple[object, ...]]:
    return zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _rows(rows: Iterable[Iterable[object]]) -> Iterator[Numbered]:
    return ((place, [as_text(value) for value in row]) for place, row in enumerate(rows, 1))


def _filled(rows: Iterable[tuple[object, ...]]) -> Iterator[Numbered]:
    """Rows of a sheet with their numbers; wholly empty rows are no records."""
    for place, row in enumerate(rows, 2):
        if any(value is not None for value in row):
            yield place, [as_text(value) for value in row]
