"""What became of the open deals between two instants: every deal in exactly one cause, first match first.

Source of the table of causes: DOMAIN, section 4, "Pipeline waterfall". Only deals whose state changed in between can
have one, so each side reads just the states that ended, or began, in (t0, t1].
"""

from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import (
    CTE,
    Double,
    Integer,
    Numeric,
    Select,
    String,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.sql.elements import ColumnElement

from data_access.cut import Cut, cut
from data_access.visible import Visible
from data_access.warehouse import Warehouse, query
from domain.contracts_pipeline import WATERFALL
from domain.filters import Filters
from domain.pipeline import BUCKETS, Since

_EXACT = Numeric(38, 4)  # sums stay decimal until the very last step
_KEYS = ("source", "opportunity_id")
_STATE = (
    "funnel", "stage", "status", "amount", "close_on", "closed_at", "created_at", "forecast_category", "region_id",
    "channel_id", "rep_id",
)  # fmt: skip


def waterfall(data: Warehouse, filters: Filters, since: Since) -> pd.DataFrame:
    """WATERFALL: one row per bucket of BUCKETS in their order, also those of nothing.

    `amount` in money with its sign, `count` the change in the number of deals (0 for increased and decreased),
    `deals` how many deals stand behind the row. `start` and `end` are added up from the deals that were open, not
    from the buckets: that they agree is a check (analytics.pipeline_waterfall.unexplained).
    """
    known = bucket_sums(data, filters, since).set_index("bucket")
    return WATERFALL.coerce(known.reindex(list(BUCKETS), fill_value=0).rename_axis("bucket").reset_index())


@query(WATERFALL)
def bucket_sums(see: Visible, filters: Filters, since: Since) -> Select[Any]:
    """The buckets that have a deal, and the levels `start` and `end`; see `waterfall`."""
    deal = moves(see, filters, since)
    ways = (deal.c.entry, deal.c.revalued, deal.c.leaving)
    sums = (func.sum(deal.c.before), func.sum(deal.c.after), func.count(deal.c.source))
    named = (total.label(name) for total, name in zip(sums, ("before", "after", "deals"), strict=True))
    paths = select(*ways, *named).group_by(*ways).cte("paths")
    levels = (_level(see, filters, since, name) for name in ("start", "end"))
    part = union_all(*levels, *_parts(paths)).subquery("parts")
    amount, count, deals = (func.sum(part.c[name]) for name in ("amount", "count", "deals"))
    columns = (part.c.bucket, cast(amount, Double).label("amount"), cast(count, Integer).label("count"))
    return select(*columns, cast(deals, Integer).label("deals")).group_by(part.c.bucket).order_by(part.c.bucket)


def _level(see: Visible, filters: Filters, since: Since, name: str) -> Select[Any]:
    """What was in the pipeline at one end, added up without regard to the other."""
    mine = as_of(see, filters, since, since.t0 if name == "start" else since.t1)
    row, deals = mine.door.c, func.count(mine.door.c.source)
    inside = mine.select(*_part(name, func.coalesce(func.sum(row.amount), 0), deals, deals))
    return inside.where(in_window(row, since))


def _parts(paths: CTE) -> tuple[Select[Any], ...]:
    """Deals that took the same path, put into the buckets of its steps."""
    way = paths.c
    went = case((or_(way.entry.is_not(None), way.leaving == "won"), way.after), else_=way.before)
    return (
        select(*_part(way.entry, way.after, way.deals, way.deals)).where(way.entry.is_not(None)),
        select(*_part(way.revalued, way.after - way.before, 0, way.deals)).where(way.revalued.is_not(None)),
        select(*_part(way.leaving, -went, -way.deals, way.deals)).where(way.leaving.is_not(None)),
    )


def _part(bucket: Any, amount: Any, count: Any, deals: Any) -> tuple[ColumnElement[Any], ...]:
    named = literal(bucket) if isinstance(bucket, str) else bucket
    counts = (cast(count, Integer).label("count"), cast(deals, Integer).label("deals"))
    return cast(named, String).label("bucket"), cast(amount, _EXACT).label("amount"), *counts


def as_of(see: Visible, filters: Filters, since: Since, at: datetime) -> Cut:
    """The cut of the deals of the selection in their state at an instant: open, won, lost or deleted."""
    mine = cut(see, "deal_span", filters)
    mine.conditions += [mine.door.c.from_at <= at, mine.door.c.to_at > at]
    if since.funnel:
        mine.conditions.append(mine.door.c.funnel == since.funnel)
    return mine


def in_window(row: Any, since: Since) -> ColumnElement[bool]:
    """Open, and to be closed within the window."""
    dated = row.close_on.between(since.first, since.last)
    return and_(row.status == "open", or_(dated, row.close_on.is_(None)) if since.undated else dated)


def beyond(day: ColumnElement[Any], since: Since) -> ColumnElement[bool]:
    """After the window; so is a day that is not known, unless the question takes these in."""
    return day > since.last if since.undated else or_(day.is_(None), day > since.last)


def moves(see: Visible, filters: Filters, since: Since) -> Subquery:
    """One row per deal of the selection whose state changed in (t0, t1], with what that meant to the pipeline.

    `entry`, `revalued` and `leaving` name the bucket in which it came, changed its amount and went, null where it did
    not; `before` and `after` are its amounts at t0 and t1 where they count, else 0. The columns of its two states
    begin with `t0_` and `t1_`, and are null when it was not in the selection.
    """
    pair = _judged(see, filters, since)
    was, is_in, closed = pair.c.was_in == 1, pair.c.is_in == 1, pair.c.is_closed == 1
    comes, goes = and_(~was, or_(is_in, closed)), or_(and_(was, ~is_in), and_(~was, closed))
    kept = and_(was, or_(is_in, pair.c.way_out == "won"))
    before = case((was, func.coalesce(pair.c.t0_amount, 0)), else_=0)
    after = case((or_(is_in, comes, kept), func.coalesce(pair.c.t1_amount, 0)), else_=0)
    revalued = case((and_(kept, after > before), "increased"), (and_(kept, after < before), "decreased"))
    values = {"entry": case((comes, pair.c.way_in)), "revalued": revalued, "leaving": case((goes, pair.c.way_out))}
    values |= {"before": before, "after": after}
    return select(pair, *(value.label(name) for name, value in values.items())).subquery("moves")


def _entry(then: Subquery, now: Subquery, since: Since) -> ColumnElement[Any]:
    """Where a deal came from that is in the pipeline, or was closed out of it, and was not in it at t0."""
    return case(
        (now.c.created_at > since.t0, "new"),
        (then.c.status.is_(None), "transferred_in"),
        (then.c.status != "open", "reopened"),
        (beyond(then.c.close_on, since), "pulled_in"),
        else_="pushed_in",
    )


def _leaving(now: Subquery, gone: Subquery, since: Since) -> ColumnElement[Any]:
    """Where a deal went that was in the pipeline and is not in it at t1, or that came and was closed."""
    return case(
        (gone.c.source.is_not(None), "deleted"),
        (now.c.status.is_(None), "transferred_out"),
        (beyond(now.c.close_on, since), "pushed_out"),
        (now.c.close_on < since.first, "pulled_out"),
        else_=now.c.status,
    )


def _judged(see: Visible, filters: Filters, since: Since) -> Subquery:
    """Both states of each deal side by side, where it would have come from and gone to, and as 0 or 1: in the pipeline
    then, in it now, closed since.
    """
    before, after = as_of(see, filters, since, since.t0), as_of(see, filters, since, since.t1)
    before.conditions.append(before.door.c.to_at <= since.t1)
    after.conditions.append(after.door.c.from_at > since.t0)
    then, now = _state(before).subquery("state_t0"), _state(after).subquery("state_t1")
    gone = _deleted(see, since).subquery("gone")
    both = then.join(now, and_(*(then.c[key] == now.c[key] for key in _KEYS)), full=True)
    both = both.outerjoin(gone, and_(*(then.c[key] == gone.c[key] for key in _KEYS)))
    closed = and_(now.c.status.in_(("won", "lost")), now.c.closed_at > since.t0)
    flags = {
        "was_in": in_window(then.c, since),
        "is_in": in_window(now.c, since),
        "is_closed": and_(closed, now.c.close_on.between(since.first, since.last)),
    }
    keys = (func.coalesce(now.c[key], then.c[key]).label(key) for key in _KEYS)
    states = (side.c[name].label(f"{ending}_{name}") for ending, side in (("t0", then), ("t1", now)) for name in _STATE)
    ways = (_entry(then, now, since).label("way_in"), _leaving(now, gone, since).label("way_out"))
    judged = (case((flag, 1), else_=0).label(name) for name, flag in flags.items())
    return select(*keys, *states, *ways, *judged).select_from(both).subquery("judged")


def _deleted(see: Visible, since: Since) -> Select[Any]:
    """The deals that the reader saw at t0 and that are deleted at t1, wherever they then were.

    What ended after t0 can only be followed by what began after it: said too, it spares the older deletions.
    """
    gone = see.fact("deal_deleted").c
    seen = (gone.seen_from <= since.t0, gone.seen_to > since.t0, gone.seen_to <= since.t1)
    since_then = (gone.from_at > since.t0, gone.from_at <= since.t1, gone.to_at > since.t1)
    return select(gone.source, gone.opportunity_id).where(*seen, *since_then)


def _state(mine: Cut) -> Select[Any]:
    return mine.select(*(mine.door.c[name] for name in (*_KEYS, *_STATE)))
