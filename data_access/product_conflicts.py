"""Product conflicts: products sold in a channel whose assortment leaves them out."""

from typing import Any

from sqlalchemy import Double, FromClause, Select, String, Subquery, and_, case, cast, func, null, select
from sqlalchemy.sql.elements import ColumnElement

from data_access.assortments import astray
from data_access.conflict_rows import any_of, everywhere, key_of, own_channel, shared_name, sold, told, top_of, touches
from data_access.cut import Cut
from data_access.excused import counts, has_excuses
from data_access.labels import named, row_columns
from data_access.sold_rows import in_totals, totals
from data_access.visible import Visible
from data_access.warehouse import query
from domain.balance import PRODUCT, ConflictAsk, Rules
from domain.contracts_balance import CONFLICTS, exposures
from domain.filters import Filters
from i18n import Locale

Figure = ColumnElement[Any]
_CELL = ("source", "period", "channel", "product")


@query(lambda filters, ask: exposures(ask.groups))
def product_exposures(see: Visible, filters: Filters, ask: ConflictAsk) -> Select[Any]:
    """Per month and group: revenue of products that their channel's assortment leaves out, and all revenue."""
    mine, base, exposed, _ = _sold(see, filters, ask.groups)
    if ask.rules.min_amount or ask.rules.min_quantity:
        loud = _found(see, filters, ask.rules, places=False)
        same = {"source": mine.door.c.source, "channel": mine.door.c.channel_id, "product": mine.door.c.product_id}
        match = and_(*(loud.c[name] == column for name, column in same.items()))
        mine.rows = mine.rows.outerjoin(loud, and_(match, loud.c.period == mine.groups["period"]))
        exposed = case((loud.c.product.is_not(None), exposed), else_=0)
    if has_excuses(ask, PRODUCT):
        exposed = case((_counted(see, mine, ask), exposed), else_=0)
    sums = {"exposed": func.sum(exposed), "base": func.sum(base)}
    mine.groups = {name: mine.groups[name] for name in (*row_columns(ask.groups), "period")}
    rows = mine.grouped(*(cast(value, Double).label(name) for name, value in sums.items()))
    return named(see, rows.subquery("rows"), ask.groups, ask.locale)


def _counted(see: Visible, mine: Cut, ask: ConflictAsk) -> ColumnElement[bool]:
    """Whether nothing excuses that a line's product was sold in its channel and region."""
    door, tree = mine.door.c, see.tree("region").alias("excused_top")
    top = and_(tree.c.source == door.source, tree.c.region_id == door.region_id, tree.c.depth == 0)
    mine.rows = mine.rows.outerjoin(tree, top)
    keys = {
        "who": key_of(door.source, door.channel_id),
        "what": key_of(door.source, door.product_id),
        "region": key_of(door.source, tree.c.ancestor_id),
    }
    return counts(ask, PRODUCT, mine.groups["period"], keys)


@query(CONFLICTS)
def product_conflicts(see: Visible, filters: Filters, ask: ConflictAsk) -> Select[Any]:
    """The channels that sold a product they should not, by month and region of the top level."""
    cell = _found(see, filters, ask.rules, places=True)
    mine, revenue, _ = _outside(see, filters)
    own = mine.grouped(func.sum(revenue).label("revenue")).subquery("own")
    same = and_(*(own.c[key] == cell.c[key] for key in (*_CELL, "region")))
    tops, top = top_of(see, cell, "region")
    goods = see.labels("product").alias("astray_product")
    names = [goods.c.name_zh] if ask.locale is Locale.ZH else []
    ours = and_(touches(see, cell.c.source, cell.c.region), own_channel(see, cell.c.source, cell.c.channel))
    keys = {
        "source": cell.c.source,
        "period": cell.c.period,
        "who": key_of(cell.c.source, cell.c.channel),
        "channel": cell.c.channel,
        "what": key_of(cell.c.source, cell.c["product"]),
        "what_name": func.coalesce(*names, goods.c.name),
        "region": top,
    }
    columns = [value.label(name) for name, value in keys.items()]
    values = (any_of(ours).label("touched"), cast(func.sum(own.c.revenue), Double).label("amount"))
    rows = tops.outerjoin(own, same).join(goods, _is(goods, cell))
    nameless = cast(null(), String).label("who_name")
    found = select(*columns, nameless, *values).select_from(rows).group_by(*keys.values())
    return told(see, found.subquery("found"), ask)


def _is(goods: FromClause, cell: FromClause) -> ColumnElement[bool]:
    return and_(goods.c.source == cell.c.source, goods.c.product_id == cell.c["product"])


def _found(see: Visible, filters: Filters, rules: Rules, *, places: bool) -> Subquery:
    """Which product was sold in which channel against its assortment, of the whole company, above the noise."""

    def found(whole: Visible) -> Select[Any]:
        mine, revenue, quantity = _outside(whole, everywhere(filters))
        if not places:
            mine.groups.pop("region")
        enough = (func.sum(revenue) >= rules.min_amount, func.sum(quantity) >= rules.min_quantity)
        return mine.grouped().having(and_(*enough))

    return see.shared(shared_name(f"astray {places}", filters, rules), found)


def _outside(see: Visible, filters: Filters) -> tuple[Cut, Figure, Figure]:
    """What was sold against an assortment, by month, region, channel and product: rows, revenue and quantity."""
    mine, _, revenue, quantity = _sold(see, filters, ("region", "channel", "product"))
    mine.groups["region"] = func.coalesce(mine.groups["region"], "")
    mine.conditions.append(quantity > 0)
    return mine, revenue, quantity


def _sold(see: Visible, filters: Filters, by: tuple[str, ...]) -> tuple[Cut, Figure, Figure, Figure]:
    """Rows by month and these dimensions: all revenue, and revenue and quantity of what an assortment leaves out."""
    if in_totals(see, filters, by):
        mine = totals(see, filters, by)
        door = mine.door.c
        return mine, door.sold, door.astray_revenue, door.astray_quantity
    mine = sold(see, filters, by)
    outside, line = astray(see, mine), mine.door.c
    revenue, quantity = (case((outside, line[name]), else_=0) for name in ("revenue", "quantity"))
    return mine, line.revenue, revenue, quantity
