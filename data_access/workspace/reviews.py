"""Reviews that were closed, and what they showed: added to, never overwritten, never recomputed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Engine, Row, Select, func, insert, select

from data_access.workspace.audit import in_utc, record
from data_access.workspace.review_items import LOCK, items_of
from data_access.workspace.review_tables import review, review_sheet
from domain.errors import ReaderError
from domain.review import Lock, Sheet, read_back, written_down
from domain.scope import Scope
from domain.scope_text import scope_of_text, scope_text
from i18n import Text

CLOSED, WITHDRAWN = "closed", "withdrawn"
_AGAIN = Text(
    "数据截至 {day} 的周会已经锁定过，之后没有新数据。",
    "The review of {day} is closed already, and there are no newer data.",
)
_MOVED_ON = Text(
    "清单刚刚有变动，请看过之后再锁定。", "The list has just been changed: look at it again, then close the review."
)
_NOT_THERE = Text("没有这次周会，或不在您的范围内。", "There is no such review, or it is not in your scope.")


@dataclass(frozen=True, slots=True)
class Closing:
    """What is to be locked: as of when, of which data, for which scope, and all that was shown."""

    instant: datetime
    version: str
    scope: Scope
    sheet: Sheet


def close(engine: Engine, closing: Closing, who: str) -> str:
    """Write a review down with what it showed; its key.

    Raises ReaderError when the same data were locked for that scope already, or when an item that was shown is no
    longer as it was.
    """
    key, scope, sheet = uuid4().hex, scope_text(closing.scope), closing.sheet
    with engine.begin() as connection:
        connection.execute(LOCK)
        if any(_same(lock, closing) for lock in _locks(connection)):
            raise ReaderError(_AGAIN, day=sheet.day)
        own = {(item.key, item.row) for item in sheet.items}
        if not own <= {(one.item.key, one.item.row) for one in items_of(connection)}:
            raise ReaderError(_MOVED_ON)
        through = max((row for _, row in own), default=0)
        row = {"key": key, "who": who, "day": sheet.day, "instant": closing.instant, "version": closing.version}
        number = _append(connection, {**row, "scope": scope, "through": through}, CLOSED)
        figures = {"review_id": number, "scope": scope, "figures": written_down(sheet)}
        connection.execute(insert(review_sheet).values(**figures))
    return key


def locks(engine: Engine) -> list[Lock]:
    """The reviews that count, the latest data first."""
    with engine.connect() as connection:
        return _locks(connection)


def sheet_of(engine: Engine, key: str) -> Sheet:
    """What a review showed to who closed it. Raises ReaderError when there is none of that key."""
    asked = (
        select(review_sheet.c.figures)
        .join(review, review.c.id == review_sheet.c.review_id)
        .where(review.c.key == key)
        .order_by(review_sheet.c.id.asc().nulls_last())
    )
    with engine.connect() as connection:
        found = connection.scalar(asked)
    if found is None:
        raise ReaderError(_NOT_THERE)
    return read_back(found)


def turn(engine: Engine, key: str, who: str) -> None:
    """Take a lock back, or put back one that was taken: a row more; what was shown stays."""
    with engine.begin() as connection:
        connection.execute(LOCK)
        row = connection.execute(_newest().where(review.c.key == key)).first()
        if row is None:
            raise ReaderError(_NOT_THERE)
        texts = {name: getattr(row, name) for name in ("key", "day", "instant", "version", "scope", "through")}
        _append(connection, {**texts, "who": who}, WITHDRAWN if row.state == CLOSED else CLOSED)


def _same(lock: Lock, closing: Closing) -> bool:
    same = lock.day == closing.sheet.day and lock.version == closing.version
    return same and scope_text(lock.scope) == scope_text(closing.scope)


def _append(connection: Connection, row: dict[str, Any], state: str) -> int:
    number = connection.scalar(insert(review).values(**row, state=state).returning(review.c.id))
    record(connection, row["who"], f"review {state}", row["key"], {"day": str(row["day"]), "version": row["version"]})
    return int(number or 0)


def _newest() -> Select[Any]:
    rows = review.c
    newest = select(func.max(rows.id)).group_by(rows.key)
    return select(review).where(rows.id.in_(newest))


def _locks(connection: Connection) -> list[Lock]:
    rows = review.c
    ordered = _newest().order_by(rows.day.desc().nulls_last(), rows.id.desc().nulls_last())
    closed = _closed_by(connection)
    return [_lock(row, closed) for row in connection.execute(ordered).all() if row.state == CLOSED]


def _closed_by(connection: Connection) -> dict[str, tuple[str, datetime]]:
    """Who closed each review first, and when: putting a lock back is not closing it."""
    first = select(func.min(review.c.id)).group_by(review.c.key)
    found = connection.execute(select(review.c.key, review.c.who, review.c.at).where(review.c.id.in_(first)))
    return {row.key: (row.who, in_utc(row.at)) for row in found}


def _lock(row: Row[Any], closed: dict[str, tuple[str, datetime]]) -> Lock:
    who, at = closed[row.key]
    return Lock(row.key, row.day, row.instant, row.version, who, at, scope_of_text(row.scope), row.through)
