"""Attainment of quotas whose periods are no quarters, and of months to come, as the data sets publish it."""

import json
from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

import manage
from data_access import workspace
from data_access.workspace import Reader
from domain.scope import EVERYTHING
from tests.data.test_adventureworks import PERIODS
from tests.pages.conftest import words
from ui import reader, runtime

STARTS = list(PERIODS)
ENDS = ["2011-03-30", "2011-06-30", "2011-09-28", "2011-12-28", "2012-03-29", "2012-06-29", "2012-09-27", "2012-12-27",
        "2013-03-29", "2013-06-29", "2013-09-28", "2013-12-28"]  # fmt: skip


@pytest.fixture
def asked(loaded, tmp_path, monkeypatch, capsys):
    """Asks the command line about a loaded set: what it printed."""

    def of(name: str, *said: str) -> str:
        store = loaded(name)[0]
        address = store.engine().url.database  # a version of the warehouse, one file
        monkeypatch.setenv("WAREHOUSE_URL", f"duckdb:///{address}")
        monkeypatch.setenv("WORKSPACE_URL", f"sqlite:///{tmp_path}/workspace.db")
        monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
        assert manage.main(list(said)) == 0
        return capsys.readouterr().out

    return of


@pytest.fixture
def page(loaded, tmp_path, monkeypatch):
    """Opens the page on targets of a loaded set."""

    def opened(name: str, **query: str) -> AppTest:
        monkeypatch.setenv("WAREHOUSE_URL", f"duckdb:///{loaded(name)[0].engine().url.database}")
        monkeypatch.setenv("WORKSPACE_URL", f"sqlite:///{tmp_path}/workspace.db")
        monkeypatch.setenv("FULCRUM_IDENTITY", "header")
        space = workspace.open_workspace(f"sqlite:///{tmp_path}/workspace.db")
        workspace.add_missing(space, [Reader("boss", "Boss", EVERYTHING)], "tests")
        headers = SimpleNamespace(get=lambda name, default=None: {"X-Forwarded-User": "boss"}.get(name, default))
        monkeypatch.setattr(ContextProxy, "headers", property(lambda _context: headers))
        runtime.store.cache_clear()
        script = AppTest.from_file("../../app.py", default_timeout=120)
        script.switch_page("pages/targets.py")
        for key, value in {"lang": "en", **query}.items():
            script.query_params[key] = value
        script.run()
        assert not script.exception
        assert not script.error
        return script

    yield opened
    runtime.store().close()
    runtime.store.cache_clear()
    reader._workspace.cache_clear()
    st.cache_resource.clear()  # noqa: TID251 (between tests, nothing is kept)


@pytest.mark.parametrize(("first", "last"), list(zip(STARTS, ENDS, strict=True)))
def test_every_quota_period_has_the_published_attainment(asked, first, last):
    quota, sold = PERIODS[first]
    days = ("--first", first, "--last", last, "--format", "json")
    said = asked("adventureworks-dw", "query", "--metrics", "revenue,attainment", "--compare", "target", *days)
    row = json.loads(said)["rows"][0]
    assert row["revenue_target"] == quota
    assert row["attainment"] == pytest.approx(sold / quota, abs=1e-6)
    assert 0.79 <= row["attainment"] <= 0.901


def test_the_channel_without_quotas_stays_out_of_the_total(asked):
    said = asked("adventureworks-dw", "query", "--metrics", "revenue,attainment", "--compare", "target", "--first",
                 STARTS[0], "--last", ENDS[-1], "--format", "json")  # fmt: skip
    row = json.loads(said)["rows"][0]
    assert row["revenue_target"] == 95_714_000
    assert row["attainment"] == pytest.approx(sum(sold for _, sold in PERIODS.values()) / 95_714_000, abs=1e-6)
    assert row["revenue"] > 109e6 > row["attainment"] * 95_714_000, "Internet has revenue and no quota"
    channels = ("--by", "channel", "--first", STARTS[0], "--last", ENDS[-1], "--format", "json")
    rows = json.loads(asked("adventureworks-dw", "query", "--metrics", "revenue,attainment", *channels))["rows"]
    assert {row["channel"].partition(":")[2]: row["attainment"] is None for row in rows} == {
        "internet": True, "reseller": False
    }  # fmt: skip


def test_every_person_lies_where_the_readme_says(asked):
    said = asked("adventureworks-dw", "query", "--metrics", "attainment", "--by", "rep", "--first", STARTS[0], "--last",
                 ENDS[-1], "--format", "json")  # fmt: skip
    rows = [row["attainment"] for row in json.loads(said)["rows"] if row["attainment"] is not None]
    assert len(rows) == 17
    assert all(0.78 <= value <= 0.94 for value in rows)


def test_quotas_have_their_own_periods_on_the_page(page):
    said = words(page("adventureworks-dw", year="2013"))
    for period in ("13/03/30 – 06/29", "13/06/30 – 09/28", "13/09/29 – 12/28"):
        assert period in said


def test_months_to_come_are_not_yet_on_the_command_line(asked):
    said = asked("adventureworks-reseller-targets", "query", "--metrics", "attainment,forecast_attainment", "--grain",
                 "month", "--first", "2020-01-01", "--last", "2021-12-31")  # fmt: skip
    rows = said.splitlines()[2:]
    assert len(rows) == 24
    assert [line.count("not yet") for line in rows] == [0] * 5 + [2] * 19
    days = ("--first", "2021-01-01", "--last", "2021-12-31")
    ahead = asked("adventureworks-reseller-targets", "query", "--metrics", "attainment", *days)
    assert "not yet" in ahead
    assert "0.00%" not in said + ahead


def test_a_year_to_come_is_not_yet_on_the_page(page):
    said = words(page("adventureworks-reseller-targets", year="2021"))
    assert "2021 has not begun" in said
    assert "not yet" in said
    assert "0.0%" not in said.partition("Checks")[0]
    months = words(page("adventureworks-reseller-targets", year="2020", cut="period"))
    assert [row.count("not yet") for row in months.split("<tr>") if "2020</td>" in row] == [0] * 5 + [5] * 7
