"""Editing the forecast on its page: with a reason, beside the statistical one, to the cent, within the scope."""

import re

import pytest

from tests.pages.conftest import sound
from tests.pages.test_calls import words


def edited(script, amount="5M", reason="two tenders", row=1):
    """The form filled in for a row of the table and sent."""
    node = next(box for box in script.selectbox if box.key.startswith("edit_node"))
    node.select_index(row)
    for name, word in (("amount", amount), ("reason", reason)):
        next(one for one in script.text_input if one.key.startswith(f"edit_{name}")).set_value(word)
    next(one for one in script.button if one.key and one.key.startswith("enter_edit")).click().run()
    assert not script.exception
    return script


def rows_of(said):
    """The first figures of each row of the hierarchy: forecast, statistical, edit."""
    table = said.partition("Divided over")[2].partition("Edit the forecast")[0]
    row = r"<tr><td[^>]*>(?:<a[^>]*>)?([^<]+)(?:</a>)?</td><td class=\"num\"[^>]*>([\d,.]+)<"
    return [(name, round(float(value.replace(",", "")) * 100)) for name, value in re.findall(row, table)]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_edit_holds_beside_the_forecast_and_everything_still_adds_up(open_page, own_space, lang):
    assert "Statistical</th>" not in sound(open_page("forecast", lang="en"))
    edited(open_page("forecast", lang=lang))
    said = sound(open_page("forecast", lang="en"))
    assert "Forecast, edited" in said
    assert "two tenders" in said
    (_, whole), *parts = rows_of(said)
    assert sum(value for _, value in parts) == whole
    assert 5_000_000_00 in [value for _, value in parts]
    channels = rows_of(sound(open_page("forecast", lang="en", level="channel_1")))
    assert channels[0][1] == whole == sum(value for _, value in channels[1:])


def test_an_edit_is_taken_back(open_page, own_space):
    before = rows_of(sound(open_page("forecast", lang="en")))
    edited(open_page("forecast", lang="en"))
    script = open_page("forecast", lang="en")
    script.button(key="undo_edit").click().run()
    assert "Places put back: 6" in words(script)
    again = sound(open_page("forecast", lang="en"))
    assert rows_of(again) == before
    assert "two tenders" in again, "both entries are kept"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"amount": "soon"}, "is not a number"), ({"amount": ""}, "Give the amount"), ({"reason": ""}, "Give a reason"),
     ({"amount": "1"}, "it cannot be less")],
)  # fmt: skip
def test_a_wrong_edit_is_refused_in_its_place(open_page, own_space, wrong, said):
    script = edited(open_page("forecast", lang="en"), **wrong, row=0)
    assert said in words(script)


def test_a_director_edits_the_own_region_and_meets_no_other(open_page, own_space):
    edited(open_page("forecast", lang="en"), amount="7.77M", reason="of the boss", row=1)
    said = sound(open_page("forecast", "east", "en"))
    assert "of the boss" not in said
    edited(open_page("forecast", "east", "en"), amount="3M", reason="of the east", row=0)
    assert "of the east" in sound(open_page("forecast", "east", "en"))
    assert "of the east" not in sound(open_page("forecast", lang="en"))
    assert "of the east" in sound(open_page("forecast", lang="en", region="maker:east"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_if_says_what_an_assumption_is_worth_or_why_not(open_page, lang):
    """The small company has eighteen months: too few beside trend, season and calendar, and that is said."""
    nothing = sound(open_page("forecast", lang=lang))
    assert ("不给假设，预测不变" if lang == "zh" else "Nothing assumed, nothing changes") in nothing
    said = sound(open_page("forecast", lang=lang, price="5", promotion="-3"))
    assert ("无法识别" if lang == "zh" else "Not identifiable") in said
    head = '<p class="headline'
    assert said.partition(head)[2].partition("</p>")[0] == nothing.partition(head)[2].partition("</p>")[0]
    weekly = sound(open_page("forecast", lang=lang, grain="week", price="5"))
    assert ("价格 +1%" if lang == "zh" else "price +1 %") in weekly


@pytest.mark.parametrize("query", [{"price": "<script>"}, {"price": "900"}, {"promotion": "1.5"}])
def test_a_hostile_assumption_is_named_and_left_out(open_page, query):
    said = sound(open_page("forecast", lang="en", **query))
    assert "Nothing assumed, nothing changes" in said
    assert "<script>" not in said
