"""The history of every deal: its state from each event to the next (`deal_span`), its stays in stages (`deal_stay`)."""

from datetime import date
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Connection,
    Date,
    Select,
    Subquery,
    Table,
    and_,
    case,
    cast,
    false,
    func,
    insert,
    or_,
    select,
    union_all,
)
from sqlalchemy.sql.elements import ColumnElement

from data_access.dialects import Analyze
from data_access.loading.deal_events import WON, all_events
from data_access.loading.deal_rows import NEXT, SO_FAR, THROUGHOUT, Part, along, parts, turns
from data_access.loading.deal_stays import stays, steps
from data_access.loading.local_days import LocalDays, local_days
from data_access.published import FOR_EVER, deal_observed, deal_span, deal_stay
from data_access.tables import opportunity, opportunity_event, order_line, stage

_CLOSED = ("won", "lost")
_INSIDE = ("open", "won")
_WHOSE = ("region_id", "channel_id", "partner_id", "rep_id", "product_line")


def fill_deal_history(connection: Connection, zone: str) -> None:
    """Write both tables; days are those of the time zone of that name.

    The rows of a part lie in the order of time, the states that last by what they are: DuckDB then reads how deals
    stand now, or what happened lately, without reading most of what was before, or of what is closed.
    """
    if (ends := reach(connection)) is None:
        return
    days = local_days(zone, *ends)
    _know(connection, opportunity, opportunity_event, order_line, stage, deal_observed)
    for part in parts(connection):
        _put(connection, deal_span, spans(days, part), ("to_at", "status", "close_on"))
        made = steps(part).into("step", temporary=True)
        connection.execute(made)
        _know(connection, made.table)
        _put(connection, deal_stay, stays(made.table), ("entered_at",))
        made.table.drop(connection)


def _know(connection: Connection, *tables: Table) -> None:
    """Have PostgreSQL look at what was just filled: its guesses else pair every deal with every other."""
    for table in tables if connection.dialect.name == "postgresql" else ():
        connection.execute(Analyze(table))


def _put(
    connection: Connection, table: Table, found: Select[Any] | CompoundSelect[Any], order: tuple[str, ...]
) -> None:
    rows = found.subquery("rows")
    ordered = select(rows).order_by(*(rows.c[name].nulls_last() for name in order))
    connection.execute(insert(table).from_select([column.name for column in table.columns], ordered))


def spans(days: LocalDays, part: Part) -> Select[Any]:
    """The rows of `deal_span` of some deals, one an event.

    Time never runs backwards within a deal: what was recorded before the event that precedes it happens with that.
    """
    row = _lasting(_ordered(_told(days, part)))
    closed = row.c.status.in_(_CLOSED)
    said = case((row.c.as_today, row.c.closed_on))
    made = {
        "from_on": days.day_of(row.c.from_at),
        "to_on": case((row.c.to_at < FOR_EVER, days.day_of(row.c.to_at))),
        "close_on": case((closed, func.coalesce(said, days.day_of(row.c.closing_at))), else_=row.c.expected_close_on),
        "closed_at": case((closed, row.c.closing_at)),
        "loss_reason": case((row.c.status == "lost", row.c.loss_reason)),
    }
    given = dict(row.c.items()) | made
    return select(*(given[column.name].label(column.name) for column in deal_span.columns))


def _told(days: LocalDays, part: Part) -> Subquery:
    """Each event with the deal it belongs to and the status it leaves the deal in.

    A deal that snapshots have seen and that is gone from its source has the funnel it was seen in, and no customer.
    """
    event, seen = all_events(days, part), deal_observed.c
    mine = select(opportunity).where(part.has(opportunity)).subquery("deal")
    deal = mine.c
    ours = and_(event.c.source == deal.source, event.c.opportunity_id == deal.opportunity_id)
    watched = and_(event.c.source == seen.source, event.c.opportunity_id == seen.opportunity_id)
    funnel = func.coalesce(deal.funnel, seen.funnel)
    at = and_(stage.c.source == event.c.source, stage.c.funnel == funnel, stage.c.position == event.c.stage)
    status = case(
        (event.c.kind == "deleted", "deleted"),
        (stage.c.kind.in_(WON), "won"),
        (stage.c.kind == "lost", "lost"),
        else_="open",
    )
    columns = (funnel.label("funnel"), deal.customer_id, deal.closed_on, deal.loss_reason, status.label("status"))
    joined = event.outerjoin(mine, ours).outerjoin(deal_observed, watched).outerjoin(stage, at)
    return select(event, *columns).select_from(joined).where(funnel.is_not(None)).subquery("told")


def _ordered(row: Subquery) -> Subquery:
    """Each event with its neighbours: since when and until when it holds, and what was before.

    A deal whose first event restores it was there before, nobody knows since when: it is not new, it comes over.
    """
    at, seq, status = row.c["at"], row.c.seq, row.c.status
    is_first, before_known = along(row, func.lag(seq)).is_(None), along(row, func.first_value(row.c.kind)) == "restored"
    from_at = along(row, func.max(at), SO_FAR)
    made = {
        "from_at": from_at,
        "to_at": case((along(row, func.lead(seq)).is_(None), FOR_EVER), else_=along(row, func.max(at), NEXT)),
        "clamped": at < from_at,
        "created_at": case((~before_known, along(row, func.first_value(at), SO_FAR))),
        "stage_before": along(row, func.lag(row.c.stage)),
        "status_before": along(row, func.lag(status)),
        "status_now": along(row, func.last_value(status), THROUGHOUT),
        "seq_before": along(row, func.lag(seq)),
        "amount_before": along(row, func.lag(row.c.amount)),
        "came_over": case((is_first, before_known), else_=or_(*(_changed(row, name) for name in _WHOSE))),
        "highest": func.coalesce(along(row, func.max(case((status.in_(_INSIDE), row.c.stage))), SO_FAR), 0),
    }
    return select(row, *(value.label(name) for name, value in made.items())).subquery("ordered")


def _changed(row: Subquery, name: str) -> ColumnElement[bool]:
    return row.c[name].is_distinct_from(along(row, func.lag(row.c[name])))


def _lasting(row: Subquery) -> Subquery:
    """Each event with the instants at which its stay in the stage, and its run of won or of lost events, began.

    A lost deal that is won without having been opened again closes anew: else it would be won before it was.
    """
    closes = and_(row.c.status.in_(_CLOSED), row.c.status != func.coalesce(row.c.status_before, ""))
    last_other = along(row, func.max(case((row.c.status != row.c.status_now, row.c.seq))), THROUGHOUT)
    made = {
        # a running maximum is the latest of them: time does not run backwards any more
        "entered_at": along(row, func.max(case((turns(row), row.c.from_at))), SO_FAR),
        "closing_at": along(row, func.max(case((closes, row.c.from_at))), SO_FAR),
        "as_today": or_(last_other.is_(None), row.c.seq > last_other),
        "goes_over": func.coalesce(along(row, func.lead(row.c.came_over)), false()),
    }
    return select(row, *(value.label(name) for name, value in made.items())).subquery("lasting")


def reach(connection: Connection) -> tuple[date, date] | None:
    """The first and the last day that an event may fall on; None where no deal has a day."""
    days = (opportunity_event.c["at"], opportunity.c.created_on, opportunity.c.closed_on, order_line.c.ordered_on)
    ends = [select(cast(func.min(d), Date).label("first"), cast(func.max(d), Date).label("last")) for d in days]
    found = union_all(*ends).subquery("ends")
    first, last = connection.execute(select(func.min(found.c.first), func.max(found.c.last))).one()
    return None if first is None else (first, last)
