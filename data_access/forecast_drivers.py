"""What moves the sales of a slice: unit prices and what was under a promotion, by product, channel and period."""

from typing import Any

from sqlalchemy import Double, Select, and_, case, cast, func, not_, select

from data_access.cut import Span, cut
from data_access.sold_rows import unpromoted
from data_access.visible import Visible
from data_access.warehouse import query
from domain.contracts_forecast_drivers import DRIVER_ROWS
from domain.filters import Filters
from domain.periods import Grain

PAIRS = 200  # products in channels, those with most revenue
_KEY = ("source", "product", "channel")


@query(DRIVER_ROWS)
def driver_rows(see: Visible, filters: Filters, grain: Grain) -> Select[Any]:
    """DRIVER_ROWS of the window of the filters: of the PAIRS with most revenue in it, lines that are no returns.

    By channel as well, since the price of a product differs between channels: a shift of sales to a cheaper one is no
    lower price.
    """
    mine = cut(see, "order_line", filters, ("product", "channel"), Span(filters.first, filters.last, grain))
    mine.groups["source"] = mine.door.c.source
    line = mine.door.c
    clear = unpromoted(see, filters, mine)
    mine.conditions += [line.quantity > 0, line.revenue > 0]
    dear = case((and_(not_(clear), line.region_id.is_not(None)), line.revenue), else_=0)
    values = {"quantity": line.quantity, "revenue": line.revenue, "promoted": dear}
    rows = mine.grouped(*(cast(func.sum(value), Double).label(name) for name, value in values.items())).cte("by_pair")
    keys = [rows.c[name] for name in _KEY]
    order = (func.sum(rows.c.revenue).desc().nulls_last(), rows.c["product"], rows.c.channel)
    largest = select(*keys).group_by(*keys).order_by(*order).limit(PAIRS).subquery("largest")
    same = and_(*(largest.c[name] == rows.c[name] for name in _KEY))
    pair = (rows.c.source + ":" + rows.c["product"] + " " + rows.c.channel).label("pair")
    found = select(pair, *(rows.c[name] for name in ("period", "quantity", "revenue", "promoted")))
    return found.select_from(rows.join(largest, same)).order_by(pair, rows.c.period)
