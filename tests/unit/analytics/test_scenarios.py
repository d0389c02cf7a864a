"""Scenarios by hand: the base, each effect, what adds up, what is required; plain Python is the second evaluator."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.required import required
from analytics.scenarios import Base, Stage, drawn_to, parts, scenario_steps
from domain.scenarios import LEVERS, ORDER, Assumptions, OneOff, from_query
from tests.properties import examples

NOTHING = Assumptions()
# 100 open that are won evenly over 100 days up to 40 %; new deals of 2 a day, won after 10 days to a half
EVEN = np.linspace(0.0, 0.4, 101)
LATE = np.where(np.arange(101) >= 10, 0.5, 0.0)
BASE = Base(30.0, (Stage("f", 1, 100.0, EVEN),), 2.0, LATE, 0, 50)
METRO = OneOff("Metro", Decimal("7.25"))


def test_the_base_by_hand():
    """50 days: 20 of the 100 open are won; of 2 a day those created in the first 40 days or so, to a half."""
    found = parts(BASE, NOTHING)
    assert (found.won, found.from_open, found.one_off) == (30.0, pytest.approx(20.0), 0.0)
    assert found.from_new == pytest.approx(2.0 * 0.5 * 40, abs=2.0 * 0.5)


def test_a_period_to_come_counts_what_is_won_within_it():
    later = Base(0.0, BASE.stages, 0.0, LATE, 50, 75)
    assert parts(later, NOTHING).total == pytest.approx(10.0)


@pytest.mark.parametrize("forecast", [30.0, 55.5, 70.0, 90.0])
def test_with_nothing_assumed_the_base_is_the_forecast_of_the_house(forecast):
    drawn = drawn_to(BASE, forecast)
    assert parts(drawn, NOTHING).total == pytest.approx(forecast, abs=1e-9)
    assert parts(drawn, Assumptions(win=10)).total - 30.0 == pytest.approx((forecast - 30.0) * 1.1)
    assert drawn.won == BASE.won, "what is won is won"


def test_without_a_forecast_or_anything_to_come_the_base_stays():
    assert drawn_to(BASE, float("nan")) == BASE
    nothing = Base(5.0, (), 0.0, LATE, 0, 50)
    assert drawn_to(nothing, 9.0) == nothing


@pytest.mark.parametrize(
    ("assumed", "open_", "new"),
    [
        (Assumptions(win=10), 22.0, 1.1),
        (Assumptions(size=-5), 19.0, 0.95),
        (Assumptions(price=10), 22.0, 1.1),
        (Assumptions(price=10, elastic=-0.5), 22.0 * 0.95, 1.1 * 0.95),
        (Assumptions(spend=50), 20.0, 1.5),
        (Assumptions(spend=50, response=0.5), 20.0, 1.25),
        (Assumptions(spend=-100), 20.0, 0.0),
        (Assumptions(win=1000), 100.0, 2.0),
    ],
)
def test_each_assumption_by_hand(assumed, open_, new):
    """Amounts from open deals, and how many times the base's from new ones; no deal is won more than once."""
    found, before = parts(BASE, assumed), parts(BASE, NOTHING)
    assert found.from_open == pytest.approx(open_)
    assert found.from_new == pytest.approx(before.from_new * new)
    assert found.won == 30.0


def test_a_quicker_cycle_brings_what_would_have_come_later():
    """At half the days what took 100 days takes 50: all 40 that are ever won come in time."""
    found = parts(BASE, Assumptions(cycle=-50))
    assert found.from_open == pytest.approx(40.0)
    assert found.from_new > parts(BASE, NOTHING).from_new
    assert parts(BASE, Assumptions(cycle=100)).from_open == pytest.approx(10.0)


def test_effects_are_told_in_their_order_and_one_by_one():
    steps = scenario_steps(BASE, Assumptions(win=10, size=5, price=2, spend=10, one_offs=(METRO,)))
    assert steps.step.tolist() == ["base", *ORDER, "total"]
    by = dict(zip(steps.step, steps.amount, strict=True))
    base = parts(BASE, NOTHING)
    assert by["win"] == pytest.approx(0.1 * (base.from_open + base.from_new), abs=0.01)
    assert by["size"] == pytest.approx(1.1 * 0.05 * (base.from_open + base.from_new), abs=0.01)
    assert by["one_off"] == 7.25
    assert by["cycle"] == 0
    assert dict(zip(steps.step, steps.assumed, strict=True))["win"] == "+10%"


PERCENT = st.floats(-40, 100)
ASSUMED = st.builds(
    Assumptions, win=PERCENT, size=PERCENT, cycle=PERCENT, price=PERCENT, elastic=st.floats(-3, 0), spend=PERCENT,
    response=st.floats(0, 2),
    one_offs=st.lists(st.builds(OneOff, st.just("x"), st.decimals(-1e6, 1e6, places=2)), max_size=3).map(tuple),
)  # fmt: skip
CURVES = st.lists(st.floats(0, 0.02), min_size=100, max_size=100).map(lambda steps: np.minimum(np.cumsum(steps), 1.0))
BASES = st.builds(
    lambda won, amounts, curves, created, ends: Base(
        won, tuple(Stage("f", n, a, curves[n % 2]) for n, a in enumerate(amounts)), created, curves[0], 0, ends
    ),
    st.floats(0, 1e8), st.lists(st.floats(0, 1e8), max_size=4), st.tuples(CURVES, CURVES), st.floats(0, 1e6),
    st.integers(0, 60),
)  # fmt: skip


@settings(max_examples=examples(60))
@given(BASES, ASSUMED)
def test_effects_add_up_to_the_cent(base, assumed):
    cents = [round(amount * 100) for amount in scenario_steps(base, assumed).amount]
    assert cents[0] + sum(cents[1:-1]) == cents[-1]
    assert cents[-1] == pytest.approx(parts(base, assumed).total * 100, abs=1)


@settings(max_examples=examples(60))
@given(BASES)
def test_no_assumption_has_no_effect(base):
    steps = scenario_steps(base, NOTHING)
    assert (steps.amount.iloc[1:-1] == 0).all()
    assert steps.amount.iloc[0] == steps.amount.iloc[-1]


@settings(max_examples=examples(60))
@given(BASES, ASSUMED, st.sampled_from(["win", "size", "spend", "cycle"]))
def test_more_of_what_is_good_never_brings_less(base, assumed, name):
    by_hand = {"win": 5, "size": 5, "spend": 5, "cycle": -5}[name]
    values = {lever: getattr(assumed, lever) for lever in LEVERS} | {name: getattr(assumed, name) + by_hand}
    more = Assumptions(**values)
    now, then = parts(base, assumed), parts(base, more)
    assert then.from_open >= now.from_open * (1 - 1e-9) - 1e-6
    if name != "cycle":
        assert then.from_new >= now.from_new * (1 - 1e-9) - 1e-6


@settings(max_examples=examples(60))
@given(BASES, ASSUMED, st.floats(1.0001, 3.0))
def test_the_required_win_rate_put_back_gives_the_target(base, assumed, more):
    total = parts(base, assumed).total
    target = total + abs(total) * (more - 1) + 1.0
    need = required(base, assumed, target, 30.0)
    assert need.gap > 0
    if need.win != need.win:
        assert need.most < target, "the target is out of reach"
        return
    values = {lever: getattr(assumed, lever) for lever in LEVERS} | {"win": need.win}
    again = parts(base, Assumptions(**values, one_offs=assumed.one_offs))
    assert again.total == pytest.approx(target, rel=1e-6, abs=0.01)
    assert need.needed >= need.conversion - 1e-12 or need.conversion != need.conversion


@settings(max_examples=examples(60))
@given(BASES, st.floats(1.0, 1e7))
def test_the_new_pipeline_that_is_required_brings_the_gap(base, gap):
    """Put in as deals of today, open in a stage with the curve of new ones."""
    now = parts(base, NOTHING).total
    need = required(base, NOTHING, now + gap, 30.0)
    if need.pipeline != need.pipeline:
        assert need.share == 0
        return
    more = Base(base.won, (*base.stages, Stage("", 0, need.pipeline, base.new_curve)), base.created_a_day,
                base.new_curve, base.starts, base.ends)  # fmt: skip
    assert parts(more, NOTHING).total == pytest.approx(now + gap, rel=1e-9)


def test_what_cannot_be_reached_has_no_value_and_a_reached_target_no_gap():
    need = required(BASE, NOTHING, 10_000.0, 71.0)
    assert need.win != need.win
    assert need.most < 10_000
    assert need.within == 50 - 71
    done = required(BASE, NOTHING, 20.0, float("nan"))
    assert done.gap < 0
    assert done.pipeline != done.pipeline
    assert done.within != done.within
    hopeless = required(Base(0.0, (), 0.0, np.zeros(101), 0, 5), NOTHING, 1.0, 30.0)
    assert (hopeless.share, hopeless.most) == (0.0, 0.0)


def test_a_link_writes_every_assumption_and_reads_it_back():
    assumed = Assumptions(12.5, -5, -10, 3, -0.5, 20, 0.5, (METRO, OneOff("甲: 乙", Decimal("-3e6"))))
    query = assumed.to_query()
    raw = {name: [given] if isinstance(given, str) else given for name, given in query.items()}
    back, refused = from_query(raw)
    assert refused == []
    assert back == assumed
    assert NOTHING.to_query() == {}
    assert NOTHING.nothing
    assert not assumed.nothing


@pytest.mark.parametrize(
    "raw",
    [
        {"win": ["1e9"]}, {"win": ["nan"]}, {"win": ["inf"]}, {"cycle": ["-99"]}, {"deal": ["x:y"]}, {"deal": ["5"]},
        {"deal": ["NaN:a"]}, {"deal": ["1e40:a"]}, {"deal": ["0:a"]}, {"deal": ["5: "]}, {"deal": ["5:a"] * 9},
        {"elastic": ["0.1"]}, {"response": ["-1"]}, {"size": ["x" * 10_000]},
    ],
    ids=str,
)  # fmt: skip
def test_what_a_link_says_beyond_reason_is_refused(raw):
    found, refused = from_query(raw)
    assert refused
    assert len(found.one_offs) <= 6
