"""What happened to each deal, as one list: the events of the source, and events made of dates where it has none."""

from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    String,
    Subquery,
    and_,
    case,
    func,
    literal,
    select,
    union_all,
)

from data_access.loading.deal_rows import Part
from data_access.loading.local_days import LocalDays
from data_access.tables import opportunity, opportunity_event, order_line, stage

WON = ("won", "fulfilled", "paid")
_CARRIED = ("amount", "expected_close_on", "forecast_category", "rep_id", "region_id", "channel_id", "partner_id",
            "product_line")  # fmt: skip
_STEPS = {"created": 1, "closed": 2, "fulfilled": 3}


def all_events(days: LocalDays, part: Part) -> Subquery:
    """Of some deals: (source, opportunity_id, seq, at, kind, stage, what a deal then was, origin), in no order.

    A deal without events that has a creation date gets them made of its dates: created, closed, first ordered. One
    that is closed on no known day gets none: it would stand open for ever.
    """
    event = opportunity_event.c
    stage_to = event.stage_to.label("stage")
    told = select(event.source, event.opportunity_id, event.seq, event["at"], event.kind, stage_to,
                  *(event[name] for name in _CARRIED), event.origin)  # fmt: skip
    return union_all(told.where(part.has(opportunity_event)), *_made_of_dates(days, part)).subquery("event")


def _made_of_dates(days: LocalDays, part: Part) -> tuple[Select[Any], ...]:
    deal = _silent(part)
    is_open = deal.c.stage_kind == "open"
    began = case((is_open, deal.c.stage), else_=func.coalesce(deal.c.last_open, deal.c.first_won, deal.c.stage))
    ended = case((deal.c.stage_kind == "lost", deal.c.stage), else_=func.coalesce(deal.c.first_won, deal.c.stage))
    ordered = _first_orders()
    same = and_(ordered.c.source == deal.c.source, ordered.c.opportunity_id == deal.c.opportunity_id)
    fulfilled = _made(deal, "fulfilled", days.start_of(ordered.c.day), deal.c.first_fulfilled).join(ordered, same)
    return (
        _made(deal, "created", days.start_of(deal.c.created_on), began),
        _made(deal, "closed", days.start_of(deal.c.closed_on), ended).where(~is_open),
        fulfilled.where(deal.c.stage_kind.in_(WON), deal.c.first_fulfilled.is_not(None)),
    )


def _made(deal: CTE, step: str, at: ColumnElement[Any], position: ColumnElement[Any]) -> Select[Any]:
    kind = "created" if step == "created" else "changed"
    return select(
        deal.c.source, deal.c.opportunity_id, literal(_STEPS[step], Integer).label("seq"), at.label("at"),
        literal(kind, String).label("kind"), position.label("stage"), *(deal.c[name] for name in _CARRIED),
        literal("reconstructed", String).label("origin"),
    )  # fmt: skip


def _silent(part: Part) -> CTE:
    """Deals without any event whose dates tell when they began and ended, with the turning points of their funnel."""
    deal, event, point = opportunity.c, opportunity_event.c, _turning_points()
    told = select(event.source, event.opportunity_id).where(part.has(opportunity_event)).distinct().subquery("told_of")
    heard = and_(told.c.source == deal.source, told.c.opportunity_id == deal.opportunity_id)
    own = and_(stage.c.source == deal.source, stage.c.funnel == deal.funnel, stage.c.position == deal.stage)
    funnel = and_(point.c.source == deal.source, point.c.funnel == deal.funnel)
    dated = and_(deal.created_on.is_not(None), (stage.c.kind == "open") | deal.closed_on.is_not(None))
    columns = (point.c.last_open, point.c.first_won, point.c.first_fulfilled)
    joined = opportunity.join(stage, own).join(point, funnel).outerjoin(told, heard)
    rows = select(opportunity, stage.c.kind.label("stage_kind"), *columns).select_from(joined)
    return rows.where(part.has(opportunity), dated, told.c.source.is_(None)).cte("silent")


def _turning_points() -> Subquery:
    """Per funnel: its last open stage, the first that is won and the first that is fulfilled; empty where none is."""

    def those(kind: str) -> ColumnElement[Any]:
        return case((stage.c.kind == kind, stage.c.position))

    points = select(
        stage.c.source, stage.c.funnel, func.max(those("open")).label("last_open"),
        func.min(those("won")).label("first_won"), func.min(those("fulfilled")).label("first_fulfilled"),
    )  # fmt: skip
    return points.group_by(stage.c.source, stage.c.funnel).subquery("point")


def _first_orders() -> Subquery:
    line = order_line.c
    rows = select(line.source, line.opportunity_id, func.min(line.ordered_on).label("day"))
    named = rows.where(line.opportunity_id.is_not(None), line.status == "booked")
    return named.group_by(line.source, line.opportunity_id).subquery("ordered")
