"""What happened to each deal, as one list: the events of the source, and events made of dates where it has none."""

from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    DateTime,
    FromClause,
    Integer,
    Select,
    String,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from data_access.loading.deal_rows import Part
from data_access.loading.local_days import LocalDays
from data_access.published import deal_observed
from data_access.tables import opportunity, opportunity_event, order_line, stage

WON = ("won", "fulfilled", "paid")
CARRIED = ("amount", "expected_close_on", "forecast_category", "rep_id", "region_id", "channel_id", "partner_id",
           "product_line")  # fmt: skip
_STEPS = {"created": 1, "closed": 2, "fulfilled": 3}


def all_events(days: LocalDays, part: Part) -> Subquery:
    """Of some deals: (source, opportunity_id, seq, at, kind, stage, what a deal then was, origin), in no order.

    A deal without events that has a creation date gets them made of its dates: created, closed, first ordered. One
    that is closed on no known day gets none: it would stand open for ever. A deal that snapshots watch gets them made
    up to the first of these, of the dates that it had then.
    """
    event = opportunity_event.c
    stage_to = event.stage_to.label("stage")
    told = select(event.source, event.opportunity_id, event.seq, event["at"], event.kind, stage_to,
                  *(event[name] for name in CARRIED), event.origin)  # fmt: skip
    return union_all(told.where(part.has(opportunity_event)), *_made_of_dates(days, part)).subquery("event")


def _made_of_dates(days: LocalDays, part: Part) -> tuple[Select[Any], ...]:
    deal = union_all(_silent(part), _first_seen(part)).cte("beginning")
    is_open = deal.c.stage_kind == "open"
    began = case((is_open, deal.c.stage), else_=func.coalesce(deal.c.last_open, deal.c.first_won, deal.c.stage))
    ended = case((deal.c.stage_kind == "lost", deal.c.stage), else_=func.coalesce(deal.c.first_won, deal.c.stage))
    ordered = first_orders(part)
    same = and_(ordered.c.source == deal.c.source, ordered.c.opportunity_id == deal.c.opportunity_id)
    ordered_at = days.start_of(ordered.c.day)
    fulfilled = _made(deal, "fulfilled", ordered_at, deal.c.first_fulfilled).join(ordered, same)
    unseen = or_(deal.c.first_at.is_(None), ordered_at <= deal.c.first_at)
    return (
        _made(deal, "created", days.start_of(deal.c.created_on), began),
        _made(deal, "closed", days.start_of(deal.c.closed_on), ended).where(~is_open, deal.c.closed_on.is_not(None)),
        fulfilled.where(deal.c.stage_kind.in_(WON), deal.c.first_fulfilled.is_not(None), unseen),
    )


def _made(deal: CTE, step: str, at: ColumnElement[Any], position: ColumnElement[Any]) -> Select[Any]:
    kind, seen_at = "created" if step == "created" else "changed", deal.c.first_at
    return select(
        deal.c.source, deal.c.opportunity_id, literal(_STEPS[step], Integer).label("seq"),
        case((at > seen_at, seen_at), else_=at).label("at"),
        literal(kind, String).label("kind"), position.label("stage"), *(deal.c[name] for name in CARRIED),
        literal("reconstructed", String).label("origin"),
    )  # fmt: skip


def _silent(part: Part) -> Select[Any]:
    """Deals without any event whose dates tell when they began and ended."""
    deal, event = opportunity.c, opportunity_event.c
    told = select(event.source, event.opportunity_id).where(part.has(opportunity_event)).distinct().subquery("told_of")
    heard = and_(told.c.source == deal.source, told.c.opportunity_id == deal.opportunity_id)
    dated = and_(deal.created_on.is_not(None), (stage.c.kind == "open") | deal.closed_on.is_not(None))
    rows = _beginning(opportunity, deal.funnel, deal.stage, cast(null(), DateTime)).outerjoin(told, heard)
    return rows.where(part.has(opportunity), dated, told.c.source.is_(None))


def _first_seen(part: Part) -> Select[Any]:
    """Deals as a snapshot saw them first, where their dates tell when they began."""
    event, seen = opportunity_event.c, deal_observed.c
    first = select(opportunity_event, seen.funnel, seen.created_on, seen.closed_on, seen.first_at).where(
        event.source == seen.source, event.opportunity_id == seen.opportunity_id, event.seq == seen.first_seq,
        event.origin == "observed", part.has(opportunity_event), seen.created_on.is_not(None),
    ).subquery("first_seen")  # fmt: skip
    return _beginning(first, first.c.funnel, first.c.stage_to, first.c.first_at)


def _beginning(
    row: FromClause, funnel: ColumnElement[Any], position: ColumnElement[Any], seen_at: ColumnElement[Any]
) -> Select[Any]:
    """What is known first of some deals, with the turning points of their funnel."""
    point = turning_points()
    own = and_(stage.c.source == row.c.source, stage.c.funnel == funnel, stage.c.position == position)
    turning = and_(point.c.source == row.c.source, point.c.funnel == funnel)
    keys = (row.c[name] for name in ("source", "opportunity_id", "created_on", "closed_on", *CARRIED))
    known = (position.label("stage"), stage.c.kind.label("stage_kind"), seen_at.label("first_at"))
    points = (point.c.last_open, point.c.first_won, point.c.first_fulfilled)
    return select(*keys, *known, *points).select_from(row.join(stage, own).join(point, turning))


def turning_points() -> Subquery:
    """Per funnel: its last open stage, the first that is won and the first that is fulfilled; empty where none is."""

    def those(kind: str) -> ColumnElement[Any]:
        return case((stage.c.kind == kind, stage.c.position))

    points = select(
        stage.c.source, stage.c.funnel, func.max(those("open")).label("last_open"),
        func.min(those("won")).label("first_won"), func.min(those("fulfilled")).label("first_fulfilled"),
    )  # fmt: skip
    return points.group_by(stage.c.source, stage.c.funnel).subquery("point")


def first_orders(part: Part | None = None) -> Subquery:
    """The first booked order day of each deal (of some deals) that order lines name."""
    line = order_line.c
    rows = select(line.source, line.opportunity_id, func.min(line.ordered_on).label("day"))
    these = part.has(order_line) if part else line.opportunity_id.is_not(None)
    named = rows.where(these, line.status == "booked")
    return named.group_by(line.source, line.opportunity_id).subquery("ordered")
