"""Agreeing on a co-sale before anything has happened: whom and where it names, and who may."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Engine

from data_access.incident_entry import Writer, complete
from data_access.options import members, members_called, values
from data_access.warehouse import Warehouse
from data_access.workspace import exceptions
from domain.balance import PRICE, PRODUCT, TERRITORY
from domain.errors import NotInScope, ReaderError
from domain.incidents import Agreed
from domain.scope import Scope
from i18n import Locale, Text

KINDS = (TERRITORY, PRICE, PRODUCT)  # a buyer is named on the page of its incident
AHEAD = Text(
    "尚未发生的冲突会涉及哪些各方还不知道，因此只有看得到全公司的人才能预先登记约定。",
    "Which sides a conflict to come will have is not known: only who sees the whole company agrees ahead.",
)
_NOBODY = Text(
    "没有叫“{word}”的{what}，或不在您的范围内。", "There is no {what} called “{word}”, or it is not in your scope."
)
_SEVERAL = Text("“{word}”不止一个：{names}。", "“{word}” is more than one: {names}.")
_TOO_DEEP = Text(
    "价格在第 {level} 级区域内比较：请选择该级或更高的区域。",
    "Prices are compared in regions of level {level}: choose one of that level or above.",
)
_CHANNEL, _PARTNER = Text("渠道（最下级）", "channel without others below it"), Text("经销商", "partner")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a form says: kind, party by name or key ("" for all), product line ("" for all), region, days, why."""

    kind: str
    party: str
    line: str
    region: str
    first: date
    last: date | None
    reason: str


def may_agree_ahead(scope: Scope) -> bool:
    """Whether this reader may take out of the index what has not happened yet: who sees every side."""
    return scope.everything


def agree_ahead(space: Engine, data: Warehouse, mine: Writer, wanted: Wanted, by: tuple[str, Locale, int]) -> str:
    """Write an agreement down; its key. `by` is who, in which language, and the level that prices are compared at.

    Raises NotInScope for who may not, ReaderError for what is not known or said wrongly.
    """
    who, locale, level = by
    place = Agreed(wanted.kind, "", "", wanted.region, wanted.first, wanted.last, "", wanted.reason.strip())
    if not may_agree_ahead(mine.scope):
        raise NotInScope(AHEAD)
    complete(place)
    regions = members(data, "region").set_index("key").to_dict("index")
    if wanted.kind == PRICE and wanted.region and int(regions[wanted.region]["depth"]) >= level:
        raise ReaderError(_TOO_DEEP, level=level)
    key, name = _party(data, wanted, locale)
    line = wanted.line if wanted.kind == PRICE and wanted.line in values(data, "product_line") else ""
    where = "" if not wanted.region else _called(regions[wanted.region], locale)
    named = " · ".join(part for part in (name, line, where) if part) or EVERYBODY.to(locale)
    agreed = Agreed(wanted.kind, key, line, wanted.region, wanted.first, wanted.last, named, place.reason)
    return exceptions.agree(space, agreed, who)


EVERYBODY = Text("所有各方", "All parties")


def _party(data: Warehouse, wanted: Wanted, locale: Locale) -> tuple[str, str]:
    """Key and name of who is named; ("", "") for all."""
    word = wanted.party.strip()
    if not word:
        return "", ""
    if wanted.kind == TERRITORY:
        rows = members_called(data, "partner", word)
        found = {str(key): str(name) for key, name in zip(rows.key, rows.name, strict=True)}
    else:
        tree = members(data, "channel")
        ends = tree[~tree.key.isin(set(tree.parent.dropna()))]
        found = {str(row["key"]): _called(row, locale) for row in ends.to_dict("records") if _fits(row, word)}
    just = {key: name for key, name in found.items() if word.casefold() in (key.casefold(), name.casefold())}
    kept = just or found
    what = _PARTNER if wanted.kind == TERRITORY else _CHANNEL
    if not kept:
        raise NotInScope(_NOBODY, word=word[:60], what=what)
    if len(kept) > 1:
        raise ReaderError(_SEVERAL, word=word[:60], names=", ".join(list(kept.values())[:5]))
    return next(iter(kept.items()))


def _called(row: Mapping[Hashable, Any], locale: Locale) -> str:
    """The name of a row of MEMBERS in that language."""
    own = row["name_zh"] if locale is Locale.ZH else None
    return own if isinstance(own, str) else str(row["name"])


def _fits(row: Mapping[Hashable, Any], word: str) -> bool:
    said = (row["key"], row["name"], row["name_zh"])
    return any(word.casefold() in one.casefold() for one in said if isinstance(one, str))
