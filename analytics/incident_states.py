"""How each incident stands: what people said of it, and what follows by rule when it comes back or is agreed on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analytics.incidents import Found
from domain.balance import CUSTOMER
from domain.contracts_balance import INCIDENTS
from domain.contracts_incidents import STATES
from domain.incidents import DISMISSED, EXCEPTED, REOPENED, SOLVED, Excuse, Excused, Note, State


@dataclass(frozen=True, slots=True)
class Memory:
    """What is remembered of the incidents found: the state of each by its identity, and what does not count."""

    states: Mapping[str, State]
    excused: Excused


def remembered(found: Sequence[Found], notes: Sequence[Note], agreed: Iterable[Excuse]) -> Memory:
    """The memory of these incidents, of the notes in force and the excuses that were agreed on."""
    told = states(found, notes)
    return Memory(told, Excused.of([*agreed, *dismissals(found, told)]))


def states(found: Sequence[Found], notes: Sequence[Note]) -> dict[str, State]:
    """The state of each incident by its identity, of the notes in force, the one written last at the end.

    A note is found by the identity it was written under; where a changed rule or late data have moved the month in
    which an incident begins, by kind, party and object, if it was written while the incident of today lasted. An
    incident is reopened from the first month that begins after the one in which it was said to be solved, and also
    when it comes back as a new one after a long quiet.
    """
    own = {note.cause.incident: note for note in notes}
    taken = {one.cause.incident for one in found}
    strays = [note for note in notes if note.cause.incident not in taken]
    told = {}
    for one in found:
        note = own.get(one.cause.incident) or _moved(one, strays)
        told[one.cause.incident] = _state(one, note) if note else _after(one, notes)
    return told


def dismissals(found: Sequence[Found], told: Mapping[str, State]) -> list[Excuse]:
    """The excuses of the incidents that were judged to be no conflict: all their months, whoever has joined."""
    return [
        Excuse(one.cause.kind, own.who, own.what, "", own.first.date(), own.last.date())
        for one in found
        if told[one.cause.incident].status == DISMISSED
        for own in one.episodes
    ]


def standing(rows: pd.DataFrame, told: Mapping[str, State]) -> pd.DataFrame:
    """STATES of the rows of INCIDENTS: what does not count in the month by agreement is told so."""
    INCIDENTS.check(rows)
    known = [told.get(key, State()) for key in rows.id]
    status = [
        EXCEPTED if out and one.status != DISMISSED else one.status
        for one, out in zip(known, rows.excused, strict=True)
    ]
    since = [pd.NaT if one.since is None else pd.Timestamp(one.since) for one in known]
    owners = [one.owner for one in known]
    return STATES.coerce(pd.DataFrame({"id": rows.id.tolist(), "status": status, "since": since, "owner": owners}))


def _moved(one: Found, strays: Iterable[Note]) -> Note | None:
    """The latest note of an incident of another identity that is this one: alike, and written while it lasted."""
    first, last = one.cause.first_seen, one.last.date()
    alike = [note for note in strays if _alike(one, note)]
    return next((n for n in reversed(alike) if n.cause.first_seen <= last and n.through >= first), None)


def _after(one: Found, notes: Sequence[Note]) -> State:
    """The state of one of which nothing was said: new, or back, where its predecessor was said to be solved."""
    first = one.cause.first_seen
    before = [note for note in notes if note.through < first and note.status == SOLVED and _alike(one, note)]
    return State(REOPENED, first, before[-1]) if before else State()


def _alike(one: Found, note: Note) -> bool:
    cause = one.cause
    parties = {own.who for own in one.episodes}
    return (note.cause.kind, note.cause.what) == (cause.kind, cause.what) and note.cause.who in parties


def _state(one: Found, note: Note) -> State:
    if note.status != SOLVED:
        return State(note.status, None, note)
    solved = note.through.replace(day=1)
    later = [day.date() for own in one.episodes for day in own.rows.period if day.date() > solved]
    return State(REOPENED, min(later), note) if later else State(SOLVED, None, note)


def kept_buyers(notes: Iterable[Note]) -> tuple[str, ...]:
    """The buyers of whom something was said: they are listed however little is at stake."""
    return tuple(sorted({note.cause.who for note in notes if note.cause.kind == CUSTOMER}))
