"""The scratch database of a load: source files as text tables, and the candidate rows made of them."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
from sqlalchemy import Column, Connection, Integer, MetaData, Numeric, String, Table

from data_access.dialects import bulk_insert
from data_access.engine import scratch_memory
from data_access.loading.rows import DEFECT, LINE
from data_access.tables import CANONICAL

FEED, EXCLUDED, PROBLEM, AMOUNT = "_feed", "_excluded", "_problem", "_amount"
Progress = Callable[[str, int], None]  # what is being done, rows so far


@dataclass(slots=True)
class Scratch:
    """An embedded database that lives as long as the load; what does not fit in memory spills to disk."""

    connection: Connection
    metadata: MetaData = field(default_factory=MetaData)
    files: dict[str, Table] = field(default_factory=dict)

    def stage(self, alias: str, chunks: Iterator[pa.Table], progress: Progress) -> None:
        """Put the rows of a file into a table of text columns called `alias`."""
        rows = 0
        for chunk in chunks:
            if alias not in self.files:
                self.files[alias] = self._text_table(alias, chunk.column_names[2:])
            bulk_insert(self.connection, self.files[alias], chunk)
            rows += chunk.num_rows
            progress(alias, rows)
        self.connection.commit()

    def candidates(self, name: str) -> Table:
        """The table of the rows that want to get into the canonical table `name`, made at the first call."""
        if f"candidate {name}" in self.metadata.tables:
            return self.metadata.tables[f"candidate {name}"]
        fates: list[Column[Any]] = [
            Column(FEED, Integer),
            Column(LINE, Integer),
            Column(EXCLUDED, Integer),
            Column(PROBLEM, String),
        ]
        columns: list[Column[Any]] = [Column(c.name, c.type) for c in CANONICAL[name].columns if c.name != "source"]
        table = Table(f"candidate {name}", self.metadata, *fates, Column(AMOUNT, Numeric(18, 4)), *columns)
        table.create(self.connection)
        return table

    def _text_table(self, alias: str, names: list[str]) -> Table:
        columns: list[Column[Any]] = [
            Column(LINE, Integer),
            Column(DEFECT, String),
            *(Column(name, String) for name in names),
        ]
        table = Table(f"file {alias}", self.metadata, *columns)
        table.create(self.connection)
        return table


@contextmanager
def scratch() -> Iterator[Scratch]:
    """A scratch database in a temporary folder that goes with the block."""
    with TemporaryDirectory(prefix="fulcrum-load-") as folder:
        engine = scratch_memory(Path(folder))
        try:
            with engine.connect() as connection:
                yield Scratch(connection)
        finally:
            engine.dispose()


def written_rows(rows: Mapping[int, Mapping[str, str]]) -> pa.Table:
    """Rows that a mapping writes itself, by their line in it, as one chunk."""
    names = list(dict.fromkeys(name for row in rows.values() for name in row))
    texts = {name: pa.array([row.get(name) or None for row in rows.values()], pa.string()) for name in names}
    return pa.table({LINE: pa.array(list(rows), pa.int32()), DEFECT: pa.nulls(len(rows), pa.string()), **texts})
