"""Down the regions by clicks, back by the browser and by the breadcrumbs, and two of them side by side."""

import re

from playwright.sync_api import expect

YEAR = "/regions?lang=en&period=last_year"


def test_down_to_a_province_and_back(visit):
    reader = visit()
    reader.open(YEAR)
    card = reader.page.locator("table.cards")
    card.get_by_role("link", name="East China", exact=True).click()
    reader.subtitle("East China")
    reader.has_in_address("region=demo%3Ahuadong")
    reader.page.locator("table.cards").get_by_role("link", name="Zhejiang", exact=True).click()
    reader.subtitle("Zhejiang")
    expect(reader.page.locator(".trail")).to_contain_text("East China")
    reader.page.go_back()
    reader.subtitle("East China")
    reader.page.locator(".trail").get_by_role("link", name="All regions").click()
    reader.subtitle("everything")
    assert "region=" not in reader.page.url


def test_a_tile_of_the_map_leads_down(visit):
    reader = visit()
    reader.open(YEAR)
    tile = reader.page.locator(".st-key-region_map_tiles .bars .point path").first
    tile.scroll_into_view_if_needed()

    def click() -> None:
        box = tile.bounding_box()
        spot = box["x"] + box["width"] / 3, box["y"] + box["height"] / 4  # beside the words, which lie over the tile
        reader.page.mouse.move(*spot)
        reader.page.mouse.click(*spot)

    reader.until_address(click, r"region=demo")


def test_two_regions_side_by_side_and_one_taken_away(visit):
    reader = visit()
    reader.open(YEAR)
    for count in (1, 2):
        reader.page.locator("table.cards a.swap:not(.on)").first.click()
        expect(reader.page.locator("table.beside thead th.num")).to_have_count(count, timeout=60_000)
        reader.settled()
    reader.has_in_address(r"beside=.*beside=")
    expect(reader.page.locator("table.beside em.best").first).to_be_visible()
    reader.page.locator("table.beside thead a").first.click()
    expect(reader.page.locator("table.beside thead th.num")).to_have_count(1, timeout=60_000)
    reader.has_in_address(re.escape("beside="))
