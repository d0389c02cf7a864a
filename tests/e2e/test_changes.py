"""What changed, in a real browser: a cause opens its deals, a deal opens its life, and the way back is kept."""

from playwright.sync_api import expect

ADDRESS = "/changes?since=2026-07-19&close=any&lang=en"
WAIT = 60_000


def click_cause(reader, name):
    """Click a row of the waterfall until its deals are there: the click layer is bound some time after the paint."""
    bars = reader.page.locator(".st-key-waterfall .bars .point path")
    names = reader.page.locator(".st-key-waterfall .ytick text")
    expect(names.filter(has_text=name)).to_have_count(1, timeout=WAIT)

    def click():  # drawn anew or not, each time by what stands there now; texts of a drawing have no inner text
        bars.nth(names.all_text_contents().index(name)).click(force=True, timeout=WAIT)

    reader.until_address(click, r"[?&]bucket=")


def test_a_cause_opens_its_deals_and_a_deal_its_life(visit):
    reader = visit(locale="en-GB")
    reader.open(ADDRESS)
    expect(reader.page.locator(".hint", has_text="unexplained: 0.00, 0 deals")).to_be_visible(timeout=WAIT)
    click_cause(reader, "Won")
    reader.has_in_address("bucket=won")
    expect(reader.page.get_by_text("The deals behind: Won")).to_be_visible(timeout=WAIT)
    expect(reader.page.locator(".st-key-changed_deals tbody")).to_contain_text("→ Won")
    reader.page.locator(".st-key-changed_deals a.go").first.click()
    reader.has_in_address(r"/deals\?.*deal=demo")
    expect(reader.page.locator(".st-key-deal_life .js-plotly-plot")).to_be_visible(timeout=WAIT)
    reader.page.go_back()
    reader.has_in_address("/changes")
    expect(reader.page.get_by_text("The deals behind: Won")).to_be_visible(timeout=WAIT)


def test_the_pages_own_days_and_window_stay_with_filters_and_language(visit):
    reader = visit()
    reader.open(ADDRESS.replace("lang=en", "lang=zh"))
    reader.choose("pick_region", "华东")
    reader.subtitle("华东")
    for kept in ("since=2026-07-19", "close=any"):
        reader.has_in_address(kept)
    reader.page.locator(".tabs a.go", has_text="商机数").click()
    reader.has_in_address("by=count")
    reader.has_in_address("region=demo")
    reader.settled()
    expect(reader.page.locator(".hint", has_text="未解释：0.00，0 个商机")).to_be_visible(timeout=WAIT)
    assert reader.fits()
