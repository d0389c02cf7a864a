"""Since when a region is behind its plan: the plan and what was sold, added up month by month."""

import numpy as np
import pandas as pd

from domain.contracts_regions import OFF_PLAN, PLAN_STEPS

TOLERANCE = 0.0005  # of the plan to date: less is on plan


def off_plan(steps: pd.DataFrame) -> pd.DataFrame:
    """How far each region is from its plan to date, and since when it is behind. Takes PLAN_STEPS, returns OFF_PLAN.

    `gap` is Σ actual − Σ expected over the months that have begun. `since` is the first of the months at whose ends the
    sum has been below the plan without a break until now; NaT when it is not below it now. `attainment_before` is
    attainment of the whole target as it stood at the end of the month before the last that has begun. All are unknown
    where a month of the window has no comparable target.

    >>> days = pd.to_datetime(["2026-01-01", "2026-02-01", "2026-03-01"]).as_unit("us")
    >>> rows = pd.DataFrame({"key": "a", "name": "A", "period": days, "target": 10.0, "actual": [12.0, 7.0, 9.0],
    ...     "expected": 10.0})
    >>> off_plan(PLAN_STEPS.coerce(rows))[["gap", "since"]].values.tolist()
    [[-2.0, Timestamp('2026-02-01 00:00:00')]]
    """
    PLAN_STEPS.check(steps)
    ordered = steps.sort_values(["key", "period"], kind="stable")
    rows = [_one(str(key), own) for key, own in ordered.groupby("key", sort=True)]
    return OFF_PLAN.coerce(pd.DataFrame(rows, columns=list(OFF_PLAN.columns)))


def _one(key: str, own: pd.DataFrame) -> dict[str, object]:
    begun = own[own.actual.notna()]
    unknown = {"key": key, "gap": np.nan, "since": pd.NaT, "attainment_before": np.nan}
    if begun.empty or own.target.isna().any() or begun.expected.isna().any():
        return unknown
    actual, expected = begun.actual.cumsum(), begun.expected.cumsum()
    behind = (actual - expected < -TOLERANCE * expected.abs()).to_numpy()
    on_plan = np.flatnonzero(~behind)
    start = int(on_plan[-1]) + 1 if len(on_plan) else 0
    target = own.target.sum()
    before = actual.iloc[-2] / target if len(begun) > 1 and target else np.nan
    return {
        "key": key,
        "gap": float(actual.iloc[-1] - expected.iloc[-1]),
        "since": begun.period.iloc[start] if behind[-1] else pd.NaT,
        "attainment_before": float(before),
    }
