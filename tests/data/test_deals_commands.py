"""The check figures of deals come out of the command line, also after a snapshot and another load."""

import json
from functools import partial
from itertools import pairwise

import pytest

import manage
from data_access.loading.calendar import CalendarSpec
from data_access.loading.load import LoadOptions, load
from data_access.loading.publish import BuildSpec
from data_access.snapshot import snapshot
from data_access.store import open_store
from data_access.warehouse import Warehouse
from data_access.workspace import observations, open_workspace
from domain.retention import Retention
from domain.scope import EVERYTHING

ZONE = "Asia/Shanghai"
ORIGINS = {"organic_search": (2296, 271), "paid_search": (1586, 195)}  # leads, deals
SETS = ("crm-sales-opportunities", "olist")


@pytest.fixture(scope="module", params=[f"{name}{how}" for name in SETS for how in ("", " observed")])
def loaded_set(request, data, tmp_path_factory):
    """A data set in a warehouse of its own; observed: loaded, seen by a snapshot, and loaded again."""
    name, observed = request.param.split()[0], request.param.endswith("observed")
    folder = tmp_path_factory.mktemp("deals")
    space = open_workspace(f"sqlite:///{folder}/workspace.db")
    store = open_store(f"duckdb:///{folder}/warehouse")
    spec = BuildSpec(CalendarSpec(time_zone=ZONE), observed=partial(observations.history, space, zone=ZONE))
    options = LoadOptions(spec, force=True, progress=lambda what, rows: None)
    load(store, name, str(data / name), options)
    if observed:
        seen = snapshot(space, Warehouse(store.engine(), EVERYTHING, time_zone=ZONE), None, Retention(), "operator")
        assert seen.watched == seen.new > 0
        load(store, name, str(data / name), options)
    store.close()
    space.dispose()
    return name, folder


@pytest.fixture
def ask(loaded_set, monkeypatch, capsys):
    """Asks a command for JSON; gives the name of the data set first."""
    name, folder = loaded_set
    monkeypatch.setenv("WAREHOUSE_URL", f"duckdb:///{folder}/warehouse")
    monkeypatch.setenv("WORKSPACE_URL", f"sqlite:///{folder}/workspace.db")

    def asked(*words: str) -> dict:
        assert manage.main([*words, "--format", "json"]) == 0
        return json.loads(capsys.readouterr().out)

    return name, asked


def test_the_published_figures_of_deals_come_out_of_the_command_line(ask):
    name, asked = ask
    found = asked("funnel", "--first", "2016-01-01")
    if name == "olist":
        (lead,) = (row for row in found["conversion"] if row["from"] == 1)
        assert (lead["entered"], lead["reached"], lead["raw"]) == (8000, 842, pytest.approx(0.10525))
        ways = [asked("funnel", "--first", "2016-01-01", "--channel", key)["conversion"][0] for key in ORIGINS]
        assert {key: (way["entered"], way["reached"]) for key, way in zip(ORIGINS, ways, strict=True)} == ORIGINS
        return
    assert found["won"] == {"count": 4238, "amount": 10_005_534.0}
    assert found["win_rate_closed"] == pytest.approx(0.6315, abs=5e-5)
    assert [row["count"] for row in found["stages"][:2]] == [500, 1589]
    assert (found["conversion"][1]["entered"], found["conversion"][1]["reached"]) == (8300, 4238)


def test_no_month_of_the_deals_leaves_anything_unexplained(ask):
    _, asked = ask
    ends = ("2017-03-31", "2017-06-30", "2017-09-30", "2017-12-31")
    for before, after in pairwise(ends):
        for window in ("quarter", "any"):
            found = asked("waterfall", "--from", before, "--to", after, "--window", window)
            assert found["unexplained"] == {"amount": 0.0, "count": 0}
