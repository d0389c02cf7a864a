"""What holding rows to the contract finds: repeated keys, references to nothing, missing pillars, empty months."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Date, Subquery, Table, and_, cast, exists, func, select, true

from data_access.loading.derive import DAY_OF
from data_access.published import calendar
from data_access.tables import CANONICAL, opportunity, opportunity_event, stage
from i18n import Locale, Text

Where = ColumnElement[bool]


class Severity(StrEnum):
    """`ERROR`: figures would be wrong or missing. `WARNING`: look at it. `NOTE`: good to know."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found, in words of both languages; `rows` is how many rows it concerns (0: not about rows)."""

    severity: Severity
    table: str
    said: Text
    rows: int = 0


REPEATED = Text(
    "表 {table}：键 {key} 有 {rows} 组重复，例如 {example}。",
    "Table {table}: {rows} keys repeat on {key}, e.g. {example}.",
)
ORPHAN = Text(
    "表 {table}：{column} 有 {rows} 行指向 {target} 中不存在的 {example} 等。",
    "Table {table}: {column} of {rows} rows points to what {target} does not have, e.g. {example}.",
)
NO_PILLAR = Text("没有任何 {table} 行；至少需要一行。", "There is no row in {table}; at least one is needed.")
EMPTY_MONTHS = Text(
    "表 {table}：{first} 至 {last} 之间有 {rows} 个月没有任何数据。",
    "Table {table}: {rows} months between {first} and {last} have no rows at all.",
)
_PILLARS = (("region",), ("channel",), ("order_line", "opportunity"))


def finding(severity: Severity, table: str, phrase: Text, **values: object) -> Finding:
    """A finding with its values said in both languages."""
    rows = values.get("rows", 0)
    said = Text(phrase.to(Locale.ZH, table=table, **values), phrase.to(Locale.EN, table=table, **values))
    return Finding(severity, table, said, rows if isinstance(rows, int) else 0)


def repeated_keys(connection: Connection, table: Table, where: Where | None = None) -> Iterator[Finding]:
    """A finding when the key of `table` repeats; an empty part of a key counts as a value."""
    key = [table.c[name] for name in table.info["key"]]
    groups = select(*key).where(_or_all(where)).group_by(*key).having(func.count() > 1).subquery("repeated")
    if rows := connection.execute(select(func.count()).select_from(groups)).scalar_one():
        example = connection.execute(select(groups).limit(1)).one()
        words = {"key": ", ".join(table.info["key"]), "example": " / ".join(map(str, example))}
        yield finding(Severity.ERROR, table.name, REPEATED, rows=rows, **words)


def orphans(connection: Connection, table: Table, where: Where | None = None) -> Iterator[Finding]:
    """A finding for each column that points to a row which does not exist in the same source."""
    for name, target in table.info.get("refs", {}).items():
        there, column = CANONICAL[target].alias("there"), table.c[name]
        key = there.c[CANONICAL[target].info["key"][1]]
        found = exists().where(there.c.source == table.c.source, key == column)
        yield from _lost(connection, column, and_(column.is_not(None), ~found, _or_all(where)), target)
    if table is opportunity:
        same = and_(
            stage.c.source == table.c.source, stage.c.funnel == table.c.funnel, stage.c.position == table.c.stage
        )
        yield from _lost(connection, table.c.stage, and_(~exists().where(same), _or_all(where)), "stage")
    if table is opportunity_event:
        yield from _lost(connection, table.c.stage_to, and_(~_entered(table), _or_all(where)), "stage")


def _entered(event: Table) -> Where:
    """Whether the stage that an event leads to is one of its deal's funnel; else the deal would stand open in it."""
    deal = and_(opportunity.c.source == event.c.source, opportunity.c.opportunity_id == event.c.opportunity_id)
    there = and_(stage.c.source == event.c.source, stage.c.funnel == opportunity.c.funnel)
    return exists().where(deal, there, stage.c.position == event.c.stage_to)


def missing_pillars(connection: Connection) -> Iterator[Finding]:
    """A finding for each thing without which nothing can be shown."""
    for names in _PILLARS:
        if not any(connection.execute(select(true()).select_from(CANONICAL[name]).limit(1)).first() for name in names):
            yield finding(Severity.ERROR, " / ".join(names), NO_PILLAR)


def empty_months(connection: Connection, table: Table) -> Iterator[Finding]:
    """A warning when whole months between the first and the last row of a fact have none."""
    day = table.c[DAY_OF[table.name]]
    month = _months(day)
    had = select(func.count()).select_from(month)
    ends = select(func.min(month.c.month), func.max(month.c.month))
    first, last = connection.execute(ends).one()
    if first is None:
        return
    between = calendar.c.month_start.between(first, last)
    all_months = connection.execute(select(func.count(calendar.c.month_start.distinct())).where(between)).scalar_one()
    if rows := all_months - connection.execute(had).scalar_one():
        yield finding(Severity.WARNING, table.name, EMPTY_MONTHS, rows=rows, first=first, last=last)


def _months(day: ColumnElement[Any]) -> Subquery:
    """The months in which a fact has rows; days first, since there are few of them."""
    days = select(cast(day, Date).label("day")).distinct().subquery("days")
    months = select(calendar.c.month_start.label("month")).join(days, calendar.c.day == days.c.day).distinct()
    return months.subquery("months")


def _lost(connection: Connection, column: Column[Any], where: Where, target: str) -> Iterator[Finding]:
    rows, example = connection.execute(select(func.count(), func.min(column)).where(where)).one()
    if rows:
        words = {"column": column.name, "target": target, "example": example}
        yield finding(Severity.ERROR, column.table.name, ORPHAN, rows=rows, **words)


def _or_all(where: Where | None) -> Where:
    return true() if where is None else where
