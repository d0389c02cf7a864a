"""What each identified buyer ordered on each day, under numbers in place of names; see data_access/buyers.py."""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, Subquery, case, cast, false, func, insert, select

from data_access.published_sales import buyer_day
from data_access.tables import MONEY, customer, order_line

_ABOUT = ("home_region_id", "segment", "industry", "came_on")


def fill_buyer_days(connection: Connection) -> None:
    """Write the table. Takes the first orders of customers."""
    line, person = order_line.c, _people().c
    costed = case((line.cost.is_not(None), line.revenue - line.cost), else_=0)
    buying = case((line.ordered_on == person.began_on, "first"), else_="again")
    keys = (line.source, line.ordered_on, line.region_id, line.channel_id, person.customer, person.buyer)
    about = [person[name] for name in _ABOUT]  # the same for all rows of a customer
    rows = (
        select(*keys, buying, _money(line.revenue), _money(costed), *about)
        .where(line.status == "booked", line.source == person.source, line.customer_id == person.customer_id)
        .group_by(*keys, buying, *about)
        .order_by(line.ordered_on.asc().nulls_last())  # a window of days is then read without the others
    )
    connection.execute(insert(buyer_day).from_select([column.name for column in buyer_day.columns], rows))


def _people() -> Subquery:
    """Identified customers with a number each, the lowest of those that are one buyer, and when that first ordered."""
    who = func.coalesce(customer.c.identity_id, customer.c.source + ":" + customer.c.customer_id)
    place = (customer.c.source.asc().nulls_last(), customer.c.customer_id.asc().nulls_last())
    number = cast(func.row_number().over(order_by=place), BigInteger)
    came = func.coalesce(customer.c.created_on, customer.c.first_ordered_on)
    columns = (customer.c.source, customer.c.customer_id, customer.c.segment, customer.c.industry)
    told = (customer.c.region_id.label("home_region_id"), came.label("came_on"), customer.c.first_ordered_on)
    each = select(*columns, *told, number.label("customer"), who.label("who"))
    known = each.where(customer.c.is_anonymous == false()).subquery("known")
    buyer = func.min(known.c.customer).over(partition_by=known.c.who).label("buyer")
    began = func.min(known.c.first_ordered_on).over(partition_by=known.c.who).label("began_on")
    return select(known, buyer, began).subquery("person")


def _money(value: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(func.sum(value), MONEY)
