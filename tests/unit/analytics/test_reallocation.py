"""Where the next yuan should go: by hand, against a grid and another optimiser, and what holds of every plan."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from analytics.reallocation import best_spend, outcome, propose
from analytics.reallocation_effects import conflict, hhi, revenues
from analytics.reallocation_panel import present, spend_panel
from analytics.response import curves, draws
from domain.balance import KINDS as CONFLICTS
from domain.balance import PARTS
from domain.contracts_reallocation import CURVES
from domain.errors import ReaderError
from domain.reallocation import Plan
from tests.properties import examples
from tests.unit.analytics.response_company import KINDS, simulated

quick = settings(max_examples=examples(60))
channel = st.tuples(st.floats(10, 1e7), st.floats(1.2, 50), st.floats(0.05, 0.9), st.floats(0.05, 0.8))


def of(*rows, reasons=None):
    """CURVES of rows (spend, revenue, rate, slope)."""
    frame = pd.DataFrame(rows, columns=["spend", "revenue", "rate", "slope"])
    names = [f"k{at}" for at in range(len(rows))]
    frame = frame.assign(
        channel=names, name=names, own_slope=frame.slope, error=0.03, low=frame.slope, high=frame.slope
    )
    frame = frame.assign(own=0.5, moved=0.3, noise=0.1, reason=reasons or [""] * len(rows))
    return CURVES.coerce(frame)


def margin(worth, slope, spend, at):
    return float((worth * (at / spend) ** slope - at).sum())


def test_by_hand_two_channels_of_slope_a_half():
    """600·√(s ÷ 100) and 300·√(s ÷ 100), 200 to spend: marginal returns are equal where s₁ ÷ s₂ = (600 ÷ 300)² = 4."""
    found = propose(of((100, 1200, 0.5, 0.5), (100, 600, 0.5, 0.5)), Plan(1.0, {"k0": (0.0, 3.0), "k1": (0.0, 3.0)}))
    assert found.proposed.tolist() == pytest.approx([160, 40])
    assert found.marginal.tolist() == pytest.approx([3.0, 1.5])
    assert found.marginal_then.tolist() == pytest.approx([2.3717, 2.3717], abs=1e-4)
    assert found.revenue_then.tolist() == pytest.approx([1200 * 1.6**0.5, 600 * 0.4**0.5])


def test_bounds_hold_a_channel_and_what_brings_back_less_than_it_costs_is_not_spent():
    found = propose(of((100, 1200, 0.5, 0.5), (100, 100, 0.5, 0.5)), Plan(2.0, {"k0": (0.5, 1.5), "k1": (0.0, 3.0)}))
    assert found.proposed.tolist() == pytest.approx([150, 6.25])  # 25 ÷ √(100·s) = 1 at s = 6.25
    told = outcome(of((100, 1200, 0.5, 0.5), (100, 100, 0.5, 0.5)), found, np.array([[0.5, 0.5]]), 400.0)
    assert told.spare == pytest.approx(400 - 156.25)


def test_a_channel_whose_curve_is_not_known_keeps_its_spend():
    found = propose(of((100, 1200, 0.5, 0.5), (70, 100, 0.5, np.nan), reasons=["", "never_varied"]), Plan(1.2))
    assert found.proposed[1] == 70
    assert found.held.tolist() == [False, True]
    assert found.proposed[0] == pytest.approx(1.2 * 170 - 70)


def test_a_budget_below_the_lower_bounds_is_refused_in_words():
    with pytest.raises(ReaderError, match="40%"):
        propose(of((100, 1200, 0.5, 0.5)), Plan(0.4))


def test_a_loss_making_channel_gets_its_lower_bound():
    found = propose(of((100, 1200, 0.5, 0.5), (100, 1200, -0.1, 0.5)), Plan())
    assert found.proposed[1] == 50


@quick
@given(st.lists(channel, min_size=1, max_size=6), st.floats(0.5, 3.0), st.floats(0, 1), st.floats(1, 3))
def test_budget_and_bounds_are_kept_and_no_plan_is_worse_than_the_present(rows, budget, low, high):
    spend, times, rate, slope = map(np.array, zip(*rows, strict=True))
    worth, ends = rate * times * spend, (low * spend, high * spend)
    money = max(budget, low) * spend.sum()
    found = best_spend(worth, slope, spend, ends, money)
    assert found.sum() <= money * (1 + 1e-9)
    assert (found >= ends[0] * (1 - 1e-9)).all()
    assert (found <= ends[1] * (1 + 1e-9)).all()
    if budget >= 1:
        assert margin(worth, slope, spend, found) >= margin(worth, slope, spend, spend) - 1e-6 * worth.sum()


@quick
@given(st.lists(channel, min_size=3, max_size=3), st.floats(0.6, 2.0))
def test_no_point_of_a_grid_and_no_other_optimiser_does_better(rows, budget):
    spend, times, rate, slope = map(np.array, zip(*rows, strict=True))
    worth, ends, money = rate * times * spend, (0.5 * spend, 2.0 * spend), budget * spend.sum()
    found = best_spend(worth, slope, spend, ends, money)
    best = margin(worth, slope, spend, found)
    steps = [np.linspace(low, high, 16) for low, high in zip(*ends, strict=True)]
    grid = np.array([point for point in product(*steps) if sum(point) <= money])
    assert best >= max(margin(worth, slope, spend, point) for point in grid) - 1e-7 * worth.sum()
    room = {"type": "ineq", "fun": lambda at: (money - at @ spend) / money}

    def loss(at):
        return -margin(worth, slope, spend, at * spend) / worth.sum()

    other = minimize(loss, np.full(3, 0.55), method="SLSQP", bounds=[(0.5, 2.0)] * 3, constraints=room)
    assert best >= margin(worth, slope, spend, other.x * spend) - 1e-6 * worth.sum()


def test_known_curves_are_found_and_the_optimum_with_them():
    """Twenty companies are measured by `make bench`; here four, quickly."""
    for seed in range(4):
        company = simulated(seed)
        panel, base = (made(company.sold, company.spent, KINDS) for made in (spend_panel, present))
        found = curves(panel, base)
        slope, worth, spend = company.ordered(found.channel)
        best = best_spend(worth, slope, spend, (0.5 * spend, 1.5 * spend), spend.sum())
        ours = propose(found, Plan()).proposed.to_numpy()
        assert margin(worth, slope, spend, ours) >= 0.95 * margin(worth, slope, spend, best)


def test_the_outcome_adds_up_and_its_interval_holds_the_expected_gain():
    company = simulated(2)
    found = curves(*(made(company.sold, company.spent, KINDS) for made in (spend_panel, present)))
    allocation = propose(found, Plan())
    told = outcome(found, allocation, draws(found), found.spend.sum())
    assert told.gain == pytest.approx(allocation.gain.sum())
    assert told.now == pytest.approx((found.rate * found.revenue).sum() - found.spend.sum())
    assert told.low < told.gain < told.high
    assert told.spent == pytest.approx(allocation.proposed.sum())


def test_concentration_follows_the_revenues_then():
    allocation = propose(of((100, 1200, 0.5, 0.5), (100, 600, 0.5, 0.5)), Plan(1.0, {"k0": (0, 3), "k1": (0, 3)}))
    sold = pd.Series({"k0": 1200.0, "k1": 600.0, "other": 200.0})
    now, then = revenues(sold, allocation)
    assert hhi(now) == pytest.approx(0.6**2 + 0.3**2 + 0.1**2)
    lifted = np.array([1200 * 1.6**0.5, 600 * 0.4**0.5, 200])
    assert hhi(then) == pytest.approx(((lifted / lifted.sum()) ** 2).sum())


def test_the_index_of_a_plan_scales_what_is_in_conflict_and_what_it_is_held_against():
    """A channel all in conflict that sells half as much: exposure 50 of 150 becomes 25 of 125."""
    allocation = propose(of((100, 100, 0.5, 0.5), (100, 100, 0.5, 0.5)), Plan())
    allocation = allocation.assign(revenue_then=[50.0, 100.0])
    rows = pd.DataFrame(
        {"channel": ["k0", "k1"], "period": pd.Timestamp("2026-10-01"), "exposed": [5.0, 0.0], "base": [50.0, 100.0]}
    )
    terms = PARTS, {kind: kind == "price" for kind in CONFLICTS}
    now, then = conflict(dict.fromkeys(CONFLICTS, rows), terms, allocation)
    assert now == pytest.approx(100 * (5 / 150) / 0.10)
    assert then == pytest.approx(100 * (2.5 / 125) / 0.10)


@quick
@given(
    st.integers(1, 500),
    st.dictionaries(st.sampled_from(["demo:a", "demo:b"]), st.tuples(st.integers(0, 90), st.integers(90, 300))),
)
def test_a_plan_is_the_same_after_a_trip_through_the_address(budget, bounds):
    plan = Plan(budget / 100, {key: (low / 100, high / 100) for key, (low, high) in bounds.items()})
    query = plan.to_query()
    said = query.get("budget")
    again, refused = Plan.of_query([said] if said else [], query.get("bound", []))
    assert (again, refused) == (plan, [])
