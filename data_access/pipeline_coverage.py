"""Whether the open deals that are to close in a quarter cover what its target still lacks."""

from dataclasses import replace
from datetime import UTC, date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from sqlalchemy import Double, Select, cast, func

from data_access.calendar_days import calendar_days
from data_access.funnel_cut import standing
from data_access.targets import plan_table
from data_access.visible import Visible
from data_access.warehouse import Warehouse, query
from domain.ask import Ask
from domain.contracts_funnel import COVERAGE
from domain.filters import Filters
from domain.frames import Contract, Kind
from domain.funnel import FunnelAsk
from domain.periods import Grain, add_months

QUARTERS = 4  # the one that the instant asked for lies in, and the next three
_PLANNED = ("won_amount", "revenue")  # the first of them that has a target
_OPEN = Contract(
    "open_by_quarter",
    {"period": Kind.DAY, "open_count": Kind.COUNT, "open_amount": Kind.NUMBER},
    unique=("period",),
)


def pipeline_coverage(data: Warehouse, filters: Filters, ask: FunnelAsk) -> pd.DataFrame:
    """Open deals expected to close in a quarter ÷ (target − won so far), per quarter to come. Returns COVERAGE.

    Deals of every funnel count, since no target is kept by funnel. The target is that of `won_amount`, where there is
    none that of `revenue` (`metric` says which), at the level that answers the selection; `won` is what was won, or
    sold, in the slices that have one. Open deals whose expected day has passed before the first quarter, or is not
    known, are in no quarter.
    """
    today = ask.at.replace(tzinfo=UTC).astimezone(ZoneInfo(data.time_zone)).date()
    quarters, last = _quarters(data, today)
    table = pd.DataFrame({"period": quarters})
    opened = open_by_quarter(data, filters, replace(ask, funnel="", by="", first=quarters[0].date(), last=last))
    table = table.merge(opened, how="left", on="period").fillna({"open_count": 0, "open_amount": 0.0})
    table = table.merge(_plan(data, filters.between(quarters[0].date(), last), today), how="left", on="period")
    lacking = table.target - table.won
    table["coverage"] = table.open_amount / lacking.where(lacking > 0)
    return COVERAGE.coerce(table.assign(covered=lacking <= 0))


def _quarters(data: Warehouse, today: date) -> tuple[list[pd.Timestamp], date]:
    """The first days of the fiscal quarters to tell of, and the last day of the last one."""
    days = calendar_days(data, add_months(today, -3), add_months(today, 3 * QUARTERS + 3))
    starts = sorted(set(days.quarter_start[days.day >= pd.Timestamp(today)]))[: QUARTERS + 1]
    ends = starts[QUARTERS] - timedelta(days=1) if len(starts) > QUARTERS else days.day.max()
    return starts[:QUARTERS], ends.date()


@query(_OPEN)
def open_by_quarter(see: Visible, filters: Filters, ask: FunnelAsk) -> Select[Any]:
    """Deals open at the instant asked for that are expected to close in the window, per fiscal quarter."""
    mine = standing(see, filters, ask)
    row, calendar = mine.door.c, see.calendar
    mine.conditions += [row.status == "open", row.close_on.between(ask.first, ask.last)]
    mine.rows = mine.rows.join(calendar, calendar.c.day == row.close_on)
    mine.groups["period"] = calendar.c.quarter_start
    amount = cast(func.coalesce(func.sum(row.amount), 0), Double).label("open_amount")
    return mine.grouped(func.count(row.source).label("open_count"), amount).order_by(calendar.c.quarter_start)


def _plan(data: Warehouse, filters: Filters, today: date) -> pd.DataFrame:
    """Per quarter: target, what of it is won by the end of `today`, and the metric that it is for."""
    for metric in _PLANNED:
        ask = Ask((metric,), grain=Grain.QUARTER)
        plan = plan_table(data, filters, ask)
        if plan.target.notna().any():
            if today < filters.today:  # what was won since then was not known
                so_far = plan_table(data, filters.between(filters.first, today), replace(ask, prorate=True))
                plan = plan.drop(columns="actual").merge(so_far[["period", "actual"]], how="left", on="period")
            won = plan.actual.fillna(0.0).where(plan.target.notna())
            return plan[["period", "target"]].assign(won=won, metric=metric)
    return pd.DataFrame({"period": pd.Series(dtype="datetime64[us]"), "target": np.nan, "won": np.nan, "metric": ""})
