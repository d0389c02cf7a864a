"""From the forecast of the quarter to a deal that decides it, in a real browser, and from quarter to month."""

import re

from playwright.sync_api import expect

ADDRESS = "/pipeline_forecast?lang=en"


def test_from_the_forecast_to_the_deal_that_decides_it_and_back(visit):
    reader = visit(locale="en-GB")
    reader.open(ADDRESS)
    headline = reader.page.locator(".headline span").first
    expect(headline).to_contain_text("expected to be won", timeout=60_000)
    quarter = headline.inner_text()
    for chart in ("pipeline_bridge", "reliability"):
        expect(reader.page.locator(f".st-key-{chart} .js-plotly-plot")).to_be_visible()

    reader.page.get_by_role("link", name="Month", exact=True).click()
    reader.has_in_address(r"[?&]grain=month")
    expect(headline).not_to_have_text(quarter, timeout=60_000)
    reader.page.get_by_role("link", name="Next", exact=True).click()
    reader.has_in_address(r"[?&]ahead=1")
    reader.page.go_back()
    reader.page.go_back()
    expect(headline).to_have_text(quarter, timeout=60_000)

    reader.page.locator("table.grid tbody a.go").first.click()
    reader.has_in_address(r"[?&]deal=demo(:|%3A)")
    expect(reader.page.locator("dl.facts")).to_contain_text("Won this quarter", timeout=60_000)
    expect(reader.page.locator("dl.facts")).to_contain_text(
        re.compile(r"\d+% · (very likely|likely|possible|unlikely)")
    )
