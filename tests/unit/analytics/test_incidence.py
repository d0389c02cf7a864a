"""Cumulative incidence: by hand, against another implementation, against exact fractions, and by its laws."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.incidence import course, grids, incidence, proportion
from tests.properties import examples

REACHED, LOST, OPEN = "reached", "lost", "open"
PEOPLE = st.lists(st.tuples(st.integers(0, 40), st.sampled_from((REACHED, LOST, OPEN))), min_size=1, max_size=60)


def told(people, of="all"):
    """One row a deal: the day on which something became of it, and what."""
    days = pd.DataFrame(people, columns=["day", "what"])
    counts = {name: (days.what == name).astype("int64") for name in (REACHED, LOST, OPEN)}
    return pd.DataFrame({"of": of, "day": days.day, **counts})


def rate(people, horizon):
    return float(incidence(told(people), ["of"], horizon).rate[0])


def exactly(people, horizon):
    """The same, deal by deal, in fractions: the slow and obvious way."""
    staying, found = Fraction(1), Fraction(0)
    for day in range(horizon + 1):
        there = sum(1 for when, _ in people if when >= day)
        got, out = (sum(1 for when, what in people if when == day and what == how) for how in (REACHED, LOST))
        if there:
            found += staying * Fraction(got, there)
            staying *= 1 - Fraction(got + out, there)
    return found, staying


def test_worked_by_hand():
    """Five deals: one gets on at 10, one is lost at 20, one is seen to 25 only, one gets on at 30, one is open at 40.

    By 30: 1/5 + 4/5 · 3/4 · 1/2 = 0.2 + 0.3 = 0.5; raw, 2 of 5 = 0.4.
    """
    people = [(10, REACHED), (20, LOST), (25, OPEN), (30, REACHED), (40, OPEN)]
    assert rate(people, 9) == 0
    assert rate(people, 10) == pytest.approx(0.2)
    assert rate(people, 29) == pytest.approx(0.2)
    assert rate(people, 30) == pytest.approx(0.5)
    assert rate(people, 40) == pytest.approx(0.5)


def test_who_is_seen_to_the_end_of_a_day_was_at_risk_on_it():
    assert rate([(10, OPEN), (10, REACHED)], 10) == pytest.approx(0.5)


def test_a_horizon_that_nobody_has_lived_to_see_has_no_rate():
    found = incidence(told([(10, REACHED), (20, OPEN)]), ["of"], 30)
    assert found[["rate", "low", "high"]].isna().all(axis=None)
    assert found.n.tolist() == [2]


def test_when_all_is_decided_the_rate_is_known_at_any_horizon():
    assert rate([(10, REACHED), (20, LOST)], 300) == pytest.approx(0.5)


def test_nobody_has_no_row():
    assert incidence(told([]), ["of"], 30).empty


# times, outcomes, and what statsmodels 0.15 (CumIncidenceRight, SurvfuncRight) makes of them
DAYS = [
    19,
    20,
    30,
    38,
    2,
    6,
    33,
    37,
    10,
    13,
    34,
    17,
    11,
    33,
    11,
    16,
    26,
    22,
    4,
    2,
    34,
    30,
    33,
    21,
    32,
    13,
    18,
    31,
    5,
    12,
]
HOW = "101002012221002101212011012102"  # 0 open, 1 reached, 2 lost
INCIDENCE = {2: 0.033333, 12: 0.033333, 13: 0.070815, 19: 0.183258, 22: 0.263575, 33: 0.411692, 37: 0.495139}
DEVIATION = {2: 0.032773, 12: 0.032773, 13: 0.048397, 19: 0.074209, 22: 0.085813, 33: 0.102155, 37: 0.113824}
STAYING = {2: 0.966667, 12: 0.787107, 13: 0.712144, 19: 0.562219, 22: 0.481902, 33: 0.333785, 37: 0.083446}


def test_agrees_with_another_implementation():
    rows = told([(day, (OPEN, REACHED, LOST)[int(how)]) for day, how in zip(DAYS, HOW, strict=True)])
    along = course(*grids(rows, np.zeros(len(rows), dtype="int64"), 40))
    for day, share in INCIDENCE.items():
        assert along.reached[0, day] == pytest.approx(share, abs=1e-6)
        assert along.deviation[0, day] == pytest.approx(DEVIATION[day], abs=1e-6)
        assert along.staying[0, day] == pytest.approx(STAYING[day], abs=1e-6)


@settings(max_examples=examples(200))
@given(PEOPLE, st.integers(0, 45))
def test_agrees_with_exact_fractions(people, horizon):
    known, staying = exactly(people, horizon)
    got = rate(people, horizon)
    last = max(day for day, _ in people)
    if last < horizon and staying > 0:
        assert np.isnan(got)
    else:
        assert got == pytest.approx(float(known), abs=1e-12)


@given(PEOPLE)
def test_there_lost_and_staying_make_a_whole_on_every_day(people):
    rows = told(people)
    group = np.zeros(len(rows), dtype="int64")
    there, lost, still = grids(rows, group, 45)
    on, off = course(there, lost, still), course(lost, there, still)
    np.testing.assert_allclose(on.reached + off.reached + on.staying, 1.0, atol=1e-12)
    assert (np.diff(on.reached[0]) >= 0).all(), "a share that has got there by a day cannot fall later"


@given(st.lists(st.tuples(st.integers(0, 40), st.sampled_from((REACHED, LOST))), min_size=1, max_size=60))
def test_without_anyone_open_it_is_the_plain_share_with_the_plain_deviation(people):
    rows = told(people)
    along = course(*grids(rows, np.zeros(len(rows), dtype="int64"), 40))
    share = sum(what == REACHED for _, what in people) / len(people)
    assert along.reached[0, 40] == pytest.approx(share, abs=1e-12)
    assert along.deviation[0, 40] == pytest.approx(np.sqrt(share * (1 - share) / len(people)), abs=1e-7)


@given(PEOPLE, st.integers(0, 45))
def test_the_rate_lies_in_its_interval_and_the_interval_in_0_to_1(people, horizon):
    found = incidence(told(people), ["of"], horizon).iloc[0]
    if found.rate == found.rate:
        assert 0 <= found.low <= found.rate + 1e-12
        assert found.rate - 1e-12 <= found.high <= 1


@given(PEOPLE, PEOPLE, st.integers(0, 45))
def test_groups_do_not_touch_each_other(some, others, horizon):
    both = pd.concat([told(some, "a"), told(others, "b")], ignore_index=True)
    found = incidence(both.sample(frac=1, random_state=1), ["of"], horizon).set_index("of").rate
    for of, people in (("a", some), ("b", others)):
        np.testing.assert_allclose(found[of], rate(people, horizon), atol=1e-12)


def test_the_interval_holds_the_truth_as_often_as_it_says():
    """600 samples of 80 deals: 40 % get on, 60 % are lost, seen for 5 to 60 days; the truth by day 30 is known."""
    rng, people, truth = np.random.default_rng(7), [], 0.4 * (1 - np.exp(-30 / 20))
    for _ in range(600):
        when, seen = rng.exponential(20, 80), rng.uniform(5, 60, 80)
        what = np.where(seen < when, OPEN, np.where(rng.random(80) < 0.4, REACHED, LOST))
        day = np.where(seen < when, np.floor(seen), np.ceil(when)).astype("int64")
        people += zip(day, what, strict=True)
    found = incidence(told(people, np.repeat(range(600), 80)), ["of"], 30)
    held = ((found.low <= truth) & (truth <= found.high)).sum()
    assert 0.93 <= held / 600 <= 0.975


def test_a_plain_proportion_has_wilsons_interval():
    assert np.isnan(proportion(0, 0)).all()
    rate_, low, high = proportion(842, 8000)
    assert (rate_, round(low, 5), round(high, 5)) == (0.10525, 0.09871, 0.11217)
    assert proportion(0, 10)[1] == 0
    assert proportion(10, 10)[2] == 1
