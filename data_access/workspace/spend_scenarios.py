"""Scenarios of reallocation that people keep: added to, never overwritten; the newest row of a key is in force.

A scenario holds figures of what its author saw. It is shown to who sees everything and to who sees just the same.
"""

import json
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Engine, Row, Select, func, insert, select

from data_access.dialects import WriteLock
from data_access.workspace.audit import in_utc, record
from data_access.workspace.tables import reallocation_scenario
from domain.errors import NotInScope, ReaderError
from domain.reallocation import Scenario
from domain.scope import Scope
from domain.scope_text import scope_text
from i18n import Text

SAVED, WITHDRAWN = "saved", "withdrawn"
_LOCK = WriteLock("fulcrum scenarios")
_LONGEST = 100
_NAMELESS = Text("请为方案取名（100 字以内）。", "Give the scenario a name (of at most 100 letters).")
_NOT_THERE = Text("没有这个方案，或不在您的范围内。", "There is no such scenario, or it is not in your scope.")
_OTHERS = Text("只有作者本人或可见全部数据者可以撤回。", "Only its author, or who sees everything, may take it back.")


def scenarios(engine: Engine, scope: Scope) -> list[Scenario]:
    """Those in force that this reader may see, the newest first."""
    with engine.connect() as connection:
        rows = connection.execute(_newest()).all()
    return [_scenario(row) for row in rows if row.state == SAVED and _visible(row, scope)]


def save_scenario(
    engine: Engine, name: str, query: Mapping[str, object], figures: Mapping[str, float], by: tuple[str, Scope]
) -> str:
    """Write a scenario down under a name; its key. `by` is who saves it and what they see."""
    who, scope = by
    called = " ".join("".join(letter if letter.isprintable() else " " for letter in name).split())
    if not 0 < len(called) <= _LONGEST:
        raise ReaderError(_NAMELESS)
    key = uuid4().hex
    texts = {"scope": scope_text(scope), "query": json.dumps(dict(query), sort_keys=True, ensure_ascii=False)}
    with engine.begin() as connection:
        _append(
            connection, texts | {"who": who, "key": key, "name": called, "figures": json.dumps(dict(figures))}, SAVED
        )
    return key


def take_back(engine: Engine, key: str, by: tuple[str, Scope]) -> None:
    """Take a scenario back, or put back one that was taken: a row more, nothing is lost.

    Raises NotInScope for one that the reader may not see or that is another's.
    """
    who, scope = by
    with engine.begin() as connection:
        connection.execute(_LOCK)
        row = connection.execute(_newest().where(reallocation_scenario.c.key == key)).first()
        if row is None or not _visible(row, scope):
            raise NotInScope(_NOT_THERE)
        if row.who != who and not scope.everything:
            raise NotInScope(_OTHERS)
        texts = {name: getattr(row, name) for name in ("key", "name", "scope", "query", "figures")}
        _append(connection, {**texts, "who": who}, SAVED if row.state == WITHDRAWN else WITHDRAWN, locked=True)


def _append(connection: Connection, row: dict[str, str], state: str, *, locked: bool = False) -> None:
    if not locked:
        connection.execute(_LOCK)
    connection.execute(insert(reallocation_scenario), [{**row, "state": state}])
    record(connection, row["who"], f"scenario {state}", row["key"], {"name": row["name"]})


def _newest() -> Select[Any]:
    rows = reallocation_scenario.c
    newest = select(func.max(rows.id)).group_by(rows.key)
    return select(reallocation_scenario).where(rows.id.in_(newest)).order_by(rows.id.desc().nulls_last())


def _visible(row: Row[Any], scope: Scope) -> bool:
    return scope.everything or (not scope.empty and bool(row.scope == scope_text(scope)))


def _scenario(row: Row[Any]) -> Scenario:
    return Scenario(row.key, row.name, row.who, in_utc(row.at), json.loads(row.query), json.loads(row.figures))
