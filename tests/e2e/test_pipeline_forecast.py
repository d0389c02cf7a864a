"""From the forecast of the quarter to that of the month, the next one, and back, in a real browser."""

from playwright.sync_api import expect

ADDRESS = "/pipeline_forecast?lang=en"


def test_from_the_quarter_to_the_next_month_and_back(visit):
    reader = visit(locale="en-GB")
    reader.open(ADDRESS)
    headline = reader.page.locator(".headline span").first
    expect(headline).to_contain_text("expected to be won", timeout=60_000)
    quarter = headline.inner_text()
    expect(reader.page.locator(".st-key-pipeline_bridge .js-plotly-plot")).to_be_visible()

    reader.page.get_by_role("link", name="Month", exact=True).click()
    reader.has_in_address(r"[?&]grain=month")
    expect(headline).not_to_have_text(quarter, timeout=60_000)
    reader.page.get_by_role("link", name="Next", exact=True).click()
    reader.has_in_address(r"[?&]ahead=1")
    reader.page.go_back()
    reader.page.go_back()
    expect(headline).to_have_text(quarter, timeout=60_000)
