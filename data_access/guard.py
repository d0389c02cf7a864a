"""The second lock: a statement is walked before it runs, and whatever is not a door or public is refused."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Boolean, Column, Date, FromClause, Label, Select, String, Table
from sqlalchemy.sql.elements import ColumnClause, Grouping, TextClause
from sqlalchemy.sql.expression import TableClause
from sqlalchemy.sql.visitors import ExternallyTraversible

from data_access import published, tables
from domain.errors import UnscopedQueryError

PUBLIC: frozenset[Table] = frozenset(
    (
        tables.channel,
        tables.channel_pair,
        tables.product,
        tables.price,
        tables.promotion,
        tables.assortment,
        tables.stage,
        tables.fx_rate,
        tables.source_state,
        published.calendar,
        published.region_tree,
        published.channel_tree,
    )
)


def refuse_others(statement: Select[Any], doors: Iterable[FromClause]) -> None:
    """Raise UnscopedQueryError unless every source is one of these doors or public, and no text is raw."""
    known = {id(door) for door in tuple(doors)}
    todo: list[ExternallyTraversible] = [statement]
    seen: set[int] = set()
    while todo:
        node = todo.pop()
        if id(node) in known or id(node) in seen:
            continue
        seen.add(id(node))
        kind: Any = type(node)
        if kind is BindParameter:  # a value: nothing is below it
            continue
        if kind is Column:  # nothing is below it, and it is never raw text
            todo.extend(_of(node))
            continue
        if kind in (Grouping, Label):  # brackets and names: what is in them is all that is below
            todo.append(node.element)  # type: ignore[attr-defined]  # `kind` told the type
            continue
        todo.extend(node.get_children())
        if not _telling(kind):
            continue
        if _forbidden(node):
            raise UnscopedQueryError(f"reads past the reader's scope: {node}")
        todo.extend(_of(node))


def _of(node: Any) -> tuple[ExternallyTraversible, ...]:
    """What a column is of; nothing for what is no column."""
    return (node.table,) if isinstance(node, ColumnClause) and node.table is not None else ()


@cache
def _telling(kind: type) -> bool:
    """Whether nodes of this class can name a table or be raw text: most of a statement cannot, and is only walked."""
    return issubclass(kind, TableClause | ColumnClause | TextClause)


def refuse_figures(statement: Select[Any]) -> None:
    """Raise UnscopedQueryError unless every column is a key, a day or a flag: what is shared must hold no figure."""
    if figures := [c.name for c in statement.selected_columns if not isinstance(c.type, String | Date | Boolean)]:
        raise UnscopedQueryError(f"{figures} could be figures of others")


def _forbidden(node: ExternallyTraversible) -> bool:
    """A table that is not public, or text that nobody can check."""
    if isinstance(node, TableClause) and not isinstance(node, Table):
        return True
    return (
        (isinstance(node, Table) and node not in PUBLIC)
        or isinstance(node, TextClause)
        or (isinstance(node, ColumnClause) and node.is_literal)
    )
