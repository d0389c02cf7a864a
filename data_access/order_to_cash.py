"""Deals on their way to cash: how many pass each stage, where they leak, and who leads the stages that take long."""

from collections.abc import Callable
from dataclasses import replace
from functools import reduce
from operator import add
from typing import Any

import pandas as pd
from sqlalchemy import (
    ColumnElement,
    Double,
    Select,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    tuple_,
)

from data_access.cut import Span, cut
from data_access.dialects import days_between
from data_access.freshness import filled_tables
from data_access.funnel_cut import by_slice, rows_of, stays, told
from data_access.labels import named
from data_access.published import FOR_EVER
from data_access.visible import Visible
from data_access.warehouse import Warehouse, query
from domain.contracts_cash import BOOKED, LATE_MEMBERS, PASSAGES
from domain.facts import FACTS
from domain.filters import Filters
from domain.funnel import FunnelAsk
from domain.periods import just_after

Way = Callable[[Visible, Any, str], list[ColumnElement[bool]]]
_BOOKS = {"won": ("order_line", "revenue"), "fulfilled": ("delivery", "amount"), "paid": ("receipt", "amount")}


@query(by_slice(PASSAGES))
def passages(see: Visible, filters: Filters, ask: FunnelAsk) -> Select[Any]:
    """What became, by the instant asked for, of the deals that first entered each stage in the window.

    A stage that was jumped over counts as entered and passed. A deal that was lost and stands in a stage of the
    selection again is not leaked. Amounts are those at entry; deals without one count and add nothing.
    """
    mine = stays(see, filters, ask, Span(ask.first, ask.last))
    stay = mine.door.c
    mine.conditions.append(stay.visit == 1)
    there = _standing(see, filters, ask)
    same = and_(there.c.source == stay.source, there.c.opportunity_id == stay.opportunity_id)
    mine.rows = mine.rows.outerjoin(there, same)
    onward = _by(stay.reached_at, ask)
    gone = or_(_by(stay.lost_at, ask), _by(stay.gone_at, ask))
    leaked = and_(~onward, gone, there.c.opportunity_id.is_(None))
    mine.groups["position"] = stay.stage
    rows, groups = rows_of(mine, entered=stay.source, amount=stay.amount, onward=onward, leaked=leaked)
    values: dict[str, ColumnElement[Any]] = {"count": func.count(rows.c.entered), "amount": _sum(rows.c.amount)}
    for name in ("onward", "leaked"):
        values[f"{name}_count"] = func.count(case((rows.c[name], 1)))
        values[f"{name}_amount"] = _sum(case((rows.c[name], rows.c.amount)))
    counted = select(*groups, *(value.label(name) for name, value in values.items())).group_by(*groups)
    return told(see, counted.subquery("rows"), ask, ("position",))


def _standing(see: Visible, filters: Filters, ask: FunnelAsk) -> Subquery:
    """The deals of the selection that stand in a stage, open or won, at the instant asked for, each once."""
    mine = stays(see, filters, replace(ask, by=""))
    mine.conditions.append(~_by(mine.door.c.left_at, ask))
    return mine.select(mine.door.c.source, mine.door.c.opportunity_id).distinct().subquery("standing")


def _by(moment: ColumnElement[Any], ask: FunnelAsk) -> ColumnElement[bool]:
    """It had happened by the instant asked for: never NULL, so that its opposite can be asked as well."""
    return func.coalesce(moment, FOR_EVER) <= ask.at


@query(LATE_MEMBERS)
def late_members(see: Visible, filters: Filters, ask: FunnelAsk) -> Select[Any]:
    """Days beyond what a stage is expected to take, by the deal's member in its leading role when the stay ended.

    Of stays that ended in the window or go on. Without such a member: unassigned. Of several the one who was the first
    to hand over counts, and a stay counts once.
    """
    late = _late(see, filters, ask)
    member = see.fact("opportunity_member")
    leads = and_(
        member.c.source == late.c.stay_source,
        member.c.opportunity_id == late.c.opportunity_id,
        member.c.role == late.c.role,
        member.c.valid_from <= late.c.until,
        or_(member.c.valid_to.is_(None), member.c.valid_to >= late.c.until),
    )
    first = (member.c.valid_to.asc().nulls_last(), member.c.valid_from.desc().nulls_last(), member.c.rep_id)
    stay = (late.c.stay_source, late.c.opportunity_id, late.c.stage, late.c.visit)
    place = func.row_number().over(partition_by=stay, order_by=first).label("place")
    led = select(late, member.c.rep_id.label("rep"), place).select_from(late.outerjoin(member, leads)).subquery("led")
    keys = [case((led.c.rep.is_not(None), led.c.stay_source)).label("source"), led.c.rep, led.c.role]
    values = {"late": func.count(led.c.stage), "days": _sum(led.c.days), "amount": _sum(led.c.amount)}
    totals = select(*keys, *(value.label(name) for name, value in values.items())).where(led.c.place == 1)
    rows = totals.group_by(*keys).subquery("rows")
    one = named(see, rows, ("rep",), ask.locale).order_by(None).subquery("named")
    return select(one).order_by(one.c.days.desc().nulls_last(), one.c.rep.asc().nulls_last(), one.c.role)


def _late(see: Visible, filters: Filters, ask: FunnelAsk) -> Any:
    """The stays that took longer than their stage is expected to: `days` beyond, and the day `until` which."""
    mine = stays(see, filters, ask)
    stay, stage = mine.door.c, see.labels("stage")
    same = and_(stage.c.source == stay.source, stage.c.funnel == stay.funnel, stage.c.position == stay.stage)
    mine.rows = mine.rows.join(stage, same)
    ended = _by(stay.left_at, ask)
    until = case((ended, stay.left_at), else_=literal(just_after(ask.at)))
    days = days_between(stay.entered_at, until) - stage.c.expected_days
    mine.conditions += [~stay.skipped, stage.c.lead_role.is_not(None), days > 0]
    mine.conditions.append(or_(~ended, stay.left_on.between(ask.first, ask.last)))
    columns = [stay.source.label("stay_source"), stay.opportunity_id, stay.stage, stay.visit, stay.amount]
    columns += [stage.c.lead_role.label("role"), days.label("days")]
    return mine.select(*columns, case((ended, stay.left_on), else_=ask.last).label("until")).subquery("late")


@query(BOOKED)
def booked(see: Visible, filters: Filters, ask: FunnelAsk, facts: tuple[str, ...]) -> Select[Any]:
    """What was ordered (without returns), delivered and received in the window for deals of the funnel: one row.

    A delivery or receipt belongs to the deal that it names, else to that of its order. `facts` are those that the data
    have; the column of another is NULL.
    """
    columns = []
    for name, (fact, amount) in _BOOKS.items():
        ways = _by_deal, *([] if fact == "order_line" else [_by_order])
        total = reduce(add, (_total(see, filters, ask, (fact, amount, way)) for way in ways))
        columns.append((total if fact in facts else cast(null(), Double)).label(name))
    return select(*columns)


def _total(see: Visible, filters: Filters, ask: FunnelAsk, what: tuple[str, str, Way]) -> ColumnElement[Any]:
    fact, amount, way = what
    mine = cut(see, fact, filters, (), Span(ask.first, ask.last))
    mine.conditions += way(see, mine.door.c, ask.funnel)
    mine.conditions += [mine.door.c.quantity >= 0] if fact == "order_line" else []
    return mine.select(_sum(mine.door.c[amount])).scalar_subquery()


def _by_deal(see: Visible, row: Any, funnel: str) -> list[ColumnElement[bool]]:
    """The row names a deal of the funnel."""
    deal = see.fact("opportunity").c
    return [
        tuple_(row.source, row.opportunity_id).in_(
            select(deal.source, deal.opportunity_id).where(deal.funnel == funnel)
        )
    ]


def _by_order(see: Visible, row: Any, funnel: str) -> list[ColumnElement[bool]]:
    """The row names no deal, and its order one of the funnel. Apart, since no database plans an OR of the two well."""
    line = see.fact("order_line").c
    orders = select(line.source, line.order_id).where(*_by_deal(see, line, funnel))
    return [row.opportunity_id.is_(None), tuple_(row.source, row.order_id).in_(orders)]


def booked_amounts(data: Warehouse, filters: Filters, ask: FunnelAsk) -> pd.DataFrame:
    """The books of a funnel's deals, of the facts that some source has filled.

    Returns BOOKED; raises ReaderError where a filter is one that deliveries and receipts cannot be narrowed by.
    """
    there = set(filled_tables(data)["table"])
    return booked(data, filters, ask, tuple(fact for fact, _ in _BOOKS.values() if FACTS[fact].table in there))


def _sum(value: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(func.coalesce(func.sum(value), 0), Double)
