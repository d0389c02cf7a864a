"""Who bought again: repeat rate, and the lifetime value that follows from margin and retention."""

from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Double, Select, and_, case, cast, func, select

from data_access.cut import Span, cut
from data_access.labels import frame_columns, named, row_columns
from data_access.visible import Visible
from data_access.warehouse import Warehouse, query
from domain.ask import Ask
from domain.filters import Filters
from domain.frames import Contract, Kind
from domain.periods import Window, add_months

MONTHS_AHEAD = 60
_COUNTS = {"before": Kind.NUMBER, "again": Kind.NUMBER, "now": Kind.NUMBER, "margin": Kind.NUMBER}


def _contract(filters: Filters, earlier: Window, ask: Ask) -> Contract:
    columns = frame_columns(ask.by)
    return Contract("returning_buyers", columns | _COUNTS, tuple(ask.by))


@query(_contract)
def returning_buyers(see: Visible, filters: Filters, earlier: Window, ask: Ask) -> Select[Any]:
    """Per group: buyers `before` (in the earlier window), those of them who ordered `again`, buyers `now`, and
    the `margin` of the buyers' lines that have a cost, in money. A buyer counts in each group bought in.
    """
    first = min(earlier.first, filters.first)
    mine = cut(see, "order_buyer", filters, ask.by, Span(first, filters.last))
    day = mine.door.c[mine.fact.day or ""]
    was, is_now = day.between(earlier.first, earlier.last), day.between(filters.first, filters.last)
    margin = case((and_(is_now, mine.door.c.cost.is_not(None)), mine.door.c.revenue - mine.door.c.cost), else_=0)
    flags = (func.max(case((was, 1), else_=0)).label("was"), func.max(case((is_now, 1), else_=0)).label("is_now"))
    each = mine.select(mine.door.c.buyer, *flags, func.sum(margin).label("margin"))
    buyers = each.group_by(*mine.groups.values(), mine.door.c.buyer).subquery("buyers")
    groups = [buyers.c[name] for name in row_columns(ask.by)]
    counts = {
        "before": func.sum(buyers.c.was),
        "again": func.sum(buyers.c.was * buyers.c.is_now),
        "now": func.sum(buyers.c.is_now),
        "margin": func.sum(buyers.c.margin),
    }
    rows = select(*groups, *(cast(total, Double).label(name) for name, total in counts.items())).group_by(*groups)
    return named(see, rows.subquery("rows"), ask.by, ask.locale)


def repeat_rate(data: Warehouse, filters: Filters, ask: Ask) -> pd.DataFrame:
    """Buyers of the previous period who ordered again ÷ buyers of the previous period; NaN where there were none."""
    window = filters.window
    counts = returning_buyers(data, filters.between(filters.first, window.elapsed_last), window.previous(), ask)
    return counts.assign(repeat_rate=counts.again / counts.before.where(counts.before > 0))


def clv(data: Warehouse, filters: Filters, ask: Ask, yearly_discount: float = 0.10) -> pd.DataFrame:
    """Customer lifetime value on the last elapsed day: 60 months of margin, thinned by churn and discounted.

    Monthly margin per active customer and retention are those of the trailing twelve months against the twelve
    before; NaN where a group has no buyers in either.
    """
    last = filters.window.elapsed_last
    first = add_months(last + timedelta(days=1), -12)
    earlier = Window(add_months(first, -12), first - timedelta(days=1), last)
    counts = returning_buyers(data, filters.between(first, last), earlier, ask)
    monthly = counts.margin / counts.now.where(counts.now > 0) / 12
    retention = counts.again / counts.before.where(counts.before > 0)
    return counts.assign(clv=lifetime_value(monthly, retention, yearly_discount))


def lifetime_value(monthly: pd.Series, retention: pd.Series, yearly_discount: float) -> pd.Series:
    """m · Σ_{t=0..59} (1−c)^t ÷ (1+d)^t with c = 1 − retention^(1/12), d = (1 + yearly)^(1/12) − 1.

    >>> round(float(lifetime_value(pd.Series([10.0]), pd.Series([1.0]), 0.0)[0]), 2)
    600.0
    >>> round(float(lifetime_value(pd.Series([10.0]), pd.Series([0.0]), 0.1)[0]), 2)
    10.0
    """
    kept = retention.to_numpy(dtype="float64") ** (1 / 12) / (1 + yearly_discount) ** (1 / 12)
    weights = np.power.outer(kept, np.arange(MONTHS_AHEAD)).sum(axis=1)
    return pd.Series(monthly.to_numpy(dtype="float64") * weights, index=monthly.index)
