"""Build a new version of the warehouse beside the one being served, check it, then switch to it at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pyarrow as pa
from sqlalchemy import Connection, Engine, Index, MetaData, Table, insert, select

from data_access.dialects import Analyze, bulk_insert, stream
from data_access.loading.arrow import fit, from_rows, schema
from data_access.loading.calendar import CalendarSpec
from data_access.loading.derive import complete_source_state, derive
from data_access.loading.findings import Finding, missing_pillars, orphans, repeated_keys
from data_access.loading.observed import Observed, join_observed
from data_access.published import load_report, quarantine
from data_access.store import KEEP, Draft, Store
from data_access.tables import CANONICAL, METADATA
from domain.errors import ReaderError, unknown
from i18n import Text

DEMO = "demo"
CARRIED: dict[str, Table] = {**CANONICAL, load_report.name: load_report, quarantine.name: quarantine}
REFUSED = Text(
    "新版本没有通过检查，原有版本继续使用：{found}",
    "The new version did not pass its checks; the old one stays: {found}",
)
REAL_DATA = Text(
    "这个数据仓库里有真实数据（{sources}），不会再混入演示公司。请用另一个 WAREHOUSE_URL。",
    "This warehouse holds real data ({sources}); the demo company is not mixed into it. Use another WAREHOUSE_URL.",
)
_TABLE = Text("数据表", "table")
_CHUNK = 100_000
_INDEXED = {  # PostgreSQL only: DuckDB scans columns faster than it would keep indexes
    "order_line": (
        ("ordered_on",),
        ("source", "order_id", "line_id"),
        ("source", "customer_id"),
        ("source", "region_id"),
    ),
    "opportunity": (("source", "opportunity_id"), ("closed_on",)),
    "opportunity_event": (("source", "opportunity_id", "seq"),),
    "deal_span": (("source", "opportunity_id", "seq"), ("from_at",), ("to_at",)),
    "deal_stay": (("entered_at",), ("left_at",), ("source", "opportunity_id")),
    "customer": (("source", "customer_id"),),
    "product": (("source", "product_id"),),
    "region_tree": (("source", "ancestor_id", "depth"),),
    "order_day": (("ordered_on",),),
    "order_apart": (("ordered_on",),),
    "buyer_day": (("ordered_on",),),
    "product_month": (("month_start",),),
    "calendar": (("day",),),
}


@dataclass(frozen=True, slots=True)
class BuildSpec:
    """How a version is built. `keep`: how many versions stay for roll-back. `currency`: that of all money.

    `observed` gives what snapshots have seen of the deals of a source, in chunks: see workspace/observations.py.
    """

    calendar: CalendarSpec = field(default_factory=CalendarSpec)
    keep: int = KEEP
    currency: str = "CNY"
    observed: Observed | None = None


@dataclass(slots=True)
class Build:
    """A version being filled with the rows of one source."""

    source: str
    engine: Engine
    loaded_at: datetime
    counts: dict[str, int] = field(default_factory=dict)

    def append(self, name: str, chunk: pa.Table | pa.RecordBatch) -> None:
        """Add rows to a canonical table. `source` is filled in, columns left out are null.

        Raises ReaderError for an unknown table or column, for empty required columns and for kinds that do not fit.
        """
        if name not in CARRIED:
            raise unknown(_TABLE, name, CARRIED)
        table = CARRIED[name]
        rows = fit(table, chunk, self.source)
        if rows.num_rows:
            with self.engine.begin() as connection:
                bulk_insert(connection, table, rows)
        self.counts[name] = self.counts.get(name, 0) + rows.num_rows


@contextmanager
def build(store: Store, source: str, spec: BuildSpec | None = None) -> Iterator[Build]:
    """A new version whose rows of `source` are those appended inside the block; other sources keep theirs.

    On leaving the block the version is completed, checked and served. After an exception, or a kill at any
    moment, the old version is served as before. The first real source drops the demo company.
    Raises ReaderError while another load runs, and when the checks find something.
    """
    chosen = spec or BuildSpec()
    with store.writing() as bench:
        served = store.version()
        draft = bench.draft()
        try:
            METADATA.create_all(draft.engine)
            _carry_over(store, served, draft, source)
            building = Build(source, draft.engine, utc_now())
            yield building
            _finish(building, chosen)
        except BaseException:
            bench.discard(draft)
            raise
        bench.publish(draft, building.loaded_at.replace(tzinfo=UTC))
        bench.prune(chosen.keep)


def utc_now() -> datetime:
    """When something was loaded, in UTC without a zone. Figures never ask the clock; a version has a real age."""
    return datetime.now(UTC).replace(tzinfo=None)  # noqa: TID251  (the clock: the age of a version)


def _carry_over(store: Store, served: str, draft: Draft, source: str) -> None:
    """Copy the rows of all other sources from the version being served."""
    if not served:
        return
    kept = _other_sources(store.engine(), source)
    if source == DEMO and kept:
        raise ReaderError(REAL_DATA, sources=", ".join(kept))
    if not kept:
        return
    for table in CARRIED.values():
        if draft.engine.dialect.name == "duckdb":
            _copy_stream(store.engine(), draft.engine, table, kept)
        else:
            _copy_inside(draft.engine, served, table, kept)


def _other_sources(engine: Engine, source: str) -> list[str]:
    """The sources whose rows stay. The demo company goes as soon as anything else comes."""
    report = load_report.c.source
    with engine.connect() as connection:
        known = connection.execute(select(report).distinct().order_by(report.nulls_last())).scalars().all()
    return [name for name in known if name not in {source, DEMO}]


def _copy_stream(old: Engine, new: Engine, table: Table, kept: list[str]) -> None:
    with old.connect() as reading, new.begin() as writing:
        rows = select(table).where(table.c.source.in_(kept))
        for chunk in stream(reading, rows, schema(table), _CHUNK):
            bulk_insert(writing, table, chunk)


def _copy_inside(engine: Engine, served: str, table: Table, kept: list[str]) -> None:
    old = table.to_metadata(MetaData(), schema=served)
    rows = select(old).where(old.c.source.in_(kept))
    with engine.begin() as connection:
        connection.execute(insert(table).from_select([column.name for column in table.columns], rows))


def _finish(building: Build, spec: BuildSpec) -> None:
    """Complete and check the version. Raises ReaderError that says what the checks found."""
    with building.engine.begin() as connection:
        _report_unreported(connection, building)
        complete_source_state(connection, building.source, building.loaded_at)
        _look(connection)  # before the checks: without it each of them pairs every row with every other
        _refuse(_findings(connection, building))
        if spec.observed:
            join_observed(connection, spec.observed, spec.calendar.time_zone)
        derive(connection, spec.calendar)
        if connection.dialect.name == "postgresql":
            _index(connection)
            _look(connection)


def _findings(connection: Connection, building: Build) -> list[Finding]:
    found = list(missing_pillars(connection))
    for table in (CARRIED[name] for name, count in building.counts.items() if count):
        mine = table.c.source == building.source
        found += [*repeated_keys(connection, table, mine), *orphans(connection, table, mine)]
    return found


def _refuse(found: list[Finding]) -> None:
    if found:
        listed = Text("；".join(f.said.zh for f in found[:5]), " ".join(f.said.en for f in found[:5]))
        raise ReaderError(REFUSED, found=listed)


def _report_unreported(connection: Connection, building: Build) -> None:
    """One report row a table for a source that came without a report, such as the demo company."""
    if load_report.name in building.counts:
        return
    fixed = {"source": building.source, "mapping": "", "fingerprint": "", "loaded_at": building.loaded_at, "file": ""}
    rows = [
        {**fixed, "table": name, "source_rows": count, "loaded_rows": count, "excluded_rows": 0, "quarantined_rows": 0}
        for name, count in building.counts.items()
    ]
    bulk_insert(connection, load_report, from_rows(load_report, rows))


def _index(connection: Connection) -> None:
    for name, indexes in _INDEXED.items():
        table = METADATA.tables[name].to_metadata(MetaData())  # a copy: the contract itself has no indexes
        for columns in indexes:
            Index(f"{name}_{'_'.join(columns)}", *(table.c[column] for column in columns)).create(connection)


def _look(connection: Connection) -> None:
    """Fresh statistics for PostgreSQL; without them the planner guesses on tables it has never seen."""
    for table in METADATA.tables.values() if connection.dialect.name == "postgresql" else ():
        connection.execute(Analyze(table))
