"""How revenue is spread over channels, regions, partners, customers and products: the sums that concentration is of."""

from typing import Any

from sqlalchemy import Date, Double, FromClause, Integer, Select, String, and_, case, cast, func, literal, select
from sqlalchemy.sql.elements import ColumnElement

from data_access.cut import Span, cut
from data_access.visible import Visible
from data_access.warehouse import query
from domain.contracts_balance import SHARE_SUMS
from domain.dimensions import DIMENSIONS
from domain.errors import NotInScope
from domain.filters import Filters
from domain.periods import Grain
from i18n import Locale, Text

_WHAT = Text("集中度", "Concentration")


@query(SHARE_SUMS)
def share_sums(
    see: Visible, filters: Filters, by: str, locale: Locale, grain: Grain | None = Grain.MONTH
) -> Select[Any]:
    """Per step, over the members of the dimension `by`: how many have revenue, Σ, Σ of squares, the largest.

    Of each member max(0, revenue) counts; rows without a member are left out. Shares are of the whole company: whoever
    sees a part of it only gets those of channels and regions where that is permitted, else NotInScope.
    """
    part = member_revenue(see, filters, by, grain)
    rows = select(part.c.period, part.c.member, part.c.source, part.c.revenue).where(part.c.revenue > 0)
    positive = rows.subquery("positive")
    order = (positive.c.revenue.desc().nulls_last(), positive.c.member)
    place = func.row_number().over(partition_by=positive.c.period, order_by=order)
    ranked = select(positive, place.label("place")).subquery("ranked")
    revenue = cast(ranked.c.revenue, Double)
    first, labels = ranked.c.place == 1, see.labels(DIMENSIONS[by].of).alias("largest")
    sums = {
        "members": cast(func.count(ranked.c.revenue), Integer),
        "total": func.sum(revenue),
        "squares": func.sum(revenue * revenue),
        "top": func.max(revenue),
        "member": func.max(case((first, ranked.c.member))),
        "source": func.max(case((first, ranked.c.source))),
    }
    found = select(ranked.c.period, *(value.label(name) for name, value in sums.items())).group_by(ranked.c.period)
    total = found.subquery("totals")
    same = and_(labels.c.source == total.c.source, labels.c[f"{DIMENSIONS[by].of}_id"] == total.c.member)
    columns = [total.c[name] for name in ("period", "members", "total", "squares", "top")]
    name = _named(labels, locale).label("top_name")
    return select(*columns, name).select_from(total.outerjoin(labels, same)).order_by(total.c.period)


def member_revenue(see: Visible, filters: Filters, by: str, grain: Grain | None) -> FromClause:
    """`period` (the filters' first day without a grain), `source`, `member`, `revenue`; rows of nobody are left out.

    Raises NotInScope for whoever sees a part of the company and asks for what only the whole can tell.
    """
    whole = see.scope.everything
    return _members(see, filters, by, grain) if whole else _company(see, filters, by, grain)


def _members(see: Visible, filters: Filters, by: str, grain: Grain | None) -> FromClause:
    span = Span(filters.first, filters.last, grain)
    mine = cut(see, "order_buyer" if by == "customer" else "order_line", filters, (by,), span)
    if grain is None:
        mine.groups["period"] = cast(literal(filters.first), Date)
    mine.groups |= {"source": mine.door.c.source}
    mine.groups["member"] = mine.groups.pop(by)
    mine.conditions.append(mine.groups["member"].is_not(None))
    return mine.grouped(func.sum(mine.door.c.revenue).label("revenue")).subquery("member_revenue")


def _company(see: Visible, filters: Filters, by: str, grain: Grain | None) -> FromClause:
    if by not in ("channel", "region_1") or filters.chosen:
        see_all = NotInScope(
            Text(
                "“{what}”需要全公司的数据，不在您的可见范围内。",
                "{what} needs data of the whole company, which are not in your scope.",
            ),
            what=_WHAT,
        )
        raise see_all
    day, calendar = see.company(_WHAT), see.calendar
    tree = see.tree("region").alias("company_region")
    top = and_(tree.c.source == day.c.source, tree.c.region_id == day.c.region_id, tree.c.depth == 0)
    member: ColumnElement[Any] = day.c.channel_id if by == "channel" else tree.c.ancestor_id
    rows = day.join(calendar, calendar.c.day == day.c.ordered_on)
    rows = rows.join(tree, top) if by == "region_1" else rows
    period = calendar.c[grain.column] if grain else cast(literal(filters.first), Date)
    keys = (period, day.c.source, member)
    columns = (keys[0].label("period"), keys[1], keys[2].label("member"), func.sum(day.c.revenue).label("revenue"))
    inside = calendar.c.day.between(filters.first, filters.last)
    return select(*columns).select_from(rows).where(inside).group_by(*keys).subquery("company_revenue")


def _named(labels: FromClause, locale: Locale) -> ColumnElement[Any]:
    names = [labels.c.name_zh] if locale is Locale.ZH and "name_zh" in labels.c else []
    return cast(func.coalesce(*names, labels.c.name), String)
