"""Open deals by what was known of them at the same point of past periods, and how many were won in the period."""

from datetime import timedelta
from typing import Any

from sqlalchemy import CTE, Integer, Select, Subquery, and_, case, cast, func, literal, select, tuple_, union_all
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

_How = tuple[Turn, Steps, CTE]  # the CTE is one object for all turns: found once
_MARKS = ("funnel", "stage", "age", "stay", "size", "due", "pushed")


@query(ODDS_CELLS)
def odds_cells(see: Visible, filters: Filters, ask: PipelineAsk, steps: Steps) -> Select[Any]:
    """ODDS_CELLS of the turns whose outcome is known."""
    known, first = [turn for turn in ask.turns if turn.known], _first_states(see)
    part = union_all(*(_turn(see, filters, ask, (turn, steps, first)) for turn in known)).subquery("parts")
    return select(part).order_by(*(part.c[name].asc().nulls_last() for name in ("turn", *_MARKS)))


@query(DEAL_MARKS)
def deal_marks(see: Visible, filters: Filters, ask: PipelineAsk, steps: Steps, keys: tuple[str, ...]) -> Select[Any]:
    """DEAL_MARKS of those of these deals that are open now; those that are not, or not in the scope, have no row."""
    rows = _marked(see, filters, ask, (ask.now, steps, _first_states(see)), keys)
    key = (rows.c.of + ":" + rows.c.opportunity_id).label("key")
    return select(key, *(rows.c[name] for name in _MARKS)).order_by(key)


def _turn(see: Visible, filters: Filters, ask: PipelineAsk, how: _How) -> Select[Any]:
    turn = how[0]
    rows = _marked(see, filters, ask, how)
    then = won_in(see, filters, ask, turn).subquery("came")
    same = and_(then.c.of == rows.c.of, then.c.opportunity_id == rows.c.opportunity_id)
    marks = [rows.c[name] for name in _MARKS]
    counts = {"count": func.count(rows.c.opportunity_id), "won_count": func.count(then.c.opportunity_id)}
    counted = (cast(value, Integer).label(name) for name, value in counts.items())
    back = cast(literal(turn.back), Integer).label("turn")
    return select(back, *marks, *counted).select_from(rows.outerjoin(then, same)).group_by(*marks)


def _marked(see: Visible, filters: Filters, ask: PipelineAsk, how: _How, keys: tuple[str, ...] = ()) -> Subquery:
    """The open deals of a turn, each with its marks."""
    turn, steps, first = how
    mine = standing(see, filters, ask, turn.at)
    row = mine.door.c
    began = and_(first.c.source == row.source, first.c.opportunity_id == row.opportunity_id)
    mine.rows = mine.rows.outerjoin(first, began)
    mine.conditions.append(row.status == "open")
    if keys:
        mine.conditions.append(tuple_(row.source, row.opportunity_id).in_([member_parts(key) for key in keys]))
    kept = (row.source.label("of"), row.opportunity_id, row.funnel, row.stage)
    marks = {**_ages(row, turn, steps), **_dates(row, turn, first.c.close_on)}
    return mine.select(*kept, *(cast(value, Integer).label(name) for name, value in marks.items())).subquery("marked")


def _first_states(see: Visible) -> CTE:
    """How each deal began, as far as the reader sees it."""
    row = see.fact("deal_span").c
    return select(row.source, row.opportunity_id, row.close_on).where(row.seq_before.is_(None)).cte("first_states")


def _ages(row: Any, turn: Turn, steps: Steps) -> dict[str, ColumnElement[Any]]:
    until = just_after(turn.at)
    return {
        "age": _since(row.created_at, until, AGES),
        "stay": _since(row.entered_at, until, STAYS),
        "size": _upto(func.coalesce(row.amount, 0), steps.sizes),
    }


def _dates(row: Any, turn: Turn, first: ColumnElement[Any]) -> dict[str, ColumnElement[Any]]:
    """Where the close date lies, and by how much it lies later than when the deal was created."""
    due = case(
        (row.close_on.is_(None), LATER),
        (row.close_on <= turn.day, OVERDUE),
        (row.close_on <= turn.last, IN_PERIOD),
        (row.close_on <= turn.last + timedelta(days=SOON_DAYS), SOON),
        else_=LATER,
    )
    return {"due": due, "pushed": case((row.close_on >= first + PUSHED[1], 2), (row.close_on > first, 1), else_=0)}


def _since(began: ColumnElement[Any], until: Any, ends: tuple[int, ...]) -> ColumnElement[Any]:
    """In which step of days: an instant is compared, never subtracted, so that every database agrees."""
    steps = ((began > until - timedelta(days=end), place) for place, end in enumerate(ends))
    return case((began.is_(None), -1), *steps, else_=len(ends))


def _upto(value: ColumnElement[Any], ends: tuple[float, ...]) -> ColumnElement[Any]:
    return case(*((value < end, place) for place, end in enumerate(ends)), else_=len(ends))
