"""Who may enter which targets: what a reader may name in one, and why an entry is refused."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from data_access import options
from data_access.target_rows import slice_names
from data_access.warehouse import Warehouse
from data_access.workspace.targets import Written
from domain.errors import NotInScope, ReaderError
from domain.scope import Scope
from domain.targets import CLEARED, SET, SLICED_BY, Entry, Place, storable
from i18n import Locale, Text

_REGIONLESS = Text(
    "您只能为自己范围内的区域录入目标，请写明区域。",
    "You may enter targets within your own regions only: name one.",
)
_CHANNELLESS = Text(
    "您只能为自己范围内的渠道录入目标，请写明渠道。",
    "You may enter targets within your own channels only: name one.",
)
_OTHERS = Text("您只能为自己录入目标。", "You may enter targets of your own only.")
_UNSEEN = Text("没有{what}“{key}”，或不在您的范围内。", "There is no {what} “{key}”, or it is not in your scope.")
_AMOUNT = Text(
    "目标“{amount}”无法保存：应为 0 到 99 万亿之间的数，最多四位小数。",
    "The target “{amount}” cannot be kept: it must lie between 0 and 99 trillion, with four decimals at most.",
)
_BACKWARDS = Text("期间 {first} 至 {last} 前后颠倒。", "The period {first} to {last} ends before it begins.")
_NAMELESS = Text("请给出方案和版本的名称（100 字以内）。", "Give plan and version a name (of at most 100 letters).")
WHAT = {
    "region": Text("区域", "region"),
    "channel": Text("渠道", "channel"),
    "product_line": Text("产品线", "product line"),
    "rep": Text("销售", "rep"),
    "partner": Text("经销商", "partner"),
}


@dataclass(frozen=True, slots=True)
class Known:
    """What a reader may name in a target, and how deep regions and channels lie. Made once for many entries."""

    scope: Scope
    names: Mapping[str, Mapping[str, str]]  # per dimension: key (or value) → name
    words: Mapping[str, Mapping[str, tuple[str, ...]]]  # per dimension: id or name in small letters → keys
    depths: Mapping[str, int]
    sources: tuple[str, ...]


def known(data: Warehouse, locale: Locale) -> Known:
    """The members and values that this reader sees."""
    lines = options.values(data, "product_line")
    names: dict[str, Mapping[str, str]] = {"product_line": {value: value for value in lines}}
    said = {"product_line": _words([(value, value) for value in lines])}
    depths: dict[str, int] = {}
    for member in ("region", "channel"):
        rows = options.members(data, member)
        own = rows.name_zh.fillna(rows.name) if locale is Locale.ZH else rows.name
        names[member] = dict(zip(rows.key, own, strict=True))
        both = [*zip(rows.key, rows.name, strict=True), *zip(rows.key, rows.name_zh.fillna(""), strict=True)]
        said[member] = _words(both)
        depths |= {key: int(depth) for key, depth in zip(rows.key, rows.depth, strict=True)}
    for member in ("rep", "partner"):
        rows = slice_names(data, member, locale)
        names[member] = dict(zip(rows.key, rows.name, strict=True))
        said[member] = _words(list(names[member].items()))
    sources = tuple(dict.fromkeys(key.partition(":")[0] for key in names["region"]))
    return Known(data.scope, names, said, depths, sources)


def _words(named: list[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """What a word may mean: the keys whose id or name it is."""
    found: dict[str, dict[str, None]] = {}
    for key, name in named:
        for word in (name, key.partition(":")[2]):
            if word:
                found.setdefault(word.strip().casefold(), {})[key] = None
    return {word: tuple(keys) for word, keys in found.items()}


def why_not(entry: Entry, mine: Known) -> ReaderError | None:
    """Why this reader may not enter that, in words; None when it is right."""
    place = entry.place
    if not all(0 < len(word.strip()) <= 100 for word in (place.plan, place.version)):
        return ReaderError(_NAMELESS)
    if place.period_start > place.period_end:
        return ReaderError(_BACKWARDS, first=place.period_start, last=place.period_end)
    if entry.state == SET and (entry.amount is None or not storable(entry.amount)):
        return ReaderError(_AMOUNT, amount=str(entry.amount)[:40])
    for dim, key in named(place).items():
        if key not in mine.names[dim]:
            return NotInScope(_UNSEEN, what=WHAT[dim], key=key[:60])
    return None if mine.scope.everything else _beyond(place, mine.scope)


def _beyond(place: Place, scope: Scope) -> ReaderError | None:
    """What a slice of known members lacks to lie within a scope: a slice "for all" of something is wider than it."""
    if place.region_id is None:
        return NotInScope(_REGIONLESS)
    if scope.channels is not None and place.channel_id is None:
        return NotInScope(_CHANNELLESS)
    if scope.reps is not None and place.member_keys.get("rep") not in scope.reps:
        return NotInScope(_OTHERS)
    return None


def named(place: Place) -> dict[str, str]:
    """What the slice names, by dimension: keys of members, and the product line."""
    lines = {} if place.product_line is None else {"product_line": place.product_line}
    return {**place.member_keys, **lines}


def dims_of(place: Place, mine: Known) -> tuple[str, ...]:
    """The dimensions of a slice, regions and channels with the depth of the node: ("region_2", "channel")."""
    own = named(place)
    deep = {"region": "region_{}", "channel": "channel_{}"}
    return tuple(
        deep[dim].format(mine.depths.get(own[dim], 0) + 1) if dim in deep else dim for dim in SLICED_BY if dim in own
    )


def visible(written: Written, mine: Known) -> bool:
    """Whether an entry is one that this reader could have made: others' are none of the reader's business."""
    return why_not(replace(written.entry, state=CLEARED), mine) is None
