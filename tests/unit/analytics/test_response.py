"""Response curves: slopes by a second way, shrinkage against the published method, what cannot be told, experiments."""

from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest

from analytics.experiments import MOST, experiments, weeks_needed
from analytics.reallocation_panel import present, spend_panel
from analytics.response import curves, draws, slope
from analytics.response_back_test import back_test, whole
from analytics.shrinkage import drawn, shrink, spread
from domain.reallocation import NEVER_VARIED, NO_MARGIN, TOO_NOISY, TOO_SHORT
from tests.unit.analytics.response_company import KINDS, simulated


def fitted(company, kinds=KINDS):
    panel = spend_panel(company.sold, company.spent, kinds)
    return panel, curves(panel, present(company.sold, company.spent, kinds))


def test_a_curve_without_noise_is_found_exactly():
    company = simulated(1, noise=1e-9)
    _, found = fitted(company)
    slopes, _, spend = company.ordered(found.channel)
    assert found.own_slope.to_numpy() == pytest.approx(slopes, abs=1e-6)
    assert found.spend.to_numpy() == pytest.approx(spend)


def test_by_hand_twice_the_spend_in_one_region_for_half_of_the_time():
    """Two regions, one of which spends twice as much every other month and then sells a quarter more: b = log₂ 1.25."""
    months = pd.date_range("2025-01-01", periods=12, freq="MS")
    rows = [
        {"channel": "c", "name": "C", "region": region, "region_name": region, "period": day}
        | ({"spend": 200.0, "revenue": 1250.0} if region == "a" and at % 2 else {"spend": 100.0, "revenue": 1000.0})
        for region in "ab"
        for at, day in enumerate(months)
    ]
    assert slope(pd.DataFrame(rows)).own_slope == pytest.approx(np.log2(1.25))


@pytest.mark.slow
@pytest.mark.parametrize("regions", [1, 5])
def test_slopes_are_those_of_a_regression_with_dummies(regions):
    import statsmodels.api as sm

    company = simulated(3, channels=2, regions=regions)
    panel, found = fitted(company)
    for row in found.itertuples():
        own = panel[panel.channel == row.channel].reset_index(drop=True)
        since = (own.period.dt.year * 12 + own.period.dt.month) / 12
        region = pd.get_dummies(own.region, dtype=float)
        apart = region.iloc[:, 1:] if regions > 1 else region  # months hold what all trends have in common
        trends = apart.mul(since, axis=0).add_prefix("t_")
        month = own.period if regions > 1 else own.period.dt.month
        months = pd.get_dummies(month, dtype=float).add_prefix("m_")
        design = pd.concat([np.log(own.spend), region, trends, months.iloc[:, 1:]], axis=1)
        fit = sm.OLS(np.log(own.revenue), design).fit()
        assert row.own_slope == pytest.approx(fit.params["spend"], abs=1e-6)


def test_shrinking_is_the_mean_over_all_spreads_and_between_its_ends():
    from scipy.stats import norm

    value, error = np.array([0.1, 0.25, 0.4, 0.3]), np.array([0.05, 0.1, 0.08, 0.02])
    found = shrink(value, error)
    grid = np.linspace(0, 0.4, 81)
    weights = []
    for tau in grid:  # the marginal likelihood, with the mean integrated out on a line
        means = np.linspace(-1, 2, 4001)
        parts = norm.pdf(value[:, None], means, np.sqrt(error**2 + tau**2)[:, None])
        weights.append(parts.prod(axis=0).sum())
    between = np.average(grid**2, weights=weights)
    assert spread(value[None, :], error)[0] == pytest.approx(between, rel=1e-4)
    assert (np.minimum(value, found.mean) - 1e-12 <= found.value).all()
    assert (found.value <= np.maximum(value, found.mean) + 1e-12).all()
    assert (np.diff(found.own[np.argsort(error)]) <= 0).all()  # the less sure, the more it is shrunk


def test_one_channel_alone_is_not_shrunk_and_none_gives_none():
    alone = shrink(np.array([0.3]), np.array([0.1]))
    assert (alone.value[0], alone.own[0]) == (0.3, 1.0)
    assert shrink(np.array([]), np.array([])).value.size == 0
    assert drawn(np.array([]), np.array([]), 5).shape == (5, 0)


def test_draws_are_the_same_for_the_same_curves_and_spread_as_the_interval():
    _, found = fitted(simulated(4))
    one = draws(found, 4000)
    assert np.array_equal(one, draws(found, 4000))
    low, high = np.quantile(one, (0.1, 0.9), axis=0)
    assert low == pytest.approx(found.low.to_numpy(), abs=0.02)
    assert high == pytest.approx(found.high.to_numpy(), abs=0.02)


def test_spend_that_never_varied_or_only_drifts_with_sales_cannot_be_told():
    company = simulated(5, channels=3)
    steady = company.spent.channel == "c0"
    company.spent.loc[steady, "channel_cost"] = 1000.0
    drifting = company.spent.channel == "c1"
    usual = company.sold.groupby(["channel", "region_1"]).revenue.transform(lambda sold: sold.rolling(13, 1).mean())
    company.spent.loc[drifting, "channel_cost"] = 0.05 * usual[drifting]
    _, found = fitted(company)
    assert found.set_index("channel").reason.to_dict() == {"c0": NEVER_VARIED, "c1": NEVER_VARIED, "c2": ""}
    assert found[found.reason != ""].slope.isna().all()


def test_why_a_channel_cannot_be_told():
    company = simulated(6, channels=3, regions=2)
    loud = company.sold.channel == "c0"
    company.sold.loc[loud, "revenue"] *= np.exp(np.random.default_rng(1).normal(0, 2, loud.sum()))
    company.sold.loc[company.sold.channel == "c1", "margin"] = np.nan
    young = company.spent.channel != "c2"
    spent = company.spent[young | (company.spent.period >= "2025-06-01")]
    panel = spend_panel(company.sold, spent, KINDS)
    found = curves(panel, present(company.sold, spent, KINDS)).set_index("channel")
    assert found.reason.to_dict() == {"c0": TOO_NOISY, "c1": NO_MARGIN, "c2": TOO_SHORT}


def test_spend_that_names_no_region_makes_a_channel_one_whole():
    company = simulated(7, channels=2)
    company.spent.loc[company.spent.channel == "c0", "region_1"] = None
    panel, found = fitted(company)
    assert set(panel[panel.channel == "c0"].region) == {""}
    assert panel[panel.channel == "c1"].region.nunique() == 7
    assert (found.reason == "").sum() >= 1


def test_costs_that_follow_sales_make_revenue_worth_less():
    company = simulated(8, channels=1)
    follows = company.sold[["channel", "channel_name", "region_1", "region_1_name", "period"]]
    follows = follows.assign(cost_kind="logistics", channel_cost=0.1 * company.sold.revenue)
    found = present(company.sold, pd.concat([company.spent, follows]), KINDS)
    assert found.rate[0] == pytest.approx(company.rate[0] - 0.1)


def test_an_experiment_has_the_power_that_it_says():
    """A simulated test of as many weeks finds the effect four times in five, and a weeks less rarely enough."""
    effect, noise = 0.12, 0.15
    weeks = int(weeks_needed(effect, noise))
    rng = np.random.default_rng(9)
    after = rng.normal(effect, noise, (40_000, weeks)).mean(axis=1)
    before = rng.normal(0, noise, (40_000, 52)).mean(axis=1)
    sure = (after - before) / (noise * np.sqrt(1 / weeks + 1 / 52)) > NormalDist().inv_cdf(0.95)
    assert 0.79 < sure.mean() < 0.88


def test_the_cheapest_experiment_is_proposed_and_none_where_none_would_tell():
    company = simulated(10, channels=2, regions=3)
    still = company.spent.channel == "c0"
    company.spent.loc[still, "channel_cost"] = company.spent.loc[still, "region_1"].map(
        {"r0": 900.0, "r1": 100.0, "r2": 500.0}
    )
    panel, found = fitted(company)
    row = experiments(panel, found).iloc[0]
    assert row.channel == "c0"
    assert 2 <= row.weeks <= MOST
    assert row.weeks == weeks_needed(row.effect, row.noise)
    loud = company.sold.channel == "c0"
    company.sold.loc[loud, "revenue"] *= np.exp(np.random.default_rng(2).normal(0, 3, loud.sum()))
    panel, found = fitted(company)
    assert np.isnan(experiments(panel, found).amount[0])


@pytest.mark.slow
def test_curves_foretell_a_quarter_that_was_left_out_better_than_last_year_alone():
    errors = []
    for seed in range(6):
        company = simulated(seed, noise=0.05)
        tested = back_test(
            *[spend_panel(company.sold, company.spent, KINDS), present(company.sold, company.spent, KINDS)]
        )
        errors.append(whole(tested))
    with_spend, without = np.mean(errors, axis=0)
    assert with_spend < without


def test_a_short_history_is_not_tested():
    company = simulated(11, months=15)
    panel = spend_panel(company.sold, company.spent, KINDS)
    assert back_test(panel, present(company.sold, company.spent, KINDS)).empty
