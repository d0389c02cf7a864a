"""The forecast in a real browser: steps, method, down into the parts, to the page of one part, and to the accuracy."""

import re

from playwright.sync_api import expect

ADDRESS = "/forecast?lang=en"


def test_from_the_whole_into_a_region_and_to_its_own_page(visit):
    reader = visit(locale="en-GB")
    reader.open(ADDRESS)
    expect(reader.page.locator("p.headline")).to_contain_text("The next 6 months bring")
    reader.page.get_by_role("link", name="3 months", exact=True).click()
    reader.has_in_address(r"horizon=3")
    expect(reader.page.locator("p.headline")).to_contain_text("The next 3 months bring")
    reader.page.get_by_role("link", name="East China", exact=True).first.click()
    reader.has_in_address(r"within=region_1")
    expect(reader.page.locator(".trail")).to_contain_text("East China", timeout=60_000)
    reader.settled()
    reader.page.locator(".trail").get_by_role("link", name=re.compile("This page for")).click()
    reader.subtitle("East China")
    reader.has_in_address(r"region=demo%3Ahuadong")
    assert "within=" not in reader.page.url
    reader.page.go_back()
    reader.subtitle("everything")
    expect(reader.page.locator(".trail")).to_contain_text("East China", timeout=60_000)


def test_weeks_and_another_method_are_kept_in_the_link(visit):
    reader = visit(locale="en-GB")
    reader.open(ADDRESS)
    reader.page.get_by_role("link", name="Week", exact=True).click()
    reader.has_in_address(r"grain=week")
    reader.settled()
    reader.choose("pick_method", "Theta method")
    reader.has_in_address(r"method=theta")
    expect(reader.page.locator("p.headline")).to_contain_text("Theta method", timeout=60_000)
    again = visit(locale="en-GB")
    again.open(reader.page.url.removeprefix(reader.address))
    expect(again.page.locator("p.headline")).to_contain_text("Theta method: off by")
    expect(again.page.locator("p.headline")).to_contain_text("The next 13 weeks bring")


def test_without_stored_forecasts_the_accuracy_says_what_to_run(visit):
    reader = visit()
    reader.open("/accuracy?lang=zh")
    expect(reader.page.locator("p.headline")).to_contain_text("manage.py forecast")
