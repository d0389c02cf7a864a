"""One slice from the data to its outlook: finished periods only, the running one by nowcast, sums with own doubts."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from analytics.forecast.engine import forecast
from analytics.forecast.fan import fan, latest_before
from analytics.forecast.history import histories
from analytics.forecast.intervals import LEVELS
from analytics.forecast.outlook import outlook, over, plan, points, started
from analytics.forecast.running import paths, position
from domain.contracts_forecast import STORED
from domain.errors import ReaderError
from domain.forecast import ForecastAsk
from domain.periods import Grain
from tests.unit.forecast.told import sales, told_of

MONTHS, WEEKS = ForecastAsk(horizon=6), ForecastAsk(grain=Grain.WEEK, horizon=13)


def looked(ask, last, **more):
    told = told_of(ask, last, **more)
    return outlook(told, started(told, ask))


def test_the_running_month_is_no_history_and_the_first_step():
    told = told_of(MONTHS, "2025-11-18")
    history = histories(told)
    assert str(history.done[-1].date()) == "2025-10-01"
    assert [str(day.date()) for day in history.ahead] == [
        "2025-11-01", "2025-12-01", "2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01",
    ]  # fmt: skip
    assert history.running
    assert history.to_date[0] == pytest.approx(told.daily["value"][told.daily.day >= "2025-11-01"].sum())


def test_at_the_end_of_a_month_nothing_runs():
    one = looked(MONTHS, "2025-11-30")
    assert not one.history.running
    assert one.now is None
    assert one.done == 0
    assert str(one.history.done[-1].date()) == "2025-11-01"
    assert str(one.history.ahead[0].date()) == "2025-12-01"
    assert np.isnan(points(one).to_date).all()


def test_a_first_period_that_lies_before_the_data_is_left_out():
    late = histories(told_of(MONTHS, "2025-11-18", first="2022-01-20"))
    assert str(late.done[0].date()) == "2022-02-01"
    soon = histories(told_of(MONTHS, "2025-11-18", first="2022-01-03"))
    assert str(soon.done[0].date()) == "2022-01-01", "three days are no reason to lose a month"


def test_a_week_that_begins_in_december_is_one_week_and_the_years_lie_52_apart():
    history = histories(told_of(WEEKS, "2027-01-05"))  # 2026 has a week 53, from 28 December to 3 January
    steps = np.diff(history.done.append(history.ahead).to_numpy()) / np.timedelta64(7, "D")
    assert (steps == 1).all()
    assert str(history.done[-1].date()) == "2026-12-28"
    assert history.values[0][-1] > 0.5 * np.median(history.values[0]), "it has all of its days"


def test_what_nobody_has_loaded_is_unknown_and_what_was_not_sold_is_nothing():
    def gap(days):
        values = sales(days)
        return np.where((days >= "2024-03-01") & (days < "2024-04-01"), 0.0, values)

    told = told_of(MONTHS, "2025-11-18", of=gap)
    assert np.isnan(histories(told).values).sum() == 1
    one = outlook(told, started(told, MONTHS))
    assert "gaps" in [note.key for note in one.found.notes[0]]
    sparse = told_of(MONTHS, "2025-11-18", of=lambda days: np.where(days.month % 3 == 0, sales(days), 0.0))
    assert not np.isnan(histories(sparse).values).any()


def test_the_nowcast_stands_between_what_is_there_and_what_the_model_says():
    one = looked(MONTHS, "2025-11-18")
    model = one.found.mean[0, 0]
    assert one.mean[0] == pytest.approx(one.done + (1 - one.now.share) * model, abs=0.01)
    assert 0.4 < one.now.share < 0.7
    assert one.now.error < one.now.model
    assert one.low[0.8][0] >= one.done, "what is there does not go away"


def test_late_in_the_month_the_nowcast_is_surer():
    early, late = (looked(MONTHS, f"2025-11-{day}") for day in ("06", "27"))
    width = [float(one.high[0.8][0] - one.low[0.8][0]) for one in (early, late)]
    assert width[1] < width[0]


def test_the_steps_after_the_running_one_are_those_of_the_engine():
    told = told_of(MONTHS, "2025-11-18")
    history = histories(told)
    found = forecast(list(history.values), plan(history, MONTHS))
    one = outlook(told, started(told, MONTHS))
    np.testing.assert_allclose(one.mean[1:], found.mean[0, 1:], atol=0.006)
    for level in LEVELS:
        np.testing.assert_array_equal(one.low[level][1:], found.low[level][0, 1:])


def test_a_sum_is_no_less_sure_than_the_sum_of_its_bounds():
    one = looked(MONTHS, "2025-11-18")
    total = one.total(0, 6)
    assert total.mean[0] == pytest.approx(one.mean.sum())
    for level in LEVELS:
        assert total.high[level][0] - total.mean[0] <= (one.high[level] - one.mean).sum() + 1e-6
    assert total.low[0.95][0] <= total.low[0.8][0] <= total.low[0.5][0] <= total.mean[0]


def test_a_quarter_is_what_is_over_what_runs_and_what_comes():
    one = looked(MONTHS, "2025-11-18")
    span = over(one, date(2025, 10, 1), date(2025, 12, 31))
    october = one.history.values[0][-1]
    assert span.mean == pytest.approx(october + one.mean[:2].sum())
    assert span.known == pytest.approx(october + one.done)
    assert span.known <= span.low <= span.mean <= span.high
    past = over(one, date(2025, 7, 1), date(2025, 9, 30))
    assert past.low == past.mean == past.high == pytest.approx(one.history.values[0][-4:-1].sum())
    assert over(one, date(2025, 10, 1), date(2026, 12, 31)) is None, "the outlook does not reach that far"


def test_too_short_a_series_is_refused_with_words():
    with pytest.raises(ReaderError, match="Too little history"):
        looked(MONTHS, "2022-03-10")
    with pytest.raises(ReaderError, match="no period is over"):
        looked(MONTHS, "2022-01-10")
    assert looked(WEEKS, "2022-03-10").mean[0] > 0, "by week there is enough of it"


def test_paths_end_at_the_whole_period_and_a_sunday_is_compared_with_sundays():
    for last, late in (("2025-11-18", False), ("2025-11-16", True)):
        told = told_of(MONTHS, last)
        history = histories(told)
        walked = paths(told, history)
        ends = np.array([row[~np.isnan(row)][-1] for row in walked])
        np.testing.assert_allclose(ends, history.values[0][-36:])
        october = told.days[told.days.period == "2025-10-01"]
        first = october[october.is_working_day].day.iloc[4]  # the fifth working day, and the days off after it
        until = october.day < october[october.is_working_day].day.iloc[5] if late else october.day <= first
        values = told.daily.set_index("day")["value"]
        assert walked[-1, 4] == pytest.approx(values.reindex(october.day[until]).sum())


def test_the_position_counts_working_days_and_never_reaches_the_end():
    told = told_of(MONTHS, "2025-11-16")  # a Sunday after ten of twenty working days
    assert position(told, histories(told)) == pytest.approx(10 / 20)
    told = told_of(MONTHS, "2025-11-29")  # all working days are over, and a Sunday is still to come
    assert position(told, histories(told)) < 1


def test_the_fan_marks_the_running_step_and_knows_last_year():
    one = looked(MONTHS, "2025-11-18")
    targets = pd.DataFrame({"period": [pd.Timestamp("2025-12-01")], "target": [5.0]})
    frame = fan(one, 24, targets, STORED.empty())
    assert len(frame) == 30
    running = frame[frame.unfinished]
    assert running.actual.iloc[0] == one.done
    assert running["mean"].iloc[0] == one.mean[0]
    assert frame.target.notna().sum() == 1
    october = frame[frame.period == "2025-10-01"].iloc[0]
    assert october.last_year == pytest.approx(one.history.values[0][-13])
    assert frame.before.isna().all()


def test_last_weeks_forecast_is_one_of_a_week_ago_or_little_more():
    rows = [(origin, "2025-11-01", 1, 5.0, 4.0, 6.0, 3.0, 7.0, False) for origin in ("2025-10-01", "2025-11-09")]
    frame = pd.DataFrame(rows, columns=list(STORED.columns))
    stored = STORED.coerce(frame.assign(origin=pd.to_datetime(frame.origin), period=pd.to_datetime(frame.period)))
    assert latest_before(stored, pd.Timestamp("2025-11-18")).origin.tolist() == [pd.Timestamp("2025-11-09")]
    assert latest_before(stored, pd.Timestamp("2025-11-12")).empty, "three days ago is not a week ago"
    assert latest_before(stored, pd.Timestamp("2025-12-18")).empty, "five weeks ago is not last week"


@pytest.mark.parametrize("ask", [MONTHS, WEEKS])
def test_shuffling_the_future_moves_nothing(ask):
    """The days after the last known one exist in the source of these data, and must not be looked at."""

    def shuffled(days):
        values = sales(days)
        later = np.flatnonzero(days > "2025-11-18")
        return np.concatenate([values[: later[0]], 9 * np.random.default_rng(1).permutation(values[later])])

    one, other = (looked(ask, "2025-11-18", of=of) for of in (sales, shuffled))
    np.testing.assert_array_equal(one.mean, other.mean)
    np.testing.assert_array_equal(one.low[0.8], other.low[0.8])
    assert one.now == other.now


def test_a_forecast_is_the_same_at_any_scale():
    one = looked(MONTHS, "2025-11-18")
    large = looked(MONTHS, "2025-11-18", of=lambda days: sales(days) * 1e6)
    np.testing.assert_allclose(large.mean / 1e6, one.mean, rtol=1e-6)


def test_what_is_no_sum_is_not_forecast():
    with pytest.raises(ReaderError, match="not a sum"):
        replace(MONTHS, metric="margin_rate")
    with pytest.raises(ReaderError, match="by month or by week"):
        replace(MONTHS, grain=Grain.DAY)
    with pytest.raises(ReaderError, match="1 to 24"):
        replace(MONTHS, horizon=25)
