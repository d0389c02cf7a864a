"""Calls that directors enter: added to, never overwritten; the newest row of a region and period is in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Engine, Row, Select, and_, func, insert, select

from data_access.dialects import WriteLock
from data_access.workspace.audit import in_utc, record
from data_access.workspace.forecast_tables import call_entry
from domain.calls import SET, WITHDRAWN, Call, CallPlace
from domain.errors import ReaderError
from i18n import Text

_AMOUNTS = ("call", "commit", "best_case")
_NOT_THERE = Text("没有这次录入：{batch}。", "There is no such entry: {batch}.")


@dataclass(frozen=True, slots=True)
class WrittenCall:
    """One row of the history: what was called when (UTC), by whom, how (page, file …) and together with what."""

    at: datetime
    who: str
    how: str
    batch: str
    call: Call


def enter(engine: Engine, calls: Sequence[Call], who: str, how: str, at: datetime | None = None) -> str:
    """Write the calls down as entered at once; the key of the batch. `at` (UTC) is the database's now unless given."""
    batch = uuid4().hex
    with engine.begin() as connection:
        connection.execute(WriteLock("fulcrum calls"))
        _append(connection, calls, (who, batch, how), at)
    return batch


def undo(engine: Engine, batch: str, who: str, reason: str) -> int:
    """Write down anew, at each place of the batch, what was in force before it; how many places that were.

    Places that someone has called anew since are left as they are. Raises ReaderError when there is no such batch.
    """
    with engine.begin() as connection:
        connection.execute(WriteLock("fulcrum calls"))
        own = connection.execute(select(call_entry).where(call_entry.c.batch == batch)).all()
        if not own:
            raise ReaderError(_NOT_THERE, batch=batch[:32])
        mine = [row for row in own if _newest(connection, _place(row)).id == row.id]
        _append(connection, [_before(connection, row, reason) for row in mine], (who, uuid4().hex, "undo"), None)
    return len(mine)


def everything(engine: Engine) -> tuple[WrittenCall, ...]:
    """All of the history, newest first. Cheap to ask at every click: rows are read when there are new ones."""
    with engine.connect() as connection:
        rows = call_entry.c
        count, last = connection.execute(select(func.count(rows.id), func.max(rows.id))).one()
    # both: of two who write at once the one with the lower number may be done last
    return _everything(engine, int(count), int(last)) if count else ()


@lru_cache(maxsize=4)
def _everything(engine: Engine, _count: int, _last: int) -> tuple[WrittenCall, ...]:
    return tuple(history(engine))


def history(engine: Engine, *, batch: str = "", limit: int | None = None) -> list[WrittenCall]:
    """What was called, newest first: in one batch, or all of it."""
    rows = _newest_first(select(call_entry)).limit(limit)
    if batch:
        rows = rows.where(call_entry.c.batch == batch)
    with engine.connect() as connection:
        return [WrittenCall(in_utc(r.at), r.who, r.how, r.batch, _call(r)) for r in connection.execute(rows)]


def _append(connection: Connection, calls: Sequence[Call], by: tuple[str, str, str], at: datetime | None) -> None:
    if not calls:
        return
    who, batch, how = by
    stamped = {} if at is None else {"at": in_utc(at).astimezone(UTC)}
    rows = [_row(call) | {"who": who, "batch": batch, "how": how} | stamped for call in calls]
    connection.execute(insert(call_entry), rows)
    about = sorted({f"{call.place.region or '*'} {call.place.step} {call.place.first}" for call in calls})
    record(connection, who, "enter calls", batch, {"how": how, "rows": len(rows), "of": about[:50]})


def _before(connection: Connection, row: Row[Any], reason: str) -> Call:
    """What was in force at the row's place before its batch, with the reason why it is so again."""
    rows = select(call_entry).where(_at(_place(row)), call_entry.c.batch != row.batch, call_entry.c.id < row.id)
    earlier = connection.execute(_newest_first(rows).limit(1)).first()
    if earlier is None:
        return Call(_place(row), None, reason=reason, state=WITHDRAWN)
    was = _call(earlier)
    return Call(was.place, was.call, was.commit, was.best_case, reason, was.state)


def _newest(connection: Connection, place: CallPlace) -> Row[Any]:
    return connection.execute(_newest_first(select(call_entry).where(_at(place))).limit(1)).one()


def _newest_first(rows: Select[Any]) -> Select[Any]:
    return rows.order_by(call_entry.c.id.desc().nulls_last())


def _at(place: CallPlace) -> Any:
    rows = call_entry.c
    return and_(rows.region == place.region, rows.step == place.step, rows.period_start == place.first)


def _place(row: Row[Any]) -> CallPlace:
    return CallPlace(row.region, row.step, row.period_start)


def _call(row: Row[Any]) -> Call:
    call, commit, best = (None if getattr(row, name) is None else Decimal(getattr(row, name)) for name in _AMOUNTS)
    return Call(_place(row), call, commit, best, row.reason, row.state)


def _row(call: Call) -> dict[str, object]:
    place = {"region": call.place.region, "step": call.place.step, "period_start": call.place.first}
    said = call.state == SET
    amounts = {n: format(v, "f") if said and (v := getattr(call, n)) is not None else None for n in _AMOUNTS}
    return {**place, **amounts, "reason": call.reason, "state": call.state}
