"""The regression: effects it was given are found, the festival's month is told, what-ifs move the forecast."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from analytics.forecast.backtest import Plan, backtest
from analytics.forecast.calendar import NAMES, calendar_drivers, joined, what_if
from analytics.forecast.engine import forecast
from analytics.forecast.members import KEYS
from analytics.forecast.regression import Drivers, fitted
from analytics.forecast.series import aligned, blocks
from domain.errors import ReaderError
from tests.unit.forecast.made import seasonal

FESTIVALS = [
    date(2019, 2, 5),
    date(2020, 1, 25),
    date(2021, 2, 12),
    date(2022, 2, 1),
    date(2023, 1, 22),
    date(2024, 2, 10),
]


def months(first: int = 2019, count: int = 68) -> pd.DataFrame:
    """Days of so many months from January on, with their distance from the nearest Spring Festival."""
    days = pd.date_range(f"{first}-01-01", periods=count * 31, freq="D")
    days = days[(days.year - first) * 12 + days.month <= count]
    offset = [min(((day.date() - feast).days for feast in FESTIVALS), key=abs) for day in days]
    holiday = [day.strftime("%m-%d") if day.strftime("%m-%d") in ("05-01", "10-01") else None for day in days]
    period = (days.year - first) * 12 + days.month
    return pd.DataFrame(
        {"period": period, "is_working_day": days.day_of_week < 5, "holiday": holiday, "festival_offset": offset}
    )


def test_calendar_columns_count_each_day_once():
    told = calendar_drivers(months())
    assert told.names == NAMES
    assert told.values[0, 0] == sum((date(2019, 1, 1) + timedelta(days=at)).weekday() < 5 for at in range(31))
    before, after = told.values[:, 2], told.values[:, 3]
    lengths = months().groupby("period").size().to_numpy()
    assert (before * lengths).sum() == pytest.approx(21 * 6)
    assert (after * lengths).sum() == pytest.approx(15 * 6)


def test_the_effect_of_a_promotion_is_found_and_carries_a_what_if():
    rng = np.random.default_rng(1)
    promotion = (rng.random(66) < 0.3).astype(float)
    history = 100 * np.exp(0.2 * promotion[:60] + rng.normal(0, 0.02, 60))
    drivers = Drivers(
        ("promotion",), what_if(Drivers(("promotion",), promotion[:, None]), "promotion", np.zeros(6)).values
    )
    on = what_if(drivers, "promotion", np.ones(6))
    [(_, block)] = blocks(aligned([history], 12), 12, 6)
    base, lifted = fitted(block, drivers).forecast[0], fitted(block, on).forecast[0]
    assert lifted / base == pytest.approx(np.full(6, np.exp(0.2)), rel=0.05)
    plain = forecast([history], Plan(12, 6, drivers), "regression").mean[0]
    assert (forecast([history], Plan(12, 6, on), "regression").mean[0] > plain * 1.1).all()


def test_the_spring_festival_is_told_from_the_season():
    """Sales rise before the festival and fall after it; next year it lies in another month."""
    drivers = calendar_drivers(months())
    effect = 0.5 * drivers.values[:, 2] - 0.6 * drivers.values[:, 3]
    truth = 1000 * np.exp(effect)
    history = truth[:60] * np.exp(np.random.default_rng(2).normal(0, 0.02, 60))
    with_calendar = forecast([history], Plan(12, 8, drivers), "regression").mean[0]
    without = forecast([history], Plan(12, 8), "regression").mean[0]
    actual = truth[60:68]
    assert np.abs(with_calendar - actual).mean() < 0.7 * np.abs(without - actual).mean()
    found = forecast([history], Plan(12, 8, drivers))
    assert found.weights[KEYS.index("regression"), 0] > 0.08  # one of eighteen


def test_an_origin_of_the_back_test_knows_its_own_calendar_and_no_later_values():
    table, drivers = aligned(seasonal(3, 60, 12), 12), calendar_drivers(months(count=66))
    before = backtest(table, Plan(12, 6, drivers))
    for at, periods in enumerate(before.cuts):
        altered = np.hstack([table[:, :-periods], table[:, -periods:] * 5])
        assert np.array_equal(backtest(altered, Plan(12, 6, drivers)).ahead[:, at], before.ahead[:, at])


def test_drivers_that_do_not_reach_the_future_are_refused_in_words():
    history = seasonal(1, 60, 12)
    short = Drivers(("price",), np.ones((62, 1)))
    with pytest.raises(ReaderError, match="62 periods, history and horizon take 66"):
        forecast(history, Plan(12, 6, short))
    unknown = Drivers(("price",), np.full((66, 1), np.nan))
    with pytest.raises(ReaderError, match="price"):
        forecast(history, Plan(12, 6, unknown))


def test_drivers_join_at_their_ends():
    both = joined(Drivers(("a",), np.arange(3.0)[:, None]), Drivers(("b",), np.arange(5.0)[:, None]))
    assert both.names == ("a", "b")
    assert both.values.tolist() == [[0, 2], [1, 3], [2, 4]]


def test_a_driver_that_never_changes_has_no_effect():
    history = seasonal(1, 60, 12)
    constant = Drivers(("price",), np.ones((66, 1)))
    assert np.allclose(
        forecast(history, Plan(12, 6, constant), "regression").mean, forecast(history, Plan(12, 6), "regression").mean
    )
