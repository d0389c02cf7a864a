"""The page on structure: shares against shares, dependences with money, and no share of a part taken for the whole."""

import re

import pytest

from tests.pages.conftest import words

YEAR = {"lang": "en", "period": "custom", "first": "2024-01-01", "last": "2025-06-18"}


def test_dependences_come_with_their_money(open_page):
    said = words(open_page("mix", "boss", **YEAR))
    assert re.search(r"One (customer|partner|channel), .+, is [\d.]+% of .+: [\d.]+[KMB]? at risk", said)


def test_margin_is_held_against_revenue(open_page):
    assert re.search(r"of (revenue|the margin).*\(margin rate [\d.]+%\)", words(open_page("mix", "boss", **YEAR)))


def test_concentration_says_how_many_members_weigh_alike(open_page):
    said = words(open_page("mix", "boss", by="region_1", step="quarter", **YEAR))
    assert re.search(r"\d+ regions weigh as much as [\d.]+ of equal size", said)
    assert re.search(r"Gini over \d regions: 0\.\d\d", said)


def test_a_director_is_told_that_concentration_is_not_in_scope(open_page):
    said = words(open_page("mix", "east", **YEAR))
    assert "Concentration divides by the whole company, which is not in your scope." in said
    assert "needs the total of the whole company" in said
    assert "西部" not in said


@pytest.mark.parametrize("query", [{"by": "planet"}, {"step": "<script>"}, {"by": "x" * 999}])
def test_what_the_address_says_wrongly_is_named(open_page, query):
    script = open_page("mix", "boss", **({"lang": "en"} | query))
    assert not script.exception
    assert not script.error
    assert "<script>" not in words(script)


@pytest.mark.parametrize("by", ["channel", "region_1", "partner", "customer", "product"])
def test_every_kind_of_member_can_be_looked_at_before_there_were_data(open_page, by):
    script = open_page("mix", "boss", lang="en", by=by, period="custom", first="2019-01-01", last="2019-03-31")
    assert not script.exception
    assert not script.error


def test_the_limits_are_the_rules_of_the_balance_page(open_page, own_space):
    assert "channel 50%" in words(open_page("mix", "boss", **YEAR))
    script = open_page("balance", lang="en", part="rules")
    next(one for one in script.number_input if one.key.startswith("rule_dependent_channel")).set_value(12.5)
    next(one for one in script.text_input if one.key.startswith("rules_why")).set_value("the board")
    next(one for one in script.button if one.label == "Save the rules").click().run()
    assert not script.error
    said = words(open_page("mix", "boss", **YEAR))
    assert "channel 12.5%" in said
    assert "channel 12.5%" in words(open_page("mix", "east", **YEAR)), "one rule for everybody"
