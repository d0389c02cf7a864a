"""The running period: to date and the usual rest by the model, at_point at the same point of past periods."""

import numpy as np
import pytest

from analytics.forecast.backtest import Plan
from analytics.forecast.engine import forecast
from analytics.forecast.nowcast import Past, at_point, nowcast, share_at, totals, usual_share
from tests.unit.forecast.made import seasonal


def hockey(periods: int, seed: int = 2) -> np.ndarray:
    """Cumulated working days of months of which half comes in the last fifth."""
    rng = np.random.default_rng(seed)
    paths = np.full((periods, 23), np.nan)
    for row in range(periods):
        days = int(rng.integers(19, 24))
        weight = np.where(np.arange(days) < 0.8 * days, 1.0, 4.0) * np.exp(rng.normal(0, 0.3, days))
        paths[row, :days] = np.cumsum(weight / weight.sum() * 1000 * np.exp(rng.normal(0, 0.05)))
    return paths


def past(periods: int = 24) -> Past:
    return Past(hockey(periods), np.full(periods, 1000.0))


def test_the_nowcast_by_hand():
    """Three past months had reached a quarter at half time; the prior says half: (3 × 0.25 + 3 × 0.5) ÷ 6 = 0.375."""
    paths = np.array([[25.0, 50, 200, 200]] * 3)
    found = nowcast(60.0, 0.5, 200.0, Past(paths, np.full(3, 200.0)))
    assert found.share == pytest.approx(0.375)
    assert found.value == pytest.approx(60 + 0.625 * 200)
    assert np.isnan(found.error)
    assert found.n == 0


def test_without_a_past_the_working_days_decide():
    assert usual_share(np.array([np.nan]), 0.4) == 0.4


@pytest.mark.parametrize("position", [0.15, 0.3, 0.5, 0.7])
def test_it_beats_counting_up_where_a_month_ends_strongly(position):
    found = nowcast(300.0, position, 1000.0, past())
    assert found.error < 0.6 * found.pro_rata
    assert found.n == 21


def test_at_the_end_it_is_what_is_there_and_never_less():
    found = nowcast(900.0, 1.0, 1000.0, past())
    assert found.share == pytest.approx(1.0)
    assert found.value == pytest.approx(900.0)
    assert nowcast(990.0, 0.9, 1000.0, past()).low >= min(990.0, nowcast(990.0, 0.9, 1000.0, past()).value) - 1e-9


def test_its_interval_holds_four_of_five_past_periods():
    test = at_point(past(60), 0.5)
    found = nowcast(0.0, 0.5, 1000.0, past(60))
    half = found.high - found.value
    assert np.mean(np.abs(test.said - test.total) <= half) == pytest.approx(0.8, abs=0.05)


def test_a_past_period_is_seen_with_those_before_it_only():
    paths = hockey(12)
    altered = paths.copy()
    altered[8:] *= 9
    for position in (0.2, 0.6):
        one, other = (
            at_point(Past(paths, np.full(12, 1000.0)), position),
            at_point(Past(altered, np.full(12, 1000.0)), position),
        )
        assert np.array_equal(one.said[:5], other.said[:5])


def test_totals_and_shares_end_with_the_last_working_day_of_each_period():
    paths = np.array([[1.0, 2.0, np.nan], [1.0, 2.0, 4.0], [0.0, 0.0, 0.0]])
    assert totals(Past(paths, np.zeros(3))).tolist() == [2, 4, 0]
    assert share_at(paths, 1.0)[:2].tolist() == [1, 1]
    assert np.isnan(share_at(paths, 0.5)[2])


def test_an_unfinished_period_fed_as_if_finished_would_ruin_the_forecast():
    """Why only finished periods go in: the error of feeding in a third of a month, against leaving it out."""
    made = seasonal(20, 61, 12)
    actual = np.array([history[-1] for history in made])
    left_out = forecast([history[:-1] for history in made], Plan(12, 1)).mean[:, 0]
    with_third = forecast([np.r_[history[:-1], history[-1] / 3] for history in made], Plan(12, 1)).mean[:, 0]
    assert np.abs(left_out - actual).mean() < 0.4 * np.abs(with_third - actual).mean()
