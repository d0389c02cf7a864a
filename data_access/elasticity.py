"""What channels sold of products month by month: the panel that price elasticities are read from."""

from typing import Any

from sqlalchemy import Double, FromClause, Select, and_, cast, func, select

from data_access.channel_pairs import whole_lines
from data_access.cut import Span, cut
from data_access.labels import named
from data_access.visible import Visible
from data_access.warehouse import query
from domain.contracts_rivals import PANEL
from domain.filters import Filters
from domain.periods import Grain
from domain.rivals import CHANNELS, PRODUCTS
from i18n import Locale


@query(PANEL)
def volume_panel(see: Visible, filters: Filters, locale: Locale) -> Select[Any]:
    """Quantity and revenue by product, channel and month: of the PRODUCTS and CHANNELS with most revenue.

    Lines that are no returns, promotions among them: they move prices. The selection of channels does not count.
    """
    months = Span(filters.first, filters.last, Grain.MONTH)
    mine = cut(see, "order_line", whole_lines(filters), ("product", "channel"), months)
    mine.groups["source"] = mine.door.c.source
    mine.conditions += [mine.door.c.quantity > 0, mine.door.c.revenue > 0]
    sums = (cast(func.sum(mine.door.c[name]), Double).label(name) for name in ("quantity", "revenue"))
    rows = mine.grouped(*sums).cte("sold_by_month")
    joined: FromClause = rows
    for member, most in (("product", PRODUCTS), ("channel", CHANNELS)):
        total = func.sum(rows.c.revenue).desc().nulls_last()
        members = select(rows.c.source, rows.c[member]).group_by(rows.c.source, rows.c[member])
        largest = members.order_by(total, rows.c[member]).limit(most).subquery(f"largest_{member}")
        same = and_(largest.c.source == rows.c.source, largest.c[member] == rows.c[member])
        joined = joined.join(largest, same)
    found = named(see, select(rows).select_from(joined).subquery("rows"), ("product", "channel"), locale)
    shown = found.order_by(None).subquery("panel")
    return select(shown).order_by(shown.c.channel, shown.c["product"], shown.c.period)
