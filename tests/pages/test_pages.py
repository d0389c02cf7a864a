"""Every page, for every reader, in both languages, with addresses that friends and enemies send."""

import re

import pytest

from tests.pages.conftest import words
from ui.menu import MENU
from ui.reader import NO_LOGIN

PAGES = [entry.key for entry in MENU]
NAMING_OTHERS = {
    "balance",
    "rivals",
    "review",
}  # where the own goods went is named; the figures of others are held back by its own tests
FILTERED = ["overview", "regions", "channels", "cash"]
HOSTILE = {
    "unknown values": {"region": "atlantis", "channel": ["x", "y"], "line": "?", "segment": "%00"},
    "a script": {"region": "<script>alert(1)</script>", "period": '"><img src=x onerror=alert(1)>'},
    "ten thousand letters": {"region": "x" * 10_000},
    "a thousand values": {"channel": [str(number) for number in range(900)]},
    "days that do not exist": {"first": "2025-02-30", "last": "soon"},
    "days in the wrong order": {"period": "custom", "first": "2025-03-31", "last": "2025-01-01"},
    "days of another age": {"period": "custom", "first": "0001-01-01", "last": "9999-12-31"},
    "the day before the data": {"period": "custom", "first": "2019-01-01", "last": "2019-01-02"},
    "an unknown language": {"lang": "tlh"},
}


@pytest.mark.parametrize("who", ["boss", "east"])
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_it_opens(open_page, page, lang, who):
    script = open_page(page, who, lang)
    assert not script.exception
    assert not script.error
    title = next(entry.title for entry in MENU if entry.key == page)
    assert f"<h1>{title.zh if lang == 'zh' else title.en}</h1>" in words(script)


@pytest.mark.parametrize("page", PAGES)
def test_a_reader_without_a_region_sees_a_sentence_and_nothing_else(open_page, page):
    script = open_page(page, "nobody")
    assert not script.exception
    assert [notice.value for notice in script.info] == ["您还没有任何区域的查看权限。请联系管理员为您开通。"]
    assert not script.get("plotly_chart")
    assert not script.multiselect


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("who", "said"), [("mallory", "您还没有任何区域的查看权限。请联系管理员为您开通。"), ("", NO_LOGIN.zh)]
)
def test_a_stranger_and_who_is_not_named_see_a_sentence_and_nothing_else(open_page, page, who, said):
    script = open_page(page, who)
    assert not script.exception
    assert [notice.value for notice in (*script.info, *script.error)] == [said]
    assert not script.get("plotly_chart")
    assert not script.multiselect


@pytest.mark.parametrize("page", sorted(set(PAGES) - NAMING_OTHERS))
def test_a_director_never_meets_another_region(open_page, page):
    script = open_page(page, "east")
    offered = [option for widget in script.multiselect for option in widget.options]
    assert not re.search("华北|河北|西部|东店", words(script) + "".join(offered))


@pytest.mark.parametrize("query", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("page", FILTERED)
def test_a_hostile_address_is_answered_in_words(open_page, page, query):
    script = open_page(page, **({"lang": "en"} | query))
    assert not script.exception
    assert not script.error
    said = words(script)
    assert "<script>" not in said
    assert "<img src=x" not in said


def test_a_director_is_told_what_everything_means_to_them(open_page):
    assert "Your scope: East" in words(open_page("overview", "east", "en"))
    assert "Your scope" not in words(open_page("overview", "boss", "en"))


def test_what_is_not_known_is_named_and_shortened(open_page):
    said = words(open_page("overview", region=["atlantis", "x" * 10_000], first="2025-02-30"))
    assert "atlantis" in said
    assert "2025-02-30" in said
    assert "x" * 41 not in said


def test_a_link_reopens_the_selection(open_page):
    script = open_page("regions", period="custom", first="2025-01-05", last="2025-02-07", region=["maker:zhejiang"])
    assert script.multiselect(key="pick_region").value == ["maker:zhejiang"]
    assert str(script.date_input(key="pick_first").value) == "2025-01-05"
    assert "<span>2025-01-05 – 2025-02-07</span> · <span>浙江</span>" in words(script)


def test_choosing_writes_the_whole_selection_to_the_address(open_page):
    script = open_page("overview", period="last_year")
    script.multiselect(key="pick_region").select("maker:east").run()
    assert script.query_params["region"] == "maker:east"
    assert script.query_params["period"] == "last_year"
    script.button(key="clear").click().run()
    assert set(script.query_params) == {"lang"}


def test_the_glossary_finds_a_figure_in_either_language(open_page):
    script = open_page("glossary", lang="en", q="客单价")
    assert "Average order value" in words(script)
    assert "Margin rate" not in words(script)


def test_only_readers_of_everything_see_what_became_of_every_row(open_page):
    assert "Versions" in words(open_page("data", "boss", "en"))
    assert "Versions" not in words(open_page("data", "east", "en"))
