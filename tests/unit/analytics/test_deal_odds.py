"""Odds of single deals: our fit against statsmodels and SciPy, and odds that keep their word on deals made of them."""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize

from analytics.deal_odds import MARKS, RIDGE, fit, irls, known_at, reliability, wilson
from domain.contracts_pipeline_forecast import ODDS_CELLS


def deals(seed: int, turns: int = 6, each: int = 1500) -> tuple[pd.DataFrame, pd.Series]:
    """Deals of known odds, counted in cells, and the odds of each cell."""
    rng = np.random.default_rng(seed)
    rows = pd.DataFrame(
        {
            "turn": np.repeat(range(1, turns + 1), each),
            "funnel": "sales",
            "stage": rng.integers(1, 4, turns * each),
            **{name: rng.integers(0, 3, turns * each) for name in MARKS},
        }
    )
    log = -3 + 0.9 * rows.stage - 0.5 * rows.age + 0.4 * rows["size"] - 0.7 * rows.pushed
    odds = 1 / (1 + np.exp(-log))
    rows = rows.assign(odds=odds, count=1, won_count=(rng.random(len(rows)) < odds).astype(int))
    keys = ["turn", "funnel", "stage", *MARKS]
    cells = rows.groupby(keys, as_index=False).agg({"count": "sum", "won_count": "sum", "odds": "first"})
    return ODDS_CELLS.coerce(cells), cells.odds


def design(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    x = np.column_stack([np.ones(60), rng.normal(0, 1, (60, 3))])
    count = rng.integers(5, 40, 60).astype(float)
    won = rng.binomial(count.astype(int), 1 / (1 + np.exp(-x @ [-0.5, 0.8, -0.3, 0.0]))).astype(float)
    return x, count, won


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_without_a_ridge_it_is_the_logit_of_statsmodels(seed):
    import statsmodels.api as sm

    x, count, won = design(seed)
    theirs = sm.GLM(np.column_stack([won, count - won]), x, family=sm.families.Binomial()).fit().params
    assert irls(x, count, won, 0.0) == pytest.approx(theirs, abs=1e-7)
    single = np.repeat(x, count.astype(int), axis=0)
    outcome = np.concatenate([np.r_[np.ones(int(w)), np.zeros(int(c - w))] for w, c in zip(won, count, strict=True)])
    assert irls(x, count, won, 0.0) == pytest.approx(sm.Logit(outcome, single).fit(disp=0).params, abs=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_with_a_ridge_it_is_the_minimum_of_the_penalised_likelihood(seed):
    x, count, won = design(seed)

    def lost(beta):
        log = x @ beta
        return float(np.sum(count * np.logaddexp(0, log) - won * log) + RIDGE / 2 * np.sum(beta[1:] ** 2))

    theirs = minimize(lost, np.zeros(4), method="BFGS", options={"gtol": 1e-9}).x
    assert irls(x, count, won, RIDGE) == pytest.approx(theirs, abs=1e-5)


def test_known_odds_are_found_again():
    cells, odds = deals(1)
    model = fit(cells)
    assert model
    assert np.abs(model.of(cells) - odds).mean() < 0.015
    assert model.deals == int(cells["count"].sum())


def test_a_step_never_seen_has_no_effect():
    cells, _ = deals(1)
    model = fit(cells)
    assert model
    strange = cells.head(1).assign(age=77)
    assert 0 < model.of(strange)[0] < 1


def test_odds_keep_their_word_out_of_sample_in_time():
    cells, _ = deals(2)
    frame = reliability(cells, 1)
    assert frame.tenth.tolist() == list(range(1, 11))
    assert frame.n.sum() == cells["count"][cells.turn <= 4].sum()
    assert (frame.said.diff().dropna() > 0).all()
    assert ((frame.low <= frame.said) & (frame.said <= frame.high)).sum() >= 8
    weighted = (frame.said * frame.n).sum() / (frame.came * frame.n).sum()
    assert weighted == pytest.approx(1.0, abs=0.06)


def test_a_turn_is_judged_by_the_turns_before_it_only():
    cells, _ = deals(3)
    before = known_at(cells, 2, 1)
    assert set(before.turn) == {3, 4, 5, 6}
    spoilt = cells.assign(won_count=cells.won_count.where(cells.turn > 2, 0))
    assert known_at(spoilt, 2, 1).equals(before)


def test_too_few_deals_have_no_model():
    cells, _ = deals(1, turns=2, each=30)
    assert fit(cells) is None
    assert fit(cells.assign(won_count=0)) is None
    assert reliability(cells, 1).empty


@pytest.mark.slow
def test_the_interval_of_a_share_is_wilsons():
    from statsmodels.stats.proportion import proportion_confint

    low, high = wilson(np.array([0.0, 3.0, 50.0, 50.0]), np.array([12.0, 40.0, 100.0, 50.0]))
    theirs = [proportion_confint(won, n, 0.05, "wilson") for won, n in ((0, 12), (3, 40), (50, 100), (50, 50))]
    assert low == pytest.approx([one[0] for one in theirs], abs=1e-6)
    assert high == pytest.approx([one[1] for one in theirs], abs=1e-6)
