"""What does not count as a conflict, as a condition of a query: six parameters, however many excuses there are."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ARRAY, Date, String, and_, cast, func, literal, not_, or_, select, true
from sqlalchemy.sql.elements import ColumnElement

from domain.balance import ConflictAsk

_PARTS = ("who", "what", "region")
_DAYS = ("first", "last")


def has_excuses(ask: ConflictAsk, kind: str) -> bool:
    """Whether any finding of that kind is excused."""
    return bool(ask.excused.of_kind(kind))


def counts(
    ask: ConflictAsk, kind: str, period: ColumnElement[Any], keys: Mapping[str, ColumnElement[Any]]
) -> ColumnElement[bool]:
    """Whether a finding counts: no excuse of its kind fits its month and its `keys` (of who, what, region).

    An excuse that names what is not among the keys fits nothing. The same rule on frames: analytics/excuses.py.
    """
    own = ask.excused.of_kind(kind)
    if not own:
        return true()
    texts = {name: [str(getattr(one, name)) for one in own] for name in (*_PARTS, *_DAYS)}
    raw = select(*(_unnested(values).label(name) for name, values in texts.items())).subquery("excuse_texts")
    days = (cast(raw.c[name], Date).label(name) for name in _DAYS)
    said = select(*(raw.c[name] for name in _PARTS), *days).subquery("excuses")
    fits: list[ColumnElement[bool]] = [period.between(said.c.first, said.c.last)]
    fits += [_fits(said.c[name], keys.get(name)) for name in _PARTS]
    return not_(select(said.c.who).where(and_(*fits)).exists())


def _fits(said: ColumnElement[Any], key: ColumnElement[Any] | None) -> ColumnElement[bool]:
    every = said == ""
    return every if key is None else or_(every, said == func.coalesce(key, ""))


def _unnested(values: list[str]) -> ColumnElement[Any]:
    return func.unnest(literal(values, ARRAY(String)))
