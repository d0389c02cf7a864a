"""Examples of the charts of structure and concentration."""

import pandas as pd

from charts.axes import Subject
from charts.concentration import concentration_lines
from charts.example import Example
from charts.lorenz import lorenz_line
from charts.margin_balance import margin_bars
from charts.mix_drift import drift_heat
from domain.ask import Compare
from domain.contracts_balance import CONCENTRATION
from domain.contracts_mix import LORENZ, MARGIN_BALANCE, MIX_DRIFT
from domain.metrics import METRICS
from domain.periods import Grain

NONE = float("nan")
_REVENUE = Subject(METRICS["revenue"], Grain.QUARTER, Compare.TARGET)


def _step(place: int, hhi: float, largest: float) -> tuple[object, ...]:
    day = pd.Timestamp(2025 + place // 4, 3 * (place % 4) + 1, 1)
    return ("channel", day, 10, 300e6, hhi, (hhi - 0.1) / 0.9, 1 / hhi, largest, "Distributors <b>&")


_SPREAD = tuple(_step(place, 0.21 + 0.008 * place, 0.30 + 0.012 * place) for place in range(7))
_LORENZ = ((0.0, 0.0), (0.2, 0.01), (0.4, 0.04), (0.6, 0.11), (0.8, 0.27), (0.9, 0.45), (1.0, 1.0))
_PLAN = (
    ("demo:distributor", "Distributors <b>&", ((0.34, 0.38), (0.33, 0.38), (0.31, 0.38))),
    ("demo:live", "Live streaming", ((0.21, 0.20), (0.24, 0.20), (0.27, 0.20))),
    ("demo:direct", "Key accounts", ((0.45, 0.42), (0.43, 0.42), (0.42, 0.42))),
)
_DRIFT = tuple(
    (key, name, pd.Timestamp(2026, 3 * at + 1, 1), actual, planned, actual - planned)
    for key, name, shares in _PLAN
    for at, (actual, planned) in enumerate(shares)
) + tuple((key, name, pd.Timestamp(2026, 10, 1), 1 / 3, NONE, NONE) for key, name, _ in _PLAN)
_MARGINS = (
    ("aw:reseller", "Reseller", 80.45e6, 0.47e6, 0.006, 0.733, 0.038),
    ("aw:internet", "Internet <b>&", 29.36e6, 12.08e6, 0.411, 0.267, 0.962),
    ("aw:kiosk", "Kiosk", 0.1e6, -0.02e6, -0.2, 0.001, NONE),
)
MIX_CHARTS: dict[str, Example] = {
    "concentration_lines": Example(
        concentration_lines, CONCENTRATION, _SPREAD, "Channels become fewer by weight.", _REVENUE
    ),
    "lorenz_line": Example(lorenz_line, LORENZ, _LORENZ, "Four fifths of the members have a quarter of the sales."),
    "drift_heat": Example(drift_heat, MIX_DRIFT, _DRIFT, "Live takes what was planned for distributors.", _REVENUE),
    "margin_bars": Example(margin_bars, MARGIN_BALANCE, _MARGINS, "Much revenue, next to no margin.", _REVENUE),
}
