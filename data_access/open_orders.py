"""Orders on their way to cash: what is signed and not delivered, delivered and not paid.

An order is weighed slice by slice (region × channel), as loads split it: so the figures of regions and of channels add
up, and the reader of a part sees exactly that part of the whole. Lines, deliveries and receipts are stacked and summed
per slice of an order, never joined to each other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
from sqlalchemy import Double, Numeric, Select, Subquery, case, cast, func, null, select, tuple_, union_all
from sqlalchemy.sql.elements import ColumnElement

from data_access.cut import Cut, cut
from data_access.labels import frame_columns, named, row_columns
from data_access.visible import Visible
from data_access.warehouse import Warehouse, query
from domain.ask import Ask
from domain.dimensions import member_parts
from domain.errors import NotInScope
from domain.filters import Filters
from domain.frames import Contract, Kind
from i18n import Text

SLICE = ("order_source", "order_id", "order_region", "order_channel")
CENT = Decimal("0.005")  # less than half a cent is no open order: amounts converted at load have four decimals
_EXACT = Numeric(38, 4)
_NO_REPS = Text(
    "交付与回款不记销售，无法只按本人的订单计算。",
    "Deliveries and receipts name no seller: they cannot be narrowed to your own orders.",
)
_UNDELIVERED = {"signed": Kind.NUMBER, "delivered": Kind.NUMBER, "undelivered": Kind.NUMBER, "beyond": Kind.NUMBER}
_UNPAID = {"delivered": Kind.NUMBER, "received": Kind.NUMBER, "unpaid": Kind.NUMBER, "advance": Kind.NUMBER}


@dataclass(frozen=True, slots=True)
class Part:
    """Selected rows of one fact, and what is summed of them, by name."""

    mine: Cut
    values: Mapping[str, ColumnElement[Any]]


def _contract(name: str, values: Mapping[str, Kind], ask: Ask) -> Contract:
    return Contract(name, frame_columns(ask.by) | dict(values) | {f"{name}_orders": Kind.NUMBER}, tuple(ask.by))


@query(Contract("delivering_channels", {"channel": Kind.TEXT}, unique=("channel",)))
def delivering_channels(see: Visible) -> Select[Any]:
    """The channels, by member key, whose deliveries are recorded at all; the others' orders cannot be undelivered."""
    door = see.delivering()
    return select((door.c.source + ":" + door.c.channel_id).label("channel")).order_by(door.c.source, door.c.channel_id)


def to_date(see: Visible, filters: Filters, fact: str, by: tuple[str, ...] = ()) -> Cut:
    """The selected rows of a fact up to the window's last elapsed day. NotInScope for a reader of own orders only."""
    if see.scope.reps is not None:
        raise NotInScope(_NO_REPS)
    mine = cut(see, fact, filters, by)
    mine.conditions.append(mine.door.c[mine.fact.day or ""] <= as_of(filters))
    return mine


def as_of(filters: Filters) -> date:
    """The day whose end the figures of this subject are seen at: the window's last elapsed one."""
    return filters.window.elapsed_last


def signed(see: Visible, filters: Filters, by: tuple[str, ...], channels: Sequence[str]) -> Part:
    """Booked lines of these channels; a return is no part of a contract that waits for its goods."""
    mine = to_date(see, filters, "order_line", by)
    known = tuple_(mine.door.c.source, mine.door.c.channel_id).in_([member_parts(key) for key in channels])
    mine.conditions += [known, mine.door.c.quantity >= 0]
    return Part(mine, {"signed": mine.door.c.revenue})


def delivered(see: Visible, filters: Filters, by: tuple[str, ...]) -> Part:
    """Deliveries."""
    mine = to_date(see, filters, "delivery", by)
    return Part(mine, {"delivered": mine.door.c.amount})


def received(see: Visible, filters: Filters, by: tuple[str, ...]) -> Part:
    """Receipts."""
    mine = to_date(see, filters, "receipt", by)
    return Part(mine, {"received": mine.door.c.amount})


def positions(by: tuple[str, ...], parts: Sequence[Part]) -> Subquery:
    """One row per slice of an order (and group): the groups, SLICE, the sum of each value (0 where there is none)."""
    names = [name for part in parts for name in part.values]
    stacked = union_all(*(rows_of(part, by, names) for part in parts)).subquery("stacked")
    keys = [stacked.c[key] for key in (*row_columns(by), *SLICE)]
    sums = (func.coalesce(func.sum(stacked.c[name]), 0).label(name) for name in names)
    return select(*keys, *sums).group_by(*keys).subquery("positions")


def rows_of(part: Part, by: tuple[str, ...], names: Sequence[str]) -> Select[Any]:
    """The rows of a part as they are stacked: groups, SLICE, and every one of `names`, NULL where it has none."""
    door, nothing = part.mine.door, cast(null(), _EXACT)
    slices = zip(SLICE, ("source", "order_id", "region_id", "channel_id"), strict=True)
    own = (door.c[column].label(name) for name, column in slices)
    values = ((cast(part.values[n], _EXACT) if n in part.values else nothing).label(n) for n in names)
    rows = part.mine.select(*own, *values).subquery()
    return select(*(rows.c[name] for name in (*row_columns(by), *SLICE, *names)))


def left(whole: ColumnElement[Any], done: ColumnElement[Any]) -> ColumnElement[Any]:
    """What of a position is still to come: whole − done, never below 0; of nothing, nothing."""
    return case(((whole > 0) & (whole > done), whole - done), else_=0)


@query(lambda filters, ask, channels: _contract("undelivered", _UNDELIVERED, ask))
def undelivered_orders(see: Visible, filters: Filters, ask: Ask, channels: tuple[str, ...]) -> Select[Any]:
    """Per group, up to the window's last elapsed day: `signed` = what of it is delivered + `undelivered`.

    `delivered` = what of it was signed + `beyond` (more delivered than signed, or without an order).
    `undelivered_orders` counts the orders with something left. `channels`: whose deliveries are recorded.
    """
    rows = positions(ask.by, (signed(see, filters, ask.by, channels), delivered(see, filters, ask.by)))
    open_part = left(rows.c.signed, rows.c.delivered)
    totals = _totals(ask, rows, {"signed": rows.c.signed, "delivered": rows.c.delivered, "undelivered": open_part})
    beyond = totals.c.delivered - totals.c.signed + totals.c.undelivered
    return _named(see, ask, totals, {"beyond": beyond})


@query(lambda filters, ask: _contract("unpaid", _UNPAID, ask))
def unpaid_orders(see: Visible, filters: Filters, ask: Ask) -> Select[Any]:
    """Per group, up to the window's last elapsed day: `delivered` = what of it is paid + `unpaid`.

    `received` = what of it pays deliveries + `advance` (received before, or beyond, delivery; negative where more was
    paid back than received). `unpaid_orders` counts the orders with something left.
    """
    rows = positions(ask.by, (delivered(see, filters, ask.by), received(see, filters, ask.by)))
    open_part = left(rows.c.delivered, rows.c.received)
    totals = _totals(ask, rows, {"delivered": rows.c.delivered, "received": rows.c.received, "unpaid": open_part})
    advance = totals.c.received - totals.c.delivered + totals.c.unpaid
    return _named(see, ask, totals, {"advance": advance})


def _totals(ask: Ask, rows: Subquery, values: Mapping[str, ColumnElement[Any]]) -> Subquery:
    """The sums per group, still decimal; the last of `values` is the open part, whose orders are counted."""
    keys = [rows.c[key] for key in row_columns(ask.by)]
    *_, (name, open_part) = values.items()
    order = case((open_part >= CENT, rows.c.order_source + ":" + rows.c.order_id))
    sums = [func.coalesce(func.sum(value), 0).label(key) for key, value in values.items()]
    counted = func.count(order.distinct()).label(f"{name}_orders")
    return select(*keys, *sums, counted).group_by(*keys).subquery("totals")


def _named(see: Visible, ask: Ask, totals: Subquery, more: Mapping[str, ColumnElement[Any]]) -> Select[Any]:
    keys = row_columns(ask.by)
    numbers = {column.key: column for column in totals.c if column.key not in keys} | dict(more)
    rows = select(*(totals.c[key] for key in keys), *(cast(v, Double).label(n) for n, v in numbers.items()))
    return named(see, rows.subquery("rows"), ask.by, ask.locale)


def undelivered(data: Warehouse, filters: Filters, ask: Ask) -> pd.DataFrame:
    """Signed and not delivered, as `undelivered_orders` has it; of the channels whose deliveries are recorded."""
    channels = tuple(delivering_channels(data).channel)
    return undelivered_orders(data, filters, ask, channels)


def unpaid(data: Warehouse, filters: Filters, ask: Ask) -> pd.DataFrame:
    """Delivered and not paid, as `unpaid_orders` has it."""
    return unpaid_orders(data, filters, ask)
