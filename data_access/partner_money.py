"""What partners bring and what they cost: whole months from the roll-up, the days around them from the order lines."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Double, Select, Subquery, and_, case, cast, func, literal, or_, select, union_all
from sqlalchemy.sql.elements import ColumnElement

from data_access.dialects import safe_div
from data_access.visible import Visible
from data_access.warehouse import query
from data_access.whole_months import WholeMonths
from domain.contracts_partners import MONEY
from domain.periods import add_months

_DAY = timedelta(days=1)
_VALUES = ("revenue", "costed", "cost", "year", "year_before")


@query(MONEY)
def partner_money(see: Visible, first: date, last: date) -> Select[Any]:
    """Per partner with an order or a cost: money of the days from `first` to `last`, and two years up to `last`.

    Costs that name no partner are shared over the revenue of their channel, and of all channels below it, whoever
    sold it; what a channel spent that sold nothing is nobody's.
    """
    year = WholeMonths(add_months(last + _DAY, -12), last)
    before = WholeMonths(add_months(last + _DAY, -24), year.first - _DAY)
    sold = _sold(see, WholeMonths(first, last), (year, before))
    rate = _rates(see, first, last)
    same = and_(rate.c.source == sold.c.source, rate.c.channel_id == sold.c.channel_id)
    sums = {name: func.sum(sold.c[name]) for name in _VALUES}
    shared = func.sum(sold.c.revenue * func.coalesce(rate.c.rate, 0.0))
    key = (sold.c.source + ":" + sold.c.partner_id).label("key")
    values = [cast(value, Double).label(name) for name, value in {**sums, "shared_cost": shared}.items()]
    brought = select(key, *values).select_from(sold.outerjoin(rate, same)).group_by(sold.c.source, sold.c.partner_id)
    return _together(brought.subquery("brought"), _own(see, first, last))


def _sold(see: Visible, period: WholeMonths, years: tuple[WholeMonths, WholeMonths]) -> Subquery:
    """Sums by partner and channel of the lines; each window by its whole months and the days around them."""
    month, line = see.fact("partner_month").c, see.fact("order_line").c
    windows = (period, *years)
    of_months = _parts(month, [_in_months(month.month_start, one) for one in windows], month.costed_revenue, month.cost)
    inside = [_in_days(line.ordered_on, one) for one in windows]
    costed = case((line.cost.is_not(None), line.revenue))
    of_days = _parts(line, inside, costed, line.cost).where(line.partner_id.is_not(None), or_(*inside))
    both = union_all(of_months, of_days).subquery("both")
    sums = (func.sum(both.c[name]).label(name) for name in _VALUES)
    keys = (both.c.source, both.c.partner_id, both.c.channel_id)
    return select(*keys, *sums).group_by(*keys).subquery("sold")


def _parts(row: Any, inside: list[ColumnElement[bool]], costed: Any, cost: Any) -> Select[Any]:
    period, year, before = inside
    told = ((period, row.revenue), (period, costed), (period, cost), (year, row.revenue), (before, row.revenue))
    sums = [
        cast(func.coalesce(func.sum(case((when, value))), 0), Double).label(name)
        for name, (when, value) in zip(_VALUES, told, strict=True)
    ]
    keys = (row.source, row.partner_id, row.channel_id)
    return select(*keys, *sums).group_by(*keys)


def _in_months(month: ColumnElement[Any], span: WholeMonths) -> ColumnElement[bool]:
    return month.between(*span.months) if span.months else literal(1) == 0


def _in_days(day: ColumnElement[Any], span: WholeMonths) -> ColumnElement[bool]:
    return or_(*(day.between(*edge) for edge in span.edges)) if span.edges else literal(1) == 0


def _rates(see: Visible, first: date, last: date) -> Subquery:
    """By channel: what a unit of revenue carries of the costs, without a partner, of it and of all above it."""
    cost, sale, tree = see.fact("channel_cost").c, see.fact("order_day").c, see.tree("channel")
    own = tree.c.depth <= tree.c.own_depth  # below that a node is its own ancestor again and again
    spent = (
        select(cost.source, cost.channel_id, func.sum(cost.amount).label("amount"))
        .where(cost.partner_id.is_(None), cost.spent_on.between(first, last))
        .group_by(cost.source, cost.channel_id)
        .subquery("spent")
    )
    sold = (
        select(sale.source, sale.channel_id, func.sum(sale.revenue).label("amount"))
        .where(sale.ordered_on.between(first, last))
        .group_by(sale.source, sale.channel_id)
        .subquery("channel_sold")
    )
    same = and_(tree.c.source == sold.c.source, tree.c.channel_id == sold.c.channel_id, own)
    below = (
        select(tree.c.source, tree.c.ancestor_id, func.sum(sold.c.amount).label("amount"))
        .select_from(sold.join(tree, same))
        .group_by(tree.c.source, tree.c.ancestor_id)
        .subquery("below")
    )
    above = tree.alias("above")
    paid = and_(below.c.source == spent.c.source, below.c.ancestor_id == spent.c.channel_id)
    at = and_(
        above.c.source == spent.c.source, above.c.ancestor_id == spent.c.channel_id, above.c.depth <= above.c.own_depth
    )
    rate = func.sum(safe_div(spent.c.amount, below.c.amount)).label("rate")
    rows = select(above.c.source, above.c.channel_id, rate).select_from(spent.join(below, paid).join(above, at))
    return rows.where(below.c.amount > 0).group_by(above.c.source, above.c.channel_id).subquery("rates")


def _own(see: Visible, first: date, last: date) -> Subquery:
    cost = see.fact("channel_cost").c
    key = (cost.source + ":" + cost.partner_id).label("key")
    rows = select(key, cast(func.sum(cost.amount), Double).label("own_cost"))
    rows = rows.where(cost.partner_id.is_not(None), cost.spent_on.between(first, last))
    return rows.group_by(cost.source, cost.partner_id).subquery("own")


def _together(brought: Subquery, own: Subquery) -> Select[Any]:
    joined = brought.outerjoin(own, own.c.key == brought.c.key, full=True)
    known = or_(brought.c.costed != 0, brought.c.cost != 0)
    made: dict[str, Any] = {
        name: func.coalesce(brought.c[name], 0.0) for name in ("revenue", "costed", "shared_cost", "year")
    }
    made |= {
        "key": func.coalesce(brought.c.key, own.c.key),
        "margin": case((known, brought.c.costed - brought.c.cost)),
        "own_cost": func.coalesce(own.c.own_cost, 0.0),
        "year_before": func.coalesce(brought.c.year_before, 0.0),
    }
    columns = [made[name].label(name) for name in MONEY.columns]
    return select(*columns).select_from(joined).order_by(made["key"].asc().nulls_last())
