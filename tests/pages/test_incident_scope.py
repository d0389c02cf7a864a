"""A director sees an incident that touches the own region with the other's name and none of its figures: on the page,
in the file and on the command line.
"""

import json

import pytest

import manage
from charts.theme import Look
from data_access import workspace
from data_access.store import open_store
from data_access.workspace import Reader
from domain.balance import of_month
from domain.filters import Filters
from domain.scope import EVERYTHING, Scope
from i18n import Locale
from tests.contract.balance_company import TODAY, publish
from tests.contract.test_balance_scope import LINES
from tests.pages.conftest import words
from ui import runtime
from ui.balance_incidents import COLUMNS, in_words
from ui.balance_picked import Picked
from ui.balance_view import View
from ui.columns import csv
from ui.context import Context

MARCH = {"lang": "en", "month": "2025-03"}
READERS = (
    Reader("boss", "Boss", EVERYTHING),
    Reader("zj", "Director Zhejiang", Scope(regions=frozenset({"maker:zj"}))),
    Reader("hb", "Director Hebei", Scope(regions=frozenset({"maker:hb"}))),
)


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    """A company in which Dealer 2 of Hebei sold 60 into Zhejiang, where Dealer 1 is at home."""
    folder = tmp_path_factory.mktemp("conflicts")
    warehouse, space = f"duckdb:///{folder}/warehouse", f"sqlite:///{folder}/workspace.db"
    store = open_store(warehouse)
    publish(store, LINES, deals=True)
    store.close()
    engine = workspace.open_workspace(space)
    for one in READERS:
        workspace.add_reader(engine, one, "tests")
    return {"WAREHOUSE_URL": warehouse, "WORKSPACE_URL": space, "FULCRUM_IDENTITY": "header"}


def rows_of(script):
    """The lines of the tables on a page that lead to incidents, as text."""
    found = [part for one in words(script).split("<tr>") for part in [one.partition("</tr>")[0]] if "incident=" in part]
    assert found
    return found


def test_the_page_tells_the_name_of_the_other_and_not_the_figure(open_page):
    line = next(line for line in rows_of(open_page("balance", "zj", **MARCH)) if "Dealer 2" in line)
    assert ">60<" not in line
    assert line.count("—") >= 3, "no money, nothing in the month, no change"
    key = line.split("incident=")[1][:12]
    said = words(open_page("balance", "zj", **MARCH, incident=key))
    assert "Dealer 2" in said
    assert ">60<" not in said
    assert "The figures are not in your scope." in said
    own = next(line for line in rows_of(open_page("balance", "hb", **MARCH)) if "Dealer 2" in line)
    assert ">60<" in own
    assert not any("Dealer 1" in line for line in rows_of(open_page("balance", "hb", **MARCH)))


def test_the_command_tells_the_name_of_the_other_and_not_the_figure(open_page, capsys):
    told = {}
    for who in ("zj", "hb"):
        assert manage.main(["balance", "--month", "2025-03", "--as", who, "--format", "json", "--lang", "en"]) == 0
        rows = json.loads(capsys.readouterr().out)["incidents"]
        told[who] = {row["parties"][0]["name"]: row for row in rows if row["kind"] == "territory"}
    assert told["zj"]["Dealer 2"]["money_at_stake"] is None
    assert told["hb"]["Dealer 2"]["money_at_stake"] == 60
    assert set(told["hb"]) == {"Dealer 2"}
    assert {row["status"] for row in told["zj"].values()} == {"new"}


def test_the_file_has_what_the_page_has(open_page):
    """The table behind the mark and its file are made of the frame and columns that are asked for here."""
    script = open_page("balance", "zj", **MARCH)
    assert not script.exception
    made = {}
    for scope in ("zj", "hb"):
        view = _view(next(one.scope for one in READERS if one.login == scope))
        made[scope] = csv(in_words(view, view.incidents), COLUMNS, view.ctx.locale)
    lines = {who: text.decode("utf-8-sig").splitlines() for who, text in made.items()}
    foreign = next(line for line in lines["zj"] if "Dealer 2" in line)
    assert ",60" not in foreign
    assert ",60.0," in next(line for line in lines["hb"] if "Dealer 2" in line)
    assert not [line for line in lines["hb"] if "Dealer 1" in line]


def _view(scope):
    data = runtime.warehouse(scope)
    filters = of_month(Filters(TODAY, TODAY, TODAY), TODAY)
    ctx = Context(data, filters, Locale.EN, TODAY, Look(), {}, "CNY")
    return View(ctx, filters.first, "channel", "", Picked(), "")
