"""Who changed what in the workspace, and when; written in the same transaction as the change."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, insert, select

from data_access.workspace.tables import audit


@dataclass(frozen=True, slots=True)
class Change:
    """One change: `at` in UTC, by `who`, what was done, to what, and the new state as JSON."""

    at: datetime
    who: str
    what: str
    about: str
    detail: str


def record(connection: Connection, who: str, what: str, about: str, detail: dict[str, object]) -> None:
    """Write one change down; the database says when."""
    written = json.dumps(detail, ensure_ascii=False, sort_keys=True)
    connection.execute(insert(audit).values(who=who, what=what, about=about, detail=written))


def changes(engine: Engine, limit: int = 200) -> list[Change]:
    """The latest changes, newest first."""
    columns = (audit.c.at, audit.c.who, audit.c.what, audit.c.about, audit.c.detail)
    latest = select(*columns).order_by(audit.c.id.desc().nulls_last()).limit(limit)
    with engine.connect() as connection:
        return [Change(in_utc(at), *rest) for at, *rest in connection.execute(latest)]


def in_utc(at: datetime) -> datetime:
    """SQLite keeps no zone: what it calls now is UTC."""
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
