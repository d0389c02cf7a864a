"""The page on channels against each other: every box for every reader, and what the address may say."""

import re

import pytest

from tests.pages.conftest import words

YEAR = {"lang": "en", "period": "custom", "first": "2024-07-01", "last": "2025-03-31"}


def test_the_pair_with_most_at_stake_comes_with_its_incidents(open_page):
    said = words(open_page("rivals", "boss", **YEAR))
    assert re.search(r"Mar 2025: most money is at stake (between|within) .+: [\d.]+[KMB]?, incidents: \d+", said)
    assert re.search(r"balance\?month=2025-03&amp;incident=[0-9a-f]{12}", said)


def test_moves_are_told_with_what_became_of_their_buyers(open_page):
    said = words(open_page("rivals", "boss", **YEAR))
    assert re.search(r"\d+ moves from channel to channel took [\d.]+[KMB]? along: [\d.]+% of it from buyers", said)
    assert "Totals against 2023-07-03 – 2024-04-01" in said
    assert "A year before lies ahead of the data" in said


def test_a_product_is_chosen_by_a_link(open_page):
    said = words(open_page("rivals", "boss", **YEAR))
    links = re.findall(r"product=(maker%3A\w+)", said)
    assert links
    chosen = words(open_page("rivals", "boss", product=links[-1].replace("%3A", ":"), **YEAR))
    assert "the median in" in chosen or "there is no reference to hold prices against" in chosen


def test_an_elasticity_that_cannot_be_known_says_why(open_page):
    assert re.search("Not identifiable: fewer than", words(open_page("rivals", "boss", **YEAR)))


def test_a_director_sees_what_touches_the_own_region(open_page):
    said = words(open_page("rivals", "east", "en", period="custom", first="2024-07-01", last="2025-03-31"))
    assert "西部" not in said


@pytest.mark.parametrize("query", [{"pair": "x"}, {"pair": "<script>|y"}, {"product": "<script>"}, {"pair": "x" * 999}])
def test_what_nobody_knows_is_named_or_left_aside(open_page, query):
    script = open_page("rivals", "boss", **(YEAR | query))
    assert not script.exception
    assert not script.error
    assert "<script>" not in words(script)


def test_before_there_were_data_every_box_says_so(open_page):
    script = open_page("rivals", "boss", lang="en", period="custom", first="2019-01-01", last="2019-03-31")
    assert not script.exception
    assert not script.error
    assert "No conflict of channels was found in Mar 2019." in words(script)
