"""A pilot is judged on its full months: its sum so far, payback with a range, and a verdict with a reason."""

from math import sqrt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.pilots import judged, pace, pilot_course
from domain.contracts_channels import PILOT_MONTHS, PILOT_SUMS
from i18n import Locale

LINE = 300.0
TODAY = pd.Timestamp(2026, 8, 10)
MONEY = st.floats(-1e6, 1e6).map(lambda value: round(value, 2))


JANUARY = pd.Timestamp(2026, 1, 1)


def sums(contributions, launched=JANUARY, key="demo:van"):
    """Margin and cost of months from January 2026 on; None is a month without rows."""
    rows = [
        (key, "Van", launched, JANUARY + pd.DateOffset(months=at), 100.0, 100.0, max(value, 0) + 7, max(-value, 0) + 7)
        for at, value in enumerate(contributions)
        if value is not None
    ]
    return PILOT_SUMS.coerce(pd.DataFrame(rows, columns=list(PILOT_SUMS.columns)))


def verdict(*contributions, today=TODAY):
    return judged(pilot_course(sums(contributions), today, LINE), Locale.EN).iloc[0]


def test_the_course_adds_up_and_marks_the_month_that_runs():
    course = pilot_course(sums((-100, None, 30, 40)), pd.Timestamp(2026, 4, 10), LINE)
    assert course.contribution.tolist() == [-100, 0, 30, 40]
    assert course.cumulative.tolist() == [-100, -100, -70, -30]
    assert course.unfinished.tolist() == [False, False, False, True]
    assert set(course.stop_loss) == {-LINE}


def test_the_last_day_of_a_month_ends_it():
    assert not pilot_course(sums((1, 2)), pd.Timestamp(2026, 2, 28), LINE).unfinished.any()


def test_months_run_from_the_launch_to_today_though_nothing_was_sold():
    rows = sums((None, None, 5), launched=pd.Timestamp(2026, 1, 15))
    course = pilot_course(rows, pd.Timestamp(2026, 5, 31), LINE)
    assert course.period.dt.month.tolist() == [1, 2, 3, 4, 5]
    assert course.contribution.tolist() == [0, 0, 5, 0, 0]


def test_without_a_launch_day_the_first_row_begins_it():
    assert pilot_course(sums((None, 5), launched=pd.NaT), TODAY, LINE).period.min() == pd.Timestamp(2026, 2, 1)


def test_past_the_line_is_stop_whatever_the_last_months_bring():
    found = verdict(-370, 10, 10, 10, 10, 10, 10)
    assert found.verdict == "stop"
    assert found.cumulative == -310.0
    assert "past the stop-loss line" in found.reason
    assert "pays back in Feb 2029" in found.reason  # 310 at 10 a month: 31 months after July


def test_on_the_line_is_not_past_it():
    assert verdict(-100, -100, -100, 0, 0, 0, 0).verdict == "watch"


def test_a_pilot_that_has_paid_back_and_earns_goes_on():
    found = verdict(-50, 20, 20, 20, 20, 20, 20, 1000)
    assert (found.verdict, found.paid_back_on, found.cumulative) == ("go_on", pd.Timestamp(2026, 4, 1), 70.0)
    assert pd.isna(found.payback_on)
    assert "since Apr 2026" in found.reason


def test_a_pilot_that_has_paid_back_but_loses_is_watched():
    assert verdict(200, -10, -10, -10, -10, -10, -10).verdict == "watch"


def test_a_steady_pilot_on_its_way_goes_on_with_the_month_it_will_pay_back():
    found = verdict(-250, 20, 21, 19, 20, 20, 20)
    assert found.verdict == "go_on"
    assert found.cumulative == -130.0
    # 130 at 20 a month: seven months after July
    assert found.payback_on == pd.Timestamp(2027, 2, 1)
    assert found.payback_early <= found.payback_on <= found.payback_late
    assert "Feb 2027" in found.reason


def test_an_erratic_pilot_is_watched():
    found = verdict(-250, 120, -80, 90, -60, 30, -10)
    assert found.verdict == "watch"
    assert pd.isna(found.payback_late)
    assert "never" in found.reason


def test_a_losing_pilot_is_told_how_long_the_line_is_away():
    found = verdict(-20, -20, -20, -20, -20, -20, -20)
    assert found.verdict == "watch"
    assert "about 8 months" in found.reason  # 160 left at 20 a month


def test_two_months_say_nothing():
    found = verdict(50, 50, 50, today=pd.Timestamp(2026, 3, 10))
    assert (found.verdict, found.months) == ("watch", 2)
    assert "Only 2 full months" in found.reason


def test_goods_without_a_cost_leave_the_verdict_open():
    rows = sums((10, 10, 10)).assign(costed_revenue=0.0)
    found = judged(pilot_course(rows, pd.Timestamp(2026, 3, 31), LINE), Locale.EN).iloc[0]
    assert found.verdict == "watch"
    assert "no cost" in found.reason


def test_no_pilots_no_rows():
    assert pilot_course(PILOT_SUMS.empty(), TODAY, LINE).empty
    assert judged(PILOT_MONTHS.empty(), Locale.ZH).empty


def test_those_to_stop_come_first():
    both = pd.concat([sums((10,) * 7, key="demo:good"), sums((-100,) * 7, key="demo:bad")], ignore_index=True)
    assert judged(pilot_course(both, TODAY, LINE), Locale.ZH).key.tolist() == ["demo:bad", "demo:good"]


@given(st.lists(MONEY, min_size=2, max_size=12))
def test_the_interval_is_that_of_students_t(values):
    from scipy import stats

    found, last = pace(pd.Series(values)), values[-6:]
    t = stats.t.ppf(0.9, len(last) - 1)
    half = t * np.std(last, ddof=1) / sqrt(len(last))
    assert found.mean == pytest.approx(np.mean(last), abs=1e-6)
    assert found.high - found.mean == pytest.approx(half, rel=1e-3, abs=1e-6)
    assert found.mean - found.low == pytest.approx(half, rel=1e-3, abs=1e-6)


@given(st.lists(MONEY, min_size=3, max_size=20))
def test_the_sum_is_that_of_full_months_and_decides_stop(values):
    months = len(values)
    today = pd.Timestamp(2026, 1, 1) + pd.DateOffset(months=months) - pd.Timedelta(days=1)
    found = verdict(*values, today=today)
    assert found.months == months
    assert found.cumulative == pytest.approx(sum(values), abs=0.01)
    assert (found.verdict == "stop") == (found.cumulative < -LINE)
    if not pd.isna(found.payback_on):
        ahead = (found.payback_on.year - today.year) * 12 + found.payback_on.month - today.month
        assert found.cumulative + ahead * found.recent >= -1e-6
        assert found.cumulative + (ahead - 1) * found.recent < 1e-6
