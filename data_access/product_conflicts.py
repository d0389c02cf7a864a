"""Product conflicts: products sold in a channel whose assortment leaves them out."""

from typing import Any

from sqlalchemy import (
    Double,
    FromClause,
    Select,
    String,
    Subquery,
    and_,
    case,
    cast,
    func,
    not_,
    null,
    or_,
    select,
    true,
)
from sqlalchemy.sql.elements import ColumnElement

from data_access.conflict_rows import any_of, everywhere, key_of, own_channel, shared_name, sold, told, top_of, touches
from data_access.cut import Cut
from data_access.excused import counts, has_excuses
from data_access.labels import named, row_columns
from data_access.visible import Visible
from data_access.warehouse import query
from domain.balance import PRODUCT, ConflictAsk, Rules
from domain.contracts_balance import CONFLICTS, exposures
from domain.filters import Filters
from i18n import Locale

_CELL = ("source", "period", "channel", "product")


@query(lambda filters, ask: exposures(ask.groups))
def product_exposures(see: Visible, filters: Filters, ask: ConflictAsk) -> Select[Any]:
    """Per month and group: revenue of products that their channel's assortment leaves out, and all revenue."""
    mine = sold(see, filters, ask.groups)
    revenue, astray = mine.door.c.revenue, _astray(see, mine)
    if ask.rules.min_amount or ask.rules.min_quantity:
        loud = _found(see, filters, ask.rules, places=False)
        same = {"source": mine.door.c.source, "channel": mine.door.c.channel_id, "product": mine.door.c.product_id}
        match = and_(*(loud.c[name] == column for name, column in same.items()))
        mine.rows = mine.rows.outerjoin(loud, and_(match, loud.c.period == mine.groups["period"]))
        astray = and_(astray, loud.c.product.is_not(None))
    astray = and_(astray, _counted(see, mine, ask))
    sums = {"exposed": func.sum(case((astray, revenue), else_=0)), "base": func.sum(revenue)}
    mine.groups = {name: mine.groups[name] for name in (*row_columns(ask.groups), "period")}
    rows = mine.grouped(*(cast(value, Double).label(name) for name, value in sums.items()))
    return named(see, rows.subquery("rows"), ask.groups, ask.locale)


def _counted(see: Visible, mine: Cut, ask: ConflictAsk) -> ColumnElement[bool]:
    """Whether nothing excuses that a line's product was sold in its channel and region."""
    if not has_excuses(ask, PRODUCT):
        return true()
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
    mine = _outside(see, filters)
    own = mine.grouped(func.sum(mine.door.c.revenue).label("revenue")).subquery("own")
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
        mine = _outside(whole, everywhere(filters))
        if not places:
            mine.groups.pop("region")
        door = mine.door
        enough = (func.sum(door.c.revenue) >= rules.min_amount, func.sum(door.c.quantity) >= rules.min_quantity)
        return mine.grouped().having(and_(*enough))

    return see.shared(shared_name(f"astray {places}", filters, rules), found)


def _outside(see: Visible, filters: Filters) -> Cut:
    mine = sold(see, filters, ("region", "channel", "product"))
    mine.groups["region"] = func.coalesce(mine.groups["region"], "")
    mine.conditions.append(_astray(see, mine))
    return mine


def _astray(see: Visible, mine: Cut) -> ColumnElement[bool]:
    """Whether a line's channel has an assortment, and that has the product not, or not on the day."""
    door, ruled = mine.door, _assorted(see).alias("ruled")
    governed = select(ruled.c.source, ruled.c.channel_id).distinct().subquery("governed")
    same = and_(governed.c.source == door.c.source, governed.c.channel_id == door.c.channel_id)
    mine.rows = mine.rows.outerjoin(governed, same)
    kept = _assorted(see).alias("kept")
    listed = select(kept.c.source).where(
        kept.c.source == door.c.source,
        kept.c.channel_id == door.c.channel_id,
        kept.c.product_id == door.c.product_id,
        kept.c.valid_from <= door.c.ordered_on,
        or_(kept.c.valid_to.is_(None), kept.c.valid_to >= door.c.ordered_on),
    )
    return and_(governed.c.channel_id.is_not(None), not_(listed.exists()))


def _assorted(see: Visible) -> Subquery:
    """What each channel may sell: its own rows and those of the channels above it."""
    row, up = see.labels("assortment"), see.tree("channel").alias("assortment_of")
    above = and_(up.c.source == row.c.source, up.c.ancestor_id == row.c.channel_id, up.c.depth <= up.c.own_depth)
    columns = (row.c.source, up.c.channel_id, row.c.product_id, row.c.valid_from, row.c.valid_to)
    return select(*columns).join(up, above).subquery("assorted")
