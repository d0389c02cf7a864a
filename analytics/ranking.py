"""A metric table by one dimension, as a ranking and as a mix."""

import numpy as np
import pandas as pd

from analytics.attribution import OTHER, OTHER_NAME
from domain.ask import Compare
from domain.contracts import MIX, RANKING, STANDINGS
from i18n import Locale


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


def folded(ranked: pd.DataFrame, top: int, locale: Locale) -> pd.DataFrame:
    """The first `top` members, and the sums of all others as one called "other". Takes and returns RANKING.

    Only for metrics that add up. A single leftover member keeps its own name.

    >>> rows = pd.DataFrame({"key": list("abc"), "name": list("ABC"), "value": [5.0, 2.0, 1.0],
    ...     "previous": np.nan, "last_year": [1.0, 2.0, 3.0], "target": np.nan})
    >>> folded(RANKING.coerce(rows), 1, Locale.EN)[["name", "value", "last_year"]].values.tolist()
    [['A', 5.0, 1.0], ['Other', 3.0, 5.0]]
    """
    RANKING.check(ranked)
    if len(ranked) <= top + 1:
        return ranked
    sums = ranked.iloc[top:][["value", "previous", "last_year", "target"]].sum(min_count=1)
    other = pd.DataFrame([{"key": OTHER, "name": OTHER_NAME.to(locale), **sums}])
    return RANKING.coerce(pd.concat([ranked.head(top), other], ignore_index=True))


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


def standings(table: pd.DataFrame, attained: pd.DataFrame, dimension: str) -> pd.DataFrame:
    """How each member stands: revenue, growth, attainment, margin rate, share. Returns STANDINGS, largest first.

    Takes frames of the metric table, grouped by `dimension` alone: `table` with revenue beside last year and, where it
    is known, margin rate; `attained` with attainment where it is known. Growth is NaN where last year had nothing (or
    a loss) to grow from.
    """
    ranked = ranking(table, dimension, "revenue")
    frame = pd.DataFrame(
        {
            "key": ranked.key,
            "name": ranked.name,
            "revenue": ranked.value,
            "attainment": _known(attained, dimension, "attainment", ranked.key),
            "growth": ranked.value / ranked.last_year.where(ranked.last_year > 0) - 1,
            "margin_rate": _known(table, dimension, "margin_rate", ranked.key),
            "share": _share(ranked.value),
        }
    )
    return STANDINGS.coerce(frame)


def _known(table: pd.DataFrame, dimension: str, metric: str, keys: pd.Series) -> pd.Series:
    """The metric of each key; all NaN when the table does not hold it."""
    if metric not in table:
        return pd.Series(np.nan, index=keys.index, dtype="float64")
    return keys.map(table.assign(key=table[dimension].fillna("")).set_index("key")[metric]).astype("float64")


def _share(values: pd.Series) -> pd.Series:
    if values.isna().all():
        return values
    whole = values.sum()
    return values.fillna(0.0) / (whole if whole > 0 else np.nan)


def compared(table: pd.DataFrame, metric: str, against: Compare) -> pd.Series:
    """The metric table's column of that comparison; all NaN when it was not asked for."""
    name = f"{metric}_{against}"
    return table[name] if name in table else pd.Series(np.nan, index=table.index, dtype="float64")
