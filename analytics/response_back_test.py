"""How well response curves foretell: the last quarter, from what was known before it and what was then spent."""

import numpy as np
import pandas as pd

from analytics.response import curves
from domain.contracts_reallocation import BACK_TEST, PANEL

LEFT_OUT = 3  # months
_YEAR = 12


def back_test(panel: pd.DataFrame, present: pd.DataFrame) -> pd.DataFrame:
    """BACK_TEST of the channels whose slope was known before the last quarter of PANEL; none without 18 months.

    Expected: the same month of the year before, times how the quarter before compared with its own year before, times
    (spend ÷ spend then) ^ slope. `error_without` leaves spend out of both.
    """
    PANEL.check(panel)
    if panel.empty or panel.period.nunique() < _YEAR + 2 * LEFT_OUT:
        return BACK_TEST.empty()
    cut = panel.period.max() - pd.DateOffset(months=LEFT_OUT - 1)
    found = curves(panel[panel.period < cut].reset_index(drop=True), present)
    rows = [_tested(panel[panel.channel == row.channel], cut, row) for row in
            found[found.reason == ""].rename(columns={"name": "called"}).itertuples()]  # fmt: skip
    return BACK_TEST.coerce(pd.DataFrame([row for row in rows if row], columns=list(BACK_TEST.columns)))


def whole(tested: pd.DataFrame) -> tuple[float, float]:
    """The error of all channels together, and that without a look at spend: weighted by revenue."""
    weight = tested.actual / tested.actual.sum()
    return float((tested.error * weight).sum()), float((tested.error_without * weight).sum())


def _tested(rows: pd.DataFrame, cut: pd.Timestamp, curve: object) -> dict[str, object]:
    slope, channel, name = (getattr(curve, key) for key in ("slope", "channel", "called"))
    before = rows[["region", "period", "revenue", "spend"]].assign(period=rows.period + pd.DateOffset(months=_YEAR))
    pairs = rows.merge(before, on=["region", "period"], suffixes=("", "_before"))
    told: dict[str, object] = {"channel": channel, "name": name}
    for ending, power in (("", slope), ("_without", 0.0)):
        expected = pairs.revenue_before * np.power(pairs.spend / pairs.spend_before, power)
        recent = (pairs.period >= cut - pd.DateOffset(months=LEFT_OUT)) & (pairs.period < cut)
        growth = pairs.revenue[recent].sum() / expected[recent].sum() if recent.any() else np.nan
        last = pairs.assign(expected=expected * growth)[pairs.period >= cut]
        months = last.groupby("period")[["revenue", "expected"]].sum()
        actual = months.revenue.sum()
        if not actual > 0 or growth != growth:
            return {}
        told[f"error{ending}"] = float((months.revenue - months.expected).abs().sum() / actual)
        told |= {"actual": actual} if ending else {"expected": months.expected.sum()}
    return told
