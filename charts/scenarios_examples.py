"""Examples of the charts of scenarios."""

from charts.axes import Subject
from charts.example import Example
from charts.scenarios import scenario_waterfall
from domain.contracts_scenarios import SCENARIO_STEPS
from domain.metrics import METRICS

_WHAT_IF = (
    ("base", 38.36e6, ""), ("win", 2.21e6, "+10%"), ("size", 1.22e6, "+5%"), ("cycle", 1.94e6, "-10%"),
    ("price", -0.61e6, "-2%"), ("spend", 0.02e6, "+20%"), ("one_off", 5.0e6, ""), ("total", 48.14e6, ""),
)  # fmt: skip
SCENARIOS: dict[str, Example] = {
    "scenario_waterfall": Example(
        scenario_waterfall,
        SCENARIO_STEPS,
        _WHAT_IF,
        "Each assumption in money over those before it; base and scenario are cut.",
        Subject(METRICS["won_amount"]),
    ),
}
