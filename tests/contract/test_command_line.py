"""The command line: the same answers as the metric table, the same scope, and a mistake said in one line."""

import csv
import io
import json
from contextlib import closing
from datetime import date

import pytest

import manage
from data_access import workspace
from data_access.metric_table import metric_table
from data_access.store import open_store
from data_access.warehouse import Warehouse
from domain.ask import Ask, Compare
from domain.filters import Filters
from domain.scope import EVERYTHING
from tests.contract.databases import fresh_database
from tests.contract.small_company import LAST, publish_small_company

YEAR = ("--first", "2025-01-01", "--last", "2025-12-31")


@pytest.fixture(scope="module", params=["duckdb", pytest.param("postgres", marks=pytest.mark.postgres)])
def address(request, tmp_path_factory):
    """The address of a small published warehouse; it is not written to."""
    if request.param == "duckdb":
        url = f"duckdb:///{tmp_path_factory.mktemp('command')}/line"
    else:
        url = fresh_database(request.getfixturevalue("postgres"), "command_line")
    store = open_store(url)
    publish_small_company(store)
    store.close()
    return url


@pytest.fixture
def run(address, tmp_path, monkeypatch, capsys):
    """Runs a command in this process: its exit code, what it printed, what it complained about."""
    monkeypatch.setenv("WAREHOUSE_URL", address)
    monkeypatch.setenv("WORKSPACE_URL", f"sqlite:///{tmp_path}/workspace.db")
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")

    def ran(*words: str) -> tuple[int, str, str]:
        try:
            code = manage.main(list(words))
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return ran


def rows(printed: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(printed)))


def test_query_gives_the_figures_of_the_metric_table(run, address):
    ask = Ask(("revenue", "margin_rate", "orders"), ("channel",), compare=(Compare.LAST_YEAR, Compare.TARGET))
    store = open_store(address)
    filters = Filters(date(2025, 1, 1), date(2025, 12, 31), LAST)
    frame = metric_table(Warehouse(store.engine(), EVERYTHING), filters, ask)
    store.close()
    words = ("--metrics", "revenue,margin_rate,orders", "--by", "channel", "--compare", "last_year,target")
    code, printed, _ = run("query", *words, *YEAR, "--format", "json", "--lang", "zh")
    answer = json.loads(printed)
    assert code == 0
    assert answer["asked"]["last"] == "2025-12-31"
    assert answer["asked"]["today"] == LAST.isoformat()
    assert [row["channel"] for row in answer["rows"]] == frame.channel.tolist()
    for column in ("revenue", "revenue_last_year", "revenue_target", "margin_rate", "orders"):
        given = [float("nan") if row[column] is None else row[column] for row in answer["rows"]]
        assert given == pytest.approx(frame[column].tolist(), nan_ok=True, rel=1e-12)


def test_csv_keeps_every_digit_and_leaves_no_value_empty(run):
    _, printed, _ = run("query", "--metrics", "revenue,margin_rate", "--by", "channel", *YEAR, "--format", "csv")
    _, same, _ = run("query", "--metrics", "revenue,margin_rate", "--by", "channel", *YEAR, "--format", "json")
    for row, exact in zip(rows(printed), json.loads(same)["rows"], strict=True):
        assert len(row["revenue"].partition(".")[2]) >= 2
        assert float(row["revenue"]) == pytest.approx(exact["revenue"], rel=1e-12)
        assert row["margin_rate"] == "" or float(row["margin_rate"]) == pytest.approx(exact["margin_rate"], rel=1e-12)


def test_steps_are_days_in_csv_and_words_in_a_table(run):
    _, printed, _ = run("query", "--grain", "quarter", *YEAR, "--format", "csv")
    assert [row["period"] for row in rows(printed)] == ["2025-01-01", "2025-04-01", "2025-07-01", "2025-10-01"]
    assert rows(printed)[2]["revenue"] == "", "a quarter that has not begun has no value"
    _, table, _ = run("query", "--grain", "quarter", *YEAR, "--lang", "zh")
    assert "2025年1–3月" in table
    assert "销售额" in table


@pytest.mark.parametrize("word", ["hangzhou", "HangZhou", "杭州", " 杭州 "])
def test_a_region_may_be_named_by_id_or_name_in_either_language(run, word):
    by_key = run("query", "--region", "maker:hangzhou", *YEAR, "--format", "csv")
    assert by_key[0] == 0
    assert run("query", "--region", word, *YEAR, "--format", "csv") == by_key


def test_a_name_that_means_two_members_is_asked_back(run):
    code, _, complaint = run("query", "--channel", "own", *YEAR)
    assert code == 2
    assert "maker:own" in complaint
    assert "shop:own" in complaint


def test_without_days_the_default_period_ends_with_the_data(run):
    _, printed, _ = run("query", "--format", "json")
    asked = json.loads(printed)["asked"]
    assert (asked["first"], asked["last"]) == (f"{LAST.year}-01-01", f"{LAST.year}-12-31")


MISTAKES = {
    "a misspelt metric": (["query", "--metrics", "revenu"], "revenue"),
    "a misspelt dimension": (["query", "--by", "chanel"], "channel"),
    "a misspelt step": (["query", "--grain", "moth"], "month"),
    "a misspelt comparison": (["query", "--compare", "last_yaer"], "last_year"),
    "a misspelt period": (["query", "--period", "this_yeer"], "this_year"),
    "a misspelt region": (["query", "--region", "hebai"], "hebei"),
    "a day that is none": (["query", "--first", "2025-02-30", "--last", "2025-03-01"], "2025-02-30"),
    "a first day alone": (["query", "--first", "2025-02-01"], "--last"),
    "days the wrong way round": (["query", "--first", "2025-03-01", "--last", "2025-02-01"], "swap"),
    "a period and days": (["query", "--period", "last_month", *YEAR], "either"),
    "a dimension that the fact lacks": (["query", "--metrics", "market_share", "--by", "channel"], "Channel"),
    "no metric": (["query", "--metrics", ","], "at least one"),
    "nothing at the top": (["query", "--by", "channel", "--top", "0"], "positive"),
    "an unknown reader": (["query", "--as", "somebody"], "reader"),
    "an unknown version": (["versions", "--roll-back", "v9"], "v9"),
    "an unknown mapping": (["load", "adventureworks", "--source", "/nowhere"], "adventureworks"),
    "a reader of nobody's channel": (["users", "add", "li", "--channel", "maker:own"], "--region"),
    "a reader who is not there": (["users", "remove", "li"], "reader"),
    "a day for the demo that is none": (["demo", "--end", "tomorrow"], "tomorrow"),
    "an unknown word": (["query", "--metric-s", "revenue"], "--metric"),
    "an unknown command": (["qurey"], "query"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_said_with_what_to_change_and_exit_2(run, mistake):
    words, hint = MISTAKES[mistake]
    code, printed, complaint = run(*words)
    assert (code, printed) == (2, "")
    assert hint in complaint
    assert "Traceback" not in complaint


def test_a_mistake_is_said_in_the_language_of_the_terminal(run, monkeypatch):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    code, _, complaint = run("query", "--metrics", "revenu")
    said = "没有名为“revenu”的指标。您是不是要找：revenue, new_revenue, repeat_revenue？"
    assert (code, complaint.strip()) == (2, said)


def test_a_setting_that_nobody_declared_stops_the_command(run, monkeypatch):
    monkeypatch.setenv("FULCRUM_CURENCY", "CNY")
    code, _, complaint = run("query")
    assert (code, "FULCRUM_CURRENCY" in complaint) == (2, True)


def test_a_server_that_is_not_there_is_no_stack_trace(run, monkeypatch):
    monkeypatch.setenv("WAREHOUSE_URL", "postgresql://ann:secret@127.0.0.1:1/sales")
    code, _, complaint = run("query")
    assert code == 2
    assert "did not answer" in complaint
    assert "secret" not in complaint
    assert "Traceback" not in complaint


def test_without_a_warehouse_it_is_said_how_to_make_one(run, monkeypatch, tmp_path):
    monkeypatch.setenv("WAREHOUSE_URL", f"duckdb:///{tmp_path}/none")
    code, _, complaint = run("query")
    assert (code, "manage.py demo" in complaint) == (2, True)


def test_a_fault_of_ours_is_exit_3_with_its_trace(run, monkeypatch):
    monkeypatch.setitem(manage.COMMANDS, "check", lambda options: options.nothing_of_that_name)
    code, _, complaint = run("check")
    assert (code, "AttributeError" in complaint) == (3, True)


def test_as_a_reader_only_the_readers_slice_is_answered(run):
    run("users", "add", "north", "--region", "north")
    code, printed, _ = run("query", "--by", "region", *YEAR, "--as", "North", "--format", "csv")
    assert code == 0
    assert {row["region"] for row in rows(printed)} == {"maker:hebei"}
    code, _, complaint = run("query", "--region", "east", *YEAR, "--as", "north")
    assert code == 2, "what a reader may not see is not known to be there"
    assert "Did you mean" not in complaint


def test_a_reader_of_nothing_gets_no_rows(run):
    run("users", "add", "nobody")
    code, printed, _ = run("query", "--by", "channel", *YEAR, "--as", "nobody", "--format", "csv")
    assert (code, rows(printed)) == (0, [])


def test_readers_are_added_narrowed_listed_and_removed(run, tmp_path):
    assert run("users", "add", "Li@example.com", "--name", "李", "--everything", "--lang", "zh")[0] == 0
    assert "everything" in run("users", "list")[1]
    assert run("users", "scope", "li@example.com", "--region", "华东", "--channel", "live")[0] == 0
    _, listed, _ = run("users", "list")
    assert "maker:east × maker:live" in listed
    assert "everything" not in listed
    assert run("users", "remove", "li@example.com")[0] == 0
    space = workspace.open_workspace(f"sqlite:///{tmp_path}/workspace.db")
    assert [change.what for change in workspace.changes(space)] == ["remove reader", "give scope", "add reader"]
    assert all(change.who for change in workspace.changes(space))
    space.dispose()


def test_versions_are_listed_and_rolled_back(run, address):
    with closing(open_store(address)) as store:
        newest, older = store.versions()[:2]
    assert newest.name in run("versions")[1]
    for wanted in (older.name, newest.name):
        assert run("versions", "--roll-back", wanted)[0] == 0
        with closing(open_store(address)) as store:
            assert store.version() == wanted


def test_check_finds_nothing_in_a_warehouse_of_ours(run):
    code, printed, _ = run("check")
    assert code == 0, printed


def test_strangers_are_not_served_without_a_login(run, monkeypatch):
    monkeypatch.setenv("FULCRUM_ADDRESS", "0.0.0.0")
    code, _, complaint = run("serve")
    assert (code, "FULCRUM_IDENTITY" in complaint) == (2, True)


def test_help_names_every_command_and_says_what_each_word_is_for(run):
    code, printed, _ = run("--help")
    assert code == 0
    assert all(command in printed for command in manage.COMMANDS)
    for command in manage.COMMANDS:
        code, printed, _ = run(command, "--help")
        assert (code, "exit codes" in printed) == (0, True)
    words = " ".join(run("query", "--help")[1].split())
    assert all(f"{word} {about}" in words for word, about in {"--by BY": "dimensions", "--top N": "only the"}.items())


def test_generated_pages_are_written_where_they_are_asked_for(run, tmp_path):
    assert run("docs", "--folder", str(tmp_path))[0] == 0
    assert "`revenue`" in (tmp_path / "glossary.md").read_text("utf-8")
    assert "`WAREHOUSE_URL`" in (tmp_path / "settings.md").read_text("utf-8")
