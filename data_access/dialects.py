"""All that differs between databases: division, reading a result in bulk, stopping a query that runs too long."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Double, Executable, cast, func
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import FunctionElement


class safe_div(FunctionElement[float]):  # noqa: N801  (reads like func.sum in a statement)
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


def read(connection: Connection, statement: Executable) -> pd.DataFrame:
    """The rows of a statement as a frame, in the kinds of the driver: contracts cast them.

    Rows through Python objects cost fifty times what Arrow does, hence the special way for DuckDB.
    """
    result = connection.execute(statement)
    if connection.dialect.name == "duckdb":
        cursor: Any = result.cursor
        frame: pd.DataFrame = cursor.to_arrow_table().to_pandas()
        result.close()
        return frame
    return pd.DataFrame.from_records(result.all(), columns=list(result.keys()), coerce_float=True)


@contextmanager
def time_limit(connection: Connection, seconds: float) -> Iterator[None]:
    """Stop whatever runs on `connection` inside the block after `seconds`; the driver's own error comes out."""
    driver: Any = connection.connection.driver_connection
    stop = driver.interrupt if connection.dialect.name == "duckdb" else driver.cancel
    timer = Timer(seconds, stop)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
