"""How fresh and how complete the data are: today, sources, row counts, the last load."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Date, Integer, Select, String, cast, func, literal, null, select, union_all

from data_access import published, tables
from data_access.open_to_all import Open
from data_access.visible import Visible
from data_access.warehouse import Warehouse, query
from domain.contracts import LOAD_REPORTS, QUARANTINE, SOURCES, TABLE_RANGES
from domain.errors import NotMeasured
from domain.facts import FACTS
from domain.filters import Filters
from domain.frames import Contract, Kind
from i18n import Text

_NO_DATA = Text("数据仓库里还没有数据，请先运行 manage.py demo 或 load。", "No data yet: run manage.py demo or load.")
_ABSENT = Text("未测量：没有{table}数据。", "Not measured: there are no {table} in the data.")
# tables worth counting, with the column of their day; the rest have none
_DAYS: dict[str, str | None] = {
    "order_line": "ordered_on", "opportunity": "created_on", "target": "period_start", "market": "period_start",
    "channel_cost": "spent_on", "delivery": "delivered_on", "invoice": "issued_on", "receipt": "received_on",
    "satisfaction": "answered_on", "customer": None, "partner": None, "region": None,
}  # fmt: skip


@query(SOURCES)
def sources(see: Visible) -> Select[Any]:
    """How far each table of each source reaches."""
    state = tables.source_state
    return select(state.c.source, state.c["table"], state.c.loaded_at, state.c.complete_through).order_by(
        state.c.source, state.c["table"]
    )


def today(data: Warehouse) -> date:
    """The latest day that some table is complete through: "today" for every figure. NotMeasured without data."""
    known = sources(data).complete_through
    if known.empty:
        raise NotMeasured(_NO_DATA)
    latest: pd.Timestamp = known.max()
    return latest.date()


def as_far_as_sold(data: Warehouse, filters: Filters) -> Filters:
    """The selection, seen on the last day of it that has an order where that is after today.

    A source may say that it is complete up to a day and hold orders after it. They count in the window, so a
    comparison has to reach as far, or more days would be held against fewer.
    """
    last = max(_edges(data, "last", {"order_line"}), default=pd.NaT)
    if pd.isna(last) or last.date() <= filters.today:
        return filters
    return replace(filters, today=min(last.date(), max(filters.last, filters.today)))


@query(Contract("filled_tables", {"table": Kind.TEXT}, unique=("table",)))
def filled_tables(see: Visible) -> Select[Any]:
    """The canonical tables that some source has filled."""
    return select(see.open_to_all(Open.FILLED))


@query(Contract("first_days", {"table": Kind.TEXT, "first": Kind.DAY, "last": Kind.DAY}, unique=("table",)))
def first_days(see: Visible) -> Select[Any]:
    """The first and the last day of each fact, over all sources."""
    return select(see.open_to_all(Open.BEGUN))


@query(Contract("many_lines", {"many": Kind.FLAG}))
def many_lines(see: Visible) -> Select[Any]:
    """Whether the company has so many order lines that totals of months are worth a longer statement: one row."""
    return select(see.open_to_all(Open.MANY))


@query(Contract("deal_days", {"first": Kind.DAY, "last": Kind.DAY}))
def deal_days(see: Visible) -> Select[Any]:
    """The first and the last day on which anything happened to the deals of this reader: one row, NaT of no deals."""
    day = see.fact("deal_span").c.from_on
    return select(func.min(day).label("first"), func.max(day).label("last"))


def begins(data: Warehouse, facts: Iterable[str]) -> pd.Timestamp:
    """The day since when all of these facts have data; the beginning of time for facts that have no days."""
    return max(_edges(data, "first", {FACTS[key].table for key in facts}), default=pd.Timestamp.min.as_unit("us"))


def _edges(data: Warehouse, which: str, of: set[str]) -> list[pd.Timestamp]:
    """The first or the last days of those tables that have days; asked with every figure, hence without frames."""
    days = first_days(data)
    known = [name in of for name in days["table"].array]
    return [pd.Timestamp(day) for day in np.asarray(days[which])[known] if day == day]


def require(data: Warehouse, *facts: str) -> None:
    """Raise NotMeasured for the first of these facts whose table no source has filled."""
    filled = set(filled_tables(data)["table"])
    for key in facts:
        if FACTS[key].table not in filled:
            raise NotMeasured(_ABSENT, table=FACTS[key].name)


@query(TABLE_RANGES)
def table_ranges(see: Visible) -> Select[Any]:
    """Rows that this reader may see and the days they span, per table and source."""
    parts = []
    for name, day in _DAYS.items():
        rows = see.fact(name)
        span = (func.min(rows.c[day]), func.max(rows.c[day])) if day else (cast(null(), Date),) * 2
        columns = (cast(literal(name), String).label("table"), rows.c.source, func.count(rows.c.source))
        first, last = span
        counted = select(*columns[:2], columns[2].label("row_count"), first.label("first"), last.label("last"))
        parts.append(counted.group_by(rows.c.source))
    found = union_all(*parts).subquery("found")
    return select(found).order_by(found.c["table"], found.c.source)


@query(LOAD_REPORTS)
def load_reports(see: Visible) -> Select[Any]:
    """What became of the rows of each loaded file; for readers of everything, since it totals the company."""
    report = see.report(published.load_report)
    return select(report).order_by(report.c.source, report.c.file, report.c["table"])


@query(QUARANTINE)
def quarantined(see: Visible) -> Select[Any]:
    """Rows left out of each file, counted by reason; for readers of everything."""
    row = see.report(published.quarantine)
    groups = (row.c.source, row.c.file, row.c["table"], row.c.fate, row.c.reason, row.c.reason_zh)
    counts = (func.count(row.c.line).label("row_count"), func.min(cast(row.c.line, Integer)).label("first_line"))
    amount = func.sum(row.c.amount).label("amount")
    return select(*groups, *counts, amount).group_by(*groups).order_by(*groups)
