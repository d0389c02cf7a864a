"""A target stands beside a value only when it covers all of it: quotas of one channel are no plan of the company."""

import numpy as np
import pandas as pd

from analytics.plan import all_or_none, whole_targets


def table(*rows, on="region"):
    return pd.DataFrame(rows, columns=[on, "revenue", "revenue_target", "attainment"])


def test_a_target_of_one_channel_is_not_held_against_the_revenue_of_all():
    """Resellers have a quota of 8.05 and sold 7.10; the Internet sold 4.29 without one."""
    rows = table(("all", 11.39, 8.05, 7.10 / 8.05))
    assert np.isnan(whole_targets(rows, rows, "region").revenue_target[0])


def test_a_target_that_covers_all_stays():
    rows = table(("a", 90.0, 100.0, 0.9), ("b", 120.0, 100.0, 1.2))
    assert whole_targets(rows, rows, "region").revenue_target.tolist() == [100.0, 100.0]


def test_the_rows_of_the_two_tables_need_not_stand_in_one_order():
    rows = table(("a", 90.0, 100.0, 0.9), ("b", 120.0, 100.0, 1.2))
    assert whole_targets(rows, rows[::-1], "region").revenue_target.tolist() == [100.0, 100.0]


def test_what_has_not_begun_keeps_its_target():
    rows = table(("a", np.nan, 100.0, np.nan))
    assert whole_targets(rows, rows, "region").revenue_target.tolist() == [100.0]


def test_without_attainment_or_targets_nothing_changes():
    rows = table(("a", 90.0, 100.0, 0.9))
    assert whole_targets(rows, rows.drop(columns="attainment"), "region") is rows
    bare = rows.drop(columns="revenue_target")
    assert whole_targets(bare, rows, "region") is bare
    assert all_or_none(bare, bare) is bare


def test_a_trend_shows_all_its_targets_or_none():
    rows = table((1, 90.0, 100.0, 0.9), (2, 150.0, 100.0, 0.8), (3, np.nan, 100.0, np.nan), on="period")
    assert all_or_none(rows, whole_targets(rows, rows, "period")).revenue_target.isna().all()
    fine = rows[rows.period != 2]
    assert all_or_none(fine, whole_targets(fine, fine, "period")).revenue_target.tolist() == [100.0, 100.0]
