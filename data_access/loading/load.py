"""Load a source by its mapping: stage, decide each row's fate, tie, publish. All of it or nothing."""

import sys
import time
from collections.abc import Callable, Iterator
from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
from sqlalchemy import select

from data_access.dialects import stream
from data_access.loading.arrow import from_rows, schema
from data_access.loading.candidates import fill_candidates, good
from data_access.loading.mapping import Mapping, read_mapping
from data_access.loading.outcome import Fates
from data_access.loading.publish import Build, BuildSpec, build
from data_access.loading.readers import open_source
from data_access.loading.report import FileReport, LoadReport
from data_access.loading.rows import SourceTable
from data_access.loading.scratch import Scratch, scratch, written_rows
from data_access.published import load_report
from data_access.store import Store
from data_access.tables import CANONICAL
from domain.errors import ReaderError, unknown
from i18n import Text

LOADER = "2"  # raise it when the same source and mapping would be read differently than before
UNTIED = Text("对不上账，已停止，原有版本继续使用：{what}", "It does not tie, so nothing was published: {what}")
_FILE = Text("来源文件", "source file")
_CHUNK = 100_000
_EVERY_SECONDS = 2.0


class Stopwatch:
    """Progress of a long load on standard error: what is being read, rows so far, rows a second."""

    def __init__(self, write: Callable[[str], object] = sys.stderr.write) -> None:
        self.write = write
        self.started = self.said = time.monotonic()

    def __call__(self, what: str, rows: int) -> None:
        """Say it, every other second at most."""
        now = time.monotonic()
        if now - self.said >= _EVERY_SECONDS:
            self.said = now
            rate = rows / max(now - self.started, 0.001)
            self.write(f"{what}: {rows:,} ({rate:,.0f}/s)\n")


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """`force` loads again what has not changed. `progress` is told what is being done and the rows so far."""

    spec: BuildSpec = field(default_factory=BuildSpec)
    force: bool = False
    progress: Callable[[str, int], None] = field(default_factory=Stopwatch)


def load(store: Store, mapping: Path | str, location: str, options: LoadOptions | None = None) -> LoadReport:
    """Load the source at `location` by a mapping's name or file, and publish it as a new version.

    Returns what was read, loaded, excluded and quarantined. The same content and mapping as last time change
    nothing. Raises ReaderError for anything that the reader can mend; then the old version goes on serving.
    """
    chosen = options or LoadOptions()
    plan = read_mapping(mapping)
    tables = open_source(location)
    files = {alias: _found(name, tables) for alias, name in plan.files.items()}
    mark = _fingerprint(plan, files, chosen.spec.currency)
    if not chosen.force and mark == _loaded_before(store, plan.source):
        return LoadReport(plan.source, plan.name, store.version(), fresh=False)
    with scratch() as work:
        names = _stage(work, plan, files, chosen)
        fill_candidates(work, plan, chosen.spec.currency)
        fates = Fates(work, plan, names)
        reports = tuple(fates.files())
        _must_tie(reports)
        with build(store, plan.source, chosen.spec) as building:
            _append(building, work, plan, chosen)
            _write_report(building, plan, reports, mark)
            for rows in fates.quarantine():
                building.append("quarantine", rows)
        left = tuple(fates.left())
    used = {file.name for file in files.values()}
    unread = tuple(name for name in tables if name not in used)
    return LoadReport(plan.source, plan.name, store.version(), True, reports, left, unread)


def _found(name: str, tables: Pairs[str, SourceTable]) -> SourceTable:
    if name not in tables:
        raise unknown(_FILE, name, tables)
    return tables[name]


def _fingerprint(plan: Mapping, files: Pairs[str, SourceTable], base: str) -> str:
    digest = sha256(f"{LOADER}\n{sorted(CANONICAL)}\n{base}\n{plan.text}".encode())
    for alias, file in sorted(files.items()):
        digest.update(f"{alias} {file.file} {file.digest()}\n".encode())
    return digest.hexdigest()


def _loaded_before(store: Store, source: str) -> str:
    """The fingerprint of the last load of a source, "" when there was none."""
    if not store.version():
        return ""
    last = select(load_report.c.fingerprint).where(load_report.c.source == source).limit(1)
    with store.engine().connect() as connection:
        return connection.execute(last).scalar() or ""


def _stage(work: Scratch, plan: Mapping, files: Pairs[str, SourceTable], options: LoadOptions) -> dict[str, str]:
    """Bring every file and every written row into the scratch database; the real name of each."""
    names = {alias: file.file for alias, file in files.items()}
    for alias, file in files.items():
        work.stage(alias, file.chunks(), options.progress)
    for feed in plan.feeds:
        if feed.rows:
            rows = {row.line: {key: cell.word() for key, cell in row.pairs().items()} for row in feed.rows}
            work.stage(feed.file, iter([written_rows(rows)]), options.progress)
            names[feed.file] = feed.at.file
    return names


def _must_tie(reports: tuple[FileReport, ...]) -> None:
    if untied := [report.said() for report in reports if not report.ties]:
        raise ReaderError(UNTIED, what="; ".join(untied))


def _append(building: Build, work: Scratch, plan: Mapping, options: LoadOptions) -> None:
    for name in dict.fromkeys(feed.table for feed in plan.feeds):
        for chunk in _loaded_rows(work, name):
            building.append(name, chunk)
            options.progress(f"→ {name}", building.counts[name])
    for name, last in plan.complete_through.items():
        row = {"table": name, "loaded_at": building.loaded_at, "complete_through": last}
        state = from_rows(CANONICAL["source_state"], [row])
        building.append("source_state", state.drop_columns("source"))


def _loaded_rows(work: Scratch, name: str) -> Iterator[pa.Table]:
    candidates = work.candidates(name)
    columns = [column for column in CANONICAL[name].columns if column.name != "source"]
    kinds = schema(CANONICAL[name])
    wanted = pa.schema([kinds.field(column.name) for column in columns])
    rows = select(*(candidates.c[column.name] for column in columns)).where(good(candidates))
    yield from stream(work.connection, rows, wanted, _CHUNK)


def _write_report(building: Build, plan: Mapping, reports: tuple[FileReport, ...], mark: str) -> None:
    fixed = {"mapping": plan.name, "fingerprint": mark, "loaded_at": building.loaded_at}
    rows: list[dict[str, object]] = []
    for report in reports:
        row: dict[str, object] = {"file": report.file, "table": report.table}
        for fate in ("source", "loaded", "excluded", "quarantined"):
            tally = getattr(report, fate)
            row |= {f"{fate}_rows": tally.rows, f"{fate}_amount": tally.amount}
        rows.append(fixed | row)
    building.append("load_report", from_rows(load_report, rows).drop_columns("source"))
