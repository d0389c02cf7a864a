"""The waterfall on the command line: the figures of the page on changes, to the cent and under the same scope."""

import json
from datetime import date, timedelta
from itertools import pairwise

import pytest

from analytics.pipeline_waterfall import figures
from data_access.pipeline_waterfall import waterfall
from domain.pipeline import CLOSE_WINDOWS
from tests.contract.deal_pages import FIRST, NORTH, asked, opened
from tests.contract.small_company import LAST
from ui.changes_bar import Asked

DAYS = [FIRST + timedelta(days=7 * place) for place in range(0, 76, 15)]


def on_the_page(ctx, before: date, after: date, window: str) -> dict:
    since = Asked(before, after, window, "amount", "", "", {}).since(ctx)
    return json.loads(json.dumps(figures(waterfall(ctx.data, ctx.filters, since))))


@pytest.mark.parametrize("window", CLOSE_WINDOWS)
def test_the_waterfall_has_the_figures_of_its_page_and_explains_all(command, warehouse_store, window):
    ctx = opened(warehouse_store)
    for before, after in pairwise(DAYS):
        words = ("--from", before.isoformat(), "--to", after.isoformat(), "--window", window)
        found = asked(command, "waterfall", *words)
        del found["asked"]
        assert found == on_the_page(ctx, before, after, window)
        assert found["unexplained"] == {"amount": 0.0, "count": 0}
        sums = [found["start"], *found["buckets"].values()]
        assert sum(row["amount"] for row in sums) == pytest.approx(found["end"]["amount"])
        assert sum(row["count"] for row in sums) == found["end"]["count"]


def test_a_window_may_be_a_month_or_any_two_days(command):
    days = ("--from", "2024-01-31", "--to", "2024-06-30")
    month = asked(command, "waterfall", *days, "--window", "month")
    assert month["asked"]["window"] == {"first": "2024-06-01", "last": "2024-06-30", "undated": False}
    same = asked(command, "waterfall", *days, "--window", "2024-06-01..2024-06-30")
    assert {**same, "asked": 0} == {**month, "asked": 0}


def test_without_days_the_waterfall_tells_of_the_last_week(command):
    found = asked(command, "waterfall")["asked"]
    assert (found["t0"][:10], found["t1"][:10]) == ((LAST - timedelta(days=7)).isoformat(), LAST.isoformat())


def test_as_a_reader_only_the_readers_deals_are_told_of(command, warehouse_store):
    command("users", "add", "north", "--region", "north")
    command("users", "add", "nobody")
    words = ("waterfall", "--from", "2024-02-29", "--to", "2024-09-30", "--window", "all")
    told = on_the_page(opened(warehouse_store, NORTH), date(2024, 2, 29), date(2024, 9, 30), "all")
    whole, mine, nothing = (asked(command, *words, *who) for who in ((), ("--as", "north"), ("--as", "nobody")))
    assert {**mine, "asked": 0} == {**told, "asked": 0}
    assert whole["end"] != mine["end"], "the test would not notice a leak"
    assert nothing["end"] == {"amount": 0.0, "count": 0}


MISTAKES = {
    "no time between": (["--from", "2025-03-01", "--to", "2025-03-01"], "2025-03-01"),
    "an unknown window": (["--window", "quater"], "quarter"),
    "half a window": (["--window", "2025-01-01.."], "2026-03-31"),
    "a window the wrong way round": (["--window", "2025-03-01..2025-01-01"], "swap"),
    "an unknown funnel": (["--funnel", "cahs"], "cash"),
    "an unknown reader": (["--as", "somebody"], "reader"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_said_with_what_to_change_and_exit_2(command, mistake):
    words, hint = MISTAKES[mistake]
    code, printed, complaint = command("waterfall", *words)
    assert (code, printed, hint in complaint, "Traceback" in complaint) == (2, "", True, False)


def test_the_table_is_in_the_language_that_is_asked_for(command):
    assert "未解释" in command("waterfall", "--lang", "zh")[1]
    assert "Unexplained" in command("waterfall", "--lang", "en")[1]
