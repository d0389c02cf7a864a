"""What a load did: rows and money of every file, read = loaded + excluded + quarantined, and why not loaded."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from i18n import Locale, Text, exact

ALREADY = Text("{source} 已经载入过，内容没有变化。", "{source} is already loaded; nothing has changed.")
HEAD = Text(
    "文件 → 表：来源 = 载入 + 排除 + 隔离（行数；金额）",
    "file → table: source = loaded + excluded + quarantined (rows; money)",
)
UNREAD = Text("未使用的文件：{files}", "files not used: {files}")
PUBLISHED = Text("已发布版本 {version}", "published version {version}")
FATES = {"excluded": Text("排除", "excluded"), "quarantined": Text("隔离", "quarantined")}


@dataclass(frozen=True, slots=True)
class Tally:
    """Rows and money of one fate; money is None where the mapping names no amount."""

    rows: int
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file as it fed one table."""

    file: str
    table: str
    source: Tally
    loaded: Tally
    excluded: Tally
    quarantined: Tally

    @property
    def ties(self) -> bool:
        """Whether nothing was lost or invented, in rows and in money to the last decimal."""
        parts = (self.loaded, self.excluded, self.quarantined)
        money = sum((part.amount or Decimal(0) for part in parts), Decimal(0))
        return self.source.rows == sum(part.rows for part in parts) and (self.source.amount or Decimal(0)) == money

    def said(self) -> str:
        """One line of the report."""
        tallies = (self.source, self.loaded, self.excluded, self.quarantined)
        rows = "{} = {} + {} + {}".format(*(exact(tally.rows) for tally in tallies))
        if self.source.amount is None:
            return f"{self.file} → {self.table}: {rows}"
        money = "{} = {} + {} + {}".format(*(f"{tally.amount or 0:,.4f}" for tally in tallies))
        return f"{self.file} → {self.table}: {rows}; {money}"


@dataclass(frozen=True, slots=True)
class Left:
    """How many rows of a file were not loaded for one reason."""

    file: str
    table: str
    fate: str
    reason: Text
    rows: int


@dataclass(frozen=True, slots=True)
class LoadReport:
    """The outcome of a load. `fresh` is False when the same content had been loaded before."""

    source: str
    mapping: str
    version: str
    fresh: bool
    files: tuple[FileReport, ...] = ()
    left: tuple[Left, ...] = ()
    unread: tuple[str, ...] = ()

    def lines(self, locale: Locale) -> Iterator[str]:
        """The report as it is printed."""
        if not self.fresh:
            yield ALREADY.to(locale, source=self.source)
            return
        yield HEAD.to(locale)
        for file in self.files:
            yield f"  {file.said()}"
        for left in self.left:
            fate, why = FATES[left.fate].to(locale), left.reason.to(locale)
            yield f"  {fate}  {left.file} → {left.table}: {exact(left.rows)} × {why}"
        if self.unread:
            yield UNREAD.to(locale, files=", ".join(self.unread))
        yield PUBLISHED.to(locale, version=self.version)
