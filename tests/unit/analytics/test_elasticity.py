"""Elasticities: known slopes come back, and a regression with dummies by another library gives the same figures."""

import numpy as np
import pandas as pd
import pytest

from analytics.elasticity import demeaned, elasticities, parts, student, within
from domain.contracts_rivals import PANEL
from domain.rivals import FEWEST_CELLS

MONTHS = pd.date_range("2025-01-01", periods=18, freq="MS")


def panel(slope, seed=7, *, moves=0.08, missing=0.2):
    """Two channels: volumes of `a` answer to its price over that of `b` with this slope."""
    random = np.random.default_rng(seed)
    rows = []
    for product in range(15):
        base, size = random.uniform(20, 900), random.uniform(1, 5)
        for place, month in enumerate(MONTHS):
            gap, season = random.normal(0, moves), np.sin(place)
            prices = {"a": base * np.exp(gap), "b": base}
            volumes = {"a": np.exp(size + season + slope * gap + random.normal(0, 0.15)),
                       "b": np.exp(size - season + random.normal(0, 0.15))}  # fmt: skip
            rows += [
                (f"p{product}", key, key.upper(), month, volumes[key], volumes[key] * prices[key])
                for key in prices
                if random.uniform() > missing
            ]
    return PANEL.coerce(pd.DataFrame(rows, columns=list(PANEL.columns)))


def of(table, a="a", b="b"):
    return table[(table.a == a) & (table.b == b)].iloc[0]


def with_dummies(frame):
    """The same slope, interval and freedom, by least squares over a column for every product and month."""
    import statsmodels.api as sm

    keys = ["product", "period"]
    wide = {key: rows.set_index(keys) for key, rows in frame.groupby("channel")}
    both = wide["a"].merge(wide["b"][["quantity", "revenue"]], on=keys, suffixes=("", "_other")).reset_index()
    while True:
        counts = [both.groupby(key)["channel"].transform("size") for key in keys]
        kept = both[(counts[0] > 1) & (counts[1] > 1)]
        if len(kept) == len(both):
            break
        both = kept
    gap = np.log(both.revenue / both.quantity) - np.log(both.revenue_other / both.quantity_other)
    effects = pd.get_dummies(both[keys].astype("str"), drop_first=True, dtype="float64")
    columns = sm.add_constant(pd.concat([gap.rename("gap"), effects], axis=1))
    clusters = {"groups": pd.factorize(both["product"])[0]}
    return sm.OLS(np.log(both.quantity), columns).fit(cov_type="cluster", cov_kwds=clusters, use_t=True)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("slope", [-2.5, 0.0, 0.8])
def test_the_within_slope_and_interval_are_those_of_least_squares_with_dummies(seed, slope):
    frame = panel(slope, seed)
    mine, theirs = of(elasticities(frame)), with_dummies(frame)
    assert mine.cells == theirs.nobs
    assert mine.estimate == pytest.approx(theirs.params["gap"], rel=1e-7)
    assert (mine.low, mine.high) == pytest.approx(tuple(theirs.conf_int().loc["gap"]), rel=1e-6)


@pytest.mark.slow
def test_the_interval_holds_the_true_slope_about_as_often_as_it_says():
    rows = [of(elasticities(panel(-1.4, seed))) for seed in range(60)]
    held = sum(row.low <= -1.4 <= row.high for row in rows)
    assert 52 <= held <= 60
    assert np.mean([row.estimate for row in rows]) == pytest.approx(-1.4, abs=0.05)


def test_the_other_channel_has_an_elasticity_of_its_own():
    table = elasticities(panel(-1.4))
    assert len(table) == 2
    assert of(table, "b", "a").low < 0 < of(table, "b", "a").high


def test_a_price_gap_that_never_moves_says_so():
    row = of(elasticities(panel(-1.4, moves=0.001)))
    assert row.reason == "spread"
    assert np.isnan(row.estimate)
    assert 0 < row.spread < 0.002


@pytest.mark.parametrize(
    ("left", "reason"),
    [
        (lambda rows: rows["product"].isin(["p0", "p1", "p2"]), "cells"),
        (lambda rows: rows["product"].isin([f"p{at}" for at in range(7)]), "products"),
        (lambda rows: rows.period < MONTHS[5], "months"),
    ],
)
def test_too_little_in_common_says_what_is_missing(left, reason):
    frame = panel(-1.4, missing=0.0)
    row = of(elasticities(frame[left(frame)].reset_index(drop=True)))
    assert row.reason == reason
    assert np.isnan(row.estimate)
    assert row.cells >= FEWEST_CELLS or reason == "cells"


def test_two_channels_without_a_product_in_common_are_not_identifiable():
    frame = panel(-1.4)
    apart = frame.assign(product=frame["product"] + frame.channel)
    assert set(elasticities(apart).reason) == {"cells"}
    assert elasticities(PANEL.empty()).empty


def test_demeaning_leaves_no_mean_in_any_group():
    random = np.random.default_rng(3)
    one, other = random.integers(0, 9, 200), random.integers(0, 5, 200)
    left = demeaned(random.normal(5, 2, 200), one, other)
    for group in (one, other):
        assert np.bincount(group, weights=left) == pytest.approx(0.0, abs=1e-9)


def test_a_gap_that_products_and_months_explain_has_no_slope():
    products, months = np.repeat(np.arange(5), 4), np.tile(np.arange(4), 5)
    fit = within(np.arange(20.0), products * 1.0 + months, products, months)
    assert np.isnan(fit.slope)
    assert fit.spread == pytest.approx(0.0, abs=1e-9)


def test_parts_that_share_nothing_are_counted():
    assert parts(np.array([0, 0, 1, 1]), np.array([0, 1, 1, 0])) == 1
    assert parts(np.array([0, 1, 2]), np.array([0, 1, 2])) == 3


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 7, 10, 29, 60, 199])
@pytest.mark.parametrize("share", [0.5, 0.8, 0.95, 0.99])
def test_students_t_is_that_of_another_library(freedom, share):
    from scipy import stats

    assert student(share, freedom) == pytest.approx(stats.t.ppf((1 + share) / 2, freedom), rel=1e-9)
