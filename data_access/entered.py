"""Targets entered in the workspace as a relation of the warehouse's database: sixteen parameters, however many rows."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ARRAY, Date, Select, String, and_, case, cast, exists, func, literal, null, select, union_all
from sqlalchemy.sql.elements import ColumnElement

from data_access.tables import target
from domain.targets import SET, Entered, Entry

_DAYS = ("period_start", "period_end")
_SAME = ("plan", "version", "metric", "source", "region_id", "channel_id", "product_line", "rep_id", "partner_id")
_NAMES = (*_SAME, *_DAYS, "level", "aggregation")
PREFIX = "entered-"  # how the id of a target that was entered begins


def with_entered(loaded: Select[Any], entered: Entered) -> Select[Any]:
    """All targets: those that were entered, and the loaded ones at whose place nothing was entered.

    The amount that was entered wins for the same plan, version, metric, period and slice. Where "none" was entered
    there is none. A target for a team is never entered, and none hides it. Not narrowed to any scope yet.
    """
    said = _relation(entered).subquery("said")
    rows = loaded.subquery("loaded")
    # by equality of texts, not by IS NOT DISTINCT FROM: that one no database joins by a hash
    same = [func.coalesce(rows.c[name], "") == func.coalesce(said.c[name], "") for name in _SAME]
    same += [rows.c[name] == said.c[name] for name in _DAYS]
    kept = select(rows).where(rows.c.team.is_not(None) | ~exists().where(and_(*same)))
    added = select(*(said.c[column.name].label(column.name) for column in target.c)).where(said.c.state == SET)
    return select(union_all(kept, added).subquery("targets"))


def _relation(entered: Entered) -> Select[Any]:
    """One row an entry, with the columns of the table of targets and `state`."""
    texts = {name: [_written(entry, name) for entry in entered.entries] for name in (*_NAMES, "state", "amount")}
    texts["target_id"] = [f"{PREFIX}{number}" for number in range(len(entered.entries))]
    raw = select(*(_unnested(values).label(name) for name, values in texts.items())).subquery("raw")
    columns: list[ColumnElement[Any]] = [_typed(raw.c, column) for column in target.c]
    return select(*columns, raw.c.state)


def _unnested(values: Sequence[str | None]) -> ColumnElement[Any]:
    return func.unnest(literal(list(values), ARRAY(String)))


def _typed(raw: Any, column: Any) -> ColumnElement[Any]:
    if column.name == "team":
        return cast(null(), String).label("team")
    if column.name in _DAYS:
        return cast(raw[column.name], Date).label(column.name)
    if column.name == "amount":
        return cast(case((raw.state == SET, raw.amount)), column.type).label("amount")
    found: ColumnElement[Any] = raw[column.name].label(column.name)
    return found


def _written(entry: Entry, name: str) -> str | None:
    if name == "amount":
        return None if entry.amount is None else format(entry.amount, "f")
    if name in ("level", "aggregation", "state"):
        return str(getattr(entry, name))
    value = getattr(entry.place, name)
    return None if value is None else str(value)
