"""The funnel page says what it looks at, bears what an installation does not have, and leads to the deals behind it."""

import re
from html import unescape

import pytest

from data_access.loading.publish import BuildSpec, build
from data_access.store import open_store
from tests.contract.small_company import tables
from tests.pages.conftest import Open, words
from ui import runtime

ALL_DAYS = {"period": "custom", "first": "2024-01-01", "last": "2025-06-18"}


def published(open_page: Open, address: str, monkeypatch: pytest.MonkeyPatch, left_out: set[str]) -> Open:
    """The small company without some of its tables."""
    with build(open_store(address), "maker", BuildSpec()) as building:
        for name, chunk in tables("maker"):
            if name not in left_out:
                building.append(name, chunk)
    monkeypatch.setenv("WAREHOUSE_URL", address)
    runtime.store.cache_clear()
    return open_page


def test_it_names_the_source_of_its_history_and_the_deals_without_a_beginning(open_page):
    said = words(open_page("funnel", lang="en", **ALL_DAYS))
    assert "history as its source recorded it" in said


def test_history_that_was_rebuilt_is_called_so(open_page, tmp_path, monkeypatch):
    opened = published(open_page, f"duckdb:///{tmp_path}/dates", monkeypatch, {"opportunity_event"})
    said = words(opened("funnel", lang="en", **ALL_DAYS))
    assert "history rebuilt from dates, without times of the stages between" in said
    assert "as its source recorded it" not in said


@pytest.mark.parametrize("page", ["funnel", "deals"])
def test_without_stages_there_is_a_sentence(open_page, tmp_path, monkeypatch, page):
    left_out = {"stage", "opportunity", "opportunity_event", "opportunity_member", "delivery"}
    opened = published(open_page, f"duckdb:///{tmp_path}/none", monkeypatch, left_out)
    script = opened(page)
    assert not script.exception
    assert not script.error
    assert any("没有商机阶段" in notice.value for notice in script.info)


def test_figures_lead_to_their_deals_with_the_funnel_and_the_period(open_page):
    said = words(open_page("funnel", lang="en", region="maker:east", **ALL_DAYS))
    links = [unescape(link) for link in re.findall(r'href="(deals\?[^"]*)"', said)]
    assert links
    for link in links:
        assert ("funnel=all" if "closes=" in link else "funnel=cash") in link  # plans are for deals of every funnel
        assert "region=maker%3Aeast" in link
        assert "lang=en" in link


@pytest.mark.parametrize("by", ["amount", "count"])
@pytest.mark.parametrize("cut", ["region", "channel", "rep", "product_line", "segment"])
def test_every_cut_by_every_measure_is_drawn(open_page, by, cut):
    script = open_page("funnel", lang="en", by=by, cut=cut, within="180", stage="1", **ALL_DAYS)
    assert not script.exception
    assert not script.error
    drawn = [element.proto.id for element in script.get("plotly_chart")]
    for chart in (f"heat_{cut}", "stage_moves", "flow", "conversion", "staying"):
        assert any(one.endswith(chart) for one in drawn), chart


def test_a_day_before_any_deal_has_sentences_instead_of_figures(open_page):
    script = open_page("funnel", lang="en", asof="2023-06-30")
    assert not script.exception
    assert not script.error
    assert "No deal was created in the period" in words(script)


def test_the_day_looked_from_is_in_every_link(open_page):
    said = words(open_page("funnel", asof="2025-03-31"))
    links = re.findall(r'class="go" href="(?:funnel|deals)\?([^"]*)"', said)
    assert len(links) > 10
    assert all("asof=2025-03-31" in link for link in links)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_coverage_has_its_formula_beside_it(open_page, lang):
    said = words(open_page("funnel", lang=lang))
    assert {"zh": "覆盖 = 该季度预计成交的在手金额 ÷", "en": "Coverage = open amount expected to close"}[lang] in said
