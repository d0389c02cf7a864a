"""Who is told of which kept scenario: those whose scope holds the slice that it is about."""

from collections.abc import Sequence

from sqlalchemy import Engine

from data_access.options import members
from data_access.warehouse import Warehouse
from data_access.workspace import scenarios
from data_access.workspace.scenarios import Given, Kept
from domain.errors import ReaderError
from domain.filters import Filters
from domain.scope import Scope
from i18n import Text

LONGEST = 60
_NAMELESS = Text("请给情景起一个名字（{most} 字以内）。", "Give the scenario a name (of at most {most} letters).")
_TAKEN = Text(
    "“{name}”已被他人用于您看不到的范围，请换一个名字。",
    "“{name}” is taken by somebody for a slice that you do not see: choose another name.",
)
_NOT_YOURS = Text("没有这个情景，或不在您的范围内。", "There is no such scenario, or it is not in your scope.")


def about(filters: Filters, scope: Scope) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The regions and channels that a scenario of this selection is about: what is not narrowed is all of the scope."""
    regions = filters.region or tuple(sorted(() if scope.everything else scope.regions))
    channels = filters.channel or tuple(sorted(() if scope.everything else scope.channels or ()))
    return regions, channels


def told(space: Engine, data: Warehouse, who: str) -> list[Kept]:
    """The scenarios in force that this reader may see, newest first; readers of own deals see their own only."""
    seen = {name: set(members(data, name).key) for name in ("region", "channel")}
    return [one for one in scenarios.kept_scenarios(space) if _visible(one, data.scope, seen, who)]


def _visible(one: Kept, scope: Scope, seen: dict[str, set[str]], who: str) -> bool:
    if scope.everything:
        return True
    if scope.empty or (scope.reps is not None and one.who != who):
        return False
    inside = bool(one.regions) and set(one.regions) <= seen["region"]
    every = scope.channels is None
    return inside and (every or (bool(one.channels) and set(one.channels) <= seen["channel"]))


def keep(space: Engine, data: Warehouse, called: tuple[str, str], filters: Filters, query: Given) -> None:
    """Keep a scenario under a name; `called` is who does it and the name.

    Raises ReaderError without a name, or when the name stands for something that this reader does not see.
    """
    who, name = called[0], " ".join(called[1].split())
    if not 0 < len(name) <= LONGEST:
        raise ReaderError(_NAMELESS, most=LONGEST)
    own = {one.name for one in told(space, data, who)}
    if name in {one.name for one in scenarios.kept_scenarios(space)} - own:
        raise ReaderError(_TAKEN, name=name)
    scenarios.keep(space, who, name, about(filters, data.scope), query)


def withdraw(space: Engine, data: Warehouse, who: str, key: int) -> str:
    """Take a scenario that this reader sees off the list; its name. Raises ReaderError for any other."""
    found: Sequence[Kept] = [one for one in told(space, data, who) if one.id == key]
    if not found:
        raise ReaderError(_NOT_YOURS)
    scenarios.withdraw(space, found[0], who)
    return found[0].name
