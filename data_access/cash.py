"""From delivery to money in the bank: how much has been collected, what is open, and how long it takes."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Double, Select, cast, func, select, tuple_, union_all

from data_access.calendar_days import calendar_days
from data_access.cut import Span, cut
from data_access.labels import frame_columns, named, row_columns
from data_access.open_orders import RECENT_DAYS, as_of, delivering_channels, undelivered_orders, unpaid_orders
from data_access.visible import Visible
from data_access.warehouse import Warehouse, query
from domain.ask import Ask
from domain.filters import Filters
from domain.frames import Contract, Kind

Answers = dict[str, pd.DataFrame]
_VALUES = {"delivered": Kind.NUMBER, "received": Kind.NUMBER}


def _contract(filters: Filters, ask: Ask, last: date) -> Contract:
    return Contract("cash", frame_columns(ask.by) | _VALUES, tuple(ask.by))


@query(_contract)
def collected(see: Visible, filters: Filters, ask: Ask, last: date) -> Select[Any]:
    """Per group: `delivered` in the window, and `received` up to the day `last` for just these orders."""
    span = Span(filters.first, as_of(filters))
    sent, orders = cut(see, "delivery", filters, ask.by, span), cut(see, "delivery", filters, (), span)
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


def collection_rate(data: Warehouse, periods: Mapping[str, Filters], ask: Ask) -> Answers:
    """Receipts up to the end of each period ÷ delivered amount, for the orders delivered in it; NaN where nothing was.

    With a grain: of the orders delivered in each step that has begun, all by the end of the period; the last steps have
    had less time to be paid.
    """
    plain = Ask((), ask.by, locale=ask.locale)
    answers = {}
    for name, filters in periods.items():
        last = as_of(filters)
        steps = [(first, filters.between(first, end)) for end, first in _ends(data, filters, ask).items()]
        parts = [collected(data, one, plain, last).assign(period=pd.Timestamp(first)) for first, one in steps]
        rows = pd.concat(parts) if parts else collected(data, filters, plain, last).head(0).assign(period=[])
        kinds = {key: str(kind) for key, kind in frame_columns(ask.by, ask.grain).items()}
        answers[name] = rows.assign(collection_rate=_collected(rows)).astype(kinds).reset_index(drop=True)
    return answers


def _collected(rows: pd.DataFrame) -> pd.Series:
    return rows.received / rows.delivered.where(rows.delivered != 0)


def undelivered(data: Warehouse, periods: Mapping[str, Filters], ask: Ask) -> Answers:
    """Signed and not delivered at the end of each period, or of each step that has begun, with `undelivered_orders`.

    Of channels whose deliveries are recorded.
    """
    channels = tuple(delivering_channels(data).channel)
    return _at_ends(data, periods, ask, lambda filters, days: undelivered_orders(data, filters, ask, days, channels))


def unpaid(data: Warehouse, periods: Mapping[str, Filters], ask: Ask) -> Answers:
    """Delivered and not paid at the end of each period, or of each step that has begun.

    `unpaid` in money, `unpaid_orders`, and `dso`: days sales outstanding, `unpaid` ÷ the mean daily delivered amount of
    the last 90 days; NaN where nothing was delivered. An order paid in advance settles no other order.
    """
    plain = Ask((), ask.by, locale=ask.locale)  # the same question for all of these metrics
    answers = _at_ends(data, periods, ask, lambda filters, days: unpaid_orders(data, filters, plain, days))
    return {name: rows.assign(dso=_days_open(rows)) for name, rows in answers.items()}


def _days_open(rows: pd.DataFrame) -> pd.Series:
    return rows.unpaid / (rows.recent.where(rows.recent > 0) / RECENT_DAYS)


def _at_ends(
    data: Warehouse,
    periods: Mapping[str, Filters],
    ask: Ask,
    asked: Callable[[Filters, tuple[date, ...]], pd.DataFrame],
) -> Answers:
    """One query for all days on which a period, or a step of it, ends."""
    ends = {name: _ends(data, filters, ask) for name, filters in periods.items()}
    days = tuple(sorted({end for steps in ends.values() for end in steps}))
    selection = next(iter(periods.values()))
    found = asked(selection, days) if days else None
    if found is None:  # no step has begun
        return {name: asked(filters, (as_of(filters),)).head(0) for name, filters in periods.items()}
    return {name: _of_ends(found, steps, ask) for name, steps in ends.items()}


def _ends(data: Warehouse, filters: Filters, ask: Ask) -> dict[date, date]:
    """Each day to ask for, with the first day of the step that it ends; the window's own end without a grain."""
    if ask.grain is None:
        return {as_of(filters): filters.first}
    days = calendar_days(data, filters.first, as_of(filters))
    last = days.groupby(ask.grain.column, as_index=False).day.max()
    return {row.day.date(): row[ask.grain.column].date() for _, row in last.iterrows()}


def _of_ends(found: pd.DataFrame, steps: Mapping[date, date], ask: Ask) -> pd.DataFrame:
    """The rows of these days; nothing up to a day is a row of zeros where nobody asks by a dimension."""
    days = pd.DatetimeIndex(list(steps)).as_unit("us")
    rows = found[found.period.isin(days)]
    if not ask.by:
        rows = rows.set_index("period").reindex(days, fill_value=0.0).rename_axis("period").reset_index()
    if ask.grain is None:
        return rows.drop(columns="period").reset_index(drop=True)
    begins = {pd.Timestamp(end): pd.Timestamp(step) for end, step in steps.items()}
    return rows.assign(period=rows.period.map(begins).astype("datetime64[us]")).reset_index(drop=True)
