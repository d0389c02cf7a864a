"""From the funnel to its deals and back, in a real browser: clicks, chips, one deal's page, links that reopen it."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

ADDRESS = "/funnel?funnel=cash&lang=en"


def heading(reader, words):
    expect(reader.page.locator(".heading h1")).to_have_text(words, timeout=60_000)
    reader.settled()


def click_bar(reader, chart, number):
    """Click a bar until the page is left: the click layer is bound some time after the first paint."""
    bar = reader.page.locator(f".st-key-{chart} .bars .point path").nth(number)
    bar.wait_for()

    def click():
        if "/deals" not in reader.page.url:
            bar.scroll_into_view_if_needed()
            box = bar.bounding_box()
            reader.page.mouse.move(box["x"] + box["width"] / 3, box["y"] + box["height"] / 2)
            reader.page.mouse.click(box["x"] + box["width"] / 3, box["y"] + box["height"] / 2)

    reader.until_address(click, r"/deals\?")


def parameters(reader):
    return {name: values[-1] for name, values in parse_qs(urlsplit(reader.page.url).query).items()}


def test_from_a_stage_to_its_deals_to_one_deal_and_back(visit):
    reader = visit(locale="en-GB")
    reader.open(ADDRESS)
    click_bar(reader, "funnel", 1)
    heading(reader, "Deals")
    assert parameters(reader) | {"funnel": "cash", "reached": "2", "lang": "en"} == parameters(reader)
    chip = reader.page.locator(".chip")
    expect(chip).to_have_count(1)
    expect(chip).to_contain_text("Began in the period, came to: Bid")

    found = reader.page.locator(".lead").first.inner_text()
    reader.page.locator("table.grid tbody a.go").first.click()
    reader.has_in_address(r"[?&]deal=demo(:|%3A)")
    name = reader.page.locator(".deal h3")
    expect(name).to_be_visible(timeout=60_000)
    expect(reader.page.locator("ol.events > li").last).to_contain_text("Created")
    expect(reader.page.locator(".st-key-deal_life .js-plotly-plot")).to_be_visible()

    reader.page.go_back()
    expect(reader.page.locator(".lead").first).to_have_text(found, timeout=60_000)
    reader.page.locator(".chip").click()
    expect(reader.page.locator(".chip")).to_have_count(0, timeout=60_000)
    assert "reached" not in parameters(reader)
    assert parameters(reader)["funnel"] == "cash"
    reader.page.go_back()
    expect(reader.page.locator(".chip")).to_have_count(1, timeout=60_000)
    reader.page.go_back()
    heading(reader, "Funnel")
    assert parameters(reader)["funnel"] == "cash"


def test_the_way_back_from_a_deal_keeps_the_list(visit):
    reader = visit(locale="en-GB")
    reader.open("/deals?funnel=lead&stage=2&sort=-since&lang=en")
    reader.page.locator("table.grid tbody a.go").first.click()
    expect(reader.page.locator(".deal h3")).to_be_visible(timeout=60_000)
    assert parameters(reader)["stage"] == "2"
    reader.page.locator(".back a").click()
    expect(reader.page.locator(".chip")).to_have_text(re.compile("Now in: Nurturing"), timeout=60_000)
    assert parameters(reader) == {"funnel": "lead", "stage": "2", "sort": "-since", "lang": "en"}


def test_a_slice_leads_to_its_deals_with_the_filter_chosen(visit):
    reader = visit(locale="en-GB")
    reader.open(ADDRESS + "&cut=channel")
    click_bar(reader, "heat_channel", 0)
    heading(reader, "Deals")
    assert parameters(reader)["channel"].startswith("demo:")
    expect(reader.page.locator(".st-key-pick_channel [data-tag]")).to_have_count(1)
    expect(reader.page.locator(".chip")).to_contain_text("Entered in the period")


def test_a_stuck_deal_leads_to_its_own_page(visit):
    reader = visit()
    reader.open("/funnel?funnel=cash&period=last_12_months")
    row = reader.page.locator("table.grid tbody tr:has(a.go[href*='deal='])").first
    name = row.locator("a.go[href*='deal=']").inner_text()
    row.locator("td").nth(3).click(force=True)  # the link lies over its whole row
    expect(reader.page.locator(".deal h3")).to_have_text(name, timeout=60_000)


def test_the_controls_of_the_funnel_are_in_its_address(visit):
    reader = visit(locale="en-GB")
    reader.open("/funnel?lang=en")
    for label, expected in (
        ("Lead captured → Won", {"funnel": "lead"}),
        ("Deals", {"funnel": "lead", "by": "count"}),
        ("Conversion", {"funnel": "lead", "by": "count", "stage": "4"}),
        ("within 60 days", {"funnel": "lead", "by": "count", "stage": "4", "within": "60"}),
        ("Channel", {"funnel": "lead", "by": "count", "stage": "4", "within": "60", "cut": "channel"}),
    ):
        tab = reader.page.locator(".tabs").get_by_text(label, exact=True)
        tab.click()
        expect(reader.page.locator(".tabs a[aria-current]").get_by_text(label, exact=True)).to_be_visible(
            timeout=60_000
        )
        reader.settled()
        assert parameters(reader) == {"lang": "en", **expected}
    for _ in range(2):
        reader.page.go_back()
    expect(reader.page.locator(".tabs a[aria-current]").get_by_text("within 90 days", exact=True)).to_be_visible(
        timeout=60_000
    )


def test_a_past_day_is_chosen_and_kept_in_the_link(visit):
    reader = visit()
    reader.open("/funnel?funnel=cash&asof=2026-06-30")
    expect(reader.page.locator(".headline")).to_be_visible()
    reader.page.locator("table.grid tbody a.go").first.click()
    heading(reader, "商机明细")
    assert parameters(reader)["asof"] == "2026-06-30"


def test_all_deals_of_a_list_come_as_a_file(visit, tmp_path):
    reader = visit()
    reader.open("/deals?funnel=cash&status=lost")
    with reader.page.expect_download() as started:
        reader.page.locator(".st-key-deals_csv button").click()
    saved = tmp_path / started.value.suggested_filename
    started.value.save_as(saved)
    head, *rows = saved.read_text("utf-8-sig").splitlines()
    assert head.startswith("编号,商机,阶段,金额")
    count = int(re.search(r"(\d[\d,]*) 个商机", reader.page.locator(".lead").first.inner_text())[1].replace(",", ""))
    assert len(rows) == count


def test_a_search_finds_deals_by_name_and_by_key(visit):
    reader = visit(locale="en-GB")
    reader.open("/deals?funnel=cash&status=all&lang=en")
    key = parse_qs(urlsplit(reader.page.locator("table.grid tbody a.go").first.get_attribute("href")).query)["deal"][0]
    reader.page.locator(".st-key-q input").fill(key.split(":")[1])
    reader.page.keyboard.press("Enter")
    reader.has_in_address("q=")
    expect(reader.page.locator("table.grid tbody tr")).to_have_count(1, timeout=60_000)
    expect(reader.page.locator(".chip")).to_contain_text("Search")


@pytest.mark.parametrize("width", [390, 1440, 1920])
def test_the_page_of_one_deal_has_not_to_be_scrolled_sideways_either(visit, width):
    reader = visit(viewport={"width": width, "height": 844})
    reader.open("/deals?deal=demo:D000100")
    assert reader.fits()
