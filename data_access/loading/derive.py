"""What follows from the loaded rows: trees, tiles, first orders, roll-up, deal history, calendar, reach of sources."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Date,
    Integer,
    Subquery,
    Table,
    and_,
    case,
    cast,
    exists,
    false,
    func,
    insert,
    or_,
    select,
    update,
)

from data_access.dialects import bulk_insert
from data_access.loading.arrow import from_rows
from data_access.loading.buyer_days import fill_buyer_days
from data_access.loading.calendar import CalendarSpec, days
from data_access.loading.deal_history import fill_deal_history
from data_access.loading.order_days import BOOKED, fill_order_apart, fill_order_days, fill_product_months
from data_access.loading.sold_months import fill_sold_months
from data_access.loading.tiles import fill_tiles
from data_access.loading.trees import fill_tree
from data_access.published import calendar, channel_tree, partner_month, region_tree
from data_access.tables import CANONICAL, MONEY, channel, customer, order_line, region, source_state

DAY_OF = {  # the day that says when a row of a fact happened
    "order_line": "ordered_on",
    "opportunity": "created_on",
    "opportunity_event": "at",
    "channel_cost": "spent_on",
    "delivery": "delivered_on",
    "invoice": "issued_on",
    "receipt": "received_on",
    "satisfaction": "answered_on",
    "sell_out": "sold_on",
    "inventory": "as_of",
    "activity": "at",
    "complaint": "at",
}
_PERIODS = {"target": ("period_start", "period_end"), "market": ("period_start", "period_end")}


def derive(connection: Connection, spec: CalendarSpec) -> None:
    """Fill the tables that follow from the others. Raises ReaderError for a broken tree or an unknown country."""
    fill_tree(connection, region, region_tree)
    fill_tree(connection, channel, channel_tree)
    fill_tiles(connection)
    fill_first_orders(connection)
    fill_buyer_days(connection)
    fill_order_apart(connection)
    fill_order_days(connection)
    fill_deal_history(connection, spec.time_zone)
    if (reach := _reach(connection)) is not None:
        bulk_insert(connection, calendar, from_rows(calendar, days(*reach, spec)))
        fill_product_months(connection)
        fill_partner_month(connection)
        fill_sold_months(connection, *reach)


def fill_first_orders(connection: Connection) -> None:
    """Write each buyer's first order on the customer row that placed it; every other row has none.

    A buyer is an identity, or a customer of one source without one. Anonymous customers have no first order,
    nor have those created before the order data of their source begins: their first order is not known.
    """
    first = _first_lines()
    began = select(order_line.c.source, func.min(order_line.c.ordered_on).label("day")).group_by(order_line.c.source)
    start = began.subquery("began")
    known = or_(customer.c.created_on.is_(None), customer.c.created_on >= start.c.day)
    connection.execute(update(customer).values(first_ordered_on=None, first_channel_id=None, first_region_id=None))
    connection.execute(
        update(customer)
        .values(
            first_ordered_on=first.c.ordered_on, first_channel_id=first.c.channel_id, first_region_id=first.c.region_id
        )
        .where(customer.c.source == first.c.source, customer.c.customer_id == first.c.customer_id)
        .where(start.c.source == first.c.source, known)
    )


def _first_lines() -> Subquery:
    """The earliest booked line of each buyer, ties by order and line id, one row a buyer."""
    buyer = func.coalesce(
        "identity:" + customer.c.identity_id, "customer:" + customer.c.source + ":" + customer.c.customer_id
    )
    people = select(customer.c.source, customer.c.customer_id, buyer.label("buyer")).where(
        customer.c.is_anonymous == false()
    )
    person = people.subquery("person")
    same = and_(order_line.c.source == person.c.source, order_line.c.customer_id == person.c.customer_id, BOOKED)
    first_day = select(person.c.buyer, func.min(order_line.c.ordered_on).label("day")).join(order_line, same)
    began = first_day.group_by(person.c.buyer).subquery("first_day")
    line = order_line.c
    place = func.row_number().over(
        partition_by=person.c.buyer,
        order_by=(line.order_id.nulls_last(), line.line_id.nulls_last(), line.source.nulls_last()),
    )
    ranked = (
        select(line.source, line.customer_id, line.ordered_on, line.channel_id, line.region_id, place.label("place"))
        .join(person, same)
        .join(began, and_(began.c.buyer == person.c.buyer, began.c.day == line.ordered_on))
        .subquery("ranked")
    )
    return select(ranked).where(ranked.c.place == 1).subquery("first_line")


def fill_partner_month(connection: Connection) -> None:
    """Write what each partner ordered by month, region and channel; a day is marked where a quantity was above 0.

    A return alone is no sign that a partner lives. Takes the calendar.
    """
    line, by = order_line.c, partner_month.c
    costed = case((line.cost.is_not(None), line.revenue))
    keys = (line.source, line.partner_id, line.region_id, line.channel_id, line.ordered_on)
    sums = [_total(value).label(name.name) for name, value in zip((by.revenue, by.cost, by.costed_revenue),
            (line.revenue, line.cost, costed), strict=True)]  # fmt: skip
    ordered = func.max(case((line.quantity > 0, 1), else_=0)).label("ordered")
    daily = select(*keys, ordered, *sums).where(BOOKED, line.partner_id.is_not(None)).group_by(*keys).subquery("daily")
    place = cast(func.extract("day", daily.c.ordered_on), Integer) - 1
    marks = cast(func.sum(daily.c.ordered * func.power(2, place)), BigInteger)
    group = (daily.c.source, daily.c.partner_id, calendar.c.month_start, daily.c.region_id, daily.c.channel_id)
    rows = select(*group, marks, *(func.sum(daily.c[one.name]) for one in (by.revenue, by.cost, by.costed_revenue)))
    rows = rows.select_from(daily.join(calendar, calendar.c.day == daily.c.ordered_on)).group_by(*group)
    connection.execute(insert(partner_month).from_select([column.name for column in partner_month.columns], rows))


def complete_source_state(connection: Connection, source: str, loaded_at: datetime) -> None:
    """Say how far each filled fact of `source` reaches, where its load did not: to its latest day."""
    for name, day in DAY_OF.items():
        table = CANONICAL[name]
        latest = cast(func.max(table.c[day]), Date)
        said = exists().where(source_state.c.source == source, source_state.c["table"] == name)
        reach = connection.execute(select(latest).where(table.c.source == source, ~said)).scalar()
        if reach is not None:
            row = {"source": source, "table": name, "loaded_at": loaded_at, "complete_through": reach}
            connection.execute(insert(source_state).values(row))


def _total(value: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(func.coalesce(func.sum(value), 0), MONEY)


def _reach(connection: Connection) -> tuple[date, date] | None:
    """The earliest and the latest day of any fact or period; None when there is no day at all."""
    spans = [_span(connection, CANONICAL[name], day, day) for name, day in DAY_OF.items()]
    spans += [_span(connection, CANONICAL[name], *ends) for name, ends in _PERIODS.items()]
    known = [span for span in spans if span[0] is not None and span[1] is not None]
    return (min(first for first, _ in known), max(last for _, last in known)) if known else None


def _span(connection: Connection, table: Table, first: str, last: str) -> tuple[Any, Any]:
    ends = select(cast(func.min(table.c[first]), Date), cast(func.max(table.c[last]), Date))
    row = connection.execute(ends).one()
    return row[0], row[1]
