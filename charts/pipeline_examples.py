"""Examples of the charts of what became of the open deals."""

from charts.axes import Subject
from charts.category_moves import category_moves
from charts.example import Example
from charts.pipeline_waterfall import pipeline_waterfall
from domain.contracts_pipeline import CATEGORY_MOVES, WATERFALL
from domain.metrics import METRICS
from domain.pipeline import ENTERED, LEFT, LOST, UNSET, WON

_AMOUNT, _DEALS = Subject(METRICS["won_amount"]), Subject(METRICS["won_deals"])
_WEEK = (
    ("start", 128.40e6, 412, 412), ("new", 9.62e6, 31, 31), ("transferred_in", 0.84e6, 3, 3),
    ("reopened", 0.31e6, 1, 1), ("pulled_in", 2.20e6, 6, 6), ("pushed_in", 0.45e6, 2, 2),
    ("increased", 3.10e6, 0, 14), ("decreased", -1.72e6, 0, 9), ("won", -7.90e6, -24, 24),
    ("lost", -4.15e6, -19, 19), ("pushed_out", -6.30e6, -17, 17), ("pulled_out", -0.12e6, -1, 1),
    ("transferred_out", -0.84e6, -3, 3), ("deleted", -0.20e6, -1, 1), ("end", 123.69e6, 390, 390),
)  # fmt: skip
_LAST_WEEK_OF_QUARTER = (
    ("start", 4.2e6, 12, 12),
    ("won", -3.9e6, -10, 10),
    ("lost", -0.3e6, -2, 2),
    ("end", 0.0, 0, 0),
)
_CATEGORIES = (
    ("commit", "commit", 60, 24.0e6), ("commit", WON, 18, 6.4e6), ("commit", "best case", 5, 2.1e6),
    ("commit", LEFT, 4, 1.9e6), ("best case", "commit", 14, 5.2e6), ("best case", "best case", 88, 31.0e6),
    ("best case", LOST, 9, 2.6e6), ("pipeline", "best case", 21, 6.6e6), ("pipeline", "pipeline", 160, 44.8e6),
    ("pipeline", LOST, 10, 1.55e6), ("pipeline", LEFT, 12, 4.4e6), ("omitted", "omitted", 6, 0.7e6),
    (ENTERED, "pipeline", 36, 10.9e6), (ENTERED, "best case", 6, 2.0e6), (ENTERED, WON, 3, 0.62e6),
    (UNSET, "pipeline", 2, 0.2e6), ("Strategic <b>", "commit", 1, 0.1e6),
)  # fmt: skip
PIPELINE: dict[str, Example] = {
    "pipeline_waterfall": Example(
        pipeline_waterfall,
        WATERFALL,
        _WEEK,
        "Every cause of a week; start and end are cut; won is good though it leaves the pipeline.",
        _AMOUNT,
    ),
    "pipeline_waterfall_deals": Example(
        pipeline_waterfall,
        WATERFALL,
        _LAST_WEEK_OF_QUARTER,
        "The same in deals, of a quarter that runs out.",
        _DEALS,
    ),
    "category_moves": Example(
        category_moves,
        CATEGORY_MOVES,
        _CATEGORIES,
        "From the rows to the columns; stronger is larger; a category that only the data know comes last.",
        _AMOUNT,
    ),
}
