"""Names for groups: ids are grouped first, and their names joined to the few rows that remain."""

from typing import Any

from sqlalchemy import FromClause, Select, String, Subquery, and_, case, cast, func, literal, select
from sqlalchemy.sql.elements import ColumnElement

from data_access.aliases import aliased
from data_access.visible import Visible
from domain.dimensions import DIMENSIONS
from domain.frames import Kind
from domain.periods import Grain
from i18n import Locale, Text

_FIRST = ("span", "period", "period_start", "period_end", "step", "working_only")  # what rows are ordered by
UNASSIGNED = Text("未分配", "Unassigned")


def row_columns(by: tuple[str, ...], grain: Grain | None = None) -> tuple[str, ...]:
    """The group columns of unnamed rows: `source` if a member is asked for, the dimensions, `period`."""
    source = ("source",) if any(DIMENSIONS[key].is_member for key in by) else ()
    return (*source, *by, *(("period",) if grain else ()))


def frame_columns(by: tuple[str, ...], grain: Grain | None = None) -> dict[str, Kind]:
    """The group columns of a named frame: each dimension with its name, and `period`."""
    columns = {name: Kind.TEXT for key in by for name in (key, f"{key}_name")}
    return columns | ({"period": Kind.DAY} if grain else {})


def named(see: Visible, rows: Subquery, by: tuple[str, ...], locale: Locale) -> Select[Any]:
    """`rows` with each dimension as its key (`source:id`, or the attribute's value) and its name.

    The rows carry `source` and ids as Cut groups them; all their other columns are kept. Ordered by the groups.
    """
    joined: FromClause = rows
    columns: list[ColumnElement[Any]] = []
    for key in by:
        if DIMENSIONS[key].is_member:
            labels = aliased(see.labels(DIMENSIONS[key].of), f"{key}_labels")
            same = and_(labels.c.source == rows.c.source, labels.c[f"{DIMENSIONS[key].of}_id"] == rows.c[key])
            joined = joined.outerjoin(labels, same)
            columns += [_key(rows, key), _label(rows, key, labels, locale)]
        else:
            columns += [rows.c[key], func.coalesce(rows.c[key], UNASSIGNED.to(locale)).label(f"{key}_name")]
    rest = [column for column in rows.c if column.key not in ("source", *by)]
    order = [*(column for column in rest if column.key in _FIRST), *(rows.c[key] for key in by)]
    return select(*columns, *rest).select_from(joined).order_by(*(column.asc().nulls_last() for column in order))


def _key(rows: Subquery, key: str) -> ColumnElement[Any]:
    return case({rows.c[key].is_not(None): rows.c.source + ":" + rows.c[key]}).label(key)


def _label(rows: Subquery, key: str, labels: FromClause, locale: Locale) -> ColumnElement[Any]:
    names = [labels.c.name_zh] if locale is Locale.ZH and "name_zh" in labels.c else []
    known = func.coalesce(*names, labels.c.name, rows.c[key])
    unassigned = cast(literal(UNASSIGNED.to(locale)), String)
    return case({rows.c[key].is_(None): unassigned}, else_=known).label(f"{key}_name")
