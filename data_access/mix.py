"""What the business is made of: members by size for the Lorenz curve, and who a region or channel depends on."""

from typing import Any

from sqlalchemy import (
    Double,
    FromClause,
    Integer,
    Select,
    String,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.sql.elements import ColumnElement

from data_access.concentration import member_revenue
from data_access.cut import Cut, Span, cut
from data_access.visible import Visible
from data_access.warehouse import query
from domain.contracts_mix import DEPENDENCE, LORENZ_SUMS
from domain.filters import Filters
from domain.mix import WITHIN
from i18n import Locale, Text

PARTS = 100
_EVERYTHING = Text("全部", "everything")
_GROUP = ("within", "group_source", "group")


@query(LORENZ_SUMS)
def lorenz_sums(see: Visible, filters: Filters, by: str) -> Select[Any]:
    """The members of the dimension `by` with revenue in the period, by size, in PARTS parts of as many each.

    Shares are of the whole company, as those of `share_sums`: NotInScope for whoever sees a part of it only.
    """
    part = member_revenue(see, filters, by, None)
    rows = select(part.c.source, part.c.member, cast(part.c.revenue, Double).label("revenue"))
    some = rows.where(part.c.revenue > 0).subquery("positive")
    order = (some.c.revenue, some.c.source, some.c.member)
    place, piece = func.row_number().over(order_by=order), func.ntile(PARTS).over(order_by=order)
    ranked = select(some.c.revenue, place.label("place"), piece.label("part")).subquery("ranked")
    sums = {
        "members": cast(func.count(ranked.c.revenue), Integer),
        "revenue": func.sum(ranked.c.revenue),
        "weighted": func.sum(cast(ranked.c.place, Double) * ranked.c.revenue),
    }
    columns = (cast(ranked.c.part, Integer).label("part"), *(value.label(name) for name, value in sums.items()))
    return select(*columns).group_by(ranked.c.part).order_by(ranked.c.part)


@query(DEPENDENCE)
def dependence(see: Visible, filters: Filters, of: str, place: str, locale: Locale) -> Select[Any]:
    """The largest member of the dimension `of` in everything selected, in each region and in each channel.

    `place` is the dimension that says of which level the regions are.

    Of all that this reader sees; the total holds the revenue of nobody in particular too (anonymous buyers, lines
    without a partner). Only groups with revenue above nothing are told.
    """
    rows = _within(see, filters, of, place)
    group = [rows.c[name] for name in _GROUP]
    total = func.sum(rows.c.revenue).over(partition_by=group)
    known = case((rows.c.member.is_not(None), rows.c.revenue))
    rank = func.row_number().over(partition_by=group, order_by=(known.desc().nulls_last(), rows.c.member))
    ranked = select(rows, total.label("total"), rank.label("place")).subquery("ranked")
    somewhere = or_(ranked.c.within == "", ranked.c.group.is_not(None))  # the unassigned are no place to depend in
    somebody = and_(ranked.c.member.is_not(None), ranked.c.revenue > 0, ranked.c.total > 0)
    first = and_(ranked.c.place == 1, somewhere, somebody)
    joined, names = _named(see, ranked, of, locale)
    keys = {
        "of": cast(literal(of), String),
        "within": ranked.c.within,
        "group": case((ranked.c.group.is_not(None), ranked.c.group_source + ":" + ranked.c.group)),
        "group_name": names[0],
        "member": ranked.c.source + ":" + ranked.c.member,
        "member_name": names[1],
        "amount": cast(ranked.c.revenue, Double),
        "total": cast(ranked.c.total, Double),
    }
    found = select(*(value.label(name) for name, value in keys.items())).select_from(joined).where(first)
    return found.order_by(ranked.c.revenue.desc().nulls_last(), ranked.c.within, ranked.c.group)


def _within(see: Visible, filters: Filters, of: str, place: str) -> Subquery:
    """Revenue by member, once for each way of WITHIN to group it."""
    rows = _sold_to(see, filters, of, place).cte("sold_to")
    groups = {"": cast(null(), String), "region": rows.c[place], "channel": rows.c.channel}
    parts = []
    for within in WITHIN:
        if within != of:
            source = rows.c.source if within else cast(null(), String)
            names = (
                cast(literal(within), String).label("within"),
                source.label("group_source"),
                groups[within].label("group"),
            )
            parts.append(select(*names, rows.c.source, rows.c[of].label("member"), rows.c.revenue))
    stacked = union_all(*parts).subquery("stacked")
    keys = [stacked.c[name] for name in (*_GROUP, "source", "member")]
    return select(*keys, func.sum(stacked.c.revenue).label("revenue")).group_by(*keys).subquery("by_group")


def _sold_to(see: Visible, filters: Filters, of: str, place: str) -> Select[Any]:
    mine = cut(see, "order_line", filters, tuple(dict.fromkeys((place, "channel", of))), _days(filters))
    mine.groups["source"] = mine.door.c.source
    if of == "customer":
        _identified(see, mine)
    return mine.grouped(func.sum(mine.door.c.revenue).label("revenue"))


def _identified(see: Visible, mine: Cut) -> None:
    """Anonymous customers are nobody in particular: they count in totals only."""
    buyer = see.fact("buyer")
    same = and_(buyer.c.source == mine.door.c.source, buyer.c.customer_id == mine.door.c.customer_id)
    mine.rows = mine.rows.outerjoin(buyer, same)
    mine.groups["customer"] = case((buyer.c.buyer.is_not(None), mine.door.c.customer_id))


def _named(
    see: Visible, rows: Subquery, of: str, locale: Locale
) -> tuple[FromClause, tuple[ColumnElement[Any], ColumnElement[Any]]]:
    region, channel = (see.labels(name).alias(f"named_{name}") for name in ("region", "channel"))
    member = see.labels(of).alias("largest_member")
    joined: FromClause = rows
    for labels, within, key in ((region, "region", "region_id"), (channel, "channel", "channel_id")):
        same = and_(labels.c.source == rows.c.group_source, labels.c[key] == rows.c.group, rows.c.within == within)
        joined = joined.outerjoin(labels, same)
    joined = joined.outerjoin(member, and_(member.c.source == rows.c.source, member.c[f"{of}_id"] == rows.c.member))
    everything = cast(literal(_EVERYTHING.to(locale)), String)
    group = func.coalesce(*_names(region, locale), *_names(channel, locale), rows.c.group, everything)
    return joined, (group, func.coalesce(*_names(member, locale), rows.c.member))


def _names(labels: FromClause, locale: Locale) -> list[ColumnElement[Any]]:
    chinese = [labels.c.name_zh] if locale is Locale.ZH and "name_zh" in labels.c else []
    return [*chinese, labels.c.name]


def _days(filters: Filters) -> Span:
    return Span(filters.first, filters.last)
