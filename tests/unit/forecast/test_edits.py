"""Edits of a hierarchy: down by proportions, up by sums, to the cent, in the order in which they were said."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.forecast.backtest import Plan
from analytics.forecast.cross import Cells
from analytics.forecast.edits import done_cents, members_of, split_over, with_edits
from analytics.forecast.history import Histories
from domain.contracts_forecast import EDITS
from domain.forecast_edits import node_key
from tests.properties import examples

AHEAD = pd.DatetimeIndex(["2026-11-01", "2026-12-01"])
KEYS = [("e", "a"), ("e", "b"), ("n", "a"), ("n", "b")]


def made(cents, to_date=None) -> Cells:
    """Cells region × channel over two steps; the first one runs where something is there of it."""
    groups = pd.DataFrame(KEYS, columns=["region_1", "channel_1"])
    groups = groups.assign(region_1_name=groups.region_1, channel_1_name=groups.channel_1)
    running = to_date is not None
    there = np.array(to_date if running else [np.nan] * 4, dtype=float)
    done = pd.DatetimeIndex(["2026-10-01"])
    history = Histories(groups, np.ones((4, 1)), done, AHEAD, there, running, None)
    return Cells(history, np.array(cents, dtype=np.int64), Plan(12, 2), "combined")


def edits(*rows):
    """Rows of step, node, amount."""
    frame = [(at, AHEAD[step], node_key(node), amount) for at, (step, node, amount) in enumerate(rows)]
    return EDITS.coerce(pd.DataFrame(frame, columns=list(EDITS.columns)))


PLAIN = [[3000, 100], [1000, 100], [4000, 100], [0, 100]]


def test_an_edit_of_a_region_by_hand():
    """East is said to be 100: its channels had 30 and 10, so they come to 75 and 25; all else stays."""
    found, missed = with_edits(made(PLAIN), edits((0, {"region_1": "e"}, 100.0)))
    assert found.cents[:, 0].tolist() == [7500, 2500, 4000, 0]
    assert found.cents[:, 1].tolist() == [100] * 4
    assert missed == 0
    assert found.grouped(["channel_1"]).cents[:, 0].tolist() == [11500, 2500], "up by sums along the other dimension"


def test_what_is_there_already_is_not_shared_out_again():
    """20 of East's 40 are there, all in channel a: of 60 said, 40 are to come, as 10 to 10."""
    found, _ = with_edits(made(PLAIN, [20.0, 0.0, 0.0, 0.0]), edits((0, {"region_1": "e"}, 60.0)))
    assert found.cents[:2, 0].tolist() == [4000, 2000]
    assert (found.cents[:, 0] >= done_cents(found)).all()


def test_what_was_said_last_holds_and_what_is_elsewhere_is_counted():
    rows = edits(
        (0, {"region_1": "e"}, 100.0), (0, {}, 280.0), (1, {"region_1": "n", "channel_1": "b"}, 7.0),
        (0, {"region_2": "x"}, 5.0), (0, {"region_1": "gone"}, 5.0),
    )  # fmt: skip
    found, missed = with_edits(made(PLAIN), rows)
    assert found.cents[:, 0].sum() == 28000
    assert found.cents[:, 0].tolist() == [15000, 5000, 8000, 0]
    assert found.cents[:, 1].tolist() == [100, 100, 100, 700]
    assert missed == 2
    assert members_of(made(PLAIN), node_key({"region_2": "x"})) is None
    later = EDITS.coerce(rows.assign(period=pd.Timestamp("2027-03-01")).head(1))
    assert with_edits(made(PLAIN), later)[1] == 1, "a period beyond the horizon"


def test_nothing_is_spread_alike_and_cents_are_not_lost():
    found, _ = with_edits(made([[0, 0]] * 4), edits((0, {"region_1": "e"}, 0.01), (1, {}, 0.03)))
    assert sorted(found.cents[:2, 0].tolist()) == [0, 1]
    assert found.cents[:, 1].sum() == 3


def test_a_sum_is_split_over_the_steps_to_the_cent():
    parts = split_over(100.01, made(PLAIN), node_key({"region_1": "e"}))
    assert round(sum(parts.values()) * 100) == 10001
    assert list(parts) == list(AHEAD)
    assert parts[AHEAD[0]] / parts[AHEAD[1]] == pytest.approx(4000 / 200, rel=0.01)


NODES = st.sampled_from([{}, {"region_1": "e"}, {"channel_1": "a"}, {"region_1": "n", "channel_1": "b"}])


@settings(max_examples=examples(80))
@given(
    st.lists(st.tuples(st.integers(0, 10**7), st.integers(0, 10**7)), min_size=4, max_size=4),
    st.lists(
        st.tuples(st.integers(0, 1), NODES, st.integers(0, 10**9)),
        min_size=1,
        max_size=6,
        unique_by=lambda one: (one[0], str(one[1])),
    ),
)
def test_after_any_edits_the_last_one_holds_and_every_cut_adds_up(cents, said):
    found, _ = with_edits(made(cents), edits(*((step, node, value / 100) for step, node, value in said)))
    step, node, value = said[-1]
    mine = members_of(found, node_key(node))
    assert int(found.cents[mine, step].sum()) == value
    for dims in (["region_1"], ["channel_1"], ["region_1", "channel_1"]):
        np.testing.assert_array_equal(found.grouped(dims).cents.sum(axis=0), found.cents.sum(axis=0))
    assert (found.cents >= 0).all()
