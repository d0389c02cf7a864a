"""What the calendar says of each period, as drivers of the regression: working days, holidays, the Spring Festival.

The festival moves between January and February: as a distance it explains what a fixed season cannot, the weeks of
buying before it and the quiet ones after.
"""

import numpy as np
import pandas as pd

from analytics.forecast.regression import Drivers

BEFORE, AFTER = 21, 15  # days around the festival that differ from others
NAMES = ("working_days", "holidays", "before_festival", "after_festival")


def calendar_drivers(days: pd.DataFrame) -> Drivers:
    """One row for each period, in order, from a frame of days: period, is_working_day, holiday, festival_offset.

    Columns: working days; days with a holiday; the shares of its days that lie in the three weeks before the Spring
    Festival and in the two weeks from it on (`festival_offset` counts days from it, negative before).

    >>> told = pd.DataFrame({"period": [1, 1, 2], "is_working_day": [True, False, True], "holiday": [None, "x", None],
    ...     "festival_offset": [-1, 0, 30]})
    >>> calendar_drivers(told).values.tolist()
    [[1.0, 1.0, 0.5, 0.5], [1.0, 0.0, 0.0, 0.0]]
    """
    offset = days.festival_offset
    flags = pd.DataFrame(
        {
            "period": days.period,
            "working_days": days.is_working_day.astype("float64"),
            "holidays": days.holiday.notna().astype("float64"),
            "before_festival": ((offset < 0) & (offset >= -BEFORE)).astype("float64"),
            "after_festival": ((offset >= 0) & (offset < AFTER)).astype("float64"),
        }
    )
    groups = flags.groupby("period", sort=True)
    counts, shares = groups[list(NAMES[:2])].sum(), groups[list(NAMES[2:])].mean()
    return Drivers(NAMES, np.hstack([counts.to_numpy("float64"), shares.to_numpy("float64")]))


def joined(one: Drivers, other: Drivers) -> Drivers:
    """Both sets of drivers, period by period, ending together; only the periods that both know."""
    periods = min(len(one.values), len(other.values))
    return Drivers((*one.names, *other.names), np.hstack([one.values[-periods:], other.values[-periods:]]))


def what_if(drivers: Drivers, name: str, values: np.ndarray) -> Drivers:
    """The drivers with other values of one of them in the last periods: an assumption about those to come."""
    changed = drivers.values.copy()
    changed[-len(values) :, drivers.names.index(name)] = values
    return Drivers(drivers.names, changed)
