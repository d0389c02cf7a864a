"""For how long what is delivered has not been paid, and which orders it is.

Receipts settle an order's oldest deliveries (and bills) first, slice by slice; so do negative deliveries.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Double,
    FromClause,
    Numeric,
    Select,
    Subquery,
    and_,
    case,
    cast,
    func,
    null,
    select,
    tuple_,
    union_all,
)

from data_access.labels import frame_columns, named, row_columns
from data_access.open_orders import CENT, SLICE, Days, as_of, delivered, left, signed, sliced, to_date
from data_access.visible import Visible
from data_access.warehouse import query
from domain.ask import Ask
from domain.cash import AGES
from domain.contracts_cash import OPEN_ORDERS
from domain.filters import Filters
from domain.frames import Contract, Kind
from i18n import Locale

MOST = 500  # orders that a list holds
_MONEY = Numeric(38, 4)
_AGED = dict.fromkeys((*AGES, "unpaid"), Kind.NUMBER) | {"orders": Kind.COUNT}
_ON_SLICE = ("order_region", "order_channel")


@query(lambda filters, ask: Contract("unpaid_ages", frame_columns(ask.by) | _AGED, tuple(ask.by)))
def unpaid_ages(see: Visible, filters: Filters, ask: Ask) -> Select[Any]:
    """Per group: what is delivered and not paid at the end of the window's last elapsed day, by days since delivery.

    The four add up to `unpaid`; `orders` counts the orders that have some of it.
    """
    rows, last = unsettled(see, filters, "delivery", ask.by), as_of(filters)
    keys = [rows.c[key] for key in row_columns(ask.by)]
    values = {}
    for name, (youngest, oldest) in AGES.items():
        since = rows.c.since <= last - timedelta(days=youngest)
        inside = since if oldest is None else and_(since, rows.c.since >= last - timedelta(days=oldest))
        values[name] = func.sum(case((inside, rows.c.left), else_=0))
    sums = [cast(total, Double).label(name) for name, total in (values | {"unpaid": func.sum(rows.c.left)}).items()]
    order = case((rows.c.left >= CENT, rows.c.order_source + ":" + rows.c.order_id))
    grouped = select(*keys, *sums, func.count(order.distinct()).label("orders")).group_by(*keys)
    return named(see, grouped.subquery("rows"), ask.by, ask.locale)


def unsettled(see: Visible, filters: Filters, fact: str, by: tuple[str, ...] = ()) -> Subquery:
    """The deliveries (or invoices) that receipts do not cover: groups, SLICE, `since` and `due_on`, and what is `left`.

    Per slice of an order `left` adds up to delivered − received, where that is more than nothing.
    """
    bills, money = (to_date(see, filters, what, (by, (as_of(filters),))) for what in (fact, "receipt"))
    amount, day = bills.door.c.amount, bills.fact.day or ""
    due = bills.door.c.due_on if "due_on" in bills.door.c else cast(null(), Date)
    owed = {
        "since": bills.door.c[day],
        "due_on": due,
        "number": bills.door.c[f"{fact}_id"],
        "owed": case((amount > 0, amount), else_=0),
        "credit": case((amount < 0, -amount), else_=0),
    }
    paid = {
        "since": money.door.c.received_on,
        "due_on": cast(null(), Date),
        "number": money.door.c.receipt_id,
        "owed": cast(0, _MONEY),
        "credit": money.door.c.amount,
    }
    return _oldest_first(union_all(sliced(bills, by, owed), sliced(money, by, paid)).subquery("entries"), by)


def _oldest_first(entry: Subquery, by: tuple[str, ...]) -> Subquery:
    """What of each entry is left once all credits of its slice have settled the entries before it, oldest first."""
    keys = [entry.c[key] for key in (*row_columns(by), *SLICE)]
    so_far = func.sum(entry.c.owed).over(partition_by=keys, order_by=(entry.c.since, entry.c.number), rows=(None, 0))
    credit = func.sum(entry.c.credit).over(partition_by=keys)
    row = select(entry, so_far.label("so_far"), credit.label("credits")).subquery("running")
    after, before = _above(row.c.so_far, row.c.credits), _above(row.c.so_far - row.c.owed, row.c.credits)
    # the first entry has nothing before it: more paid back than received would otherwise be left there
    rest = (after - case((row.c.so_far > row.c.owed, before), else_=0)).label("left")
    columns = (row.c[name] for name in (*row_columns(by), *SLICE, "since", "due_on"))
    return select(*columns, rest).where(row.c.owed > 0).subquery("unsettled")


def _above(value: ColumnElement[Any], floor: ColumnElement[Any]) -> ColumnElement[Any]:
    return case((value > floor, value - floor), else_=0)


@query(OPEN_ORDERS)
def largest_unpaid(see: Visible, filters: Filters, locale: Locale) -> Select[Any]:
    """The orders with most overdue, then with most delivered and not paid; `since` is the earliest such delivery.

    Overdue is what invoices bill, receipts do not cover and fell due before the window's last elapsed day.
    """
    rows, bills = unsettled(see, filters, "delivery"), unsettled(see, filters, "invoice")
    unpaid = _per_order(rows, {"left": func.sum(rows.c.left), "since": _earliest(rows, rows.c.since)})
    late = and_(bills.c.due_on < as_of(filters), bills.c.left >= CENT)
    due = {"overdue": func.sum(case((late, bills.c.left), else_=0)), "due_on": func.min(case((late, bills.c.due_on)))}
    billed = _per_order(bills, due)
    same = and_(*(unpaid.c[key] == billed.c[key] for key in SLICE))
    columns = select(unpaid, billed.c.overdue, billed.c.due_on).select_from(unpaid.outerjoin(billed, same))
    return _told(see, columns.where(unpaid.c.left >= CENT).subquery("found"), locale)


@query(OPEN_ORDERS)
def largest_undelivered(see: Visible, filters: Filters, locale: Locale, channels: tuple[str, ...]) -> Select[Any]:
    """The orders with most signed and not delivered; `since` is the day of the order; nothing of it is overdue."""
    today: tuple[tuple[str, ...], Days] = (), (as_of(filters),)
    lines, sent = signed(see, filters, today, channels), delivered(see, filters, today)
    day, no_day, none = lines.mine.door.c.ordered_on, cast(null(), Date), cast(null(), _MONEY)
    parts = (
        sliced(lines.mine, (), {"since": day, "signed": cast(lines.values["signed"], _MONEY), "delivered": none}),
        sliced(sent.mine, (), {"since": no_day, "signed": none, "delivered": cast(sent.values["delivered"], _MONEY)}),
    )
    rows = union_all(*parts).subquery("stacked")
    sums = {name: func.coalesce(func.sum(rows.c[name]), 0) for name in ("signed", "delivered")}
    order = _per_order(rows, sums | {"since": func.min(rows.c.since)})
    open_part = left(order.c.signed, order.c.delivered)
    columns = [*(order.c[key] for key in SLICE), open_part.label("left"), order.c.since]
    columns += [none.label("overdue"), no_day.label("due_on")]
    return _told(see, select(*columns).where(open_part >= CENT).subquery("found"), locale)


def _earliest(rows: Subquery, day: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.min(case((rows.c.left >= CENT, day)))


def _per_order(rows: FromClause, values: Mapping[str, ColumnElement[Any]]) -> Subquery:
    keys = [rows.c[key] for key in SLICE]
    return select(*keys, *(value.label(name) for name, value in values.items())).group_by(*keys).subquery()


def _told(see: Visible, found: Subquery, locale: Locale) -> Select[Any]:
    """The largest of the found orders, with the names that belong to them: one row stays one row."""
    order = (found.c.overdue.desc().nulls_last(), found.c.left.desc().nulls_last(), *(found.c[key] for key in SLICE))
    top = select(found).order_by(*order).limit(MOST).subquery("top")
    head, deal = _heads(see, top), see.fact("opportunity")
    customer = see.labels("customer")
    joined = top.outerjoin(head, and_(head.c.source == top.c.order_source, head.c.order_id == top.c.order_id))
    joined = joined.outerjoin(customer, _is(customer, "customer_id", head)).outerjoin(
        deal, _is(deal, "opportunity_id", head)
    )
    columns: dict[str, Any] = {
        "order": top.c.order_source + ":" + top.c.order_id,
        "deal": deal.c.source + ":" + deal.c.opportunity_id,
        "order_id": top.c.order_id,
        "deal_name": deal.c.name,
        "customer_name": customer.c.name,
        "left": cast(top.c.left, Double),
        "since": top.c.since,
        "overdue": cast(top.c.overdue, Double),
        "due_on": top.c.due_on,
        "source": top.c.order_source,
        "region": top.c.order_region,
        "channel": top.c.order_channel,
    }
    rows = select(*(value.label(name) for name, value in columns.items())).select_from(joined).subquery("rows")
    told = named(see, rows, ("region", "channel"), locale).order_by(None).subquery("told")
    first = (told.c.overdue.desc().nulls_last(), told.c.left.desc().nulls_last(), told.c.order, told.c.region)
    return select(told).order_by(*first, told.c.channel)


def _heads(see: Visible, top: Subquery) -> Subquery:
    """Who ordered and for which deal: one row an order; the first id where its lines do not agree."""
    line = see.fact("order_line")
    ours = tuple_(line.c.source, line.c.order_id).in_(select(top.c.order_source, top.c.order_id))
    who = (func.min(line.c.customer_id).label("customer_id"), func.min(line.c.opportunity_id).label("opportunity_id"))
    rows = select(line.c.source, line.c.order_id, *who).where(ours)
    return rows.group_by(line.c.source, line.c.order_id).subquery("head")


def _is(member: FromClause, key: str, head: Subquery) -> ColumnElement[bool]:
    return and_(member.c.source == head.c.source, member.c[key] == head.c[key])
