"""Time in stage, stuck limits, delay, velocity and the bottleneck from hand-made tables."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.bottleneck import best_slice, bottlenecks, named, own_year, sentence
from analytics.conversion import conversion, conversion_before, conversion_by_slice
from analytics.time_in_stage import delay, limits, survival, time_in_stage
from analytics.velocity import FACTORS, mover, velocity
from domain.contracts_funnel import BOTTLENECK, CLOSED, DELAY, SURVIVAL, TIME, VELOCITY
from domain.contracts_history import STAY_LENGTHS, STAY_TIMES
from domain.funnel import OWN_YEAR
from i18n import Locale
from tests.unit.analytics.funnel_tables import TABLE, closed, outcomes, rows, stock

TIMES = "position n median_days p80_days ever_n ever_p80_days"


def test_a_stage_that_thirty_left_has_their_80th_percentile_as_its_limit():
    got = time_in_stage(rows(STAY_TIMES, TIMES, (1, 3, 5.0, 8.0, 30, 21.5), (2, 9, 1.0, 2.0, 29, 7.0)), TABLE)
    assert TIME.check(got) is got
    assert got.position.tolist() == [1, 2]
    assert limits(got) == ((1, 21.5),), "29 left stage 2, and nothing is expected of it"


def test_a_stage_that_few_left_has_its_expected_days_as_its_limit():
    got = time_in_stage(rows(STAY_TIMES, TIMES, (1, 3, 5.0, 8.0, 29, 21.5)), TABLE)
    assert limits(got) == ((1, 10.0),)
    assert limits(time_in_stage(STAY_TIMES.empty(), TABLE)) == ((1, 10.0),)


def test_survival_worked_by_hand():
    """Of four stays one ends at 2, one is seen to 3, one ends at 4, one to 5: 3/4 go on from 2, 3/4 · 1/2 from 4."""
    table = rows(STAY_LENGTHS, "day left still", (2, 1, 0), (3, 0, 1), (4, 1, 0), (5, 0, 1), position=1)
    got = survival(table)
    assert SURVIVAL.check(got) is got
    assert got.staying.tolist() == [1, 1, 0.75, 0.75, 0.375, 0.375]
    assert got.at_risk.tolist() == [4, 4, 4, 3, 2, 1]
    assert survival(STAY_LENGTHS.empty()).empty


def test_each_stage_has_a_curve_as_long_as_its_longest_stay():
    table = rows(STAY_LENGTHS, "position day left still", (1, 2, 1, 0), (2, 7, 1, 0))
    assert survival(table).groupby("position").day.max().tolist() == [2, 7]


def test_delay_is_shared_by_days():
    got = delay(pd.DataFrame({"role": ["AR", "SR"], "stays": [9, 1], "days": [1.0, 3.0]}))
    assert DELAY.check(got) is got
    assert got[["role", "share"]].values.tolist() == [["SR", 0.75], ["AR", 0.25]]
    assert delay(pd.DataFrame({"role": [], "stays": [], "days": []})).empty


def test_velocity_is_open_deals_times_win_rate_times_amount_over_days():
    """100 open deals, 20 of 50 won for 4,000 in all after 40 days: 100 · 0.4 · 200 ÷ 40 = 200 a day; before, 100."""
    now = (stock((1, 60, 1.0), (2, 40, 1.0)), closed(won=20, lost=30, amount=4000.0, days=40.0))
    before = (stock((1, 50, 1.0)), closed(won=20, lost=30, amount=4000.0, days=40.0))
    got = velocity(now, before).set_index("factor")
    assert VELOCITY.check(got.reset_index()).shape == (5, 4)
    assert got.loc[list(FACTORS), "value"].tolist() == [100, 0.4, 200, 40]
    assert got.loc["velocity"].tolist() == pytest.approx([200, 100, 100])
    assert got.moved[list(FACTORS)].tolist() == pytest.approx([100, 0, 0, 0])
    assert mover(got.reset_index()) == "open_deals"


def test_velocity_without_a_won_deal_is_not_known():
    got = velocity((stock((1, 60, 1.0)), CLOSED.empty()), (STOCK_BEFORE, CLOSED_BEFORE)).set_index("factor")
    assert np.isnan(got.value["velocity"])
    assert got.moved.isna().all()
    assert mover(got.reset_index()) == ""


STOCK_BEFORE, CLOSED_BEFORE = stock((1, 50, 1.0)), closed(won=20, lost=30, amount=4000.0, days=40.0)
_NUMBERS = st.tuples(
    st.integers(1, 900), st.integers(1, 90), st.integers(0, 90), st.integers(1, 10**6), st.integers(1, 400)
)


@given(_NUMBERS, _NUMBERS)
def test_what_the_factors_moved_adds_up_to_the_change(now, before):
    sides = [(stock((1, deals, 1.0)), closed(won, lost, float(amount), float(days)))
             for deals, won, lost, amount, days in (now, before)]  # fmt: skip
    got = velocity(*sides).set_index("factor").moved
    assert got[list(FACTORS)].sum() == pytest.approx(got["velocity"], abs=1e-6 * max(1, abs(got["velocity"])))


KNOWN = outcomes(
    (1, "2026-03-01", True, 9, 30, 30, 0, 0), (1, "2025-09-01", False, 9, 36, 24, 0, 0),
    (2, "2026-03-01", True, 9, 10, 30, 0, 0), (2, "2025-09-01", False, 9, 20, 9, 0, 0),
)  # fmt: skip


def judged(*references):
    return bottlenecks(conversion(KNOWN, TABLE, 90), KNOWN, *references)


def test_a_shortfall_costs_deals_times_amount_times_the_gap():
    """Stage 1: 60 entered, worth 100 each, 50 % got on against 60 % a year ago: 600. Of stage 2 only 29 had entered."""
    got = judged(own_year(conversion_before(KNOWN, TABLE, 90)))
    assert BOTTLENECK.check(got) is got
    assert got.position.tolist() == [1, 2, 3]
    assert got.iloc[0][["entered", "amount", "rate", "reference"]].tolist() == [60, 100, 0.5, pytest.approx(0.6)]
    assert got.lost_money[0] == 600
    assert got.reference_of[0] == OWN_YEAR
    assert got.lost_money[1:].isna().all()


def test_the_best_region_stands_in_where_the_year_before_is_not_known():
    """In region b 30 of 40 got on from stage 2, in a 20 of 20: too few to be a model."""
    by_region = pd.concat(
        [outcomes((2, "2026-03-01", True, 9, got, lost, 0, 0), key=f"s:{key}", name=key) for key, got, lost in
         (("a", 20, 0), ("b", 30, 10), ("c", 15, 25))], ignore_index=True,
    )  # fmt: skip
    best = best_slice(conversion_by_slice(by_region, TABLE, 90))
    assert best.values.tolist() == [[2, 0.75, "s:b"]]
    got = judged(own_year(conversion_before(KNOWN, TABLE, 90)), best)
    assert got.position.tolist() == [2, 1, 3]
    assert got.lost_money.tolist()[:2] == [2000, 600]
    assert named(got).position.tolist() == [2]
    said = sentence(got, {2: "Bid", "s:b": "B"}, 90, Locale.EN)
    assert "“Bid”" in said
    assert "best region, B" in said
    assert "2K of deals" in said
    assert "25.0%" in said
    assert "瓶颈是“招投标”" in sentence(got, {2: "招投标", "s:b": "乙"}, 90, Locale.ZH)


def test_when_all_is_better_than_its_reference_no_stage_is_named():
    better = own_year(conversion_before(KNOWN, TABLE, 90)).assign(reference=0.1)
    assert named(judged(better)).empty
    assert sentence(judged(better), {}, 90, Locale.EN) == "No stage converts below its reference."


def test_of_too_few_deals_nothing_is_said_but_that():
    assert "30" in sentence(judged(), {}, 90, Locale.EN)
    assert "30" in sentence(BOTTLENECK.empty(), {}, 90, Locale.ZH)
