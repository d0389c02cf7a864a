"""Stays of deals in stages, made of their states: when they entered, where they went, what became of them later."""

from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    Subquery,
    and_,
    case,
    false,
    func,
    or_,
    select,
    true,
    union_all,
)

from data_access.loading.deal_rows import AFTER, BEFORE, along
from data_access.published import deal_span, deal_stay
from data_access.tables import stage

_INSIDE = ("open", "won")
_AS_ENTERED = ("amount", "region_id", "channel_id", "partner_id", "rep_id", "customer_id", "product_line", "origin",
               "clamped")  # fmt: skip


def stays() -> Select[Any]:
    """The rows of `deal_stay`.

    A stage that a deal jumps over on its way to the highest one it has been in is entered and left at the instant
    of the jump; those before the stage it began in, and lost ones, are not.
    """
    step = _steps()
    row = union_all(_stayed(step), _jumped(step)).subquery("stay")
    visit = func.row_number().over(
        partition_by=(row.c.source, row.c.opportunity_id, row.c.stage),
        order_by=(row.c.seq, row.c.skipped.desc().nulls_last()),
    )
    given = dict(row.c.items()) | {"visit": visit}
    return select(*(given[column.name].label(column.name) for column in deal_stay.columns))


def _steps() -> CTE:
    """States with which a deal enters a stage, is lost or is deleted; with what follows and what came before."""
    row = _turns()
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
    return select(row, *(value.label(name) for name, value in made.items())).cte("step")


def _turns() -> Subquery:
    state = deal_span.c
    before = along(deal_span, func.lag(state.status)).label("status_before")
    row = select(deal_span, before).subquery("state")
    gone = (row.c.status == "deleted") != (row.c.status_before == "deleted")
    turns = or_(row.c.stage_before.is_(None), row.c.stage != row.c.stage_before, gone)
    return select(row).where(turns).subquery("turn")


def _stayed(step: CTE) -> Select[Any]:
    here, after = step.c, step.c.status_after
    left_by = case(
        (after.in_(("lost", "deleted")), after),
        (and_(after == "won", here.status == "open"), "won"),
        (here.stage_after > here.stage, "forward"),
        (here.stage_after.is_not(None), "back"),
    )
    onwards = and_(after.in_(_INSIDE), here.stage_after > here.stage)
    later = _reached_later(step)
    same = and_(later.c.source == here.source, later.c.opportunity_id == here.opportunity_id, later.c.seq == here.seq)
    made = {
        "skipped": false(),
        "left_at": here.left_at,
        "left_on": here.left_on,
        "left_by": left_by,
        "left_to": case((after != "deleted", here.stage_after)),
        "reached_at": case((onwards, here.left_at), else_=later.c.reached_at),
    }
    rows = select(*_columns(step, here.stage, made)).select_from(step.outerjoin(later, same))
    return rows.where(here.status.in_(_INSIDE))


def _reached_later(step: CTE) -> Subquery:
    """When stays that did not end with a move forward were followed by a later stage all the same."""
    stay, after = step.alias("stay"), step.alias("after")
    straight = and_(stay.c.status_after.in_(_INSIDE), stay.c.stage_after > stay.c.stage)
    ours = and_(
        after.c.source == stay.c.source, after.c.opportunity_id == stay.c.opportunity_id, after.c.seq > stay.c.seq
    )
    key = (stay.c.source, stay.c.opportunity_id, stay.c.seq)
    rows = select(*key, func.min(after.c.from_at).label("reached_at")).join(after, ours).group_by(*key)
    ended = and_(stay.c.status.in_(_INSIDE), stay.c.status_after.is_not(None), ~straight)
    return rows.where(ended, after.c.status.in_(_INSIDE), after.c.stage > stay.c.stage).subquery("later")


def _jumped(step: CTE) -> Select[Any]:
    here = step.c
    over = and_(
        stage.c.source == here.source,
        stage.c.funnel == here.funnel,
        stage.c.position > here.highest_before,
        stage.c.position < here.stage,
        stage.c.kind != "lost",
    )
    made = {
        "skipped": true(),
        "left_at": here.from_at,
        "left_on": here.from_on,
        "left_by": case((and_(here.status == "won", stage.c.kind == "open"), "won"), else_="forward"),
        "left_to": here.stage,
        "reached_at": here.from_at,
    }
    rows = select(*_columns(step, stage.c.position, made)).select_from(step.join(stage, over))
    return rows.where(here.status.in_(_INSIDE))


def _columns(step: CTE, position: ColumnElement[Any], made: dict[str, Any]) -> list[ColumnElement[Any]]:
    here = step.c
    given = dict(here.items()) | {"stage": position, "entered_at": here.from_at, "entered_on": here.from_on} | made
    names = [*(column.name for column in deal_stay.columns if column.name != "visit"), "seq"]
    return [given[name].label(name) for name in names]
