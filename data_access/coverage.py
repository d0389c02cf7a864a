"""How much of a territory is reached: customers who ordered, outlets that sell, and the fair share of its potential."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import Double, Select, and_, case, cast, func, literal, or_, select, tuple_, union_all

from data_access.cut import Cut, Span, cut
from data_access.labels import frame_columns, named, row_columns
from data_access.partners import ordered_since
from data_access.scans import when
from data_access.visible import Visible
from data_access.warehouse import Warehouse, query
from domain.ask import Ask
from domain.dimensions import lacking
from domain.filters import Filters
from domain.frames import Contract, Kind
from domain.partners import KINDS, Patience
from domain.periods import add_months

_COUNTS = ("part", "whole")


def _reached(filters: Filters, lasts: tuple[date, ...], ask: Ask) -> Contract:
    counts = dict.fromkeys((f"{name}_{k}" for k in range(len(lasts)) for name in _COUNTS), Kind.NUMBER)
    return Contract("customers_reached", frame_columns(ask.by) | counts, tuple(ask.by))


@query(_reached)
def ordering_customers(see: Visible, filters: Filters, lasts: tuple[date, ...], ask: Ask) -> Select[Any]:
    """Per group of customers by their home and for each k of these days: `part_k` with a booked order in the twelve
    months up to it, `whole_k` all known by then.

    A customer is known since its `created_on`, else since its first order: who came later was nobody to be reached.
    """
    if not lacking("homed_day", (*ask.by, *filters.chosen)) and see.scope.reps is None:
        return _by_totals(see, filters, lasts, ask)
    mine, line = cut(see, "customer", filters, ask.by), see.fact("order_line")
    customer, counts = mine.door.c, []
    named_one = customer.is_anonymous.is_(False)
    for k, last in enumerate(lasts):
        recent = line.c.ordered_on.between(_year_to(last), last)
        ordered = tuple_(customer.source, customer.customer_id).in_(
            select(line.c.source, line.c.customer_id).where(recent, line.c.customer_id.is_not(None))
        )
        came = func.coalesce(customer.created_on, customer.first_ordered_on, last)
        counts.append(func.sum(when(and_(named_one, ordered), 1, 0)).label(f"part_{k}"))
        counts.append(func.sum(when(and_(named_one, or_(came <= last, ordered)), 1, 0)).label(f"whole_{k}"))
    return named(see, mine.grouped(*counts).subquery("rows"), ask.by, ask.locale)


def _year_to(last: date) -> date:
    return add_months(last + timedelta(days=1), -12)


def _by_totals(see: Visible, filters: Filters, lasts: tuple[date, ...], ask: Ask) -> Select[Any]:
    """The same from the daily totals of buyers: those who ordered, and beside them all who were known by then."""
    mine, known = cut(see, "customer", filters, ask.by), {}
    customer, keys = mine.door.c, row_columns(ask.by)
    for k, last in enumerate(lasts):
        came = func.coalesce(customer.created_on, customer.first_ordered_on, last)
        known[f"whole_{k}"] = func.sum(when(and_(customer.is_anonymous.is_(False), came <= last), 1, 0))
    counts = [f"{name}_{k}" for k in range(len(lasts)) for name in _COUNTS]
    there = mine.grouped(*(known.get(name, literal(0)).label(name) for name in counts)).subquery("there")
    parts = [select(there), *(_ordered(see, filters, (k, last), ask, counts) for k, last in enumerate(lasts))]
    both = union_all(*parts).subquery("both")
    groups = [both.c[name] for name in keys]
    sums = (cast(func.sum(both.c[name]), Double).label(name) for name in counts)
    return named(see, select(*groups, *sums).group_by(*groups).subquery("rows"), ask.by, ask.locale)


def _ordered(see: Visible, filters: Filters, day: tuple[int, date], ask: Ask, counts: list[str]) -> Select[Any]:
    """Who ordered in the year to that day; a look at the days of each year: a row a buyer of both costs more."""
    k, last = day
    every = cut(see, "homed_day", filters, ask.by, Span(_year_to(last), last))
    late = when(every.door.c.came_on > last, every.door.c.customer).label("late")  # it ordered before it was known
    once = every.select(every.door.c.customer.label("ordered"), late).distinct().subquery(f"once_{k}").c
    groups = [once[name] for name in row_columns(ask.by)]
    own = {f"part_{k}": func.count(once.ordered), f"whole_{k}": func.count(once.late)}
    return select(*groups, *(own.get(name, literal(0)).label(name) for name in counts)).group_by(*groups)


def customer_coverage(data: Warehouse, periods: Mapping[str, Filters], ask: Ask) -> dict[str, pd.DataFrame]:
    """For each period customers with an order in the twelve months up to its last elapsed day ÷ customers homed in the
    group; NaN without customers.
    """
    lasts = tuple(filters.window.elapsed_last for filters in periods.values())
    rows = ordering_customers(data, next(iter(periods.values())), lasts, ask)
    return {name: _covered(rows, k) for k, name in enumerate(periods)}


def _covered(rows: pd.DataFrame, k: int) -> pd.DataFrame:
    whole = rows[f"whole_{k}"]
    return rows.assign(customer_coverage=rows[f"part_{k}"] / whole.where(whole > 0))


def _outlets(filters: Filters, ask: Ask, patience: Patience) -> Contract:
    columns = frame_columns(ask.by) | {"part": Kind.NUMBER, "whole": Kind.NUMBER}
    return Contract("part_of_whole", columns, tuple(ask.by))


@query(_outlets)
def selling_outlets(see: Visible, filters: Filters, ask: Ask, patience: Patience) -> Select[Any]:
    """Per group of regions: `part` the active partners, `whole` the outlets there are (`outlet_universe`).

    A node's outlets are its own figure, or the sum of those below it when it has none: the lowest nodes that
    state a figure are added up, so that a province and its cities are never both counted.
    """
    partners = cut(see, "partner", filters, ask.by)
    active = _active(see, partners, filters, patience)
    seen = partners.grouped(func.sum(case((active, 1), else_=0)).label("part")).subquery("seen")
    regions = cut(see, "region", filters, ask.by)
    regions.conditions.append(lowest_with(see, regions, "outlet_universe"))
    there = regions.grouped(func.sum(regions.door.c.outlet_universe).label("whole")).subquery("there")
    keys = row_columns(ask.by)
    same = and_(*(there.c[key] == seen.c[key] for key in keys)) if keys else literal(1) == 1
    part = cast(func.coalesce(seen.c.part, 0), Double).label("part")
    rows = select(*(there.c[key] for key in keys), part, cast(there.c.whole, Double).label("whole"))
    return named(see, rows.select_from(there.outerjoin(seen, same)).subquery("rows"), ask.by, ask.locale)


def _active(see: Visible, partners: Cut, filters: Filters, patience: Patience) -> Any:
    """Not closed, and an order within the months that its kind is given; a return alone is no order."""
    last, partner = filters.window.elapsed_last, partners.door
    open_then = or_(partner.c.closed_on.is_(None), partner.c.closed_on > last)
    since = {kind: patience.since(kind, last) for kind in KINDS}
    sold = ordered_since(see, sorted(set(since.values())), last)
    same = and_(sold.c.source == partner.c.source, sold.c.partner_id == partner.c.partner_id)
    partners.rows = partners.rows.outerjoin(sold, same)
    flags = {kind: sold.c[day.isoformat()] for kind, day in since.items()}
    return and_(open_then, case(flags, value=partner.c.kind, else_=flags["dealer"]) == 1)


def lowest_with(see: Visible, regions: Cut, column: str) -> Any:
    """The region states `column` and no region below it does."""
    tree, below = see.tree("region"), see.fact("region").alias("below")
    inner = and_(below.c.source == tree.c.source, below.c.region_id == tree.c.region_id)
    stated = and_(below.c[column].is_not(None), tree.c.ancestor_id != tree.c.region_id)
    above = select(tree.c.source, tree.c.ancestor_id).join(below, inner).where(stated)
    door = regions.door
    return and_(door.c[column].is_not(None), tuple_(door.c.source, door.c.region_id).not_in(above))


def outlet_coverage(data: Warehouse, filters: Filters, ask: Ask) -> pd.DataFrame:
    """Active partners ÷ the region's outlets; NaN where no outlets are stated."""
    rows = selling_outlets(data, filters, ask, data.patience)
    return rows.assign(outlet_coverage=rows.part / rows.whole.where(rows.whole > 0))
