"""The fate of every candidate row, counted for the report and listed with its content for the quarantine."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa
from sqlalchemy import ColumnElement, Row, and_, case, cast, func, literal, or_, select
from sqlalchemy import String as Text_

from data_access.loading.arrow import from_rows
from data_access.loading.candidates import good, source_rows
from data_access.loading.currency import converts
from data_access.loading.mapping import Feed, Mapping
from data_access.loading.report import FileReport, Left, Tally
from data_access.loading.rows import DEFECT, LINE
from data_access.loading.scratch import AMOUNT, EXCLUDED, FEED, PROBLEM, Scratch
from data_access.published import quarantine
from i18n import Text

_CHUNK = 20_000
_REASONS = {
    "shape": Text("字段个数与表头不一致", "the number of fields differs from the header"),
    "missed": Text("在 {column} 中查不到对应的记录", "{column} has no record for it"),
    "unread": Text("{column} 的值无法识别", "the value of {column} cannot be understood"),
    "empty": Text("必填的 {column} 为空", "{column} is empty but must be filled"),
    "repeats": Text("键与前面的行重复", "the key repeats that of an earlier row"),
    "rate": Text("{column} 当日没有汇率（表 fx_rate）", "no exchange rate (table fx_rate) for the {column} on its day"),
    "orphan": Text("{column} 指向不存在或未载入的记录", "{column} points to what does not exist or was not loaded"),
}


@dataclass(frozen=True, slots=True)
class Fates:
    """The scratch database with the candidates of a mapping, and the real name of each file."""

    scratch: Scratch
    mapping: Mapping
    names: dict[str, str]

    def files(self) -> Iterator[FileReport]:
        """One report for each file and table."""
        merged: dict[tuple[str, str], FileReport] = {}
        for place, feed in enumerate(self.mapping.feeds):
            report = self._file(place, feed)
            key = (report.file, report.table)
            merged[key] = _added(merged[key], report) if key in merged else report
        yield from merged.values()

    def left(self) -> Iterator[Left]:
        """The reasons for which rows were not loaded, with counts, in the order of the mapping."""
        for place, feed in enumerate(self.mapping.feeds):
            table = self.scratch.candidates(feed.table)
            groups = select(table.c[EXCLUDED], table.c[PROBLEM], func.count().label("rows"))
            groups = groups.where(table.c[FEED] == place, ~good(table)).group_by(table.c[EXCLUDED], table.c[PROBLEM])
            ordered = groups.order_by(table.c[EXCLUDED].nulls_last(), table.c[PROBLEM].nulls_last())
            for row in self.scratch.connection.execute(ordered):
                fate, reason = _fate(feed, row)
                yield Left(self.names[feed.file], feed.table, fate, reason, row.rows)

    def quarantine(self) -> Iterator[pa.Table]:
        """Every row not loaded, with file, line, reason in both languages, money and content."""
        listed: set[tuple[str, int, str]] = set()
        for place, feed in enumerate(self.mapping.feeds):
            for part in self._not_loaded(place, feed):
                rows = [self._listed(feed, row) for row in part]
                keys = [(row["file"], row["line"], row["table"]) for row in rows]
                new = [row for row, key in zip(rows, keys, strict=True) if key not in listed]
                listed.update(keys)
                yield from_rows(quarantine, new).drop_columns("source")

    def _file(self, place: int, feed: Feed) -> FileReport:
        table = self.scratch.candidates(feed.table)
        kept: ColumnElement[Any] = table.c[feed.ties] if feed.amount else table.c[AMOUNT]
        if feed.amount and converts(feed):  # what ties is what the source says
            kept = func.coalesce(table.c.currency_revenue, kept)
        excluded, problem = table.c[EXCLUDED].is_not(None), table.c[PROBLEM].is_not(None)
        fate = case((excluded, "excluded"), (problem, "quarantined"), else_="loaded").label("fate")
        money = func.sum(case((good(table), kept), else_=table.c[AMOUNT]))
        groups = select(fate, func.count(), money).where(table.c[FEED] == place).group_by(fate)
        found = {name: (count, total) for name, count, total in self.scratch.connection.execute(groups)}
        rows, amount = source_rows(self.scratch, self.mapping, feed)
        rows = sum(count for count, _ in found.values()) if feed.distinct else rows
        tallies = {name: _tally(*found.get(name, (0, 0)), feed) for name in ("loaded", "excluded", "quarantined")}
        return FileReport(self.names[feed.file], feed.table, _tally(rows, amount, feed), **tallies)

    def _not_loaded(self, place: int, feed: Feed) -> Iterator[Any]:
        table, file = self.scratch.candidates(feed.table), self.scratch.files[feed.file]
        cells = [c for c in file.c if c.name not in {LINE, DEFECT}]
        content = func.concat_ws(literal(" | "), *(func.coalesce(cast(cell, Text_), "") for cell in cells))
        rows = (
            select(table.c[LINE], table.c[EXCLUDED], table.c[PROBLEM], table.c[AMOUNT], content.label("content"))
            .join(file, file.c[LINE] == table.c[LINE])
            .where(and_(table.c[FEED] == place, or_(table.c[EXCLUDED].is_not(None), table.c[PROBLEM].is_not(None))))
            .order_by(table.c[LINE].nulls_last())
        )
        yield from self.scratch.connection.execute(rows).partitions(_CHUNK)

    def _listed(self, feed: Feed, row: Row[Any]) -> dict[str, Any]:
        fate, reason = _fate(feed, row)
        cells = row._mapping
        where = {"file": self.names[feed.file], "line": cells[LINE], "table": feed.table}
        said = {"reason": reason.en, "reason_zh": reason.zh}
        return where | said | {"fate": fate, "amount": cells[AMOUNT], "content": cells["content"]}


def _fate(feed: Feed, row: Row[Any]) -> tuple[str, Text]:
    cells = row._mapping
    if cells[EXCLUDED] is not None:
        return "excluded", feed.exclude[cells[EXCLUDED]].reason
    kind, _, column = cells[PROBLEM].partition(" ")
    reason = _REASONS[kind]
    return "quarantined", Text(reason.zh.format(column=column), reason.en.format(column=column))


def _tally(rows: int, amount: Any, feed: Feed) -> Tally:
    return Tally(rows, Decimal(amount or 0) if feed.amount else None)


def _added(left: FileReport, right: FileReport) -> FileReport:
    """Two feeds of one file into one table, as one report."""
    sums = {}
    for name in ("source", "loaded", "excluded", "quarantined"):
        one: Tally = getattr(left, name)
        other: Tally = getattr(right, name)
        known = [tally.amount for tally in (one, other) if tally.amount is not None]
        sums[name] = Tally(one.rows + other.rows, sum(known, Decimal(0)) if known else None)
    return FileReport(left.file, left.table, **sums)
