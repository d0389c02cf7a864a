"""The memory of channel conflict: who takes care of an incident, how far it is, what was agreed, what is left out."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from i18n import Text

NEW, ACCEPTED, SOLVING, SOLVED, DISMISSED = "new", "accepted", "being_solved", "solved", "not_a_conflict"
REOPENED, EXCEPTED = "reopened", "excepted"
SETTABLE: dict[str, Text] = {  # what a person can say
    NEW: Text("新", "New"),
    ACCEPTED: Text("已受理", "Accepted"),
    SOLVING: Text("处理中", "Being solved"),
    SOLVED: Text("已解决", "Solved"),
    DISMISSED: Text("不是冲突", "Not a conflict"),
}
STATUSES: dict[str, Text] = {  # what an incident can be: also what follows by rule
    **SETTABLE,
    REOPENED: Text("重新出现", "Reopened"),
    EXCEPTED: Text("已约定例外", "Excepted"),
}
OUT = (DISMISSED, EXCEPTED)  # do not count in the index
LONGEST = 2000  # letters of a comment
NAME = 200  # letters of an owner


@dataclass(frozen=True, slots=True)
class Cause:
    """What makes an incident this one: its identity, and kind, who began it, about what, since which month."""

    incident: str
    kind: str
    who: str
    what: str
    first_seen: date


@dataclass(frozen=True, slots=True)
class Note:
    """What is said of an incident: owner and status as they stand after it, the comment made with it.

    `through` is the last day of the data when it was said: what comes back in a later month has come back.
    """

    cause: Cause
    owner: str
    status: str
    comment: str
    through: date


@dataclass(frozen=True, slots=True)
class State:
    """How an incident stands: its status, since which month it is back (reopened only), and the note that says so.

    The note may bear another identity than that of today: a rule was changed meanwhile, or this one came back later.
    """

    status: str = NEW
    since: date | None = None
    note: Note | None = None

    @property
    def owner(self) -> str:
        """Who takes care of it; "" for nobody."""
        return self.note.owner if self.note else ""


@dataclass(frozen=True, slots=True)
class Excuse:
    """Findings that do not count: of a kind, from month to month; "" for who, what and region stands for all."""

    kind: str
    who: str
    what: str
    region: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Excused:
    """The excuses in force; equal where their digest is, so that they can be part of a cache key."""

    digest: str = ""
    entries: tuple[Excuse, ...] = field(default=(), compare=False, repr=False)

    @classmethod
    def of(cls, entries: Iterable[Excuse]) -> "Excused":
        """In one order, each once: equal excuses are equal questions."""
        kept = tuple(sorted(set(entries), key=repr))
        return cls(sha256(repr(kept).encode()).hexdigest(), kept) if kept else cls()

    def of_kind(self, kind: str) -> tuple[Excuse, ...]:
        """Those of one kind of conflict."""
        return tuple(one for one in self.entries if one.kind == kind)


NOTHING_EXCUSED = Excused()


@dataclass(frozen=True, slots=True)
class Agreed:
    """A co-sale that was agreed: this party may sell there, to that customer, or that product; no conflict meanwhile.

    `who`, `what` and `region` are keys as CONFLICTS has them, "" for all; `named` says them in words as they were
    then. It covers the months from that of `first` to that of `last` (None: until it is taken back).
    """

    kind: str
    who: str
    what: str
    region: str
    first: date
    last: date | None
    named: str
    reason: str


@dataclass(frozen=True, slots=True)
class Recalled:
    """What the workspace holds: the newest note of each incident, the one written last at the end; what is agreed."""

    notes: tuple[Note, ...] = ()
    agreed: tuple[Agreed, ...] = ()


NOTHING_RECALLED = Recalled()
