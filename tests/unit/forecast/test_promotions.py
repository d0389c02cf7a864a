"""The regression that knows promotions: what it assumes, that it sees nothing to come, and when it earns its weight."""

import numpy as np
import pytest

from analytics.forecast.backtest import Plan
from analytics.forecast.engine import chosen, worked
from analytics.forecast.members import KEYS, PROMOTED
from analytics.forecast.promotions import assumed, told_apart
from analytics.forecast.regression import Drivers, fitted
from analytics.forecast.series import blocks

AT, PLAIN = KEYS.index(PROMOTED), KEYS.index("regression")
PERIODS, SEASON, HORIZON = 60, 12, 6


def promoted_company(seed: int = 5) -> tuple[np.ndarray, np.ndarray]:
    """Sales that a promotion of everything would double; the promotions of the last three years come every year."""
    rng = np.random.default_rng(seed)
    before, since = rng.uniform(0, 0.9, PERIODS - 3 * SEASON), np.tile(rng.uniform(0, 0.9, SEASON), 3)
    shares = np.concatenate([before, since])
    values = 1000 * np.exp(0.7 * shares + 0.004 * np.arange(PERIODS) + rng.normal(0, 0.01, PERIODS))
    return values[None], shares[None]


def test_the_share_of_a_year_before_is_assumed():
    shares = np.arange(14.0)[None] / 20
    assert assumed(shares, 3, SEASON).tolist() == [[0.1, 0.15, 0.2]]
    assert assumed(shares[:, :4], 2, SEASON) == pytest.approx(np.array([[0.075, 0.075]]))


def test_no_origin_sees_a_later_promotion():
    """Whatever the promotions after an origin were, what was said at it stays the same to the last digit."""
    values, shares = promoted_company()
    before = worked(list(values), Plan(SEASON, HORIZON, None, shares)).test
    for at, periods in enumerate(before.cuts):
        other = shares.copy()
        other[:, -periods:] = np.random.default_rng(at).permutation(1 - other[:, -periods:], axis=1)
        after = worked(list(values), Plan(SEASON, HORIZON, None, other)).test
        np.testing.assert_array_equal(after.ahead[AT, at:], before.ahead[AT, at:])
        assert (after.fit[AT, at:] == before.fit[AT, at:]).all()


def test_what_is_assumed_of_the_past_is_assumed_of_the_future():
    """The forecast from the whole history is that of an origin at its end."""
    values, shares = promoted_company()
    early = worked([values[0, :-3]], Plan(SEASON, HORIZON, None, shares[:, :-3]))
    late = worked(list(values), Plan(SEASON, HORIZON, None, shares)).test
    at = late.cuts.index(3)
    np.testing.assert_allclose(late.ahead[AT, at], early.ahead.ahead[AT], rtol=1e-6)


def test_it_earns_weight_where_promotions_move_sales():
    values, shares = promoted_company()
    with_them = worked(list(values), Plan(SEASON, HORIZON, None, shares))
    without = worked(list(values), Plan(SEASON, HORIZON))
    weights = chosen(with_them).weights[:, 0]
    assert weights[AT] > weights[PLAIN] > 0
    errors = [np.nanmean(np.abs(chosen(one).errors)) for one in (with_them, without)]
    assert errors[0] < errors[1]


@pytest.mark.parametrize("shares", [np.zeros((1, PERIODS)), np.full((1, PERIODS), np.nan), np.full((1, PERIODS), 0.4)])
def test_without_a_change_of_promotions_it_may_not_speak(shares):
    values, _ = promoted_company()
    assert not told_apart(shares).any()
    found = chosen(worked(list(values), Plan(SEASON, HORIZON, None, shares)))
    assert found.weights[AT, 0] == 0
    np.testing.assert_allclose(found.mean, chosen(worked(list(values), Plan(SEASON, HORIZON))).mean)


def test_a_driver_of_its_own_is_a_driver():
    """Given to one row as its own or to all rows as a common one, a driver explains the same."""
    values, shares = promoted_company()
    ahead = assumed(shares, HORIZON, SEASON)
    whole = np.hstack([shares, ahead])
    ((_, block),) = blocks(values, SEASON, HORIZON)
    own = fitted(block, own=whole)
    common = fitted(block, Drivers(("promotion",), whole.T))
    np.testing.assert_allclose(own.forecast, common.forecast, rtol=1e-9)
    assert own.terms[-1] == "own"
    assert own.coefficients[0, -1] == pytest.approx(common.coefficients[0, -1], rel=1e-9)
    assert own.coefficients[0, -1] / shares.std() == pytest.approx(0.7, abs=0.1)
