"""Revenue against the size of the market, over whole market periods only."""

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


def market_share(data: Warehouse, filters: Filters, ask: Ask) -> pd.DataFrame:
    """Revenue in the regions, categories and periods of the market rows ÷ their market amounts.

    Market periods that lie only partly in the window, or are not over, are left out on both sides; NaN where no
    whole period is left.
    """
    over = filters.between(filters.first, filters.window.elapsed_last) if filters.window.elapsed_days else filters
    slicing = Slicing(MARKETS, ask.by, REVENUE, ask.grain, ask.locale)
    given = given_amounts(data, over, replace(slicing, measure=None, grain=None))
    first, end = pd.Timestamp(over.first), pd.Timestamp(over.last) + timedelta(days=1)
    whole = given[(given.period_start >= first) & (given.period_end < end)]
    done = achieved_amounts(data, over, replace(slicing, monthly=_of_months(whole, ask.grain)))
    done = done[(done.period_start >= first) & (done.period_end < end)]
    table = set_against(data, over, ask, whole, done)
    return table.assign(market_share=table.actual / table.target.where(table.target != 0))


def _of_months(given: pd.DataFrame, grain: Grain | None) -> bool:
    """Whether the periods and the steps are made of whole months, so that totals of months answer."""
    ends = given.period_end + timedelta(days=1)
    return grain not in (Grain.DAY, Grain.WEEK) and bool(((given.period_start.dt.day == 1) & (ends.dt.day == 1)).all())
