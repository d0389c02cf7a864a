"""Targets from a file: its lines read as entries, and every line that is none named with its reason."""

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from data_access.loading.readers import open_source
from data_access.loading.rows import DEFECT, LINE, SourceTable
from data_access.target_rights import Known, why_not
from domain import target_words as words
from domain.errors import ReaderError
from domain.metrics import metric
from domain.targets import CLEARED, MEMBERS, SET, SLICED_BY, Entry, Place, plannable
from i18n import Text

_MOST_BYTES = 20_000_000
_LONGEST = 60
_HEADS = Text(
    "不认识这些列：{heads}。可用：{known}，以及以期间为名的列（如 2026-01）。",
    "These columns are not known: {heads}. Known: {known}, and columns named by a period (such as 2026-01).",
)
_NO_AMOUNT = Text(
    "没有目标数：请加一列“{amount}”（连同“{period}”），或以期间为名的列（如 2026-01）。",
    "There are no amounts: add a column “{amount}” (with “{period}”), or columns named by a period (such as 2026-01).",
)
_ALONE = Text("没有期间。", "There is no period.")
NOT_AS_HEADS = Text("列数与表头不符（{found}）。", "It has not as many columns as the header ({found}).")
_UNKNOWN = Text("没有{what}“{name}”，或不在您的范围内。", "There is no {what} “{name}”, or it is not in your scope.")
_TWICE = Text(
    "有多个{what}叫“{name}”，请用编号：{keys}。", "More than one {what} is called “{name}”: use a key, {keys}."
)
_AGAIN = Text("与第 {line} 行重复。", "It says again what line {line} says.")
_SOURCES = Text(
    "请在“{source}”列写明属于哪个来源：{known}。",
    "Say in the column “{source}” which source it belongs to: {known}.",
)
_NOT_PLANNED = Text("不能为指标“{name}”设目标。", "The metric “{name}” can have no targets.")
_SIZE = Text("文件太大，最多 20 MB。", "The file is too large: 20 MB at most.")
_EMPTY = Text("文件里没有任何行。", "The file has no lines.")


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a file that does not say it means: plan, version, metric; and the month a fiscal year starts in."""

    plan: str
    version: str
    metric: str = "revenue"
    fiscal_start: int = 1


@dataclass(frozen=True, slots=True)
class Bad:
    """A line that could not be read, or one amount of it, and why."""

    line: int
    why: ReaderError


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a file says: entries in order, and the lines that say nothing that can be entered."""

    entries: tuple[Entry, ...]
    bad: tuple[Bad, ...]
    lines: int


def uploaded(name: str, content: bytes, mine: Known, usual: Defaults) -> Parsed:
    """As `parsed`, of a file that was sent. Raises ReaderError for one that is too large or cannot be read."""
    if len(content) > _MOST_BYTES:
        raise ReaderError(_SIZE)
    with tempfile.TemporaryDirectory(prefix="fulcrum-targets-") as folder:
        path = Path(folder) / f"targets{''.join(Path(name).suffixes[-1:]).lower()}"
        path.write_bytes(content)
        return parsed(path, mine, usual)


def parsed(path: Path, mine: Known, usual: Defaults) -> Parsed:
    """The lines of a CSV, Excel or Parquet file (the first sheet) as entries.

    One line is a slice and a period with an amount, or a slice with amounts in columns named by periods. Members go by
    key, id or name in either language; an empty amount says nothing, "none" that there is no target.
    Raises ReaderError for a file or heads that cannot be read; what single lines lack is told in `bad`.
    """
    table = next(iter(open_source(str(path)).values()))
    entries: dict[Place, tuple[int, Entry]] = {}
    bad: list[Bad] = []
    heads: dict[str, str | words.Span] = {}
    count = 0
    for line, row in lines_of(table):
        heads = heads or _heads(list(row)[2:], usual)
        count += 1
        for entry in _entries(row, heads, mine, usual):
            if isinstance(entry, ReaderError):
                bad.append(Bad(line, entry))
            elif entry.place in entries:
                bad.append(Bad(line, ReaderError(_AGAIN, line=entries[entry.place][0])))
            else:
                entries[entry.place] = (line, entry)
    if not count:
        raise ReaderError(_EMPTY)
    return Parsed(tuple(entry for _, entry in entries.values()), tuple(bad), count)


def lines_of(table: SourceTable) -> Iterator[tuple[int, dict[str, str | None]]]:
    """The lines that say anything, each with its number in the file; DEFECT says what is wrong with its shape."""
    for chunk in table.chunks():
        for row in chunk.to_pylist():
            if any(value for name, value in row.items() if name not in (LINE, DEFECT)):
                yield int(row[LINE]), row


def _heads(names: list[str], usual: Defaults) -> dict[str, str | words.Span]:
    """What each column holds: one of target_words.NAMES, or the amounts of a period."""
    found: dict[str, str | words.Span] = {}
    strange = []
    for name in names:
        try:
            found[name] = words.column(name) or words.period(name, usual.fiscal_start)
        except ReaderError:
            strange.append(name[:_LONGEST])
    if strange:
        known = Text(*("、".join(text) for text in _known_heads()))
        raise ReaderError(_HEADS, heads=", ".join(strange[:10]), known=known)
    if "amount" not in found.values() and not any(isinstance(what, tuple) for what in found.values()):
        raise ReaderError(_NO_AMOUNT, amount=words.NAMES["amount"], period=words.NAMES["period"])
    return found


def _known_heads() -> tuple[list[str], list[str]]:
    return [text.zh for text in words.NAMES.values()], [text.en for text in words.NAMES.values()]


def _entries(
    row: Mapping[str, str | None], heads: Mapping[str, str | words.Span], mine: Known, usual: Defaults
) -> Iterator[Entry | ReaderError]:
    """The entries of one line, or what is wrong with it."""
    told = {what: (row[head] or "").strip() for head, what in heads.items() if isinstance(what, str)}
    try:
        if row[DEFECT]:
            raise ReaderError(NOT_AS_HEADS, found=row[DEFECT])
        bare = _place(told, mine, usual)
    except ReaderError as error:
        yield error
        return
    spans = [(span, (row[head] or "").strip()) for head, span in heads.items() if isinstance(span, tuple)]
    amounts = [(None, told["amount"]), *spans] if told.get("amount") else spans
    for span, written in amounts:
        if written:
            yield _entry(bare, span or _span(told, usual), written, told.get("level", ""), mine)


def _span(told: Mapping[str, str], usual: Defaults) -> words.Span | ReaderError:
    try:
        if told.get("first") or told.get("last"):
            return words.day(told.get("first", "")), words.day(told.get("last", ""))
        return words.period(told["period"], usual.fiscal_start) if told.get("period") else ReaderError(_ALONE)
    except ReaderError as error:
        return error


def _entry(bare: Place, span: words.Span | ReaderError, written: str, level: str, mine: Known) -> Entry | ReaderError:
    if isinstance(span, ReaderError):
        return span
    place = replace(bare, period_start=span[0], period_end=span[1])
    try:
        amount = words.amount(written)
    except ReaderError as error:
        return error
    entry = Entry(place, level[:_LONGEST], amount, CLEARED if amount is None else SET)
    return why_not(entry, mine) or entry


def _place(told: Mapping[str, str], mine: Known, usual: Defaults) -> Place:
    """The slice of a line, without its period yet."""
    named = metric(told.get("metric") or usual.metric).key
    if named not in plannable():
        raise ReaderError(_NOT_PLANNED, name=named)
    meant = {dim: _meant(dim, told[dim], mine) for dim in SLICED_BY if told.get(dim)}
    sure = {keys[0].partition(":")[0] for dim, keys in meant.items() if dim in MEMBERS and len(keys) == 1}
    keys = {dim: _one(dim, told[dim], found, sure or {told.get("source", "")}) for dim, found in meant.items()}
    sources = {key.partition(":")[0] for dim, key in keys.items() if dim in MEMBERS} or {told.get("source", "")}
    source = sources.pop() or (mine.sources[0] if len(mine.sources) == 1 else "")
    if source not in mine.sources:
        raise ReaderError(_SOURCES, source=words.NAMES["source"], known=", ".join(mine.sources))
    plan, version = told.get("plan") or usual.plan, told.get("version") or usual.version
    ids = {f"{dim}_id": key.partition(":")[2] for dim, key in keys.items() if dim in MEMBERS}
    bare = Place(plan, version, named, date.min, date.min, source, product_line=keys.get("product_line"))
    return replace(bare, **ids)  # type: ignore[arg-type]


def _meant(dim: str, name: str, mine: Known) -> tuple[str, ...]:
    """The keys that the word may mean: a key first, then an id or a name, capitals apart."""
    if name in mine.names[dim]:
        return (name,)
    found = mine.words[dim].get(name.removeprefix("'").casefold(), ())
    if not found:
        raise ReaderError(_UNKNOWN, what=words.NAMES[dim], name=name[:_LONGEST])
    return found


def _one(dim: str, name: str, found: tuple[str, ...], sources: set[str]) -> str:
    """The one of them that is meant; of several the one of the source that the rest of the line speaks of."""
    own = found if len(found) == 1 else tuple(key for key in found if key.partition(":")[0] in sources)
    if len(own) != 1:
        raise ReaderError(_TWICE, what=words.NAMES[dim], name=name[:_LONGEST], keys=", ".join(sorted(found)[:5]))
    return own[0]
