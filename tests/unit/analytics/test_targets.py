"""Targets broken down and checked: by hand, in properties, and against a plain second way."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.target_cells import Names, above, as_cells, candidates, grid_cells, slices_of, with_year_before
from analytics.targets import SHAPES, adding_up, blended, broken_down, not_set, off_season, shape
from domain.contracts_targets import BROKEN_DOWN, TARGET_ROWS

STARTS = pd.to_datetime(["2026-01-01", "2026-02-01", "2026-03-01"]).astype("datetime64[us]")
ENDS = pd.to_datetime(["2026-01-31", "2026-02-28", "2026-03-31"]).astype("datetime64[us]")
NAN = float("nan")


def cells(**rows):
    """CELLS of slices by name: each (amounts, last year, potential)."""
    parts = [
        pd.DataFrame(
            {
                "key": key, "name": key.upper(), "period_start": STARTS, "period_end": ENDS,
                "amount": amounts, "last_year": last, "potential": potential,
            }
        )
        for key, (amounts, last, potential) in rows.items()
    ]  # fmt: skip
    return as_cells(pd.concat(parts, ignore_index=True))


def test_a_year_is_divided_as_last_year_was():
    frame = cells(a=([NAN] * 3, [10.0, 20.0, 70.0], NAN))
    found = broken_down(frame.assign(group=frame.key), {"a": 1_000.0}, {"last_year": 1.0})
    assert found.proposed.tolist() == [100.0, 200.0, 700.0]
    assert found.share.sum() == pytest.approx(1.0)


def test_a_blend_of_three_shapes_by_hand():
    """Last year 30:10 of 40, potential 1:3, even 1:1; weights 50, 30, 20: 0.375+0.075+0.1 and the rest."""
    frame = cells(a=([NAN] * 3, [30.0] * 3, 1.0), b=([NAN] * 3, [10.0] * 3, 3.0))
    found = (
        broken_down(frame.assign(group="all"), {"all": 10_000.0}, {"last_year": 50, "potential": 30, "even": 20})
        .groupby("key")
        .proposed.sum()
    )
    assert found.to_dict() == pytest.approx({"a": 5_500.0, "b": 4_500.0}, abs=0.01)


def test_potential_follows_last_years_season():
    frame = cells(a=([NAN] * 3, [10.0, 10.0, 80.0], 1.0), b=([NAN] * 3, [0.0] * 3, 1.0))
    found = broken_down(frame.assign(group="all"), {"all": 200.0}, {"potential": 1.0})
    assert found.proposed.tolist() == [10.0, 10.0, 80.0, 10.0, 10.0, 80.0]


def test_a_shape_that_is_not_known_gives_its_weight_to_the_others():
    frame = cells(a=([NAN] * 3, [NAN, 20.0, 70.0], NAN))
    assert shape(frame, "last_year").sum() == 0, "a year that is known in part has no shape"
    found = broken_down(frame.assign(group=frame.key), {"a": 100.0}, {"last_year": 100, "potential": 50})
    assert found.proposed.tolist() == [33.34, 33.33, 33.33]


def test_returns_take_nothing_of_a_plan():
    frame = cells(a=([NAN] * 3, [-5.0, 50.0, 50.0], NAN))
    found = broken_down(frame.assign(group=frame.key), {"a": 90.0}, {"last_year": 1.0})
    assert found.proposed.tolist() == [0.0, 45.0, 45.0]


def test_groups_without_a_total_are_left_out():
    frame = cells(a=([NAN] * 3, [1.0] * 3, NAN), b=([NAN] * 3, [1.0] * 3, NAN))
    found = broken_down(frame.assign(group=frame.key), {"b": 3.0, "c": 9.0}, {"even": 1.0})
    assert set(found.key) == {"b"}
    assert broken_down(frame.assign(group=frame.key), {}, {}).equals(BROKEN_DOWN.empty())


amounts = st.lists(st.floats(0, 1e9), min_size=3, max_size=3)


@given(amounts, amounts, st.floats(0, 1e10), st.tuples(*[st.integers(0, 100)] * 3))
def test_parts_add_up_to_the_cent_whatever_the_blend(one, two, total, weights):
    total = round(total, 2)
    frame = cells(a=([NAN] * 3, one, 3.0), b=([NAN] * 3, two, 1.0))
    found = broken_down(frame.assign(group="all"), {"all": total}, dict(zip(SHAPES, weights, strict=True)))
    assert sum(round(value * 100) for value in found.proposed) == round(total * 100)
    assert (found.proposed >= 0).all()
    assert found.share.sum() == pytest.approx(1.0)


@given(st.lists(st.floats(0.01, 1e6), min_size=1, max_size=12), st.floats(0.1, 1e3))
def test_the_size_of_weights_and_shapes_does_not_matter(values, factor):
    one = np.array(values)
    even = np.ones(len(values))
    first = blended({"a": one, "b": even}, {"a": 2.0, "b": 1.0})
    again = blended({"a": one * factor, "b": even * 7}, {"a": 2.0 * factor, "b": factor})
    np.testing.assert_allclose(first, again)
    by_hand = [(2 * value / math.fsum(values) + 1 / len(values)) / 3 for value in values]
    np.testing.assert_allclose(first, by_hand)


def test_parts_that_do_not_add_up_are_named_with_the_gap():
    frame = cells(a=([10.0, 10.0, NAN], [1.0] * 3, NAN), b=([5.0, 5.0, 5.0], [1.0] * 3, NAN))
    up = ["east@1", "east@2", "east@3"] * 2
    frame["above"], frame["above_name"], frame["above_amount"] = up, "East", [15.0, 20.0, 30.0] * 2
    found = adding_up(as_cells(frame))
    assert found[["above", "parts", "gap", "unset"]].values.tolist() == [[30.0, 5.0, -25.0, 1], [20.0, 15.0, -5.0, 0]]
    assert adding_up(cells(a=([1.0] * 3, [1.0] * 3, NAN))).empty


def test_what_is_not_set_is_named_with_what_it_made_last_year():
    frame = cells(
        a=([10.0, NAN, NAN], [1.0, 2.0, 3.0], NAN), b=([1.0] * 3, [9.0] * 3, NAN), c=([NAN] * 3, [7.0] * 3, NAN)
    )
    assert not_set(frame).values.tolist() == [["C", 3, 21.0], ["A", 2, 5.0]]


def test_a_plan_against_the_season_is_named_with_what_lies_elsewhere():
    frame = cells(a=([100.0, 100.0, 100.0], [10.0, 10.0, 80.0], NAN), b=([10.0, 10.0, 80.0], [1.0, 1.0, 8.0], NAN))
    found = off_season(frame)
    assert found["name"].tolist() == ["A"]
    assert found.moved[0] == pytest.approx(0.8 - 1 / 3)
    assert found.amount[0] == pytest.approx(300 * (0.8 - 1 / 3))
    assert (found.period_start[0].month, found.usual[0]) == (3, 0.8)
    assert off_season(cells(a=([1.0, 9.0, NAN], [9.0, 1.0, NAN], NAN))).empty, "two periods are no season"
    assert off_season(cells(a=([1.0, 2.0, 3.0], [0.0] * 3, NAN))).empty


def rows(*targets):
    """TARGET_ROWS of (level, start, end, members, amount)."""
    told = [
        {"plan": "p", "version": "v", "metric": "revenue", "aggregation": "sum", "source": "s", "level": level,
         "period_start": start, "period_end": end, "amount": amount, "entered": True, **members}
        for level, start, end, members, amount in targets
    ]  # fmt: skip
    frame = pd.DataFrame(told, columns=list(TARGET_ROWS.columns))
    return TARGET_ROWS.coerce(frame.astype({"period_start": "datetime64[us]", "period_end": "datetime64[us]"}))


def test_a_cell_is_part_of_the_nearest_target_above_it():
    names = Names({"s:e": "East", "s:js": "Jiangsu"}, {"s:js": "s:e", "s:nj": "s:js"})
    own = rows(*[("2", start, end, {"region": "s:js"}, 1.0) for start, end in zip(STARTS, ENDS, strict=True)])
    year = [("1", "2026-01-01", "2026-12-31", {"region": "s:e"}, 100.0), ("1", "2026-01-01", "2026-12-31", {}, 500.0)]
    slices = slices_of(own) | candidates(("region",), {"region": ["s:nj", "s:west"]}, 10)
    grid = grid_cells(slices, pd.DataFrame({"period_start": STARTS, "period_end": ENDS}), own)
    found = above(grid, slices, rows(*year), names)
    first = found.drop_duplicates("key").set_index("key")
    assert first.above_name.to_dict() == {"s:js": "East", "s:nj": "East", "s:west": ""}
    assert first.above_amount.to_dict() == {"s:js": 100.0, "s:nj": 100.0, "s:west": 500.0}
    assert found.above.nunique() == 2, "one target of a year is above all of its months"
    short = rows(("1", "2026-01-01", "2026-01-31", {"region": "s:e"}, 9.0))
    assert above(grid, slices, short, names).above.notna().sum() == 2, "a month is above its own cells only"


def test_more_combinations_than_a_grid_bears_are_none():
    many = {"region": [f"s:{n}" for n in range(20)], "channel": [f"s:c{n}" for n in range(20)]}
    assert candidates(("region", "channel"), many, 300) == {}
    assert len(candidates(("region", "channel"), many, 400)) == 400
    assert candidates((), {}, 1) == {"": ()}


def test_a_year_that_is_not_over_is_completed_by_the_one_before_and_its_growth():
    frame = pd.DataFrame({"key": ["a"] * 3, "period_start": STARTS, "period_end": ENDS})
    year = frame.assign(value=[20.0, 40.0, 5.0], over=[True, True, False])
    before = frame.assign(value=[10.0, 20.0, 50.0])
    assert with_year_before(frame, year, before).last_year.tolist() == [20.0, 40.0, 100.0]
    unknown = with_year_before(frame, year, before.assign(value=NAN))
    assert unknown.last_year.tolist()[:2] == [20.0, 40.0]
    assert pd.isna(unknown.last_year[2])
