"""Plans and markets: amounts given for a slice and a span of days, and what was achieved in just these slices."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Double, FromClause, Select, Subquery, and_, case, cast, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from data_access.aliases import aliased
from data_access.cut import Cut, Lens, Span, cut
from data_access.labels import frame_columns, named, row_columns
from data_access.measure_rows import total
from data_access.roll_up import by_month, rolled_up
from data_access.visible import Visible
from data_access.warehouse import query
from domain.filters import Filters
from domain.formulas import Measure
from domain.frames import Contract, Kind
from domain.periods import Grain
from i18n import Locale

_PERIOD = {"period_start": Kind.DAY, "period_end": Kind.DAY}
_TREES = ("region", "channel")
SLICED_BY = {  # dimension → its column in the table of slices
    "target": {
        "region": "region_id", "channel": "channel_id", "product_line": "product_line", "rep": "rep_id",
        "partner": "partner_id", "team": "team",
    },
    "market": {"region": "region_id", "category": "category"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Slices:
    """The rows of `target` or `market` to read: those that match `where` and fill just the dimensions `dims`."""

    fact: str
    dims: tuple[str, ...]
    where: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Slicing:
    """What is asked of slices: groups, the measure to set against them, its time step, the language of names.

    `monthly`: only slices whose periods are whole months count, and only where all of their months lie in the window.
    """

    slices: Slices
    by: tuple[str, ...]
    measure: Measure | None = None
    grain: Grain | None = None
    locale: Locale = Locale.ZH
    monthly: bool = False


def _given(filters: Filters, slicing: Slicing) -> Contract:
    columns = frame_columns(slicing.by) | _PERIOD | {"working_only": Kind.NUMBER}
    values = {"amount": Kind.NUMBER, "lowest": Kind.NUMBER, "highest": Kind.NUMBER}
    return Contract("given_amounts", columns | values, (*slicing.by, *_PERIOD, "working_only"))


@query(_given)
def given_amounts(see: Visible, filters: Filters, slicing: Slicing) -> Select[Any]:
    """The amounts of the slices that touch the window, per group and period, with the lowest and highest of them.

    `working_only` is 1 for slices of a channel whose calendar has working days only, else 0.
    """
    mine = _touching(see, filters, slicing)
    start, end, working = mine.door.c.period_start, mine.door.c.period_end, _working_only(see, mine)
    mine.groups |= {"period_start": start, "period_end": end, "working_only": working}
    amount = mine.door.c.amount
    totals = {"amount": func.sum(amount), "lowest": func.min(amount), "highest": func.max(amount)}
    rows = mine.grouped(*(cast(total, Double).label(name) for name, total in totals.items()))
    return named(see, rows.subquery("rows"), slicing.by, slicing.locale)


def _achieved(filters: Filters, slicing: Slicing) -> Contract:
    columns = frame_columns(slicing.by) | _PERIOD | {"step": Kind.DAY, "actual": Kind.NUMBER}
    return Contract("achieved_amounts", columns, (*slicing.by, *_PERIOD, "step"))


@query(_achieved)
def achieved_amounts(see: Visible, filters: Filters, slicing: Slicing) -> Select[Any]:
    """The measure over the facts that lie in one of the slices, per group, period of the slice and time step.

    A fact lies in a slice when its day is within the period and each of the slice's dimensions names it or, in a
    tree, something above it. Without a grain `step` is the first day of the period.
    """
    rows = _matched(see, _done(see, filters, slicing), filters, slicing)
    kept = [column for column in rows.c if column.key != "to_date"]
    return named(see, select(*kept).subquery("rows"), slicing.by, slicing.locale)


def _before(filters: Filters, slicing: Slicing) -> Contract:
    columns = frame_columns(slicing.by) | _PERIOD | {"step": Kind.DAY, "actual": Kind.NUMBER, "to_date": Kind.NUMBER}
    return Contract("achieved_last_year", columns, (*slicing.by, *_PERIOD, "step"))


@query(_before)
def achieved_last_year(see: Visible, filters: Filters, slicing: Slicing) -> Select[Any]:
    """As achieved_amounts, of the facts a year before (364 days) held to the days of the window: over all of them,
    and `to_date`, over those that are over by today.
    """
    rows = _matched(see, _done(see, filters, slicing, Lens.LAST_YEAR), filters, slicing)
    return named(see, rows, slicing.by, slicing.locale)


def _done(see: Visible, filters: Filters, slicing: Slicing, lens: Lens = Lens.NOW) -> Subquery:
    """The measure per group, slice dimension and day of the window."""
    measure = slicing.measure
    assert measure is not None, "what was achieved needs a measure"
    wanted = tuple(dict.fromkeys((*slicing.by, *slicing.slices.dims)))
    (measure,) = rolled_up(measure, (*wanted, *filters.chosen), own_orders=see.scope.reps is not None)
    grain = None if lens is Lens.NOW else Grain.DAY
    span = Span(filters.first, filters.last, grain, lens)
    if slicing.monthly and (in_month := by_month(see, measure, span, (*wanted, *filters.chosen))):
        measure, span = in_month
    facts = cut(see, measure.fact, filters, wanted, span)
    day = facts.groups.pop("period", facts.door.c[facts.fact.day or ""])
    facts.groups |= {"source": facts.door.c.source, "day": day}
    return facts.grouped(total(facts, measure).label("actual")).subquery("done")


def _distinct_slices(see: Visible, filters: Filters, slicing: Slicing) -> Subquery:
    mine = _touching(see, filters, Slicing(slicing.slices, ()))
    columns = [mine.door.c[SLICED_BY[slicing.slices.fact][dim]].label(dim) for dim in slicing.slices.dims]
    period = (mine.door.c.source, mine.door.c.period_start, mine.door.c.period_end)
    return mine.select(*period, *columns).distinct().subquery("given")


def _matched(see: Visible, done: Subquery, filters: Filters, slicing: Slicing) -> Subquery:
    given = _distinct_slices(see, filters, slicing)
    joined: FromClause = done
    same = [done.c.source == given.c.source, done.c.day.between(given.c.period_start, given.c.period_end)]
    for dim in slicing.slices.dims:
        if dim in _TREES:
            tree = aliased(see.tree(dim), f"{dim}_above")
            up = and_(tree.c.source == done.c.source, tree.c[f"{dim}_id"] == done.c[dim])
            joined = joined.join(tree, and_(up, tree.c.depth <= tree.c.own_depth))
            same.append(tree.c.ancestor_id == given.c[dim])
        else:
            same.append(done.c[dim] == given.c[dim])
    step: ColumnElement[Any] = given.c.period_start
    joined = joined.join(given, and_(*same))
    if slicing.grain is not None:
        joined = joined.join(see.calendar, see.calendar.c.day == done.c.day)
        step = see.calendar.c[slicing.grain.column]
    # by the node itself, what was achieved belongs to the node that was given an amount, whatever lies between them
    ours = {dim for dim in slicing.slices.dims if dim in _TREES}
    groups: list[ColumnElement[Any]] = [(given if name in ours else done).c[name] for name in row_columns(slicing.by)]
    groups += [given.c.period_start, given.c.period_end]
    over = case((done.c.day <= filters.today, done.c.actual))
    sums = {"actual": done.c.actual, "to_date": over}
    values = (cast(func.sum(amount), Double).label(name) for name, amount in sums.items())
    return select(*groups, step.label("step"), *values).select_from(joined).group_by(*groups, step).subquery("rows")


def _touching(see: Visible, filters: Filters, slicing: Slicing) -> Cut:
    """The slices whose period touches the window, in the selection."""
    slices = slicing.slices
    mine = cut(see, slices.fact, filters, slicing.by)
    door, columns = mine.door, SLICED_BY[slices.fact]
    mine.conditions += [door.c.period_start <= filters.last, door.c.period_end >= filters.first]
    mine.conditions += [door.c[column] == value for column, value in slices.where]
    for dim, column in columns.items():
        mine.conditions.append(door.c[column].is_not(None) if dim in slices.dims else door.c[column].is_(None))
    return mine


def _working_only(see: Visible, mine: Cut) -> ColumnElement[Any]:
    if "channel" not in mine.fact.keys:
        return cast(0, Double)
    channel = aliased(see.labels("channel"), "calendar_of")
    mine.rows = mine.rows.outerjoin(
        channel, and_(channel.c.source == mine.door.c.source, channel.c.channel_id == mine.door.c.channel_id)
    )
    return cast(case((channel.c.calendar == "working", 1), else_=0), Double)


@query(Contract("counted_twice", {"pairs": Kind.COUNT}))
def counted_twice(see: Visible, filters: Filters, slicing: Slicing) -> Select[Any]:
    """How many pairs of slices share days and facts, since one lies below the other: their sum counts facts twice."""
    upper = _distinct_slices(see, filters, slicing).alias("upper_slice")
    lower = _distinct_slices(see, filters, slicing).alias("lower_slice")
    same = [upper.c.source == lower.c.source, upper.c.period_start <= lower.c.period_end]
    same += [upper.c.period_end >= lower.c.period_start]
    joined: FromClause = lower
    differs = [upper.c.period_start != lower.c.period_start, upper.c.period_end != lower.c.period_end]
    for dim in slicing.slices.dims:
        if dim in _TREES:
            tree = aliased(see.tree(dim), f"{dim}_above")
            up = and_(tree.c.source == lower.c.source, tree.c[f"{dim}_id"] == lower.c[dim])
            joined = joined.join(tree, and_(up, tree.c.depth <= tree.c.own_depth))
            same.append(tree.c.ancestor_id == upper.c[dim])
            differs.append(upper.c[dim] != lower.c[dim])
        else:
            same.append(upper.c[dim] == lower.c[dim])
    pairs = joined.join(upper, and_(*same))
    return select(func.count(upper.c.source).label("pairs")).select_from(pairs).where(or_(*differs))
