"""Conversion curves of open deals by hand: points that lie far enough back, thin stages, a loop over single deals."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.scenarios import stages_now
from domain.contracts_scenarios import OPEN_OUTCOMES
from tests.properties import examples


def outcomes(*rows):
    return OPEN_OUTCOMES.coerce(pd.DataFrame(rows, columns=list(OPEN_OUTCOMES.columns)))


def day(number):
    return pd.Timestamp("2026-01-01") + pd.Timedelta(days=number)


def test_a_curve_by_hand_reads_only_points_that_lie_far_enough_back():
    """Two points of 40 deals: 100 days back with 100 open, 10 won on day 5 and 20 on day 50; 20 back, 10 on day 5."""
    rows = outcomes(
        (day(0), "f", 1, 0, 30, 70.0, 0.0), (day(0), "f", 1, 5, 5, 10.0, 10.0), (day(0), "f", 1, 50, 5, 20.0, 20.0),
        (day(80), "f", 1, 0, 35, 90.0, 0.0), (day(80), "f", 1, 5, 5, 10.0, 12.0),
        (day(100), "f", 1, 0, 3, 55.0, 0.0), (day(100), "f", 2, 0, 1, 5.0, 0.0),
    )  # fmt: skip
    first, second = stages_now(rows, 60)
    assert (first.amount, second.amount) == (55.0, 5.0)
    assert first.curve[4] == 0
    assert first.curve[5] == pytest.approx(22 / 200)
    assert first.curve[49] == pytest.approx(22 / 200)
    assert first.curve[50] == pytest.approx(22 / 200 + 20 / 100), "the point 20 days back does not tell of day 50"
    assert second.curve.tolist() == first.curve.tolist(), "a stage with too few deals takes the curve of all"


DEALS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(1, 2), st.integers(0, 40), st.integers(1, 1000)), min_size=1, max_size=60
)


@settings(max_examples=examples(60))
@given(DEALS)
def test_curves_are_those_of_a_loop_over_single_deals(deals):
    """The second evaluator walks over deals and days one by one."""
    points = {0: 0, 1: 20, 2: 40, 3: 60}
    seen = {place: 60 - start for place, start in points.items()}
    told = [(place, stage, on if 0 < on <= seen[place] else 0, amount) for place, stage, on, amount in deals]
    told.append((3, 1, 0, 10))
    frame = pd.DataFrame(told, columns=["place", "stage", "day", "amount"])
    frame["won"] = frame.amount.where(frame.day > 0, 0)
    rows = frame.groupby(["place", "stage", "day"], as_index=False).agg(
        count=("amount", "size"), amount=("amount", "sum"), won=("won", "sum")
    )
    rows["point"], rows["funnel"] = [day(points[place]) for place in rows.place], "f"
    found = stages_now(OPEN_OUTCOMES.coerce(rows[list(OPEN_OUTCOMES.columns)]), 30)
    for one in found:
        before = [deal for deal in told if deal[0] != 3]
        own = [deal for deal in before if deal[1] == one.position]
        used = own if len(own) >= 30 else before
        share = 0.0
        for t in range(31):
            at_risk = sum(amount for place, _, _, amount in used if seen[place] >= t)
            won = sum(amount for _, _, on, amount in used if on == t and t > 0)
            share = min(1.0, share + won / at_risk) if at_risk else share
            assert one.curve[t] == pytest.approx(share)
