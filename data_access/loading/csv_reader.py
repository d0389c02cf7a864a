"""CSV as found: encoding and delimiter detected, quoted line breaks, gzip, the physical line of every record."""

import codecs
import csv
import gzip
import io
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Protocol, cast

import pyarrow as pa
from pyarrow import csv as pacsv

from data_access.loading.rows import DEFECT, LINE, Numbered, chunks, header, no_rows
from domain.errors import ReaderError
from i18n import Text

ENCODINGS = ("utf-8-sig", "gb18030")  # in this order: nearly every Chinese UTF-8 text also passes as GB18030
DELIMITERS = ",;\t|"
NO_ENCODING = Text(
    "文件 {file} 既不是 UTF-8 也不是 GB18030 编码。请另存为 UTF-8 后重试。",
    "File {file} is neither UTF-8 nor GB18030. Save it as UTF-8 and try again.",
)
NO_HEADER = Text("文件 {file} 是空的，没有表头。", "File {file} is empty: it has no header.")
_LONGEST_FIELD = 10_000_000
_BLOCK = 8 << 20  # bytes: some 80,000 rows, enough for a bulk insert to pay


def csv_chunks(path: Path) -> Iterator[pa.Table]:
    """The rows of a CSV file. Raises ReaderError for an unknown encoding, no header or a repeated one."""
    csv.field_size_limit(_LONGEST_FIELD)
    name = encoding(path)
    with _open(path, name) as file:
        first = file.readline()
        file.seek(0)
        split = delimiter(first)
        reader = csv.reader(file, delimiter=split)
        try:
            names = header(path.name, next(reader))
        except StopIteration as error:
            raise ReaderError(NO_HEADER, file=path.name) from error
        if not _one_line_each(file, split, len(names)):
            file.seek(0)
            reader = csv.reader(file, delimiter=split)
            next(reader)
            yield from chunks(names, _numbered(reader))
            return
    yield from _plain_chunks(path, name, split, names)


def _one_line_each(file: IO[str], split: str, width: int) -> bool:
    """Whether every line is one whole record: such files, nearly all, can be read ten times faster."""
    file.seek(0)
    for line in file:
        if '"' not in line:
            if line.count(split) != width - 1 or not line.strip():
                return False
        elif line.count('"') % 2 or len(next(csv.reader([line], delimiter=split))) != width:
            return False
    return True


def _plain_chunks(path: Path, name: str, split: str, names: list[str]) -> Iterator[pa.Table]:
    """The rows of a file in which every line is one whole record."""
    how = pacsv.ReadOptions(
        column_names=names, skip_rows=1, encoding="utf8" if name == "utf-8-sig" else name, block_size=_BLOCK
    )
    texts = pacsv.ConvertOptions(
        column_types=dict.fromkeys(names, pa.string()),
        null_values=[""],
        strings_can_be_null=True,
        quoted_strings_can_be_null=True,
    )
    line = 2
    yield no_rows(names)
    with _binary(path) as file:
        for batch in pacsv.open_csv(file, how, pacsv.ParseOptions(delimiter=split), texts):
            lines = pa.array(range(line, line + batch.num_rows), pa.int32())
            defects = pa.nulls(batch.num_rows, pa.string())
            yield pa.Table.from_arrays([lines, defects, *batch.columns], names=[LINE, DEFECT, *names])
            line += batch.num_rows


def encoding(path: Path) -> str:
    """The first of ENCODINGS in which the whole file can be read: a sample would miss a late character."""
    for name in ENCODINGS:
        decoder = codecs.getincrementaldecoder(name)()
        try:
            with _binary(path) as file:
                while block := file.read(1 << 20):
                    decoder.decode(block)
                decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return name
    raise ReaderError(NO_ENCODING, file=path.name)


def delimiter(first_line: str) -> str:
    r"""The character that splits the header, outside of quotes; a comma when there is only one column.

    >>> delimiter('a;"b,c,d,e";f'), delimiter("a\tb"), delimiter("alone")
    (';', '\t', ',')
    """
    bare = "".join(first_line.split('"')[::2])
    return max(DELIMITERS, key=bare.count)


class _Reader(Protocol):
    """What csv.reader returns; the module keeps its class to itself."""

    line_num: int

    def __iter__(self) -> Iterator[list[str]]: ...


def _numbered(reader: _Reader) -> Iterator[Numbered]:
    """Each record with the line it begins on; a quoted line break makes it span several. Blank lines are none."""
    begins = reader.line_num + 1
    for fields in reader:
        if fields:
            yield begins, fields
        begins = reader.line_num + 1


def _binary(path: Path) -> IO[bytes]:
    return cast("IO[bytes]", gzip.open(path, "rb")) if path.suffix == ".gz" else path.open("rb")


def _open(path: Path, name: str) -> IO[str]:
    """Text without newline translation: the csv module must see the line breaks inside quotes."""
    return io.TextIOWrapper(_binary(path), encoding=name, newline="")
