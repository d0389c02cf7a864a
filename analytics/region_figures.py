"""How regions stand: frames of the metric table as one row a region, ranked and shaded by any of its figures."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analytics.off_plan import off_plan
from domain.contracts_regions import COMPARED, PLAN_STEPS, REGION_FIGURES, REGION_RANKS, REGION_STEPS

_ALONE = ("attainment", "pace")
FARTHEST = 0.9  # the quantile of distances at which a shade is as strong as it gets: one outlier must not pale the rest


def region_figures(table: pd.DataFrame, months: pd.DataFrame, plan: pd.DataFrame, dimension: str) -> pd.DataFrame:
    """One row a region, largest revenue first. Returns REGION_FIGURES.

    Takes `table`, a frame of the metric table grouped by `dimension`, with revenue and whatever else is known, beside
    last year; REGION_STEPS and PLAN_STEPS of the same regions. What is not there is NaN.
    """
    frame = pd.DataFrame({"key": table[dimension].fillna(""), "name": table[f"{dimension}_name"]})
    for one in COMPARED:
        frame[one], frame[f"{one}_before"] = _column(table, one), _column(table, f"{one}_last_year")
    for one in _ALONE:
        frame[one] = _column(table, one)
    frame["growth"] = frame.revenue / frame.revenue_before.where(frame.revenue_before > 0) - 1
    frame["growth_before"] = frame.key.map(_growth_before(months)).astype("float64")
    frame["target"] = _column(table, "revenue_target")
    frame = frame.merge(off_plan(plan), how="left", on="key")
    return REGION_FIGURES.coerce(frame.sort_values("revenue", ascending=False, na_position="last", ignore_index=True))


def region_steps(table: pd.DataFrame, dimension: str, metric: str) -> pd.DataFrame:
    """A metric by month and region. Takes a frame of the metric table with a grain, returns REGION_STEPS."""
    columns = {
        "key": table[dimension].fillna(""),
        "name": table[f"{dimension}_name"],
        "period": table.period,
        "value": table[metric],
        "last_year": _column(table, f"{metric}_last_year"),
    }
    return REGION_STEPS.coerce(pd.DataFrame(columns))


def plan_steps(steps: pd.DataFrame, dimension: str) -> pd.DataFrame:
    """The plan by month and region. Takes a frame of plan_table with a grain, returns PLAN_STEPS."""
    if steps.empty:
        return PLAN_STEPS.empty()
    named = steps.rename(columns={dimension: "key", f"{dimension}_name": "name"})
    return PLAN_STEPS.coerce(named.assign(key=named.key.fillna(""))[list(PLAN_STEPS.columns)])


def ranks(figures: pd.DataFrame, value: str, before: str, shade: pd.Series, *, up_is_good: bool = True) -> pd.DataFrame:
    """The regions by one figure, best first, with their rank and the one before. Returns REGION_RANKS.

    Takes REGION_FIGURES, the names of its columns with the figure now and before, and a shade for each row. Equal
    values have the same rank. The rank before is among those who have a value now and had one then: the new have none.
    """
    REGION_FIGURES.check(figures)
    known = figures[figures[value].notna()].assign(shade=shade)
    then = known[before].where(known[before].notna()) if before else pd.Series(np.nan, index=known.index)
    frame = pd.DataFrame(
        {
            "key": known.key,
            "name": known["name"],
            "value": known[value],
            "before": then,
            "rank": known[value].rank(ascending=not up_is_good, method="min"),
            "rank_before": then.rank(ascending=not up_is_good, method="min"),
            "shade": known.shade,
            "since": known.since,
        }
    )
    return REGION_RANKS.coerce(frame.sort_values(["rank", "name"], kind="stable", ignore_index=True))


def shades(values: pd.Series, neutral: float, *, up_is_good: bool = True) -> tuple[pd.Series, float]:
    """Each value between -1 (worst) and 1 (best), 0 at the neutral point; and the distance at which shades are full.

    Both sides have the same scale, so that a small lead is not as strong as a large lag.

    >>> shades(pd.Series([90.0, 100.0, 120.0]), 100.0)[0].round(2).tolist()
    [-0.56, 0.0, 1.0]
    >>> shades(pd.Series([0.1, 0.3]), 0.2, up_is_good=False)[0].round(2).tolist()
    [1.0, -1.0]
    """
    away = (values - neutral) * (1 if up_is_good else -1)
    known = away.abs().dropna()
    full = float(known.quantile(FARTHEST)) if len(known) else 0.0
    return (away / full).clip(-1, 1) if full > 0 else away * 0.0, full


def amounts(values: pd.Series) -> pd.Series:
    """Each amount between 0 and 1 of the largest; nothing below 0 has any shade.

    >>> amounts(pd.Series([5.0, 10.0, -1.0])).tolist()
    [0.5, 1.0, 0.0]
    """
    most = values.max()
    return (values / most).clip(0, 1) if most > 0 else values * 0.0


def best(figures: pd.DataFrame, better: Mapping[str, bool]) -> dict[str, set[str]]:
    """For each figure the keys of the regions that are best in it; none where fewer than two are known.

    Takes REGION_FIGURES and, by column, whether up is good.
    """
    found: dict[str, set[str]] = {}
    for name, up in better.items():
        known = figures[figures[name].notna()]
        top = known[name].max() if up else known[name].min()
        found[name] = set(known.key[known[name] == top]) if len(known) > 1 else set()
    return found


def _growth_before(months: pd.DataFrame) -> dict[str, float]:
    """Growth of each region up to the end of the month before the last that has begun."""
    REGION_STEPS.check(months)
    begun = months[months.value.notna()]
    earlier = begun[begun.period < begun.period.max()].groupby("key")[["value", "last_year"]]
    sums = earlier.sum(min_count=1)
    grown = sums.value / sums.last_year.where(sums.last_year > 0) - 1
    return dict(zip(grown.index, grown, strict=True))


def _column(table: pd.DataFrame, name: str) -> pd.Series:
    return table[name] if name in table else pd.Series(np.nan, index=table.index, dtype="float64")
