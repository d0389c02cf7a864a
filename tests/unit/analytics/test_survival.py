"""Survival equals the reference to a billionth, the published curve of a known trial, and tables made by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.survival import certain, curve, log_rank, median_age, share_at, survival, upper_tail
from domain.contracts_partners import SPANS
from tests.properties import examples

EXACT = 1e-9
# Freireich and others, Blood 21 (1963): weeks of remission under 6-MP and placebo; as in Klein and Moeschberger
TREATED = [6, 6, 6, 7, 10, 13, 16, 22, 23], [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23], []


def spans(rows) -> pd.DataFrame:
    """SPANS of (group, entry, exit, died) and, where given, recent."""
    frame = pd.DataFrame([(*row, False)[:5] for row in rows], columns=list(SPANS.columns))
    return SPANS.coerce(frame)


def trial() -> pd.DataFrame:
    rows = [(name, -1.0, float(week), died) for name, arm in (("6-MP", TREATED), ("placebo", PLACEBO))
            for weeks, died in zip(arm, (True, False), strict=True) for week in weeks]  # fmt: skip
    return spans(rows)


@st.composite
def lives(draw, groups: int = 3):
    """Lives of which some enter late, in up to three groups."""
    rows = draw(st.lists(
        st.tuples(st.integers(0, groups - 1), st.integers(-1, 40), st.integers(1, 60), st.booleans()),
        min_size=2, max_size=60,
    ))  # fmt: skip
    return spans([(f"g{group}", float(entry), float(entry + stay), died) for group, entry, stay, died in rows])


@pytest.mark.slow
@given(lives())
def test_the_curve_is_that_of_the_reference_also_where_lives_enter_late(found):
    from statsmodels.duration.survfunc import SurvfuncRight

    if not found.died.any():
        return
    ours = curve(found.entry.to_numpy(), found.exit.to_numpy(), found.died.to_numpy())
    theirs = SurvfuncRight(found.exit, found.died.astype(int), entry=found.entry)
    kept = np.isin(theirs.surv_times, ours.age)
    np.testing.assert_allclose(ours.share, theirs.surv_prob[kept], atol=EXACT)
    np.testing.assert_array_equal(ours.at_risk, theirs.n_risk[kept])
    alive = ours.share > 0
    error = ours.share[alive] * np.sqrt(ours.spread[alive])
    np.testing.assert_allclose(error, theirs.surv_prob_se[kept][alive], atol=EXACT)


@pytest.mark.slow
@settings(max_examples=examples(60))
@given(lives())
def test_the_log_rank_test_is_that_of_the_reference(found):
    from statsmodels.duration.survfunc import survdiff

    test = log_rank(found)
    if test.freedom != found.group.nunique() - 1 or not test.freedom:
        return  # the reference has no answer where groups never meet
    chi, p = survdiff(found.exit, found.died.astype(int), found.group, entry=found.entry)
    assert test.chi_square == pytest.approx(chi, abs=1e-7)
    assert test.p == pytest.approx(p, abs=1e-7)


def test_the_trial_of_1963_has_its_published_figures():
    """Klein and Moeschberger, tables 4.1 and 7: S(6) = 0.857, S(23) = 0.448; χ² of the log-rank test 16.79."""
    found = trial()
    treated = survival(found).query("group == '6-MP'")
    assert [round(share_at(treated, week), 3) for week in (6, 7, 10, 13, 16, 22, 23)] == [
        0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448,
    ]  # fmt: skip
    assert median_age(treated) == 23
    assert median_age(survival(found).query("group == 'placebo'")) == 8
    test = log_rank(found)
    assert round(test.chi_square, 2) == 16.79
    assert test.observed == (9, 21)
    assert [round(one, 2) for one in test.expected] == [19.25, 10.75]


def test_the_band_is_greenwoods_on_the_log_minus_log_scale():
    """At week 10 of the trial: 0.753, and with θ = exp(1.96 × √spread ÷ ln 0.753) from 0.503 to 0.889."""
    point = survival(trial()).query("group == '6-MP' and age == 10").iloc[0]
    spread = 3 / (21 * 18) + 1 / (17 * 16) + 1 / (15 * 14)
    theta = np.exp(1.959963984540054 * np.sqrt(spread) / np.log(point.share))
    assert point.low == pytest.approx(point.share ** (1 / theta), abs=EXACT)
    assert point.high == pytest.approx(point.share**theta, abs=EXACT)
    assert (round(point.low, 3), round(point.high, 3)) == (0.503, 0.889)


def test_who_enters_late_is_not_at_risk_before():
    """Two from birth, one of them dead at 5; two seen from the age of 10 on, one dead at 12: ½ × ⅔, not ¾ × ⅔."""
    found = survival(spans([("", -1, 5, True), ("", -1, 20, False), ("", 10, 12, True), ("", 10, 20, False)]))
    assert share_at(found, 5) == pytest.approx(1 / 2)
    assert share_at(found, 12) == pytest.approx(1 / 2 * 2 / 3)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=40))
def test_without_censoring_the_curve_is_the_plain_share(ages):
    found = survival(spans([("", -1.0, float(age), True) for age in ages]))
    for point in found.itertuples():
        assert point.share == pytest.approx(sum(age > point.age for age in ages) / len(ages))


@given(lives())
def test_a_curve_never_rises_and_lies_in_its_band(found):
    for _, own in survival(found).groupby("group"):
        assert own.age.is_monotonic_increasing
        assert (own.share.diff().dropna() <= 1e-12).all()
        assert ((own.low <= own.share + 1e-9) & (own.share <= own.high + 1e-9)).all()
        assert own.share.iloc[0] <= 1


@given(lives(1))
def test_a_group_against_its_double_is_no_different(found):
    both = pd.concat([found.assign(group="a"), found.assign(group="b")], ignore_index=True)
    test = log_rank(SPANS.coerce(both))
    assert not test.freedom or test.chi_square == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("freedom", range(1, 12))
def test_the_tail_of_chi_square_is_that_of_the_reference(freedom):
    from scipy.stats import chi2

    for chi in (0.0, 0.3, 1.0, 4.7, 20.0, 90.0):
        assert upper_tail(chi, freedom) == pytest.approx(chi2.sf(chi, freedom), rel=1e-10, abs=1e-15)


def test_one_group_or_no_ends_cannot_be_compared():
    alone, endless = spans([("a", -1, 5, True)]), spans([("a", -1, 5, False), ("b", -1, 5, False)])
    assert np.isnan(log_rank(alone).p)
    assert np.isnan(log_rank(endless).p)


def test_beyond_the_settled_ages_a_curve_is_provisional():
    """Settled to the age of 10; since then, of the two seen on to 12, one ends at 12: half of what was left."""
    rows = [("", -1, 4, True), ("", -1, 10, False), ("", -1, 10, False)]
    rows += [("", 10, 12, True, True), ("", 10, 13, False, True), ("", 3, 8, True, True)]
    found = survival(spans(rows))
    assert found[~found.provisional].age.tolist() == [0, 4, 10]
    assert found[found.provisional].age.tolist() == [12, 13]
    assert share_at(found, 10) == pytest.approx(2 / 3)
    assert share_at(found, 13) == pytest.approx(2 / 3 / 2)


def test_a_curve_is_drawn_as_long_as_five_are_observed():
    rows = [("", -1, float(age), True) for age in range(1, 11)]
    found = certain(survival(spans(rows)))
    assert found.age.tolist() == [0, 1, 2, 3, 4, 5, 6]
    assert found.at_risk.min() == 5


def test_a_share_is_not_known_outside_of_the_ages_observed():
    found = survival(spans([("", 100, 150, True), ("", 100, 200, False)]))
    assert np.isnan(share_at(found, 50))
    assert np.isnan(share_at(found, 201))
    assert share_at(found, 100) == 1
    assert np.isnan(median_age(survival(spans([("", -1, 9, False)]))))


def test_no_lives_have_no_curve():
    assert survival(SPANS.empty()).empty
    assert log_rank(SPANS.empty()).freedom == 0
