"""The league's measures by hand, and who stands in it."""

import numpy as np
import pytest

from analytics.forecast.backtest import Plan
from analytics.forecast.engine import worked
from analytics.forecast.league import Yard, entrants, league, measures, trial, yard
from tests.unit.forecast.made import seasonal


@pytest.fixture(scope="module")
def work():
    return worked([history[:-6] for history in seasonal(20, 66, 12)], Plan(12, 6))


def test_the_measures_by_hand():
    forecast, actual = np.array([[12.0, 8.0, 5.0]]), np.array([[10.0, 10.0, 0.0]])
    found = measures(forecast, actual, Yard(np.array([10.0]), np.array([2.0])))
    assert found["n"] == 3
    assert found["wape"] == pytest.approx(9 / 20)
    assert found["mape"] == pytest.approx(0.2)  # the third is below 5 % of the mean and says nothing
    assert found["smape"] == pytest.approx((400 / 22 + 400 / 18 + 200) / 3)
    assert found["rmse"] == pytest.approx(np.sqrt((4 + 4 + 25) / 3))
    assert found["mase"] == pytest.approx(9 / 3 / 2)
    assert found["bias"] == pytest.approx(5 / 20)


def test_an_unknown_actual_counts_nowhere_and_nothing_has_no_value():
    by = yard(np.array([[1.0, 2.0, 3.0]]), 1)
    assert measures(np.array([[1.0]]), np.array([[np.nan]]), by)["n"] == 0
    assert np.isnan(measures(np.array([[1.0]]), np.array([[np.nan]]), by)["wape"])
    assert np.isnan(measures(np.array([[1.0]]), np.array([[0.0]]), by)["wape"])


def test_last_value_and_seasonal_naive_always_stand_in_the_league(work):
    found = league(work)
    assert {"naive", "seasonal_naive", "naive2", "combined", "best", "equal_mean"} <= set(found.method)
    assert found.wape.is_monotonic_increasing
    assert set(found.method) == set(entrants(work))
    assert (found.n == found.n.iloc[0]).all()
    row = found.set_index("method")
    assert row.wape["combined"] < row.wape["naive"]
    assert row.coverage80["combined"] == pytest.approx(0.8, abs=0.1)
    assert row.coverage95["combined"] == pytest.approx(0.95, abs=0.05)


def test_a_league_of_chosen_methods_has_only_those(work):
    assert set(league(work, ("theta", "naive")).method) == {"theta", "naive"}


def test_naive2_measures_one_in_a_trial_of_series_that_nothing_was_done_to(work):
    whole = seasonal(20, 66, 12)
    found = trial(work, [history[:-6] for history in whole], np.array([h[-6:] for h in whole]), 12).set_index("method")
    assert found.owa["naive2"] == pytest.approx(1.0, abs=0.01)
    assert found.owa["combined"] < 0.9
