"""Readers: deny by default, every scope comes back as it was given, every change is written down."""

import json
from datetime import UTC

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_access.workspace import (
    Reader,
    add_reader,
    changes,
    give_scope,
    reader_of,
    readers,
    remove_reader,
    scope_of,
)
from domain.errors import ReaderError
from domain.scope import EVERYTHING, NOTHING, Scope
from i18n import Locale
from tests.properties import examples

NORTH = Scope(regions=frozenset({"demo:huabei"}))
SOUTH_LIVE = Scope(regions=frozenset({"demo:huanan"}), channels=frozenset({"demo:live"}))


def test_who_is_not_in_the_list_sees_nothing(workspace):
    assert scope_of(workspace, "stranger") == NOTHING
    assert scope_of(workspace, "stranger", share_totals=True) == NOTHING
    assert scope_of(workspace, "") == NOTHING


def test_a_reader_without_a_scope_sees_nothing(workspace):
    add_reader(workspace, Reader("new", "New"), "operator")
    assert scope_of(workspace, "new") == NOTHING


def test_everything_must_be_said(workspace):
    add_reader(workspace, Reader("boss", "Boss", EVERYTHING), "operator")
    assert scope_of(workspace, "boss") == EVERYTHING


def test_a_login_is_known_whatever_its_capitals(workspace):
    add_reader(workspace, Reader("Ann@Example.com ", "Ann", NORTH), "operator")
    assert scope_of(workspace, "ann@example.COM") == NORTH
    with pytest.raises(ReaderError, match="already"):
        add_reader(workspace, Reader("ANN@example.com", "Ann again", EVERYTHING), "operator")
    assert scope_of(workspace, "ann@example.com") == NORTH


def test_taking_a_scope_away_works_at_once(workspace):
    add_reader(workspace, Reader("li", "Li", EVERYTHING), "operator")
    give_scope(workspace, "li", SOUTH_LIVE, "operator")
    assert scope_of(workspace, "li") == SOUTH_LIVE
    give_scope(workspace, "li", NOTHING, "operator")
    assert scope_of(workspace, "li") == NOTHING


def test_a_removed_reader_sees_nothing_and_comes_back_with_nothing(workspace):
    add_reader(workspace, Reader("li", "Li", SOUTH_LIVE), "operator")
    remove_reader(workspace, "li", "operator")
    assert scope_of(workspace, "li") == NOTHING
    add_reader(workspace, Reader("li", "Li"), "operator")
    assert scope_of(workspace, "li") == NOTHING


def test_no_channel_at_all_is_not_every_channel(workspace):
    blind = Scope(regions=frozenset({"demo:huabei"}), channels=frozenset(), reps=frozenset())
    add_reader(workspace, Reader("blind", "Blind", blind), "operator")
    assert scope_of(workspace, "blind") == blind


def test_company_totals_are_permitted_to_the_reader_or_by_the_installation(workspace):
    add_reader(workspace, Reader("li", "Li", NORTH), "operator")
    assert not scope_of(workspace, "li").whole
    assert scope_of(workspace, "li", share_totals=True).whole
    give_scope(workspace, "li", Scope(regions=NORTH.regions, company_totals=True), "operator")
    assert scope_of(workspace, "li").whole


def test_an_unknown_login_is_an_error_that_suggests_the_right_one(workspace):
    add_reader(workspace, Reader("north", "North", NORTH), "operator")
    for change in (lambda: remove_reader(workspace, "nort", "x"), lambda: give_scope(workspace, "nort", NORTH, "x")):
        with pytest.raises(ReaderError, match="north"):
            change()
    with pytest.raises(ReaderError, match="Give a login"):
        add_reader(workspace, Reader("  ", "Nobody"), "operator")


def test_every_change_is_written_down_with_who_did_it(workspace):
    add_reader(workspace, Reader("li", "李", NORTH, Locale.ZH), "ann")
    give_scope(workspace, "li", SOUTH_LIVE, "bo")
    remove_reader(workspace, "li", "cy")
    latest = changes(workspace)
    assert [(c.who, c.what, c.about) for c in latest] == [
        ("cy", "remove reader", "li"),
        ("bo", "give scope", "li"),
        ("ann", "add reader", "li"),
    ]
    assert json.loads(latest[1].detail)["channels"] == ["demo:live"]
    assert all(c.at.tzinfo is UTC for c in latest)


def test_a_change_that_fails_is_not_written_down(workspace):
    add_reader(workspace, Reader("li", "Li"), "ann")
    with pytest.raises(ReaderError):
        add_reader(workspace, Reader("li", "Li"), "ann")
    assert len(changes(workspace)) == 1


keys = st.frozensets(st.text(st.characters(exclude_characters="\x00", codec="utf-8"), min_size=1, max_size=20))
scopes = st.builds(Scope, st.booleans(), keys, st.none() | keys, st.none() | keys, st.booleans())


@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(scope=scopes)
def test_a_scope_comes_back_as_it_was_given(workspace, scope):
    if readers(workspace):
        give_scope(workspace, "li", scope, "operator")
    else:
        add_reader(workspace, Reader("li", "Li", scope), "operator")
    assert reader_of(workspace, "li").scope == scope
