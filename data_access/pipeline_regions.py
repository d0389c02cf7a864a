"""The same snapshots of the pipeline by the region that deals are booked on: what the forecast of every region takes.

One question for all regions instead of one for each; what lies below a region is added up afterwards.
"""

from typing import Any

from sqlalchemy import Double, Integer, Numeric, Select, cast, func, literal, null, select, union_all
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import TypeEngine

from data_access.pipeline_snapshots import standing, stood, won_in
from data_access.visible import Visible
from data_access.warehouse import query
from domain.contracts_pipeline_forecast import REGION_CELLS, REGION_MONTHS, REGION_TURNS
from domain.filters import Filters
from domain.pipeline_forecast import PipelineAsk, Turn

_BY = ("region",)
_KINDS: dict[str, TypeEngine[Any]] = {  # sums stay decimal to the last step
    "won": Numeric(38, 4), "total": Numeric(38, 4), "square": Double(),
}  # fmt: skip


@query(REGION_CELLS)
def region_cells(see: Visible, filters: Filters, ask: PipelineAsk) -> Select[Any]:
    """REGION_CELLS: the cells of every turn by region."""
    part = union_all(*(stood(see, filters, ask, turn, ("region", "channel")) for turn in ask.turns)).subquery("parts")
    order = (part.c[name].asc().nulls_last() for name in REGION_CELLS.unique)
    return select(*(part.c[name] for name in REGION_CELLS.columns)).order_by(*order)


@query(REGION_TURNS)
def region_turns(see: Visible, filters: Filters, ask: PipelineAsk) -> Select[Any]:
    """REGION_TURNS: what each region had won at every turn, and what its periods came to; regions of nothing miss."""
    parts = [_so_far(see, filters, ask, turn) for turn in ask.turns]
    parts += [_came(see, filters, ask, turn) for turn in ask.turns if turn.known]
    part = union_all(*parts).subquery("parts")
    sums = (cast(func.sum(part.c[name]), Double).label(name) for name in ("won", "total", "square"))
    rows = select(part.c.turn, part.c.region, *sums).group_by(part.c.turn, part.c.region)
    return rows.order_by(part.c.turn, part.c.region)


def _so_far(see: Visible, filters: Filters, ask: PipelineAsk, turn: Turn) -> Select[Any]:
    mine = standing(see, filters, ask, turn.at, _BY)
    row = mine.door.c
    mine.conditions += [row.status == "won", row.close_on.between(turn.first, turn.last)]
    rows = mine.select(func.coalesce(row.amount, 0).label("amount")).subquery("so_far")
    return _labelled(turn, rows, {"won": rows.c.amount, "total": null(), "square": null()})


def _came(see: Visible, filters: Filters, ask: PipelineAsk, turn: Turn) -> Select[Any]:
    rows = won_in(see, filters, ask, turn, _BY).subquery("came")
    amount = rows.c.amount
    return _labelled(turn, rows, {"won": null(), "total": amount, "square": cast(amount, Double) * amount})


def _labelled(turn: Turn, rows: Any, values: dict[str, ColumnElement[Any]]) -> Select[Any]:
    """The rows of one turn with their region, not yet summed."""
    named = (cast(value, _KINDS[name]).label(name) for name, value in values.items())
    region = func.coalesce(rows.c.source + ":" + rows.c.region, "").label("region")
    return select(cast(literal(turn.back), Integer).label("turn"), region, *named)


@query(REGION_MONTHS)
def region_months(see: Visible, filters: Filters, ask: PipelineAsk) -> Select[Any]:
    """REGION_MONTHS: what each region won in each month, as known at the instant asked from."""
    mine, calendar = standing(see, filters, ask, ask.now.at, _BY), see.calendar.c
    row = mine.door.c
    mine.rows = mine.rows.join(see.calendar, calendar.day == row.close_on)
    mine.conditions += [row.status == "won", row.close_on <= ask.day]
    rows = mine.select(calendar.month_start.label("month"), row.amount).subquery("rows")
    region = func.coalesce(rows.c.source + ":" + rows.c.region, "")
    amount = cast(func.coalesce(func.sum(rows.c.amount), 0), Double)
    found = select(region.label("region"), rows.c.month, amount.label("amount")).group_by(region, rows.c.month)
    return found.order_by(region, rows.c.month)
