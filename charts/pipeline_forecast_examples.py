"""Examples of the charts of the pipeline forecast."""

from charts.axes import Subject
from charts.example import Example
from charts.pipeline_bridge import pipeline_bridge
from charts.reliability import reliability_plot
from domain.contracts_pipeline_forecast import BRIDGE, RELIABILITY
from domain.metrics import METRICS

NONE = float("nan")
_AMOUNT, _DEALS = Subject(METRICS["won_amount"]), Subject(METRICS["won_deals"])
_QUARTER = (
    ("won", 16.28e6, NONE, NONE),
    ("open", 21.94e6, NONE, NONE),
    ("created", 0.45e6, NONE, NONE),
    ("recent", -4.31e6, NONE, NONE),
    ("forecast", 34.36e6, 25.52e6, 55.56e6),
)
_OVER = (
    ("won", 9.1e6, NONE, NONE),
    ("open", 0.0, NONE, NONE),
    ("created", 0.0, NONE, NONE),
    ("recent", 0.0, NONE, NONE),
    ("forecast", 9.1e6, 9.1e6, 9.1e6),
)
_TENTHS = (
    (1, 133, 0.012, 0.030, 0.012, 0.075), (2, 131, 0.014, 0.023, 0.008, 0.065), (3, 135, 0.031, 0.022, 0.008, 0.063),
    (4, 128, 0.112, 0.086, 0.049, 0.147), (5, 130, 0.124, 0.062, 0.032, 0.117), (6, 133, 0.175, 0.195, 0.137, 0.271),
    (7, 129, 0.369, 0.364, 0.286, 0.450), (8, 134, 0.414, 0.231, 0.168, 0.310), (9, 131, 0.554, 0.567, 0.480, 0.650),
    (10, 132, 0.720, 0.688, 0.605, 0.761),
)  # fmt: skip
PIPELINE_FORECAST: dict[str, Example] = {
    "pipeline_bridge": Example(
        pipeline_bridge, BRIDGE, _QUARTER, "What is won, what open deals bring, what is not there yet.", _AMOUNT
    ),
    "pipeline_bridge_over": Example(pipeline_bridge, BRIDGE, _OVER, "On the last day only what is won.", _AMOUNT),
    "reliability_plot": Example(
        reliability_plot, RELIABILITY, _TENTHS, "Probabilities that keep their word, and two that do not.", _DEALS
    ),
}
