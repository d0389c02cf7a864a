"""What can be chosen in the filters: only what the reader may see, since a menu can leak too."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pandas as pd
from sqlalchemy import FromClause, Integer, Select, String, and_, case, cast, func, literal, null, or_, select, tuple_

from data_access.visible import Visible
from data_access.warehouse import Warehouse, query
from domain.contracts import MEMBERS
from domain.dimensions import DIMENSIONS, member_parts
from domain.frames import Contract, Kind
from domain.scope import EVERYTHING

MOST_FOUND = 40
_VALUES = Contract("dimension_values", {"value": Kind.TEXT}, unique=("value",))
NAMED_MEMBERS = Contract("named_members", {"key": Kind.TEXT, "id": Kind.TEXT, "name": Kind.TEXT}, unique=("key",))


@query(MEMBERS)
def tree_members(see: Visible, member: str) -> Select[Any]:
    """The regions or channels that this reader may choose, with their depth; parents before their children."""
    labels, tree = see.labels(member), see.tree(member)
    key = f"{member}_id"
    same = and_(tree.c.source == labels.c.source, tree.c[key] == labels.c[key], tree.c.depth == 0)
    name_zh = labels.c.name_zh if "name_zh" in labels.c else cast(null(), String)
    rows = select(
        (labels.c.source + ":" + labels.c[key]).label("key"),
        labels.c.name,
        name_zh.label("name_zh"),
        (labels.c.source + ":" + labels.c.parent_id).label("parent"),
        cast(tree.c.own_depth, Integer).label("depth"),
    ).join(tree, same)
    allowed = {"region": see.scope.regions, "channel": see.scope.channels}[member]
    if see.scope.empty:
        rows = rows.where(literal(1) == 0)
    elif not see.scope.everything and allowed is not None:
        rows = rows.where(tuple_(labels.c.source, labels.c[key]).in_(see.below(member, allowed)))
    return rows.order_by(tree.c.own_depth, labels.c.source, labels.c[key])


@query(_VALUES)
def attribute_values(see: Visible, dimension: str) -> Select[Any]:
    """The values of an attribute of products, or of the customers that this reader may see."""
    of = DIMENSIONS[dimension].of
    rows = see.fact("customer") if of == "customer" else see.labels(of)
    column = rows.c[DIMENSIONS[dimension].column or ""]
    return select(column.label("value")).where(column.is_not(None)).distinct().order_by(column)


@query(NAMED_MEMBERS)
def members_of_keys(see: Visible, member: str, keys: tuple[str, ...]) -> Select[Any]:
    """The names of those of these partners, reps or customers that this reader may see."""
    labels, key = see.labels(member), f"{member}_id"
    wanted = tuple_(labels.c.source, labels.c[key]).in_([member_parts(one) for one in sorted(keys)])
    return _named_members(labels, key).where(wanted)


@query(NAMED_MEMBERS)
def members_called(see: Visible, member: str, word: str) -> Select[Any]:
    """The partners, reps or customers that this reader may see whose name or key has the word in it, whatever the
    case; those who are called just so come first, and of all at most MOST_FOUND.
    """
    labels, key = see.labels(member), f"{member}_id"
    sought = word.strip().lower()
    named = (labels.c.name, labels.c[key], labels.c.source + ":" + labels.c[key])
    alike = or_(*(func.lower(column).contains(sought, autoescape=True) for column in named))
    exact = or_(*(func.lower(column) == sought for column in named))
    rows = _named_members(labels, key).where(alike)
    return rows.order_by(case((exact, 0), else_=1), labels.c.source, labels.c[key]).limit(MOST_FOUND)


def _named_members(labels: FromClause, key: str) -> Select[Any]:
    return select((labels.c.source + ":" + labels.c[key]).label("key"), labels.c[key].label("id"), labels.c.name)


def known_names(data: Warehouse, member: str, keys: Iterable[str]) -> dict[str, str]:
    """Key → name of those of these partners, reps or customers that this reader may see; {} asks for nothing."""
    possible = tuple(sorted({key for key in keys if ":" in key and "\0" not in key}))  # databases refuse the letter 0
    if not possible:
        return {}
    found = members_of_keys(data, member, possible)
    return dict(zip(found.key, found.name, strict=True))


def members(data: Warehouse, member: str) -> pd.DataFrame:
    """The regions or channels that this reader may choose, as a tree is drawn: each node before what lies below."""
    return data.cache(data.key("members", member), lambda: _as_drawn(tree_members(data, member)))


def members_below(data: Warehouse, member: str) -> dict[str, tuple[str, ...]]:
    """Each region or channel of the company with those that lie below it, itself first: keys, which are no secret."""
    rows = members(replace(data, scope=EVERYTHING), member)
    below: dict[str, list[str]] = {key: [key] for key in rows.key}
    above = dict(zip(rows.key, rows.parent, strict=True))
    for key in rows.key:
        parent = above[key]
        while isinstance(parent, str) and parent in below:
            below[parent].append(key)
            parent = above[parent]
    return {key: tuple(own) for key, own in below.items()}


def _as_drawn(found: pd.DataFrame) -> pd.DataFrame:
    rows = {key: row for row, key in enumerate(found["key"])}
    below: dict[str, list[str]] = {}
    for key, parent in zip(rows, found["parent"], strict=True):
        below.setdefault(parent if parent in rows else "", []).append(key)
    order: list[str] = []
    todo = below.get("", [])[::-1]
    while todo:
        order.append(todo.pop())
        todo += below.get(order[-1], [])[::-1]
    return found.take([rows[key] for key in order]).reset_index(drop=True)


def values(data: Warehouse, dimension: str) -> list[str]:
    """The values that can be chosen for an attribute (product_line, segment …), in order."""
    return attribute_values(data, dimension)["value"].tolist()
