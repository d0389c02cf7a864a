"""Stays of deals in stages, made of their states: when they entered, where they went, what became of them later."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    FromClause,
    Integer,
    Select,
    Subquery,
    Table,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)

from data_access.dialects import days_between
from data_access.loading.deal_rows import AFTER, BEFORE, Part, along, turns
from data_access.published import FOR_EVER, deal_span, deal_stay
from data_access.tables import stage

_INSIDE = ("open", "won")


def stays(step: Table) -> CompoundSelect[Any]:
    """The rows of `deal_stay` of some deals, from their `steps`.

    A stage that a deal jumps over on its way to the highest one it has been in is entered and left at the instant
    of the jump; those before the stage it began in, and lost ones, are not.
    """
    return union_all(_stayed(step), _jumped(step))


def steps(part: Part) -> Select[Any]:
    """States with which a deal enters a stage, is lost or is deleted; with what follows and what came before."""
    row = select(deal_span).where(turns(deal_span), part.has(deal_span)).subquery("turn")
    inside = row.c.status.in_(_INSIDE)
    made = {
        "left_at": along(row, func.lead(row.c.from_at)),
        "left_on": along(row, func.lead(row.c.from_on)),
        "stage_after": along(row, func.lead(row.c.stage)),
        "status_after": along(row, func.lead(row.c.status)),
        "highest_before": along(row, func.max(case((inside, row.c.stage))), BEFORE),
        "lost_at": along(row, func.min(case((row.c.status == "lost", row.c.from_at))), AFTER),
        "gone_at": along(row, func.min(case((row.c.status == "deleted", row.c.from_at))), AFTER),
    }
    return select(row, *(value.label(name) for name, value in made.items()))


def _stayed(step: Table) -> Select[Any]:
    here, after = step.c, step.c.status_after
    left_by = case(
        (after.in_(("lost", "deleted")), after),
        (and_(after == "won", here.status == "open"), "won"),
        (here.stage_after > here.stage, "forward"),
        (here.stage_after.is_not(None), "back"),
    )
    later, earlier = _reached_later(step), _visited_earlier(step)
    made = {
        "visit": 1 + func.coalesce(earlier.c.visits, 0),
        "skipped": false(),
        "left_at": here.left_at,
        "left_on": here.left_on,
        "left_by": left_by,
        "left_to": case((after != "deleted", here.stage_after)),
        "reached_at": case((_went_on(step), here.left_at), else_=later.c.reached_at),
    }
    joined = step.outerjoin(later, _same(later, step)).outerjoin(earlier, _same(earlier, step))
    return select(*_columns(step, here.stage, made)).select_from(joined).where(here.status.in_(_INSIDE))


def _went_on(step: FromClause) -> ColumnElement[bool]:
    return and_(step.c.status_after.in_(_INSIDE), step.c.stage_after > step.c.stage)


def _reached_later(step: Table) -> Subquery:
    """When stays that did not end with a move forward were followed by a later stage all the same."""
    stay, after = step.alias("ended"), step.alias("after")
    ended = and_(stay.c.status.in_(_INSIDE), stay.c.status_after.is_not(None), ~_went_on(stay))
    follows = and_(_of_one_deal(stay, after), after.c.seq > stay.c.seq)
    first = func.min(after.c.from_at).label("reached_at")
    rows = select(stay.c.source, stay.c.opportunity_id, stay.c.seq, first).join(after, follows)
    reached = rows.where(ended, after.c.status.in_(_INSIDE), after.c.stage > stay.c.stage)
    return reached.group_by(stay.c.source, stay.c.opportunity_id, stay.c.seq).subquery("later")


def _visited_earlier(step: Table) -> Subquery:
    """How often those who came back to a stage had been in it, or had jumped over it, before."""
    stay, before = step.alias("again"), step.alias("before")
    came_back = and_(stay.c.status.in_(_INSIDE), stay.c.stage <= stay.c.highest_before)
    precedes = and_(_of_one_deal(stay, before), before.c.seq < stay.c.seq, before.c.status.in_(_INSIDE))
    over = and_(before.c.highest_before < stay.c.stage, before.c.stage > stay.c.stage)
    visits = cast(func.count(), Integer).label("visits")
    rows = select(stay.c.source, stay.c.opportunity_id, stay.c.seq, visits).join(before, precedes)
    earlier = rows.where(came_back, or_(before.c.stage == stay.c.stage, over))
    return earlier.group_by(stay.c.source, stay.c.opportunity_id, stay.c.seq).subquery("earlier")


def _of_one_deal(row: FromClause, other: FromClause) -> ColumnElement[bool]:
    return and_(row.c.source == other.c.source, row.c.opportunity_id == other.c.opportunity_id)


def _same(row: FromClause, other: FromClause) -> ColumnElement[bool]:
    return and_(_of_one_deal(row, other), row.c.seq == other.c.seq)


def _jumped(step: Table) -> Select[Any]:
    here = step.c
    over = and_(
        stage.c.source == here.source,
        stage.c.funnel == here.funnel,
        stage.c.position > here.highest_before,
        stage.c.position < here.stage,
        stage.c.kind != "lost",
    )
    made = {
        "visit": literal(1),
        "skipped": true(),
        "left_at": here.from_at,
        "left_on": here.from_on,
        "left_by": case((and_(here.status == "won", stage.c.kind == "open"), "won"), else_="forward"),
        "left_to": here.stage,
        "reached_at": here.from_at,
    }
    rows = select(*_columns(step, stage.c.position, made)).select_from(step.join(stage, over))
    return rows.where(here.status.in_(_INSIDE))


def _columns(step: Table, position: ColumnElement[Any], made: dict[str, Any]) -> list[ColumnElement[Any]]:
    here = step.c
    given = dict(here.items()) | {"stage": position, "entered_at": here.from_at, "entered_on": here.from_on} | made
    given |= _settled(given) | {"days": days_between(given["entered_at"], given["left_at"])}
    return [given[column.name].label(column.name) for column in deal_stay.columns]


def _settled(given: dict[str, Any]) -> dict[str, ColumnElement[Any]]:
    """What became of the deal first: it got on, or it was lost or deleted."""
    got, lost, gone = (func.coalesce(given[name], FOR_EVER) for name in ("reached_at", "lost_at", "gone_at"))
    first = func.least(got, lost, gone)
    known = first < FOR_EVER
    days = func.ceil(days_between(given["entered_at"], first))
    return {
        "settled_at": case((known, first)),
        "settled_days": case((known, cast(days, Integer))),
        "got_on": case((known, got == first)),
        "went_on": func.coalesce(given["left_by"].in_(("forward", "won")), false()),
    }
