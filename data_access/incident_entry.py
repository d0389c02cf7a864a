"""Writing down what is said of incidents and agreed on: who may, and the one way in for page and command line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine

from data_access import options
from data_access.warehouse import Warehouse
from data_access.workspace import exceptions, incidents
from domain.errors import NotInScope, ReaderError
from domain.incidents import DISMISSED, LONGEST, NAME, NEW, SETTABLE, Agreed, Cause, Note, State
from domain.scope import Scope
from i18n import Text

_NOT_YOURS = Text("这个事件不在您的可见范围内。", "This incident is not in your scope.")
_ONE_SIDE = Text(
    "这个事件还涉及您范围以外的一方：只有看得到全部各方的人才能把它移出指数。",
    "This incident has a side outside your scope: only who sees all of its sides may take it out of the index.",
)
_WHY = Text("请写明原因：为什么这不是冲突。", "Say why it is no conflict.")
_REASON = Text("请写明约定的内容或原因。", "Say what was agreed, or why.")
_LONG = Text("最多 {most} 个字。", "At most {most} letters.")
_UNKNOWN = Text("没有状态“{status}”。", "There is no status “{status}”.")
_NOTHING = Text("没有选择事件，或没有填写任何改动。", "No incident was chosen, or nothing was said.")
_BACKWARDS = Text("期间 {first} 至 {last} 前后颠倒。", "The period {first} to {last} ends before it begins.")


@dataclass(frozen=True, slots=True)
class About:
    """An incident as a reader sees it: what is needed to judge whether the reader may write, and what stands."""

    cause: Cause
    regions: tuple[str, ...]
    whole: bool  # all of its money lies in the reader's slices
    state: State


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be said: None leaves owner or status as it stands."""

    owner: str | None = None
    status: str | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes: what the reader sees, and the keys of the regions in it."""

    scope: Scope
    regions: frozenset[str]


def writer(data: Warehouse) -> Writer:
    """The rights of the reader of `data`."""
    return Writer(data.scope, frozenset(options.members(data, "region").key))


def sees_all(mine: Writer, about: About) -> bool:
    """Whether every side of an incident lies in the reader's scope."""
    if mine.scope.everything:
        return True
    parts = mine.scope.channels is not None or mine.scope.reps is not None
    return not parts and about.whole and bool(about.regions) and set(about.regions) <= mine.regions


def why_not(mine: Writer, about: About, change: Change) -> ReaderError | None:
    """Why this reader may not say that of an incident, in words; None when it is right."""
    if mine.scope.empty or mine.scope.reps is not None:
        return NotInScope(_NOT_YOURS)
    if change.status is not None and change.status not in SETTABLE:
        return ReaderError(_UNKNOWN, status=change.status[:40])
    if len(change.comment) > LONGEST or len(change.owner or "") > NAME:
        return ReaderError(_LONG, most=LONGEST if len(change.comment) > LONGEST else NAME)
    standing = about.state.note.status if about.state.note else NEW
    if change.status is not None and DISMISSED in (change.status, standing) and change.status != standing:
        if not sees_all(mine, about):
            return NotInScope(_ONE_SIDE)
        if change.status == DISMISSED and not change.comment.strip():
            return ReaderError(_WHY)
    return None


def note_incidents(
    space: Engine, mine: Writer, abouts: Sequence[About], change: Change, by: tuple[str, str, date]
) -> str:
    """Say the same of these incidents at once; the key of the batch. `by` is who, how, and the data's last day.

    All or nothing: raises ReaderError (NotInScope) for the first of which this reader may not say that.
    """
    if not abouts or (change.owner is None and change.status is None and not change.comment.strip()):
        raise ReaderError(_NOTHING)
    for about in abouts:
        if error := why_not(mine, about, change):
            raise error
    who, how, today = by
    return incidents.say(space, [_note(about, change, today) for about in abouts], who, how)


def undo_notes(space: Engine, mine: Writer, batch: str, who: str, seen: Mapping[str, About]) -> int:
    """Put back how the incidents of a batch stood; how many. Raises NotInScope unless all are `seen` and allowed."""
    for one in incidents.history(space, batch=batch):
        about = seen.get(one.note.cause.incident)
        if about is None or mine.scope.reps is not None:
            raise NotInScope(_NOT_YOURS)
        if DISMISSED in (one.note.status, about.state.status) and not sees_all(mine, about):
            raise NotInScope(_ONE_SIDE)
    return incidents.undo(space, batch, who)


def agree(space: Engine, mine: Writer, about: About, agreed: Agreed, who: str) -> str:
    """Write down that a co-sale is agreed; its key. Raises ReaderError (NotInScope) where this reader may not."""
    if not sees_all(mine, about):
        raise NotInScope(_ONE_SIDE)
    complete(agreed)
    return exceptions.agree(space, agreed, who)


def complete(agreed: Agreed) -> None:
    """Raise ReaderError unless an agreement says why, and its days are in order."""
    if not agreed.reason.strip():
        raise ReaderError(_REASON)
    if len(agreed.reason) > LONGEST:
        raise ReaderError(_LONG, most=LONGEST)
    if agreed.last is not None and agreed.first > agreed.last:
        raise ReaderError(_BACKWARDS, first=agreed.first, last=agreed.last)


def may_take_back(mine: Writer, agreed: Agreed) -> bool:
    """Whether this reader may take an agreement back: one on a region of the own scope, else who sees everything."""
    if mine.scope.everything:
        return True
    parts = mine.scope.channels is not None or mine.scope.reps is not None
    return not parts and agreed.region in mine.regions


def take_back(space: Engine, mine: Writer, one: exceptions.Agreement, who: str) -> None:
    """Take an agreement back, or put it in force again where it was. Raises NotInScope where this reader may not."""
    if not may_take_back(mine, one.agreed):
        raise NotInScope(_ONE_SIDE)
    (exceptions.withdraw if one.stands else exceptions.restore)(space, one.key, who)


def _note(about: About, change: Change, today: date) -> Note:
    """Owner and status as they stand after the change; what is not said again keeps the day it was said on."""
    note = about.state.note
    owner = (note.owner if note else "") if change.owner is None else change.owner.strip()
    if change.status is None:
        status, through = (note.status, note.through) if note else (NEW, today)
    else:
        status, through = change.status, today
    return Note(about.cause, owner, status, change.comment.strip(), through)
