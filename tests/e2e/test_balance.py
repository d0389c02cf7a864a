"""Channel balance in a real browser: open, filter, assign several, open the page anew: what was said stays."""

import re

from playwright.sync_api import expect

WAIT = 60_000


def lines(reader):
    return reader.page.locator("table.grid.stacked tbody tr", has=reader.page.locator('a[href*="incident="]'))


def fill(reader, field, words):
    """Type into a box whose key begins so; the rest of it changes with every save."""
    box = reader.page.locator(f'[class*="st-key-{field}"] input').first
    box.fill(words)
    box.press("Enter")


def test_several_incidents_are_assigned_and_stay_so(visit):
    reader = visit(locale="en-GB")
    reader.open("/balance?lang=en")
    expect(reader.page.locator(".lead").first).to_contain_text("conflict index", timeout=WAIT)
    reader.page.locator(".tabs").get_by_text(re.compile(r"^Customer conflict \d")).click()
    reader.has_in_address("kind=customer")
    reader.settled()
    before = lines(reader).count()
    assert before >= 2
    reader.page.locator(".st-key-bulk label").first.click()
    ticks = reader.page.locator(".st-key-bulk_rows label")
    expect(ticks.first).to_be_visible(timeout=WAIT)
    for place in range(2):
        ticks.nth(place).click()
    fill(reader, "say_owner", "Li Lei")
    reader.page.locator('[class*="st-key-say_status"] [role=combobox]').click()
    reader.page.get_by_role("option", name="Accepted", exact=True).click(timeout=WAIT)
    reader.page.locator('[class*="st-key-say_comment"] input').fill("called both channels")
    reader.page.get_by_role("button", name="Save for those chosen").click()
    expect(reader.page.locator(".notice")).to_have_text("2 incidents are updated.", timeout=WAIT)
    reader.open("/balance?lang=en&status=accepted")
    expect(lines(reader)).to_have_count(2, timeout=WAIT)
    expect(lines(reader).first).to_contain_text("Li Lei")
    lines(reader).first.locator("a.go").first.click()
    reader.has_in_address("incident=")
    expect(reader.page.get_by_text("called both channels").first).to_be_visible(timeout=WAIT)
    assert reader.fits()
    reader.page.get_by_role("button", name="Take the last change back").click()
    expect(reader.page.locator(".notice")).to_contain_text("2 incidents are as before", timeout=WAIT)
    reader.open("/balance?lang=en&status=accepted")
    expect(reader.page.get_by_text("There are no such incidents in this month.")).to_be_visible(timeout=WAIT)
