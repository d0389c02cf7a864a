"""The deals of a period by forecast category, as known at an instant: what stands beside a call."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Double, Integer, Numeric, Select, String, and_, case, cast, func, literal, or_, select, union_all
from sqlalchemy.sql.elements import ColumnElement

from data_access.cut import Cut, cut
from data_access.published import FOR_EVER
from data_access.visible import Visible
from data_access.warehouse import Warehouse, query
from domain.contracts_calls import CALL_DEALS
from domain.filters import Filters
from domain.periods import end_of_day
from domain.pipeline import UNSET

_EXACT = Numeric(38, 4)  # sums stay decimal until the very last step


@dataclass(frozen=True, slots=True)
class CallAsk:
    """Deals that close from `first` to `last`, as known at the instant `at` (UTC).

    `now` says that `at` is not in the past, so that deals without a history are there as well.
    """

    at: datetime
    first: date
    last: date
    now: bool


def call_deals(data: Warehouse, filters: Filters, day: date) -> pd.DataFrame:
    """CALL_DEALS of the window of the filters as known at the end of `day`: won ones, and open ones by category."""
    ask = CallAsk(end_of_day(day, data.time_zone), filters.first, filters.last, day >= filters.today)
    return deals_by_category(data, filters, ask)


@query(CALL_DEALS)
def deals_by_category(see: Visible, filters: Filters, ask: CallAsk) -> Select[Any]:
    """See `call_deals`: by the region that a deal is booked on, won by closing day, open by the day expected."""
    mine = cut(see, "deal_span", filters, ("region",))
    row = mine.door.c
    mine.conditions += [row.from_at <= ask.at, row.to_at > ask.at, row.status.in_(("won", "open"))]
    parts = [_counted(mine, row.close_on, case((row.status == "won", "won"), else_=_category(row)), ask)]
    if ask.now:
        parts.append(_without_history(see, filters, ask))
    both = union_all(*parts).subquery("both")
    region = case((both.c.region.is_not(None), both.c.source + ":" + both.c.region)).label("region")
    count, amount = cast(func.sum(both.c["count"]), Integer), cast(func.sum(both.c.amount), Double)
    rows = select(region, both.c.category, count.label("count"), amount.label("amount"))
    grouped = rows.group_by(both.c.source, both.c.region, both.c.category).subquery("grouped")
    return select(grouped).order_by(grouped.c.region.asc().nulls_last(), grouped.c.category)


def _without_history(see: Visible, filters: Filters, ask: CallAsk) -> Select[Any]:
    """Deals that nobody knows the beginning of, as they stand today."""
    mine, seen = cut(see, "opportunity", filters, ("region",)), see.fact("deal_span").c
    row = mine.door.c
    known = and_(seen.source == row.source, seen.opportunity_id == row.opportunity_id, seen.to_at >= FOR_EVER)
    mine.conditions += [or_(row.outcome == "won", row.outcome == "open"), ~select(seen.source).where(known).exists()]
    closes = case((row.outcome == "won", row.closed_on), else_=row.expected_close_on)
    return _counted(mine, closes, case((row.outcome == "won", "won"), else_=_category(row)), ask)


def _counted(mine: Cut, closes: ColumnElement[Any], category: ColumnElement[Any], ask: CallAsk) -> Select[Any]:
    mine.conditions.append(closes.between(ask.first, ask.last))
    amount = func.coalesce(mine.door.c.amount, 0)
    values = (cast(category, String).label("category"), cast(literal(1), Integer).label("count"))
    return mine.select(*values, cast(amount, _EXACT).label("amount"))


def _category(row: Any) -> ColumnElement[Any]:
    return func.coalesce(row.forecast_category, UNSET)
