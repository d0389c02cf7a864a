"""Targets that people enter: added to, never overwritten; the newest row of a place is in force."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Engine, Row, Select, and_, func, insert, select

from data_access.dialects import WriteLock
from data_access.workspace.audit import in_utc, record
from data_access.workspace.tables import target_entry
from domain.errors import ReaderError
from domain.targets import NOTHING_ENTERED, SET, WITHDRAWN, Entered, Entry, Place
from i18n import Text

PLACE = tuple(field.name for field in fields(Place))
_AT_ONCE = 500  # rows of one statement
_NOT_THERE = Text("没有这次录入：{batch}。", "There is no such entry: {batch}.")


@dataclass(frozen=True, slots=True)
class Written:
    """One row of the history: what was entered when (UTC), by whom, how (grid, file, …) and together with what."""

    at: datetime
    who: str
    how: str
    batch: str
    entry: Entry


def entered(engine: Engine) -> Entered:
    """The entries in force. Cheap to ask at every click: rows are read when there are new ones."""
    with engine.connect() as connection:
        rows = target_entry.c
        count, last = connection.execute(select(func.count(rows.id), func.max(rows.id))).one()
    # both: of two who write at once the one with the lower number may be done last
    return _entered(engine, int(count), int(last)) if count else NOTHING_ENTERED


@lru_cache(maxsize=8)
def _entered(engine: Engine, _count: int, _last: int) -> Entered:
    with engine.connect() as connection:
        entries = tuple(_entry(row) for row in connection.execute(_in_force()) if row.state != WITHDRAWN)
    return Entered(sha256(repr(entries).encode()).hexdigest(), entries) if entries else NOTHING_ENTERED


def enter(engine: Engine, entries: Sequence[Entry], who: str, how: str) -> str:
    """Write the entries down as saved at once; the key of the batch. An amount is kept to its last digit."""
    batch = uuid4().hex
    with engine.begin() as connection:
        _append(connection, entries, who, (batch, how))
    return batch


def undo(engine: Engine, batch: str, who: str) -> int:
    """Write down anew, at each place of the batch, what was in force before it; how many places that were.

    Places that someone has changed since are left as they are: what came later is not undone.
    Raises ReaderError when there is no such batch.
    """
    with engine.begin() as connection:
        connection.execute(WriteLock("fulcrum targets"))
        own = connection.execute(select(target_entry).where(target_entry.c.batch == batch)).all()
        if not own:
            raise ReaderError(_NOT_THERE, batch=batch[:32])
        newest = {_place(row): row for row in connection.execute(_in_force())}
        mine = [row for row in own if newest[_place(row)].id == row.id]
        _append(connection, [_before(connection, row) for row in mine], who, (uuid4().hex, "undo"), locked=True)
    return len(mine)


def history(engine: Engine, *, place: Place | None = None, batch: str = "", limit: int | None = None) -> list[Written]:
    """What was entered, newest first: at one place, in one batch, or anywhere."""
    rows = select(target_entry).order_by(target_entry.c.id.desc().nulls_last()).limit(limit)
    if place is not None:
        rows = rows.where(_at(place))
    if batch:
        rows = rows.where(target_entry.c.batch == batch)
    with engine.connect() as connection:
        return [Written(in_utc(row.at), row.who, row.how, row.batch, _entry(row)) for row in connection.execute(rows)]


def _append(
    connection: Connection, entries: Sequence[Entry], who: str, batch: tuple[str, str], *, locked: bool = False
) -> None:
    if not entries:
        return
    if not locked:
        connection.execute(WriteLock("fulcrum targets"))
    key, how = batch
    rows = [_row(entry) | {"who": who, "batch": key, "how": how} for entry in entries]
    for start in range(0, len(rows), _AT_ONCE):
        connection.execute(insert(target_entry), rows[start : start + _AT_ONCE])
    places = [entry.place for entry in entries]
    about = sorted({f"{place.plan} {place.version} {place.metric}" for place in places})
    detail: dict[str, object] = {"how": how, "rows": len(rows), "of": about}
    record(connection, who, "enter targets", key, detail)


def _before(connection: Connection, row: Row[Any]) -> Entry:
    """What was in force at the row's place before its batch; nothing said, where nothing was entered."""
    rows = select(target_entry).where(_at(_place(row)), target_entry.c.batch != row.batch, target_entry.c.id < row.id)
    earlier = connection.execute(rows.order_by(target_entry.c.id.desc().nulls_last()).limit(1)).first()
    return _entry(earlier) if earlier else Entry(_place(row), row.level, None, WITHDRAWN)


def _in_force() -> Select[Any]:
    rows = target_entry.c
    newest = select(func.max(rows.id)).group_by(*(rows[name] for name in PLACE))
    return select(target_entry).where(rows.id.in_(newest)).order_by(rows.id.nulls_last())


def _at(place: Place) -> Any:
    return and_(*(target_entry.c[name].is_not_distinct_from(getattr(place, name)) for name in PLACE))


def _place(row: Row[Any]) -> Place:
    return Place(**{name: getattr(row, name) for name in PLACE})


def _entry(row: Row[Any]) -> Entry:
    return Entry(_place(row), row.level, None if row.amount is None else Decimal(row.amount), row.state)


def _row(entry: Entry) -> dict[str, object]:
    amount = format(entry.amount, "f") if entry.state == SET and entry.amount is not None else None
    place = {name: getattr(entry.place, name) for name in PLACE}
    return {**place, "level": entry.level, "state": entry.state, "amount": amount}
