"""Examples of the charts of calls."""

from charts.axes import Subject
from charts.calls import call_bars
from charts.example import Example
from domain.contracts_calls import CALL_TABLE
from domain.metrics import METRICS

_N = float("nan")
_ROWS = (
    ("demo:huadong", "华东", 1, 5.7e6, 6.4e6, 18.2e6, 21.0e6, 7.0e6, 19.0e6, 14.5e6, 13.0e6, 1.5e6, 15.8e6, -1.3e6,
     "li", "2026-11-20", "二季度延后的项目"),
    ("demo:huabei", "North <b>&", 1, 3.8e6, 4.1e6, 6.0e6, 7.7e6, 4.0e6, 6.0e6, 5.2e6, _N, _N, 4.3e6, 0.9e6,
     "wang", "2026-11-18", "Tender"),
    ("demo:xinan", "西南", 1, 2.2e6, 2.2e6, 5.0e6, 6.2e6, _N, _N, _N, _N, _N, 3.2e6, _N, None, None, None),
    ("@itself", "未分配", 1, 0.1e6, 0.1e6, 0.1e6, 0.1e6, _N, _N, _N, _N, _N, _N, _N, None, None, None),
)  # fmt: skip
CALLS: dict[str, Example] = {
    "call_bars": Example(
        call_bars,
        CALL_TABLE,
        _ROWS,
        "Won, commit, best case and pipeline, each on top of the one before; the call is a diamond, the target a tick.",
        Subject(METRICS["won_amount"]),
    ),
}
