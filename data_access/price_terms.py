"""What was agreed on prices: promotions day by day, and the list and floor price in force."""

from datetime import date
from typing import Any

from sqlalchemy import Date, Integer, Numeric, Select, Subquery, and_, cast, func, literal, null, or_, select, union_all
from sqlalchemy.sql.elements import ColumnElement

from data_access.visible import Visible
from domain.filters import Filters

FAR = date(9999, 12, 31)
_MONEY = Numeric(18, 4)


def promoted(see: Visible, filters: Filters, *, regional: bool) -> Subquery:
    """source, channel, product (and region) and day of all that is under a promotion in the window, each once.

    `regional`: of the promotions that name a region, for it and all below it; else of those that name none.
    """
    deal, product, days = see.labels("promotion"), see.labels("product"), see.calendar
    inside = and_(deal.c.starts_on <= filters.last, deal.c.ends_on >= filters.first)
    same = and_(
        product.c.source == deal.c.source,
        or_(deal.c.product_id.is_(None), deal.c.product_id == product.c.product_id),
        or_(deal.c.line.is_(None), deal.c.line == product.c.line),
    )
    columns = [deal.c[name] for name in ("source", "channel_id", "region_id", "starts_on", "ends_on")]
    goods = select(*columns, product.c.product_id).join(product, same).where(inside, _names_region(deal, regional))
    some = goods.subquery("promoted_goods")
    channel = see.labels("channel")
    up = see.tree("channel").alias("channel_above")
    below = select(up.c.channel_id).where(
        up.c.source == some.c.source, up.c.ancestor_id == some.c.channel_id, up.c.channel_id == channel.c.channel_id
    )
    within = and_(channel.c.source == some.c.source, or_(some.c.channel_id.is_(None), below.exists()))
    rows = some.join(channel, within).join(days, days.c.day.between(some.c.starts_on, some.c.ends_on))
    found = [some.c.source, channel.c.channel_id, some.c.product_id, days.c.day]
    if regional:
        place = see.tree("region").alias("region_above")
        rows = rows.join(place, and_(place.c.source == some.c.source, place.c.ancestor_id == some.c.region_id))
        found.append(place.c.region_id)
    window = days.c.day.between(filters.first, filters.last)
    return select(*found).select_from(rows).where(window).distinct().subquery(f"promoted_{_kind(regional)}")


def prices(see: Visible, *, regional: bool) -> Subquery:
    """source, channel, product (and region), `from_on` and `until` (exclusive), `listed`, `floor`; no two overlap.

    The rows of the nearest region, then of the nearest channel up the tree, decide; a later row ends an earlier one.
    A row that names no channel has a floor for all of them, but is the list price of none.
    """
    row = union_all(*_price_rows(see, regional=regional)).subquery(f"price_rows_{_kind(regional)}")
    keys = [row.c[name] for name in ("source", "channel_id", "product_id", *(("region_id",) if regional else ()))]
    nearest = func.rank().over(partition_by=keys, order_by=(row.c.region_nearness * -1, row.c.nearness * -1))
    ranked = select(row, nearest.label("place")).subquery()
    first = select(ranked).where(ranked.c.place == 1).subquery()
    keys = [first.c[key.name] for key in keys]
    order = (first.c.from_on, first.c.floor, first.c.listed)
    follows = func.lead(first.c.from_on).over(partition_by=keys, order_by=order)
    ends = func.least(func.coalesce(follows, cast(literal(FAR), Date)), first.c.until)
    columns = (*keys, first.c.from_on, ends.label("until"), first.c.listed, first.c.floor)
    return select(*columns).subquery(f"prices_{_kind(regional)}")


def _price_rows(see: Visible, *, regional: bool) -> tuple[Select[Any], Select[Any]]:
    price, up, channel = see.labels("price"), see.tree("channel").alias(), see.labels("channel")
    place = see.tree("region").alias()
    at = and_(place.c.source == price.c.source, place.c.ancestor_id == price.c.region_id)
    at = and_(at, place.c.depth <= place.c.own_depth)
    until = func.coalesce(cast(price.c.valid_to + cast(1, Integer), Date), cast(literal(FAR), Date)).label("until")
    where = (place.c.region_id, place.c.depth) if regional else (cast(null(), price.c.source.type), cast(-1, Integer))

    def columns(channel_id: ColumnElement[Any], nearness: ColumnElement[Any], listed: ColumnElement[Any]) -> Any:
        own = (price.c.source, channel_id.label("channel_id"), price.c.product_id, price.c.valid_from.label("from_on"))
        amounts = (listed.label("listed"), price.c.floor_price.label("floor"))
        near = (where[0].label("region_id"), where[1].label("region_nearness"), nearness.label("nearness"))
        return select(*own, until, *amounts, *near)

    above = and_(up.c.source == price.c.source, up.c.ancestor_id == price.c.channel_id, up.c.depth <= up.c.own_depth)
    named = columns(up.c.channel_id, up.c.depth, price.c.list_price).select_from(price).join(up, above)
    nameless = columns(channel.c.channel_id, cast(-1, Integer), cast(null(), _MONEY)).select_from(price)
    nameless = nameless.join(channel, channel.c.source == price.c.source).where(price.c.channel_id.is_(None))
    parts = tuple(part.where(_names_region(price, regional)) for part in (named, nameless))
    return tuple(part.join(place, at) for part in parts) if regional else parts


def _names_region(rows: Any, regional: bool) -> ColumnElement[bool]:
    named: ColumnElement[bool] = rows.c.region_id.is_not(None) if regional else rows.c.region_id.is_(None)
    return named


def _kind(regional: bool) -> str:
    return "local" if regional else "general"
