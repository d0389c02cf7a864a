"""The balance page: what is not measured says why, incidents lead to their evidence, and foreign figures stay away."""

import re

import pytest

from tests.pages.conftest import words

MARCH = {"lang": "en", "month": "2025-03"}
NOT_FOUND = "There is no such incident in this month, or it is not in your scope."


def incidents(script):
    """The identities that the page leads to."""
    return re.findall(r"incident=([0-9a-f]{12})", words(script))


def test_a_part_that_is_not_measured_says_why_and_the_others_weigh_more(open_page):
    said = words(open_page("balance", "boss", **MARCH))
    assert "Product conflict is not measured: no assortments of channels" in said


def test_the_verdict_is_one_sentence_with_the_index(open_page):
    said = words(open_page("balance", "boss", **MARCH))
    assert re.search(r"The conflict index of Mar 2025 is \d+\.\d \(0 is best, 100 worst\)", said)


def test_an_incident_leads_to_its_evidence(open_page):
    found = incidents(open_page("balance", "boss", **MARCH))
    assert found
    said = words(open_page("balance", "boss", **MARCH, incident=found[0]))
    assert "Evidence" in said
    assert NOT_FOUND not in said


def test_an_incident_that_there_is_not_and_one_that_is_foreign_are_answered_alike(open_page):
    boss = set(incidents(open_page("balance", "boss", **MARCH)))
    east = set(incidents(open_page("balance", "east", **MARCH)))
    assert east < boss
    for key in ("000000000000", sorted(boss - east)[0]):
        script = open_page("balance", "east", **MARCH, incident=key)
        assert [notice.value for notice in script.info] == [NOT_FOUND]


def test_a_director_is_told_that_concentration_is_not_in_scope(open_page):
    said = words(open_page("balance", "east", **MARCH))
    assert "Concentration divides by the whole company, which is not in your scope." in said
    assert "西部" not in said


@pytest.mark.parametrize("query", [{"month": "2025-13"}, {"month": "<script>"}, {"kind": "war"}, {"cut": "x" * 999}])
def test_what_the_address_says_wrongly_is_named(open_page, query):
    script = open_page("balance", "boss", **({"lang": "en"} | query))
    assert not script.exception
    assert not script.error
    assert "<script>" not in words(script)


def test_a_month_without_sales_has_no_index(open_page):
    said = words(open_page("balance", "boss", lang="en", month="2019-01"))
    assert "the index has no value" in said
