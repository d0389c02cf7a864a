"""Orders on their way to cash: what is signed and not delivered, delivered and not paid, at the end of any day.

An order is weighed slice by slice (region × channel), as loads split it: so the figures of regions and of channels add
up, and the reader of a part sees exactly that part of the whole. Lines, deliveries and receipts are stacked and summed
per slice of an order, never joined to each other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    Date,
    Double,
    Numeric,
    Select,
    Subquery,
    case,
    cast,
    func,
    literal,
    null,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.sql.elements import ColumnElement

from data_access.cut import Cut, cut
from data_access.labels import frame_columns, named, row_columns
from data_access.open_to_all import Open
from data_access.visible import Visible
from data_access.warehouse import query
from domain.ask import Ask
from domain.dimensions import member_parts
from domain.errors import NotInScope
from domain.filters import Filters
from domain.frames import Contract, Kind
from i18n import Text

SLICE = ("period", "order_source", "order_id", "order_region", "order_channel")  # period: as known at the end of it
CENT = Decimal("0.005")  # less than half a cent is no open order: amounts converted at load have four decimals
RECENT_DAYS = 90
_EXACT = Numeric(38, 4)
_NO_REPS = Text(
    "交付与回款不记销售，无法只按本人的订单计算。",
    "Deliveries and receipts name no seller: they cannot be narrowed to your own orders.",
)
_UNDELIVERED = ("signed", "delivered", "undelivered", "beyond", "undelivered_orders")
_UNPAID = ("delivered", "received", "recent", "unpaid", "advance", "unpaid_orders")
Days = tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Selected rows of one fact, and what is summed of them, by name."""

    mine: Cut
    values: Mapping[str, ColumnElement[Any]]


def _contract(name: str, columns: Sequence[str], ask: Ask) -> Contract:
    return Contract(name, {**_keys(ask), **dict.fromkeys(columns, Kind.NUMBER)}, (*ask.by, "period"))


def _keys(ask: Ask) -> dict[str, Kind]:
    return frame_columns(ask.by) | {"period": Kind.DAY}


@query(Contract("delivering_channels", {"channel": Kind.TEXT}, unique=("channel",)))
def delivering_channels(see: Visible) -> Select[Any]:
    """The channels, by member key, whose deliveries are recorded at all; the others' orders cannot be undelivered."""
    door = see.open_to_all(Open.DELIVERING)
    return select((door.c.source + ":" + door.c.channel_id).label("channel")).order_by(door.c.source, door.c.channel_id)


@query(lambda filters, ask, days, channels: _contract("undelivered_orders", _UNDELIVERED, ask))
def undelivered_orders(see: Visible, filters: Filters, ask: Ask, days: Days, channels: tuple[str, ...]) -> Select[Any]:
    """Per group and day (`period`), of all orders up to its end: `signed` = what of it is delivered + `undelivered`.

    `delivered` = what of it was signed + `beyond` (more delivered than signed, or without an order).
    `undelivered_orders` counts the orders with something left. `channels`: whose deliveries are recorded.
    """
    parts = (signed(see, filters, (ask.by, days), channels), delivered(see, filters, (ask.by, days)))
    rows = positions(ask.by, parts)
    open_part = left(rows.c.signed, rows.c.delivered)
    totals = _totals(ask, rows, {"signed": rows.c.signed, "delivered": rows.c.delivered, "undelivered": open_part})
    beyond = totals.c.delivered - totals.c.signed + totals.c.undelivered
    return _named(see, ask, totals, {"beyond": beyond})


@query(lambda filters, ask, days: _contract("unpaid_orders", _UNPAID, ask))
def unpaid_orders(see: Visible, filters: Filters, ask: Ask, days: Days) -> Select[Any]:
    """Per group and day (`period`), of all orders up to its end: `delivered` = what of it is paid + `unpaid`.

    `received` = what of it pays deliveries + `advance` (received before, or beyond, delivery; negative where more was
    paid back than received). `recent` is what was delivered in the 90 days that end with the day. `unpaid_orders`
    counts the orders with something left.
    """
    sent = delivered(see, filters, (ask.by, days))
    since = case({day: day - timedelta(days=RECENT_DAYS - 1) for day in days}, value=sent.mine.groups["period"])
    late = case((sent.mine.door.c.delivered_on >= cast(since, Date), sent.mine.door.c.amount), else_=0)
    both = Part(sent.mine, {**sent.values, "recent": late}), received(see, filters, (ask.by, days))
    rows = positions(ask.by, both)
    open_part = left(rows.c.delivered, rows.c.received)
    values = {name: rows.c[name] for name in ("delivered", "received", "recent")}
    totals = _totals(ask, rows, values | {"unpaid": open_part})
    advance = totals.c.received - totals.c.delivered + totals.c.unpaid
    return _named(see, ask, totals, {"advance": advance})


def as_of(filters: Filters) -> date:
    """The day at whose end a selection is seen: the window's last elapsed one."""
    return filters.window.elapsed_last


def to_date(see: Visible, filters: Filters, fact: str, asked: tuple[tuple[str, ...], Days]) -> Cut:
    """The selected rows of a fact, for each of the days those up to its end, grouped by dimensions and `period`.

    `asked` are the dimensions and the days. NotInScope for a reader of own orders only.
    """
    if see.scope.reps is not None:
        raise NotInScope(_NO_REPS)
    by, days = asked
    mine = cut(see, fact, filters, by)
    listed = union_all(*(select(cast(literal(day), Date).label("day")) for day in days)).subquery("days")
    mine.rows = mine.rows.join(listed, mine.door.c[mine.fact.day or ""] <= listed.c.day)
    mine.groups["period"] = listed.c.day
    return mine


def signed(see: Visible, filters: Filters, asked: tuple[tuple[str, ...], Days], channels: Sequence[str]) -> Part:
    """Booked lines of these channels; a return is no part of a contract that waits for its goods."""
    mine = to_date(see, filters, "order_line", asked)
    known = tuple_(mine.door.c.source, mine.door.c.channel_id).in_([member_parts(key) for key in channels])
    mine.conditions += [known, mine.door.c.quantity >= 0]
    return Part(mine, {"signed": mine.door.c.revenue})


def delivered(see: Visible, filters: Filters, asked: tuple[tuple[str, ...], Days]) -> Part:
    """Deliveries."""
    mine = to_date(see, filters, "delivery", asked)
    return Part(mine, {"delivered": mine.door.c.amount})


def received(see: Visible, filters: Filters, asked: tuple[tuple[str, ...], Days]) -> Part:
    """Receipts."""
    mine = to_date(see, filters, "receipt", asked)
    return Part(mine, {"received": mine.door.c.amount})


def positions(by: tuple[str, ...], parts: Sequence[Part]) -> Subquery:
    """One row per slice of an order (and group): the groups, SLICE, the sum of each value (0 where there is none)."""
    names = [name for part in parts for name in part.values]
    rows = (sliced(part.mine, by, _all_of(part, names)) for part in parts)
    stacked = union_all(*rows).subquery("stacked")
    keys = [stacked.c[key] for key in (*row_columns(by), *SLICE)]
    sums = (func.coalesce(func.sum(stacked.c[name]), 0).label(name) for name in names)
    return select(*keys, *sums).group_by(*keys).subquery("positions")


def sliced(mine: Cut, by: tuple[str, ...], values: Mapping[str, ColumnElement[Any]]) -> Select[Any]:
    """The rows of a cut, not summed yet: groups, SLICE, `values`."""
    slices = zip(SLICE[1:], ("source", "order_id", "region_id", "channel_id"), strict=True)
    own = (mine.door.c[column].label(name) for name, column in slices)
    rows = mine.select(*own, *(value.label(name) for name, value in values.items())).subquery()
    return select(*(rows.c[name] for name in (*row_columns(by), *SLICE, *values)))


def _all_of(part: Part, names: Sequence[str]) -> dict[str, ColumnElement[Any]]:
    """Every one of these values, NULL where the part has none: what is stacked needs the same columns."""
    return {name: cast(part.values.get(name, null()), _EXACT) for name in names}


def left(whole: ColumnElement[Any], done: ColumnElement[Any]) -> ColumnElement[Any]:
    """What of a position is still to come: whole − done, never below 0; of nothing, nothing."""
    return case(((whole > 0) & (whole > done), whole - done), else_=0)


def _totals(ask: Ask, rows: Subquery, values: Mapping[str, ColumnElement[Any]]) -> Subquery:
    """The sums per group, still decimal; the last of `values` is the open part, whose orders are counted."""
    keys = [rows.c[key] for key in (*row_columns(ask.by), "period")]
    *_, (name, open_part) = values.items()
    order = case((open_part >= CENT, rows.c.order_source + ":" + rows.c.order_id))
    sums = [func.coalesce(func.sum(value), 0).label(key) for key, value in values.items()]
    counted = func.count(order.distinct()).label(f"{name}_orders")
    return select(*keys, *sums, counted).group_by(*keys).subquery("totals")


def _named(see: Visible, ask: Ask, totals: Subquery, more: Mapping[str, ColumnElement[Any]]) -> Select[Any]:
    keys = (*row_columns(ask.by), "period")
    numbers = {column.key: column for column in totals.c if column.key not in keys} | dict(more)
    rows = select(*(totals.c[key] for key in keys), *(cast(v, Double).label(n) for n, v in numbers.items()))
    return named(see, rows.subquery("rows"), ask.by, ask.locale)
