"""Revenue against the size of the market, over whole market periods only."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pandas as pd

from data_access.slices import Slices, Slicing, achieved_amounts, given_amounts
from data_access.targets import set_against
from data_access.warehouse import Warehouse
from domain.ask import Ask
from domain.filters import Filters
from domain.measures import REVENUE
from domain.periods import Grain

MARKETS = Slices("market", ("region", "category"))


def market_share(data: Warehouse, periods: Mapping[str, Filters], ask: Ask) -> dict[str, pd.DataFrame]:
    """For each period revenue in the regions, categories and periods of the market rows ÷ their market amounts.

    Market periods that lie only partly in the window, or are not over, are left out on both sides; NaN where no
    whole period is left.
    """
    over = {name: _over(filters) for name, filters in periods.items()}
    first, last = min(one.first for one in over.values()), max(one.last for one in over.values())
    around = next(iter(over.values())).between(first, last)  # all periods are asked for at once
    slicing = Slicing(MARKETS, ask.by, REVENUE, ask.grain, ask.locale)
    given = given_amounts(data, around, replace(slicing, measure=None, grain=None))
    whole = {name: _inside(given, filters) for name, filters in over.items()}
    monthly = all(_of_months(rows, ask.grain) for rows in whole.values())
    done = achieved_amounts(data, around, replace(slicing, monthly=monthly))
    return {
        name: _share(set_against(data, filters, ask, whole[name], _inside(done, filters)))
        for name, filters in over.items()
    }


def _over(filters: Filters) -> Filters:
    return filters.between(filters.first, filters.window.elapsed_last) if filters.window.elapsed_days else filters


def _inside(rows: pd.DataFrame, filters: Filters) -> pd.DataFrame:
    """The rows of market periods that lie in the window with all their days."""
    first, end = pd.Timestamp(filters.first), pd.Timestamp(filters.last) + timedelta(days=1)
    return rows[(rows.period_start >= first) & (rows.period_end < end)]


def _share(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(market_share=table.actual / table.target.where(table.target != 0))


def _of_months(given: pd.DataFrame, grain: Grain | None) -> bool:
    """Whether the periods and the steps are made of whole months, so that totals of months answer."""
    ends = given.period_end + timedelta(days=1)
    return grain not in (Grain.DAY, Grain.WEEK) and bool(((given.period_start.dt.day == 1) & (ends.dt.day == 1)).all())
