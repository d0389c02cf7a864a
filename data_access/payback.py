"""After how many months a new customer has earned what winning it cost."""

import pandas as pd

from data_access.buyers import trailing_year
from data_access.cut import Span
from data_access.labels import frame_columns
from data_access.measure_rows import Wanted, measure_rows
from data_access.warehouse import Warehouse
from domain import measures as m
from domain.ask import Ask
from domain.filters import Filters

_SPENT = (m.ACQUISITION, m.FIRST_ORDERS)


def payback(data: Warehouse, filters: Filters, ask: Ask) -> pd.DataFrame:
    """`payback` in months per group: acquisition cost of the window ÷ margin per active customer and month.

    The margin is that of the twelve months up to the last elapsed day, as in the customer lifetime value. NaN where
    no customer was won, nobody is active, or the margin is not positive: such a customer never pays back.
    """
    keys = list(frame_columns(ask.by))
    spans = (("now", Span(filters.first, filters.last)),)
    spent = measure_rows(data, filters, Wanted(_SPENT, ask.by, spans, ask.locale))
    worth = trailing_year(data, filters, ask)
    rows = worth.merge(spent, how="left", on=keys) if keys else worth.join(spent[[one.key for one in _SPENT]])
    won = rows[m.FIRST_ORDERS.key]
    cost = rows[m.ACQUISITION.key].fillna(0.0) / won.where(won > 0)
    return rows.assign(payback=cost / rows.monthly.where(rows.monthly > 0))
