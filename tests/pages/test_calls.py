"""The page on calls: entered within the own scope, kept for ever, judged afterwards; in both languages."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from data_access import workspace
from data_access.workspace import Reader, calls
from domain.calls import Call, CallPlace
from domain.scope import Scope
from tests.pages.conftest import words

EAST, NORTH, Q2 = "maker:east", "maker:north", date(2025, 4, 1)


def called(engine, region, value, first=Q2, at=None):
    return calls.enter(
        engine, [Call(CallPlace(region, "quarter", first), Decimal(value), reason="why")], "li", "page", at
    )


def typed(script, **words_of):
    """The form filled in and sent."""
    for name, word in words_of.items():
        field = next(one for one in (*script.text_input, *script.text_area) if one.key.startswith(f"call_{name}_"))
        field.set_value(word)
    next(one for one in script.button if one.key and one.key.startswith("enter_call")).click().run()
    assert not script.exception
    return script


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_tells_calls_beside_the_deals(open_page, own_space, lang):
    called(own_space, EAST, 120_000)
    script = open_page("calls", lang=lang)
    said = words(script)
    assert not script.exception
    assert not script.error
    assert ("12万" in said) if lang == "zh" else ("120K" in said)
    assert ("还没有录入" in said) if lang == "zh" else ("have not called" in said)
    assert ("下级合计" in said) if lang == "zh" else ("The parts add up to" in said)


def test_a_call_is_entered_and_the_next_one_leaves_it_in_the_history(open_page, own_space):
    script = typed(open_page("calls", lang="en"), call="90K", commit="10,000", best_case="9.5万", reason="two tenders")
    assert "for Apr–Jun 2025: 90K" in words(script)
    typed(open_page("calls", lang="en"), call="80000", reason="one was lost")
    said = words(open_page("calls", lang="en"))
    assert "Whole company calls ¥80K" in said
    assert all(reason in said for reason in ("two tenders", "one was lost"))
    assert [one.call.call for one in calls.history(own_space)] == [Decimal("80000.00"), Decimal("90000.00")]
    assert {one.who for one in calls.history(own_space)} == {"boss"}
    again = open_page("calls", lang="en")
    again.button(key="undo_call").click().run()
    assert "Calls put back: 1" in words(again)
    assert "Whole company calls ¥90K" in words(open_page("calls", lang="en"))
    assert len(calls.history(own_space)) == 3


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"call": "soon", "reason": "x"}, "is not a number"),
        ({"call": "5"}, "Give a reason"),
        ({"reason": "x"}, "Give the amount"),
        ({"call": "5", "commit": "9", "best_case": "8", "reason": "x"}, "part of best case"),
        ({"call": "-5", "reason": "x"}, "between 0"),
    ],
)
def test_a_wrong_call_is_refused_in_its_place(open_page, own_space, wrong, said):
    script = typed(open_page("calls", lang="en"), **wrong)
    assert said in words(script)
    assert not calls.history(own_space)


def test_a_director_calls_for_the_own_region_and_meets_no_other(open_page, own_space):
    called(own_space, "maker:west", 777_777)
    called(own_space, "", 888_888)
    script = open_page("calls", "east", "en")
    said = words(script)
    assert "777" not in said
    assert "888" not in said
    offered = [option for box in script.selectbox for option in box.options]
    assert not [one for one in offered if "West" in one or "Whole" in one]
    typed(script, call="5000", reason="mine")
    newest = calls.history(own_space)[0]
    assert (newest.who, newest.call.place.region) == ("east", EAST)


def test_a_reader_of_one_channel_sees_the_deals_and_is_told_why_there_are_no_calls(open_page, own_space):
    part = Scope(regions=frozenset({EAST}), channels=frozenset({"maker:own"}))
    workspace.add_reader(own_space, Reader("part", "One channel", part), "tests")
    called(own_space, EAST, 777_777)
    script = open_page("calls", "part", "en")
    said = words(script)
    assert not script.exception
    assert not script.error
    assert "A call is for a region as a whole" in said
    assert "777" not in said
    assert "Won so far" in said


def test_those_are_waited_for_who_answer_for_a_region_or_called_before(open_page, own_space):
    called(own_space, NORTH, 1_000, date(2025, 1, 1))
    said = words(open_page("calls", lang="en"))
    waited = said[said.index("Who has not called yet") :]
    assert "3 of 3 regions have not called" in waited, "the whole company, the east by its director, the north by habit"
    assert "Director East" in waited
    assert "li (called last)" in waited


def test_the_first_who_calls_does_not_speak_for_the_others(open_page, own_space):
    """The north calls for the running quarter, as nobody did before: the other parts are still waited for."""
    called(own_space, NORTH, 1_000)
    said = words(open_page("calls", lang="en", region="maker:cn"))
    assert "Every region that is expected to has called" not in said
    assert "have not called" in said


def test_a_link_to_another_region_shows_nothing_of_it(open_page, own_space):
    called(own_space, "maker:west", 777_777)
    said = words(open_page("calls", "east", "en", region="maker:west"))
    assert "777" not in said
    assert "East" in said


def test_a_finished_period_is_judged_and_cannot_be_called(open_page, own_space):
    first = date(2024, 7, 1)
    called(own_space, NORTH, 100_000, first, datetime(2024, 7, 20, tzinfo=UTC))
    called(own_space, NORTH, 900_000, first, datetime(2024, 9, 20, tzinfo=UTC))
    script = open_page("calls", lang="en", start="2025-01-01")
    said = words(script)
    assert "The period is over" in said
    assert not any(one.key and one.key.startswith("enter_call") for one in script.button)
    assert "Naive (last period)" in said
    assert "Calls judged: 1, off by" in said
    came = words(open_page("calls", lang="en", start="2024-07-01", region=NORTH))
    assert "and won ¥80K by its end: too high by ¥820K" in came
    late = words(open_page("calls", lang="en", judge="end"))
    assert late != words(open_page("calls", lang="en", judge="half")), "at the end the later call counts"


def test_a_region_and_its_parts_are_not_judged_twice(open_page, own_space):
    first, made = date(2024, 7, 1), datetime(2024, 7, 20, tzinfo=UTC)
    for region in ("", NORTH, "maker:hebei"):
        called(own_space, region, 100_000, first, made)
    assert "Calls judged: 1, off by" in words(open_page("calls", lang="en"))


def test_months_have_calls_of_their_own(open_page, own_space):
    called(own_space, EAST, 120_000)
    said = words(open_page("calls", lang="en", step="month"))
    assert "Jun 2025" in said
    assert "120K" not in said


@pytest.mark.parametrize(
    "query",
    [
        {"region": "atlantis", "step": "year", "start": "2025-02-30", "asof": "soon", "judge": "?"},
        {"region": "<script>alert(1)</script>", "start": "9999-99-99"},
        {"start": "2025-05-01"},
        {"asof": "2026-01-01"},
        {"asof": "0001-01-01"},
        {"region": ["maker:east", "maker:west"]},
        {"step": ["quarter", "month"]},
        {"channel": "maker:own", "line": "净水"},
    ],
)
def test_a_hostile_address_is_answered_in_words(open_page, query):
    script = open_page("calls", lang="en", **query)
    said = words(script)
    assert not script.exception
    assert not script.error
    assert "<script>" not in said
    for value in query.values():
        if value in ("atlantis", "soon", "2025-02-30", "2025-05-01"):
            assert value in said


def test_filters_that_do_not_apply_are_said_so(open_page):
    assert "do not apply on" in words(open_page("calls", lang="en", channel="maker:own"))


def test_what_is_written_is_shown_as_written(open_page, own_space):
    place = CallPlace("", "quarter", Q2)
    calls.enter(own_space, [Call(place, Decimal(5), reason="<img src=x onerror=alert(1)>")], "<b>li</b>", "page")
    said = words(open_page("calls", lang="en"))
    assert "<img src=x" not in said
    assert "<b>li</b>" not in said
