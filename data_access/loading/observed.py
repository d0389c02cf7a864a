"""What snapshots have seen of deals joins the events of their sources when a version is published."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import pyarrow as pa
from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    DateTime,
    Integer,
    MetaData,
    Select,
    Subquery,
    Table,
    and_,
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)

from data_access.dialects import bulk_insert
from data_access.loading.arrow import fit
from data_access.loading.deal_events import CARRIED, WON, first_orders, turning_points
from data_access.loading.deal_history import reach
from data_access.loading.deal_rows import THROUGHOUT, along
from data_access.loading.local_days import LocalDays, local_days
from data_access.published import deal_observed, load_report
from data_access.tables import may, need, opportunity, opportunity_event, source_state, stage
from domain.periods import end_of_day

Observed = Callable[[str], Iterable[pa.Table]]  # what was seen of the deals of a source, in chunks
_STATE = ("funnel", "stage", *CARRIED)
_DATES = ("created_on", "closed_on")
_FILLED = ("funnel", "stage", "channel_id")
_MADE = 3  # events made of dates that may come before what was seen: created, closed, fulfilled

_seen = Table(  # for the time of one publication: all that was seen, in order
    "seen",
    MetaData(),
    need("source"),
    need("opportunity_id"),
    need("seq", Integer),
    need("at", DateTime),
    need("present", Boolean),
    *((need if name in _FILLED else may)(name, opportunity.c[name].type) for name in (*_STATE, *_DATES)),
    prefixes=["TEMPORARY"],
)


def join_observed(connection: Connection, observed: Observed, zone: str) -> None:
    """Write what was seen of each deal whose source does not tell its history into `opportunity_event`.

    What an earlier publication wrote there is replaced. How a deal stands in this version counts as seen at the end
    of today: its history ends with what the source says, whether or not a snapshot of today has been taken.
    `deal_observed` then has one row for each of these deals.
    """
    _seen.create(connection)
    for source in connection.execute(select(load_report.c.source).distinct()).scalars().all():
        for chunk in observed(source):
            bulk_insert(connection, _seen, fit(_seen, chunk, source))
    if connection.execute(select(_seen.c.seq).limit(1)).first():
        _join(connection, zone)
    _seen.drop(connection)


def _join(connection: Connection, zone: str) -> None:
    event = opportunity_event.c
    connection.execute(delete(opportunity_event).where(event.origin == "observed", exists().where(_same(_seen, event))))
    connection.execute(delete(_seen).where(exists().where(_same(_seen, event), event.origin == "source")))
    today = connection.execute(select(func.max(source_state.c.complete_through))).scalar_one()
    _write(connection, _seen, _today(end_of_day(today, zone)))
    connection.execute(delete(_seen).where(_not_dated()))
    row = _rows(local_days(zone, *(reach(connection) or (today, today))))
    _write(connection, deal_observed, _deals(row))
    _write(connection, opportunity_event, _events(row))


def _write(connection: Connection, table: Table, rows: Select[Any]) -> None:
    connection.execute(insert(table).from_select(list(rows.selected_columns.keys()), rows))


def _same(one: Any, other: Any) -> ColumnElement[bool]:
    """Whether two rows are of one deal."""
    a, b = (getattr(row, "c", row) for row in (one, other))
    return and_(a.source == b.source, a.opportunity_id == b.opportunity_id)


def _today(now: datetime) -> Select[Any]:
    """How deals stand in this version that stood otherwise when they were seen last, or were not there, or gone.

    Where a source has never been seen, its deals are not either: their history is made of their dates alone.
    """
    place = func.row_number().over(
        partition_by=(_seen.c.source, _seen.c.opportunity_id), order_by=_seen.c.seq.desc().nulls_last()
    )
    ranked = select(_seen, place.label("place")).subquery("ranked")
    last = select(ranked).where(ranked.c.place == 1).subquery("last")
    # what was seen last may lie after today when older data were loaded again
    at = case((last.c["at"] > now, last.c["at"]), else_=literal(now, DateTime))
    fixed = (last.c.source, last.c.opportunity_id, (last.c.seq + 1).label("seq"), at.label("at"))
    deal, here = opportunity.c, _same(last, opportunity)
    moved = [last.c[name].is_distinct_from(deal[name]) for name in _STATE]
    there = select(*fixed, literal(True).label("present"), *(deal[name] for name in (*_STATE, *_DATES)))
    gone = select(*fixed, literal(False).label("present"), *(last.c[name] for name in (*_STATE, *_DATES)))
    loaded = last.c.source.in_(select(deal.source))  # a source without any deal is an empty load
    event, first = opportunity_event.c, (deal.source, deal.opportunity_id, literal(1, Integer), literal(now, DateTime))
    told = and_(_same(opportunity, event), event.origin == "source")
    new = select(*first, literal(True), *(deal[name] for name in (*_STATE, *_DATES)))
    known = deal.source.in_(select(_seen.c.source))
    rows = union_all(
        there.join(opportunity, here).where(or_(~last.c.present, *moved)),
        new.where(known, ~exists().where(_same(_seen, opportunity)), ~exists().where(told)),
        gone.where(last.c.present, loaded, ~exists().where(here)),
    )
    return select(rows.subquery("today"))


def _not_dated() -> ColumnElement[bool]:
    """What was seen of deals that had closed, nobody knows when, before their source was seen at all.

    They would all close on the day of the first snapshot. Their history begins when they open again.
    """
    row = select(_seen, stage.c.kind).join(stage, _at_stage(_seen), isouter=True).subquery("kinds")
    closed, dated = row.c.kind.in_((*WON, "lost")), and_(*(row.c[name].is_not(None) for name in _DATES))
    began = func.min(row.c["at"]).over(partition_by=row.c.source)
    opens = along(row, func.min(case((closed.is_not(True), row.c.seq))), THROUGHOUT)
    first = along(row, func.first_value(and_(closed, ~dated)), THROUGHOUT)
    first_at = along(row, func.first_value(row.c["at"]), THROUGHOUT)
    key = (row.c.source, row.c.opportunity_id, row.c.seq)
    judged = select(*key, opens.label("opens"), and_(first, first_at == began).label("undated")).subquery("judged")
    left_out = or_(judged.c.opens.is_(None), judged.c.seq < judged.c.opens)
    doomed = select(judged.c.source, judged.c.opportunity_id, judged.c.seq).where(judged.c.undated, left_out)
    return tuple_(_seen.c.source, _seen.c.opportunity_id, _seen.c.seq).in_(doomed)


def _at_stage(row: Table) -> ColumnElement[bool]:
    return and_(stage.c.source == row.c.source, stage.c.funnel == row.c.funnel, stage.c.position == row.c.stage)


def _rows(days: LocalDays) -> Subquery:
    """All that was seen, with what was before and after it.

    A won deal is fulfilled from its first order on, though its source goes on calling it won. A source may be said to
    reach a day and hold deals created or closed after it: those were not seen before that happened.
    """
    ordered, point, event = first_orders(), turning_points(), opportunity_event.c
    others = select(event.source, event.opportunity_id, func.max(event.seq).label("others"))
    other = others.group_by(event.source, event.opportunity_id).subquery("other")
    funnel = and_(point.c.source == _seen.c.source, point.c.funnel == _seen.c.funnel)
    joined = _seen.join(stage, _at_stage(_seen), isouter=True).join(point, funnel, isouter=True)
    joined = joined.join(ordered, _same(_seen, ordered), isouter=True).join(other, _same(_seen, other), isouter=True)
    ordered_at, fulfilled = days.start_of(ordered.c.day), point.c.first_fulfilled
    at = func.greatest(*(func.coalesce(days.start_of(_seen.c[name]), _seen.c["at"]) for name in _DATES), _seen.c["at"])
    is_won = and_(stage.c.kind == "won", fulfilled.is_not(None))
    stands = case((and_(is_won, ordered_at <= at), fulfilled), else_=_seen.c.stage)
    made = {
        "at": at,
        "seen_at": _seen.c["at"],
        "stands": stands,
        "fulfilled": case((is_won, fulfilled)),
        "ordered_at": ordered_at,
        "others": func.coalesce(other.c.others, 0),
    }
    given = dict(_seen.c.items()) | made
    row = select(*(value.label(name) for name, value in given.items())).select_from(joined).subquery("known")
    around = {
        "stood": along(row, func.lag(row.c.stands)),
        "was_present": along(row, func.lag(row.c.present)),
        "next_at": along(row, func.lead(row.c["at"])),
        "funnel_now": along(row, func.last_value(row.c.funnel), THROUGHOUT),
        "began": func.min(row.c.seen_at).over(partition_by=row.c.source),
    }
    return select(row, *(value.label(name) for name, value in around.items())).subquery("row")


def _deals(row: Subquery) -> Select[Any]:
    """One row a deal. Where other events tell how it came there, its dates are not asked for a beginning."""
    dates = (case((row.c.others == 0, row.c[name])).label(name) for name in _DATES)
    columns = (row.c.source, row.c.opportunity_id, row.c.funnel_now.label("funnel"), row.c["at"].label("first_at"))
    return select(*columns, _place(row).label("first_seq"), *dates).where(row.c.was_present.is_(None))


def _events(row: Subquery) -> Select[Any]:
    """What was seen as events; and the first order of a deal that was won by then.

    A deal without a creation date that was there at the first snapshot of its source was not created on that day.
    """
    known = or_(row.c.created_on.is_not(None), row.c.others > 0)
    begins = case((known, "changed"), (row.c.seen_at == row.c.began, "restored"), else_="created")
    kind = case(
        (row.c.was_present.is_(None), begins), (~row.c.present, "deleted"), (~row.c.was_present, "restored"),
        else_="changed",
    )  # fmt: skip
    fixed = (row.c.source, row.c.opportunity_id)
    carried = (*(row.c[name] for name in CARRIED), literal("observed").label("origin"))
    stood = (row.c.stood.label("stage_from"), row.c.stands.label("stage_to"))
    seen = select(*fixed, _place(row).label("seq"), row.c["at"], kind.label("kind"), *stood, *carried)
    until = or_(row.c.next_at.is_(None), row.c.next_at > row.c.ordered_at)
    moves = (row.c.stage.label("stage_from"), row.c.fulfilled.label("stage_to"))
    moved = (row.c.ordered_at.label("at"), literal("changed").label("kind"))
    ordered = select(*fixed, (_place(row) + 1).label("seq"), *moved, *moves, *carried).where(
        row.c.present, row.c.fulfilled.is_not(None), row.c["at"] < row.c.ordered_at, until
    )
    return select(union_all(seen, ordered).subquery("events"))


def _place(row: Subquery) -> ColumnElement[int]:
    """The `seq` of the event: behind other events and those made of dates, with room for an order after it."""
    return row.c.others + _MADE + 2 * row.c.seq - 1
