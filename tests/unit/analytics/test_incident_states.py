"""How an incident stands follows from what was said of it and from what has been seen since."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.excuses import is_excused
from analytics.incident_states import dismissals, remembered, standing, states
from analytics.incidents import found_until, months_of, seen_in
from domain.contracts_balance import CONFLICTS, LINKS
from domain.incidents import (
    ACCEPTED,
    DISMISSED,
    EXCEPTED,
    NEW,
    REOPENED,
    SETTABLE,
    SOLVED,
    STATUSES,
    Excuse,
    Excused,
    Note,
)
from tests.properties import examples
from tests.unit.analytics.test_balance import conflict

OCTOBER = date(2026, 10, 1)


def found(kind, rows, links=(), month=OCTOBER):
    table = CONFLICTS.coerce(pd.DataFrame(rows, columns=list(CONFLICTS.columns)))
    linked = pd.DataFrame(
        [(pd.Timestamp(f"2026-{m:02}-01"), what, a, b) for m, what, a, b in links], columns=list(LINKS.columns)
    )
    return found_until({kind: table}, LINKS.coerce(linked), month)


def leak(*months):
    """A partner that sold outside its territory in these months."""
    return found("territory", [conflict(month, "p", 10.0 * month, what=None) for month in months])


def note(one, status=ACCEPTED, through=date(2026, 9, 14), owner="Li"):
    return Note(one.cause, owner, status, "", through)


def status(ones, *notes):
    told = states(ones, notes)
    return [(told[one.cause.incident].status, told[one.cause.incident].since) for one in ones]


def test_of_which_nothing_was_said_it_is_new():
    ones = leak(8, 9, 10)
    assert status(ones) == [(NEW, None)]
    assert status(ones, note(ones[0])) == [(ACCEPTED, None)]


def test_a_solved_one_is_reopened_from_the_first_month_after_the_one_it_was_solved_in():
    ones = leak(7, 8, 9, 10)
    assert status(ones, note(ones[0], SOLVED, date(2026, 10, 26))) == [(SOLVED, None)]
    assert status(ones, note(ones[0], SOLVED, date(2026, 8, 3))) == [(REOPENED, date(2026, 9, 1))]
    assert status(ones, note(ones[0], DISMISSED, date(2026, 8, 3))) == [(DISMISSED, None)]


def test_a_solved_one_that_comes_back_after_a_long_quiet_is_reopened_under_its_new_identity():
    ones = leak(2, 3, 10)
    first, second = sorted(ones, key=lambda one: one.cause.first_seen)
    told = states(ones, [note(first, SOLVED, date(2026, 4, 1))])
    assert told[first.cause.incident].status == SOLVED
    back = told[second.cause.incident]
    assert (back.status, back.since, back.owner) == (REOPENED, OCTOBER, "Li")
    assert states(ones, [note(first, ACCEPTED, date(2026, 4, 1))])[second.cause.incident].status == NEW


def test_what_was_said_stays_when_a_changed_rule_moves_its_first_month():
    before, after = leak(8, 9, 10)[0], leak(7, 8, 9, 10)
    assert before.cause.incident != after[0].cause.incident
    assert status(after, note(before)) == [(ACCEPTED, None)]
    later = leak(9, 10)
    assert status(later, note(before)) == [(ACCEPTED, None)]


def test_what_was_said_of_another_party_or_kind_is_not_taken_over():
    other = found("territory", [conflict(9, "q", 1.0, what=None)])[0]
    assert status(leak(8, 9, 10), note(other)) == [(NEW, None)]
    assert status(leak(8, 9, 10), replace(note(other), cause=replace(other.cause, who="p", kind="price"))) == [
        (NEW, None)
    ]


def test_no_conflict_leaves_out_all_of_its_months_and_parties_and_nothing_else():
    rows = [conflict(8, "live", 10.0), conflict(9, "market", 5.0), conflict(10, "live", 7.0), conflict(10, "shop", 3.0)]
    ones = found("price", rows, [(9, "L1", "live", "market")])
    war = next(one for one in ones if one.cause.who == "live")
    memory = remembered(ones, [note(war, DISMISSED)], [])
    table = seen_in(ones, OCTOBER, memory.excused).set_index("what_name", drop=False)
    told = standing(table.reset_index(drop=True), memory.states).set_index("id").status
    assert told[war.cause.incident] == DISMISSED
    assert table.in_month.sum() == 3.0
    assert table.money.sum() == 25.0, "what was at stake stays told"
    assert len(dismissals(ones, memory.states)) == 2


def test_what_is_agreed_is_excepted_only_when_all_of_the_month_is():
    rows = [conflict(10, "p", 5.0, what=None, region="zj"), conflict(10, "p", 7.0, what=None, region="js")]
    ones = found("territory", rows)
    for regions, expected, left in (((), NEW, 12.0), (("zj",), NEW, 7.0), (("zj", "js"), EXCEPTED, 0.0)):
        excuses = [Excuse("territory", "p", "", region, OCTOBER, OCTOBER) for region in regions]
        memory = remembered(ones, [], excuses)
        table = seen_in(ones, OCTOBER, memory.excused)
        assert standing(table, memory.states).status.tolist() == [expected]
        assert table.in_month.tolist() == [left]


def test_the_months_of_an_incident_tell_what_counts():
    one = leak(7, 9, 10)[0]
    excused = Excused.of([Excuse("territory", "p", "", "", date(2026, 9, 1), date(2026, 9, 1))])
    frame = months_of(one, excused)
    assert frame.counted.tolist() == [70.0, 0.0, 0.0, 100.0]
    assert frame.excused.tolist() == [0.0, 0.0, 90.0, 0.0]


@settings(max_examples=examples(40))
@given(
    st.sets(st.integers(1, 10), min_size=1),
    st.sampled_from(list(SETTABLE)),
    st.dates(date(2026, 1, 1), date(2026, 11, 26)),
)
def test_every_incident_has_one_known_status_and_is_reopened_only_after_it_was_solved(months, said, through):
    ones = leak(*months)
    notes = [note(one, said, through) for one in ones]
    for one in ones:
        state = states(ones, notes)[one.cause.incident]
        assert state.status in STATUSES
        if state.status == REOPENED:
            assert said == SOLVED
            assert state.since > through.replace(day=1)
            assert state.since in {day.date() for day in one.rows.period}


@pytest.mark.parametrize("part", ["who", "what", "region"])
def test_an_excuse_fits_only_what_it_names(part):
    rows = CONFLICTS.coerce(pd.DataFrame([conflict(10, "live", 1.0)], columns=list(CONFLICTS.columns)))
    named = {"who": "live", "what": "L1", "region": "east"}
    fits = Excuse("price", **(named | {}), first=OCTOBER, last=OCTOBER)
    assert is_excused("price", rows, Excused.of([fits])).all()
    for other in (
        replace(fits, **{part: "elsewhere"}),
        replace(fits, kind="product"),
        replace(fits, first=date(2026, 11, 1)),
    ):
        assert not is_excused("price", rows, Excused.of([other])).any()
    assert is_excused("price", rows, Excused.of([replace(fits, **{part: ""})])).all()
