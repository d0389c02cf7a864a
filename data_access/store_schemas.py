"""Versions as schemas of a PostgreSQL database, with a table `fulcrum.version` that says which one is served."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import (
    URL,
    Boolean,
    Column,
    DateTime,
    Engine,
    MetaData,
    String,
    Table,
    delete,
    false,
    func,
    insert,
    inspect,
    null,
    select,
    update,
)
from sqlalchemy.schema import CreateSchema, DropSchema

from data_access.dialects import advisory_lock, schema_size
from data_access.engine import building_server, serving_server
from data_access.tables import order_line
from data_access.tables import source_state as state
from data_access.versions import BUSY, FOREIGN, Bench, Draft, Version, no_such_version
from domain.errors import ReaderError

HOME = "fulcrum"
POLL_SECONDS = 2.0
version = Table(
    "version",
    MetaData(schema=HOME),
    Column("name", String, primary_key=True),
    Column("published_at", DateTime, nullable=False),
    Column("current", Boolean, nullable=False),
)


class Schemas:
    """A database whose schemas are versions. A schema without a row in `fulcrum.version` was never published.

    A database without that table, but with order lines in its default schema, is someone else's: only read.
    """

    def __init__(self, url: URL) -> None:
        self.url = url
        self.reader = serving_server(url)
        self._polled = (-POLL_SECONDS, "")

    def current(self) -> str:
        """See Shelf. The server is asked every other second at most."""
        if time.monotonic() - self._polled[0] >= POLL_SECONDS:
            self._polled = (time.monotonic(), self._ask())
        return self._polled[1]

    def open(self, name: str) -> Engine:
        """See Shelf. All versions share one pool: only the schema that names mean differs."""
        if not name.startswith(f"{HOME}_v"):
            return self.reader
        return self.reader.execution_options(schema_translate_map={None: name})

    def release(self, engine: Engine) -> None:
        """See Shelf: nothing to close, the pool is shared."""

    def close(self) -> None:
        """See Shelf."""
        self.reader.dispose()

    def versions(self) -> list[Version]:
        """See Shelf."""
        if not inspect(self.reader).has_table("version", HOME):
            return []
        with self.reader.connect() as connection:
            rows = connection.execute(select(version).order_by(version.c.published_at.desc().nulls_last())).all()
            sizes = {row.name: connection.execute(select(schema_size(row.name))).scalar_one() for row in rows}
        return [Version(r.name, r.published_at.replace(tzinfo=UTC), int(sizes[r.name] or 0), r.current) for r in rows]

    @contextmanager
    def writing(self) -> Iterator[Bench]:
        """See Shelf. The lock belongs to a connection, so a killed load never locks out the next one."""
        if self._foreign():
            raise ReaderError(FOREIGN)
        writer = building_server(self.url)
        try:
            with writer.connect() as holder:
                if not holder.execute(select(advisory_lock(HOME))).scalar_one():
                    raise ReaderError(BUSY)
                holder.commit()
                self._prepare(writer)
                yield self
        finally:
            writer.dispose()
            self._polled = (-POLL_SECONDS, "")

    def draft(self) -> Draft:
        """See Bench."""
        newest = max((_number(name) for name in self._schemas()), default=0)
        name = f"{HOME}_v{newest + 1:06d}"
        engine = building_server(self.url, name)
        with engine.begin() as connection:
            connection.execute(CreateSchema(name))
        return Draft(name, engine)

    def publish(self, draft: Draft, published_at: datetime) -> str:
        """See Bench. The switch is one transaction."""
        row = {"name": draft.name, "published_at": published_at.replace(tzinfo=None), "current": True}
        with draft.engine.begin() as connection:
            connection.execute(update(version).values(current=false()))
            connection.execute(insert(version).values(row))
        draft.engine.dispose()
        return draft.name

    def discard(self, draft: Draft) -> None:
        """See Bench."""
        with draft.engine.begin() as connection:
            connection.execute(DropSchema(draft.name, cascade=True, if_exists=True))
        draft.engine.dispose()

    def point_to(self, name: str) -> None:
        """See Bench."""
        if name not in {kept.name for kept in self.versions()}:
            raise no_such_version(name, self.versions())
        with self._writer() as writer, writer.begin() as connection:
            connection.execute(update(version).values(current=version.c.name == name))

    def prune(self, keep: int) -> None:
        """See Bench."""
        gone = [kept.name for place, kept in enumerate(self.versions()) if place >= keep and not kept.current]
        with self._writer() as writer, writer.begin() as connection:
            for name in gone:
                connection.execute(delete(version).where(version.c.name == name))
                connection.execute(DropSchema(name, cascade=True, if_exists=True))

    @contextmanager
    def _writer(self) -> Iterator[Engine]:
        writer = building_server(self.url)
        try:
            yield writer
        finally:
            writer.dispose()

    def _prepare(self, writer: Engine) -> None:
        """Make the table of versions, and drop the schemas that a killed build left."""
        with writer.begin() as connection:
            connection.execute(CreateSchema(HOME, if_not_exists=True))
            version.create(connection, checkfirst=True)
            known = set(connection.execute(select(version.c.name)).scalars())
            for name in set(self._schemas()) - known:
                connection.execute(DropSchema(name, cascade=True, if_exists=True))

    def _schemas(self) -> list[str]:
        return [name for name in inspect(self.reader).get_schema_names() if name.startswith(f"{HOME}_v")]

    def _foreign(self) -> bool:
        look = inspect(self.reader)
        return not look.has_table("version", HOME) and look.has_table(order_line.name)

    def _ask(self) -> str:
        """The served version; of someone else's warehouse the time of its last load."""
        look = inspect(self.reader)
        with self.reader.connect() as connection:
            if look.has_table("version", HOME):
                return connection.execute(select(version.c.name).where(version.c.current)).scalar() or ""
            if not look.has_table(order_line.name):
                return ""
            loaded = select(func.max(state.c.loaded_at)) if look.has_table(state.name) else select(null())
            return f"foreign-{connection.execute(loaded).scalar()}"


def _number(name: str) -> int:
    return int(name.rpartition("v")[2])
