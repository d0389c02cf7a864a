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

from data_access.cut import Cut, Span
from data_access.labels import frame_columns, named, row_columns
from data_access.month_scans import month_scans
from data_access.roll_up import MONTH, monthly, rolled_up
from data_access.scans import Scan, scans, when, within
from data_access.visible import Visible
from data_access.warehouse import query
from domain.filters import Filters
from domain.formulas import Agg, Measure, Op, Where
from domain.frames import Contract, Kind
from domain.periods import Grain
from i18n import Locale

_EXACT = Numeric(38, 4)  # sums stay decimal until the very last step
_NOTHING = cast(null(), _EXACT)


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

    @property
    def columns(self) -> tuple[str, ...]:
        """A column for each measure in each span."""
        return tuple(column(measure.key, name) for name, _ in self.spans for measure in self.measures)


def column(key: str, span: str) -> str:
    """The column of a measure in a span: its own key for the span called "now"."""
    return key if span == "now" else f"{key}_{span}"


def _contract(filters: Filters, wanted: Wanted) -> Contract:
    columns = frame_columns(wanted.by, wanted.grain)
    keys = tuple(name for name in columns if not name.endswith("_name"))
    return Contract("measure_rows", columns | dict.fromkeys(wanted.columns, Kind.NUMBER), unique=keys)


@query(_contract)
def measure_rows(see: Visible, filters: Filters, wanted: Wanted) -> Select[Any]:
    """One row per group of any span, one column per measure and span: see `column`.

    NULL: the group has no rows of that fact in that span, and the caller decides whether nothing is 0. Without groups
    there is one row, where counts of nothing are 0. With a grain and no dimension every step has a row.
    """
    dimensions, own = (*wanted.by, *filters.chosen), see.scope.reps is not None
    measures = [part for measure in wanted.measures for part in rolled_up(measure, dimensions, own_orders=own)]
    in_month = {measure: total for measure in measures if (total := monthly(measure))}
    months = month_scans(see, filters, wanted.by, dict(wanted.spans)) if in_month else ()
    parts: list[Select[Any]] = []
    for scan in months:
        parts += _parts(scan, in_month.values() if scan.rows.fact.key == MONTH else in_month)
    measures = [measure for measure in measures if not months or measure not in in_month]
    for fact in dict.fromkeys(measure.fact for measure in measures):
        ours = [measure for measure in measures if measure.fact == fact]
        for scan in scans(see, fact, filters, wanted.by, dict(wanted.spans)):
            parts += _parts(scan, ours)
    if not wanted.by:
        parts += [_steps(see, span, span.grain) for _, span in wanted.spans if span.grain is not None]
    return named(see, _together(parts, wanted).subquery("rows"), wanted.by, wanted.locale)


def _together(parts: list[Select[Any]], wanted: Wanted) -> Select[Any]:
    """The parts as one, a row a group; nothing has to be put together where there is one part."""
    one = parts[0].subquery("part") if len(parts) == 1 else None
    rows = union_all(*(_stacked(part, wanted) for part in parts)).subquery("stacked") if one is None else one
    keys = [rows.c[name] for name in row_columns(wanted.by, wanted.grain)]
    if one is not None:
        return select(*keys, *(cast(one.c[name], Double).label(name) for name in wanted.columns))
    return select(*keys, *(cast(func.sum(rows.c[name]), Double).label(name) for name in wanted.columns)).group_by(*keys)


def _parts(scan: Scan, measures: Iterable[Measure]) -> list[Select[Any]]:
    """The sums of one fact in one scan, and each distinct count in a scan of its own."""
    mine = scan.rows
    sums = [
        _of_nothing(mine, measure, total(mine, measure, inside)).label(column(measure.key, name))
        for measure in measures
        if measure.agg is not Agg.DISTINCT
        for name, inside in scan.spans.items()
    ]
    parts = [mine.grouped(*sums)] if sums else []
    return parts + [_distinct(scan, measure) for measure in measures if measure.agg is Agg.DISTINCT]


def total(mine: Cut, measure: Measure, inside: ColumnElement[bool] | None = None) -> ColumnElement[Any]:
    """The aggregate of a measure that is a sum or a count, over the rows of a cut of its fact that lie `inside`."""
    if measure.agg is Agg.COUNT and inside is not None:  # nothing counted is 0, no rows inside are NULL
        counted = when(_all(mine, measure.where), 1, 0) if measure.where else literal(1)
        return func.sum(within(inside, counted))
    if measure.agg is Agg.COUNT:
        value: ColumnElement[Any] = mine.door.c.source
        return func.count(case((_all(mine, measure.where), value)) if measure.where else value)
    signed = reduce(add, [mine.door.c[name] for name in measure.plus] + [-mine.door.c[name] for name in measure.minus])
    counted = when(_all(mine, measure.where), signed, 0) if measure.where else signed  # rows it leaves out add up to 0
    value = func.sum(within(inside, counted))
    return func.coalesce(value, 0) if measure.agg is Agg.TALLY and inside is None else value


def _of_nothing(mine: Cut, measure: Measure, total_: ColumnElement[Any]) -> ColumnElement[Any]:
    """Without groups a count of no rows is 0, as the database has it where it counts them itself."""
    return total_ if mine.groups or measure.agg is Agg.SUM else func.coalesce(total_, 0)


def _each(mine: Cut, conditions: tuple[Where, ...]) -> list[ColumnElement[bool]]:
    return [condition_on(mine.door.c[where.column], where) for where in conditions]


def _all(mine: Cut, conditions: tuple[Where, ...]) -> ColumnElement[bool]:
    return and_(*_each(mine, conditions))


def condition_on(column: ColumnElement[Any], where: Where) -> ColumnElement[bool]:
    """The condition as SQL."""
    by_op: dict[Op, ColumnElement[bool]] = {
        Op.IS: column.in_(where.values),
        Op.KNOWN: column.is_not(None),
        Op.NEGATIVE: column < 0,
        Op.NOT_NEGATIVE: column >= 0,
    }
    return by_op[where.op]


def _distinct(scan: Scan, measure: Measure) -> Select[Any]:
    """Each combination counted once in each span, over all sources together."""
    mine = scan.rows
    what = [mine.door.c[name].label(f"counted_{name}") for name in measure.plus]
    flags = {name: func.max(within(inside, literal(1))).label(f"in_{name}") for name, inside in scan.spans.items()}
    once = mine.select(*what, *flags.values()).where(*_each(mine, measure.where))
    rows = once.group_by(*mine.groups.values(), *what).subquery("once")
    groups = [rows.c[name] for name in mine.groups]
    counts = ((name, _of_nothing(mine, measure, func.sum(rows.c[f"in_{name}"]))) for name in flags)
    return select(*groups, *(count.label(column(measure.key, name)) for name, count in counts)).group_by(*groups)


def _steps(see: Visible, span: Span, grain: Grain) -> Select[Any]:
    """Every step of the span, so that an empty month keeps its row."""
    calendar = see.calendar
    step = calendar.c[grain.column].label("period")
    return select(step).where(calendar.c.day.between(span.first, span.last)).distinct()


def _stacked(part: Select[Any], wanted: Wanted) -> Select[Any]:
    """The part with every column of the stack; what it does not have is NULL."""
    rows = part.subquery()
    groups = [rows.c[name].label(name) for name in row_columns(wanted.by, wanted.grain)]
    values = [(cast(rows.c[name], _EXACT) if name in rows.c else _NOTHING).label(name) for name in wanted.columns]
    return select(*groups, *values)
