"""The funnel on the command line: the figures of its page, under the same scope."""

from datetime import date

import pytest

from analytics.conversion import win_rates
from tests.contract.deal_pages import FIRST, NORTH, asked, opened, viewed
from tests.contract.small_company import LAST

DAYS = ("--first", FIRST.isoformat(), "--last", LAST.isoformat())


def known(value):
    return float("nan") if value is None else value


FUNNELS = {
    "to today": ((), {}, LAST),
    "as of a past day": (("--as-of", "2025-01-31"), {}, date(2025, 1, 31)),
    "in a region": (("--region", "华东"), {"region": ("maker:east",)}, LAST),
    "of a product line": (("--line", "净水"), {"line": ("净水",)}, LAST),
}


@pytest.mark.parametrize("case", FUNNELS)
def test_the_funnel_has_the_figures_of_its_page(command, warehouse_store, case):
    words, chosen, day = FUNNELS[case]
    view = viewed(opened(warehouse_store, **chosen), day)
    found = asked(command, "funnel", *DAYS, *words)
    open_ones = {row["position"]: row for row in found["stages"] if row["kind"] == "open"}
    for stock in view.stock.to_dict("records"):
        told = open_ones.pop(stock["position"])
        for name in ("count", "amount", "median_age"):
            assert known(told[name]) == pytest.approx(stock[name], nan_ok=True), name
    assert all(row["count"] == 0 for row in open_ones.values())
    closed = view.closed.set_index("outcome")
    for outcome in ("won", "lost"):
        row = closed.loc[outcome] if outcome in closed.index else {"count": 0, "amount": 0}
        assert found[outcome]["count"] == row["count"]
        assert known(found[outcome]["amount"]) == pytest.approx(row["amount"], nan_ok=True)
    rates = win_rates(view.closed, view.cohort, view.horizon).set_index("view").rate
    assert known(found["win_rate_closed"]) == pytest.approx(rates["closed"], nan_ok=True)
    assert known(found["win_rate_cohort"]) == pytest.approx(rates["cohort"], nan_ok=True)
    assert [row["from"] for row in found["conversion"]] == view.conversion["from"].tolist()
    for told, row in zip(found["conversion"], view.conversion.to_dict("records"), strict=True):
        assert {name: known(told[name]) for name in row} == pytest.approx(row, nan_ok=True)


def test_a_count_is_a_whole_number_and_what_nobody_knows_is_null(command):
    found = asked(command, "funnel", "--as-of", "2023-12-31", "--first", "2023-12-01")
    assert [type(row["count"]) for row in found["stages"] if row["kind"] == "open"] == [int, int]
    assert found["win_rate_closed"] is None
    assert all(type(row["entered"]) is int and row["raw"] is None for row in found["conversion"])


def test_without_days_a_funnel_is_seen_on_the_last_day_that_anything_is_known_of(command):
    found = asked(command, "funnel")
    assert found["asked"]["at"].startswith(f"{LAST} 15:59:59")
    assert (found["asked"]["first"], found["asked"]["last"]) == (f"{LAST.year}-01-01", LAST.isoformat())
    later = asked(command, "funnel", "--as-of", "2030-01-01", "--first", "2024-01-01", "--last", "2030-01-01")
    assert later["asked"]["at"] == found["asked"]["at"], "nothing is known of days that have not come"


def test_as_a_reader_only_the_readers_deals_are_told_of(command, warehouse_store):
    command("users", "add", "north", "--region", "north")
    view, whole = viewed(opened(warehouse_store, NORTH), LAST), asked(command, "funnel", *DAYS)
    mine = asked(command, "funnel", *DAYS, "--as", "north")
    closed = view.closed.set_index("outcome")["count"]
    assert (mine["won"]["count"], mine["lost"]["count"]) == (closed.get("won", 0), closed.get("lost", 0))
    assert mine["stages"][1]["count"] == view.stock.set_index("position")["count"].get(2, 0)
    assert mine["lost"]["count"] < whole["lost"]["count"], "the test would not notice a leak"
    assert [row["entered"] for row in mine["conversion"]] == view.conversion.entered.tolist()
    code, _, complaint = command("funnel", "--region", "east", "--as", "north")
    assert (code, "Did you mean" in complaint) == (2, False), "what a reader may not see is not known to be there"


def test_a_reader_of_nothing_meets_no_deals(command):
    command("users", "add", "nobody")
    found = asked(command, "funnel", "--as", "nobody")
    assert (found["won"], found["lost"]) == ({"count": 0, "amount": 0}, {"count": 0, "amount": 0})
    assert all(not row["count"] for row in found["stages"])


MISTAKES = {
    "a day that is none": (["--as-of", "2025-02-30"], "2025-02-30"),
    "days the wrong way round": (["--first", "2025-03-01", "--last", "2025-02-01"], "swap"),
    "days to come": (["--as-of", "2025-01-31", "--first", "2025-02-01", "--last", "2025-02-28"], "2025-01-31"),
    "an unknown funnel": (["--funnel", "cahs"], "cash"),
    "no horizon": (["--horizon", "0"], "positive"),
    "an unknown region": (["--region", "hebai"], "hebei"),
    "an unknown reader": (["--as", "somebody"], "reader"),
    "a form that it has not": (["--format", "csv"], "json"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_said_with_what_to_change_and_exit_2(command, mistake):
    words, hint = MISTAKES[mistake]
    code, printed, complaint = command("funnel", *words)
    assert (code, printed, hint in complaint, "Traceback" in complaint) == (2, "", True, False)


def test_the_table_is_in_the_language_that_is_asked_for(command):
    _, chinese, _ = command("funnel", *DAYS, "--lang", "zh")
    _, english, _ = command("funnel", *DAYS, "--lang", "en")
    assert all(word in chinese for word in ("招投标", "在手商机", "赢单率（按关闭日期）", "不确定"))
    assert all(word in english for word in ("Bid", "Open deals", "Win rate, by closing date", "uncertain"))
