"""Stays of deals in the stages of a funnel: what became of those that entered, and how long they took."""

from datetime import date
from typing import Any

from sqlalchemy import Date, Double, Integer, Select, Subquery, and_, case, cast, false, func, literal, select, true
from sqlalchemy.sql.elements import ColumnElement

from data_access.cut import Cut, Span
from data_access.dialects import days_between, microseconds_between
from data_access.funnel_cut import by_slice, in_days, quantile, rows_of, stays, told, whole_days, with_days
from data_access.visible import Visible
from data_access.warehouse import query
from domain.contracts_funnel import DELAY
from domain.contracts_history import STAY_LENGTHS, STAY_OUTCOMES, STAY_TIMES
from domain.filters import Filters
from domain.frames import Contract
from domain.funnel import FOR_LONG, HORIZON, FunnelAsk
from domain.periods import add_months, just_after

SLICES = 40  # the largest are told of: a year of days for each of a thousand sellers is too much to read
_LONGEST = 365  # days; longer stays are as long as this and a day
_OPEN, _REACHED, _LOST, _LATE = range(4)  # late: lost first, and got on after all


@query(by_slice(STAY_OUTCOMES))
def stay_outcomes(see: Visible, filters: Filters, ask: FunnelAsk) -> Select[Any]:
    """First entries into each stage, in the window and in the year before it, by what became of them and when.

    What comes first counts: a deal that is lost, opened again and gets on after all is `lost` on the day it was lost,
    and `late`. Deleted deals are lost. Returns STAY_OUTCOMES; the cohort is the step of entry (`ask.cohorts`), or
    with slices (the 40 largest, fewer for a horizon beyond 90 days) the window, or the year, named by its first day.
    """
    year_before = add_months(ask.first, -12)
    mine = stays(see, filters, ask, Span(year_before, ask.last, None if ask.by else ask.cohorts))
    row = mine.door.c
    within = row.entered_on.between(ask.first, ask.last)
    mine.conditions.append(row.visit == 1)
    first_days = case((within, _day(ask.first)), else_=_day(year_before))
    mine.groups["cohort"] = mine.groups.pop("period", first_days)
    settled = row.settled_at <= ask.at
    # up to `at` itself: what happens at the end of a day has not been seen on that day
    seen = cast(func.floor(days_between(row.entered_at, literal(ask.at))), Integer)
    day = whole_days(case((settled, row.settled_days), else_=seen), ask.horizon)
    what = case(
        (~settled | settled.is_(None), _OPEN), (row.got_on, _REACHED), (row.reached_at <= ask.at, _LATE), else_=_LOST
    )
    mine.groups |= {"position": row.stage, "within": within, "day": day, "what": what}
    rows = _by_outcome(mine).subquery("rows")
    return told(see, _largest(rows, ask) if ask.by else rows, ask, ("position", "cohort", "within", "day"))


def _by_outcome(mine: Cut) -> Select[Any]:
    """One row a day, with a column for each outcome: counted by outcome first, since rows are many and days few."""
    entries, groups = rows_of(mine, amount=mine.door.c.amount)
    amount = entries.c.amount
    counts = {"deals": func.count(groups[-1]), "amount": func.sum(amount), "valued": func.count(amount)}
    days = select(*groups, *(count.label(name) for name, count in counts.items())).group_by(*groups).subquery("days")
    kept = [days.c[name] for name in mine.groups if name != "what"]
    outcomes = {"reached": (_REACHED,), "lost": (_LOST, _LATE), "open": (_OPEN,), "late": (_LATE,)}
    sums = {name: func.sum(case((days.c.what.in_(codes), days.c.deals), else_=0)) for name, codes in outcomes.items()}
    money = {"amount": cast(func.sum(days.c.amount), Double), "valued": func.sum(days.c.valued)}
    return select(*kept, *(total.label(name) for name, total in (sums | money).items())).group_by(*kept)


def _day(day: date) -> ColumnElement[Any]:
    return cast(literal(day), Date)


def _largest(rows: Subquery, ask: FunnelAsk) -> Subquery:
    """The rows of the slices into which most deals entered."""
    of_slice = [rows.c[name] for name in ("source", ask.by) if name in rows.c]
    size = func.sum(rows.c.reached + rows.c.lost + rows.c["open"]).over(partition_by=of_slice).label("size")
    sized = select(rows, size).subquery("sized")
    order = (sized.c["size"].desc().nulls_last(), *(sized.c[column.key].asc().nulls_last() for column in of_slice))
    placed = select(sized, func.dense_rank().over(order_by=order).label("place")).subquery("placed")
    kept = (column for column in placed.c if column.key not in ("size", "place"))
    return select(*kept).where(placed.c.place <= _slices(ask)).subquery("largest")


def _slices(ask: FunnelAsk) -> int:
    return SLICES * HORIZON // max(ask.horizon, HORIZON)


@query(by_slice(STAY_TIMES))
def stay_times(see: Visible, filters: Filters, ask: FunnelAsk) -> Select[Any]:
    """How long the deals stayed that left a stage forwards, in the window and ever; jumps over it left out."""
    mine = stays(see, filters, ask)
    row = mine.door.c
    mine.conditions += [~row.skipped, row.went_on, row.left_at <= ask.at]
    mine.groups["position"] = row.stage
    stayed = microseconds_between(row.entered_at, row.left_at)
    lately = case((row.left_on.between(ask.first, ask.last), stayed))
    ever = {"ever_n": func.count(stayed), "ever_p80_days": in_days(quantile(FOR_LONG, stayed))}
    return told(see, with_days(mine, {"n": func.count(lately)} | ever, lately), ask, ("position",))


@query(by_slice(STAY_LENGTHS))
def stay_lengths(see: Visible, filters: Filters, ask: FunnelAsk) -> Select[Any]:
    """Stays that began in the window, by how many days they lasted or have lasted so far; jumps left out."""
    mine = stays(see, filters, ask, Span(ask.first, ask.last))
    row = mine.door.c
    mine.conditions.append(~row.skipped)
    left = func.coalesce(row.left_at <= ask.at, false())
    day = case((left, func.ceil(row.days)), else_=func.floor(days_between(row.entered_at, literal(ask.at))))
    mine.groups |= {"position": row.stage, "day": whole_days(day, _LONGEST), "left": left}
    _, groups = rows_of(mine)
    days = select(*groups, func.count(groups[-1]).label("stays")).group_by(*groups).subquery("days")
    kept = [days.c[name] for name in mine.groups if name != "left"]
    ended = {"left": days.c.left, "still": ~days.c.left}
    counts = (func.sum(case((which, days.c.stays), else_=0)).label(name) for name, which in ended.items())
    return told(see, select(*kept, *counts).group_by(*kept).subquery("rows"), ask, ("position", "day"))


@query(by_slice(Contract("late_stays", {name: kind for name, kind in DELAY.columns.items() if name != "share"})))
def late_stays(see: Visible, filters: Filters, ask: FunnelAsk) -> Select[Any]:
    """Days beyond what a stage is expected to take, by its leading role; of stays that ended in the window or go on.

    Stages without an expected time, or without a role, have no delay.
    """
    mine = stays(see, filters, ask)
    row, end, stage = mine.door.c, _end(mine, ask), see.labels("stage")
    same = and_(stage.c.source == row.source, stage.c.funnel == row.funnel, stage.c.position == row.stage)
    mine.rows = mine.rows.join(stage, same)
    late = days_between(row.entered_at, end) - stage.c.expected_days
    mine.conditions += [~row.skipped, stage.c.lead_role.is_not(None), late > 0]
    mine.groups["role"] = stage.c.lead_role
    rows = mine.grouped(func.count(row.source).label("stays"), cast(func.sum(late), Double).label("days"))
    return told(see, rows.subquery("rows"), ask, ("role",))


def _end(mine: Cut, ask: FunnelAsk) -> ColumnElement[Any]:
    """When a stay ended, or the instant asked for; narrows the cut to those that ended in the window or go on."""
    row = mine.door.c
    on = func.coalesce(row.left_at > ask.at, true())
    mine.conditions.append(on | row.left_on.between(ask.first, ask.last))
    return case((on, literal(just_after(ask.at))), else_=row.left_at)
