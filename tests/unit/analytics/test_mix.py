"""Structure: values by hand, what holds of every spread, and a second way to each figure."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.concentration import lorenz, mix_distance
from analytics.mix import (
    gini,
    lorenz_curve,
    margin_balance,
    mix_distances,
    mix_drift,
    top_share,
    warnings,
    whole_mix,
)
from domain.contracts_mix import DEPENDENCE, LORENZ_SUMS
from domain.mix import DEPENDENT

NONE = float("nan")
amounts = st.lists(st.floats(0.01, 1e9), min_size=1, max_size=40)


def sums(values, parts=100):
    """LORENZ_SUMS of these amounts, as the database makes them: the first parts hold one more where it does not fit."""
    ordered = np.sort(np.array(values, dtype="float64"))
    pieces = [piece for piece in np.array_split(np.arange(len(ordered)), parts) if len(piece)]
    rows = [(at + 1, len(p), ordered[p].sum(), (ordered[p] * (p + 1)).sum()) for at, p in enumerate(pieces)]
    return LORENZ_SUMS.coerce(pd.DataFrame(rows, columns=list(LORENZ_SUMS.columns)))


def pairwise(values):
    """The Gini coefficient by its other definition: half the mean difference of all pairs over the mean."""
    own = np.array(values)
    return np.abs(own[:, None] - own[None, :]).mean() / (2 * own.mean())


def test_four_members_by_hand():
    assert gini(sums([1.0, 2.0, 3.0, 4.0])) == pytest.approx(0.25)
    assert gini(sums([5.0, 5.0, 5.0])) == pytest.approx(0.0)
    assert gini(sums([0.000001, 0.000001, 10.0])) == pytest.approx(2 / 3, abs=1e-5)


@given(amounts, st.integers(1, 12))
def test_gini_is_half_the_mean_difference_over_the_mean_whatever_the_parts(values, parts):
    assert gini(sums(values, parts)) == pytest.approx(pairwise(values), abs=1e-9)


@given(amounts)
def test_the_curve_of_single_members_is_the_lorenz_curve(values):
    pd.testing.assert_frame_equal(lorenz_curve(sums(values)), lorenz(pd.Series(values)))


@given(amounts, st.integers(1, 12))
def test_the_curve_of_parts_lies_on_that_of_members(values, parts):
    rough, exact = lorenz_curve(sums(values, parts)), lorenz(pd.Series(values))
    read = np.interp(rough.members, exact.members, exact.amount)
    assert rough.amount.to_numpy() == pytest.approx(read, abs=1e-9)


def test_the_largest_fifth_is_read_off_the_top_of_the_curve():
    curve = lorenz_curve(sums([1.0, 1.0, 1.0, 1.0, 16.0]))
    assert top_share(curve, 0.2) == pytest.approx(0.8)
    assert np.isnan(top_share(lorenz_curve(LORENZ_SUMS.empty()), 0.2))
    assert np.isnan(gini(LORENZ_SUMS.empty()))


def plan(*rows):
    table = pd.DataFrame(rows, columns=["channel", "period", "revenue", "revenue_target"])
    return table.assign(channel_name=table.channel.str.upper(), period=pd.to_datetime(table.period))


JANUARY, FEBRUARY = "2026-01-01", "2026-02-01"


def test_the_mix_is_off_plan_by_its_shares_not_by_its_amounts():
    drift = mix_drift(
        plan(("a", JANUARY, 30.0, 120.0), ("b", JANUARY, 10.0, 80.0), ("a", FEBRUARY, 5.0, 50.0),
             ("b", FEBRUARY, 5.0, 50.0)),
        "channel",
    )  # fmt: skip
    assert drift.off.round(9).tolist() == [0.15, 0.0, -0.15, 0.0]
    assert mix_distances(drift).distance.round(9).tolist() == [0.15, 0.0]


def test_who_has_no_target_leaves_both_shares():
    drift = mix_drift(
        plan(("a", JANUARY, 30.0, 50.0), ("b", JANUARY, 10.0, 50.0), ("c", JANUARY, 960.0, NONE)), "channel"
    ).set_index("key")
    assert drift.actual.to_dict() == pytest.approx({"a": 0.75, "b": 0.25, "c": NONE}, nan_ok=True)
    assert drift.off.to_dict() == pytest.approx({"a": 0.25, "b": -0.25, "c": NONE}, nan_ok=True)


def test_a_step_without_a_plan_has_shares_and_no_drift():
    drift = mix_drift(plan(("a", JANUARY, 3.0, NONE), ("b", JANUARY, 1.0, NONE)), "channel")
    assert drift.actual.tolist() == [0.75, 0.25]
    assert drift.off.isna().all()
    assert mix_distances(drift).distance.isna().all()


@given(st.lists(st.tuples(st.floats(0.1, 1e6), st.floats(0.1, 1e6)), min_size=2, max_size=8))
def test_the_distance_is_that_of_the_two_mixes_and_drifts_add_up_to_nothing(pairs):
    table = plan(*((f"c{at}", JANUARY, *pair) for at, pair in enumerate(pairs)))
    drift = mix_drift(table, "channel")
    own = table.set_index("channel")
    assert drift.off.sum() == pytest.approx(0.0, abs=1e-9)
    assert mix_distances(drift).distance[0] == pytest.approx(mix_distance(own.revenue, own.revenue_target), abs=1e-9)


def test_the_whole_mix_is_of_the_steps_that_have_a_plan():
    table = plan(("a", JANUARY, 30.0, 20.0), ("b", JANUARY, 10.0, 20.0), ("a", FEBRUARY, 0.0, NONE),
                 ("b", FEBRUARY, 900.0, NONE))  # fmt: skip
    assert whole_mix(table, "channel").off.tolist() == [0.25, -0.25]


def test_margin_against_revenue_by_hand():
    table = pd.DataFrame(
        {
            "channel": ["a", "b", "c", "d"],
            "channel_name": list("ABCD"),
            "revenue": [50.0, 30.0, 15.0, 5.0],
            "margin": [5.0, 15.0, -1.0, 0.0],
            "margin_rate": [0.1, 0.5, -1 / 15, NONE],
        }
    )
    found = margin_balance(table, "channel").set_index("key")
    assert found.of_revenue.to_dict() == {"a": 0.5, "b": 0.3, "c": 0.15, "d": 0.05}
    assert found.of_margin.to_dict() == pytest.approx({"a": 0.25, "b": 0.75, "c": NONE, "d": NONE}, nan_ok=True)


def largest(*rows):
    table = pd.DataFrame(rows, columns=["of", "within", "group", "amount", "total"])
    return DEPENDENCE.coerce(table.assign(group_name=table.group, member="m", member_name="M"))


def test_dependences_at_their_limit_come_first_and_small_ones_not_at_all():
    found = warnings(
        largest(
            ("customer", "", "", 5.0, 1000.0),
            ("customer", "region", "sw", 31.0, 100.0),
            ("customer", "region", "ne", 6.0, 100.0),
            ("customer", "region", "se", 4.9, 100.0),
            ("channel", "", "", 500.0, 1000.0),
        ),
        DEPENDENT,
    )
    assert found[["group", "reached"]].values.tolist() == [["", True], ["sw", True], ["ne", False]]
    assert found.share.tolist() == [0.5, 0.31, 0.06]


def test_a_company_of_one_channel_depends_on_no_channel():
    found = warnings(
        largest(("channel", "", "", 9.0, 9.0), ("channel", "region", "r", 4.0, 4.0), ("customer", "", "", 3.0, 9.0)),
        DEPENDENT,
    )
    assert found.of.tolist() == ["customer"]


def test_a_company_of_one_region_is_warned_of_once():
    found = warnings(largest(("customer", "", "", 50.0, 100.0), ("customer", "region", "r", 50.0, 100.0)), DEPENDENT)
    assert found.within.tolist() == [""]
