"""What became of the deals that were open at several days: how much of each stage was won, and when."""

from datetime import date
from typing import Any

from sqlalchemy import Date, Double, Integer, Numeric, Select, and_, case, cast, func, literal, select, union_all

from data_access.cut import cut
from data_access.dialects import days_between
from data_access.visible import Visible
from data_access.warehouse import query
from domain.contracts_scenarios import OPEN_OUTCOMES
from domain.filters import Filters
from domain.periods import end_of_day, just_after

_EXACT = Numeric(38, 4)  # sums stay decimal until the very last step


@query(OPEN_OUTCOMES)
def open_outcomes(see: Visible, filters: Filters, points: tuple[date, ...], zone: str) -> Select[Any]:
    """Deals of the selection open at the end of each of these days, by stage and by the day on which they were won.

    What became of them is as known at the last of the days: nothing after it is read, and a deal that is won and
    opened again by then is not won.
    """
    known = end_of_day(max(points), zone)
    found = union_all(*(_open_at(see, filters, (point, zone), known) for point in points)).subquery("found")
    keys = (found.c.point, found.c.funnel, found.c.stage, found.c.day)
    sums = (cast(func.sum(found.c[name]), Double).label(name) for name in ("amount", "won"))
    rows = select(*keys, func.count(found.c.stage).label("count"), *sums)
    return rows.group_by(*keys).order_by(*keys)


def _open_at(see: Visible, filters: Filters, when: tuple[date, str], known: Any) -> Select[Any]:
    point, at = when[0], end_of_day(*when)
    mine = cut(see, "deal_span", filters)
    row = mine.door.c
    mine.conditions += [row.from_at <= at, row.to_at > at, row.status == "open"]
    later = see.fact("deal_span").c
    ended = select(later.source, later.opportunity_id, later.amount, later.closed_at)
    won = ended.where(later.from_at <= known, later.to_at > known, later.status == "won", later.closed_at > at)
    then = won.subquery(f"won_{point:%Y%m%d}")
    mine.rows = mine.rows.outerjoin(
        then, and_(then.c.source == row.source, then.c.opportunity_id == row.opportunity_id)
    )
    days = cast(func.ceil(days_between(literal(just_after(at)), then.c.closed_at)), Integer)
    day = case((then.c.closed_at.is_not(None), func.greatest(days, 1)), else_=0)
    return mine.select(
        cast(literal(point), Date).label("point"),
        row.funnel,
        row.stage,
        cast(day, Integer).label("day"),
        cast(func.coalesce(row.amount, 0), _EXACT).label("amount"),
        cast(func.coalesce(then.c.amount, 0), _EXACT).label("won"),
    )
