"""What snapshots have seen of each deal: what is written down, what is thinned out, and the history it gives."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Integer,
    case,
    cast,
    delete,
    func,
    insert,
    literal,
    select,
)

from data_access.dialects import stream
from data_access.workspace.tables import observation
from domain.periods import end_of_day
from domain.retention import Retention

_CHUNK = 50_000
_OWN = ("id", "observed_on", "written_at", "present")
STATE = tuple(column.name for column in observation.columns if column.name not in _OWN)  # keys first
_ARROW = {"Integer": pa.int32(), "Date": pa.date32(), "Boolean": pa.bool_()}


def observed_through(connection: Connection) -> date | None:
    """The last day that a snapshot has written something of; None before the first."""
    return connection.execute(select(func.max(observation.c.observed_on))).scalar()


def last_states(connection: Connection) -> Iterator[pa.Table]:
    """The columns STATE and `present` of each deal as it was seen last, in chunks; amounts are text."""
    latest = select(func.max(observation.c.id)).group_by(observation.c.source, observation.c.opportunity_id)
    columns = [observation.c[name] for name in (*STATE, "present")]
    return stream(connection, select(*columns).where(observation.c.id.in_(latest)), _schema(columns), _CHUNK)


def append(connection: Connection, day: date, rows: pa.Table) -> None:
    """Write down that deals stood so at the end of `day`; `rows` has the columns STATE and `present`."""
    if rows.num_rows:
        connection.execute(insert(observation), [{**row, "observed_on": day} for row in rows.to_pylist()])


def history(engine: Engine, source: str, zone: str) -> Iterator[pa.Table]:
    """All that was seen of the deals of a source, in chunks: STATE, `present`, `seq` from 1, and `at` (UTC).

    `at` is the end of the day observed in the time zone of that name, so that "as of a day" meets what was seen of it.
    """
    seen = observation.c
    seq = func.row_number().over(partition_by=seen.opportunity_id, order_by=seen.id)
    columns = [*(seen[name] for name in (*STATE, "present", "observed_on")), cast(seq, Integer).label("seq")]
    with engine.connect() as connection:
        rows = select(*columns).where(seen.source == source)
        for chunk in stream(connection, rows, _schema(columns), _CHUNK):
            yield _dated(chunk, zone)


def _dated(chunk: pa.Table, zone: str) -> pa.Table:
    days = pc.dictionary_encode(chunk["observed_on"].combine_chunks())
    ends = pa.array([end_of_day(day, zone) for day in days.dictionary.to_pylist()], pa.timestamp("us"))
    amount = chunk["amount"].cast(pa.decimal128(18, 4))
    dated = chunk.drop_columns(["observed_on", "amount"]).append_column("amount", amount)
    return dated.append_column("at", ends.take(days.indices))


def _schema(columns: Sequence[ColumnElement[Any]]) -> pa.Schema:
    return pa.schema([(column.name, _ARROW.get(type(column.type).__name__, pa.string())) for column in columns])


def thin(connection: Connection, keep: Retention, today: date) -> int:
    """Take out what no day that is kept needs; how many rows that were.

    Of each deal there remains the first observation, up to which its history is made of dates, and the last one up
    to each day that is kept: the state at the end of any such day is what it was.
    """
    first = connection.execute(select(func.min(observation.c.observed_on))).scalar()
    if first is None:
        return 0
    deal = (observation.c.source, observation.c.opportunity_id)
    newest = func.row_number().over(
        partition_by=(*deal, _kept_day(keep.thinned(first, today))), order_by=-observation.c.id
    )
    oldest = func.row_number().over(partition_by=deal, order_by=observation.c.id)
    placed = select(observation.c.id, newest.label("newest"), oldest.label("oldest")).subquery("placed")
    spare = select(placed.c.id).where(placed.c.newest > 1, placed.c.oldest > 1)
    return connection.execute(delete(observation).where(observation.c.id.in_(spare))).rowcount


def _kept_day(days: list[date]) -> ColumnElement[Any]:
    """The kept day that an observation is one of the last before; its own day where all days are kept."""
    seen = observation.c.observed_on
    return case(*((seen <= day, literal(day, seen.type)) for day in days), else_=seen) if days else seen
