"""Partners, reps and customers in the address: chips with names, figures of just these, and nothing of the unseen."""

import re
from html import unescape

import pytest

from tests.pages.conftest import words

HOSTILE = {
    "no source": {"partner": "d1"},
    "a letter that databases refuse": {"partner": "maker:\0", "rep": "\0"},
    "a script": {"customer": "maker:<script>alert(1)</script>"},
    "ten thousand letters": {"customer": "maker:" + "x" * 10_000},
    "a quotation": {"rep": "maker:' or 1=1 --"},
    "a thousand": {"partner": [f"maker:{number}" for number in range(900)]},
    "all at once": {"partner": "maker:d1", "rep": "maker:r1", "customer": "maker:c1"},
}
PAGES = ["overview", "regions", "channels", "cash", "deals", "funnel", "changes"]


def chips(script) -> dict[str, str]:
    found = re.findall(r'class="go chip" href="([^"]*)"[^>]*>(.*?)<span', words(script))
    return {unescape(said): unescape(to) for to, said in found}


@pytest.mark.parametrize("query", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("page", PAGES)
def test_a_hostile_address_is_answered_in_words(open_page, page, query):
    script = open_page(page, lang="en", **query)
    assert not script.exception
    assert not script.error
    assert "<script>" not in words(script)


def test_a_chip_says_who_and_leads_back_to_everybody(open_page):
    script = open_page("overview", lang="en", partner=["maker:d1", "maker:s1"], deal="kept", line="净水")
    assert set(chips(script)) == {"Partner: D1", "Partner: S1"}
    for to in chips(script).values():
        assert to.count("partner=") == 1
        assert "deal=kept" in to


def test_the_filters_of_the_bar_leave_the_chips_alone(open_page):
    script = open_page("overview", lang="en", rep="maker:r1")
    script.multiselect(key="pick_region").select("maker:east").run()
    assert script.query_params["rep"] == "maker:r1"
    assert script.query_params["region"] == "maker:east"
    script.button(key="clear").click().run()
    assert set(script.query_params) == {"lang"}


def test_the_figures_are_those_of_the_partner(open_page):
    whole, own = (
        re.search(r'data-metric="orders".*?class="value">(.*?)<', words(script), re.DOTALL)[1]
        for script in (open_page("overview", lang="en"), open_page("overview", lang="en", partner="maker:d1"))
    )
    assert 0 < int(own.replace(",", "")) < int(whole.replace(",", ""))


def test_who_is_not_seen_is_as_unknown_as_who_is_not(open_page):
    foreign, none = (open_page("overview", "east", "en", customer=key) for key in ("maker:c3", "maker:c9"))
    assert not chips(foreign)
    assert words(foreign).replace("maker:c3", "") == words(none).replace("maker:c9", "")
    assert list(chips(open_page("overview", "boss", "en", customer="maker:c3"))) == ["Customer: C3"]
    assert list(chips(open_page("overview", "east", "en", customer="maker:c1"))) == ["Customer: C1"]


def test_what_has_no_customers_says_so(open_page):
    assert "The deliveries have no Customer" in words(open_page("cash", lang="en", customer="maker:c1"))
