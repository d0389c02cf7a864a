"""The warehouse behind one URL: which version is served, an engine on it, and the versions kept before it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from sqlalchemy import Engine

from data_access.engine import parse
from data_access.store_files import Files, ForeignFile
from data_access.store_schemas import Schemas
from data_access.versions import Bench, Draft, Shelf, Version
from domain.errors import ReaderError
from i18n import Text

DEFAULT_URL = "duckdb:///var/warehouse"
KEEP = 5
NO_WAREHOUSE = Text(
    "还没有数据仓库。请先运行 python manage.py demo 生成演示公司，或 python manage.py load 载入自己的数据。",
    "There is no warehouse yet. Run python manage.py demo for a demo company, or python manage.py load for your data.",
)
__all__ = ["DEFAULT_URL", "KEEP", "Draft", "Store", "Version", "open_store"]


@dataclass(slots=True)
class Store:
    """One warehouse, shared by all threads of a process."""

    shelf: Shelf
    _open: tuple[str, Engine | None] = ("", None)
    _lock: Lock = field(default_factory=Lock)

    def version(self) -> str:
        """The name of the version served now, "" when there is none yet. Cheap enough for every page run."""
        return self.shelf.current()

    def engine(self) -> Engine:
        """A read-only engine on the version served now, the same one until a newer version is published.

        Raises ReaderError when there is no warehouse yet.
        """
        name = self.version()
        if not name:
            raise ReaderError(NO_WAREHOUSE)
        with self._lock:
            served, engine = self._open
            if engine is None or served != name:
                fresh = self.shelf.open(name)
                self._open = (name, fresh)
                if engine is not None:
                    self.shelf.release(engine)
                return fresh
            return engine

    def versions(self) -> list[Version]:
        """Every version kept, newest first; empty when there is none yet."""
        return self.shelf.versions()

    def roll_back(self, name: str) -> None:
        """Serve the version called `name` again. Raises ReaderError when it is not kept, or while a load runs."""
        with self.shelf.writing() as bench:
            bench.point_to(name)

    @contextmanager
    def writing(self) -> Iterator[Bench]:
        """Where a version is built, one holder at a time. Raises ReaderError while another load runs."""
        with self.shelf.writing() as bench:
            yield bench

    def close(self) -> None:
        """Give back the connections that nobody uses."""
        with self._lock:
            if self._open[1] is not None:
                self.shelf.release(self._open[1])
            self._open = ("", None)
            self.shelf.close()


def open_store(url: str = DEFAULT_URL) -> Store:
    """The warehouse at `url`: a folder of DuckDB versions, a foreign DuckDB file, or a PostgreSQL database.

    Nothing is opened or created yet. Raises ReaderError for an address that is not understood.
    """
    parts = parse(url)
    if parts.get_backend_name() == "postgresql":
        return Store(Schemas(parts))
    path = Path(parts.database or "var/warehouse")
    return Store(ForeignFile(path) if path.suffix == ".duckdb" else Files(path))
