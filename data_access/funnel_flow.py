"""What happened in a funnel week by week: every event of the selection, by what the deal was before and after it."""

from typing import Any

from sqlalchemy import Double, Select, String, and_, case, cast, func, select, union_all
from sqlalchemy.sql.elements import ColumnElement

from data_access.cut import Cut, cut
from data_access.visible import Visible
from data_access.warehouse import query
from domain.contracts_history import MOVES
from domain.filters import Filters
from domain.funnel import FunnelAsk

_GROUPS = ("period", "was", "stage_before", "became", "stage")
_NEW, _ELSEWHERE = "new", "elsewhere"


@query(MOVES)
def moves(see: Visible, filters: Filters, ask: FunnelAsk) -> Select[Any]:
    """The events of the window, added up. Returns MOVES.

    A deal that changes hands (region, channel, partner, seller, product line) may come from outside of the selection,
    or leave it: the reader then sees one half of the event only. `by` is not asked for here.
    """
    whole = see.scope.everything and not filters.chosen  # then each row tells all of its event, whoever has the deal
    parts = [_events_of(see, filters, ask)] if whole else [_within(see, filters, ask), _handed_over(see, filters, ask)]
    both = union_all(*parts).subquery("both")
    groups = [both.c[name] for name in _GROUPS]
    sums = ((name, cast(func.coalesce(func.sum(both.c[name]), 0), Double)) for name in ("amount_before", "amount"))
    values = (total.label(name) for name, total in sums)
    return select(*groups, func.count(both.c.period).label("count"), *values).group_by(*groups).order_by(*groups)


def _events(see: Visible, filters: Filters, ask: FunnelAsk) -> Cut:
    mine = cut(see, "deal_span", filters)
    mine.conditions.append(mine.door.c.funnel == ask.funnel)
    return mine


def _within(see: Visible, filters: Filters, ask: FunnelAsk) -> Select[Any]:
    """Events after which a deal is whose it was before: one row tells all of it."""
    return _events_of(see, filters, ask).where(~see.fact("deal_span").c.came_over)


def _events_of(see: Visible, filters: Filters, ask: FunnelAsk) -> Select[Any]:
    """Events by their own rows; a deal that was known before the history begins comes from elsewhere."""
    mine = _events(see, filters, ask)
    row = mine.door.c
    mine.conditions += [row.from_on.between(ask.first, ask.last), row.from_at <= ask.at]
    mine.rows = mine.rows.join(see.calendar, see.calendar.c.day == row.from_on)
    first = case((row.came_over, _ELSEWHERE), else_=_NEW)
    before = (func.coalesce(row.status_before, first), func.coalesce(row.stage_before, 0))
    columns = (see.calendar.c.week_start, *before, row.status, row.stage, row.amount_before, row.amount)
    return mine.select(*_labelled(columns))


def _handed_over(see: Visible, filters: Filters, ask: FunnelAsk) -> Select[Any]:
    """Events with which a deal changes hands: the state before, the state after, or both lie in the selection."""
    before, after = _events(see, filters, ask), _events(see, filters, ask)
    then, now = before.door.c, after.door.c
    before.conditions += [then.goes_over, then.to_on.between(ask.first, ask.last), then.to_at <= ask.at]
    after.conditions += [now.came_over, now.from_on.between(ask.first, ask.last), now.from_at <= ask.at]
    kept = ("source", "opportunity_id", "status", "stage", "amount")
    was = before.select(*(then[name] for name in kept), then.seq, then.to_on.label("day")).subquery("was")
    became = after.select(*(now[name] for name in kept), now.seq_before, now.from_on.label("day")).subquery("became")
    keys = [was.c[name] == became.c[name] for name in ("source", "opportunity_id")]
    joined = was.join(became, and_(*keys, was.c.seq == became.c.seq_before), full=True)
    calendar = see.calendar
    joined = joined.join(calendar, calendar.c.day == func.coalesce(became.c.day, was.c.day))
    columns = (
        calendar.c.week_start,
        func.coalesce(was.c.status, _ELSEWHERE), func.coalesce(was.c.stage, 0),
        func.coalesce(became.c.status, _ELSEWHERE), func.coalesce(became.c.stage, 0),
        was.c.amount, became.c.amount,
    )  # fmt: skip
    return select(*_labelled(columns)).select_from(joined)


def _labelled(columns: tuple[ColumnElement[Any], ...]) -> list[ColumnElement[Any]]:
    kinds: dict[str, Any] = {"was": String, "became": String}
    named = zip((*_GROUPS, "amount_before", "amount"), columns, strict=True)
    return [(cast(column, kinds[name]) if name in kinds else column).label(name) for name, column in named]
