"""Price and promotion as drivers: the index by hand, effects that were put in are found, and nothing is made up."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.forecast.drivers import PRICE, PROMOTION, effects, moved, price_and_promotion
from domain.contracts_forecast_drivers import DRIVER_ROWS, DRIVERS
from tests.properties import examples

PERIODS = pd.date_range("2021-01-01", periods=60, freq="MS")
NO_CALENDAR = np.zeros((60, 0))


def rows(*told):
    """Rows of pair, period (number), quantity, revenue, promoted."""
    frame = pd.DataFrame(told, columns=list(DRIVER_ROWS.columns))
    return DRIVER_ROWS.coerce(frame.assign(period=[PERIODS[at] for at in frame.period]))


def test_the_index_by_hand():
    """a rises from 10 to 11, b stays at 5 and sells more: with shares of 2/3 and 1/3, 55/85 and 30/85 by hand."""
    found = price_and_promotion(
        rows(("a", 0, 10, 100, 0), ("b", 0, 10, 50, 50), ("a", 1, 5, 55, 55), ("b", 1, 6, 30, 0), ("c", 1, 1, 15, 0))
    )
    weight = (100 / 150 + 55 / 85) / 2
    assert found.price.tolist() == pytest.approx([1.0, 1.1**weight])
    assert found.promotion.tolist() == pytest.approx([50 / 150, 55 / 100])


def test_a_change_of_mix_is_no_change_of_price():
    found = price_and_promotion(rows(("a", 0, 9, 90, 0), ("b", 0, 1, 1, 0), ("a", 1, 1, 10, 0), ("b", 1, 9, 9, 0)))
    assert found.price.tolist() == pytest.approx([1.0, 1.0])


def made(price=0.05, promotion=0.1, seed=1):
    """Sales with an elasticity of -1.2 and a promotion effect of 0.8, season and trend; drivers of that spread."""
    rng = np.random.default_rng(seed)
    log, share = rng.normal(0, price, 60), np.clip(rng.normal(0.3, promotion, 60), 0, 1)
    at = np.arange(60)
    noise = rng.normal(0, 0.02, 60)
    sales = np.exp(5 + 0.01 * at + 0.2 * np.sin(2 * np.pi * at / 12) - 1.2 * log + 0.8 * share + noise)
    drivers = DRIVERS.coerce(pd.DataFrame({"period": PERIODS, "price": np.exp(log), "promotion": share}))
    return pd.Series(sales, index=PERIODS), drivers


@pytest.mark.slow
def test_effects_that_were_put_in_are_found_as_statsmodels_finds_them():
    import statsmodels.api as sm

    sales, drivers = made()
    found = effects(sales, drivers, NO_CALENDAR, 12)
    slope = found.table.set_index("driver").slope
    assert slope[PRICE] == pytest.approx(-1.2, abs=0.15)
    assert slope[PROMOTION] == pytest.approx(0.8, abs=0.1)
    at = np.arange(60)
    table = np.column_stack([np.ones(60), at, *(at % 12 == phase for phase in range(1, 12)), np.log(drivers.price),
                             drivers.promotion]).astype(float)  # fmt: skip
    other = sm.OLS(np.log(sales.to_numpy()), table).fit()
    assert slope.tolist() == pytest.approx(other.params[-2:].tolist())
    assert found.table.error.tolist() == pytest.approx(other.bse[-2:].tolist())
    assert found.freedom == other.df_resid
    ten = moved(found, {PRICE: np.log(1.1)})
    ends = np.expm1(other.conf_int(alpha=0.2)[-2] * np.log(1.1))
    assert (ten.low, ten.high) == pytest.approx(tuple(ends))
    assert ten.share == pytest.approx(1.1 ** slope[PRICE] - 1)


def test_a_driver_that_hardly_moved_is_not_identifiable_and_the_other_one_still_is():
    sales, drivers = made(price=0.0005)
    found = effects(sales, drivers, NO_CALENDAR, 12)
    table = found.table.set_index("driver")
    assert table.reason.to_dict() == {PRICE: "spread", PROMOTION: ""}
    assert found.known == (PROMOTION,)
    assert np.isnan(moved(found, {PRICE: 0.05}).share)
    assert np.isnan(moved(found, {PRICE: 0.05, PROMOTION: 0.1}).share)
    assert moved(found, {PROMOTION: 0.1}).share == pytest.approx(np.expm1(0.08), rel=0.2)


def test_too_few_periods_say_so_and_nothing_assumed_changes_nothing():
    sales, drivers = made()
    found = effects(sales.head(18), drivers, NO_CALENDAR[:18], 12)
    assert set(found.table.reason) == {"few"}
    assert moved(found, {PRICE: 0.0, PROMOTION: 0.0}).share == 0.0
    empty = effects(sales, price_and_promotion(DRIVER_ROWS.empty()), NO_CALENDAR, 12)
    assert set(empty.table.reason) == {"few"}


@settings(max_examples=examples(25))
@given(st.integers(1, 59), st.floats(0.1, 10))
def test_no_period_of_the_index_knows_of_later_ones(at, factor):
    rng = np.random.default_rng(3)
    told = [(name, step, 10.0, float(rng.uniform(50, 90)), 0.0) for step in range(60) for name in "ab"]
    wild = [(n, step, q, r * (factor if step >= at else 1), p) for n, step, q, r, p in told]
    one, other = (price_and_promotion(rows(*each)).price.head(at) for each in (told, wild))
    assert one.tolist() == pytest.approx(other.tolist())
