"""The daily and monthly totals of order lines, and the orders that no single cell of them holds."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Integer,
    Select,
    and_,
    case,
    cast,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    union_all,
)

from data_access.published import calendar, order_day
from data_access.published_sales import buyer_day, order_apart, product_month
from data_access.tables import MONEY, customer, order_line

BOOKED = order_line.c.status == "booked"
_CELL = ("source", "ordered_on", "region_id", "channel_id")
_ONLY_BUYERS = ("new_revenue", "repeat_revenue")
_COUNTS = ("line_count", "orders", "first_orders")


def fill_order_apart(connection: Connection) -> None:
    """Write the orders whose lines do not all name the same day, region and channel, a row for each cell they name."""
    line = order_line.c
    differ = [func.min(line[name]) != func.max(line[name]) for name in _CELL[1:]]
    some = and_(func.count(line.region_id) > 0, func.count(line.region_id) < func.count())
    of_orders = select(line.source, line.order_id).where(BOOKED).group_by(line.source, line.order_id)
    apart = of_orders.having(or_(*differ, some)).subquery("apart")
    same = and_(apart.c.source == line.source, apart.c.order_id == line.order_id)
    cells = select(*(line[name] for name in _CELL), line.order_id).join(apart, same).where(BOOKED).distinct()
    cell = cells.subquery("cell").c
    place = (cell.source.asc().nulls_last(), cell.order_id.asc().nulls_last())
    number = cast(func.dense_rank().over(order_by=place), BigInteger)
    rows = select(cell.source, number, cell.ordered_on, cell.region_id, cell.channel_id)
    connection.execute(insert(order_apart).from_select([column.name for column in order_apart.columns], rows))


def fill_order_days(connection: Connection) -> None:
    """Write the totals by source, day, region and channel. Takes order_apart, buyer_day and first orders."""
    line, apart, bought = order_line.c, order_apart.c, buyer_day.c
    names = [column.name for column in order_day.columns if column.name not in _CELL]
    whole = {"orders": func.count(line.order_id.distinct()), **_sums()}
    first = (customer.c.source, customer.c.first_ordered_on, customer.c.first_region_id, customer.c.first_channel_id)
    told = (("new_revenue", "first"), ("repeat_revenue", "again"))
    money = {name: func.sum(case((bought.buying == buying, bought.revenue))) for name, buying in told}
    parts = (
        _part([line[name] for name in _CELL], names, whole).where(BOOKED),
        _part([apart[name] for name in _CELL], names, {"orders": -func.count()}),
        _part(first, names, {"first_orders": func.count()}).where(customer.c.first_ordered_on.is_not(None)),
        _part([bought[name] for name in _CELL], names, money),
    )
    both = union_all(*parts).subquery("both")
    keys = [both.c[name] for name in _CELL]
    totals = (cast(func.sum(both.c[name]), Integer if name in _COUNTS else MONEY) for name in names)
    rows = select(*keys, *totals).group_by(*keys)
    connection.execute(insert(order_day).from_select([*_CELL, *names], rows))


def _part(keys: Sequence[ColumnElement[Any]], names: Sequence[str], values: dict[str, Any]) -> Select[Any]:
    """Some of the totals by cell; the others are 0."""
    cells = (key.label(name) for key, name in zip(keys, _CELL, strict=True))
    none = {name: null() if name in _ONLY_BUYERS else literal(0) for name in names} | values
    return select(*cells, *(cast(none[name], MONEY).label(name) for name in names)).group_by(*keys)


def fill_product_months(connection: Connection) -> None:
    """Write the totals by source, month, region, channel and product. Takes the calendar."""
    line, sums = order_line.c, _sums()
    group = (line.source, calendar.c.month_start, line.region_id, line.channel_id, line.product_id)
    rows = select(*group, *sums.values()).join(calendar, calendar.c.day == line.ordered_on).where(BOOKED)
    names = [*("source", "month_start", "region_id", "channel_id", "product_id"), *sums]
    connection.execute(insert(product_month).from_select(names, rows.group_by(*group)))


def _sums() -> dict[str, ColumnElement[Any]]:
    line = order_line.c
    costed = case((line.cost.is_not(None), line.revenue))
    returned = case((line.quantity < 0, line.revenue))
    plain = {name: line[name] for name in ("quantity", "list_amount", "discount_amount", "revenue", "cost")}
    values = plain | {"costed_revenue": costed, "return_revenue": returned}
    return {"line_count": cast(func.count(), Integer)} | {name: _total(value) for name, value in values.items()}


def _total(value: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(func.coalesce(func.sum(value), 0), MONEY)
