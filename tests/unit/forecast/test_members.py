"""Each member against its reference implementation, against values by hand, and on series at the edge."""

import numpy as np
import pytest

from analytics.forecast.members import KEYS, forecasts
from analytics.forecast.seasonality import unshrunk
from analytics.forecast.series import aligned, blocks
from tests.unit.forecast.made import seasonal, walks

pytestmark = pytest.mark.filterwarnings("ignore")  # the reference complains about frequencies and convergence
H = 6


def said(histories, season: int, key: str, horizon: int = H) -> np.ndarray:
    return forecasts(aligned(histories, season), season, horizon).ahead[KEYS.index(key)]


def apart(ours: np.ndarray, theirs: np.ndarray) -> float:
    """The mean relative difference."""
    return float(np.mean(np.abs(ours - theirs) / np.abs(theirs)))


@pytest.mark.slow
@pytest.mark.parametrize("history", walks(4, 80), ids=lambda _: "walk")
def test_simple_smoothing_is_that_of_the_reference(history):
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    theirs = ETSModel(history, error="add").fit(disp=0).forecast(H)
    assert apart(said([history], 1, "ses")[0], theirs) < 0.01


@pytest.mark.slow
@pytest.mark.parametrize("history", walks(4, 80), ids=lambda _: "walk")
def test_the_damped_trend_is_near_the_reference(history):
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    theirs = ETSModel(history, error="add", trend="add", damped_trend=True).fit(disp=0).forecast(H)
    assert apart(said([history], 1, "damped")[0], theirs) < 0.025


@pytest.mark.slow
@pytest.mark.parametrize("history", walks(5, 96), ids=lambda _: "walk")
def test_theta_is_that_of_the_reference(history):
    from statsmodels.tsa.forecasting.theta import ThetaModel

    theirs = np.asarray(ThetaModel(history, deseasonalize=False).fit().forecast(H))
    assert apart(said([history], 1, "theta")[0], theirs) < 0.005


@pytest.mark.slow
@pytest.mark.parametrize("history", seasonal(5, 96, 12), ids=lambda _: "monthly")
def test_seasonal_theta_differs_from_the_reference_by_the_shrinking_of_its_indices(history):
    from statsmodels.tsa.forecasting.theta import ThetaModel

    theirs = np.asarray(ThetaModel(history, period=12, method="mul").fit().forecast(H))
    assert apart(said([history], 12, "theta")[0], theirs) < 0.05


@pytest.mark.slow
@pytest.mark.parametrize("history", seasonal(4, 96, 12, noise=0.03), ids=lambda _: "monthly")
def test_holt_winters_is_near_the_reference(history):
    from statsmodels.tsa.holtwinters import ExponentialSmoothing

    model = ExponentialSmoothing(history, trend="add", damped_trend=True, seasonal="mul", seasonal_periods=12)
    assert apart(said([history], 12, "holt_winters")[0], model.fit().forecast(H)) < 0.03


@pytest.mark.slow
@pytest.mark.parametrize("history", walks(4, 80, seed=11), ids=lambda _: "walk")
def test_the_autoregression_is_near_the_reference(history):
    from statsmodels.tsa.arima.model import ARIMA

    theirs = min((ARIMA(history, order=(p, 1, 0)).fit() for p in range(5)), key=lambda fit: fit.aicc).forecast(H)
    assert apart(said([history], 1, "ar")[0], theirs) < 0.01


@pytest.mark.slow
def test_all_seasonal_members_stay_with_a_seasonal_arima():
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    history = seasonal(1, 96, 12, noise=0.03)[0]
    theirs = np.exp(SARIMAX(np.log(history), order=(0, 1, 1), seasonal_order=(0, 1, 1, 12)).fit(disp=0).forecast(H))
    for key in ("theta", "damped", "holt_winters", "regression", "log_damped", "forced_theta", "seasonal_ar"):
        assert apart(said([history], 12, key)[0], theirs) < 0.08, key


@pytest.mark.slow
def test_the_seasonal_indices_are_those_of_the_classical_decomposition():
    from statsmodels.tsa.seasonal import seasonal_decompose

    history = seasonal(1, 61, 12)[0]
    theirs = seasonal_decompose(history, model="multiplicative", period=12, extrapolate_trend=0).seasonal[-12:][::-1]
    [(_, block)] = blocks(aligned([history], 12), 12, H)
    ours = unshrunk(block).index[0]  # its trend is carried on to the ends, so that a phase has one ratio more
    assert apart(ours, theirs) < 0.02


def test_the_simple_members_by_hand():
    history = np.array([1.0, 2, 3, 4, 5, 6, 7, 8])
    assert said([history], 4, "naive")[0].tolist() == [8.0] * 6
    assert said([history], 4, "seasonal_naive")[0].tolist() == [5, 6, 7, 8, 5, 6]
    assert said([history], 4, "moving_average")[0].tolist() == [5.5] * 6
    assert said([history], 1, "holt")[0] == pytest.approx([9, 10, 11, 12, 13, 14], rel=1e-6)


def test_the_rate_of_intermittent_demand_by_hand():
    """Four in every second period: SBA says 0.95 × 4 ÷ 2, the mean says 2."""
    assert said([np.array([0.0, 4] * 12)], 1, "sba")[0, 0] == pytest.approx((0.95 * 4 / 2 + 2) / 2)


@pytest.mark.parametrize("n", range(1, 31))
def test_every_member_says_something_finite_of_any_length(n):
    found = forecasts(aligned([np.arange(n) % 5 + 1.0, np.zeros(n), np.full(n, -3.0)], 12), 12, 18)
    assert np.isfinite(found.ahead).all()


EDGES = {
    "one gap": [1.0, 2, np.nan, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
    "constant": [5.0] * 40,
    "huge": (np.arange(40) % 12 + 1) * 1e12,
    "tiny": (np.arange(40) % 12 + 1) * 1e-9,
    "negative": np.sin(np.arange(40)) * 10,
    "mostly zero": [0.0, 0, 0, 0, 7] * 8,
    "late start": [np.nan] * 30 + list(range(1, 11)),
    "gap at the end": [3.0] * 30 + [np.nan] * 3,
}


@pytest.mark.parametrize("edge", EDGES)
@pytest.mark.parametrize("season", [1, 4, 7, 12, 52])
def test_every_member_bears_series_at_the_edge(edge, season):
    history = np.array(EDGES[edge])
    found = forecasts(aligned([history], season), season, 18).ahead
    assert np.isfinite(found).all()
    span = np.nanmax(history) - np.nanmin(history)
    assert found.max() <= np.nanmax(history) + span + 1e-6 * abs(np.nanmax(history))
    assert np.nanmin(history) < 0 or found.min() >= 0


def test_a_row_says_the_same_alone_and_among_others():
    histories = [*seasonal(3, 60, 12), *seasonal(2, 40, 12, seed=8), np.arange(1.0, 20)]
    together = forecasts(aligned(histories, 12), 12, H).ahead
    for at, history in enumerate(histories):
        alone = forecasts(aligned([history], 12), 12, H).ahead[:, 0]
        assert np.allclose(together[:, at], alone, rtol=1e-9), at


def test_members_scale_with_their_series():
    history = seasonal(1, 60, 12)[0]
    one, million = (forecasts(aligned([history * by], 12), 12, H).ahead / by for by in (1.0, 1e6))
    assert np.allclose(one, million, rtol=1e-6)
