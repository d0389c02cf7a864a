"""How much of a territory is reached: customers who ordered, outlets that sell, and the fair share of its potential."""

from datetime import timedelta
from typing import Any

import pandas as pd
from sqlalchemy import Double, Select, and_, case, cast, func, literal, or_, select, tuple_, union_all

from data_access.cut import Cut, cut
from data_access.labels import frame_columns, named, row_columns
from data_access.partners import ordered_since
from data_access.visible import Visible
from data_access.warehouse import Warehouse, query
from domain.ask import Ask
from domain.dimensions import lacking
from domain.filters import Filters
from domain.frames import Contract, Kind
from domain.partners import KINDS, Patience
from domain.periods import add_months
from i18n import Text

_FAIR_SHARE = Text("公平份额指数", "The fair-share index")


def _pair(filters: Filters, ask: Ask) -> Contract:
    columns = frame_columns(ask.by) | {"part": Kind.NUMBER, "whole": Kind.NUMBER}
    return Contract("part_of_whole", columns, tuple(ask.by))


@query(_pair)
def ordering_customers(see: Visible, filters: Filters, ask: Ask) -> Select[Any]:
    """Per group of customers by their home: `part` with a booked order in twelve months, `whole` all known by then.

    A customer is known since its `created_on`, else since its first order: who came later was nobody to be reached.
    """
    last = filters.window.elapsed_last
    if not lacking("homed_day", (*ask.by, *filters.chosen)) and see.scope.reps is None:
        return _by_totals(see, filters, ask)
    mine, line = cut(see, "customer", filters, ask.by), see.fact("order_line")
    recent = line.c.ordered_on.between(add_months(last + timedelta(days=1), -12), last)
    ordered = tuple_(mine.door.c.source, mine.door.c.customer_id).in_(
        select(line.c.source, line.c.customer_id).where(recent, line.c.customer_id.is_not(None))
    )
    customer = mine.door.c
    came = func.coalesce(customer.created_on, customer.first_ordered_on, last)
    named_one = customer.is_anonymous.is_(False)
    known = case((and_(named_one, or_(came <= last, ordered)), 1))
    part = func.sum(case((and_(named_one, ordered), 1), else_=0))
    return named(see, _counted(mine, part, func.count(known)), ask.by, ask.locale)


def _by_totals(see: Visible, filters: Filters, ask: Ask) -> Select[Any]:
    """The same from the daily totals of buyers: those who ordered, and beside them all who were known by then."""
    last = filters.window.elapsed_last
    mine, every = cut(see, "customer", filters, ask.by), cut(see, "homed_day", filters, ask.by)
    customer, day = mine.door.c, every.door.c
    came = func.coalesce(customer.created_on, customer.first_ordered_on, last)
    known = case((and_(customer.is_anonymous.is_(False), came <= last), 1), else_=0)
    there = mine.grouped(literal(0).label("part"), func.sum(known).label("whole")).subquery("there")
    every.conditions.append(day.ordered_on.between(add_months(last + timedelta(days=1), -12), last))
    late = case((day.came_on > last, day.customer)).label("late")  # it ordered before it was known
    once = every.select(day.customer.label("ordered"), late).distinct().subquery("once")
    keys = row_columns(ask.by)
    groups = [once.c[name] for name in keys]
    counts = (func.count(once.c.ordered).label("part"), func.count(once.c.late).label("whole"))
    both = union_all(select(there), select(*groups, *counts).group_by(*groups)).subquery("both")
    groups = [both.c[name] for name in keys]
    sums = (cast(func.sum(both.c[name]), Double).label(name) for name in ("part", "whole"))
    return named(see, select(*groups, *sums).group_by(*groups).subquery("rows"), ask.by, ask.locale)


def _counted(mine: Cut, part: Any, whole: Any) -> Any:
    values = (cast(part, Double).label("part"), cast(whole, Double).label("whole"))
    return mine.grouped(*values).subquery("rows")


def customer_coverage(data: Warehouse, filters: Filters, ask: Ask) -> pd.DataFrame:
    """Customers with an order in the last twelve months ÷ customers homed in the group; NaN without customers."""
    rows = ordering_customers(data, filters, ask)
    return rows.assign(customer_coverage=rows.part / rows.whole.where(rows.whole > 0))


def _outlets(filters: Filters, ask: Ask, patience: Patience) -> Contract:
    return _pair(filters, ask)


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
