"""The open deals at the same point of past periods with what came of them, and what those periods came to.

A turn reads two instants only: its own, and the one at which its outcome was known. Nothing after the instant asked
from is read, so that what happens later cannot move a forecast.
"""

from typing import Any

from sqlalchemy import (
    Double,
    FromClause,
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
    null,
    select,
    union_all,
)
from sqlalchemy.sql.elements import ColumnElement

from data_access.cut import Cut, cut
from data_access.visible import Visible
from data_access.warehouse import query
from domain.contracts_pipeline_forecast import CELLS, TURNS, WON_MONTHS
from domain.filters import Filters
from domain.pipeline_forecast import PipelineAsk, Turn

_EXACT = Numeric(38, 4)  # sums stay decimal until the very last step


@query(CELLS)
def pipeline_cells(see: Visible, filters: Filters, ask: PipelineAsk) -> Select[Any]:
    """CELLS of every turn: stage × channel, each as the deal stood at that instant."""
    part = union_all(*(stood(see, filters, ask, turn, ("channel",)) for turn in ask.turns)).subquery("parts")
    order = (part.c[name].asc().nulls_last() for name in ("turn", "funnel", "stage", "channel"))
    return select(*(part.c[name] for name in CELLS.columns)).order_by(*order)


def stood(see: Visible, filters: Filters, ask: PipelineAsk, turn: Turn, by: tuple[str, ...]) -> Select[Any]:
    """The open deals of one turn by stage and the members named, with what came of them.

    By region there is also `ended`: the region that won them, since a deal can have moved to another by then.
    """
    mine = _opened(see, filters, ask, turn, by)
    moved = ("region",) if "region" in by else ()
    found, won, count, ended = _with_outcome(see, filters, ask, (turn, mine, moved))
    sums = {"amount": mine.c.amount, "square": cast(mine.c.amount, Double) * mine.c.amount, "due": mine.c.due}
    rows = select(
        cast(literal(turn.back), Integer).label("turn"),
        mine.c.funnel,
        mine.c.stage,
        *(func.coalesce(mine.c.source + ":" + mine.c[name], "").label(name) for name in by),
        *(end.label("ended") for end in ended),
        cast(func.count(mine.c.opportunity_id), Integer).label("count"),
        *(cast(func.sum(value), Double).label(name) for name, value in sums.items()),
        cast(won, Double).label("won"),
        cast(count, Integer).label("won_count"),
    )
    keys = (mine.c.funnel, mine.c.stage, mine.c.source, *(mine.c[name] for name in by))
    return rows.select_from(found).group_by(*keys, *ended)


def _opened(see: Visible, filters: Filters, ask: PipelineAsk, turn: Turn, by: tuple[str, ...]) -> Subquery:
    """The open deals of a turn; `of` is their source."""
    opened = standing(see, filters, ask, turn.at, by)
    row = opened.door.c
    opened.conditions.append(row.status == "open")
    amount = func.coalesce(row.amount, 0)
    values = {"amount": amount, "due": case((row.close_on <= turn.last, amount), else_=0)}
    kept = (row.opportunity_id, row.funnel, row.stage, row.source.label("of"))
    return opened.select(*kept, *(value.label(name) for name, value in values.items())).subquery("stood")


def _with_outcome(
    see: Visible, filters: Filters, ask: PipelineAsk, of: tuple[Turn, Subquery, tuple[str, ...]]
) -> tuple[FromClause, ColumnElement[Any], ColumnElement[Any], list[ColumnElement[Any]]]:
    """The deals beside those of them that were won in the period, their amount, their number, and where they ended."""
    turn, mine, by = of
    if not turn.known:
        nowhere: list[ColumnElement[Any]] = [cast(literal(""), String) for _ in by]
        return mine, cast(literal(0), _EXACT), cast(literal(0), Integer), nowhere
    then = won_in(see, filters, ask, turn, by).subquery("came")
    same = and_(then.c.of == mine.c.of, then.c.opportunity_id == mine.c.opportunity_id)
    won = func.coalesce(func.sum(then.c.amount), 0)
    ended: list[ColumnElement[Any]] = [func.coalesce(then.c.source + ":" + then.c[name], "") for name in by]
    return mine.outerjoin(then, same), won, func.count(then.c.opportunity_id), ended


@query(TURNS)
def pipeline_turns(see: Visible, filters: Filters, ask: PipelineAsk) -> Select[Any]:
    """TURNS: what each period had won at its point, and what it came to as known when its outcome was read."""
    part = union_all(*(_ends(see, filters, ask, turn) for turn in ask.turns)).subquery("parts")
    return select(*(part.c[name] for name in TURNS.columns)).order_by(part.c.turn)


def _ends(see: Visible, filters: Filters, ask: PipelineAsk, turn: Turn) -> Select[Any]:
    so_far = standing(see, filters, ask, turn.at)
    row = so_far.door.c
    so_far.conditions += [row.status == "won", row.close_on.between(turn.first, turn.last)]
    won = so_far.select(func.coalesce(func.sum(row.amount), 0).label("won")).subquery("so_far")
    total: ColumnElement[Any] = null()
    square: ColumnElement[Any] = null()
    found: Any = won
    if turn.known:
        came = won_in(see, filters, ask, turn).subquery("came")
        sums = (func.coalesce(func.sum(came.c.amount), 0), func.sum(cast(came.c.amount, Double) * came.c.amount))
        end = select(sums[0].label("total"), func.coalesce(sums[1], 0).label("square")).subquery("in_the_end")
        total, square, found = end.c.total, end.c.square, won.join(end, literal(True))
    named = {"won": won.c.won, "total": total, "square": square}
    columns = (cast(value, Double).label(name) for name, value in named.items())
    return select(cast(literal(turn.back), Integer).label("turn"), *columns).select_from(found)


def standing(see: Visible, filters: Filters, ask: PipelineAsk, at: Any, by: tuple[str, ...] = ()) -> Cut:
    """The deals of the funnel and the selection in their state at an instant."""
    mine = cut(see, "deal_span", filters, by)
    row = mine.door.c
    mine.conditions += [row.from_at <= at, row.to_at > at]
    mine.conditions += [row.funnel == ask.funnel] if ask.funnel else []
    return mine


def won_in(see: Visible, filters: Filters, ask: PipelineAsk, turn: Turn, by: tuple[str, ...] = ()) -> Select[Any]:
    """The deals that stood as won in the period of a turn when its outcome was known."""
    mine = standing(see, filters, ask, turn.known, by)
    row = mine.door.c
    mine.conditions += [row.status == "won", row.close_on.between(turn.first, turn.last)]
    kept = (row.source.label("of"), row.opportunity_id)
    return mine.select(*kept, func.coalesce(row.amount, 0).label("amount"))


@query(WON_MONTHS)
def won_months(see: Visible, filters: Filters, ask: PipelineAsk) -> Select[Any]:
    """WON_MONTHS: what was won in each month, as known at the instant asked from; months of nothing are not there."""
    mine = standing(see, filters, ask, ask.now.at)
    row, calendar = mine.door.c, see.calendar.c
    mine.rows = mine.rows.join(see.calendar, calendar.day == row.close_on)
    mine.conditions += [row.status == "won", row.close_on <= ask.day]
    rows = mine.select(calendar.month_start.label("month"), row.amount).subquery("rows")
    amount = cast(func.coalesce(func.sum(rows.c.amount), 0), Double)
    return select(rows.c.month, amount.label("amount")).group_by(rows.c.month).order_by(rows.c.month)
