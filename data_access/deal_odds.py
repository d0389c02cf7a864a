"""Open deals by what was known of them at the same point of past periods, and how many were won in the period."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Integer, Select, Subquery, and_, case, cast, func, literal, select, tuple_, union_all
from sqlalchemy.sql.elements import ColumnElement

from data_access.pipeline_snapshots import standing, won_in
from data_access.visible import Visible
from data_access.warehouse import query
from domain.contracts_pipeline_forecast import DEAL_MARKS, ODDS_CELLS
from domain.deal_odds import AGES, IN_PERIOD, LATER, OVERDUE, PUSHED, SOON, SOON_DAYS, STAYS, Steps
from domain.dimensions import member_parts
from domain.filters import Filters
from domain.periods import just_after
from domain.pipeline_forecast import PipelineAsk, Turn

_MARKS = ("funnel", "stage", "age", "stay", "size", "due", "pushed")
_Keys = tuple[str, ...]


@query(ODDS_CELLS)
def odds_cells(see: Visible, filters: Filters, ask: PipelineAsk, steps: Steps) -> Select[Any]:
    """ODDS_CELLS of the turns whose outcome is known."""
    known = tuple(turn for turn in ask.turns if turn.known)
    rows = _marked(see, filters, replace(ask, turns=known), steps)
    won = union_all(*(_won(see, filters, ask, turn) for turn in known)).subquery("came")
    same = and_(*(won.c[name] == rows.c[name] for name in ("turn", "of", "opportunity_id")))
    groups = [rows.c[name] for name in ("turn", *_MARKS)]
    counts = {"count": func.count(rows.c.opportunity_id), "won_count": func.count(won.c.opportunity_id)}
    counted = (cast(value, Integer).label(name) for name, value in counts.items())
    found = select(*groups, *counted).select_from(rows.outerjoin(won, same)).group_by(*groups)
    return found.order_by(*(column.asc().nulls_last() for column in groups))


@query(DEAL_MARKS)
def deal_marks(see: Visible, filters: Filters, ask: PipelineAsk, steps: Steps, keys: _Keys) -> Select[Any]:
    """DEAL_MARKS of those of these deals that are open now; those that are not, or not in the scope, have no row."""
    rows = _marked(see, filters, replace(ask, turns=(ask.now,)), steps, keys)
    key = (rows.c.of + ":" + rows.c.opportunity_id).label("key")
    return select(key, *(rows.c[name] for name in _MARKS)).order_by(key)


def _won(see: Visible, filters: Filters, ask: PipelineAsk, turn: Turn) -> Select[Any]:
    row = won_in(see, filters, ask, turn).subquery("won").c
    return select(_back(turn), row.of, row.opportunity_id)


def _marked(see: Visible, filters: Filters, ask: PipelineAsk, steps: Steps, keys: _Keys = ()) -> Subquery:
    """The open deals of each turn with their marks.

    The turns are stacked before how each deal began is looked up: once, where each by itself would read all of them.
    """
    rows = union_all(*(_opened(see, filters, ask, (turn, steps), keys) for turn in ask.turns)).subquery("opened")
    first = see.fact("deal_span").alias("began")
    began = and_(first.c.source == rows.c.of, first.c.opportunity_id == rows.c.opportunity_id)
    pushed = case(
        (rows.c.close_on >= first.c.close_on + PUSHED[1], 2), (rows.c.close_on > first.c.close_on, 1), else_=0
    )
    kept = (column for column in rows.c if column.key != "close_on")
    joined = rows.outerjoin(first, and_(began, first.c.seq_before.is_(None)))
    return select(*kept, cast(pushed, Integer).label("pushed")).select_from(joined).subquery("marked")


def _opened(see: Visible, filters: Filters, ask: PipelineAsk, how: tuple[Turn, Steps], keys: _Keys) -> Select[Any]:
    """The open deals of a turn, each with what its row says by itself."""
    turn, steps = how
    mine = standing(see, filters, ask, turn.at)
    row = mine.door.c
    mine.conditions.append(row.status == "open")
    if keys:
        mine.conditions.append(tuple_(row.source, row.opportunity_id).in_([member_parts(key) for key in keys]))
    kept = (_back(turn), row.source.label("of"), row.opportunity_id, row.funnel, row.stage, row.close_on)
    marks = _ages(row, turn, steps) | {"due": _due(row, turn)}
    return mine.select(*kept, *(cast(value, Integer).label(name) for name, value in marks.items()))


def _back(turn: Turn) -> ColumnElement[Any]:
    return cast(literal(turn.back), Integer).label("turn")


def _ages(row: Any, turn: Turn, steps: Steps) -> dict[str, ColumnElement[Any]]:
    until = just_after(turn.at)
    return {
        "age": _since(row.created_at, until, AGES),
        "stay": _since(row.entered_at, until, STAYS),
        "size": _upto(func.coalesce(row.amount, 0), steps.sizes),
    }


def _due(row: Any, turn: Turn) -> ColumnElement[Any]:
    """Where the close date lies."""
    return case(
        (row.close_on.is_(None), LATER),
        (row.close_on <= turn.day, OVERDUE),
        (row.close_on <= turn.last, IN_PERIOD),
        (row.close_on <= turn.last + timedelta(days=SOON_DAYS), SOON),
        else_=LATER,
    )


def _since(began: ColumnElement[Any], until: Any, ends: tuple[int, ...]) -> ColumnElement[Any]:
    """In which step of days: an instant is compared, never subtracted, so that every database agrees."""
    steps = ((began > until - timedelta(days=end), place) for place, end in enumerate(ends))
    return case((began.is_(None), -1), *steps, else_=len(ends))


def _upto(value: ColumnElement[Any], ends: tuple[float, ...]) -> ColumnElement[Any]:
    return case(*((value < end, place) for place, end in enumerate(ends)), else_=len(ends))
