"""Hold any warehouse, above all one that someone else keeps, against the contract; what is wrong is said in words."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    Date,
    DateTime,
    Double,
    Engine,
    Integer,
    Numeric,
    String,
    Table,
    func,
    inspect,
    select,
)
from sqlalchemy.engine.reflection import Inspector

from data_access.loading.derive import DAY_OF
from data_access.loading.findings import (
    Finding,
    Severity,
    empty_months,
    finding,
    missing_pillars,
    orphans,
    repeated_keys,
)
from data_access.published import PUBLISHED, deal_span, deal_stay, load_report, partner_month, quarantine, sold_month
from data_access.published_sales import buyer_day, order_apart, product_month
from data_access.tables import CANONICAL
from i18n import Text

NO_TABLE = Text(
    "缺少表 {table}；依赖它的指标会显示“未采集”。",
    "There is no table {table}: figures made of it will say “not measured”.",
)
NO_PILLAR_TABLE = Text("缺少必需的表 {table}。", "The required table {table} is missing.")
NO_COLUMN = Text("表 {table} 缺少列 {column}。", "Table {table} has no column {column}.")
WRONG_KIND = Text(
    "表 {table} 的列 {column} 类型是 {found}，应为 {wanted}。",
    "Column {column} of table {table} is {found}; it should be {wanted}.",
)
NULLS = Text(
    "表 {table} 的必填列 {column} 有 {rows} 行为空。",
    "Column {column} of table {table} is empty in {rows} rows but must be filled.",
)
EMPTY = Text("表 {table} 没有任何行。", "Table {table} has no rows.")
SUMS = Text(
    "表 {table}：{rows} 行的 销售额 ≠ 标价额 − 折扣额。",
    "Table {table}: in {rows} rows revenue is not list amount minus discount.",
)
_STAGED = {"opportunity", "opportunity_event"}
_NEEDED = {"region", "channel", "source_state", "calendar", "region_tree", "channel_tree", "order_day"}
_OF_DEALS = {deal_span.name, deal_stay.name}  # needed where there are deals
_OF_LINES = {sold_month.name, order_apart.name, buyer_day.name, product_month.name}
_OPTIONAL = {load_report.name, quarantine.name}
_FAMILIES: tuple[tuple[type[Any], ...], ...] = ((Boolean,), (Date, DateTime), (Integer, Numeric, Double), (String,))
Columns = Mapping[str, Any]


def check(engine: Engine) -> list[Finding]:
    """What a warehouse lacks or has wrong, errors first; empty when it keeps the whole contract."""
    look = inspect(engine)
    schema = engine.get_execution_options().get("schema_translate_map", {}).get(None)
    every = {**CANONICAL, **PUBLISHED}
    columns = {name: _columns(look, name, schema) for name in every}
    needed = _NEEDED | (_OF_DEALS if columns["opportunity"] is not None else set())
    needed |= {partner_month.name} if columns["partner"] is not None else set()
    needed |= _OF_LINES if columns["order_line"] is not None else set()
    found = [problem for name, table in every.items() for problem in _shape(table, columns[name], name in needed)]
    broken = {problem.table for problem in found}
    whole = {name: table for name, table in every.items() if name not in broken}
    with engine.connect() as connection:
        for table in whole.values():
            found += _rows(connection, table, whole)
        if {"region", "channel", "order_line", "opportunity"} <= set(whole):
            found += missing_pillars(connection)
    return sorted(found, key=lambda problem: list(Severity).index(problem.severity))


def _columns(look: Inspector, name: str, schema: str | None) -> Columns | None:
    """The columns that a table has with their kinds, None when there is no such table."""
    if name not in {*look.get_table_names(schema), *look.get_view_names(schema)}:
        return None
    return {column["name"]: column["type"] for column in look.get_columns(name, schema)}


def _shape(table: Table, have: Columns | None, needed: bool) -> Iterator[Finding]:
    """What is wrong with a table's columns; one finding when it is not there at all."""
    if have is None:
        if table.name not in _OPTIONAL:
            severity = Severity.ERROR if needed else Severity.NOTE
            yield finding(severity, table.name, NO_PILLAR_TABLE if needed else NO_TABLE)
        return
    for column in table.columns:
        if column.name not in have:
            yield finding(Severity.ERROR, table.name, NO_COLUMN, column=column.name)
        elif _family(column.type) != _family(have[column.name]):
            kinds = {"found": str(have[column.name]), "wanted": str(column.type)}
            yield finding(Severity.ERROR, table.name, WRONG_KIND, column=column.name, **kinds)


def _family(kind: Any) -> tuple[type[Any], ...] | None:
    return next((family for family in _FAMILIES if isinstance(kind, family)), None)


def _rows(connection: Connection, table: Table, whole: Mapping[str, Table]) -> Iterator[Finding]:
    """What is wrong with a table's rows, as far as the tables it points to are whole themselves."""
    if not connection.execute(select(func.count()).select_from(table)).scalar_one():
        if table.name in _NEEDED:
            yield finding(Severity.WARNING, table.name, EMPTY)
        return
    yield from _nulls(connection, table)
    yield from repeated_keys(connection, table)
    pointed = {*table.info.get("refs", {}).values(), *(["stage"] if table.name in _STAGED else [])}
    if pointed <= set(whole):
        yield from orphans(connection, table, _pointing(table))
    if table.name in DAY_OF and "calendar" in whole:
        yield from empty_months(connection, table)
    if table.name == "order_line":
        yield from _sums(connection, table)


def _pointing(table: Table) -> ColumnElement[bool] | None:
    """The rows that must point to something: what a snapshot saw of a deal outlives the deal."""
    return table.c.origin != "observed" if table.name == "opportunity_event" else None


def _nulls(connection: Connection, table: Table) -> Iterator[Finding]:
    needed = [column for column in table.columns if not column.nullable]
    counts = connection.execute(select(func.count(), *(func.count(column) for column in needed))).one()
    for column, filled in zip(needed, counts[1:], strict=True):
        if rows := counts[0] - filled:
            yield finding(Severity.ERROR, table.name, NULLS, column=column.name, rows=rows)


def _sums(connection: Connection, table: Table) -> Iterator[Finding]:
    off = table.c.list_amount - table.c.discount_amount != table.c.revenue
    if rows := connection.execute(select(func.count()).select_from(table).where(off)).scalar_one():
        yield finding(Severity.ERROR, table.name, SUMS, rows=rows)
