"""What is said of incidents is added to and never overwritten, on each database; and who may say what."""

from dataclasses import replace
from datetime import date

import pytest

from data_access.incident_entry import About, Change, Writer, agree, may_take_back, note_incidents, undo_notes
from data_access.workspace import changes, exceptions, incidents, open_workspace
from domain.errors import NotInScope, ReaderError
from domain.incidents import ACCEPTED, DISMISSED, NEW, SOLVED, Agreed, Cause, Note, State
from domain.scope import EVERYTHING, NOTHING, Scope
from tests.contract.databases import fresh_database

TODAY = date(2026, 10, 26)
CAUSE = Cause("abcdef012345", "territory", "maker:d1", "", date(2026, 5, 1))
OTHER = replace(CAUSE, incident="000000000001", who="maker:d2")
BOSS = Writer(EVERYTHING, frozenset())
EAST = Writer(Scope(regions=frozenset({"maker:east"})), frozenset({"maker:east", "maker:zj", "maker:js"}))
INSIDE = About(CAUSE, ("maker:js", "maker:zj"), True, State())
OUTSIDE = About(OTHER, ("maker:hb", "maker:zj"), True, State())
FOREIGN_MONEY = About(OTHER, ("maker:zj",), False, State())
AGREED = Agreed("territory", "maker:d1", "", "maker:js", date(2026, 5, 1), None, "D1 · Jiangsu", "until the fair")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def space(request, tmp_path):
    """An empty workspace on each database that it can lie on."""
    url = f"sqlite:///{tmp_path}/workspace.db"
    if request.param == "postgres":
        url = fresh_database(request.getfixturevalue("postgres"), "incidents")
    engine = open_workspace(url)
    yield engine
    engine.dispose()


def say(space, about, by=BOSS, **change):
    return note_incidents(space, by, [about], Change(**change), ("li", "form", TODAY))


def standing(space, about=INSIDE):
    """The incident with what stands now."""
    known = {note.cause.incident: note for note in incidents.in_force(space)}
    note = known.get(about.cause.incident)
    return replace(about, state=State(note.status, None, note) if note else State())


def test_everything_that_was_said_stays_and_the_newest_is_in_force(space):
    say(space, INSIDE, owner="Wang", status=ACCEPTED, comment="called the dealer")
    say(space, standing(space), status=SOLVED, comment="fined")
    say(space, standing(space), comment="paid")
    told = [(one.who, one.note.status, one.note.owner, one.note.comment) for one in incidents.history(space)]
    assert told == [
        ("li", SOLVED, "Wang", "paid"),
        ("li", SOLVED, "Wang", "fined"),
        ("li", ACCEPTED, "Wang", "called the dealer"),
    ]
    assert [note.comment for note in incidents.in_force(space)] == ["paid"]
    assert [change.what for change in changes(space)] == ["incident notes"] * 3


def test_a_batch_is_undone_together_and_what_came_later_stays(space):
    batch = note_incidents(space, BOSS, [INSIDE, OUTSIDE], Change("Wang", ACCEPTED), ("li", "bulk", TODAY))
    later = say(space, standing(space), status=SOLVED)
    seen = {about.cause.incident: about for about in (standing(space), OUTSIDE)}
    assert undo_notes(space, BOSS, batch, "boss", seen) == 1
    stands = {note.cause.incident: (note.status, note.owner) for note in incidents.in_force(space)}
    assert stands == {CAUSE.incident: (SOLVED, "Wang"), OTHER.incident: (NEW, "")}
    assert undo_notes(space, BOSS, later, "boss", seen) == 1
    assert standing(space).state.note.status == ACCEPTED
    assert len(incidents.history(space)) == 5
    with pytest.raises(ReaderError, match="no such change"):
        incidents.undo(space, "nonsense", "boss")


def test_a_comment_alone_keeps_the_day_on_which_it_was_solved(space):
    incidents.say(space, [Note(CAUSE, "Wang", SOLVED, "", date(2026, 8, 3))], "li", "form")
    say(space, standing(space), comment="they are back")
    note = incidents.in_force(space)[0]
    assert (note.status, note.through, note.comment) == (SOLVED, date(2026, 8, 3), "they are back")


@pytest.mark.parametrize("about", [OUTSIDE, FOREIGN_MONEY, replace(OUTSIDE, regions=())])
def test_only_who_sees_all_sides_takes_an_incident_out_of_the_index(space, about):
    say(space, about, EAST, status=ACCEPTED, owner="Zhao")
    with pytest.raises(NotInScope):
        say(space, about, EAST, status=DISMISSED, comment="it is fine")
    with pytest.raises(NotInScope):
        agree(space, EAST, about, AGREED, "zhao")
    gone = replace(about, state=State(DISMISSED, None, Note(about.cause, "", DISMISSED, "", TODAY)))
    with pytest.raises(NotInScope):
        say(space, gone, EAST, status=NEW)
    say(space, INSIDE, EAST, status=DISMISSED, comment="within the east")
    say(space, about, BOSS, status=DISMISSED, comment="agreed by both")


def test_who_sees_nothing_or_own_orders_only_says_nothing(space):
    for scope in (NOTHING, Scope(regions=frozenset({"maker:east"}), reps=frozenset({"maker:r1"}))):
        with pytest.raises(NotInScope):
            say(space, INSIDE, Writer(scope, EAST.regions), status=ACCEPTED)
    with pytest.raises(NotInScope):
        undo_notes(space, EAST, say(space, OUTSIDE, owner="Li"), "zhao", {CAUSE.incident: INSIDE})
    assert len(incidents.history(space)) == 1


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        ({"status": DISMISSED}, "Say why"),
        ({"status": "reopened"}, "no status"),
        ({"owner": "x" * 201}, "200 letters"),
        ({"comment": "x" * 2001}, "2000 letters"),
        ({"comment": "  "}, "nothing was said"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words_and_nothing_is_written(space, change, answer):
    with pytest.raises(ReaderError, match=answer):
        note_incidents(space, BOSS, [INSIDE], Change(**change), ("li", "form", TODAY))
    assert not incidents.history(space)


def test_an_agreement_is_taken_back_and_put_back_and_its_history_stays(space):
    key = agree(space, EAST, INSIDE, AGREED, "zhao")
    assert [one.agreed for one in exceptions.in_force(space)] == [AGREED]
    exceptions.withdraw(space, key, "boss")
    assert not exceptions.in_force(space)
    exceptions.restore(space, key, "boss")
    assert [(one.who, one.stands) for one in exceptions.history(space)] == [
        ("boss", True), ("boss", False), ("zhao", True)
    ]  # fmt: skip
    with pytest.raises(ReaderError):
        exceptions.restore(space, key, "boss")
    assert may_take_back(EAST, AGREED)
    assert not may_take_back(EAST, replace(AGREED, region="maker:hb"))
    assert not may_take_back(EAST, replace(AGREED, region=""))


@pytest.mark.parametrize("wrong", [{"reason": " "}, {"last": date(2026, 4, 1)}, {"reason": "x" * 2001}])
def test_an_agreement_says_what_and_until_when(space, wrong):
    with pytest.raises(ReaderError):
        agree(space, BOSS, INSIDE, replace(AGREED, **wrong), "boss")
    assert not exceptions.latest(space)
