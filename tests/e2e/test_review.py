"""The weekly review in a real browser: closed on one week's data, it is where the next week's changes begin."""

import re
from datetime import timedelta

from playwright.sync_api import expect

from tests.e2e.site import END, publish_demo, serving

WAIT = 120_000  # closing makes the figures in both languages
WEEK = timedelta(days=7)


def test_a_review_that_is_closed_is_where_the_changes_of_the_next_week_begin(visit, tmp_path):
    warehouse, lock = f"duckdb:///{tmp_path}/warehouse", END - WEEK
    publish_demo(warehouse, end=lock)
    with serving(tmp_path, warehouse) as running:
        reader = visit(running, locale="en-GB")
        reader.open("/review?lang=en")
        expect(reader.page.get_by_text("No review has been closed yet: closing the first one")).to_be_visible(
            timeout=WAIT
        )
        shown = reader.page.locator('[data-tile="value"] .value').inner_text()
        reader.page.locator(".st-key-close_review button").first.click()
        reader.page.get_by_role("button", name="Yes, close it").click()
        expect(reader.page.locator(".notice", has_text="The review is closed.")).to_be_visible(timeout=WAIT)
        reader.settled()
        publish_demo(warehouse)
        reader.open("/changes?lang=en")
        said = f"Since the last review: data through {lock}"
        expect(reader.page.locator(".hint", has_text=said)).to_be_visible(timeout=WAIT)
        expect(reader.page.locator(".st-key-pick_since input").first).to_have_value(f"{lock}", timeout=WAIT)
        reader.open("/review?lang=en")
        expect(reader.page.locator(".lead", has_text=f"The last review: data through {lock}")).to_be_visible(
            timeout=WAIT
        )
        reader.page.locator("a.go", has_text="See what was shown").click()
        reader.has_in_address(r"review=[0-9a-f]{32}")
        expect(reader.page.locator(".lead", has_text="what was seen then")).to_be_visible(timeout=WAIT)
        expect(reader.page.locator('[data-tile="value"] .value')).to_have_text(
            re.compile(re.escape(shown)), timeout=WAIT
        )
        reader.page.set_viewport_size({"width": 390, "height": 844})
        assert reader.fits()
        reader.leave()
