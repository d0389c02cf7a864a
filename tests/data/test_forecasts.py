"""The forecast on public data sets with published scores: samples here, the whole in the benchmarks."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.forecast.backtest import Plan
from analytics.forecast.engine import chosen, worked
from analytics.forecast.league import measures, trial, yard
from analytics.forecast.members import naive2
from analytics.forecast.series import aligned
from reports.competitions import Held, m3, m4_weekly, walmart


def sample(held: Held, every: int) -> Held:
    return Held(held.histories[::every], held.actual[::every], held.season, held.yard)


def scores(held: Held) -> pd.DataFrame:
    work = worked(held.histories, Plan(held.season, held.actual.shape[1]))
    return trial(work, held.histories, held.actual, held.yard).set_index("method")


def of_naive2(held: Held) -> dict[str, float]:
    by = yard(aligned(held.histories, 10_000), held.yard)
    season = held.season if held.yard > 1 else 1  # the competition called weeks not seasonal
    return measures(naive2(aligned(held.histories, 10_000), season, held.actual.shape[1]), held.actual, by)


def test_the_measures_are_those_of_the_competitions(data):
    """The published scores of the naive methods: M4 weekly to the digit, M3 but for the decomposition."""
    [weekly] = m4_weekly(data)
    assert of_naive2(weekly)["smape"] == pytest.approx(9.161, abs=0.001)
    assert of_naive2(weekly)["mase"] == pytest.approx(2.777, abs=0.001)
    [monthly] = m3(data, "MONTHLY", 12)
    assert len(monthly.histories) == 1428
    assert of_naive2(monthly)["smape"] == pytest.approx(16.89, abs=0.3)
    [quarterly] = m3(data, "QUARTERLY", 4)
    assert of_naive2(quarterly)["smape"] == pytest.approx(9.95, abs=0.15)


def test_theta_misses_by_what_was_published(data):
    [monthly] = m3(data, "MONTHLY", 12)
    work = worked(monthly.histories[::4], Plan(12, 18))
    by = yard(aligned(monthly.histories[::4], 10_000), 12)
    found = measures(chosen(work, "theta").mean, monthly.actual[::4], by)["smape"]
    assert found == pytest.approx(13.89, abs=0.7)


@pytest.mark.parametrize(("name", "most"), [("MONTHLY", 0.86), ("QUARTERLY", 0.92)])
def test_the_default_beats_every_single_yardstick_on_a_sample_of_m3(data, name, most):
    [held] = m3(data, name, {"MONTHLY": 12, "QUARTERLY": 4}[name])
    found = scores(sample(held, 5))
    assert found.owa["combined"] < min(most, found.owa["naive"], found.owa["seasonal_naive"], found.owa["ses"])
    assert found.coverage80["combined"] == pytest.approx(0.8, abs=0.06)
    assert found.coverage95["combined"] == pytest.approx(0.95, abs=0.04)


def test_weekly_sales_of_45_stores_are_missed_by_at_most_three_to_five_per_cent(data):
    for held, most in zip(walmart(data), (0.031, 0.035, 0.047), strict=True):
        assert scores(held).wape["combined"] <= most


def test_the_command_says_the_same_as_json_and_names_all_its_figures(data, command):
    code, printed, complaint = command("backtest", "walmart", "--source", str(data), "--format", "json")
    assert (code, complaint) == (0, "")
    told = json.loads(printed)
    keys = {"owa", "smape", "mase", "wape", "coverage80", "coverage95", "ms_per_series"}
    assert all(keys <= set(row) for row in (told["default"], *told["methods"].values()))
    assert [row["origin"] for row in told["origins"]] == ["130", "117", "104"]
    assert told["default"]["wape"] == pytest.approx(np.mean([row["wape"] for row in told["origins"]]))


@pytest.fixture
def command(capsys):
    import manage

    def ran(*words: str) -> tuple[int, str, str]:
        code = manage.main(list(words))
        said = capsys.readouterr()
        return code, said.out, said.err

    return ran


def test_the_tourism_hierarchy_is_missed_by_less_once_it_adds_up(data):
    from reports.tourism import levels_of_tourism

    told = levels_of_tourism(Path(data))
    assert told["default"]["wape"] <= 0.098
    assert told["default"]["wape"] < min(told["methods"]["base"]["wape"], told["methods"]["bottom_up"]["wape"])
