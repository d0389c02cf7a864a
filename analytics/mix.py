"""What a business is made of: Lorenz curve and Gini, mix against plan, margin against revenue, dependences."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from domain.contracts_mix import LORENZ, LORENZ_SUMS, MARGIN_BALANCE, MIX_DISTANCE, MIX_DRIFT, WARNINGS

_ALL = 1 - 1e-9


def lorenz_curve(sums: pd.DataFrame) -> pd.DataFrame:
    """LORENZ of LORENZ_SUMS: exact at the end of each part. No rows where nobody has revenue."""
    LORENZ_SUMS.check(sums)
    if sums.empty:
        return LORENZ.empty()
    parts = sums.sort_values("part")
    counts, amounts = parts.members.to_numpy(dtype="float64"), parts.revenue.to_numpy()
    found = {"members": counts.cumsum() / counts.sum(), "amount": amounts.cumsum() / amounts.sum()}
    return LORENZ.coerce(pd.DataFrame({name: np.concatenate([[0.0], part]) for name, part in found.items()}))


def gini(sums: pd.DataFrame) -> float:
    """The Gini coefficient of LORENZ_SUMS: 2·Σ i·x ÷ (n·Σ x) − (n + 1) ÷ n, the smallest member having i = 1.

    0 where all are equal, near 1 where one has all; NaN where nobody has revenue. Exact: it is not read off the curve.

    >>> gini(LORENZ_SUMS.coerce(pd.DataFrame({"part": [1, 2], "members": 1, "revenue": [1.0, 3.0],
    ...     "weighted": [1.0, 6.0]})))
    0.25
    """
    LORENZ_SUMS.check(sums)
    count, total = float(sums.members.sum()), float(sums.revenue.sum())
    return 2 * float(sums.weighted.sum()) / (count * total) - (count + 1) / count if total > 0 else float("nan")


def top_share(curve: pd.DataFrame, of_members: float) -> float:
    """The share of revenue that the largest `of_members` (a share) have, read between the points of LORENZ.

    >>> top_share(LORENZ.coerce(pd.DataFrame({"members": [0.0, 0.5, 1.0], "amount": [0.0, 0.2, 1.0]})), 0.5)
    0.8
    """
    LORENZ.check(curve)
    if curve.empty:
        return float("nan")
    return 1 - float(np.interp(1 - of_members, curve.members, curve.amount))


def mix_drift(table: pd.DataFrame, dimension: str) -> pd.DataFrame:
    """MIX_DRIFT of a metric table of revenue and its target by the dimension and step, the largest member first.

    Shares are of max(0, amount). In a step with a plan, members without a target leave both shares (NaN): of them no
    plan is known. A step in which nobody has a target has shares of all, and no plan.
    """
    rows = pd.DataFrame(
        {
            "key": table[dimension].fillna(""),
            "name": table[f"{dimension}_name"],
            "period": table.period,
            "revenue": table.revenue,
            "target": table.revenue_target if "revenue_target" in table else float("nan"),
        }
    )
    known = rows.groupby("period").target.transform("count") > 0
    inside = rows.target.notna() | ~known
    actual = _shares(rows.revenue.where(inside), rows.period).where(inside)
    planned = _shares(rows.target, rows.period).where(rows.target.notna())
    size = rows.groupby("key").revenue.sum().rank(ascending=False, method="first")
    found = rows.assign(actual=actual, planned=planned, off=actual - planned, size=rows.key.map(size))
    return MIX_DRIFT.coerce(found.sort_values(["size", "period"], ignore_index=True))


def whole_mix(table: pd.DataFrame, dimension: str) -> pd.DataFrame:
    """MIX_DRIFT of all steps that have a plan, taken together as one step (the first)."""
    planned = table.assign(revenue_target=np.nan) if "revenue_target" not in table else table
    planned = planned[planned.groupby("period").revenue_target.transform("count") > 0]
    keys = [dimension, f"{dimension}_name"]
    sums = planned.groupby(keys, dropna=False)[["revenue", "revenue_target"]].sum(min_count=1).reset_index()
    return mix_drift(sums.assign(period=planned.period.min()), dimension)


def mix_distances(drift: pd.DataFrame) -> pd.DataFrame:
    """MIX_DISTANCE of MIX_DRIFT, step by step: ½ Σ |share − share of plan|; 0 the same mix, 1 nothing in common."""
    MIX_DRIFT.check(drift)
    found = drift.assign(distance=drift.off.abs() / 2).groupby("period").distance.sum(min_count=1).reset_index()
    return MIX_DISTANCE.coerce(found)


def margin_balance(table: pd.DataFrame, dimension: str) -> pd.DataFrame:
    """MARGIN_BALANCE of a metric table of revenue, margin and margin rate by the dimension."""
    rows = pd.DataFrame(
        {
            "key": table[dimension].fillna(""),
            "name": table[f"{dimension}_name"],
            "revenue": table.revenue,
            "margin": table.margin.where(table.margin_rate.notna()),
            "rate": table.margin_rate,
        }
    )
    step = pd.Series(0, index=rows.index)
    share = _shares(rows.margin.fillna(0.0), step).where(rows.margin >= 0)
    found = rows.assign(of_revenue=_shares(rows.revenue, step), of_margin=share)
    return MARGIN_BALANCE.coerce(found.sort_values("revenue", ascending=False, ignore_index=True))


def warnings(found: pd.DataFrame, limits: Mapping[str, float]) -> pd.DataFrame:
    """WARNINGS: the dependences that reach the limit of their kind, most money first, then those halfway there.

    Takes DEPENDENCE. A group with the very revenue of everything (a company with one region) is told once, as
    everything; a kind of which there is one member only (a company with one channel) is no dependence.
    """
    rows = found.assign(share=found.amount / found.total, limit=found.of.map(dict(limits)).astype("float64"))
    whole = rows[rows.within == ""].set_index("of").total
    again = (rows.within != "") & (rows.total == rows.of.map(whole))
    sole = set(rows.of[(rows.within == "") & (rows.share > _ALL)])
    kept = rows[(rows.share >= rows.limit / 2) & ~again & ~rows.of.isin(sole)]
    kept = kept.assign(reached=kept.share >= kept.limit)
    return WARNINGS.coerce(kept.sort_values(["reached", "amount"], ascending=False, kind="stable", ignore_index=True))


def _shares(amounts: pd.Series, by: pd.Series) -> pd.Series:
    kept = amounts.clip(lower=0.0).fillna(0.0)
    total = kept.groupby(by).transform("sum")
    return kept / total.where(total > 0)
