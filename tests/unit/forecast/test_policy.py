"""What acts on short, dirty, intermittent, negative and silent series, in effect and in words."""

import numpy as np
import pytest

from analytics.forecast.backtest import Plan
from analytics.forecast.engine import forecast
from analytics.forecast.members import KEYS
from analytics.forecast.policy import NOTES, pool_from, prepared
from analytics.forecast.series import aligned
from domain.errors import ReaderError
from i18n import Locale
from tests.unit.forecast.made import mase, seasonal

PLAN, H = Plan(12, 6), 6
CLEAN = seasonal(20, 78, 12, noise=0.06, seed=21)


def notes(history, season: int = 12) -> dict:
    found = forecast([history], Plan(season, H)).notes[0]
    assert all(note.to(locale) for note in found for locale in Locale)
    return {note.key: note for note in found}


def spoiled(spoil) -> tuple[float, float, list]:
    """Mean MASE over twenty series: clean, and after the history was spoiled; and the notes."""
    errors: list[list[float]] = []
    given = [[history[:-H] for history in CLEAN], [spoil(history[:-H].copy()) for history in CLEAN]]
    for histories in given:
        found = forecast(histories, PLAN)
        errors.append([mase(found.mean[at], full[-H:], full[:-H], 12) for at, full in enumerate(CLEAN)])
    return float(np.mean(errors[0])), float(np.mean(errors[1])), [{n.key for n in each} for each in found.notes]


def test_clean_series_are_left_alone():
    found = forecast([history[:-H] for history in CLEAN], PLAN)
    assert sum(bool(each) for each in found.notes) <= 1


def test_a_promotion_that_happened_once_does_no_harm():
    def promoted(history):
        history[-7] *= 3
        return history

    clean, dirty, told = spoiled(promoted)
    assert dirty < 1.1 * clean + 0.02
    assert all("outlier" in each for each in told)


def test_a_peak_of_every_year_is_a_season_and_stays():
    history = np.concatenate([np.r_[np.full(11, 100.0), 320.0]] * 5) * np.exp(
        np.random.default_rng(1).normal(0, 0.02, 60)
    )
    assert "outlier" not in notes(history)
    assert forecast([history[:-1]], Plan(12, 1)).mean[0, 0] > 200


def test_a_shift_of_level_rescales_the_history_before():
    def shifted(history):
        history[:-10] /= 0.6
        return history

    clean, dirty, told = spoiled(shifted)
    assert dirty < 1.35 * clean
    assert np.mean(["shift" in each for each in told]) > 0.8


def test_a_trend_is_not_a_shift_of_level():
    rising = 100 * np.exp(0.03 * np.arange(60)) * np.exp(np.random.default_rng(3).normal(0, 0.02, 60))
    assert "shift" not in notes(rising)
    assert forecast([rising], PLAN).mean[0, -1] > rising[-1] * 1.05


def test_periods_of_returns_among_sales_are_out_of_line():
    def returned(history):
        history[[-9, -17, -32]] *= (-0.5, -0.4, -0.6)
        return history

    clean, dirty, told = spoiled(returned)
    assert dirty < 1.6 * clean
    assert all({"negative"} <= each for each in told)


def test_missing_periods_are_unknown_not_nothing():
    holes = np.random.default_rng(4).choice(60, 9, replace=False)

    def holed(history):
        history[holes] = np.nan
        return history

    clean, dirty, told = spoiled(holed)
    assert dirty < 1.25 * clean
    assert all("gaps" in each for each in told)


def test_the_last_period_out_of_line_is_drawn_in_and_asked_about():
    def spiked(history):
        history[-1] *= 4
        return history

    clean, dirty, told = spoiled(spiked)
    assert dirty < 4 * clean
    assert np.mean(["last" in each for each in told]) > 0.8


def test_a_new_level_of_two_periods_is_not_drawn_in():
    history = CLEAN[0][:-H].copy()
    history[-2:] *= 0.5
    assert "last" not in notes(history)


@pytest.mark.parametrize(("season", "n"), [(12, 11), (12, 5), (52, 25), (4, 7), (1, 4)])
def test_a_short_series_gets_a_flat_forecast_and_is_told_so(season, n):
    history = np.linspace(100, 160, n)
    found = forecast([history], Plan(season, H))
    assert [note.key for note in found.notes[0]] == ["short"]
    assert np.ptp(found.mean[0]) == pytest.approx(0)
    used = {key for key, weight in zip(KEYS, found.weights[:, 0], strict=True) if weight > 0}
    assert used == {"ses", "moving_average"}
    assert n < pool_from(season) <= 26


def test_a_very_short_series_borrows_the_intervals_of_others():
    found = forecast([*CLEAN, np.array([90.0, 110.0])], PLAN)
    assert [note.key for note in found.notes[-1]] == ["few"]
    assert found.mean[-1].tolist() == [100.0] * H
    assert np.isfinite(found.high[0.8][-1]).all()


@pytest.mark.parametrize("histories", [[], [[]], [[1.0, 2.0, 3.0]], [[np.nan] * 20]])
def test_too_little_history_is_refused_in_words(histories):
    with pytest.raises(ReaderError, match="Too little history") as refused:
        forecast([np.array(history) for history in histories], PLAN)
    assert "历史太短" in refused.value.to(Locale.ZH)


def test_nothing_in_a_whole_season_is_a_forecast_of_nothing():
    history = np.r_[CLEAN[0][:40], np.zeros(12)]
    found = forecast([history, np.zeros(40)], PLAN)
    assert found.mean.max() == 0
    assert all("silent" in {note.key for note in each} for each in found.notes)


def test_intermittent_demand_is_a_rate_that_fits_the_sum():
    rng = np.random.default_rng(6)
    made = [np.where(rng.random(120) < 0.3, rng.poisson(5, 120) + 1.0, 0.0) for _ in range(30)]
    found = forecast([history[:-12] for history in made], Plan(12, 12))
    sums = np.array([history[-12:].sum() for history in made])
    assert all("intermittent" in {note.key for note in each} for each in found.notes)
    assert found.total(0, 12).mean.sum() == pytest.approx(sums.sum(), rel=0.15)
    assert np.ptp(found.mean, axis=1).max() == pytest.approx(0)


def test_negative_values_forbid_logarithms_and_the_floor_at_zero():
    history = 10 * np.sin(2 * np.pi * np.arange(60) / 12) + np.random.default_rng(2).normal(0, 1, 60)
    found = forecast([history], PLAN)
    assert "negative" in {note.key for note in found.notes[0]}
    logs = [at for at, key in enumerate(KEYS) if "log" in key]
    assert found.weights[logs].max() == 0
    assert found.mean.min() < 0


def test_zeros_before_the_first_sale_are_no_history():
    late = np.r_[np.zeros(30), CLEAN[0][:40]]
    assert np.allclose(forecast([late], PLAN).mean, forecast([CLEAN[0][:40]], PLAN).mean, rtol=1e-9)


def test_every_note_has_been_seen_here():
    assert set(NOTES) == {"few", "short", "silent", "intermittent", "negative", "gaps", "outlier", "shift", "last"}


def test_cleaning_never_touches_a_row_because_of_another():
    histories = [history[:-H] for history in CLEAN[:4]]
    histories[1][-7] *= 3
    together = prepared(aligned(histories, 12), 12).table
    for at, history in enumerate(histories):
        alone = prepared(aligned([history], 12), 12).table
        assert np.array_equal(together[at], alone[0], equal_nan=True)
