"""Entering targets: what would change, and the one way in for grid, file and command line."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
from sqlalchemy import Engine

from data_access.target_rights import Known, dims_of, why_not
from data_access.target_rows import Asked, target_rows
from data_access.warehouse import Warehouse
from data_access.workspace import targets
from domain.filters import Filters
from domain.targets import CLEARED, MEMBERS, SET, SUM, Entry, Place, aggregation, level_name, step_of


@dataclass(frozen=True, slots=True)
class Changed:
    """What saving did: how many targets were set anew, changed, taken away; their sum before and after."""

    batch: str
    new: int
    changed: int
    cleared: int
    before: float
    after: float

    @property
    def rows(self) -> int:
        """How many entries were written."""
        return self.new + self.changed + self.cleared


def levelled(data: Warehouse, entries: Sequence[Entry], mine: Known) -> list[Entry]:
    """The entries, those without a level with the name of the level that has such slices and periods already."""
    bare = [entry for entry in entries if not entry.level]
    if not bare:
        return list(entries)
    names: dict[tuple[object, ...], str] = {}
    for asked in {Asked(e.place.plan, e.place.version, e.place.metric) for e in bare}:
        rows = target_rows(data, _spanning(entries), asked)
        shapes = Counter((_shape(place_of(row), mine), str(row["level"])) for row in rows.to_dict("records"))
        for (shape, level), _ in reversed(shapes.most_common()):
            names[asked, *shape] = level

    def named(entry: Entry) -> Entry:
        p = entry.place
        shape = _shape(p, mine)
        own = names.get((Asked(p.plan, p.version, p.metric), *shape)) or level_name(*shape)
        return entry if entry.level else replace(entry, level=own)

    return [named(entry) for entry in entries]


def _shape(place: Place, mine: Known) -> tuple[tuple[str, ...], str]:
    return dims_of(place, mine), step_of(place.period_start, place.period_end)


def _spanning(entries: Sequence[Entry]) -> Filters:
    """All days that the entries speak of, in everything that the reader sees."""
    first = min(entry.place.period_start for entry in entries)
    return Filters(first, max(entry.place.period_end for entry in entries), first)


def place_of(row: Mapping[Any, Any]) -> Place:
    """The place of a row of TARGET_ROWS."""
    plan, version, metric, source = (str(row[name]) for name in ("plan", "version", "metric", "source"))
    first, last = (pd.Timestamp(str(row[name])).date() for name in ("period_start", "period_end"))
    line = row["product_line"]
    bare = Place(plan, version, metric, first, last, source, product_line=line if isinstance(line, str) else None)
    return replace(bare, **{f"{dim}_id": _id(row[dim]) for dim in MEMBERS})  # type: ignore[arg-type]


def _id(key: object) -> str | None:
    return key.partition(":")[2] if isinstance(key, str) else None


def enter_targets(
    space: Engine, data: Warehouse, entries: Sequence[Entry], how: tuple[str, str], mine: Known
) -> Changed:
    """Write down those entries that differ from what is in force. `how` is who enters, and by which way.

    All or nothing: raises ReaderError (NotInScope) for the first that this reader may not enter.
    """
    for entry in entries:
        if error := why_not(entry, mine):
            raise error
    before = in_force(data, entries)
    fresh = [e for e in levelled(data, entries, mine) if _value(e) != before.get(e.place)]
    batch = targets.enter(space, fresh, *how) if fresh else ""
    values = [(before.get(entry.place), _value(entry)) for entry in fresh]
    return Changed(
        batch,
        new=sum(old is None for old, _ in values),
        changed=sum(old is not None and new is not None for old, new in values),
        cleared=sum(new is None for _, new in values),
        before=sum(old or 0.0 for old, _ in values),
        after=sum(new or 0.0 for _, new in values),
    )


def _value(entry: Entry) -> float | None:
    return float(entry.amount) if entry.state == SET and entry.amount is not None else None


def in_force(data: Warehouse, entries: Sequence[Entry]) -> dict[Place, float]:
    """The targets that stand at present where these entries would: loaded ones and entered ones."""
    found: dict[Place, float] = {}
    if not entries:
        return found
    for asked in {Asked(e.place.plan, e.place.version, e.place.metric) for e in entries}:
        rows = target_rows(data, _spanning(entries), asked)
        found |= {place_of(row): float(row["amount"]) for row in rows.to_dict("records")}
    places = {entry.place for entry in entries}
    return {place: amount for place, amount in found.items() if place in places}


def undo_targets(space: Engine, batch: str, who: str, mine: Known) -> int:
    """Put back what was in force before a batch; how many targets that were. Raises NotInScope for one of others."""
    own = [written.entry for written in targets.history(space, batch=batch)]
    for entry in own:
        if error := why_not(replace(entry, state=CLEARED), mine):
            raise error
    return targets.undo(space, batch, who)


def place_at(keys: Mapping[str, str], period: tuple[date, date], of: Asked, source: str) -> Place:
    """The place of a slice given by the keys of its members (and its product line) and a period."""
    ids = {f"{dim}_id": key.partition(":")[2] for dim, key in keys.items() if dim in MEMBERS}
    own = next((key.partition(":")[0] for dim, key in keys.items() if dim in MEMBERS), source)
    bare = Place(of.plan, of.version, of.metric, *period, own, product_line=keys.get("product_line"))
    return replace(bare, **ids)  # type: ignore[arg-type]


def entry_at(place: Place, amount: float | None, level: str) -> Entry:
    """An amount entered at a place: to a hundredth where it adds up, to four decimals where it is held; None clears."""
    if amount is None or amount != amount:
        return Entry(place, level, None, CLEARED)
    decimals = 2 if aggregation(place.metric) == SUM else 4
    return Entry(place, level, Decimal(repr(amount)).quantize(Decimal(1).scaleb(-decimals)))
