"""Examples of the charts of forecasts and of how good they were."""

from charts.axes import Subject
from charts.example import Example
from charts.forecast_accuracy import accuracy_by_lead, accuracy_over_time, forecast_trace
from charts.forecast_fan import forecast_fan
from domain.contracts_forecast import BY_LEAD, FAN, OVER_TIME, TRACE
from domain.metrics import METRICS
from domain.periods import Grain

NONE = float("nan")
_NO_BANDS = (NONE,) * 6
_FAN = (  # period, actual, mean, then low and high of 50, 80 and 95 %, target, last year, a week ago, unfinished
    ("2026-07-01", 98.0e6, NONE, *_NO_BANDS, 101.0e6, 104.0e6, NONE, False),
    ("2026-08-01", 98.5e6, NONE, *_NO_BANDS, 97.0e6, 94.0e6, NONE, False),
    ("2026-09-01", 124.0e6, NONE, *_NO_BANDS, 127.0e6, 119.0e6, NONE, False),
    ("2026-10-01", 101.0e6, NONE, *_NO_BANDS, 104.0e6, 99.0e6, NONE, False),
    ("2026-11-01", 71.0e6, 110e6, 109e6, 111e6, 107e6, 114e6, 104e6, 116e6, 116.0e6, 101e6, 113e6, True),
    ("2026-12-01", NONE, 113e6, 104e6, 121e6, 100e6, 125e6, 93e6, 132e6, 126.0e6, 111e6, 115e6, False),
    ("2027-01-01", NONE, 107e6, 97e6, 117e6, 92e6, 122e6, 84e6, 131e6, NONE, 107e6, 106e6, False),
    ("2027-02-01", NONE, 75e6, 63e6, 86e6, 57e6, 92e6, 48e6, 101e6, NONE, 67e6, NONE, False),
)
_BARE = tuple((*row[:9], NONE, NONE, NONE, False) for row in _FAN if not row[-1])
_LEADS = (
    (0, 47, 0.021, 0.008, 0.83, 0.96, 0.094, 0.073),
    (1, 43, 0.058, -0.012, 0.81, 0.95, 0.094, 0.036),
    (2, 39, 0.101, -0.020, 0.77, 0.92, 0.096, -0.005),
)
_ERRORS = (
    ("2026-07-01", 4, 0.031, 0.062, 101.0e6, 98.0e6, False),
    ("2026-08-01", 4, -0.044, -0.046, 94.2e6, 98.5e6, True),
    ("2026-09-01", 5, 0.004, -0.040, 124.5e6, 124.0e6, False),
    ("2026-10-01", 5, 0.020, 0.011, 103.5e6, 101.4e6, False),
    ("2026-11-01", 5, 3.180, 0.020, 21.1e6, 5.0e6, False),
)
_MOVES = (
    ("2026-10-08", 331e6, NONE, NONE, 324e6, 346e6, True),
    ("2026-11-05", 322e6, NONE, NONE, 324e6, 346e6, True),
    ("2026-12-03", 326e6, 315e6, 337e6, 324e6, 346e6, False),
    ("2026-12-24", 325e6, 321e6, 329e6, 324e6, 346e6, False),
)
_MONTHS = Subject(METRICS["revenue"], Grain.MONTH)
FORECAST: dict[str, Example] = {
    "forecast_fan": Example(
        forecast_fan, FAN, _FAN, "November runs: a hollow mark, never a fall; the wider the band, the surer.", _MONTHS
    ),
    "forecast_fan_bare": Example(forecast_fan, FAN, _BARE, "Without target, last year and bands.", _MONTHS),
    "accuracy_by_lead": Example(
        accuracy_by_lead, BY_LEAD, _LEADS, "The farther ahead the worse; behind it the naive forecast.", _MONTHS
    ),
    "accuracy_over_time": Example(
        accuracy_over_time,
        OVER_TIME,
        _ERRORS,
        "Above the line too high, below it too low; a bar that goes beyond says its figure.",
        _MONTHS,
    ),
    "forecast_trace": Example(
        forecast_trace, TRACE, _MOVES, "A quarter until it came true; hollow marks were made later.", _MONTHS
    ),
}
