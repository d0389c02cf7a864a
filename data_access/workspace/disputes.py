"""Disputes that people log: added to, never overwritten; taken back by a new row."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Engine, Row, func, insert, select

from data_access.dialects import WriteLock
from data_access.workspace.audit import in_utc, record
from data_access.workspace.tables import dispute
from domain.disputes import Dispute
from domain.errors import ReaderError
from i18n import Text

SET, WITHDRAWN = "set", "withdrawn"
_LOCK = WriteLock("fulcrum disputes")
_NOT_THERE = Text("没有这个争议：{key}。", "There is no such dispute: {key}.")


@dataclass(frozen=True, slots=True)
class Logged:
    """A dispute as it was written last: when (UTC), by whom, its key, whether it stands, and what it says."""

    at: datetime
    who: str
    key: str
    stands: bool
    dispute: Dispute


def log(engine: Engine, one: Dispute, who: str) -> str:
    """Write a dispute down; its key."""
    key = uuid4().hex
    with engine.begin() as connection:
        connection.execute(_LOCK)
        _append(connection, key, one, (who, "form", SET))
    return key


def turn(engine: Engine, key: str, who: str) -> None:
    """Take a dispute back, or put back one that was. Raises ReaderError when there is none of that key."""
    rows = dispute.c
    with engine.begin() as connection:
        connection.execute(_LOCK)
        asked = select(dispute).where(rows.dispute == key).order_by(rows.id.desc().nulls_last()).limit(1)
        newest = connection.execute(asked).first()
        if newest is None:
            raise ReaderError(_NOT_THERE, key=key[:32])
        state = WITHDRAWN if newest.state == SET else SET
        _append(connection, key, _dispute(newest), (who, "undo", state))


def logged(engine: Engine) -> list[Logged]:
    """Each dispute as it was written last, taken back ones too, the latest first."""
    rows = dispute.c
    newest = select(func.max(rows.id)).group_by(rows.dispute)
    asked = select(dispute).where(rows.id.in_(newest)).order_by(rows.id.desc().nulls_last())
    with engine.connect() as connection:
        found = connection.execute(asked)
        return [Logged(in_utc(row.at), row.who, row.dispute, row.state == SET, _dispute(row)) for row in found]


def _append(connection: Connection, key: str, one: Dispute, by: tuple[str, str, str]) -> None:
    who, how, state = by
    told = {"kind": one.kind, "parties": one.parties, "region": one.region, "comment": one.comment}
    marks = {"importance": one.importance, "frequency": one.frequency, "intensity": one.intensity}
    head = {"dispute": key, "who": who, "how": how, "batch": uuid4().hex, "state": state}
    connection.execute(insert(dispute), [{**head, **told, **marks}])
    record(connection, who, "dispute", key, {"state": state, "kind": one.kind, "parties": one.parties, **marks})


def _dispute(row: Row[Any]) -> Dispute:
    marks = (row.importance, row.frequency, row.intensity)
    return Dispute(row.kind, row.parties, row.region, *marks, row.comment)
