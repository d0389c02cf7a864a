"""The page on reallocation: a verdict with money, sliders that are the address, scenarios; nobody else's figures."""

import re
from html import unescape

import pytest

from data_access.workspace.review_items import every_item
from data_access.workspace.spend_scenarios import scenarios
from domain.scope import EVERYTHING, Scope
from tests.pages.conftest import published, words
from tests.pages.spend_company import publish_spend_company

MOVE = r"Moving [\d.]+[KMB] from .+ to .+ would bring [\d.]+[KMB] of margin a year \(80 %: [\d.]+[KMB] to [\d.]+[KMB]\)"


@pytest.fixture(scope="session")
def company(tmp_path_factory):
    return published(tmp_path_factory.mktemp("spend"), publish_spend_company)


def tile(script, name):
    """The value of a tile."""
    return re.search(rf'data-tile="{name}".*?class="value">([^<]+)<', words(script))[1]


def test_the_verdict_says_what_to_move_and_what_it_would_bring(open_page):
    script = open_page("reallocation", lang="en")
    said = unescape(words(script))
    assert not script.exception
    assert not script.error
    assert re.search(MOVE, said)
    assert "Post: curve not known, spend is kept." in said
    assert "spend hardly ever moved" in said
    assert re.search(r"\d+% more in \w+ for \d+ weeks", said)
    assert re.search(r"The error is [\d.]+% with a look at spend and [\d.]+% without", said)


def test_a_slider_is_the_address_and_changes_the_result(open_page):
    script = open_page("reallocation", lang="en")
    before = tile(script, "spent")
    script.slider(key="plan_budget").set_value(70).run()
    assert script.query_params["budget"] == "70"
    assert tile(script, "spent") != before
    again = open_page("reallocation", lang="en", budget="70")
    assert again.slider(key="plan_budget").value == 70
    assert tile(again, "spent") == tile(script, "spent")


def test_bounds_of_a_channel_are_kept_and_the_usual_ones_stay_out_of_the_address(open_page):
    script = open_page("reallocation", lang="en", bound="maker:live~100~100")
    ends = script.slider(key="plan_maker:live")
    assert ends.value == (100, 100)
    ends.set_value((50, 150)).run()
    assert "bound" not in script.query_params
    script.slider(key="plan_maker:shop").set_value((90, 110)).run()
    assert script.query_params["bound"] == "maker:shop~90~110"


def test_a_budget_below_the_bounds_says_what_to_change(open_page):
    said = unescape(words(open_page("reallocation", lang="en", budget="50", bound="maker:live~200~300")))
    assert "is less than the lower bounds take together" in said


HOSTILE = [
    {"budget": "-5"},
    {"budget": "<script>x"},
    {"budget": "9" * 999},
    {"bound": ["a~b", "~~", "maker:live~9~1"]},
    {"bound": "maker:nowhere~0~100"},
]


@pytest.mark.parametrize("query", HOSTILE)
def test_a_hostile_address_is_answered_in_words(open_page, query):
    script = open_page("reallocation", lang="en", **query)
    assert not script.exception
    assert not script.error
    assert "<script>" not in words(script)


def test_a_director_moves_the_own_spend_and_is_told_what_needs_the_whole(open_page):
    boss, east = (open_page("reallocation", who, "en") for who in ("boss", "east"))
    said = unescape(words(east))
    assert not east.exception
    assert not east.error
    assert not re.search("North|West|华北|西部", said)
    assert tile(east, "spent") != tile(boss, "spent")
    assert tile(east, "hhi") == "—"
    assert "takes the whole company, without filters" in said


def test_a_scenario_is_saved_taken_back_and_put_back(open_page, own_space):
    script = open_page("reallocation", lang="en", budget="70")
    script.text_input(key="scenario_name").set_value("Lean <b>")
    script.button(key="save_scenario").click().run()
    assert not script.exception
    (kept,) = scenarios(own_space, EVERYTHING)
    assert (kept.name, kept.who, kept.query) == ("Lean <b>", "boss", {"budget": "70"})
    said = words(open_page("reallocation", lang="en"))
    assert "Lean &lt;b&gt;" in said
    assert "budget=70" in said
    script.button(key="take_back").click().run()
    assert scenarios(own_space, EVERYTHING) == []
    script.button(key="undo_take_back").click().run()
    assert [one.key for one in scenarios(own_space, EVERYTHING)] == [kept.key]


def test_scenarios_of_the_whole_are_not_shown_to_who_sees_a_part(open_page, own_space):
    script = open_page("reallocation", lang="en")
    script.text_input(key="scenario_name").set_value("Everybody")
    script.button(key="save_scenario").click().run()
    east = open_page("reallocation", "east", "en")
    assert "Everybody" not in words(east)
    east.text_input(key="scenario_name").set_value("Only east")
    east.button(key="save_scenario").click().run()
    assert [one.name for one in scenarios(own_space, Scope(regions=frozenset({"maker:east"})))] == ["Only east"]
    assert {one.name for one in scenarios(own_space, EVERYTHING)} == {"Everybody", "Only east"}


def test_where_no_curve_is_known_the_experiments_are_what_is_left(open_page):
    said = unescape(words(open_page("reallocation", lang="en", channel="maker:post")))
    assert "No channel's response can be told, so no move is proposed" in said
    assert "spend hardly ever moved" in said


def test_filters_without_sales_say_so(open_page):
    script = open_page("reallocation", lang="en", segment="nobody")
    assert not script.exception
    assert not script.error


def test_a_saved_scenario_is_put_into_the_review_and_taken_out(open_page, own_space):
    script = open_page("reallocation", lang="en", budget="70")
    script.text_input(key="scenario_name").set_value("Lean {b}")
    script.button(key="save_scenario").click().run()
    script.button(key="put_reallocation").click().run()
    assert not script.exception
    (one,) = every_item(own_space)
    (kept,) = scenarios(own_space, EVERYTHING)
    assert (one.item.reference, one.item.query, one.scope) == (kept.key, {"budget": "70"}, EVERYTHING)
    assert {name: kept.figures[name] for name in one.item.figures} == one.item.figures
    assert "In the coming review: Lean {b}." in words(script)
    script.button(key="put_reallocation_undo").click().run()
    assert every_item(own_space) == []
    script.button(key="put_reallocation").click().run()
    script.button(key="put_reallocation").click().run()
    assert every_item(own_space) == [], "the second press takes it out"
    script.button(key="put_reallocation_undo").click().run()
    listed = words(open_page("review", lang="en"))
    assert "Lean {b}" in listed
    assert "reallocation?budget=70" in listed
