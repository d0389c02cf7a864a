"""One partner: what it sold and cost month by month, by product line and kind of cost, and where it may sell."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Double, Select, and_, case, cast, func, literal, or_, select, union_all
from sqlalchemy.sql.elements import ColumnElement

from data_access.labels import UNASSIGNED, named
from data_access.visible import Visible
from data_access.warehouse import query
from domain.contracts_partners import PARTNER_COSTS, PARTNER_LINES, PARTNER_SUMS, TERRITORY
from domain.dimensions import member_parts
from domain.periods import add_months
from i18n import Locale

_SUMS = ("revenue", "costed", "made", "cost")


@query(PARTNER_SUMS)
def partner_sums(see: Visible, key: str, first: date, last: date) -> Select[Any]:
    """Revenue, margin and own costs of one partner by month, from the month of `first` to the day `last`; oldest first.

    The month of the last day is read from the lines, the months before it from the roll-up.
    """
    month, line, cost = see.fact("partner_month").c, see.fact("order_line").c, see.fact("channel_cost").c
    begin, end = first.replace(day=1), last.replace(day=1)
    costed = case((line.cost.is_not(None), line.revenue))
    zero = literal(0)
    parts = (
        select(month.month_start.label("day"), *_sums(month.revenue, month.costed_revenue, month.cost, zero)).where(
            *_is(month, key), month.month_start.between(begin, end - timedelta(days=1))
        ),
        select(line.ordered_on.label("day"), *_sums(line.revenue, costed, line.cost, zero)).where(
            *_is(line, key), line.ordered_on.between(end, last)
        ),
        select(cost.spent_on.label("day"), *_sums(zero, zero, zero, cost.amount)).where(
            *_is(cost, key), cost.spent_on.between(begin, last)
        ),
    )
    both, calendar = union_all(*parts).subquery("both"), see.calendar
    sums = {name: func.sum(both.c[name]) for name in _SUMS}
    known = or_(sums["costed"] != 0, sums["made"] != 0)
    told = {"revenue": sums["revenue"], "margin": case((known, sums["costed"] - sums["made"])), "cost": sums["cost"]}
    values = (value.label(name) for name, value in told.items())
    rows = select(calendar.c.month_start.label("period"), *values)
    rows = rows.select_from(both.join(calendar, calendar.c.day == both.c.day))
    return rows.group_by(calendar.c.month_start).order_by(calendar.c.month_start)


def _sums(*values: ColumnElement[Any]) -> list[ColumnElement[Any]]:
    return [cast(func.coalesce(value, 0), Double).label(name) for name, value in zip(_SUMS, values, strict=True)]


@query(PARTNER_LINES)
def partner_lines(see: Visible, key: str, last: date, locale: Locale) -> Select[Any]:
    """Revenue by product line in the twelve months up to `last` and in the twelve before; the largest first."""
    line, product = see.fact("order_line"), see.labels("product")
    year, before = (add_months(last + timedelta(days=1), -months) for months in (12, 24))
    own = [*_is(line.c, key), line.c.ordered_on.between(before, last)]
    sums = {
        "year": func.sum(case((line.c.ordered_on >= year, line.c.revenue), else_=0)),
        "year_before": func.sum(case((line.c.ordered_on < year, line.c.revenue), else_=0)),
    }
    products = (line.c.source, line.c.product_id)
    sold = select(*products, *(value.label(name) for name, value in sums.items())).where(*own)
    rows = sold.group_by(*products).subquery("sold")
    same = and_(product.c.source == rows.c.source, product.c.product_id == rows.c.product_id)
    name = func.coalesce(product.c.line, UNASSIGNED.to(locale)).label("line")
    totals = {one: cast(func.sum(rows.c[one]), Double).label(one) for one in sums}
    found = select(name, *totals.values()).select_from(rows.outerjoin(product, same)).group_by(name)
    return found.order_by(totals["year"].desc().nulls_last(), name)


@query(PARTNER_COSTS)
def partner_costs(see: Visible, key: str, first: date, last: date) -> Select[Any]:
    """What was spent on the partner itself, by kind of cost; the dearest first."""
    cost = see.fact("channel_cost").c
    amount = cast(func.sum(cost.amount), Double).label("amount")
    rows = select(cost.kind, amount).where(*_is(cost, key), cost.spent_on.between(first, last))
    return rows.group_by(cost.kind).order_by(amount.desc().nulls_last(), cost.kind)


@query(TERRITORY)
def territory(see: Visible, key: str, locale: Locale) -> Select[Any]:
    """Where the partner may and may not sell, of the regions that this reader sees; the rule, then the region."""
    row = see.fact("partner_territory").c
    told = (row.product_line, row.rule, row.valid_from, row.valid_to)
    rows = select(row.source, row.region_id.label("region"), *told).where(*_is(row, key)).subquery("rows")
    called = named(see, rows, ("region",), locale).order_by(None).subquery("called").c
    kept = (called[name] for name in TERRITORY.columns)
    return select(*kept).order_by(called.rule, called.region_name.asc().nulls_last(), called.valid_from)


def _is(row: Any, key: str) -> tuple[ColumnElement[bool], ...]:
    source, partner = member_parts(key)
    return row.source == source, row.partner_id == partner
