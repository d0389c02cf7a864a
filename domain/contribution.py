"""What a channel earns after its own costs, as functions of measures that were aggregated apart."""

import numpy as np
import pandas as pd

from domain import measures as m
from domain.formulas import Derived

_OF = (m.MARGIN, m.COST, m.REVENUE, m.COSTED_REVENUE)


def contribution(totals: pd.DataFrame) -> pd.Series:
    """Margin − channel cost, in money; a side without rows counts as 0.

    NaN where neither side has rows, and where something was sold but none of it has a cost: such a margin is not 0,
    it is not known.

    >>> rows = {"margin": [30.0, 0.0, np.nan], "channel_cost": [12.0, 5.0, np.nan],
    ...     "revenue": [100.0, 80.0, np.nan], "costed_revenue": [100.0, 0.0, np.nan]}
    >>> contribution(pd.DataFrame(rows)).tolist()
    [18.0, nan, nan]
    """
    margin, cost = totals[m.MARGIN.key].astype("float64"), totals[m.COST.key].astype("float64")
    sold, costed = totals[m.REVENUE.key].fillna(0.0), totals[m.COSTED_REVENUE.key].fillna(0.0)
    unknown = (margin.isna() & cost.isna()) | ((sold != 0) & (costed == 0))
    return (margin.fillna(0.0) - cost.fillna(0.0)).mask(unknown)


def roi(totals: pd.DataFrame) -> pd.Series:
    """Contribution ÷ channel cost, 1.0 = one more yuan for each one spent; NaN where nothing was spent.

    >>> rows = {"margin": [30.0, 30.0], "channel_cost": [12.0, 0.0], "revenue": [100.0, 100.0],
    ...     "costed_revenue": [100.0, 100.0]}
    >>> roi(pd.DataFrame(rows)).tolist()
    [1.5, nan]
    """
    cost = totals[m.COST.key].astype("float64")
    return contribution(totals) / cost.where(cost > 0, np.nan)


CONTRIBUTION = Derived("contribution", _OF, contribution)
ROI = Derived("roi", _OF, roi)
