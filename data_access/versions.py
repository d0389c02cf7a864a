"""What a warehouse that is kept in versions promises, whatever it is kept in: files or schemas."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import Engine

from domain.errors import ReaderError, unknown
from i18n import Text

FOREIGN = Text(
    "这个数据仓库由别处维护，这里只读：无法在其中发布、回退或清理版本。",
    "This warehouse is kept by someone else and only read here: nothing can be published or rolled back in it.",
)
BUSY = Text(
    "另一个载入正在写这个数据仓库。请等它结束后再试。",
    "Another load is writing to this warehouse. Wait until it has finished, then try again.",
)
_KIND = Text("版本", "version")


@dataclass(frozen=True, slots=True)
class Version:
    """One published state of the warehouse. `size` is in bytes, `published_at` in UTC."""

    name: str
    published_at: datetime
    size: int
    current: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """A version being built: invisible until it is published, gone when it is not."""

    name: str
    engine: Engine


class Shelf(Protocol):
    """Where versions are kept."""

    def current(self) -> str:
        """The name of the version being served, "" when there is none yet. Cheap: asked on every page run."""

    def open(self, name: str) -> Engine:
        """A read-only engine on a version."""

    def release(self, engine: Engine) -> None:
        """Let go of an engine that newer sessions no longer use; those that still do are not disturbed."""

    def close(self) -> None:
        """Give back the connections that nobody uses."""

    def versions(self) -> list[Version]:
        """Every version kept, newest first."""

    def writing(self) -> AbstractContextManager["Bench"]:
        """The right to write, one holder at a time; clears what a killed build left behind. Raises ReaderError."""


class Bench(Protocol):
    """What the holder of the right to write can do."""

    def draft(self) -> Draft:
        """An empty version to fill."""

    def publish(self, draft: Draft, published_at: datetime) -> str:
        """Close the draft and serve it from now on, in one atomic step; the name it got."""

    def discard(self, draft: Draft) -> None:
        """Remove a draft that will not be published."""

    def point_to(self, name: str) -> None:
        """Serve another of the versions."""

    def prune(self, keep: int) -> None:
        """Remove all but the newest `keep` versions and the current one."""


def no_such_version(name: str, versions: list[Version]) -> ReaderError:
    """The error for a version that is not kept."""
    return unknown(_KIND, name, [version.name for version in versions])
