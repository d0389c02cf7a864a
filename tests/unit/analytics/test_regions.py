"""Regions: since when behind plan, ranked and shaded; the worst first, and who wins its plan and loses its market."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.geo_shapes import shapes
from analytics.off_plan import off_plan
from analytics.region_figures import amounts, best, plan_steps, ranks, region_figures, region_steps, shades
from analytics.region_story import behind, losing
from domain.contracts_regions import PLAN_STEPS, REGION_FIGURES, REGION_STEPS

NONE = float("nan")
MONEY = st.integers(0, 1000).map(float)


def steps(*months: tuple[float, float], key="a", target=100.0):
    """PLAN_STEPS from January 2026: what was sold and what was expected, month by month."""
    periods = pd.date_range("2026-01-01", periods=len(months), freq="MS").as_unit("us")
    sold, expected = zip(*months, strict=True)
    rows = {"key": key, "name": key.upper(), "period": periods, "target": target, "actual": sold, "expected": expected}
    return PLAN_STEPS.coerce(pd.DataFrame(rows))


def figures(*rows: dict):
    """REGION_FIGURES with what is given, all else unknown."""
    frame = pd.DataFrame([{"key": r["name"].lower(), **r} for r in rows])
    for column in REGION_FIGURES.columns:
        if column not in frame:
            frame[column] = pd.NaT if column == "since" else NONE
    return REGION_FIGURES.coerce(frame)


def test_behind_since_the_month_after_the_sum_was_last_on_plan():
    got = off_plan(steps((110, 100), (80, 100), (120, 100), (70, 100), (95, 100))).iloc[0]
    assert got.gap == -25
    assert got.since.date() == date(2026, 4, 1)  # February's lag was made good by the end of March


def test_who_was_never_on_plan_is_behind_since_the_first_month_and_who_is_on_plan_since_none():
    assert off_plan(steps((90, 100), (100, 100))).since[0].date() == date(2026, 1, 1)
    assert pd.isna(off_plan(steps((90, 100), (115, 100))).since[0])


def test_months_to_come_say_nothing_and_a_month_without_target_leaves_all_unknown():
    ahead = off_plan(steps((90, 100), (NONE, 0)))
    assert (ahead.gap[0], ahead.since[0].date()) == (-10, date(2026, 1, 1))
    unknown = off_plan(steps((90, 100), (80, 100), target=[100.0, NONE]))
    assert unknown[["gap", "attainment_before"]].isna().all(axis=None)
    assert pd.isna(unknown.since[0])
    assert off_plan(PLAN_STEPS.empty()).empty


def test_attainment_before_is_that_of_the_end_of_the_month_before():
    assert off_plan(steps((50, 100), (100, 100), (NONE, 0))).attainment_before[0] == pytest.approx(50 / 300)


@given(st.lists(st.tuples(MONEY, st.integers(1, 1000).map(float)), min_size=1, max_size=14))
def test_since_is_where_a_plain_loop_finds_it(months):
    total, since = 0.0, None
    expected = 0.0
    for place, (sold, planned) in enumerate(months):
        total, expected = total + sold - planned, expected + planned
        since = (place if since is None else since) if total < -0.0005 * expected else None
    got = off_plan(steps(*months)).iloc[0]
    assert got.gap == pytest.approx(total)
    assert (since is None) == pd.isna(got.since)
    if since is not None:
        assert got.since == pd.date_range("2026-01-01", periods=14, freq="MS")[since]


def test_each_region_has_a_row_with_growth_now_and_a_month_ago():
    table = pd.DataFrame(
        {"region_1": ["s", "e", None], "region_1_name": ["South", "East", "Unassigned"], "revenue": [50.0, 220.0, 1.0],
         "revenue_last_year": [0.0, 200.0, NONE], "attainment": [NONE, 0.9, NONE],
         "revenue_target": [NONE, 240.0, NONE]}
    )  # fmt: skip
    months = pd.DataFrame(
        {"region_1": "e", "region_1_name": "East", "period": pd.to_datetime(["2026-01-01", "2026-02-01"]).as_unit("us"),
         "revenue": [130.0, 90.0], "revenue_last_year": [100.0, 100.0]}
    )  # fmt: skip
    plan = pd.DataFrame(
        {"region_1": "e", "region_1_name": "East", "period": pd.to_datetime(["2026-01-01", "2026-02-01"]).as_unit("us"),
         "target": [120.0, 120.0], "actual": [130.0, 90.0], "expected": [120.0, 120.0]}
    )  # fmt: skip
    got = region_figures(table, region_steps(months, "region_1", "revenue"), plan_steps(plan, "region_1"), "region_1")
    assert got.key.tolist() == ["e", "s", ""]
    east = got.iloc[0]
    assert (east.growth, east.growth_before) == (pytest.approx(0.1), pytest.approx(0.3))
    assert (east.gap, east.since.date(), east.target) == (-20.0, date(2026, 2, 1), 240.0)
    assert got.growth[1:].isna().all(), "nothing to grow from is no growth"
    assert region_figures(table, REGION_STEPS.empty(), PLAN_STEPS.empty(), "region_1").gap.isna().all()


def test_ranks_are_of_those_with_a_value_and_the_new_have_none_before():
    rows = figures(
        {"name": "A", "fair_share": 90.0, "fair_share_before": 110.0},
        {"name": "B", "fair_share": 120.0, "fair_share_before": 100.0},
        {"name": "C", "fair_share": 120.0},
        {"name": "D"},
    )
    got = ranks(rows, "fair_share", "fair_share_before", pd.Series([-1.0, 1.0, 1.0, NONE]))
    assert got["name"].tolist() == ["B", "C", "A"]
    assert got["rank"].tolist() == [1, 1, 3]
    assert got.rank_before.fillna(0).tolist() == [2, 0, 1]


def test_where_less_is_better_the_smallest_comes_first_and_is_shaded_good():
    rows = figures({"name": "A", "return_rate": 0.05}, {"name": "B", "return_rate": 0.01})
    shade, full = shades(rows.return_rate, 0.02, up_is_good=False)
    got = ranks(rows, "return_rate", "return_rate_before", shade, up_is_good=False)
    assert got["name"].tolist() == ["B", "A"]
    assert got.shade[0] > 0 > got.shade[1]
    assert full == pytest.approx(0.028)
    assert best(rows, {"return_rate": False, "revenue": True}) == {"return_rate": {"b"}, "revenue": set()}


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40), st.floats(-1e6, 1e6))
def test_shades_keep_the_order_and_the_side(values, neutral):
    series = pd.Series(values)
    shade, _ = shades(series, neutral)
    assert shade.between(-1, 1).all()
    assert (np.sign(shade[shade != 0]) == np.sign((series - neutral)[shade != 0])).all()
    order = series.sort_values().index
    assert shade[order].is_monotonic_increasing
    assert amounts(series).between(0, 1).all()


def test_the_worst_comes_first_with_what_is_furthest_behind_in_it():
    since = pd.Timestamp("2026-03-01")
    rows = figures(
        {"name": "A", "pace": -0.02, "gap": -500.0, "attainment": 0.8},
        {"name": "B", "pace": -0.15, "gap": -90.0, "attainment": 0.7, "since": since},
        {"name": "C", "pace": -0.005, "gap": -1.0, "attainment": 0.9},
    )
    gaps = pd.DataFrame({"key": ["b", "b", "a"], "label": ["Live", "Dealers", "Live"], "gap": [-20.0, -70.0, 5.0]})
    worst, next_one = behind(rows, gaps)
    assert (worst.name, worst.since, worst.through, worst.part) == ("B", since, "Dealers", -70.0)
    assert (next_one.name, next_one.since, next_one.through) == ("A", None, "")


def test_who_is_ahead_of_plan_and_lost_share_is_told():
    rows = figures(
        {"name": "A", "pace": 0.04, "attainment": 1.04, "market_share": 0.087, "market_share_before": 0.093},
        {"name": "B", "pace": -0.04, "attainment": 0.9, "market_share": 0.08, "market_share_before": 0.09},
        {"name": "C", "pace": 0.04, "attainment": 1.0, "market_share": 0.0895, "market_share_before": 0.09},
        {"name": "D", "pace": 0.04, "attainment": 1.0},
    )
    (only,) = losing(rows)
    assert (only.name, only.lost) == ("A", pytest.approx(0.006))


SQUARE = [[[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]]


def feature(coordinates, kind="Polygon", **more):
    return {"type": "Feature", "geometry": {"type": kind, "coordinates": coordinates}, **more}


def test_shapes_are_found_by_id_or_any_property_and_the_largest_part_has_the_name():
    island = [[[10, 10], [11, 10], [11, 11], [10, 10]]]
    found = shapes(
        {"features": [feature(SQUARE, id="CN-A"), feature([island, SQUARE], "MultiPolygon", properties={"x": "CN-B"})]},
        {"CN-A", "CN-B", "CN-C"},
    )
    assert set(found) == {"CN-A", "CN-B"}
    assert (found["CN-B"].x, found["CN-B"].y) == (2.0, 2.0)
    assert found["CN-B"].rings.count(";") == 1


@pytest.mark.parametrize(
    "broken",
    [
        {}, {"features": None}, {"features": ["x", None, 3]}, {"features": [feature(None, id="A")]},
        {"features": [feature([[["x", 1], [2]]], id="A")]}, {"features": [feature([[]], id="A")]},
        {"features": [feature([[[0, 0], [float("nan"), 1], [2, 2]]], id="A")]}, {"features": [{"id": "A"}]},
        {"features": [feature(SQUARE, "Point", id="A")]}, {"features": [feature(SQUARE, id=["A"])]},
    ],
)  # fmt: skip
def test_a_broken_file_has_no_shapes(broken):
    assert shapes(broken, {"A"}) == {}


@given(st.lists(st.tuples(st.floats(-179, 179), st.floats(-80, 80)), min_size=4, max_size=900))
def test_a_shape_is_never_larger_than_it_needs_to_be(ring):
    found = shapes({"features": [feature([[list(spot) for spot in ring]], id="A")]}, {"A"})
    assert len(found["A"].rings.split()) <= len(ring)
