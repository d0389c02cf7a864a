"""A snapshot: every deal without a history of its own is held against what was seen of it last; changes are kept."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    Engine,
    Integer,
    MetaData,
    Numeric,
    Select,
    String,
    Table,
    and_,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.types import TypeEngine

from data_access import freshness
from data_access.deal_states import KEY, MONEY, SCHEMA, all_deal_states
from data_access.dialects import WriteLock, bulk_insert, stream
from data_access.engine import scratch_memory
from data_access.warehouse import Warehouse
from data_access.workspace import observations
from data_access.workspace.audit import record
from domain.errors import ReaderError
from domain.retention import Retention
from i18n import Text

_AHEAD = Text(
    "数据只到 {today}，还不能为 {day} 做快照。", "The data reach {today}: no snapshot of {day} can be taken yet."
)
_BEHIND = Text(
    "已有 {last} 的快照，不能再补 {day} 的：历史只能往后写。",
    "There is a snapshot of {last}; one of {day} would be written behind it, and history is only ever added to.",
)
_CHUNK = 50_000
_KINDS: dict[pa.DataType, TypeEngine[Any]] = {
    pa.string(): String(), pa.int32(): Integer(), pa.date32(): Date(), pa.bool_(): Boolean(), MONEY: Numeric(18, 4),
}  # fmt: skip
_NEW, _CHANGED, _BACK, _GONE = "new", "changed", "back", "gone"


@dataclass(frozen=True, slots=True)
class Taken:
    """What a snapshot of the day found: deals watched, and how many of them were seen for the first time, had
    changed, were gone from their source, were back in it; and how many old observations were thinned out.
    """

    day: date
    watched: int
    new: int
    changed: int
    gone: int
    back: int
    thinned: int


def snapshot(space: Engine, data: Warehouse, day: date | None, keep: Retention, who: str) -> Taken:
    """Append to the workspace how those deals stand that differ from when they were seen last; thin out old days.

    `day` is the one they are said to stand so at the end of; today's of the data unless given. A second snapshot of a
    day replaces nothing: it adds what has changed since the first, nothing where nothing has. A deal that is no longer
    in its source is seen to be gone, but not where the source has no deals at all: that is an empty load.
    Raises ReaderError for a day that the data have not reached, and for one before the last snapshot.
    """
    today = freshness.today(data)
    day = day or today
    if day > today:
        raise ReaderError(_AHEAD, today=today, day=day)
    with _bench() as bench, space.connect() as connection:
        now = _filled(bench, "now", all_deal_states(data))  # before the lock: it may take a while
        connection.execute(WriteLock("fulcrum snapshot"))
        last = observations.observed_through(connection)
        if last and day < last:
            raise ReaderError(_BEHIND, last=last, day=day)
        seen = _filled(bench, "seen", observations.last_states(connection))
        found = _written(bench, connection, _differing(now, seen), day)
        thinned = observations.thin(connection, keep, today)
        if found or thinned:
            record(connection, who, "snapshot", day.isoformat(), {**found, "thinned": thinned})
        connection.commit()
        watched = bench.execute(select(func.count()).select_from(now).where(now.c.told == false())).scalar_one()
    fates = {fate: found.get(fate, 0) for fate in (_NEW, _CHANGED, _GONE, _BACK)}
    return Taken(day, watched, **fates, thinned=thinned)


@contextmanager
def _bench() -> Iterator[Connection]:
    """A database for the comparison: two million deals take seconds there, and spill instead of filling memory."""
    with TemporaryDirectory(prefix="fulcrum-snapshot-") as folder:
        engine = scratch_memory(Path(folder))
        try:
            with engine.connect() as connection:
                yield connection
        finally:
            engine.dispose()


def _filled(bench: Connection, name: str, chunks: Iterable[pa.Table]) -> Table:
    fields = [*SCHEMA, pa.field("present", pa.bool_())]
    wanted = [f for f in fields if f.name != ("present" if name == "now" else "told")]
    table = Table(name, MetaData(), *(Column(f.name, _KINDS[f.type]) for f in wanted))
    table.create(bench)
    for chunk in chunks:
        bulk_insert(bench, table, chunk.select([f.name for f in wanted]).cast(pa.schema(wanted)))
    return table


def _differing(now: Table, seen: Table) -> Select[Any]:
    """Deals as they are to be written down, with what befell each (`fate`)."""
    names = [name for name in SCHEMA.names if name != "told"]
    same = and_(*(now.c[name] == seen.c[name] for name in KEY))
    moved = or_(*(now.c[name].is_distinct_from(seen.c[name]) for name in names if name not in KEY))
    watched = now.c.told == false()

    def those(rows: Table, present: bool, fate: str) -> Select[Any]:
        return select(*(rows.c[name] for name in names), literal(present).label("present"), literal(fate).label("fate"))

    return (
        union_all(
            those(now, True, _NEW).where(watched, ~exists().where(same)),
            those(now, True, _CHANGED).join(seen, same).where(watched, seen.c.present == true(), moved),
            those(now, True, _BACK).join(seen, same).where(watched, seen.c.present == false()),
            those(seen, False, _GONE).where(
                seen.c.present == true(), ~exists().where(same), seen.c.source.in_(select(now.c.source))
            ),
        )
        .subquery("differing")
        .select()
    )


def _written(bench: Connection, connection: Connection, rows: Select[Any], day: date) -> dict[str, int]:
    """Append the rows; how many there were of each fate."""
    kinds = [*(f for f in SCHEMA if f.name != "told"), pa.field("present", pa.bool_()), pa.field("fate", pa.string())]
    found: dict[str, int] = {}
    for chunk in stream(bench, rows, pa.schema(kinds), _CHUNK):
        for counted in chunk["fate"].value_counts().to_pylist():
            found[counted["values"]] = found.get(counted["values"], 0) + counted["counts"]
        amount = chunk["amount"].cast(pa.string())
        observations.append(connection, day, chunk.drop_columns(["fate", "amount"]).append_column("amount", amount))
    return found
