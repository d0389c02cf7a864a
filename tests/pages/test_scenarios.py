"""The page on scenarios: effects in money, the whole of it in the address, kept and compared, within the scope."""

import re

import pytest

from data_access.workspace import scenarios
from data_access.workspace.review_items import every_item
from domain.metric import Unit
from domain.written import written
from i18n import Locale
from tests.pages.conftest import words

ASSUMED = {"win": "20", "size": "5", "cycle": "-10", "price": "3", "elastic": "-0.5", "spend": "10",
           "deal": ["50000:Metro", "-10000:Bank"]}  # fmt: skip


def kept(script, name):
    """The page after its scenario was kept under a name."""
    next(one for one in script.text_input if one.key.startswith("scenario_name")).set_value(name)
    next(one for one in script.button if one.key and one.key.startswith("keep_scenario")).click().run()
    assert not script.exception
    return script


@pytest.mark.parametrize("of", ["quarter", "next", "month", "next_month"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_period_has_a_base_and_effects(open_page, lang, of):
    script = open_page("scenarios", lang=lang, of=of, **ASSUMED)
    said = words(script)
    assert not script.exception
    assert not script.error
    assert ("按这些假设为" in said) if lang == "zh" else ("under these assumptions" in said)
    assert "Metro" in said
    assert len(script.get("plotly_chart")) == 1


def test_without_assumptions_the_base_stands_alone(open_page):
    said = words(open_page("scenarios", lang="en"))
    assert "Change an assumption to see what it is worth" in said
    assert "Assume nothing" not in said


def test_an_assumption_goes_into_the_address_and_comes_from_it(open_page):
    script = open_page("scenarios", lang="en", win="20")
    assert script.number_input(key="assume_win").value == 20
    script.number_input(key="assume_size").set_value(7.5).run()
    assert script.query_params["size"] == "7.5"
    assert script.query_params["win"] == "20"
    script.number_input(key="assume_win").set_value(0.0).run()
    assert "win" not in script.query_params


def test_a_one_off_deal_is_added_and_a_wrong_one_refused(open_page):
    script = open_page("scenarios", lang="en")
    script.text_input(key="deal_name_0").set_value("Metro <b>")
    script.text_input(key="deal_amount_0").set_value("5万")
    script.button(key="add_deal_0").click().run()
    assert script.query_params["deal"] in ("50000:Metro <b>", ["50000:Metro <b>"])
    assert "<b>" not in words(script).replace("<b>Fulcrum</b>", "").replace('<b aria-current="page">', "")
    script.text_input(key="deal_name_1").set_value("Nothing")
    script.text_input(key="deal_amount_1").set_value("0")
    script.button(key="add_deal_1").click().run()
    assert "an amount that is not 0" in words(script)


def test_scenarios_are_kept_opened_compared_and_taken_off(open_page, own_space):
    kept(open_page("scenarios", lang="en", win="20"), "Push {hard}")
    kept(open_page("scenarios", lang="en", **ASSUMED), "Everything")
    rows = scenarios.history(own_space)
    assert [(one.who, one.name) for one in rows] == [("boss", "Everything"), ("boss", "Push {hard}")]
    assert rows[0].query["deal"] == ASSUMED["deal"]
    ids = [str(one.id) for one in rows]
    script = open_page("scenarios", lang="en", size="5", **{"with": ids})
    said = words(script)
    assert not script.exception
    assert not script.error
    assert "Push {hard}" in said
    assert re.search(r'href="scenarios\?[^"]*win=20[^"]*"', said)
    assert "Bank −10,000.00" in said
    script.button(key="withdraw_scenario").click().run()
    assert "is off the list" in words(script)
    assert len(scenarios.history(own_space)) == 3
    nothing = kept(open_page("scenarios", lang="en"), "Nothing")
    assert "Change an assumption first" in words(nothing)


def test_a_director_meets_only_the_own_scenarios(open_page, own_space):
    kept(open_page("scenarios", lang="en", win="20"), "Boss only")
    script = open_page("scenarios", "east", "en", win="5", **{"with": "1"})
    said = words(script)
    assert "Boss only" not in said
    assert "Scenario to compare “1”" in said
    kept(script, "East")
    assert scenarios.history(own_space)[0].regions == ("maker:east",)
    assert "East" in words(open_page("scenarios", "boss", "en"))


@pytest.mark.parametrize(
    "query",
    [
        {"win": "abc", "size": "1e9", "cycle": "-100", "of": "decade", "with": ["x", "99999", "-1"]},
        {"deal": ["<script>alert(1)</script>", "5:<img src=x onerror=alert(1)>", "NaN:x", "1e99:x"]},
        {"deal": [f"{n}:d{n}" for n in range(1, 50)]},
        {"win": ["10", "20"], "of": ["quarter", "next"]},
        {"response": "nan", "elastic": "inf", "spend": "x" * 10_000},
        {"region": "atlantis", "channel": "?"},
        {"with": ["²", "1" * 500]},
    ],
)
def test_a_hostile_address_is_answered_in_words(open_page, query):
    script = open_page("scenarios", lang="en", **query)
    said = words(script)
    assert not script.exception
    assert not [one.value for one in script.error]
    assert "<script>" not in said
    assert "<img src=x" not in said


def test_a_slice_without_deals_says_why_there_is_nothing(open_page):
    script = open_page("scenarios", lang="en", region="maker:east", channel="maker:dealer")
    assert not script.exception
    assert not script.error


def test_a_kept_scenario_is_put_into_the_review_with_its_own_figures(open_page, own_space):
    kept(open_page("scenarios", lang="en", win="20", deal="50000:Metro", region="maker:north"), "Push north")
    script = open_page("scenarios", lang="en")
    script.button(key="put_scenarios").click().run()
    assert not script.exception
    assert not script.error
    (one,) = every_item(own_space)
    assert one.item.query == {"win": "20", "deal": ["50000:Metro"], "region": ["maker:north"]}
    assert one.item.name == "Push north (2025-04-01 – 2025-06-30)"
    assert one.item.figures["total"] >= one.item.figures["base"] + 50_000
    east = words(open_page("scenarios", lang="en", win="20", deal="50000:Metro", region="maker:north"))
    assert written(one.item.figures["total"], Unit.MONEY, Locale.EN) in east, "the figure of its slice, not of the page"
    listed = words(open_page("review", lang="en"))
    assert "Push north" in listed
    assert "region=maker%3Anorth&amp;win=20" in listed
    script.button(key="put_scenarios_undo").click().run()
    assert every_item(own_space) == []
