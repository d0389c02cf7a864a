"""What people say of incidents: added to, never overwritten; the newest row of an incident says how it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Engine, Row, func, insert, select

from data_access.dialects import WriteLock
from data_access.workspace.audit import in_utc, record
from data_access.workspace.tables import incident_note
from domain.errors import ReaderError
from domain.incidents import NEW, Cause, Note
from i18n import Text

_LOCK = WriteLock("fulcrum incidents")
_NOT_THERE = Text("没有这次修改：{batch}。", "There is no such change: {batch}.")


@dataclass(frozen=True, slots=True)
class Said:
    """One row of the history: when (UTC), by whom, how (form, bulk, undo), together with what, and the note."""

    at: datetime
    who: str
    how: str
    batch: str
    note: Note


def in_force(engine: Engine) -> tuple[Note, ...]:
    """The newest note of each incident, the one written last at the end."""
    rows = incident_note.c
    newest = select(func.max(rows.id)).group_by(rows.incident)
    asked = select(incident_note).where(rows.id.in_(newest)).order_by(rows.id.nulls_last())
    with engine.connect() as connection:
        return tuple(_note(row) for row in connection.execute(asked))


def say(engine: Engine, notes: Sequence[Note], who: str, how: str) -> str:
    """Write the notes down as said at once; the key of the batch."""
    batch = uuid4().hex
    with engine.begin() as connection:
        connection.execute(_LOCK)
        _append(connection, notes, (who, how, batch))
    return batch


def undo(engine: Engine, batch: str, who: str) -> int:
    """Say anew, of each incident of the batch, what stood before it; how many incidents that were.

    Of which someone has said more since, nothing is said: what came later is not undone. Raises ReaderError when
    there is no such batch.
    """
    rows = incident_note.c
    with engine.begin() as connection:
        connection.execute(_LOCK)
        own = connection.execute(select(incident_note).where(rows.batch == batch)).all()
        if not own:
            raise ReaderError(_NOT_THERE, batch=batch[:32])
        newest = set(connection.scalars(select(func.max(rows.id)).group_by(rows.incident)))
        mine = [row for row in own if row.id in newest]
        _append(connection, [_before(connection, row) for row in mine], (who, "undo", uuid4().hex))
    return len(mine)


def history(engine: Engine, incident: str = "", *, batch: str = "", limit: int | None = None) -> list[Said]:
    """What was said, newest first: of one incident, at once, or of all."""
    rows = incident_note.c
    asked = select(incident_note).order_by(rows.id.desc().nulls_last()).limit(limit)
    if incident:
        asked = asked.where(rows.incident == incident)
    if batch:
        asked = asked.where(rows.batch == batch)
    with engine.connect() as connection:
        found = connection.execute(asked)
        return [Said(in_utc(row.at), row.who, row.how, row.batch, _note(row)) for row in found]


def _append(connection: Connection, notes: Sequence[Note], by: tuple[str, str, str]) -> None:
    if not notes:
        return
    who, how, batch = by
    connection.execute(insert(incident_note), [_row(note) | {"who": who, "how": how, "batch": batch} for note in notes])
    about: dict[str, object] = {"how": how, "incidents": [note.cause.incident for note in notes]}
    record(connection, who, "incident notes", batch, about)


def _before(connection: Connection, row: Row[Any]) -> Note:
    """What stood before a row; that it is new, where nothing did. The comment says nothing: it is no new one."""
    rows = incident_note.c
    asked = select(incident_note).where(rows.incident == row.incident, rows.id < row.id)
    earlier = connection.execute(asked.order_by(rows.id.desc().nulls_last()).limit(1)).first()
    cause = _note(row).cause
    if earlier is None:
        return Note(cause, "", NEW, "", row.through)
    return Note(cause, earlier.owner, earlier.status, "", earlier.through)


def _note(row: Row[Any]) -> Note:
    cause = Cause(row.incident, row.kind, row.cause_who, row.cause_what, row.first_seen)
    return Note(cause, row.owner, row.status, row.comment, row.through)


def _row(note: Note) -> dict[str, object]:
    cause = note.cause
    keys = {"incident": cause.incident, "kind": cause.kind, "cause_who": cause.who, "cause_what": cause.what}
    told = {"owner": note.owner, "status": note.status, "comment": note.comment, "through": note.through}
    return {**keys, "first_seen": cause.first_seen, **told}
