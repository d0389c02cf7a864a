"""How much of what a slice sold was under a promotion, period by period: known of the past, assumed of what comes."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Double, Select, case, cast, func

from data_access.cut import Span, cut
from data_access.sold_rows import in_totals, totals, unpromoted
from data_access.visible import Visible
from data_access.warehouse import query
from domain.contracts_forecast_drivers import PROMOTED
from domain.filters import Filters
from domain.periods import Grain


@query(PROMOTED)
def promoted_sales(see: Visible, filters: Filters, grain: Grain) -> Select[Any]:
    """PROMOTED of the window of the filters, in lines of a region that are no returns.

    Of whole months from the published totals where these have the selection; else line by line.
    """
    values: dict[str, ColumnElement[Any]]
    if grain is Grain.MONTH and in_totals(see, filters, ()):
        mine = totals(see, filters, ())
        door = mine.door.c
        mine.conditions.append(door.region_id.is_not(None))
        values = {"sold": door.sold, "regular": door.revenue}
    else:
        mine = cut(see, "order_line", filters, (), Span(filters.first, filters.last, grain))
        door = mine.door.c
        clear = unpromoted(see, filters, mine)
        mine.conditions += [door.quantity > 0, door.region_id.is_not(None)]
        values = {"sold": door.revenue, "regular": case((clear, door.revenue), else_=0)}
    mine.groups = {"period": mine.groups["period"]}
    sums = (cast(func.sum(value), Double).label(name) for name, value in values.items())
    return mine.grouped(*sums).order_by(mine.groups["period"])


def finished(days: pd.DataFrame, today: date) -> date:
    """The last day of the periods that are over at the end of `today`; `days` has `day` and `period`."""
    ends = days.groupby("period").day.max()
    over = ends[ends.dt.date <= today]
    last: pd.Timestamp = over.iloc[-1] if len(over) else days.period.iloc[0] - timedelta(days=1)
    return last.date()
