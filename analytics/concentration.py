"""Concentration of shares: HHI, what it means in members, and how far a mix is from its plan."""

import numpy as np
import pandas as pd

from domain.contracts_balance import CONCENTRATION


def concentration(sums: pd.DataFrame, by: str) -> pd.DataFrame:
    """CONCENTRATION per month from SHARE_SUMS of the dimension `by`; HHI = Σ share² over shares of max(0, revenue)."""
    hhi = sums.squares / sums.total.where(sums.total > 0) ** 2
    return CONCENTRATION.coerce(
        sums.assign(
            by=by,
            hhi=hhi,
            normalised=normalised(hhi, sums.members),
            effective=1 / hhi,
            largest=sums.top / sums.total.where(sums.total > 0),
            largest_name=sums.top_name,
        )
    )


def normalised(hhi: pd.Series, members: pd.Series) -> pd.Series:
    """(HHI − 1/n) ÷ (1 − 1/n): 0 where all members are equal, 1 where one has all; NaN for a single one.

    >>> normalised(pd.Series([0.5, 1.0]), pd.Series([2, 2])).tolist()
    [0.0, 1.0]
    """
    equal = 1 / members.where(members > 1)
    return (hhi - equal) / (1 - equal)


def herfindahl(values: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> float:
    """Σ share² over shares of max(0, value); NaN where nothing is positive.

    >>> herfindahl(np.array([1.0, 1.0, -3.0]))
    0.5
    """
    kept = np.maximum(values, 0.0)
    total = kept.sum()
    return float(((kept / total) ** 2).sum()) if total > 0 else float("nan")


def mix_distance(shares: pd.Series, target: pd.Series) -> float:
    """½ Σ |share − target share| of two sets of amounts, matched by index; 0 for the same mix, 1 for nothing in common.

    NaN where either adds up to nothing.

    >>> mix_distance(pd.Series({"a": 1.0, "b": 1.0}), pd.Series({"a": 3.0, "b": 1.0}))
    0.25
    """
    mine, plan = shares.clip(lower=0), target.clip(lower=0)
    if mine.sum() <= 0 or plan.sum() <= 0:
        return float("nan")
    both = pd.concat([mine / mine.sum(), plan / plan.sum()], axis=1, keys=["mine", "plan"]).fillna(0.0)
    return float((both.mine - both.plan).abs().sum() / 2)


def lorenz(values: pd.Series) -> pd.DataFrame:
    """The Lorenz curve of max(0, value): `members` and `amount` as shares, from (0, 0) to (1, 1), smallest first.

    No rows where nothing is positive.
    """
    kept = np.sort(values.clip(lower=0).to_numpy(dtype="float64"))
    if kept.sum() <= 0:
        return pd.DataFrame({"members": pd.Series(dtype="float64"), "amount": pd.Series(dtype="float64")})
    amount = np.concatenate([[0.0], np.cumsum(kept) / kept.sum()])
    return pd.DataFrame({"members": np.linspace(0.0, 1.0, len(kept) + 1), "amount": amount})
