"""Whose review is whose: a lock holds for all within its scope, what it showed is told to who sees all of that scope.

A reader of a part keeps reviews of that part; who sees own deals only keeps none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Engine

from data_access.options import members_below
from data_access.warehouse import Warehouse
from data_access.workspace import review_items, reviews
from data_access.workspace.reviews import Closing
from domain.errors import NotInScope
from domain.review import Item, Lock, Sheet
from domain.scope import Scope
from i18n import Text

MEMBERS = ("region", "channel")
_OWN_ONLY = Text("只能看到本人商机的读者不锁定周会。", "Who sees only own deals closes no review.")
_OTHERS = Text(
    "只有锁定者本人或可见全部数据者可以撤回。", "Only who closed it, or who sees everything, may take it back."
)
_NOT_YOURS = Text("没有这次周会，或不在您的范围内。", "There is no such review, or it is not in your scope.")
Below = Mapping[str, Mapping[str, tuple[str, ...]]]  # per tree: each member with all that lies below it


@dataclass(frozen=True, slots=True)
class Attendant:
    """Who looks at reviews: what they see, the trees of the company, and under which name they write."""

    scope: Scope
    below: Below
    who: str

    def within(self, wide: Scope) -> bool:
        """Whether all that this reader sees lies in that scope."""
        return inside(self.scope, wide, self.below)

    def sees(self, narrow: Scope) -> bool:
        """Whether this reader sees all of that scope."""
        return inside(narrow, self.scope, self.below)


def attendant(data: Warehouse, who: str) -> Attendant:
    """The reader of `data` as one who looks at reviews."""
    return Attendant(data.scope, {member: members_below(data, member) for member in MEMBERS}, who)


def inside(narrow: Scope, wide: Scope, below: Below) -> bool:
    """Whether all that `narrow` sees is seen by `wide` too; what sees nothing lies in no scope.

    >>> trees = {"region": {"a:east": ("a:east", "a:south")}, "channel": {}}
    >>> east, south = (Scope(regions=frozenset({key})) for key in ("a:east", "a:south"))
    >>> inside(south, east, trees), inside(east, south, trees), inside(east, Scope(everything=True), trees)
    (True, False, True)
    """
    if narrow.empty or wide.empty:
        return False
    if wide.everything:
        return True
    if narrow.everything or not narrow.regions <= _all_below(wide.regions, below["region"]):
        return False
    if wide.channels is not None:
        covered = _all_below(wide.channels, below["channel"])
        if narrow.channels is None or not narrow.channels <= covered:
            return False
    return wide.reps is None or (narrow.reps is not None and narrow.reps <= wide.reps)


def may_close(scope: Scope) -> bool:
    """Whether this reader may close a review: of the own scope, unless that is own deals only."""
    return not scope.empty and scope.reps is None


def held(space: Engine, mine: Attendant, until: date) -> Lock | None:
    """The latest lock that holds for this reader, of data from before `until`."""
    return next((lock for lock in reviews.locks(space) if lock.day < until and mine.within(lock.scope)), None)


def on_these_data(space: Engine, mine: Attendant, data: Warehouse, day: date) -> Lock | None:
    """The lock of the very data that are looked at, where that was closed in this reader's own scope."""
    own = (lock for lock in reviews.locks(space) if (lock.day, lock.version) == (day, data.version))
    return next((lock for lock in own if mine.within(lock.scope) and mine.sees(lock.scope)), None)


def told(space: Engine, mine: Attendant) -> list[tuple[Lock, bool]]:
    """The reviews that concern this reader, the latest first; each with whether what it showed may be told."""
    known = [(lock, mine.sees(lock.scope)) for lock in reviews.locks(space)]
    return [(lock, shown) for lock, shown in known if shown or mine.within(lock.scope)]


def shown(space: Engine, mine: Attendant, key: str) -> tuple[Lock, Sheet | None]:
    """A review, and what it showed where this reader may be told; NotInScope for one that is none of the reader's."""
    found = next(((lock, seen) for lock, seen in told(space, mine) if lock.key == key), None)
    if found is None:
        raise NotInScope(_NOT_YOURS)
    lock, seen = found
    return lock, reviews.sheet_of(space, key) if seen else None


def close(space: Engine, mine: Attendant, closing: Closing) -> str:
    """Close the review of the own scope; its key. Raises NotInScope for who may not, ReaderError where it cannot be."""
    if not may_close(mine.scope):
        raise NotInScope(_OWN_ONLY)
    return reviews.close(space, replace(closing, scope=mine.scope), mine.who)


def take_back(space: Engine, mine: Attendant, lock: Lock) -> None:
    """Take a lock back, or put back one that was taken. Raises NotInScope for one of others."""
    if not mine.sees(lock.scope):
        raise NotInScope(_NOT_YOURS)
    if lock.who != mine.who and not mine.scope.everything:
        raise NotInScope(_OTHERS)
    reviews.turn(space, lock.key, mine.who)


def coming(space: Engine, mine: Attendant) -> tuple[Item, ...]:
    """What is put into the coming review and this reader may be told, in the order it was put in."""
    locks = [lock for lock in reviews.locks(space) if mine.within(lock.scope)]
    through = max((lock.through for lock in locks), default=0)
    rows = review_items.every_item(space)
    return tuple(one.item for one in reversed(rows) if one.item.row > through and mine.sees(one.scope))


def put_in(space: Engine, mine: Attendant, item: Item) -> str:
    """Put something into the coming review; its key. What is on the list already is not put in twice."""
    for one in coming(space, mine):
        if (one.kind, one.reference) == (item.kind, item.reference):
            return one.key
    return review_items.put_in(space, item, mine.scope)


def turn_item(space: Engine, mine: Attendant, key: str) -> None:
    """Take an item off the list, or put it back. Raises NotInScope for one that this reader is not told of."""
    found = review_items.item_of(space, key)
    if found is None or not mine.sees(found.scope):
        raise NotInScope(review_items.NOT_THERE)
    review_items.turn(space, key, mine.who)


def _all_below(keys: frozenset[str], below: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    return keys.union(*(below.get(key, ()) for key in keys))
