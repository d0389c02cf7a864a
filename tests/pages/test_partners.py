"""The partners page: figures as of the period's end, sentences where there are none, and a page for each partner."""

import re
from html import unescape

import pytest

from data_access import workspace
from data_access.workspace import Reader
from domain.partners import COHORTS
from domain.scope import Scope
from tests.pages.conftest import charts, sound, words
from tests.pages.test_cash import companies, opened  # noqa: F401  (fixtures)

ALL_DAYS = {"period": "custom", "first": "2024-01-01", "last": "2025-06-18"}
FIGURES = {"survival_channel", "partner_states", "partner_moves", "opening_bars", "pareto"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_says_who_is_active_and_who_brings_the_sales(open_page, lang):
    said = sound(open_page("partners", lang=lang, **ALL_DAYS), FIGURES)
    assert ("2 家在营经销商中 2 家活跃" if lang == "zh" else "2 of 2 open partners are active") in said
    assert ("3 家中的 3 家（100.0%）带来 100.0%" if lang == "zh" else "3 of 3 partners (100.0%) bring 100.0%") in said
    assert ("不到两组有终止" if lang == "zh" else "fewer than two groups") in said


def test_as_of_an_earlier_day_the_closed_one_was_open(open_page):
    early = ALL_DAYS | {"last": "2025-02-20"}
    assert "3 of 3 open partners are active" in sound(open_page("partners", lang="en", **early))


@pytest.mark.parametrize("by", COHORTS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_cohort_can_be_compared(open_page, by, lang):
    script = open_page("partners", lang=lang, by=by, **ALL_DAYS)
    said = sound(script)
    mark = re.search(r'aria-current="true" href="[^"]*">([^<]*)</a>', said)
    assert mark
    assert mark.group(1) == (COHORTS[by].zh if lang == "zh" else COHORTS[by].en)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_partner_has_a_page_of_its_own(open_page, lang):
    script = open_page("partners", lang=lang, dealer="maker:d2", **ALL_DAYS)
    said = sound(script, {"partner_life"})
    assert ("已关闭" if lang == "zh" else "Closed") in said
    assert "2025-02-28" in said
    assert not charts(script) & FIGURES


def test_a_foreign_partner_and_one_that_is_none_are_answered_alike(open_page):
    told = [words(open_page("partners", "east", "en", dealer=key)) for key in ("maker:d2", "maker:none")]
    assert told[0] == told[1]
    assert "There is no such partner" in told[0]
    assert "D2" not in told[0]


def test_a_director_sees_the_partners_at_home_only(open_page):
    said = sound(open_page("partners", "east", "en", **ALL_DAYS))
    assert "D1" in said
    assert "D2" not in said


def test_rows_lead_to_partners_and_keep_the_selection(open_page):
    said = sound(open_page("partners", lang="en", region="maker:east", **ALL_DAYS))
    links = [unescape(link) for link in re.findall(r'href="(partners\?[^"]*)"', said)]
    assert any("dealer=maker%3Ad1" in link for link in links)
    assert all("region=maker%3Aeast" in link and "lang=en" in link for link in links)


def test_a_partner_is_found_by_name_or_key(open_page):
    assert "D1" in words(open_page("partners", lang="en", q="d1", **ALL_DAYS))
    assert "No partner matches the search." in words(open_page("partners", lang="en", q="zz", **ALL_DAYS))


def test_what_partners_do_not_have_is_said_once(open_page):
    script = open_page("partners", lang="en", line="净水", **ALL_DAYS)
    assert not script.exception
    assert [notice.value for notice in script.info] == [
        "The partners have no Product line: take that filter or grouping away."
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_orders_it_is_not_measured(opened, lang):  # noqa: F811
    script = opened("order_line")("partners", lang=lang)
    assert not script.exception
    assert ("未测量" if lang == "zh" else "Not measured") in words(script)
    assert not charts(script)


def test_without_costs_there_is_a_contribution_before_them(opened):  # noqa: F811
    said = sound(opened("channel_cost")("partners", lang="en", **ALL_DAYS), FIGURES)
    assert "No partner costs more than it earns" in said


def test_a_reader_of_own_orders_is_told_why_there_are_none(open_page, company):
    own = Scope(regions=frozenset({"maker:east"}), reps=frozenset({"maker:r1"}))
    space = workspace.open_workspace(company["WORKSPACE_URL"])
    workspace.add_reader(space, Reader("partner-seller", "Seller", own), "tests")
    said = words(open_page("partners", "partner-seller", "en"))
    assert "No partner is at home in the selection" in said


def test_a_hostile_address_is_answered_in_words(open_page):
    hostile = {"by": "<script>", "dealer": "<img src=x onerror=1>" + "y" * 9000, "q": "%00", "region": "'"}
    script = open_page("partners", lang="en", **hostile)
    assert not script.exception
    assert not script.error
    said = words(script)
    assert "<script>" not in said
    assert "<img src=x" not in said
