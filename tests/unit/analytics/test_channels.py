"""Scorecard, compositions and seasons of channels, worked out by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.channel_costs import buying, composition
from analytics.channel_scorecard import bubbles, earning, ordered, scores
from analytics.season import seasonality
from domain.periods import Grain, Window
from i18n import Locale

NAN = float("nan")
TABLE = pd.DataFrame(
    {
        "channel": ["a", "b", None],
        "channel_name": ["A", "B", "Unassigned"],
        "revenue": [60.0, 30.0, 10.0],
        "revenue_previous": [50.0, 50.0, NAN],
        "revenue_last_year": [40.0, 0.0, 10.0],
        "contribution": [12.0, -3.0, NAN],
        "roi": [2.0, -0.5, NAN],
    }
)
MEASURES = ("revenue", "growth", "share", "contribution", "roi")


def cell(frame, key, measure):
    return frame[(frame.key == key) & (frame.measure == measure)].iloc[0]


def test_growth_and_share_are_made_of_revenue():
    frame = scores(TABLE, "channel", MEASURES)
    assert cell(frame, "a", "growth").last_year == pytest.approx(0.5)
    assert cell(frame, "a", "growth").previous == pytest.approx(0.2)
    assert np.isnan(cell(frame, "b", "growth").last_year), "nothing to grow from"
    assert cell(frame, "b", "share").value == pytest.approx(0.3)
    assert cell(frame, "a", "share").previous == pytest.approx(0.5)
    assert cell(frame, "", "revenue").value == 10.0


def test_the_unknown_comes_last_whichever_way_it_is_sorted():
    frame = scores(TABLE, "channel", MEASURES)
    assert ordered(frame, "contribution", "last_year") == ["a", "b", ""]
    assert ordered(frame, "contribution", "last_year", ascending=True) == ["b", "a", ""]
    assert ordered(frame, "growth", "last_year") == ["a", "", "b"]
    assert ordered(frame, "growth", "previous") == ["a", "b", ""]


def test_bubbles_are_of_channels_of_which_all_is_known():
    frame = scores(TABLE, "channel", MEASURES)
    assert bubbles(frame, "previous").key.tolist() == ["a", "b"]
    assert bubbles(frame, "last_year").key.tolist() == ["a"]
    assert bubbles(scores(TABLE, "channel", ("revenue", "growth")), "previous").empty


def test_who_earns_its_keep_is_said():
    said = earning(scores(TABLE, "channel", MEASURES), Locale.EN)
    assert said == (
        "2 channels contributed 9, most of it A (12).",
        "Cost exceeds margin in B (−3).",
        "Contribution for each 1 spent: A most (2.00), B least (−0.50).",
    )
    assert earning(scores(TABLE.drop(columns=["contribution", "roi"]), "channel", ("revenue",)), Locale.EN) == ()


@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.floats(0.01, 1e6)), min_size=1, max_size=12, unique_by=lambda r: r[0])
)
def test_the_shares_of_a_whole_add_up(rows):
    parts = pd.DataFrame({"key": "k", "name": "K", "part": [p for p, _ in rows], "amount": [a for _, a in rows]})
    frame = composition(parts, {"a": "A", "b": "B"}, {})
    assert frame.share.sum() == pytest.approx(1.0)
    assert frame.amount.sum() == pytest.approx(frame.whole.iloc[0])


def test_a_whole_of_nothing_has_no_shares():
    parts = pd.DataFrame({"key": "k", "name": "K", "part": ["a", "b"], "amount": [5.0, -5.0]})
    assert composition(parts, {"a": "A", "b": "B"}, {}).share.isna().all()


def test_what_is_neither_new_nor_repeat_is_of_nobody_known():
    months = pd.to_datetime(["2026-05-01", "2026-06-01", "2026-07-01"]).as_unit("us")
    table = pd.DataFrame(
        {
            "period": months,
            "revenue": [10.0, 8.0, NAN],
            "new_revenue": [2.0, 1.0, NAN],
            "repeat_revenue": [5.0, 7.0, NAN],
        }
    )
    window = Window(pd.Timestamp(2026, 5, 1).date(), pd.Timestamp(2026, 7, 31).date(), pd.Timestamp(2026, 6, 10).date())
    frame = buying(table, window, Grain.MONTH)
    assert frame.nobody.tolist() == [3.0, 0.0]
    assert frame.unfinished.tolist() == [False, True]


def year_of(values, first="2024-01-01"):
    months = pd.date_range(first, periods=len(values), freq="MS").as_unit("us")
    return pd.DataFrame({"channel": "a", "channel_name": "A", "period": months, "revenue": values})


def test_the_mean_month_is_100_in_every_year_whatever_the_growth():
    shape = [1.0] * 10 + [2.0, 3.0]
    frame = seasonality(year_of([*shape, *(10 * v for v in shape)]), "channel", festival=False)
    assert frame.level.mean() == pytest.approx(100.0)
    assert frame.level.tolist() == pytest.approx([80.0] * 10 + [160.0, 240.0])
    assert set(frame.years) == {2}


def test_january_and_february_are_told_as_one_around_the_festival():
    shape = [0.5, 1.5] + [1.0] * 10
    frame = seasonality(year_of(shape), "channel", festival=True)
    assert frame.level.tolist() == pytest.approx([100.0] * 12)
    assert frame.months.tolist() == [2, 2] + [1] * 10


def test_a_year_that_starts_elsewhere_is_put_in_the_order_of_the_calendar():
    shape = [3.0] + [1.0] * 11
    frame = seasonality(year_of(shape, "2024-11-01"), "channel", festival=False)
    assert frame.set_index("month").level.idxmax() == 11


def test_a_channel_without_a_whole_year_has_no_season():
    assert seasonality(year_of([0.0] * 3 + [1.0] * 9), "channel", festival=False).empty
    assert seasonality(year_of([1.0] * 11), "channel", festival=False).empty


@given(st.lists(st.floats(0.01, 1e6), min_size=12, max_size=12), st.booleans())
def test_the_indices_of_a_year_average_100(values, festival):
    frame = seasonality(year_of(values), "channel", festival=festival)
    assert frame.level.mean() == pytest.approx(100.0)
