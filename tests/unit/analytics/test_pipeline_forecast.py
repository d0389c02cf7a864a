"""The pipeline forecast against a hand-made example, against plain Python, and against what it must never do."""

import numpy as np
import pytest

from analytics.pipeline_board import CELL_PRIOR, STAGE_PRIOR, board, rates
from analytics.pipeline_forecast import (
    LEVELLED,
    SHOCK,
    WINDOW,
    PipelineForecast,
    Said,
    interval,
    pipeline_forecast,
    said_at,
)
from analytics.pipeline_headline import headline, with_series
from domain.errors import ReaderError
from domain.pipeline_forecast import PIPELINE, SERIES
from tests.unit.analytics.pipeline_tables import NAN, STAGE_ROWS, cells, invented, plain, turns


def asked(seed: int) -> PipelineForecast:
    """The forecast of such a company."""
    return pipeline_forecast(*invented(seed), STAGE_ROWS)


def test_a_hand_made_quarter():
    """Two past quarters alike: 100 deals of 10 open in each stage, of which 10 % and 50 % were won, and 40 came new."""
    past = [(turn, stage, "x", 100, 1000.0, 500.0, won) for turn in (1, 2) for stage, won in ((1, 100.0), (2, 500.0))]
    now = [(0, 1, "x", 50, 500.0, 300.0, 0.0), (0, 2, "x", 20, 200.0, 100.0, 0.0)]
    found = pipeline_forecast(
        cells(*past, *now), turns((0, 70.0, NAN), (1, 100.0, 740.0), (2, 60.0, 700.0)), STAGE_ROWS
    )
    whole, amount = 0.3, 2000.0
    first, second = ((won + STAGE_PRIOR * 10 * whole) / (amount + STAGE_PRIOR * 10) for won in (200.0, 1000.0))
    rate = [
        (won + CELL_PRIOR * 10 * above) / (amount + CELL_PRIOR * 10) for won, above in ((200, first), (1000, second))
    ]
    assert found.rates.rate.tolist() == pytest.approx(rate)
    assert found.rates.raw.tolist() == pytest.approx([0.1, 0.5])
    assert found.said.won == 70.0
    assert found.said.expected == pytest.approx(500 * rate[0] + 200 * rate[1])
    assert found.said.created == pytest.approx(40.0), "740 − 100 − 600, and 700 − 60 − 600"
    assert found.said.run_rate == pytest.approx(70 + 640)
    assert found.said.weighted == pytest.approx(300 / 3 + 100 * 2 / 3), "two open stages: a third, and two thirds"
    assert found.said.level == 1.0, "no past quarter has two before it"
    assert found.value == pytest.approx(sum(found.parts.values()) - found.value)
    assert found.measured_on == 2
    assert found.trials.empty
    assert np.isnan(found.factor)


@pytest.mark.parametrize("seed", range(5))
def test_plain_python_says_the_same_at_every_turn(seed):
    rows, ends = invented(seed)
    known = board(rows, ends, STAGE_ROWS)
    for turn in (0, 1, 4):
        said, mine = said_at(known, turn, 1), plain(rows, ends, turn)
        assert {name: getattr(said, name) for name in mine} == pytest.approx(mine)


@pytest.mark.parametrize("seed", range(5))
def test_what_came_later_never_moves_what_was_said_before(seed):
    """Outcomes, and all that is known of later turns, are shuffled: earlier trials stay as they are, to the cent."""
    rows, ends = invented(seed)
    before = pipeline_forecast(rows, ends, STAGE_ROWS).trials.set_index("turn")
    rng, later = np.random.default_rng(seed), 4
    wild = rows.copy()
    wild.loc[wild.turn < later, ["amount", "won", "due"]] = rng.permutation(
        wild.loc[wild.turn < later, ["amount", "won", "due"]].to_numpy()
    )
    wild.loc[wild.turn == later, "won"] = rng.uniform(0, 5000, int((wild.turn == later).sum()))
    other = ends.copy()
    other.loc[other.turn.between(1, later), "total"] *= 3.7
    other.loc[other.turn < later, "won"] *= 0.1
    after = pipeline_forecast(wild, other, STAGE_ROWS).trials.set_index("turn")
    said = [PIPELINE, "weights", "run_rate", "low", "high", "won"]
    assert after.loc[later:, said].round(6).equals(before.loc[later:, said].round(6))


@pytest.mark.parametrize("seed", range(5))
def test_in_another_currency_it_is_the_same_forecast(seed):
    rows, ends = invented(seed)
    one = pipeline_forecast(rows, ends, STAGE_ROWS)
    money = ["amount", "due", "won"]
    dear = rows.assign(**{name: rows[name] * 1000 for name in money}, square=rows.square * 1e6)
    thousand = pipeline_forecast(
        dear, ends.assign(won=ends.won * 1000, total=ends.total * 1000, square=ends.square * 1e6), STAGE_ROWS
    )
    assert thousand.value == pytest.approx(1000 * one.value)
    assert thousand.low[0.8] == pytest.approx(1000 * one.low[0.8])
    assert thousand.factor == pytest.approx(one.factor)


@pytest.mark.parametrize("seed", range(5))
def test_bounds_hold_the_figure_and_what_is_won_stays(seed):
    found = asked(seed)
    assert found.said.won <= found.low[0.95] <= found.low[0.8] < found.value < found.high[0.8] <= found.high[0.95]
    assert (found.trials.low >= found.trials.won).all()
    assert found.rates.expected.sum() == pytest.approx(found.said.expected)
    assert sum(value for part, value in found.parts.items() if part != "forecast") == pytest.approx(found.value)


def test_rates_lie_between_the_cell_and_the_stage():
    rows, ends = invented(3)
    known = board(rows, ends, STAGE_ROWS)
    past = known.past(0, 1, WINDOW)
    amount, won = (known.tables[name][past].sum(axis=0) for name in ("amount", "won"))
    raw, rate = won / amount, rates(known, past)
    for stage in set(known.stage):
        mine = known.stage == stage
        low, high = raw[mine].min(), raw[mine].max()
        assert ((rate[mine] >= low * 0.8) & (rate[mine] <= high * 1.2)).all()


def test_a_level_that_stays_is_followed():
    """The last two periods realise half of what the rates say: the rest is drawn down, and says so as a part."""
    rows, ends = invented(1)
    halved = rows.assign(won=rows.won.where(~rows.turn.isin(range(1, LEVELLED + 1)), rows.won / 4))
    less = ends.assign(total=ends.total.where(~ends.turn.isin([1, 2]), ends.won + (ends.total - ends.won) / 4))
    found = pipeline_forecast(halved, less, STAGE_ROWS)
    assert 0.3 < found.said.level < 0.9
    assert found.parts["recent"] < 0


def test_chance_alone_covers_as_it_promises():
    """Deals decided one by one, with nothing shared: the interval without a shock holds 80 % of what comes."""
    rng = np.random.default_rng(11)
    amount, rate = rng.lognormal(10, 1, 300), rng.uniform(0.1, 0.6, 300)
    said = Said(0.0, float(amount @ rate), 0.0, 0.0, 0.0, float((amount**2) @ (rate * (1 - rate))))
    low, high = interval(said, 0.001)
    came = (rng.random((4000, 300)) < rate) @ amount
    assert ((low[0.8] <= came) & (came <= high[0.8])).mean() == pytest.approx(0.8, abs=0.03)
    wide_low, wide_high = interval(said, SHOCK)
    assert wide_high[0.8] - wide_low[0.8] > high[0.8] - low[0.8]


def test_one_finished_period_is_too_few():
    with pytest.raises(ReaderError, match="Only 1"):
        pipeline_forecast(
            cells((0, 1, "x", 5, 50.0, 5.0, 0.0), (1, 1, "x", 5, 50.0, 5.0, 10.0)),
            turns((0, 0.0, NAN), (1, 0.0, 10.0)),
            STAGE_ROWS,
        )


def test_nothing_open_leaves_what_is_won_and_what_is_still_to_come():
    rows, ends = invented(2)
    found = pipeline_forecast(rows[rows.turn > 0].reset_index(drop=True), ends, STAGE_ROWS)
    assert found.said.expected == 0.0
    assert found.rates.empty


def test_the_headline_is_the_mean_and_flags_what_is_far_apart():
    found = asked(4)
    near, far = headline(found, found.value * 1.1), headline(found, found.value * 0.7)
    assert near.value == pytest.approx(found.value * 1.05)
    assert near.agrees
    assert not far.agrees
    assert far.gap > 0.15
    alone = headline(found, NAN)
    assert (alone.value, alone.agrees) == (found.value, True)
    assert far.low <= far.value <= far.high


def test_the_series_stands_among_the_methods_with_its_own_error():
    found = asked(4)
    series = {0: 123.0} | dict(zip(found.trials.turn, found.trials.total, strict=True))
    scores = with_series(found, series).set_index("method")
    assert scores.value[SERIES] == 123.0
    assert scores.wape[SERIES] == 0.0, "it said exactly what came"
    assert with_series(found, {}).equals(found.scores)
