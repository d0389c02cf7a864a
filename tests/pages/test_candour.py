"""What pages say where there is nothing to compare with, nothing to compute from, or only part of a target."""

import pytest

from data_access.loading.publish import BuildSpec, build
from data_access.store import open_store
from tests.contract.small_company import tables
from tests.pages.conftest import Open, charts, words
from ui import runtime

FIRST_YEAR = {"period": "custom", "first": "2024-01-01", "last": "2024-12-31"}
DEALS = {"region", "channel", "product", "customer", "rep", "stage", "opportunity", "source_state"}


@pytest.fixture(scope="module")
def deals(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The small company as its CRM alone knows it: deals, no orders."""
    address = f"duckdb:///{tmp_path_factory.mktemp('deals')}/warehouse"
    with build(open_store(address), "maker", BuildSpec()) as building:
        for name, chunk in tables("maker"):
            if name in DEALS:
                building.append(name, chunk)
    return address


@pytest.fixture
def deals_only(open_page: Open, deals: str, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Runs a page of that company."""
    monkeypatch.setenv("WAREHOUSE_URL", deals)
    runtime.store.cache_clear()
    return open_page


def test_a_target_for_part_of_the_revenue_gets_no_bar(open_page):
    said = words(open_page("overview", lang="en", period="last_year"))
    tile = said.split('data-metric="revenue"')[1].split("</article>")[0]
    assert "Target ¥108K" in tile
    assert "covers part of revenue" in tile
    assert 'class="target"' not in tile


def test_a_target_for_all_of_the_revenue_has_its_share(open_page):
    said = words(open_page("overview", lang="en", period="last_year", region="maker:west"))
    tile = said.split('data-metric="revenue"')[1].split("</article>")[0]
    assert 'class="target"' in tile
    assert "covers part" not in tile


def test_a_trend_says_why_its_targets_are_not_drawn(open_page):
    assert "目标只覆盖部分销售，不能与全部销售相比" in words(open_page("overview", period="last_year"))
    assert "目标只覆盖部分销售" not in words(open_page("regions", period="last_year", region="maker:west"))


def test_the_first_year_of_the_data_has_no_causes_and_no_movers(open_page):
    script = open_page("overview", **FIRST_YEAR)
    assert words(script).count("没有可比的去年同期：数据自 2024-01-01 起。") == 2
    assert charts(script) == {"trend", "mix_region", "mix_channel"}
    assert "movers_region" not in charts(open_page("regions", **FIRST_YEAR))


def test_the_second_year_has_both(open_page):
    script = open_page("overview", period="this_year")
    assert {"why", "movers_region"} <= charts(script)
    assert "没有可比的去年同期" not in words(script)


def test_without_orders_the_pages_are_about_won_deals(deals_only):
    script = deals_only("overview", lang="en")
    said = words(script)
    assert not script.exception
    assert not script.error
    assert "Won amount over time" in said
    assert 'data-metric="won_deals"' in said
    assert "trend" in charts(script)
    assert "Not measured: there are no order lines in the data." in said


@pytest.mark.parametrize("page", ["regions", "channels", "data", "glossary"])
def test_without_orders_every_page_opens(deals_only, page):
    script = deals_only(page, lang="en")
    assert not script.exception
    assert not script.error


def test_a_column_that_nobody_has_is_not_shown(deals_only):
    said = words(deals_only("regions", lang="en"))
    assert "Won amount</th>" in said
    assert "Margin rate</th>" not in said
