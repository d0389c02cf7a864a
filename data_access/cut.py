"""A fact narrowed to a selection and ready to be grouped: the joins and conditions that every query shares."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import FromClause, Select, and_, case, func, or_, select, tuple_
from sqlalchemy.sql.elements import ColumnElement

from data_access.published import channel_tree, region_tree
from data_access.visible import Visible
from domain.dimensions import DIMENSIONS, Dimension, lacking, member_parts
from domain.facts import FACTS, Fact
from domain.filters import Filters
from domain.periods import Grain

TREES = {"region": region_tree, "channel": channel_tree}
WEEKS_BACK = timedelta(days=364)  # what `last_year_day` of the calendar goes back


class Lens(StrEnum):
    """The calendar column that leads from a day of the window to the day of the fact that is read for it."""

    NOW = "day"
    LAST_YEAR = "last_year_day"
    LAST_YEAR_FESTIVAL = "last_year_festival_day"


@dataclass(frozen=True, slots=True)
class Span:
    """The days to read, how they are put into steps, and through which lens."""

    first: date
    last: date
    grain: Grain | None = None
    lens: Lens = Lens.NOW


def days_of(span: Span) -> tuple[date, date] | None:
    """The first and the last day that a fact is read for; None where the calendar has to say which days those are.

    >>> days_of(Span(date(2026, 1, 1), date(2026, 1, 31), None, Lens.LAST_YEAR))
    (datetime.date(2025, 1, 2), datetime.date(2025, 2, 1))
    """
    if span.grain is not None or span.lens is Lens.LAST_YEAR_FESTIVAL:
        return None
    back = WEEKS_BACK if span.lens is Lens.LAST_YEAR else timedelta(0)
    return span.first - back, span.last - back


@dataclass(slots=True)
class Cut:
    """The visible rows of `fact` that `filters` select: `select()` gives them with one column per group.

    Group columns are `source` (when a member is among `by`), each dimension by its key, and `period`.
    """

    see: Visible
    fact: Fact
    filters: Filters
    by: tuple[str, ...] = ()
    span: Span | None = None
    door: FromClause = field(init=False)
    rows: FromClause = field(init=False)
    groups: dict[str, ColumnElement[Any]] = field(init=False, default_factory=dict)
    conditions: list[ColumnElement[bool]] = field(init=False, default_factory=list)
    joined: set[str] = field(init=False, default_factory=set)
    narrowed: set[str] = field(init=False, default_factory=set)  # filters that a join sees to

    def __post_init__(self) -> None:
        if error := lacking(self.fact.key, (*self.by, *self.filters.chosen)):
            raise error
        self.door = self.see.fact(self.fact.key)
        self.rows = self.door
        groups = {key: self._group(DIMENSIONS[key]) for key in self.by}
        named = [column for key, column in groups.items() if DIMENSIONS[key].is_member]
        if named:  # members of no source are one group: rows without a region are "unassigned", whoever sent them
            known = or_(*(column.is_not(None) for column in named))
            self.groups["source"] = case({known: self.door.c.source})
        self.groups |= groups
        for key, chosen in self.filters.chosen.items():
            if key not in self.narrowed:
                self.conditions.append(self._selected(DIMENSIONS[key], chosen))
        if self.span and self.fact.day:
            self._cut_days(self.span, self.door.c[self.fact.day])

    def select(self, *values: ColumnElement[Any]) -> Select[Any]:
        """The groups and `values` of the selected rows, not yet grouped."""
        groups = [column.label(name) for name, column in self.groups.items()]
        return select(*groups, *values).select_from(self.rows).where(*self.conditions)

    def grouped(self, *values: ColumnElement[Any]) -> Select[Any]:
        """One row per group, with aggregates as `values`."""
        return self.select(*values).group_by(*self.groups.values())

    def _member(self, member: str) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
        return self.door.c.source, self.door.c[self.fact.keys[member]]

    def _group(self, dimension: Dimension) -> ColumnElement[Any]:
        if dimension.key in self.fact.own:
            return self.door.c[self.fact.own[dimension.key]]
        if dimension.depth is not None:
            return self._ancestor(dimension.of, dimension.depth)
        if dimension.column is None:
            return self._member(dimension.of)[1]
        return self._joined(dimension.of).c[dimension.column]

    def _ancestor(self, member: str, depth: int) -> ColumnElement[Any]:
        """The node's ancestor at a depth; a tree that is not so deep answers with its deepest.

        Where nodes are chosen the join is to what lies below them alone: it names and selects rows in one.
        """
        tree, here = _level(member, depth)
        source, key = self._member(member)
        if chosen := self.filters.chosen.get(member):
            node = (tree.c.source, tree.c[f"{member}_id"])
            below = tuple_(*node).in_(self.see.below(member, chosen))
            inside = select(*node, tree.c.ancestor_id).where(here, below).subquery(f"{member}_{depth}_below")
            same = and_(inside.c.source == source, inside.c[f"{member}_id"] == key)
            self.rows = self.rows.join(inside, same)
            self.narrowed.add(member)
            return inside.c.ancestor_id
        same = and_(tree.c.source == source, tree.c[f"{member}_id"] == key, here)
        self.rows = self.rows.outerjoin(tree, same)
        return tree.c.ancestor_id

    def _joined(self, member: str) -> FromClause:
        """The member's attributes; joined once however many of them are asked for."""
        labels = self.see.labels(member)
        if member not in self.joined:
            self.joined.add(member)
            source, key = self._member(member)
            same = and_(labels.c.source == source, labels.c[f"{member}_id"] == key)
            self.rows = self.rows.outerjoin(labels, same)
        return labels

    def _selected(self, dimension: Dimension, chosen: tuple[str, ...]) -> ColumnElement[bool]:
        if dimension.key in self.fact.own:
            return self.door.c[self.fact.own[dimension.key]].in_(chosen)
        if dimension.of in TREES:
            return tuple_(*self._member(dimension.of)).in_(self.see.below(dimension.of, chosen))
        if dimension.is_member:
            return tuple_(*self._member(dimension.of)).in_([member_parts(key) for key in chosen])
        labels = self.see.labels(dimension.of)
        matching = select(labels.c.source, labels.c[f"{dimension.of}_id"])
        return tuple_(*self._member(dimension.of)).in_(matching.where(labels.c[dimension.column or ""].in_(chosen)))

    def _cut_days(self, span: Span, day: ColumnElement[Any]) -> None:
        if days := days_of(span):
            self.conditions.append(day.between(*days))
            return
        calendar = self.see.calendar
        self.rows = self.rows.join(calendar, calendar.c[span.lens.value] == day)
        self.conditions.append(calendar.c.day.between(span.first, span.last))
        if span.grain is not None:
            self.groups["period"] = calendar.c[span.grain.column]


@cache
def _level(member: str, depth: int) -> tuple[FromClause, ColumnElement[bool]]:
    """The tree's nodes, and the condition that names the ancestor at a depth; made once, since each costs to make."""
    tree = TREES[member].alias(f"{member}_{depth}")
    deepest = select(func.max(TREES[member].c.depth)).scalar_subquery()
    return tree, tree.c.depth == func.least(deepest, depth)


def cut(see: Visible, fact: str, filters: Filters, by: tuple[str, ...] = (), span: Span | None = None) -> Cut:
    """The cut of the fact of that key; without a span, of all its days."""
    return Cut(see, FACTS[fact], filters, by, span)
