"""Steps, conversion and win rates from hand-made tables."""

import pandas as pd
import pytest

from analytics.conversion import cohorts, conversion, conversion_before, conversion_by_slice, win_rates, won_by_age
from analytics.funnel import steps
from domain.contracts_funnel import CLOSED, CONVERSION, STEPS, WIN_RATES
from domain.contracts_history import COHORT
from tests.unit.analytics.funnel_tables import TABLE, closed, cohort, outcomes

KNOWN = outcomes(
    (1, "2026-03-01", True, 5, 2, 0, 0, 0), (1, "2026-03-01", True, 91, 1, 0, 0, 0),
    (1, "2026-03-01", True, 8, 0, 3, 0, 1), (1, "2026-03-01", True, 95, 0, 0, 4, 0),
    (1, "2026-02-01", False, 5, 9, 0, 0, 0), (2, "2026-03-01", True, 3, 1, 0, 0, 0),
)  # fmt: skip
CREATED = cohort((3, "won", 40, 4, 1.0), (3, "won", 91, 1, 1.0), (1, "lost", 5, 3, 1.0), (1, "open", 20, 2, 1.0))


def test_no_stage_has_more_deals_than_the_one_before_it():
    got = steps(cohort((1, "lost", 5, 6, 60.0), (2, "open", 5, 3, 40.0), (5, "won", 9, 1, 100.0)), TABLE)
    assert STEPS.check(got) is got
    assert got.position.tolist() == [1, 2, 3, 5]
    assert got["count"].tolist() == [10, 4, 1, 1]
    assert got.amount.tolist() == [200, 140, 100, 100]
    assert got.of_previous.tolist()[1:] == [0.4, 0.25, 1.0]
    assert got.overall.tolist() == [1.0, 0.4, 0.1, 0.1]
    assert got.amount_overall.tolist() == [1.0, 0.7, 0.5, 0.5]


def test_steps_of_nothing_have_no_shares():
    got = steps(COHORT.empty(), TABLE)
    assert got["count"].tolist() == [0, 0, 0, 0]
    assert got[["amount", "of_previous", "overall"]].isna().all(axis=None)


def test_late_and_slow_deals_are_in_the_raw_share_but_not_in_the_rate():
    got = conversion(KNOWN, TABLE, 90)
    assert CONVERSION.check(got) is got
    first = got.iloc[0]
    assert first[["from", "to", "entered", "reached", "n"]].tolist() == [1, 2, 10, 4, 10]
    assert first.raw == pytest.approx(0.4)
    assert first.rate == pytest.approx(0.2)
    assert 0 < first.low < 0.2 < first.high < 1


def test_every_stage_but_the_last_converts_to_the_next_one_that_is_not_lost():
    got = conversion(KNOWN, TABLE, 90)
    assert got[["from", "to"]].values.tolist() == [[1, 2], [2, 3], [3, 5]]
    assert got.entered.tolist() == [10, 1, 0]
    assert got.iloc[2][["raw", "rate", "low", "high"]].isna().all()


def test_cohorts_are_months_and_the_year_before_stands_apart():
    months = cohorts(KNOWN, TABLE, 90)
    assert months[months["from"] == 1].entered.tolist() == [9, 10]
    before = conversion_before(KNOWN, TABLE, 90)
    assert before.entered.tolist() == [9, 0, 0]
    assert before.rate[0] == 1


def test_each_slice_has_its_own_rows():
    values = (1, "2026-03-01", True, 5, 2, 0, 0, 0), (1, "2026-03-01", True, 5, 0, 2, 0, 0)
    parts = [outcomes(value, key=f"s:{name}", name=name) for value, name in zip(values, "AB", strict=True)]
    got = conversion_by_slice(pd.concat(parts, ignore_index=True), TABLE, 90)
    assert got[["key", "name", "from", "rate"]].values.tolist() == [["s:A", "A", 1, 1.0], ["s:B", "B", 1, 0.0]]


def test_both_win_rates_are_named_and_differ():
    got = win_rates(closed(won=20, lost=80, amount=1.0, days=9.0), CREATED, 90)
    assert WIN_RATES.check(got) is got
    views = got.set_index("view")[["won", "n", "rate", "ripe"]]
    assert views.loc["closed"].tolist() == [20, 100, 0.2, 100]
    assert views.loc["cohort"].tolist() == [4, 10, 0.4, 8]


def test_of_nothing_there_is_no_win_rate():
    got = win_rates(CLOSED.empty(), COHORT.empty(), 90)
    assert got.n.tolist() == [0, 0]
    assert got.rate.isna().all()
    assert won_by_age(COHORT.empty(), 90).empty


def test_winning_by_age_takes_the_young_for_undecided():
    """Three of ten are lost first, two of the other seven are too young to say, then four of five are won."""
    share = won_by_age(CREATED, 90).set_index("day").share
    assert share[39] == 0
    assert share[90] == pytest.approx(7 / 10 * 4 / 5)
