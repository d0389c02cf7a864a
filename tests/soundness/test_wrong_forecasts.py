"""One test per way to a wrong forecast without an error, on published companies."""

from datetime import date, timedelta

import numpy as np
import pytest

from analytics.forecast.cross import cells
from analytics.forecast.history import histories
from analytics.forecast.outlook import outlook, over, started
from data_access.forecast_series import as_of, told
from domain.filters import Filters
from domain.forecast import ForecastAsk
from domain.periods import Grain
from i18n import Locale
from tests.soundness.conftest import sale

MONTHS, WEEKS = ForecastAsk(horizon=3, locale=Locale.EN), ForecastAsk(grain=Grain.WEEK, horizon=4, locale=Locale.EN)
FIRST, LAST = date(2022, 1, 1), date(2025, 12, 31)
REGIONS = [
    {"region_id": "r", "level": "大区", "name": "R"},
    {"region_id": "r1", "parent_id": "r", "level": "省", "name": "R1"},
    {"region_id": "s", "level": "大区", "name": "S"},
]
CHANNELS = [
    {"channel_id": "c", "name": "C", "kind": "direct", "calendar": "all days", "is_pilot": False},
    {"channel_id": "d", "name": "D", "kind": "direct", "calendar": "all days", "is_pilot": False},
]


def days(until=LAST):
    return [FIRST + timedelta(days=at) for at in range((until - FIRST).days + 1)]


def amount(day):
    """A level, a season, and a little of what cannot be foreseen."""
    return round(1000 + 200 * np.sin(2 * np.pi * day.timetuple().tm_yday / 365) + (day.toordinal() * 7919) % 97, 2)


def sold(until=LAST, **others):
    return [sale(day, amount(day), **others) for day in days(until)]


def looked(data, ask, day, **chosen):
    filters = as_of(Filters(day, day, day).only(**chosen), day)
    tells = told(data, filters, ask)
    return outlook(tells, started(tells, ask))


@pytest.mark.parametrize("ask", [MONTHS, WEEKS])
def test_what_came_later_is_not_known_at_a_past_day(company, ask):
    """The rows after 18 September are there, and are others in the second company: its forecast of then is the same."""
    day = date(2025, 9, 18)
    one = looked(company(order_line=sold()), ask, day)
    later = [row if row["ordered_on"] <= day else row | {"revenue": row["revenue"] * 7} for row in sold()]
    other = looked(company(order_line=later), ask, day)
    gone = looked(company(order_line=sold(day), through=day), ask, day)
    for found in (other, gone):
        np.testing.assert_allclose(found.mean, one.mean, rtol=1e-9)
        np.testing.assert_allclose(found.low[0.8], one.low[0.8], rtol=1e-9)


def test_a_month_that_runs_is_no_collapse(company):
    """On 3 September a tenth of the month is there: the forecast is of a month like the others."""
    one = looked(company(order_line=sold()), MONTHS, date(2025, 9, 3))
    usual = one.history.values[0][-12:].mean()
    assert one.done < 0.15 * usual
    assert 0.7 * usual < one.mean[0] < 1.3 * usual
    assert 0.7 * usual < one.mean[1] < 1.3 * usual


def test_a_day_after_the_last_of_a_month_the_month_is_over(company):
    data = company(order_line=sold())
    before, after = looked(data, MONTHS, date(2025, 8, 30)), looked(data, MONTHS, date(2025, 8, 31))
    assert before.history.ahead[0] == np.datetime64("2025-08-01")
    assert after.history.ahead[0] == np.datetime64("2025-09-01")
    assert after.history.values[0][-1] == pytest.approx(
        sum(amount(day) for day in days() if day.year == 2025 and day.month == 8)
    )


def test_week_53_is_a_week_like_the_others_and_no_week_is_lost_or_counted_twice(company):
    """2026 begins on a Thursday: the week of 28 December 2020 was a 53rd one, and so is that of 28 December 2026."""
    data = company(order_line=[sale(FIRST + timedelta(days=at), 10) for at in range(1830)], through=date(2027, 1, 4))
    history = looked(data, WEEKS, date(2027, 1, 4)).history
    assert history.done[-1] == np.datetime64("2026-12-28")
    np.testing.assert_array_equal(history.values[0], 70.0)
    assert set(np.diff(history.done.to_numpy()) / np.timedelta64(7, "D")) == {1}


def test_the_hour_that_a_clock_loses_is_no_days_loss(company):
    """Days are dates: in the weeks in which clocks change there are seven of them."""
    history = looked(company(order_line=[sale(day, 10) for day in days()]), WEEKS, LAST).history
    for monday in ("2025-03-24", "2025-10-20"):
        assert history.values[0][history.done == np.datetime64(monday)] == 70


def test_a_sale_booked_on_a_province_counts_once_in_its_region(company):
    """Half is booked on R, half on R1 below it: by level 1 both are R, and the regions add up to the whole."""
    lines = [
        row | {"line_id": str(at), "region_id": region, "channel_id": channel}
        for row in sold(date(2024, 6, 30))
        for at, (region, channel) in enumerate((("r", "c"), ("r1", "c"), ("s", "d"), ("s", "c")))
    ]
    data = company(order_line=lines, region=REGIONS, channel=CHANNELS, through=date(2024, 6, 30))
    day, dims = date(2024, 6, 12), ("region_1", "channel_1")
    top = looked(data, MONTHS, day)
    ask = ForecastAsk(horizon=3, by=dims, locale=Locale.EN)
    crossed = cells(histories(told(data, as_of(Filters(day, day, day), day), ask), dims), dims, top)
    cents = crossed.grouped(["region_1"])
    assert cents.history.groups.region_1.tolist().count("tiny:r") == 1
    np.testing.assert_array_equal(cents.cents.sum(axis=0), np.round(top.mean * 100).astype(int))
    assert cents.cents[cents.history.groups.region_1.tolist().index("tiny:r")].sum() == pytest.approx(
        cents.cents.sum() / 2, rel=0.01
    )


def test_a_cancelled_order_is_no_history(company):
    booked, cancelled = sold(), [row | {"line_id": "2", "status": "cancelled"} for row in sold()]
    one, other = (looked(company(order_line=rows), MONTHS, LAST) for rows in (booked, [*booked, *cancelled]))
    np.testing.assert_allclose(one.mean, other.mean)


def test_the_quarter_is_the_sum_of_its_months_whatever_the_day(company):
    data = company(order_line=sold())
    first, last = date(2025, 7, 1), date(2025, 9, 30)
    came = sum(amount(one) for one in days() if first <= one <= last)
    for day in (date(2025, 9, 18), last, date(2025, 8, 31)):
        span = over(looked(data, MONTHS, day), first, last)
        assert span.known <= span.mean
        assert span.mean == pytest.approx(came, rel=0.03)
