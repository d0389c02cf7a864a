"""Scenarios in a real browser: an assumption is typed, stands in the address, is kept, and stands beside another."""

from playwright.sync_api import expect

WAIT = 60_000


def test_an_assumption_is_typed_kept_and_compared(visit):
    reader = visit(locale="en-GB")
    reader.open("/scenarios?lang=en&of=next")
    page = reader.page
    win = page.locator(".st-key-assume_win input")
    win.fill("15")
    win.press("Enter")
    reader.has_in_address(r"win=15")
    expect(page.locator(".lead").first).to_contain_text("under these assumptions", timeout=WAIT)
    page.locator('[class*="st-key-scenario_name"] input').fill("A sixth more")
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.locator(".notice", has_text="A sixth more")).to_be_visible(timeout=WAIT)
    reader.open("/scenarios?lang=en&of=next&size=5&with=1")
    expect(page.locator(".st-key-wide_beside th", has_text="A sixth more")).to_be_visible(timeout=WAIT)
    page.locator("table.grid a.go", has_text="A sixth more").first.click()
    reader.has_in_address(r"win=15")
    assert reader.fits()
