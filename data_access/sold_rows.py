"""Regular sales, at prices that can be compared: from the published totals of months where these answer, else by line.

A line is regular when it is no return, under no promotion, and in a region.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Double, FromClause, and_, case, cast, func
from sqlalchemy.sql.elements import ColumnElement

from data_access.conflict_rows import sold
from data_access.cut import Cut, Span, cut
from data_access.price_terms import prices, promoted
from data_access.visible import Visible
from domain.dimensions import lacking
from domain.filters import Filters
from domain.periods import Grain

TOTALS = "sold_month"
PRICES = ("listed", "floor")


@dataclass(frozen=True, slots=True)
class Regular:
    """Rows by month and dimensions with, of each, revenue and quantity of regular lines.

    By PRICES, `worth` is quantity × price of the lines that have one, `units` their quantity; empty if not asked for.
    """

    cut: Cut
    revenue: ColumnElement[Any]
    quantity: ColumnElement[Any]
    worth: Mapping[str, ColumnElement[Any]]
    units: Mapping[str, ColumnElement[Any]]


def in_totals(see: Visible, filters: Filters, by: tuple[str, ...]) -> bool:
    """Whether the published totals answer: whole months, their dimensions only, and no reader of own orders only."""
    whole = filters.first.day == 1 and (filters.last + timedelta(days=1)).day == 1
    return whole and see.scope.reps is None and not lacking(TOTALS, (*by, *filters.chosen))


def totals(see: Visible, filters: Filters, by: tuple[str, ...]) -> Cut:
    """The published totals of the selection, by month, source and these dimensions."""
    mine = cut(see, TOTALS, filters, by, Span(filters.first, filters.last, Grain.MONTH))
    mine.groups["source"] = mine.door.c.source  # every row names a product: its source is never in doubt
    return mine


def regular(see: Visible, filters: Filters, by: tuple[str, ...], *, priced: bool = False) -> Regular:
    """The regular sales of this reader, by month and these dimensions; `priced` with the prices in force."""
    if in_totals(see, filters, by):
        mine = totals(see, filters, by)
        door = mine.door.c
        mine.conditions += [door.region_id.is_not(None), door.quantity > 0]
        both = ({name: door[f"{name}_{what}"] for name in PRICES} for what in ("worth", "units"))
        return Regular(mine, door.revenue, cast(door.quantity, Double), *both)
    mine = sold(see, filters, by)
    mine.conditions.append(unpromoted(see, filters, mine))
    quantity = cast(mine.door.c.quantity, Double)
    found = in_force(see, mine) if priced else {}
    worth = {name: quantity * price for name, price in found.items()}
    units = {name: case((price.is_not(None), quantity)) for name, price in found.items()}
    return Regular(mine, mine.door.c.revenue, quantity, worth, units)


def unpromoted(see: Visible, filters: Filters, mine: Cut) -> ColumnElement[bool]:
    """Join what was under a promotion in the window; the condition that a line was not, and lies in a region."""
    door, clear = mine.door, []
    for regional in (False, True):
        deal = promoted(see, filters, regional=regional)
        same = and_(_alike(door, deal, regional=regional), deal.c.day == door.c.ordered_on)
        mine.rows = mine.rows.outerjoin(deal, same)
        clear.append(deal.c.day.is_(None))
    return and_(*clear, door.c.region_id.is_not(None))


def in_force(see: Visible, mine: Cut) -> dict[str, ColumnElement[Any]]:
    """Join the prices; list and floor price in force at a line, that of its region before the general one."""
    door, terms = mine.door, []
    for regional in (True, False):
        term = prices(see, regional=regional)
        inside = and_(door.c.ordered_on >= term.c.from_on, door.c.ordered_on < term.c.until)
        mine.rows = mine.rows.outerjoin(term, and_(_alike(door, term, regional=regional), inside))
        terms.append(term)
    return {name: func.coalesce(*(cast(term.c[name], Double) for term in terms)) for name in PRICES}


def _alike(door: FromClause, terms: FromClause, *, regional: bool) -> ColumnElement[bool]:
    names = ("source", "channel_id", "product_id", *(("region_id",) if regional else ()))
    return and_(*(terms.c[name] == door.c[name] for name in names))
