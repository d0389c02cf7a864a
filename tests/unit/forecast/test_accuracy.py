"""Stored forecasts beside what came: leads, errors, coverage, the trace of a span, and what each way adds."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from analytics.forecast.accuracy import by_lead, judged, naive_and_statistical, over_time, trace, value_added
from analytics.forecast.history import Histories
from domain.contracts_forecast import STORED

DONE = pd.date_range("2024-01-01", "2025-10-01", freq="MS").astype("datetime64[us]")
AHEAD = pd.date_range("2025-11-01", "2026-01-01", freq="MS").astype("datetime64[us]")
VALUES = np.arange(len(DONE)) + 100.0  # January 2024 is 100, October 2025 is 121
HISTORY = Histories(
    pd.DataFrame(index=range(1)), VALUES[None], DONE, AHEAD, np.array([40.0]), running=True, drivers=None
)


def stored(*rows):
    """(origin, period, step, mean, half width, reconstructed) as STORED."""
    full = [
        (origin, period, step, mean, mean - half, mean + half, mean - 2 * half, mean + 2 * half, again)
        for origin, period, step, mean, half, again in rows
    ]
    frame = pd.DataFrame(full, columns=list(STORED.columns))
    return STORED.coerce(frame.assign(origin=pd.to_datetime(frame.origin), period=pd.to_datetime(frame.period)))


ROWS = stored(
    ("2025-07-15", "2025-07-01", 1, 120.0, 1.0, True),  # July came to 118
    ("2025-07-15", "2025-08-01", 2, 116.0, 4.0, True),  # August to 119
    ("2025-07-15", "2025-09-01", 3, 130.0, 4.0, True),  # September to 120
    ("2025-08-31", "2025-09-01", 1, 123.0, 4.0, False),  # nothing ran at the end of August
    ("2025-08-31", "2025-11-01", 3, 125.0, 4.0, False),  # November is not over
)


def test_a_lead_counts_from_the_running_period_and_what_is_not_over_is_not_judged():
    table = judged(ROWS, HISTORY, 12)
    assert table.lead.tolist() == [0, 1, 2, 1]
    assert table.actual.tolist() == [118, 119, 120, 120]
    assert table.naive.tolist() == [106, 107, 108, 108], "the same month a year before"


def test_without_a_year_before_the_naive_forecast_is_the_last_value_known():
    table = judged(ROWS, HISTORY, 30)
    assert table.naive.tolist() == [117, 117, 117, 119], "June, and August"


def test_the_measures_are_those_of_a_hand():
    table = by_lead(judged(ROWS, HISTORY, 12)).set_index("lead")
    assert table.n.tolist() == [1, 2, 1]
    assert table.wape[1] == pytest.approx((3 + 3) / (119 + 120))
    assert table.bias[1] == pytest.approx(0)
    assert table.naive[1] == pytest.approx((12 + 12) / 239)
    assert table.added[1] == pytest.approx(18 / 239)
    assert table.coverage80.tolist() == [0, 1, 0]
    assert table.coverage95.tolist() == [1, 1, 0]


def test_over_time_an_error_has_its_sign():
    table = over_time(judged(ROWS, HISTORY, 12), 1).set_index("period")
    assert table.error.round(4).tolist() == [round(116 / 119 - 1, 4), round(123 / 120 - 1, 4)]
    assert table.reconstructed.tolist() == [True, False]
    assert over_time(judged(ROWS, HISTORY, 12), 9).empty


def test_the_trace_of_a_quarter_adds_what_was_over_then_to_what_was_still_expected():
    table = trace(ROWS, HISTORY, (date(2025, 7, 1), date(2025, 9, 30)), 350.0)
    assert table["mean"].tolist() == [120 + 116 + 130, 118 + 119 + 123]
    assert table.actual.tolist() == [357.0, 357.0]
    assert np.isnan(table.low80[0]), "bounds of three months do not add up"
    assert (table.low80[1], table.high80[1]) == (118 + 119 + 119, 118 + 119 + 127)
    assert trace(ROWS, HISTORY, (date(2025, 10, 1), date(2025, 12, 31)), 1.0).empty, "nobody forecast all of it"


def test_value_added_is_the_error_of_the_way_before_less_the_own():
    rows = judged(ROWS, HISTORY, 12)
    ways = naive_and_statistical({"e": rows, "n": rows[:0]}, (1, 2))
    call = ("call", {"e": pd.DataFrame({"forecast": [119.0, 120.0, 121.0], "actual": [119.0, 120.0, 120.0]})})
    table = value_added({"e": "East", "n": "North"}, [*ways, call])
    assert table.way.tolist() == ["naive", "statistical", "call"]
    assert np.isnan(table.added[0])
    naive, ours = (12 + 12 + 12) / 359, (3 + 10 + 3) / 359
    assert table.wape.tolist() == pytest.approx([naive, ours, 1 / 359])
    assert table.added.tolist()[1:] == pytest.approx([naive - ours, ours - 1 / 359])


def test_without_forecasts_there_is_nothing_to_say():
    table = judged(STORED.empty(), HISTORY, 12)
    assert by_lead(table).empty
    assert over_time(table, 1).empty
    assert value_added({}, []).empty
