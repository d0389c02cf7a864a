"""Co-sales that were agreed: added to, never overwritten; taken back by a new row."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Engine, Row, Select, func, insert, select

from data_access.dialects import WriteLock
from data_access.workspace.audit import in_utc, record
from data_access.workspace.tables import sale_exception
from domain.errors import ReaderError
from domain.incidents import Agreed
from i18n import Text

SET, WITHDRAWN = "set", "withdrawn"
_LOCK = WriteLock("fulcrum exceptions")
_NOT_THERE = Text("没有这个例外：{key}。", "There is no such exception: {key}.")


@dataclass(frozen=True, slots=True)
class Agreement:
    """One row of the history of agreements: when (UTC), by whom, its key, whether it is in force after it, what."""

    at: datetime
    who: str
    key: str
    stands: bool
    agreed: Agreed


def agree(engine: Engine, agreed: Agreed, who: str, how: str = "form") -> str:
    """Write an agreement down; its key."""
    key = uuid4().hex
    with engine.begin() as connection:
        connection.execute(_LOCK)
        _append(connection, key, agreed, (who, how, SET))
    return key


def withdraw(engine: Engine, key: str, who: str) -> None:
    """Take an agreement back, by a row of its own. Raises ReaderError when there is none of that key in force."""
    _turn(engine, key, who, (SET, WITHDRAWN))


def restore(engine: Engine, key: str, who: str) -> None:
    """Put an agreement that was taken back in force again. Raises ReaderError when there is none of that key."""
    _turn(engine, key, who, (WITHDRAWN, SET))


def _turn(engine: Engine, key: str, who: str, way: tuple[str, str]) -> None:
    before, after = way
    with engine.begin() as connection:
        connection.execute(_LOCK)
        newest = _newest(connection, key)
        if newest is None or newest.state != before:
            raise ReaderError(_NOT_THERE, key=key[:32])
        _append(connection, key, _agreed(newest), (who, "undo", after))


def in_force(engine: Engine) -> list[Agreement]:
    """The agreements that stand, the latest first."""
    return [one for one in latest(engine) if one.stands]


def latest(engine: Engine) -> list[Agreement]:
    """Each agreement as it was written last, taken back ones too, the latest first."""
    rows = sale_exception.c
    newest = select(func.max(rows.id)).group_by(rows.agreement)
    return _read(engine, select(sale_exception).where(rows.id.in_(newest)))


def history(engine: Engine) -> list[Agreement]:
    """Every row, newest first."""
    return _read(engine, select(sale_exception))


def _read(engine: Engine, asked: Select[Any]) -> list[Agreement]:
    ordered = asked.order_by(sale_exception.c.id.desc().nulls_last())
    with engine.connect() as connection:
        return [
            Agreement(in_utc(row.at), row.who, row.agreement, row.state == SET, _agreed(row))
            for row in connection.execute(ordered)
        ]


def _newest(connection: Connection, key: str) -> Row[Any] | None:
    rows = sale_exception.c
    asked = select(sale_exception).where(rows.agreement == key).order_by(rows.id.desc().nulls_last()).limit(1)
    return connection.execute(asked).first()


def _append(connection: Connection, key: str, agreed: Agreed, by: tuple[str, str, str]) -> None:
    who, how, state = by
    place = {"kind": agreed.kind, "party": agreed.who, "about": agreed.what, "region": agreed.region}
    told = {"first": agreed.first, "last": agreed.last, "named": agreed.named, "reason": agreed.reason}
    row = {"agreement": key, "who": who, "how": how, "batch": uuid4().hex, "state": state, **place, **told}
    connection.execute(insert(sale_exception), [row])
    record(connection, who, "sale exception", key, {"state": state, **place, "named": agreed.named})


def _agreed(row: Row[Any]) -> Agreed:
    return Agreed(row.kind, row.party, row.about, row.region, row.first, row.last, row.named, row.reason)
