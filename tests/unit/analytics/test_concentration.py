"""Concentration: values by hand and what holds of every mix."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.concentration import concentration, herfindahl, lorenz, mix_distance
from domain.contracts_balance import SHARE_SUMS

values = st.lists(st.floats(0.01, 1e9), min_size=1, max_size=30)


def sums(revenue):
    own = pd.Series(revenue)
    return SHARE_SUMS.coerce(
        pd.DataFrame(
            {
                "period": [pd.Timestamp("2026-10-01")],
                "members": [len(own)],
                "total": [own.sum()],
                "squares": [(own**2).sum()],
                "top": [own.max()],
                "top_name": ["A"],
            }
        )
    )


def test_by_hand():
    row = concentration(sums([60.0, 30.0, 10.0]), "channel").iloc[0]
    assert row.hhi == pytest.approx(0.46)
    assert row.effective == pytest.approx(1 / 0.46)
    assert row.normalised == pytest.approx((0.46 - 1 / 3) / (2 / 3))
    assert (row.largest, row.members) == (0.6, 3)


def test_one_member_is_all_there_is_and_has_no_normalised_value():
    row = concentration(sums([5.0]), "channel").iloc[0]
    assert (row.hhi, row.effective, row.largest) == (1.0, 1.0, 1.0)
    assert np.isnan(row.normalised)


@given(values, st.randoms(), st.floats(0.001, 1000))
def test_neither_order_nor_currency_matters(revenue, order, rate):
    shuffled = [value * rate for value in revenue]
    order.shuffle(shuffled)
    assert herfindahl(np.array(shuffled)) == pytest.approx(herfindahl(np.array(revenue)))
    assert concentration(sums(revenue), "x").hhi[0] == pytest.approx(herfindahl(np.array(revenue)))


@given(values)
def test_it_lies_between_that_of_equal_shares_and_one(revenue):
    found = herfindahl(np.array(revenue))
    assert 1 / len(revenue) - 1e-9 <= found <= 1 + 1e-9


@given(values)
def test_the_lorenz_curve_rises_from_nothing_to_all_below_the_diagonal(revenue):
    curve = lorenz(pd.Series(revenue))
    assert (curve.iloc[0] == 0).all()
    assert curve.amount.iloc[-1] == pytest.approx(1)
    assert (curve.amount <= curve.members + 1e-9).all()
    assert (curve.amount.diff().dropna() >= -1e-12).all()


@given(values, values)
def test_the_distance_of_mixes_is_symmetric_and_at_most_one(mine, plan):
    one, other = pd.Series(mine), pd.Series(plan)
    assert mix_distance(one, other) == pytest.approx(mix_distance(other, one))
    assert -1e-9 <= mix_distance(one, other) <= 1 + 1e-9
    assert mix_distance(one, one * 3) == pytest.approx(0, abs=1e-9)


def test_what_is_not_there_has_no_distance():
    assert np.isnan(mix_distance(pd.Series([0.0]), pd.Series([1.0])))
    assert lorenz(pd.Series([-1.0, 0.0])).empty
    assert np.isnan(herfindahl(np.array([-1.0])))
