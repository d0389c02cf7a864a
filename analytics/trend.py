"""A metric table by time step, as a trend in which the unfinished step is marked and the future is open."""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from analytics.ranking import compared
from domain.ask import Compare
from domain.contracts import TREND
from domain.periods import Grain, Window, add_months

_MONTHS = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.YEAR: 12}


def step_end(first: date, grain: Grain) -> date:
    """The last day of the step that starts on `first`; quarters and years may be fiscal ones.

    >>> step_end(date(2026, 2, 1), Grain.MONTH), step_end(date(2026, 11, 16), Grain.WEEK)
    (datetime.date(2026, 2, 28), datetime.date(2026, 11, 22))
    """
    if grain in _MONTHS:
        return add_months(first, _MONTHS[grain]) - timedelta(days=1)
    return first + timedelta(days=6 if grain is Grain.WEEK else 0)


def trend(table: pd.DataFrame, metric: str, window: Window, grain: Grain) -> pd.DataFrame:
    """The metric step by step, oldest first. Takes a frame of the metric table with that grain, returns TREND.

    A step that has not begun on the data's day has no value: NaN, not 0. A step that has begun and is not over, with
    days of the window still to come, is unfinished. Comparisons that were not asked for are NaN.
    """
    firsts = [day.date() for day in table.period]
    begun = np.array([first <= window.today for first in firsts], dtype=bool)
    over = np.array([min(step_end(first, grain), window.last) <= window.today for first in firsts], dtype=bool)
    frame = pd.DataFrame(
        {
            "period": table.period,
            "value": table[metric].where(begun),
            "last_year": compared(table, metric, Compare.LAST_YEAR),
            "target": compared(table, metric, Compare.TARGET),
            "unfinished": begun & ~over,
        }
    )
    return TREND.coerce(frame.sort_values("period", ignore_index=True))
