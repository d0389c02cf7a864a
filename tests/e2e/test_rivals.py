"""Who fights whom, in a real browser: a pair opens its incidents, one of them its evidence; a product its prices."""

from playwright.sync_api import expect

ADDRESS = "/rivals?lang=en"
WAIT = 120_000


def test_a_pair_opens_its_incidents_and_an_incident_its_evidence(visit):
    reader = visit(locale="en-GB")
    reader.open(ADDRESS)
    cells = reader.page.locator(".st-key-rivals .bars .point path")
    expect(cells.first).to_be_visible(timeout=WAIT)

    def click() -> None:
        """On the rim of the cell: the words lie over its middle."""
        box = cells.last.bounding_box()
        spot = box["x"] + 5, box["y"] + 5
        reader.page.mouse.move(*spot)
        reader.page.mouse.click(*spot)

    reader.until_address(click, r"[?&]pair=demo")
    reader.settled()
    listed = reader.page.locator('a.go[href*="incident="]')
    expect(listed.first).to_be_visible(timeout=WAIT)
    listed.first.click()
    reader.has_in_address(r"/balance\?.*incident=[0-9a-f]{12}")
    expect(reader.page.get_by_text("Evidence")).to_be_visible(timeout=WAIT)
    reader.page.go_back()
    reader.has_in_address(r"/rivals\?.*pair=demo")


def test_flows_come_as_a_file_and_a_product_opens_its_prices(visit, tmp_path):
    reader = visit(locale="en-GB")
    reader.open(ADDRESS)
    expect(reader.page.locator(".st-key-migration .sankey-link").first).to_be_visible(timeout=WAIT)
    reader.page.locator(".st-key-migration_more button").click()
    opened = reader.page.locator('[data-testid="stPopoverBody"]')
    expect(opened.locator('[data-testid="stDataFrame"]')).to_be_visible(timeout=WAIT)
    with reader.page.expect_download() as started:
        opened.get_by_text("Download CSV").click()
    saved = tmp_path / started.value.suggested_filename
    started.value.save_as(saved)
    head, *lines = saved.read_text("utf-8-sig").splitlines()
    assert head.startswith("From,To,Buyers,Moves,Revenue moved,Expanded,Cannibalised")
    assert lines
    reader.page.keyboard.press("Escape")
    products = reader.page.locator('a.go[href*="product=demo"]')
    name = products.nth(1).inner_text()
    products.nth(1).click()
    reader.has_in_address(r"product=demo(:|%3A)")
    reader.settled()
    expect(reader.page.locator(".lead p", has_text=f"{name}: ")).to_be_visible(timeout=WAIT)
    assert reader.fits()
