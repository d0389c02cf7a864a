"""Wholes and their parts per channel: what the cost is made of, and whose revenue it is."""

import numpy as np
import pandas as pd

from analytics.trend import trend
from domain.contracts_channels import BUYING, COMPOSITION
from domain.periods import Grain, Window

_CENT = 0.005  # less than half a cent is the noise of binary fractions


def composition(parts: pd.DataFrame, order: dict[str, str], rates: dict[str, float]) -> pd.DataFrame:
    """The parts of each whole with their shares, the largest whole first. Returns COMPOSITION.

    Takes `key`, `name`, `part`, `amount`, one row a part; `order` names the parts and puts them in order, `rates` gives
    each whole's rate by key. Shares are NaN of a whole that is not above 0.

    >>> parts = pd.DataFrame({"key": ["a", "a"], "name": "A", "part": ["x", "y"], "amount": [3.0, 1.0]})
    >>> composition(parts, {"y": "Y", "x": "X"}, {"a": 0.5})[["part", "share", "rate"]].values.tolist()
    [['y', 0.25, 0.5], ['x', 0.75, 0.5]]
    """
    own = parts[parts.part.isin(list(order)) & parts.amount.notna()]
    whole = own.groupby("key").amount.sum()
    placed = own.assign(
        part_name=own.part.map(order),
        whole=own.key.map(whole),
        rate=own.key.map(rates).astype("float64"),
        place=own.part.map({part: at for at, part in enumerate(order)}),
    )
    divisor = placed.whole.where(placed.whole > 0, np.nan)
    found = placed.assign(share=placed.amount / divisor).sort_values(
        ["whole", "key", "place"], ascending=[False, True, True]
    )
    return COMPOSITION.coerce(found.reset_index(drop=True))


def buying(table: pd.DataFrame, window: Window, grain: Grain) -> pd.DataFrame:
    """Revenue of first orders, of later ones and of nobody known, per step that has begun. Returns BUYING.

    Takes the metric table of revenue, new_revenue and repeat_revenue by steps.
    """
    steps = trend(table, "revenue", window, grain)
    rows = table.sort_values("period", ignore_index=True)
    nobody = steps.value - rows.new_revenue.fillna(0.0) - rows.repeat_revenue.fillna(0.0)
    found = pd.DataFrame(
        {
            "period": steps.period,
            "first": rows.new_revenue,
            "again": rows.repeat_revenue,
            "nobody": nobody.where(nobody.abs() >= _CENT, 0.0),
            "unfinished": steps.unfinished,
        }
    )
    return BUYING.coerce(found[steps.value.notna()].reset_index(drop=True))
