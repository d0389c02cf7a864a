"""Versions as DuckDB files in a folder, with a small file `current` that says which one is served."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from sqlalchemy import Engine

from data_access.dialects import Checkpoint
from data_access.engine import building_file, serving_file
from data_access.versions import BUSY, FOREIGN, Bench, Draft, Version, no_such_version
from domain.errors import ReaderError

STAMP = "%Y%m%dT%H%M%SZ"


class Files:
    """A folder of versions. `current` holds the served name, then every published name, newest first.

    What `current` does not list was never published: a killed build left it, and the next build clears it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pointer = folder / "current"

    def current(self) -> str:
        """See Shelf."""
        return self._names()[0]

    def open(self, name: str) -> Engine:
        """See Shelf."""
        return serving_file(self._path(name))

    def release(self, engine: Engine) -> None:
        """See Shelf. Connections in use stay open until they are given back."""
        engine.dispose()

    def close(self) -> None:
        """See Shelf: nothing is open but the engines."""

    def versions(self) -> list[Version]:
        """See Shelf."""
        served, *names = self._names()
        return [Version(name, _stamp(name), self._path(name).stat().st_size, name == served) for name in names]

    @contextmanager
    def writing(self) -> Iterator[Bench]:
        """See Shelf. The lock dies with its process, so a killed load never locks out the next one."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / ".lock").open("w", encoding="utf-8") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise ReaderError(BUSY) from error
            self._clear()
            yield self

    def draft(self) -> Draft:
        """See Bench."""
        newest = max((int(name[1:7]) for name in self._names()[1:]), default=0)
        path = self.folder / f"draft-v{newest + 1:06d}.duckdb"
        return Draft(path.name, building_file(path))

    def publish(self, draft: Draft, published_at: datetime) -> str:
        """See Bench. The file is whole and on disk before the pointer moves."""
        with draft.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(Checkpoint())
        draft.engine.dispose()
        name = f"{draft.name.removeprefix('draft-').removesuffix('.duckdb')}-{published_at.strftime(STAMP)}"
        path = self.folder / draft.name
        _sync(path)
        path.rename(self._path(name))
        self._point([name, name, *self._names()[1:]])
        return name

    def discard(self, draft: Draft) -> None:
        """See Bench."""
        draft.engine.dispose()
        self._clear()

    def point_to(self, name: str) -> None:
        """See Bench."""
        _, *names = self._names()
        if name not in names:
            raise no_such_version(name, self.versions())
        self._point([name, *names])

    def prune(self, keep: int) -> None:
        """See Bench."""
        served, *names = self._names()
        self._point([served, *(name for place, name in enumerate(names) if place < keep or name == served)])
        self._clear()

    def _names(self) -> list[str]:
        try:
            return self.pointer.read_text("utf-8").split()
        except FileNotFoundError:
            return [""]

    def _point(self, names: list[str]) -> None:
        fresh = self.folder / "current.new"
        fresh.write_text("\n".join(names), "utf-8")
        _sync(fresh)
        os.replace(fresh, self.pointer)
        _sync(self.folder)

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.duckdb"

    def _clear(self) -> None:
        """Remove what was never published, with the write-ahead logs and the spill folders."""
        published = {f"{name}.duckdb" for name in self._names()[1:]}
        for path in self.folder.glob("*.duckdb*"):
            if path.name not in published:
                shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


class ForeignFile:
    """One DuckDB file that someone else keeps: served as it is, and noticed when it is replaced."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def current(self) -> str:
        """See Shelf: the file's identity and time, so that a replaced file is a new version."""
        with suppress(FileNotFoundError):
            state = self.path.stat()
            return f"{self.path.stem}-{state.st_ino}-{state.st_mtime_ns}"
        return ""

    def open(self, _name: str) -> Engine:
        """See Shelf."""
        return serving_file(self.path)

    def release(self, engine: Engine) -> None:
        """See Shelf."""
        engine.dispose()

    def close(self) -> None:
        """See Shelf: nothing is open but the engines."""

    def versions(self) -> list[Version]:
        """See Shelf: the one there is."""
        if not (name := self.current()):
            return []
        state = self.path.stat()
        return [Version(name, datetime.fromtimestamp(state.st_mtime, UTC), state.st_size, current=True)]

    def writing(self) -> NoReturn:
        """See Shelf: nobody may."""
        raise ReaderError(FOREIGN)


def _stamp(name: str) -> datetime:
    return datetime.strptime(name.partition("-")[2], STAMP).replace(tzinfo=UTC)


def _sync(path: Path) -> None:
    """Have the disk hold what was written: a power cut must not leave a pointer to nothing."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
