"""The whole forecast: no future in it, weights by hand, intervals that cover, sums with bounds of their own."""

import numpy as np
import pytest

from analytics.forecast.backtest import Plan, backtest, origins
from analytics.forecast.engine import METHODS, chosen, forecast, worked
from analytics.forecast.intervals import LEVELS, of_sums, spread
from analytics.forecast.members import KEYS, YARDSTICKS, forecasts
from analytics.forecast.series import aligned, cut
from analytics.forecast.weights import best, combined, mean_errors
from domain.errors import ReaderError
from tests.unit.forecast.made import seasonal, walks

PLAN = Plan(12, 6)


@pytest.fixture(scope="module")
def monthly():
    return worked(seasonal(12, 60, 12), PLAN)


def test_the_same_histories_give_the_same_forecast(monthly):
    again = forecast(seasonal(12, 60, 12), PLAN)
    assert (again.mean == chosen(monthly).mean).all()


def test_nothing_after_an_origin_moves_what_was_said_at_it():
    """Every period after the origin is altered, shuffled or gone: the forecast made there is the same to the bit."""
    rng = np.random.default_rng(1)
    table = aligned(seasonal(5, 60, 12), 12)
    before = backtest(table, PLAN)
    for at, periods in enumerate(before.cuts):
        for future in (rng.permutation(table[:, -periods:], axis=1), table[:, -periods:] * 7, -table[:, -periods:]):
            altered = np.hstack([table[:, :-periods], future])
            assert np.array_equal(backtest(altered, PLAN).ahead[:, at], before.ahead[:, at]), periods


def test_an_origin_is_the_forecast_of_a_history_that_ends_there():
    histories = seasonal(4, 60, 12)
    test = backtest(aligned(histories, 12), PLAN)
    early = forecasts(aligned([history[: -test.cuts[2]] for history in histories], 12), 12, PLAN.horizon)
    assert np.allclose(early.ahead, test.ahead[:, 2], rtol=1e-9)


def test_errors_are_of_the_periods_after_the_origin_and_reach_to_the_end_only():
    table = aligned([np.arange(1.0, 41.0)], 1)
    test = backtest(table, Plan(1, 5))
    for at, periods in enumerate(test.cuts):
        known = test.actual[at, 0][~np.isnan(test.actual[at, 0])]
        assert known.tolist() == [41.0 - periods + step for step in range(min(periods, 5))]
    assert np.array_equal(cut(table, 2)[0, 2:], table[0, :-2])


@pytest.mark.parametrize("horizon", range(1, 27))
def test_origins_are_distinct_and_reach_beyond_the_horizon(horizon):
    found = origins(horizon)
    assert len(set(found)) == len(found) == 8
    assert sorted(found) == list(found)
    assert found[-1] >= horizon


def test_the_weights_are_the_fourth_powers(monthly):
    errors, fit = mean_errors(monthly.test), monthly.ready.allowed & monthly.ahead.fit
    by_hand = np.where(fit, 1 / errors**4, 0.0)
    assert np.allclose(chosen(monthly).weights, by_hand / by_hand.sum(axis=0))
    assert chosen(monthly).weights[[KEYS.index(key) for key in YARDSTICKS]].max() == 0


def test_a_member_without_errors_takes_all_and_the_best_is_the_one_of_least_error():
    errors, fit = np.array([[0.0, 3.0], [1.0, 2.0]]), np.ones((2, 2), dtype=bool)
    assert combined(errors, fit)[:, 0].tolist() == [1.0, pytest.approx(0, abs=1e-30)]
    assert best(errors, fit).tolist() == [[1, 0], [0, 1]]


@pytest.mark.parametrize("method", METHODS)
def test_any_method_can_be_chosen_and_has_intervals(method, monthly):
    found = chosen(monthly, method)
    assert np.isfinite(found.mean).all()
    assert found.weights.sum(axis=0) == pytest.approx(np.ones(12))
    for level in LEVELS:
        assert ((found.low[level] <= found.mean) & (found.mean <= found.high[level])).all()
    assert (found.high[0.95] - found.low[0.95] >= found.high[0.8] - found.low[0.8]).all()
    if method in KEYS:
        assert np.array_equal(found.mean, monthly.ahead.ahead[KEYS.index(method)])


def test_a_method_that_nobody_declared_is_said_with_its_neighbours():
    with pytest.raises(ReaderError, match="theta"):
        forecast(seasonal(1, 40, 12), PLAN, "thetta")


@pytest.mark.slow
@pytest.mark.parametrize("season", [1, 12])
def test_intervals_cover_what_they_promise(season):
    """Two hundred series made by one rule; the actual values are never seen by the forecast."""
    made = walks(200, 72) if season == 1 else seasonal(200, 72, season)
    found = forecast([history[:-6] for history in made], Plan(season, 6))
    actual = np.array([history[-6:] for history in made])
    for level, slack in ((0.5, 0.07), (0.8, 0.05), (0.95, 0.03)):
        inside = (found.low[level] <= actual) & (actual <= found.high[level])
        assert inside.mean() == pytest.approx(level, abs=slack)
    total = found.total(0, 3)
    held = (total.low[0.8] <= actual[:, :3].sum(axis=1)) & (actual[:, :3].sum(axis=1) <= total.high[0.8])
    assert held.mean() == pytest.approx(0.8, abs=0.08)


def test_bounds_of_a_sum_are_not_sums_of_bounds():
    """Independent errors of three periods spread by √3, not by 3."""
    errors = np.random.default_rng(2).normal(0, 1, (8, 300, 3))
    flat = np.ones(300)
    together = of_sums(errors, flat, 0, 2).half[0.8].mean()
    apart = spread(errors, flat).half[0.8][:, :2].sum(axis=1).mean()
    assert together == pytest.approx(np.sqrt(2) * 1.2816, rel=0.1)
    assert apart == pytest.approx(2 * 1.2816, rel=0.15)


def test_a_single_series_has_wider_intervals_and_says_so(monthly):
    alone = forecast([seasonal(12, 60, 12)[0]], PLAN)
    assert alone.few
    assert not chosen(monthly).few
    assert np.isfinite(alone.high[0.95]).all()


def test_a_series_never_below_zero_has_no_bound_below_zero():
    found = forecast([np.abs(history) + 0.1 for history in walks(12, 40, seed=9)] + [np.full(40, 1.0)], Plan(1, 12))
    assert (found.low[0.95] >= 0).all()


def test_the_forecast_scales_with_its_series_and_another_series_changes_nothing_but_the_pool():
    histories = seasonal(12, 60, 12)
    one, million = forecast(histories, PLAN), forecast([history * 1e6 for history in histories], PLAN)
    assert np.allclose(one.mean * 1e6, million.mean, rtol=1e-6)
    assert np.allclose(forecast(histories[:3], PLAN).mean, one.mean[:3], rtol=1e-9)


def test_weeks_are_counted_not_dated_so_that_week_53_is_a_week_like_others():
    """A year of 53 weeks only turns the season by one week: the profile is smoothed over three."""
    at = np.arange(209)  # four years, one of them with 53 weeks
    year = np.concatenate([np.arange(52), np.arange(53), np.arange(52), np.arange(52)])
    history = 100 + 40 * np.exp(-(((year - 47) / 2.0) ** 2)) + np.random.default_rng(0).normal(0, 1, len(at))
    found = forecast([history[:-13]], Plan(52, 13))
    actual = history[-13:]
    assert np.abs(found.mean[0] - actual).mean() < 0.06 * actual.mean()
    assert abs(int(found.mean[0].argmax()) - int(actual.argmax())) <= 1
