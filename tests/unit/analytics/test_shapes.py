"""A metric table as trend, ranking and mix: the unfinished is marked, the future is open, the unassigned stay."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from analytics.ranking import folded, mix, ranking, standings
from analytics.trend import step_end, trend
from domain.contracts import MIX, RANKING, STANDINGS, TREND
from domain.periods import Grain, Window
from i18n import Locale


def by_month(first, values, **more):
    periods = pd.date_range(first, periods=len(values), freq="MS").as_unit("us")
    return pd.DataFrame({"period": periods, "revenue": np.array(values, dtype="float64"), **more})


YEAR = Window(date(2026, 10, 1), date(2026, 12, 31), date(2026, 11, 21))


def test_the_running_month_is_unfinished_and_the_next_has_no_value():
    got = trend(by_month("2026-10-01", [5, 3, 0]), "revenue", YEAR, Grain.MONTH)
    assert TREND.check(got) is got
    assert got.unfinished.tolist() == [False, True, False]
    assert got.value[:2].tolist() == [5.0, 3.0]
    assert np.isnan(got.value[2])


def test_on_the_last_day_of_a_month_nothing_is_unfinished():
    window = Window(date(2026, 10, 1), date(2026, 11, 30), date(2026, 11, 30))
    assert not trend(by_month("2026-10-01", [5, 3]), "revenue", window, Grain.MONTH).unfinished.any()


def test_a_week_that_the_window_cuts_off_is_over_when_its_days_in_the_window_are():
    table = pd.DataFrame({"period": pd.to_datetime(["2026-11-16"]).as_unit("us"), "revenue": [1.0]})
    window = Window(date(2026, 11, 16), date(2026, 11, 18), date(2026, 11, 18))
    assert not trend(table, "revenue", window, Grain.WEEK).unfinished.any()


def test_a_target_of_the_future_is_kept():
    got = trend(by_month("2026-10-01", [5, 3, 0], revenue_target=[4.0, 4.0, 4.0]), "revenue", YEAR, Grain.MONTH)
    assert got.target.tolist() == [4.0, 4.0, 4.0]
    assert got.last_year.isna().all()


def test_last_year_is_taken_where_it_was_asked_for():
    table = by_month("2026-10-01", [5, 3, 0], revenue_last_year=[1.0, 2.0, 3.0])
    assert trend(table, "revenue", YEAR, Grain.MONTH).last_year.tolist() == [1.0, 2.0, 3.0]


def test_no_steps_make_an_empty_trend():
    assert trend(by_month("2026-10-01", []), "revenue", YEAR, Grain.MONTH).empty


@pytest.mark.parametrize(
    ("grain", "end"),
    [
        (Grain.DAY, date(2025, 11, 1)),
        (Grain.WEEK, date(2025, 11, 7)),
        (Grain.MONTH, date(2025, 11, 30)),
        (Grain.QUARTER, date(2026, 1, 31)),
        (Grain.YEAR, date(2026, 10, 31)),
    ],
)
def test_a_fiscal_step_ends_where_the_next_begins(grain, end):
    assert step_end(date(2025, 11, 1), grain) == end


def by_region(keys, values, **more):
    named = {"region": pd.array(keys, dtype="str"), "region_name": pd.array([f"n{k}" for k in keys], dtype="str")}
    return pd.DataFrame({**named, "revenue": np.array(values, dtype="float64"), **more})


def test_a_ranking_goes_from_the_largest_to_the_unknown():
    got = ranking(by_region(["a", "b", "c"], [1, np.nan, 3]), "region", "revenue")
    assert RANKING.check(got) is got
    assert got.key.tolist() == ["c", "a", "b"]


def test_the_unassigned_have_the_empty_key_and_keep_their_value():
    got = ranking(by_region(["a", None], [1, 2]), "region", "revenue")
    assert got[["key", "value"]].values.tolist() == [["", 2.0], ["a", 1.0]]


def test_shares_add_up_to_one():
    got = mix(ranking(by_region(["a", "b"], [1, 3], revenue_last_year=[2.0, np.nan]), "region", "revenue"))
    assert MIX.check(got) is got
    assert got.share.tolist() == [0.75, 0.25]
    assert got.share_before.tolist() == [0.0, 1.0]


def test_without_a_whole_there_is_no_share():
    assert mix(ranking(by_region(["a", "b"], [-5, 3]), "region", "revenue")).share.isna().all()


def test_a_year_that_was_not_asked_for_has_no_shares():
    assert mix(ranking(by_region(["a"], [3]), "region", "revenue")).share_before.isna().all()


def test_the_others_keep_what_they_are_compared_with():
    table = by_region(["a", "b", "c"], [5, 2, 1], revenue_last_year=[1.0, np.nan, 3.0])
    got = folded(ranking(table, "region", "revenue"), 1, Locale.ZH)
    assert got[["key", "name", "value", "last_year"]].values.tolist() == [
        ["a", "na", 5.0, 1.0],
        ["other", "其他", 3.0, 3.0],
    ]
    assert got.target.isna().all()  # not 0: nobody has one


def test_standings_put_each_figure_beside_its_member():
    table = by_region(["a", None], [110, 50], revenue_last_year=[100.0, 0.0], margin_rate=[0.3, 0.2])
    attained = by_region([None, "a"], [50, 110], attainment=[0.5, 0.9])
    got = standings(table, attained, "region")
    assert STANDINGS.check(got) is got
    assert got.key.tolist() == ["a", ""]
    assert got.attainment.tolist() == [0.9, 0.5]
    assert got.margin_rate.tolist() == [0.3, 0.2]
    assert got.share.tolist() == [0.6875, 0.3125]
    assert got.growth[0] == pytest.approx(0.1)
    assert np.isnan(got.growth[1])  # nothing to grow from


def test_what_is_not_measured_stays_unknown():
    table = by_region(["a"], [110])
    got = standings(table, table, "region")
    assert got[["attainment", "growth", "margin_rate"]].isna().all(axis=None)
