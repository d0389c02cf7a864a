"""What a plan does to the balance: concentration of revenue on channels, and the conflict index."""

from collections.abc import Mapping

import pandas as pd

from analytics.balance import balance_index, balance_parts
from domain.balance import Part


def hhi(revenue: pd.Series) -> float:
    """Σ share² of the revenues; NaN where there is none.

    >>> hhi(pd.Series([50.0, 50.0]))
    0.5
    """
    sold = revenue.clip(lower=0)
    return float(((sold / sold.sum()) ** 2).sum()) if sold.sum() > 0 else float("nan")


def revenues(sold: pd.Series, allocation: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Revenue of every channel now (as given, by channel) and then: those of ALLOCATION scaled as their curves say."""
    lift = (allocation.revenue_then / allocation.revenue).set_axis(allocation.channel)
    return sold, sold * lift.reindex(sold.index).fillna(1.0)


def conflict(
    exposures: Mapping[str, pd.DataFrame],
    terms: tuple[Mapping[str, Part], Mapping[str, bool]],
    allocation: pd.DataFrame,
) -> tuple[float, float]:
    """The conflict index of the last month of these exposures (cut by channel), now and after the plan.

    A channel that sells more is taken to have the same share of it in conflict. `terms` are the parts and which of
    them are measured. NaN: no index.
    """
    lift = (allocation.revenue_then / allocation.revenue).set_axis(allocation.channel)
    return _index(exposures, terms, None), _index(exposures, terms, lift)


def _index(
    exposures: Mapping[str, pd.DataFrame],
    terms: tuple[Mapping[str, Part], Mapping[str, bool]],
    lift: pd.Series | None,
) -> float:
    summed = {}
    for kind, frame in exposures.items():
        times = 1.0 if lift is None else frame.channel.map(lift).fillna(1.0).astype("float64")
        scaled = frame.assign(exposed=frame.exposed * times, base=frame.base * times)
        summed[kind] = scaled.groupby("period")[["exposed", "base"]].sum().reset_index()
    found = balance_index(balance_parts(summed, *terms))
    return float(found.cci.iloc[-1]) if len(found) else float("nan")
