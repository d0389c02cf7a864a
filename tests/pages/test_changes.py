"""The page on changes: its days and window live in the address, a cause opens its deals, what is missing is said."""

import re
from datetime import date

import pyarrow as pa
import pytest

from data_access.loading.publish import BuildSpec, build
from data_access.store import open_store
from tests.contract.small_company import tables
from tests.pages.conftest import Open, charts, words
from ui import runtime

ALL = {"since": "2024-04-01", "close": "any", "lang": "en"}
HOSTILE = (
    {"since": "yesterday", "until": "<script>alert(1)</script>"},
    {"since": "0001-01-01", "until": "9999-12-31"},
    {"since": "2025-06-18", "until": "2024-01-01"},
    {"since": "2025-06-18"},
    {"close": "never", "by": "x" * 10_000, "bucket": "'; drop table deal_span", "funnel": "atlantis"},
    {"bucket": "start"},
)
WITHOUT_HISTORY = {"opportunity_event"}
WITHOUT_DEALS = {"stage", "opportunity", "opportunity_event", "opportunity_member", "delivery", "invoice", "receipt"}


@pytest.fixture
def less(open_page: Open, tmp_path, monkeypatch: pytest.MonkeyPatch):
    """The small company without some of its tables, or with other rows in one of them."""

    def opened(without: set[str], change=lambda _name, rows: rows, **query: str):
        address = f"duckdb:///{tmp_path}/less"
        with build(open_store(address), "maker", BuildSpec()) as building:
            for name, chunk in tables("maker"):
                if name not in without:
                    building.append(name, change(name, chunk))
        monkeypatch.setenv("WAREHOUSE_URL", address)
        runtime.store.cache_clear()
        return open_page("changes", **({"lang": "en"} | query))

    return opened


def test_the_changes_add_up_and_say_so(open_page):
    script = open_page("changes", **ALL)
    said = words(script)
    assert "Open deals rose from" in said
    assert "End − start − Σ causes = unexplained: 0.00, 0 deals." in said
    assert {"waterfall", "category_moves"} <= charts(script) | {"category_moves"}


def test_the_last_seven_days_unless_the_address_says_otherwise(open_page):
    script = open_page("changes")
    assert script.date_input(key="pick_since").value == date(2025, 6, 11)
    assert script.date_input(key="pick_until").value == date(2025, 6, 18)
    script = open_page("changes", since="2024-04-01", until="2024-06-30")
    assert script.date_input(key="pick_since").value == date(2024, 4, 1)
    assert script.date_input(key="pick_until").value == date(2024, 6, 30)


def test_a_picked_day_is_written_to_the_address_and_the_rest_stays(open_page):
    script = open_page("changes", region="maker:east", close="year", by="count")
    script.date_input(key="pick_since").set_value(date(2024, 5, 1)).run()
    assert script.query_params["since"] == "2024-05-01"
    assert {"region", "close", "by", "lang"} <= set(script.query_params)
    script.multiselect(key="pick_region").select("maker:north").run()
    assert script.query_params["since"] == "2024-05-01", "the filters leave the page's own days alone"
    assert "period" not in script.query_params


def test_a_day_that_passes_the_other_moves_it(open_page):
    script = open_page("changes", since="2025-05-01", until="2025-05-31")
    script.date_input(key="pick_since").set_value(date(2025, 6, 3)).run()
    assert script.date_input(key="pick_until").value == date(2025, 6, 10)
    script.date_input(key="pick_until").set_value(date(2025, 1, 8)).run()
    assert script.date_input(key="pick_since").value == date(2025, 1, 1)


def test_tabs_lead_to_the_same_days_in_another_window(open_page):
    said = words(open_page("changes", since="2024-04-01", region="maker:east"))
    assert "changes?region=maker%3Aeast&amp;since=2024-04-01&amp;close=next" in said
    assert "changes?region=maker%3Aeast&amp;since=2024-04-01&amp;by=count" in said


def test_the_page_has_days_of_its_own_and_no_period(open_page):
    script = open_page("changes", period="last_year", **ALL)
    assert "pick_period" not in {widget.key for widget in script.selectbox}
    assert "<span>everything</span> · <span>Data through 2025-06-18</span>" in words(script)


def test_a_cause_opens_its_deals_with_before_and_after(open_page):
    said = words(open_page("changes", bucket="won", **ALL))
    assert "The deals behind: Won" in said
    assert "Bid → Won" in said or "Lead → Won" in said or "— → Won" in said
    assert 'href="deals?' in said
    assert "deal=maker%3AT" in said


def test_the_owner_of_a_deal_behind_a_cause_leads_to_the_team(open_page):
    said = words(open_page("changes", bucket="won", **ALL))
    assert re.search(r'href="team\?[^"]*q=Rep\+2[^"]*">Rep 2</a>', said)


def test_a_cause_without_deals_gives_way_to_the_largest(open_page):
    assert "The deals behind: New" in words(open_page("changes", bucket="deleted", **ALL))


@pytest.mark.parametrize("query", HOSTILE, ids="-".join)
def test_a_hostile_address_is_answered_in_words(open_page, query):
    script = open_page("changes", **({"lang": "en"} | query))
    assert not script.exception
    assert not script.error
    said = words(script)
    assert "These parts of the link are not known" in said
    assert "<script>" not in said
    assert "x" * 41 not in said


def test_nothing_happened_is_said(open_page):
    script = open_page("changes", lang="en", close="any")
    said = words(script)
    assert "nothing has changed since" in said
    assert "there are no deals to list" in said


def test_deals_without_a_close_date_are_counted_beside_the_window(open_page):
    said = words(open_page("changes", **(ALL | {"close": "all"})))
    assert re.search(r"Open deals without a close date: \d+ \(\S+\)", said)
    assert "Open deals without a close date" not in words(open_page("changes", **ALL))


def test_a_director_sees_the_own_part_and_names_no_other(open_page):
    boss, east = words(open_page("changes", **ALL)), words(open_page("changes", "east", **ALL))
    assert "T1" in boss
    assert "unexplained: 0.00, 0 deals" in east
    assert not any(f"Deal {n}<" in east for n in (1, 2, 4, 5, 7, 8, 10, 11)), "those of Hebei and the west"


def test_without_deals_there_is_a_sentence(less):
    script = less(WITHOUT_DEALS)
    assert [notice.value for notice in script.info] == ["The data have no stages of deals, hence no funnel."]


def test_rebuilt_history_is_named(less):
    said = words(less(WITHOUT_HISTORY, **ALL))
    assert re.search(r"history rebuilt from dates, without times of the stages between \(\d+ deals\)", said)
    assert "history as its source recorded it" not in said
    assert "unexplained: 0.00, 0 deals" in said


def test_without_dates_there_is_no_history_and_the_deals_are_named(less):
    def undated(name: str, rows: pa.Table) -> pa.Table:
        if name != "opportunity":
            return rows
        place = rows.column_names.index("created_on")
        return rows.set_column(place, "created_on", pa.nulls(rows.num_rows, pa.date32()))

    script = less(WITHOUT_HISTORY, undated, **ALL)
    said = words(script)
    assert "No such deal was open at either time" in said
    assert re.search(r"Open deals without a creation date, hence without a history: \d+ \(\S+\)", said)
    assert charts(script) == set()
