"""Where rows come from: a folder or file of CSV, Excel or Parquet, or a database; every value as text, in chunks."""

from collections.abc import Iterator, Mapping
from functools import partial
from hashlib import sha256
from pathlib import Path

from data_access.loading.csv_reader import csv_chunks
from data_access.loading.other_readers import database_tables, parquet_chunks, sheet_chunks, sheet_names
from data_access.loading.rows import SourceTable
from domain.errors import ReaderError
from i18n import Text

NOT_THERE = Text(
    "找不到来源“{location}”。请给出一个文件夹、文件或数据库地址。",
    "There is no source at “{location}”. Give a folder, a file or a database address.",
)
NOTHING = Text(
    "“{location}”里没有可读的文件（.csv、.csv.gz、.xlsx、.parquet）。",
    "There is nothing to read at “{location}” (.csv, .csv.gz, .xlsx, .parquet).",
)
_ENDINGS = (".csv.gz", ".csv", ".txt", ".tsv", ".xlsx", ".parquet")


def open_source(location: str) -> Mapping[str, SourceTable]:
    """The tables of a source by name: the file's name without its ending, the sheet's or the table's name.

    Raises ReaderError when there is nothing to read.
    """
    if "://" in location:
        found = list(database_tables(location))
    else:
        path = Path(location).expanduser()
        if not path.exists():
            raise ReaderError(NOT_THERE, location=location)
        files = sorted(path.iterdir()) if path.is_dir() else [path]
        found = [table for file in files for table in _tables_of(file)]
    if not found:
        raise ReaderError(NOTHING, location=location)
    return {table.name: table for table in found}


def _tables_of(path: Path) -> Iterator[SourceTable]:
    ending = next((e for e in _ENDINGS if path.name.lower().endswith(e)), None)
    if ending is None or not path.is_file():
        return
    stem = path.name[: -len(ending)]
    if ending == ".xlsx":
        for sheet in sheet_names(path):
            yield SourceTable(
                sheet, f"{path.name}[{sheet}]", partial(sheet_chunks, path, sheet), partial(_bytes_of, path)
            )
    else:
        read = parquet_chunks if ending == ".parquet" else csv_chunks
        yield SourceTable(stem, path.name, partial(read, path), partial(_bytes_of, path))


def _bytes_of(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
