"""Whom channels share: the customers that move between them, and the products that both sell."""

from typing import Any

from sqlalchemy import CTE, Double, FromClause, Integer, Select, Subquery, and_, case, cast, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from data_access.channel_pairs import chosen_ends, named_ends, whole_lines
from data_access.cut import Span, cut
from data_access.dialects import safe_div
from data_access.visible import Visible
from data_access.warehouse import query
from domain.contracts_rivals import MIGRATION, OVERLAP
from domain.filters import Filters
from domain.rivals import Then
from i18n import Locale

_FLOW = ("from_source", "from", "to_source", "to")


@query(MIGRATION)
def migration(see: Visible, filters: Filters, locale: Locale) -> Select[Any]:
    """Flows between channels: orders of the period whose buyer's order before, ever, was in another channel.

    Of identified buyers and lines that are no returns. Whether a buyer's total grew is held against the same days a
    year (or, of a longer period, so many years) before, in all channels that this reader sees; the selection of
    channels keeps the flows that have an end in it.
    """
    order = _orders(see, filters)
    flow, total = _moves(order, filters), _totals(order, filters)
    rows = flow.join(total, total.c.buyer == flow.c.buyer)
    grew = total.c.after > total.c.before
    known = total.c.before > 0
    sums = {
        "moves": cast(func.sum(flow.c.moves), Integer),
        "buyers": cast(func.count(flow.c.buyer), Integer),
        "moved": func.sum(flow.c.moved),
        "expanded": func.sum(case((and_(known, grew), flow.c.moved), else_=0)),
        "cannibalised": func.sum(case((and_(known, ~grew), flow.c.moved), else_=0)),
        "fresh": func.sum(case((~known, flow.c.moved), else_=0)),
        "before": func.sum(case((known, total.c.before), else_=0)),
        "after": func.sum(case((known, total.c.after), else_=0)),
    }
    keys = [flow.c[name] for name in _FLOW]
    grouped = select(*keys, *(value.label(name) for name, value in sums.items())).select_from(rows).group_by(*keys)
    found = grouped.where(chosen_ends(see, filters, flow, "from", "to")).subquery("flows")
    joined, names = named_ends(see, found, locale, "from", "to")
    values = [cast(found.c[name], Double).label(name) for name in sums if name not in ("moves", "buyers")]
    columns = (*(value.label(name) for name, value in names.items()), found.c.moves, found.c.buyers, *values)
    order_by = (found.c.moved.desc().nulls_last(), found.c["from"], found.c["to"])
    return select(*columns).select_from(joined).order_by(*order_by)


def _orders(see: Visible, filters: Filters) -> CTE:
    """buyer, day, number, source, channel, revenue: orders up to the last day of buyers who met several channels."""
    mine = cut(see, "order_buyer", whole_lines(filters))
    door = mine.door
    # who met several channels is found first: making orders of everybody's lines takes ten times as long
    mine.conditions += [*_sales(door, filters), door.c.buyer.in_(_of_several(see, filters))]
    mine.groups = {
        "buyer": door.c.buyer,
        "day": door.c.ordered_on,
        "number": door.c.order_id,
        "source": door.c.source,
        "channel": door.c.channel_id,
    }
    return mine.grouped(func.sum(door.c.revenue).label("revenue")).cte("buyer_orders")


def _of_several(see: Visible, filters: Filters) -> Select[Any]:
    """The buyers with orders in more than one channel."""
    mine, buyer = cut(see, "order_line", whole_lines(filters)), see.fact("buyer")
    door = mine.door
    mine.conditions += _sales(door, filters)
    mine.groups = {name: door.c[name] for name in ("source", "customer_id", "channel_id")}
    met = mine.grouped().subquery("customers_met")
    same = and_(buyer.c.source == met.c.source, buyer.c.customer_id == met.c.customer_id)
    pair = select(buyer.c.buyer, met.c.source, met.c.channel_id).join(met, same).distinct().subquery("buyers_met")
    return select(pair.c.buyer).group_by(pair.c.buyer).having(func.count(pair.c.channel_id) > 1)


def _sales(door: FromClause, filters: Filters) -> list[ColumnElement[bool]]:
    return [door.c.quantity > 0, door.c.ordered_on <= Then.of(filters).now.last]


def _moves(order: CTE, filters: Filters) -> Subquery:
    """By flow and buyer: how many orders of the period came after one in another channel, and their revenue."""
    sequence = (order.c.day, order.c.source, order.c.number, order.c.channel)
    before = [
        func.lag(order.c[name]).over(partition_by=order.c.buyer, order_by=sequence).label(f"from_{name}")
        for name in ("source", "channel")
    ]
    step = select(order, *before).subquery("steps")
    moved = or_(step.c.from_channel != step.c.channel, step.c.from_source != step.c.source)
    now = Then.of(filters).now
    keys = {
        "from_source": step.c.from_source,
        "from": step.c.from_channel,
        "to_source": step.c.source,
        "to": step.c.channel,
        "buyer": step.c.buyer,
    }
    columns = [value.label(name) for name, value in keys.items()]
    sums = (func.count(step.c.number).label("moves"), func.sum(step.c.revenue).label("moved"))
    found = select(*columns, *sums).where(moved, step.c.day.between(now.first, now.last))
    return found.group_by(*keys.values()).subquery("moves")


def _totals(order: CTE, filters: Filters) -> Subquery:
    """Revenue of each buyer in the period (`after`) and in the one that it is held against (`before`)."""
    then = Then.of(filters)
    spans = {"after": then.now, "before": then.before}
    sums = (
        func.sum(case((order.c.day.between(span.first, span.last), order.c.revenue), else_=0)).label(name)
        for name, span in spans.items()
    )
    return select(order.c.buyer, *sums).group_by(order.c.buyer).subquery("totals")


@query(OVERLAP)
def overlap(see: Visible, filters: Filters, locale: Locale) -> Select[Any]:
    """How alike the assortments of two channels are: Σ min(share in a, share in b) over the products they sold.

    Shares are of the channel's revenue without returns. Pairs of one source, those with an end in the selection.
    """
    mine = cut(see, "order_line", whole_lines(filters), ("channel", "product"), Span(filters.first, filters.last))
    mine.groups["source"] = mine.door.c.source
    mine.conditions.append(mine.door.c.quantity > 0)
    rows = mine.grouped(func.sum(mine.door.c.revenue).label("revenue")).subquery("products_sold")
    whole = func.sum(rows.c.revenue).over(partition_by=(rows.c.source, rows.c.channel))
    share = select(rows, safe_div(rows.c.revenue, whole).label("share")).where(rows.c.revenue > 0).cte("product_shares")
    a, b = share.alias("one"), share.alias("other")
    same = and_(a.c.source == b.c.source, a.c.product == b.c.product, a.c.channel < b.c.channel)
    sums = {
        "overlap": func.sum(func.least(a.c.share, b.c.share)),
        "products": cast(func.count(a.c.product), Integer),
        "revenue": cast(func.sum(a.c.revenue + b.c.revenue), Double),
    }
    keys = (a.c.source.label("a_source"), a.c.channel.label("a"), b.c.source.label("b_source"), b.c.channel.label("b"))
    columns = [value.label(name) for name, value in sums.items()]
    found = (
        select(*keys, *columns).select_from(a.join(b, same)).group_by(a.c.source, a.c.channel, b.c.source, b.c.channel)
    )
    pair = found.subquery("pairs")
    joined, names = named_ends(see, pair, locale, "a", "b")
    shown = select(*(value.label(name) for name, value in names.items()), *(pair.c[name] for name in sums))
    kept = shown.select_from(joined).where(chosen_ends(see, filters, pair, "a", "b"))
    return kept.order_by(pair.c.overlap.desc().nulls_last(), pair.c.a, pair.c.b)
