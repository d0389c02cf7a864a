"""Calls in a real browser: one is entered, stands when the page is opened anew, and is taken back by a new entry."""

from playwright.sync_api import expect

WAIT = 60_000
ADDRESS = "/calls?region=demo:huadong&step=month&lang=en"


def test_a_call_stands_when_the_page_is_opened_anew_and_can_be_taken_back(visit):
    reader = visit(locale="en-GB")
    reader.open(ADDRESS)
    page = reader.page
    page.get_by_label("Call", exact=True).fill("3.25M")
    page.get_by_label("Commit", exact=True).fill("1,500,000")
    page.get_by_label("Best case", exact=True).fill("400万")
    page.get_by_label("Reason", exact=True).fill("Two tenders are decided this month")
    page.get_by_role("button", name="Enter", exact=True).click()
    expect(page.locator(".notice", has_text="3.25M")).to_be_visible(timeout=WAIT)
    reader.open(ADDRESS)
    expect(page.locator(".lead").first).to_contain_text("East China calls ¥3.25M", timeout=WAIT)
    expect(page.locator("tr", has_text="Two tenders are decided")).to_contain_text("1.5M", timeout=WAIT)
    page.get_by_role("button", name="Take it back").click()
    expect(page.locator(".notice", has_text="Calls put back: 1")).to_be_visible(timeout=WAIT)
    reader.open(ADDRESS)
    expect(page.locator(".lead").first).to_contain_text("has no call for", timeout=WAIT)
    expect(page.locator("tr", has_text="Two tenders are decided")).to_be_visible(timeout=WAIT)
    expect(page.locator("tr", has_text="withdrawn")).to_be_visible(timeout=WAIT)
    assert reader.fits()
