"""Stored forecasts are thinned out by the settings: days, then weeks, then months for ever; nothing else is lost."""

from datetime import date, timedelta

import pandas as pd
import pytest
from sqlalchemy import select

from data_access.workspace import open_workspace
from data_access.workspace.forecast_tables import forecast_run, forecast_series
from data_access.workspace.forecasts import Kept, Run, store, stored, thin
from domain.retention import Retention
from tests.contract.databases import fresh_database

TODAY = date(2026, 11, 21)
KEEP = Retention(days=10, weeks=6)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def space(request, tmp_path):
    """An empty workspace on each database that it can lie on."""
    url = f"sqlite:///{tmp_path}/workspace.db"
    if request.param == "postgres":
        url = fresh_database(request.getfixturevalue("postgres"), "forecast_retention")
    engine = open_workspace(url)
    yield engine
    engine.dispose()


def made(space, day, grain="month", reconstructed=False):
    points = pd.DataFrame({"period": [pd.Timestamp(day)], "mean": [1.0]})
    kept = [Kept("{}", points.assign(low80=0.0, high80=2.0, low95=0.0, high95=3.0), {}, 0.1, 3)]
    store(space, Run(day, f"v {day} {reconstructed}", "revenue", grain, "combined", 1, reconstructed), kept, "tests")


def origins(space, grain="month"):
    return set(stored(space, ["{}"], "revenue", grain)["{}"].origin.dt.date)


def test_days_then_weeks_then_months_by_hand(space):
    nights = [TODAY - timedelta(days=back) for back in range(100)]
    for night in nights:
        made(space, night)
    made(space, date(2026, 9, 3), "week")
    assert thin(space, KEEP, TODAY, "tests") == 100 - len(origins(space))
    weeks = {date(2026, 10, 11) + timedelta(days=7 * step) for step in range(5)}  # Sundays, up to the 8th of November
    months = {date(2026, 8, 31), date(2026, 9, 30), date(2026, 10, 31)}
    assert origins(space) == {night for night in nights if (TODAY - night).days < 10} | weeks | months
    assert origins(space, "week") == {date(2026, 9, 3)}, "another question keeps its own last run"
    assert thin(space, KEEP, TODAY, "tests") == 0, "once is enough"
    with space.connect() as connection:
        runs = set(connection.scalars(select(forecast_run.c.id)))
        assert set(connection.scalars(select(forecast_series.c.run_id))) == runs, "no series without its run"


def test_what_was_called_then_is_never_given_up_for_what_was_made_later(space):
    made(space, date(2026, 8, 10))
    made(space, date(2026, 8, 28), reconstructed=True)
    made(space, date(2026, 7, 15), reconstructed=True)
    made(space, date(2026, 7, 29), reconstructed=True)
    thin(space, KEEP, TODAY, "tests")
    assert origins(space) == {date(2026, 8, 10), date(2026, 7, 29)}


def test_the_nightly_command_thins_out(command, tmp_path, monkeypatch):
    monkeypatch.setenv("FULCRUM_FORECAST_DAYS", "1")
    monkeypatch.setenv("FULCRUM_FORECAST_WEEKS", "1")
    from config import settings

    settings.cache_clear()
    code, printed, _ = command("forecast", "--series", "1", "--since", "2025-06-04", "--lang", "en")
    settings.cache_clear()
    assert code == 0
    assert "were thinned out" in printed
    space = open_workspace(f"sqlite:///{tmp_path}/workspace.db")
    assert origins(space) == {date(2025, 6, 18)}
    space.dispose()
