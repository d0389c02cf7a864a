"""Unit prices by channel: the products sold farthest below their limits, and the distribution for one of them.

A line counts when it is no return and under no promotion, as for price conflicts; here each line is judged by itself.
"""

from typing import Any

from sqlalchemy import Double, Integer, Select, and_, case, cast, false, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from data_access.cut import Cut, Span, cut
from data_access.dialects import safe_div
from data_access.labels import named
from data_access.price_terms import prices, promoted
from data_access.visible import Visible
from data_access.warehouse import query
from domain.contracts_rivals import AT_STAKE, CORRIDOR
from domain.dimensions import member_parts
from domain.filters import Filters
from i18n import Locale

MOST = 50  # products that the list holds
_EXACT = 1 - 1e-9  # a price of just the limit is not below it, whatever its last bit
_QUANTILES = {"low": 0.05, "lower": 0.25, "middle": 0.5, "upper": 0.75, "high": 0.95}


@query(AT_STAKE)
def products_at_stake(see: Visible, filters: Filters, gap: float, locale: Locale) -> Select[Any]:
    """The products with most revenue in lines that were sold more than `gap` below their list price, or below floor."""
    mine, listed, floor = _regular(see, filters, ("product",))
    revenue = mine.door.c.revenue
    low = case((_below(mine, listed, floor, gap), revenue), else_=0)
    sums = (cast(func.sum(value), Double).label(name) for name, value in (("at_stake", low), ("revenue", revenue)))
    rows = mine.grouped(*sums).subquery("rows")
    largest = select(rows).order_by(rows.c.at_stake.desc().nulls_last(), rows.c.revenue.desc().nulls_last())
    found = named(see, largest.limit(MOST).subquery("largest"), ("product",), locale).order_by(None).subquery("named")
    order = (found.c.at_stake.desc().nulls_last(), found.c.revenue.desc().nulls_last(), found.c["product"])
    return select(found).order_by(*order)


@query(CORRIDOR)
def price_corridor(see: Visible, filters: Filters, product: str, gap: float, locale: Locale) -> Select[Any]:
    """The unit prices of one product by channel: quantiles over its lines, list and floor price, what lies below."""
    mine, listed, floor = _regular(see, filters, ("channel",))
    source, key = member_parts(product)
    mine.conditions += [mine.door.c.source == source, mine.door.c.product_id == key]
    quantity, revenue = (cast(mine.door.c[name], Double) for name in ("quantity", "revenue"))
    paid = safe_div(revenue, quantity)
    values = {
        "lines": cast(func.count(revenue), Integer),
        "revenue": func.sum(revenue),
        "mean": safe_div(func.sum(revenue), func.sum(quantity)),
        **{name: func.percentile_cont(part).within_group(paid) for name, part in _QUANTILES.items()},
        "listed": _mean(listed, quantity),
        "floor": _mean(floor, quantity),
        "at_stake": func.sum(case((_below(mine, listed, floor, gap), revenue), else_=0.0)),
    }
    rows = mine.grouped(*(value.label(name) for name, value in values.items())).subquery("rows")
    kind = see.labels("channel").alias("channel_kinds")
    same = and_(kind.c.source == rows.c.source, kind.c.channel_id == rows.c.channel)
    kinds = select(rows, kind.c.kind).select_from(rows.join(kind, same)).subquery("with_kinds")
    found = named(see, kinds, ("channel",), locale).order_by(None).subquery("named")
    return select(found).order_by(found.c.revenue.desc().nulls_last(), found.c.channel)


def _regular(see: Visible, filters: Filters, by: tuple[str, ...]) -> tuple[Cut, ColumnElement[Any], ColumnElement[Any]]:
    """The lines that are no returns and under no promotion, with the list and the floor price in force (or NULL)."""
    mine = cut(see, "order_line", filters, by, Span(filters.first, filters.last))
    mine.groups["source"] = mine.door.c.source
    door = mine.door
    for regional in (False, True):
        deal = promoted(see, filters, regional=regional)
        same = [deal.c[name] == door.c[name] for name in _names(regional)]
        mine.rows = mine.rows.outerjoin(deal, and_(*same, deal.c.day == door.c.ordered_on))
        mine.conditions.append(deal.c.day.is_(None))
    terms = []
    for regional in (True, False):
        term = prices(see, regional=regional)
        same = [term.c[name] == door.c[name] for name in _names(regional)]
        inside = and_(door.c.ordered_on >= term.c.from_on, door.c.ordered_on < term.c.until)
        mine.rows = mine.rows.outerjoin(term, and_(*same, inside))
        terms.append(term)
    mine.conditions.append(door.c.quantity > 0)
    listed, floor = (func.coalesce(*(cast(term.c[name], Double) for term in terms)) for name in ("listed", "floor"))
    return mine, listed, floor


def _names(regional: bool) -> tuple[str, ...]:
    return ("source", "channel_id", "product_id", *(("region_id",) if regional else ()))


def _below(mine: Cut, listed: ColumnElement[Any], floor: ColumnElement[Any], gap: float) -> ColumnElement[bool]:
    """Whether a line was sold below its limit: more than `gap` below the list price, or below the floor."""
    paid = safe_div(mine.door.c.revenue, mine.door.c.quantity)
    return func.coalesce(or_(paid < listed * ((1 - gap) * _EXACT), paid < floor * _EXACT), false())


def _mean(price: ColumnElement[Any], quantity: ColumnElement[Any]) -> ColumnElement[Any]:
    units = func.sum(case((price.is_not(None), quantity)))
    return safe_div(func.sum(quantity * price), units)
