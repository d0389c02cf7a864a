"""Channels, partners and people: sort, search, go to one of them and back, and the selection comes along."""

from playwright.sync_api import expect

YEAR = "lang=en&period=last_year"


def test_channels_sort_and_lead_down(visit):
    reader = visit()
    reader.open(f"/channels?{YEAR}")
    scores = reader.page.locator("table.scores").first
    scores.locator("thead").get_by_role("link", name="New customers").click()
    reader.has_in_address("sort=new_customers")
    head = scores.locator("th[aria-sort]")  # the rows are put in order after the address
    expect(head).to_contain_text("New customers", timeout=60_000)
    reader.settled()
    first = reader.page.locator("table.scores tbody a.go").first
    name = first.inner_text()
    first.click()
    reader.subtitle(name)
    reader.has_in_address("channel=demo%3A")
    reader.page.go_back()
    reader.subtitle("everything")
    reader.has_in_address("sort=new_customers")


def test_a_silent_partner_has_a_page_of_its_own(visit):
    reader = visit()
    reader.open(f"/partners?{YEAR}")
    partner = reader.page.locator('a[href*="dealer="]').first
    name = partner.inner_text()
    partner.click()
    reader.has_in_address("dealer=")
    reader.settled()
    expect(reader.page.locator("[data-testid=stMain]")).to_contain_text(name)
    reader.page.locator("p.back a").click()
    expect(reader.page.locator("p.back")).to_have_count(0)
    reader.has_in_address(r"/partners(\?(?!.*dealer=).*)?$")
    reader.has_in_address("period=last_year")


def test_people_by_region_and_the_deals_of_one(visit):
    reader = visit()
    reader.open(f"/team?{YEAR}")
    reader.page.locator(".tabs-row").get_by_role("link", name="Region", exact=True).click()
    reader.has_in_address("by=region")
    reader.settled()
    seller = reader.page.locator('a[href*="rep="]').first
    name = seller.inner_text()
    seller.click()
    expect(reader.page.locator(".heading h1")).to_have_text("Deals")
    reader.settled()
    assert name in reader.said()
    reader.page.go_back()
    expect(reader.page.locator(".heading h1")).to_have_text("Team")
    reader.has_in_address("by=region")
