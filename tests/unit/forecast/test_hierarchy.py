"""Forecasts of a hierarchy add up: from the top down, after an edit, and in cents."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.forecast.hierarchy import Path, cents_of, edited, part_of, reconciled, rolled, top_down, tree
from domain.errors import ReaderError

REGIONS = ("n", "n", "n", "s", "s", "s")
LEAVES = ("n/a", "n/b", "n/c", "s/a", "s/b", "s/c")
CHANNELS = ("a", "b", "c", "a", "b", "c")
WAYS = [Path((REGIONS, LEAVES)), Path((CHANNELS, LEAVES))]


def alone(seed: int = 1, horizon: int = 3) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    return {key: rng.uniform(1, 100, horizon) for key in ("n", "s", "a", "b", "c", *LEAVES)}


def test_children_share_what_their_parent_has_by_their_own_forecasts():
    down = tree(WAYS[0])
    levels = [np.array([[30.0], [10.0]]), np.array([[1.0], [1.0], [2.0], [5.0], [0.0], [5.0]])]
    regions, leaves = top_down(np.array([80.0]), levels, down.parents)
    assert regions.ravel().tolist() == [60, 20]
    assert leaves.ravel().tolist() == [15, 15, 30, 10, 0, 10]


@given(st.integers(0, 10_000))
def test_every_view_adds_up_to_the_top_whatever_was_forecast(seed):
    top = np.random.default_rng(seed + 1).uniform(0, 1000, 3)
    leaves = reconciled(top, alone(seed), WAYS)
    assert np.allclose(leaves.sum(axis=0), top)
    for nodes in (REGIONS, CHANNELS):
        assert np.allclose(sum(rolled(leaves, nodes).values()), top)
    assert leaves.min() >= 0


def test_children_of_no_forecast_share_alike():
    leaves = top_down(np.array([90.0]), [np.zeros((3, 1))], [np.zeros(3, dtype=int)])[0]
    assert leaves.ravel().tolist() == [30, 30, 30]


def test_a_node_below_two_parents_would_count_twice_and_is_refused():
    with pytest.raises(ReaderError, match="counts twice: “a”"):
        tree(Path((REGIONS, CHANNELS)))


def test_an_edit_goes_down_by_proportions_and_up_by_sums():
    leaves = np.array([[10.0], [20.0], [30.0], [1.0], [2.0], [3.0]])
    after = edited(leaves, part_of(REGIONS, "n"), [120.0])
    assert after.ravel().tolist() == [20, 40, 60, 1, 2, 3]
    assert rolled(after, CHANNELS)["a"].tolist() == [21.0]
    again = edited(after, part_of(CHANNELS, "a"), [42.0])
    assert rolled(again, REGIONS)["n"].tolist() == [140.0]


def test_an_edit_leaves_periods_of_which_nothing_was_said_and_spreads_over_nothing_alike():
    leaves = np.array([[0.0, 5.0], [0.0, 5.0], [0.0, 5.0], [1.0, 1.0], [1.0, 1.0], [1.0, 1.0]])
    after = edited(leaves, part_of(REGIONS, "n"), [9.0, np.nan])
    assert after[:3].tolist() == [[3.0, 5.0]] * 3


def test_an_edit_of_no_part_is_refused_in_words():
    with pytest.raises(ReaderError, match="“west” is not in the hierarchy"):
        edited(np.ones((6, 1)), part_of(REGIONS, "west"), [1.0], "west")


@given(st.integers(0, 10_000))
def test_cents_add_up_at_every_level(seed):
    top, down = np.random.default_rng(seed).uniform(0, 1e6, 3), tree(WAYS[0])
    levels = top_down(top, [np.stack([alone(seed)[key] for key in keys]) for keys in down.keys], down.parents)
    regions, leaves = cents_of(levels, down.parents, top)
    assert regions.sum(axis=0).tolist() == [round(value * 100) for value in top]
    for node in range(2):
        assert (leaves[down.parents[1] == node].sum(axis=0) == regions[node]).all()
    assert np.abs(leaves - levels[1] * 100).max() < 2
