"""Any measures by any dimensions: facts are aggregated apart and stacked, never joined to each other."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

from sqlalchemy import (
    Double,
    Numeric,
    Select,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.sql.elements import ColumnElement

from data_access.cut import Cut, Span, cut
from data_access.labels import frame_columns, named, row_columns
from data_access.roll_up import rolled_up
from data_access.visible import Visible
from data_access.warehouse import query
from domain.filters import Filters
from domain.formulas import Agg, Measure, Op, Where
from domain.frames import Contract, Kind
from domain.periods import Grain
from i18n import Locale

_EXACT = Numeric(38, 4)  # sums stay decimal until the very last step


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which measures, by which dimensions, over which named spans (all of one grain), named in which language."""

    measures: tuple[Measure, ...]
    by: tuple[str, ...]
    spans: tuple[tuple[str, Span], ...]
    locale: Locale

    @property
    def grain(self) -> Grain | None:
        """The step of all spans."""
        return self.spans[0][1].grain


def _contract(filters: Filters, wanted: Wanted) -> Contract:
    columns = {"span": Kind.TEXT} | frame_columns(wanted.by, wanted.grain)
    keys = tuple(name for name in columns if not name.endswith("_name"))
    return Contract("measure_rows", columns | {m.key: Kind.NUMBER for m in wanted.measures}, unique=keys)


@query(_contract)
def measure_rows(see: Visible, filters: Filters, wanted: Wanted) -> Select[Any]:
    """One row per span and group, one column per measure; `span` holds the name the span was given.

    A group that a fact does not have leaves that fact's measures NULL: the caller decides whether nothing is 0.
    With a grain and no dimension every step of the span has a row.
    """
    dimensions, own = (*wanted.by, *filters.chosen), see.scope.reps is not None
    measures = [part for measure in wanted.measures for part in rolled_up(measure, dimensions, own_orders=own)]
    parts: list[Select[Any]] = []
    for name, span in wanted.spans:
        for fact in dict.fromkeys(measure.fact for measure in measures):
            mine = cut(see, fact, filters, wanted.by, span)
            parts += [_stacked(part, name, wanted) for part in _parts(mine, measures)]
        if span.grain is not None and not wanted.by:
            parts.append(_stacked(_steps(see, span, span.grain), name, wanted))
    stacked = union_all(*parts).subquery("stacked")
    keys = [stacked.c[name] for name in ("span", *row_columns(wanted.by, wanted.grain))]
    totals = (cast(func.sum(stacked.c[m.key]), Double).label(m.key) for m in wanted.measures)
    rows = select(*keys, *totals).group_by(*keys).subquery("rows")
    return named(see, rows, wanted.by, wanted.locale)


def _parts(mine: Cut, measures: Iterable[Measure]) -> list[Select[Any]]:
    """The sums of one fact in one scan, and each distinct count in a scan of its own."""
    ours = [measure for measure in measures if measure.fact == mine.fact.key]
    sums = [total(mine, measure).label(measure.key) for measure in ours if measure.agg is not Agg.DISTINCT]
    parts = [mine.grouped(*sums)] if sums else []
    return parts + [_distinct(mine, measure) for measure in ours if measure.agg is Agg.DISTINCT]


def total(mine: Cut, measure: Measure) -> ColumnElement[Any]:
    """The aggregate of a measure that is a sum or a count, over the rows of a cut of its fact."""
    if measure.agg is Agg.COUNT:
        value: ColumnElement[Any] = mine.door.c.source
        return func.count(case((_all(mine, measure.where), value)) if measure.where else value)
    signed = [mine.door.c[column] for column in measure.plus] + [-mine.door.c[column] for column in measure.minus]
    value = reduce(add, signed)
    if measure.agg is Agg.TALLY:
        return func.coalesce(func.sum(value), 0)
    return func.sum(case((_all(mine, measure.where), value)) if measure.where else value)


def _all(mine: Cut, conditions: tuple[Where, ...]) -> ColumnElement[bool]:
    return and_(*(condition_on(mine.door.c[where.column], where) for where in conditions))


def condition_on(column: ColumnElement[Any], where: Where) -> ColumnElement[bool]:
    """The condition as SQL."""
    by_op: dict[Op, ColumnElement[bool]] = {
        Op.IS: column.in_(where.values),
        Op.KNOWN: column.is_not(None),
        Op.NEGATIVE: column < 0,
        Op.NOT_NEGATIVE: column >= 0,
    }
    return by_op[where.op]


def _distinct(mine: Cut, measure: Measure) -> Select[Any]:
    """Each combination counted once, over all sources together."""
    what = [mine.door.c[column].label(f"counted_{column}") for column in measure.plus]
    once = mine.select(*what).distinct()
    for where in measure.where:
        once = once.where(condition_on(mine.door.c[where.column], where))
    rows = once.subquery("once")
    groups = [rows.c[name] for name in mine.groups]
    return select(*groups, func.count(rows.c[f"counted_{measure.plus[0]}"]).label(measure.key)).group_by(*groups)


def _steps(see: Visible, span: Span, grain: Grain) -> Select[Any]:
    """Every step of the span, so that an empty month keeps its row."""
    calendar = see.calendar
    step = calendar.c[grain.column].label("period")
    return select(step).where(calendar.c.day.between(span.first, span.last)).distinct()


def _stacked(part: Select[Any], name: str, wanted: Wanted) -> Select[Any]:
    """The part with every column of the stack; measures it does not have are NULL."""
    rows = part.subquery()
    nothing = cast(null(), _EXACT)
    groups = [rows.c[column].label(column) for column in row_columns(wanted.by, wanted.grain)]
    values = [(cast(rows.c[m.key], _EXACT) if m.key in rows.c else nothing).label(m.key) for m in wanted.measures]
    return select(cast(literal(name), String).label("span"), *groups, *values)
