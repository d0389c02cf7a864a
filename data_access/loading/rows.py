"""Text rows as Arrow chunks with the line each began on; what every reader of rows ends in."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import pyarrow as pa
import pyarrow.compute as pc

from domain.errors import ReaderError
from i18n import Text

CHUNK = 5_000
LINE, DEFECT = "_line", "_defect"  # the physical line a row begins on, and what was wrong with its shape
REPEATED_HEADER = Text(
    "文件 {file}：表头“{name}”重复。请让每一列有自己的名字。",
    "File {file}: the header “{name}” repeats. Give every column a name of its own.",
)
Numbered = tuple[int, Sequence[str | None]]


@dataclass(frozen=True, slots=True)
class SourceTable:
    """One table of a source: a file, a sheet or a database table.

    `chunks()` gives its rows anew each time: text columns (empty is null), with `_line` and `_defect`.
    `digest()` is the same only for the same content.
    """

    name: str
    file: str
    chunks: Callable[[], Iterator[pa.Table]]
    digest: Callable[[], str]


def header(file: str, names: Sequence[str | None]) -> list[str]:
    """The names of the columns, trimmed; nameless ones are called column_1 and so on. Raises ReaderError."""
    clean = [(name or "").strip() or f"column_{place}" for place, name in enumerate(names, 1)]
    if repeated := next((name for name in clean if clean.count(name) > 1), None):
        raise ReaderError(REPEATED_HEADER, file=file, name=repeated)
    return clean


def chunks(names: Sequence[str], records: Iterable[Numbered]) -> Iterator[pa.Table]:
    """Records as chunks of text columns, an empty one first.

    A record of another width than the header is kept, with its defect.
    """
    width, endless = len(names), iter(records)
    yield no_rows(names)
    while part := list(islice(endless, CHUNK)):
        lines, fields = zip(*part, strict=True)
        defects: list[str | None] = [None] * len(part)
        if set(map(len, fields)) != {width}:
            defects = [None if len(f) == width else f"{len(f)}/{width}" for f in fields]
            fields = tuple([*f, *[None] * width][:width] for f in fields)
        columns = [_with_nulls(column) for column in zip(*fields, strict=True)]
        start = [pa.array(lines, pa.int32()), pa.array(defects, pa.string())]
        yield pa.Table.from_arrays([*start, *columns], names=[LINE, DEFECT, *names])


def no_rows(names: Sequence[str]) -> pa.Table:
    """An empty chunk: a source without rows still has its columns."""
    kinds = [(LINE, pa.int32()), *((name, pa.string()) for name in (DEFECT, *names))]
    return pa.schema(kinds).empty_table()


def _with_nulls(column: tuple[str | None, ...]) -> pa.Array:
    """Text with nulls where it is empty."""
    texts = pa.array(column, pa.string())
    return pc.if_else(pc.equal(texts, ""), None, texts)
