"""The list of deals and one deal's page: chips from any address, hostile ones too; a foreign deal is like none."""

import re
from html import unescape

import pytest

from tests.pages.conftest import words

FOREIGN = "maker:T1"  # a deal of the north
OWN = "maker:T3"  # one of the east
NOT_FOUND = "没有这个商机，或者它不在您的可见范围内。"
HOSTILE = {
    "a funnel that is not": {"funnel": "nowhere"},
    "a script for a funnel": {"funnel": "<script>alert(1)</script>"},
    "stages that are not": {"stage": "99", "entered": "-1", "reached": "1; drop table"},
    "a day that is not": {"asof": "2025-02-30"},
    "a day to come": {"asof": "2199-01-01"},
    "a span that is not": {"closes": "soon_later"},
    "a status that is not": {"status": "maybe"},
    "a sorting by what is not": {"sort": "password"},
    "a pattern to search for": {"q": "%_%' or 1=1 --"},
    "a long search": {"q": "x" * 5_000},
    "a reason of markup": {"reason": "<img src=x onerror=alert(1)>"},
    "a seller without a source": {"rep": "r1"},
    "a flag that is none": {"stuck": "yes"},
    "many rows": {"rows": "999999999"},
    "everything at once": {
        "stage": "1", "entered": "2", "reached": "3", "closes": "2025-01-01_2024-01-01", "rep": "maker:r1",
        "stuck": "1", "q": "deal", "reason": "?", "status": "won", "sort": "-name",
    },
}  # fmt: skip


def chips(script) -> list[str]:
    return [unescape(text) for text in re.findall(r'class="go chip"[^>]*>(.*?)<span', words(script))]


def listed(script) -> list[str]:
    table = words(script).partition("<tbody>")[2].partition("</tbody>")[0]
    return [unescape(name) for name in re.findall(r"<tr><td[^>]*><a[^>]*>(.*?)</a></td>", table)]


@pytest.mark.parametrize("query", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("page", ["deals", "funnel"])
def test_a_hostile_address_is_answered_in_words(open_page, page, query):
    script = open_page(page, lang="en", **query)
    assert not script.exception
    assert not script.error
    said = words(script)
    assert "<script>" not in said
    assert "<img src=x" not in said
    assert "x" * 300 not in said


def test_what_is_not_known_is_named(open_page):
    said = words(open_page("deals", lang="en", funnel="nowhere", stage="99", asof="2025-02-30", sort="password"))
    for word in ("nowhere", "99", "2025-02-30", "password"):
        assert f"“{word}”" in said


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_filter_of_the_address_is_a_chip(open_page, lang):
    script = open_page(
        "deals", lang=lang, status="all", stage="2", closes="2024-01-01_2025-12-31", q="deal", rep="maker:r1"
    )
    assert (
        chips(script)
        == {
            "zh": ["销售：Rep 1", "当前阶段：招投标", "关闭日期：2024-01-01 – 2025-12-31", "搜索：deal"],
            "en": ["Rep: Rep 1", "Now in: Bid", "Closes: 2024-01-01 – 2025-12-31", "Search: deal"],
        }[lang]
    )


def test_a_chip_leads_to_the_same_list_without_its_filter(open_page):
    said = words(open_page("deals", stage="2", status="all", period="last_year"))
    link = unescape(re.search(r'<a class="go chip" href="([^"]*)"', said)[1])
    assert link == "deals?period=last_year&funnel=cash&status=all&lang=zh"


def test_open_deals_are_listed_by_their_amount(open_page):
    said = words(open_page("deals", lang="en"))
    shown = re.findall(r'data-head="Amount">(.*?)</td>', said)
    amounts = [float(amount.replace(",", "")) for amount in shown if amount != "—"]
    assert amounts == sorted(amounts, reverse=True)
    assert shown[len(amounts) :] == ["—"] * (len(shown) - len(amounts))  # deals without an amount come last
    assert f"{len(shown)} deals, {sum(amounts):,.2f} in all" in said


def test_a_search_finds_words_of_the_name_and_the_key(open_page):
    assert listed(open_page("deals", status="all", q="deal 9")) == ["Deal 9"]
    assert listed(open_page("deals", status="all", q="maker:T9")) == ["Deal 9"]
    assert listed(open_page("deals", status="all", q="%")) == []


def test_a_director_lists_no_deal_of_another_region(open_page):
    everything = {"period": "custom", "first": "2024-01-01", "last": "2025-06-18", "status": "all"}
    mine, all_deals = (set(listed(open_page("deals", who, **everything))) for who in ("east", "boss"))
    assert mine
    assert mine < all_deals
    assert "Deal 1" not in mine


@pytest.mark.parametrize("who", ["boss", "east"])
def test_a_deal_has_a_page_of_its_own(open_page, who):
    script = open_page("deals", who, "en", deal=OWN)
    said = words(script)
    assert not script.exception
    assert "<h3>Deal 3</h3>" in said
    assert "Created</b>" in said


def test_a_foreign_deal_and_one_that_is_not_are_answered_alike(open_page):
    foreign, none = (open_page("deals", "east", deal=key) for key in (FOREIGN, "maker:T999"))
    for script in (foreign, none):
        assert [notice.value for notice in script.info] == [NOT_FOUND]
        assert "<h3>" not in words(script).partition("返回商机明细")[2]
    assert words(foreign).replace(FOREIGN, "") == words(none).replace("maker:T999", "")
    assert "Deal 1" in words(open_page("deals", "boss", deal=FOREIGN))


@pytest.mark.parametrize("key", ["", "x", "maker:", ":", "maker:T3' or 1=1", "<script>alert(1)</script>", "x" * 9_000])
def test_a_hostile_key_is_no_deal(open_page, key):
    script = open_page("deals", lang="en", deal=key)
    assert not script.exception
    assert not script.error
    assert "<script>" not in words(script)
    assert "<h3>Deal" not in words(script)


def test_a_deal_of_the_past_is_listed_as_it_stood_then(open_page):
    then = words(open_page("deals", lang="en", status="open", asof="2024-03-01"))
    assert "As of" in then
    assert set(listed(open_page("deals", lang="en", asof="2024-02-20"))) != set(listed(open_page("deals", lang="en")))


def test_the_owner_of_a_deal_leads_to_the_team_in_the_list_and_on_the_deals_page(open_page):
    listed = words(open_page("deals", lang="en", status="all"))
    assert re.search(r'href="team\?[^"]*q=Rep\+2[^"]*">Rep 2</a>', listed)
    own = words(open_page("deals", lang="en", deal="maker:T1"))
    assert re.search(r'<dt>Owner</dt><dd><a class="go" href="team\?[^"]*q=Rep\+2[^"]*">Rep 2</a>', own)
