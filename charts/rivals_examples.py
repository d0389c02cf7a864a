"""Examples of the charts of channels against each other."""

from charts.axes import Subject
from charts.corridor import corridor_rows
from charts.elasticity import elasticity_intervals
from charts.example import Example
from charts.migration import migration_flows
from charts.rivals import overlap_heat, rivals_heat
from domain.contracts_rivals import ELASTICITIES, MIGRATION, OVERLAP, REFERRED, RIVALS
from domain.metrics import METRICS

NONE = float("nan")
_SUBJECT = Subject(METRICS["revenue"])
_LIVE, _MARKET = ("demo:live", "Live streaming"), ("demo:market", "Online <b>& market")
_DIRECT, _AGENT = ("demo:direct", "Key accounts"), ("demo:agent", "Agents")
_FIGHTS = (
    (*_LIVE, *_MARKET, 1, 2.92e6),
    (*_AGENT, *_DIRECT, 38, 1.4e6),
    (*_LIVE, *_DIRECT, 2, NONE),
    (*_AGENT, *_AGENT, 7, 0.2e6),
)
_ALIKE = ((*_LIVE, *_MARKET, 0.84, 160, 81e6), (*_AGENT, *_DIRECT, 0.61, 200, 505e6), (*_AGENT, *_LIVE, 0.2, 12, 9e6))
_FLOWS = (
    (*_AGENT, *_DIRECT, 44, 41, 7.1e6, 3.8e6, 2.6e6, 0.7e6, 36.1e6, 39.5e6),
    (*_DIRECT, *_AGENT, 35, 32, 4.9e6, 1.4e6, 3.2e6, 0.3e6, 33.8e6, 29.4e6),
    (*_MARKET, *_LIVE, 164, 163, 1.8e6, 0.5e6, 0.5e6, 0.8e6, 0.6e6, 0.6e6),
    (*_LIVE, *_AGENT, 1, 1, 0.01e6, 0.0, 0.0, 0.01e6, 0.0, 0.0),
)
_PRICES = (
    (*_DIRECT, "direct", 83, 5.46e6, 2450.4, 2390.3, 2407.9, 2445.1, 2488.9, 2518.8, 2597.0, 2077.6, 0.0, 2597.0,
     2207.5),
    (*_MARKET, "ecommerce", 302, 0.87e6, 2750.8, 2332.8, 2452.8, 2494.9, 2973.2, 3026.9, 3143.0, 2514.4, 0.3e6, 3143.0,
     2671.6),
    (*_LIVE, "live", 12, 0.06e6, 2671.9, 2300.6, 2457.9, 2773.9, 2882.2, 2966.4, NONE, NONE, 0.0, NONE, NONE),
)  # fmt: skip
_SLOPES = (
    (*_LIVE, *_MARKET, 877, 42, 24, 0.029, -1.19, -1.99, -0.38, "", 34.6e6),
    (*_DIRECT, *_AGENT, 1171, 55, 24, 0.014, -1.2, -4.0, 1.6, "", 362.7e6),
    (*_AGENT, *_LIVE, 24, 3, 24, NONE, NONE, NONE, NONE, "cells", 1.1e6),
)
RIVAL_CHARTS: dict[str, Example] = {
    "rivals_heat": Example(rivals_heat, RIVALS, _FIGHTS, "One war, and many small fights over customers.", _SUBJECT),
    "overlap_heat": Example(overlap_heat, OVERLAP, _ALIKE, "Two channels that sell much the same.", _SUBJECT),
    "migration_flows": Example(
        migration_flows, MIGRATION, _FLOWS, "Agents' customers grow on the way to direct; back they shrink.", _SUBJECT
    ),
    "corridor_rows": Example(corridor_rows, REFERRED, _PRICES, "The market sells below its limit.", _SUBJECT),
    "elasticity_intervals": Example(
        elasticity_intervals,
        ELASTICITIES,
        _SLOPES,
        "One effect, one that cannot be told, one not identifiable.",
        _SUBJECT,
    ),
}
