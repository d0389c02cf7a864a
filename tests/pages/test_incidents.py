"""Incidents on the balance page: filtered, taken care of one by one or together, agreed on; what was said stays."""

import re
from dataclasses import replace
from datetime import date

from data_access.workspace import exceptions, incidents
from domain.incidents import ACCEPTED, DISMISSED, SOLVED
from tests.pages.conftest import words
from tests.pages.test_balance import MARCH


def listed(script):
    """The identities in the table of incidents, in its order."""
    tables = [str(one.proto.body) for one in script.get("html") if "grid stacked" in str(one.proto.body)]
    return list(dict.fromkeys(re.findall(r"incident=([0-9a-f]{12})", "".join(tables))))


def field(script, kind, name):
    """The widget whose key begins so: the rest of the key changes with every save."""
    return next(one for one in getattr(script, kind) if (one.key or "").startswith(name))


def press(script, label):
    """The page after the button with this label."""
    next(one for one in script.button if one.label == label).click()
    return script.run()


def index(script):
    return re.search(r"conflict index of Mar 2025 is (\d+\.\d)|No conflict", words(script)).group()


def test_what_is_said_of_an_incident_stays_and_is_taken_back(open_page, own_space):
    first = listed(open_page("balance", **MARCH))[0]
    script = open_page("balance", **MARCH, incident=first)
    assert "Nobody has said anything yet." in words(script)
    field(script, "selectbox", "say_owner").set_value("Director East")
    field(script, "selectbox", "say_status").set_value(ACCEPTED)
    field(script, "text_input", "say_comment").set_value("=called <b>them</b>")
    said = words(press(script, "Save"))
    assert "1 incidents are updated." in said
    assert "<b>them" not in said
    again = open_page("balance", **MARCH)
    assert "Accepted" in words(again)
    assert "Director East" in words(again)
    assert [(one.who, one.note.status) for one in incidents.history(own_space)] == [("boss", ACCEPTED)]
    undone = press(open_page("balance", **MARCH, incident=first), "Take the last change back")
    assert "1 incidents are as before" in words(undone)
    assert len(incidents.history(own_space)) == 2


def test_several_are_taken_care_of_at_once(open_page, own_space):
    script = open_page("balance", **MARCH)
    script.toggle(key="bulk").set_value(True).run()
    boxes = [one for one in script.checkbox if re.match(r"bulk_[0-9a-f]{12}_", one.key)]
    assert len(boxes) > 2
    for box in boxes[:2]:
        box.set_value(True)
    field(script, "selectbox", "say_owner").set_value("Boss")
    field(script, "selectbox", "say_status").set_value(SOLVED)
    script = press(script, "Save for those chosen")
    assert not script.exception
    assert "2 incidents are updated." in words(script)
    rows = incidents.history(own_space)
    assert [(one.how, one.note.status, one.note.owner) for one in rows] == [("bulk", SOLVED, "Boss")] * 2
    assert len({one.batch for one in rows}) == 1
    solved = open_page("balance", **MARCH, status=SOLVED)
    assert len(set(listed(solved))) == 2
    mine = open_page("balance", **MARCH, owner="Boss")
    assert set(listed(mine)) == set(listed(solved))
    assert not set(listed(open_page("balance", **MARCH, owner="-"))) & set(listed(mine))


def test_filters_narrow_and_what_is_not_known_is_named(open_page):
    everything = set(listed(open_page("balance", **MARCH)))
    kinds = {kind: set(listed(open_page("balance", **MARCH, kind=kind))) for kind in ("price", "customer")}
    assert all(own < everything for own in kinds.values())
    assert set(listed(open_page("balance", **MARCH, over="10000000"))) < everything
    assert set(listed(open_page("balance", **MARCH, place="maker:east"))) < everything
    script = open_page("balance", **MARCH, status="<script>x", over="17", owner="<script>y")
    assert not script.exception
    assert "<script>x" not in words(script)


def test_no_conflict_leaves_the_index_with_its_reason(open_page, own_space):
    before = open_page("balance", **MARCH)
    for key in set(listed(before)):
        script = open_page("balance", **MARCH, incident=key)
        field(script, "selectbox", "say_status").set_value(DISMISSED)
        field(script, "text_input", "say_comment").set_value("the same owner")
        press(script, "Save")
    after = open_page("balance", **MARCH)
    assert index(before) != index(after)
    assert "No conflict" in index(after)
    script = open_page("balance", **MARCH, incident=listed(after)[0])
    assert "It does not count in the conflict index." in words(script)
    assert "the same owner" in words(script)


def test_a_reason_is_asked_for(open_page, own_space):
    script = open_page("balance", **MARCH, incident=listed(open_page("balance", **MARCH))[0])
    field(script, "selectbox", "say_status").set_value(DISMISSED)
    script = press(script, "Save")
    assert "Say why it is no conflict." in [one.value for one in script.error]
    assert not incidents.history(own_space)


def test_what_is_agreed_on_is_excepted_and_can_be_taken_back(open_page, own_space):
    first = listed(open_page("balance", **MARCH))[0]
    before = index(open_page("balance", **MARCH))
    script = open_page("balance", **MARCH, incident=first)
    field(script, "text_input", "agree_why").set_value("until the fair")
    script = press(script, "Agree on it")
    assert not script.exception
    assert "Agreed; the index is renewed." in words(script)
    assert "Agreed exception" in words(script) or "It does not count" in words(script)
    assert index(open_page("balance", **MARCH)) != before
    assert first in listed(open_page("balance", **MARCH, status="excepted"))
    script = press(open_page("balance", **MARCH, incident=first), "Take back")
    assert index(open_page("balance", **MARCH)) == before
    assert not exceptions.in_force(own_space)


def test_a_director_says_nothing_that_takes_a_shared_incident_out(open_page, own_space):
    for key in dict.fromkeys(listed(open_page("balance", "east", **MARCH))):
        script = open_page("balance", "east", **MARCH, incident=key)
        shared = "has a side outside your scope" in words(script)
        assert shared != any(one.label == "Agree on it" for one in script.button)
        field(script, "selectbox", "say_status").set_value(DISMISSED)
        field(script, "text_input", "say_comment").set_value("fine")
        press(script, "Save")
        told = incidents.history(own_space, key)
        assert bool(told) != shared
        assert all(one.who == "east" for one in told)


def test_a_note_of_a_foreign_incident_is_not_told(open_page, own_space):
    boss, east = (set(listed(open_page("balance", who, **MARCH))) for who in ("boss", "east"))
    foreign = sorted(boss - east)[0]
    script = open_page("balance", "boss", **MARCH, incident=foreign)
    field(script, "selectbox", "say_owner").set_value("Boss")
    field(script, "text_input", "say_comment").set_value("secret of the west")
    press(script, "Save")
    for query in ({}, {"incident": foreign}, {"owner": "Boss"}):
        said = words(open_page("balance", "east", **MARCH, **query))
        assert "secret of the west" not in said


def test_a_solved_one_that_comes_back_is_reopened(open_page, own_space):
    seen = {}
    for month in ("2025-02", "2025-03"):
        seen[month] = set(listed(open_page("balance", lang="en", month=month)))
    both = sorted(seen["2025-02"] & seen["2025-03"])
    assert both, "the small company has an incident of several months"
    script = open_page("balance", lang="en", month="2025-02", incident=both[0])
    field(script, "text_input", "say_comment").set_value("first")
    press(script, "Save")
    note = incidents.in_force(own_space)[0]
    incidents.say(own_space, [replace(note, status=SOLVED, through=date(2025, 2, 20))], "boss", "form")
    assert "Solved" in words(open_page("balance", lang="en", month="2025-02", incident=both[0]))
    assert "Reopened (since Mar 2025)" in words(open_page("balance", **MARCH, incident=both[0]))
