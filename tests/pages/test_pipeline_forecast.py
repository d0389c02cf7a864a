"""The page of the pipeline forecast: figures with their record, sentences where there are none, any address."""

import re
from html import unescape

import pytest

from tests.pages.conftest import charts, sound

CASE = {"grain": "month", "asof": "2024-12-20"}
HOSTILE = {
    "a grain that is not": {"grain": "century"},
    "a script for a grain": {"grain": "<script>alert(1)</script>", "ahead": "-1; drop table"},
    "a day that is not": {"asof": "2025-02-30"},
    "a funnel that is not": {"funnel": "nowhere", "ahead": "9"},
}


@pytest.mark.parametrize(("lang", "sentence"), [("zh", "预计赢单"), ("en", "expected to be won")])
def test_it_says_the_figure_its_interval_and_its_record(open_page, lang, sentence):
    script = open_page("pipeline_forecast", lang=lang, **CASE)
    said = sound(script)
    assert sentence in said
    assert ("80% 区间" if lang == "zh" else "80 % interval") in said
    assert ("按阶段固定赢率" if lang == "zh" else "Stage weights") in said
    assert "pipeline_bridge" in charts(script)


@pytest.mark.parametrize(("lang", "sentence"), [("zh", "偏离最少"), ("en", "was least off")])
def test_it_says_whose_record_is_best(open_page, lang, sentence):
    assert sentence in sound(open_page("pipeline_forecast", lang=lang, **CASE))
    assert sentence not in sound(open_page("pipeline_forecast", lang=lang, grain="month", asof="2024-04-20"))


@pytest.mark.parametrize("ahead", ["", "1"])
@pytest.mark.parametrize("grain", ["", "month"])
def test_every_choice_is_drawn_or_refused_in_words(open_page, grain, ahead):
    said = sound(open_page("pipeline_forecast", lang="en", asof="2024-12-20", grain=grain, ahead=ahead))
    assert "expected to be won" in said or "there is no pipeline forecast" in said


def test_too_short_a_history_is_refused_in_words(open_page):
    said = sound(open_page("pipeline_forecast", lang="en", asof="2024-01-10"))
    assert "there is no pipeline forecast" in said
    assert "expected to be won" not in said


def test_a_director_sees_the_forecast_of_the_own_region(open_page):
    whole = sound(open_page("pipeline_forecast", lang="en", **CASE))
    own = sound(open_page("pipeline_forecast", "east", "en", **CASE))
    head = re.compile(r'class="headline[^>]*>(.*?)</p>')
    assert head.findall(whole) != head.findall(own)


def test_single_deals_without_enough_of_them_have_no_odds_and_it_is_said(open_page):
    assert "single deals have no odds" in sound(open_page("pipeline_forecast", lang="en", **CASE))
    said = sound(open_page("deals", lang="en", asof="2024-12-20"))
    assert "Won this quarter" in said


def test_its_choices_keep_the_funnel_and_the_day(open_page):
    said = sound(open_page("pipeline_forecast", lang="en", region="maker:east", **CASE))
    links = [unescape(one) for one in re.findall(r'href="(pipeline_forecast\?[^"]*)"', said)]
    assert any("grain=quarter" in one and "asof=2024-12-20" in one and "region=maker%3Aeast" in one for one in links)
    assert any("ahead=1" in one and "grain=month" in one for one in links)


@pytest.mark.parametrize("query", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_address_is_answered_in_words(open_page, query):
    said = sound(open_page("pipeline_forecast", lang="en", **query))
    assert "<script>" not in said
    for value in query.values():
        assert value.startswith("<") or f"“{value}”" in unescape(said)
