"""The readers of the demo company: one who sees everything, one region, one region in one channel, and nobody."""

from data_access.workspace import Reader
from domain.dimensions import member_key
from domain.scope import EVERYTHING, Scope


def _key(member: str) -> frozenset[str]:
    return frozenset({member_key("demo", member)})


READERS = (
    Reader("boss", "总经理 · Managing director", EVERYTHING),
    Reader("north", "华北总监 · Director, North China", Scope(regions=_key("huabei"))),
    Reader("south-live", "华南直播 · Live streaming, South", Scope(regions=_key("huanan"), channels=_key("live"))),
    Reader("nobody", "尚未授权 · Not let in yet"),
)
