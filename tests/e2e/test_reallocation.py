"""Reallocation in a real browser: a slider moves result and address, a saved scenario stands there afterwards."""

import re

import pytest
from playwright.sync_api import expect

from data_access.store import open_store
from tests.e2e.site import serving
from tests.pages.spend_company import publish_spend_company

WAIT = 60_000


@pytest.fixture(scope="module")
def spending(tmp_path_factory):
    """A company whose channels were pushed harder at times, served to the local operator."""
    warehouse = f"duckdb:///{tmp_path_factory.mktemp('spend')}/warehouse"
    publish_spend_company(open_store(warehouse))
    with serving(tmp_path_factory.mktemp("spend-site"), warehouse) as running:
        yield running


def test_a_slider_changes_the_result_and_a_saved_scenario_stands_after_a_reload(visit, spending):
    reader = visit(spending, locale="en-GB")
    reader.open("/reallocation?lang=en")
    spent = reader.page.locator('[data-tile="spent"] .value')
    expect(spent).to_be_visible(timeout=WAIT)
    before = spent.inner_text()
    thumb = reader.page.locator(".st-key-plan_budget").get_by_role("slider")
    thumb.focus()
    for _ in range(4):
        thumb.press("ArrowLeft")
    expect(spent).not_to_have_text(before, timeout=WAIT)
    expect(reader.page).to_have_url(re.compile(r"budget=80"), timeout=WAIT)
    after = spent.inner_text()
    reader.page.locator(".st-key-scenario_name input").fill("Four fifths")
    reader.page.locator(".st-key-save_scenario button").click()
    expect(reader.page.locator(".notice", has_text="“Four fifths” is saved.")).to_be_visible(timeout=WAIT)
    reader.open("/reallocation?lang=en")
    link = reader.page.locator("a.go", has_text="Four fifths")
    expect(link).to_be_visible(timeout=WAIT)
    link.click()
    expect(spent).to_have_text(after, timeout=WAIT)
    reader.page.set_viewport_size({"width": 390, "height": 844})
    assert reader.fits()
    reader.leave()
