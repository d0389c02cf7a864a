"""A mapping: which source columns feed which canonical columns, read from one YAML file; see docs/mapping.md."""

from collections.abc import Mapping as Pairs
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from data_access.loading.entry import Entry, read_entry
from data_access.loading.expression import Expression, condition, expression
from data_access.tables import CANONICAL
from domain.errors import unknown
from i18n import Text

FOLDER = Path(__file__).parents[2] / "mappings"
NO_TABLE = Text("没有名为 {name} 的标准表", "there is no canonical table {name}")
NO_COLUMN = Text("表 {table} 没有列 {name}；可用：{known}", "table {table} has no column {name}; known: {known}")
NO_FILE = Text("files 里没有 {name}；可用：{known}", "files does not name {name}; known: {known}")
UNFILLED = Text("表 {table} 的必填列没有对应：{names}", "table {table} needs these columns: {names}")
BAD_DAY = Text("“{day}”不是日期；请写成 2013-12-28", "“{day}” is not a date; write 2013-12-28")
RESERVED = Text("source 不能叫 demo：这个名字属于演示公司", "a source cannot be called demo: that is the demo company")
_KIND = Text("映射", "mapping")
_TOP = "name extends files formats tables complete_through about"
_FEED = "from rows label distinct amount ties join exclude columns"


@dataclass(frozen=True, slots=True)
class Join:
    """A look-up in another file: `by` gives, for each of its key columns, what a row looks up.

    Its keys must be unique, else rows would multiply; `first` takes the first row of each key instead. A row
    that looks up what is not there is quarantined, unless the look-up is `optional`.
    """

    file: str
    by: Pairs[str, Expression]
    first: bool
    optional: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """Rows to leave out, and why."""

    when: Expression
    reason: Text


@dataclass(frozen=True, slots=True)
class Feed:
    """How one file fills one table. `rows` are written in the mapping itself and then take the file's place."""

    table: str
    at: Entry
    file: str
    columns: Pairs[str, Expression]
    joins: Pairs[str, Join]
    exclude: tuple[Rule, ...]
    distinct: bool
    amount: Expression | None
    ties: str
    rows: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Mapping:
    """A whole mapping. `files`: alias -> the name of a file, sheet or table; `text`: all it was read from."""

    source: str
    name: str
    files: Pairs[str, str]
    formats: Pairs[str, str]
    feeds: tuple[Feed, ...]
    complete_through: Pairs[str, date]
    text: str


def read_mapping(given: str | Path) -> Mapping:
    """The mapping called `given` in mappings/, or in a file of that path. Raises ReaderError that says where."""
    path = _path(str(given), FOLDER)
    top = read_entry(path).pairs(_TOP, "source")
    base, text = top, path.read_text("utf-8")
    if "extends" in top:
        other = _path(top["extends"].word(), path.parent)
        base, text = read_entry(other).pairs(_TOP, "source tables"), text + other.read_text("utf-8")
    if top["source"].word() == "demo":
        raise top["source"].wrong(RESERVED)
    files = _texts(base, "files") | _texts(top, "files")
    tables = (top if "tables" in top else base)["tables"].entries()
    return Mapping(
        source=top["source"].word(),
        name=path.stem,
        files=files,
        formats=_texts(base, "formats") | _texts(top, "formats"),
        feeds=tuple(_feed(entry, place, files) for place, entry in enumerate(tables)),
        complete_through=_days(base) | _days(top),
        text=text,
    )


def _path(given: str, folder: Path) -> Path:
    """A file of that path, or the mapping of that name in `folder` or among those that ship."""
    named = [place / f"{given}.yaml" for place in (folder, FOLDER)]
    found = next((path for path in (Path(given), *named) if path.is_file()), None)
    if found is None:
        raise unknown(_KIND, given, [path.stem for path in FOLDER.glob("*.yaml")])
    return found


def _feed(entry: Entry, place: int, files: Pairs[str, str]) -> Feed:
    pairs = entry.pairs(_FEED, "table")
    name = pairs["table"].word()
    if name not in CANONICAL:
        raise pairs["table"].wrong(NO_TABLE, name=name)
    rows = tuple(pairs["rows"].entries()) if "rows" in pairs else ()
    columns = _columns(name, entry, rows)
    file = f"rows {place}" if rows else entry.pairs(f"{_FEED} table", "from columns")["from"].word()
    if not rows and file not in files:
        raise pairs["from"].wrong(NO_FILE, name=file, known=", ".join(files))
    return Feed(
        table=name,
        at=entry,
        file=file,
        columns=columns,
        joins={key: _join(join, files) for key, join in _inside(pairs, "join").items()},
        exclude=tuple(_rule(rule) for rule in (pairs["exclude"].entries() if "exclude" in pairs else [])),
        distinct=_yes(pairs, "distinct"),
        amount=expression(pairs["amount"]) if "amount" in pairs else None,
        ties=pairs["ties"].word() if "ties" in pairs else "amount",
        rows=rows,
    )


def _columns(table: str, entry: Entry, rows: tuple[Entry, ...]) -> dict[str, Expression]:
    """The columns of a feed; of rows written in the mapping, each key is the column of its name."""
    known = [column.name for column in CANONICAL[table].columns if column.name != "source"]
    if rows:
        given = {key: inner for row in rows for key, inner in row.pairs().items()}
        made = {key: Expression("column", inner, words={"column": key}) for key, inner in given.items()}
    else:
        given = dict(entry.pairs()["columns"].pairs())
        made = {key: expression(inner) for key, inner in given.items()}
    for key, inner in given.items():
        if key not in known:
            raise inner.wrong(NO_COLUMN, table=table, name=key, known=", ".join(known))
    needed = [c.name for c in CANONICAL[table].columns if not c.nullable and c.name not in {*made, "source"}]
    if needed:
        raise entry.wrong(UNFILLED, table=table, names=", ".join(needed))
    return made


def _join(entry: Entry, files: Pairs[str, str]) -> Join:
    pairs = entry.pairs("first optional", "file by")
    if (file := pairs["file"].word()) not in files:
        raise pairs["file"].wrong(NO_FILE, name=file, known=", ".join(files))
    by = {key: expression(inner) for key, inner in pairs["by"].pairs().items()}
    return Join(file, by, first=_yes(pairs, "first"), optional=_yes(pairs, "optional"))


def _rule(entry: Entry) -> Rule:
    pairs = entry.pairs("", "when zh en")
    return Rule(condition(pairs["when"]), Text(pairs["zh"].word(), pairs["en"].word()))


def _yes(pairs: Pairs[str, Entry], key: str) -> bool:
    return key in pairs and pairs[key].word() == "true"


def _inside(pairs: Pairs[str, Entry], key: str) -> Pairs[str, Entry]:
    return pairs[key].pairs() if key in pairs else {}


def _texts(pairs: Pairs[str, Entry], key: str) -> dict[str, str]:
    return {name: inner.word() for name, inner in _inside(pairs, key).items()}


def _days(pairs: Pairs[str, Entry]) -> dict[str, date]:
    return {name: day(inner) for name, inner in _inside(pairs, "complete_through").items()}


def day(entry: Entry) -> date:
    """The ISO date written here. Raises ReaderError."""
    try:
        return date.fromisoformat(entry.word())
    except ValueError as error:
        raise entry.wrong(BAD_DAY, day=entry.word()) from error
