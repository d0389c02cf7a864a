"""A metric table by one dimension, as a ranking and as a mix."""

import numpy as np
import pandas as pd

from domain.ask import Compare
from domain.contracts import MIX, RANKING


def ranking(table: pd.DataFrame, dimension: str, metric: str) -> pd.DataFrame:
    """The members with their value and what it is compared with, largest first. Returns RANKING.

    Takes a frame of the metric table, grouped by `dimension` alone; comparisons that were not asked for are NaN. The
    unassigned have the empty key. Members whose value is unknown come last.
    """
    frame = pd.DataFrame(
        {
            "key": table[dimension].fillna(""),
            "name": table[f"{dimension}_name"],
            "value": table[metric],
            "previous": compared(table, metric, Compare.PREVIOUS),
            "last_year": compared(table, metric, Compare.LAST_YEAR),
            "target": compared(table, metric, Compare.TARGET),
        }
    )
    return RANKING.coerce(frame.sort_values("value", ascending=False, na_position="last", ignore_index=True))


def mix(ranked: pd.DataFrame) -> pd.DataFrame:
    """Each member's share of all rows, now and last year. Takes RANKING of a metric that adds up, returns MIX.

    Shares are of what the selection holds, not of the company. They are NaN when the sum is not above 0.

    >>> rows = pd.DataFrame({"key": ["a", "b"], "name": ["A", "B"], "value": [3.0, 1.0], "previous": np.nan,
    ...     "last_year": [1.0, 1.0], "target": np.nan})
    >>> mix(RANKING.coerce(rows))[["share", "share_before"]].values.tolist()
    [[0.75, 0.5], [0.25, 0.5]]
    """
    RANKING.check(ranked)
    frame = ranked.assign(share=_share(ranked.value), share_before=_share(ranked.last_year))
    return MIX.coerce(frame)


def _share(values: pd.Series) -> pd.Series:
    if values.isna().all():
        return values
    whole = values.sum()
    return values.fillna(0.0) / (whole if whole > 0 else np.nan)


def compared(table: pd.DataFrame, metric: str, against: Compare) -> pd.Series:
    """The metric table's column of that comparison; all NaN when it was not asked for."""
    name = f"{metric}_{against}"
    return table[name] if name in table else pd.Series(np.nan, index=table.index, dtype="float64")
