"""From delivery to money in the bank: how much has been collected, and how long it takes."""

from datetime import timedelta
from typing import Any

import pandas as pd
from sqlalchemy import Double, Select, case, cast, func, select, tuple_, union_all

from data_access.cut import Span, cut
from data_access.labels import frame_columns, named, row_columns
from data_access.open_orders import Part, as_of, delivered, left, positions, received
from data_access.visible import Visible
from data_access.warehouse import Warehouse, query
from domain.ask import Ask
from domain.filters import Filters
from domain.frames import Contract, Kind

DSO_DAYS = 90
_VALUES = {"delivered": Kind.NUMBER, "received": Kind.NUMBER}
_OPEN = {"unpaid": Kind.NUMBER, "recent": Kind.NUMBER}


def _contract(filters: Filters, ask: Ask) -> Contract:
    return Contract("cash", frame_columns(ask.by) | _VALUES, tuple(ask.by))


@query(_contract)
def collected(see: Visible, filters: Filters, ask: Ask) -> Select[Any]:
    """Per group: `delivered` in the window, and `received` up to its last elapsed day for just these orders."""
    last = filters.window.elapsed_last
    sent = cut(see, "delivery", filters, ask.by, Span(filters.first, last))
    orders = cut(see, "delivery", filters, (), Span(filters.first, last))
    money = cut(see, "receipt", filters, ask.by)
    these = orders.select(orders.door.c.source, orders.door.c.order_id)
    money.conditions += [
        money.door.c.received_on <= last,
        tuple_(money.door.c.source, money.door.c.order_id).in_(these),
    ]
    parts = (
        sent.grouped(func.sum(sent.door.c.amount).label("delivered")),
        money.grouped(func.sum(money.door.c.amount).label("received")),
    )
    return _side_by_side(see, parts, ask)


@query(lambda filters, ask: Contract("outstanding", frame_columns(ask.by) | _OPEN, tuple(ask.by)))
def outstanding(see: Visible, filters: Filters, ask: Ask) -> Select[Any]:
    """Per group, up to the window's last elapsed day: what is delivered and not `unpaid`, order by order, and the
    deliveries of the `recent` 90 days.
    """
    sent = delivered(see, filters, ask.by)
    since = as_of(filters) - timedelta(days=DSO_DAYS - 1)
    late = case((sent.mine.door.c.delivered_on >= since, sent.mine.door.c.amount), else_=0)
    rows = positions(ask.by, (Part(sent.mine, {**sent.values, "recent": late}), received(see, filters, ask.by)))
    keys = [rows.c[key] for key in row_columns(ask.by)]
    values = {"unpaid": left(rows.c.delivered, rows.c.received), "recent": rows.c.recent}
    totals = (cast(func.coalesce(func.sum(value), 0), Double).label(name) for name, value in values.items())
    return named(see, select(*keys, *totals).group_by(*keys).subquery("rows"), ask.by, ask.locale)


def _side_by_side(see: Visible, parts: tuple[Select[Any], ...], ask: Ask) -> Select[Any]:
    """Deliveries and receipts aggregated apart and stacked: joined, each would be counted once per other."""
    keys = row_columns(ask.by)
    stacked = []
    for part in parts:
        rows = part.subquery()
        values = [(cast(rows.c[v], Double) if v in rows.c else cast(None, Double)).label(v) for v in _VALUES]
        stacked.append(select(*(rows.c[key].label(key) for key in keys), *values))
    both = union_all(*stacked).subquery("both")
    totals = (func.coalesce(func.sum(both.c[value]), 0).label(value) for value in _VALUES)
    rows = select(*(both.c[key] for key in keys), *totals).group_by(*(both.c[key] for key in keys)).subquery("rows")
    return named(see, rows, ask.by, ask.locale)


def collection_rate(data: Warehouse, filters: Filters, ask: Ask) -> pd.DataFrame:
    """Receipts to date ÷ delivered amount, for the orders delivered in the window; NaN where nothing was."""
    rows = collected(data, filters, ask)
    return rows.assign(collection_rate=rows.received / rows.delivered.where(rows.delivered != 0))


def dso(data: Warehouse, filters: Filters, ask: Ask) -> pd.DataFrame:
    """Days sales outstanding: delivered and not paid ÷ mean daily delivered amount of the last 90 days.

    An order paid in advance owes nothing and settles no other order.
    """
    rows = outstanding(data, filters, ask)
    daily = rows.recent.where(rows.recent > 0) / DSO_DAYS
    return rows.assign(dso=rows.unpaid / daily)
