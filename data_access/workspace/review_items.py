"""What is put into the coming review: added to, never overwritten; the newest row of a key is in force."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Engine, Row, Select, func, insert, select

from data_access.dialects import WriteLock
from data_access.workspace.audit import in_utc, record
from data_access.workspace.review_tables import review_item
from domain.errors import NotInScope
from domain.review import Item
from domain.scope import Scope
from domain.scope_text import scope_of_text, scope_text
from i18n import Text

PUT, REMOVED = "put", "removed"
LOCK = WriteLock("fulcrum reviews")
NOT_THERE = Text("周会清单里没有这一项，或不在您的范围内。", "The review has no such item, or it is not in your scope.")


@dataclass(frozen=True, slots=True)
class Listed:
    """An item, and the scope of who put it in."""

    item: Item
    scope: Scope


def put_in(engine: Engine, item: Item, scope: Scope) -> str:
    """Write down that something is put into the coming review; its key. Of the item, key, time and row are not used."""
    key = uuid4().hex
    texts = {"query": json.dumps(dict(item.query), ensure_ascii=False, sort_keys=True), "scope": scope_text(scope)}
    named = {"kind": item.kind, "reference": item.reference, "name": item.name, "who": item.who}
    with engine.begin() as connection:
        connection.execute(LOCK)
        _append(connection, {**named, **texts, "key": key, "figures": json.dumps(dict(item.figures))}, PUT)
    return key


def turn(engine: Engine, key: str, who: str) -> None:
    """Take an item off the list, or put back one that was taken off: a row more, nothing is lost."""
    with engine.begin() as connection:
        connection.execute(LOCK)
        row = connection.execute(_newest().where(review_item.c.key == key)).first()
        if row is None:
            raise NotInScope(NOT_THERE)
        texts = {name: getattr(row, name) for name in ("key", "kind", "reference", "name", "scope", "query", "figures")}
        _append(connection, {**texts, "who": who}, REMOVED if row.state == PUT else PUT)


def every_item(engine: Engine) -> list[Listed]:
    """Every item as it was written last and is in force, the newest first."""
    with engine.connect() as connection:
        return items_of(connection)


def item_of(engine: Engine, key: str) -> Listed | None:
    """An item as it was written last, in force or not."""
    with engine.connect() as connection:
        row = connection.execute(_newest().where(review_item.c.key == key)).first()
    return None if row is None else _listed(row)


def items_of(connection: Connection) -> list[Listed]:
    """The same as `every_item`, within a transaction."""
    return [_listed(row) for row in connection.execute(_newest()) if row.state == PUT]


def _append(connection: Connection, row: dict[str, str], state: str) -> None:
    connection.execute(insert(review_item), [{**row, "state": state}])
    record(connection, row["who"], f"review item {state}", row["key"], {"name": row["name"], "kind": row["kind"]})


def _newest() -> Select[Any]:
    rows = review_item.c
    newest = select(func.max(rows.id)).group_by(rows.key)
    return select(review_item).where(rows.id.in_(newest)).order_by(rows.id.desc().nulls_last())


def _listed(row: Row[Any]) -> Listed:
    item = Item(
        row.key, row.kind, row.reference, row.name, json.loads(row.query), json.loads(row.figures), row.who,
        in_utc(row.at), row.id,
    )  # fmt: skip
    return Listed(item, scope_of_text(row.scope))
