"""The page on the weekly review: closing it fixes what was seen, and from where Changes and Balance count."""

import re
from datetime import date, timedelta
from html import unescape

import pytest

from data_access.workspace.review_items import every_item, put_in
from data_access.workspace.reviews import Closing, close, locks, sheet_of
from domain.periods import end_of_day
from domain.review import Item, Sheet
from domain.scope import EVERYTHING, Scope
from tests.pages.conftest import charts, sound, words
from ui import runtime

TODAY, EARLIER = date(2025, 6, 18), date(2025, 5, 20)
EAST = Scope(regions=frozenset({"maker:east"}))
AT = end_of_day(EARLIER, "UTC")
HOSTILE = (
    {"review": "<script>alert(1)</script>"},
    {"review": "x" * 10_000},
    {"review": "'; drop table review"},
    {"review": ["", "nope"]},
    {"region": "atlantis", "period": '"><img src=x onerror=alert(1)>'},
)


def locked(space, day=EARLIER, scope=EVERYTHING, by="chief", **parts):
    """A review of an earlier day; its key."""
    sheet = Sheet(day, day - timedelta(days=7), False, "CNY", missing=missing(), **parts)
    return close(space, Closing(end_of_day(day, "UTC"), "earlier", scope, sheet), by)


def missing():
    return {name: {"zh": f"没有{name}", "en": f"no {name} then"} for name in ("headline", "pipeline", "index")}


def put(space, name="More live", scope=EVERYTHING):
    figures = {"gain": 120_000.0, "low": 10_000.0, "high": 200_000.0, "spent": 1_000_000.0}
    return put_in(space, Item("", "reallocation", name, name, {"budget": "120"}, figures, "li", AT), scope)


def press(script, start):
    """Press the button whose key begins so."""
    return next(one for one in script.button if one.key and one.key.startswith(start)).click().run()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_before_the_first_review_the_page_says_what_closing_one_does(open_page, own_space, lang):
    said = unescape(sound(open_page("review", lang=lang), ["review_pipeline"]))
    first = {
        "zh": "第一次锁定之后，变化就从那一刻算起",
        "en": "closing the first one sets the point from which changes",
    }
    assert first[lang] in said
    assert {"zh": "还没有放入任何内容", "en": "Nothing has been put in"}[lang] in said
    assert {"zh": "还没有锁定过的周会", "en": "No review has been closed yet."}[lang] in said
    assert {"zh": "自 2025-06-11 以来", "en": "since 2025-06-11"}[lang] in said


def test_the_figures_are_those_of_the_pages_they_lead_to(open_page, own_space):
    locked(own_space)
    said = words(open_page("review", lang="en"))
    changes = words(open_page("changes", lang="en"))
    sentence = re.search(r"(Open deals (?:rose|fell)[^<]*|[^<>]*nothing has changed since[^<]*)", changes)[1]
    assert sentence in said
    assert "changes?since=2025-05-20&amp;until=2025-06-18" in said
    assert 'href="balance?month=2025-05' in said
    revenue = re.search(r'data-tile="value".*?class="value">([^<]+)<', said)[1]
    quarter = words(open_page("overview", lang="en", period="this_quarter"))
    assert f'class="value">{revenue}<' in quarter


def test_closing_keeps_what_is_seen_and_the_address_opens_it_again(open_page, own_space):
    put(own_space, "Lean <b>")
    script = open_page("review", lang="en")
    before = tiles(words(script))
    script = press(script, "close_review_")
    assert not script.exception
    assert not script.error
    said = unescape(words(script))
    assert "The review is closed." in said
    assert "The review of the data through 2025-06-18 is closed, by boss" in said
    (lock,) = locks(own_space)
    assert (lock.day, lock.who, lock.version) == (TODAY, "boss", runtime.version())
    again = open_page("review", lang="en", review=lock.key)
    seen = sound(again, ["review_pipeline"])
    assert tiles(seen) == before
    assert "Lean &lt;b&gt;" in seen
    assert "Below: what was seen then, not computed again." in seen
    assert "Nothing has been put in" in words(open_page("review", lang="en")), "it belongs to the closed one"
    chinese = sound(open_page("review", review=lock.key), ["review_pipeline"])
    assert "以下为当时所见" in chinese


def tiles(said):
    return re.findall(r'data-tile="(\w+)".*?class="value">([^<]+)<', said)


def test_what_was_seen_is_not_computed_again(open_page, own_space):
    key = locked(own_space)
    said = unescape(sound(open_page("review", lang="en", review=key)))
    for name in ("headline", "pipeline", "index"):
        assert f"no {name} then" in said
    assert "没有pipeline" in words(open_page("review", review=key))


def test_a_sheet_holds_both_languages_of_the_incidents(open_page, own_space):
    press(open_page("review", lang="en"), "close_review_")
    index = sheet_of(own_space, locks(own_space)[0].key).index
    assert index is not None
    assert index.counted
    assert all(set(one.words) == {"zh", "en"} for one in (*index.moved, *index.counted))


def test_a_lock_is_taken_back_and_put_back(open_page, own_space):
    script = press(open_page("review", lang="en"), "close_review_")
    script = press(script, "take_back_review")
    assert locks(own_space) == []
    assert "its record stays" in words(script)
    press(script, "undo_take_back_review")
    assert [lock.who for lock in locks(own_space)] == ["boss"]


def test_an_item_is_taken_out_and_put_back(open_page, own_space):
    put(own_space)
    script = open_page("review", lang="en")
    assert "Margin +120K (80 %: +10K to +200K) at a spend of 1M" in re.sub(r"\.0+(?=[KM])", "", words(script))
    script = press(script, "review_item_out_button")
    assert every_item(own_space) == []
    press(script, "review_item_back")
    assert [one.item.name for one in every_item(own_space)] == ["More live"]


@pytest.mark.parametrize("query", HOSTILE, ids=str)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_hostile_address_is_answered_in_words(open_page, query, lang):
    script = open_page("review", lang=lang, **query)
    said = sound(script)
    assert "<script>" not in said
    assert "<img src=x" not in said
    assert "x" * 41 not in said
    if "review" in query:
        known = {"zh": "没有这次周会，或不在您的范围内。", "en": "There is no such review, or it is not in your scope."}
        assert [notice.value for notice in script.info] == [known[lang]]


def test_a_narrower_reader_is_told_the_lock_and_no_figure(open_page, own_space):
    press(open_page("review", lang="en"), "close_review_")
    (lock,) = locks(own_space)
    script = open_page("review", "east", "en", review=lock.key)
    said = sound(script)
    assert not charts(script)
    assert not tiles(said)
    assert "goes beyond your scope" in script.info[0].value
    listed = words(open_page("review", "east", "en"))
    assert "its lock only" in listed
    assert f"review={lock.key}" not in listed


def test_a_director_closes_the_own_review_and_the_boss_sees_it(open_page, own_space):
    put(own_space, "Secret of all")
    script = open_page("review", "east", "en")
    assert "Secret of all" not in words(script)
    press(script, "close_review_")
    (lock,) = locks(own_space)
    assert (lock.scope, lock.who) == (EAST, "east")
    own, all_of = (sheet_of(own_space, locks(own_space)[0].key), open_page("review", "boss", "en"))
    assert own.items == ()
    assert "No review has been closed yet: closing the first one" in words(all_of), "it locks nothing for the company"
    assert tiles(words(open_page("review", "boss", "en", review=lock.key))) == tiles(
        words(open_page("review", "east", "en", review=lock.key))
    )


def test_another_directors_review_is_as_unknown_as_none(open_page, own_space):
    key = locked(own_space, scope=Scope(regions=frozenset({"maker:north"})))
    foreign, none = (open_page("review", "east", "en", review=one) for one in (key, "0" * 32))
    assert words(foreign) == words(none)
    assert key not in words(open_page("review", "east", "en"))


def test_changes_begin_at_the_last_lock_and_say_so(open_page, own_space):
    assert "还没有锁定过周会，因此显示最近 7 天" in words(open_page("changes"))
    locked(own_space)
    script = open_page("changes", lang="en")
    assert script.date_input(key="pick_since").value == EARLIER
    assert "Since the last review: data through 2025-05-20, closed by chief" in words(script)
    assert "since=" not in re.search(r'href="(changes\?[^"]*by=count[^"]*)"', words(script))[1]
    chosen = open_page("changes", lang="en", since="2025-06-11")
    assert chosen.date_input(key="pick_since").value == date(2025, 6, 11)
    assert "A day of your choice; the last review was that of 2025-05-20 (chief)." in words(chosen)
    assert "since=2025-06-11" in re.search(r'href="(changes\?[^"]*by=count[^"]*)"', words(chosen))[1]


def test_changes_until_an_earlier_day_begin_at_the_lock_before_that(open_page, own_space):
    locked(own_space)
    locked(own_space, date(2025, 4, 2))
    script = open_page("changes", lang="en", until="2025-05-01")
    assert script.date_input(key="pick_since").value == date(2025, 4, 2)
    script.date_input(key="pick_since").set_value(date(2025, 4, 10)).run()
    assert script.query_params["since"] == "2025-04-10"
    script.date_input(key="pick_since").set_value(date(2025, 4, 2)).run()
    assert "since" not in script.query_params


def test_a_review_of_todays_data_leaves_changes_at_the_one_before(open_page, own_space):
    locked(own_space)
    press(open_page("review", lang="en"), "close_review_")
    assert open_page("changes").date_input(key="pick_since").value == EARLIER


def test_the_companys_lock_holds_for_a_director_and_a_directors_only_for_the_own(open_page, own_space):
    locked(own_space)
    locked(own_space, date(2025, 6, 2), EAST, "li")
    locked(own_space, date(2025, 6, 9), Scope(regions=frozenset({"maker:north"})), "wu")
    assert open_page("changes", "east").date_input(key="pick_since").value == date(2025, 6, 2)
    assert open_page("changes", "boss").date_input(key="pick_since").value == EARLIER


def test_balance_tells_what_moved_since_the_review(open_page, own_space):
    assert "May 2025 against Apr 2025" in words(open_page("balance", lang="en"))
    press(open_page("review", lang="en"), "close_review_")
    seen = sheet_of(own_space, locks(own_space)[0].key)
    assert seen.index is not None
    locked(own_space, date(2025, 6, 10), index=seen.index)
    said = words(open_page("balance", lang="en"))
    assert "Nothing has changed since the review of 2025-06-10" in said
    shrunk = tuple(type(one)(one.incident, one.words, one.amount + 5000, one.month) for one in seen.index.counted)
    points = {kind: value + 1 for kind, value in seen.index.points.items()}
    other = type(seen.index)(
        seen.index.month, 99.5, points, "month", False, seen.index.month, 1.0, {}, (), shrunk
    )  # fmt: skip
    locked(own_space, date(2025, 6, 12), index=other)
    said = words(open_page("balance", lang="en"))
    assert "since the last review (data through 2025-06-12, chief)" in said
    assert "Conflict index: 99.5 as the review saw it (May 2025)" in said
    assert said.count("▼ 5K") + said.count("▼ 5.0K") + said.count("▼ 5.00K") >= min(len(shrunk), 1)


def test_without_what_was_seen_the_index_of_then_is_computed_anew(open_page, own_space):
    locked(own_space, date(2025, 3, 10))
    said = words(open_page("balance", lang="en"))
    assert "since the last review (data through 2025-03-10, chief)" in said
    assert re.search(
        r"Conflict index: \S+ in Feb 2025, \S+ in May 2025, both by the data and rules of 2025-06-18", said
    )
    earlier = words(open_page("balance", lang="en", month="2025-04"))
    assert "Apr 2025 against Mar 2025" in earlier, "an earlier month is held against the one before it"
