"""From a URL to an engine: read-only and shut off from the outside for serving, writable for building."""

from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from domain.errors import ReaderError
from i18n import Text

BAD_URL = Text(
    "数据库地址“{url}”无法识别。请写成 duckdb:///目录 或 postgresql+psycopg://主机/库名。",
    "The database address “{url}” is not understood. Write duckdb:///FOLDER or postgresql+psycopg://HOST/NAME.",
)
_SHUT: dict[str, str] = {  # a statement must never reach a file or the network, and must not undo this
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "lock_configuration": "true",
}


def parse(url: str) -> URL:
    """The parts of a database address; `postgresql://` means the psycopg driver. Raises ReaderError."""
    try:
        parts = make_url(url)
    except ArgumentError as error:
        raise ReaderError(BAD_URL, url=url) from error
    if parts.get_backend_name() not in {"duckdb", "postgresql"}:
        raise ReaderError(BAD_URL, url=parts.render_as_string())
    return parts.set(drivername="postgresql+psycopg") if parts.drivername == "postgresql" else parts


def serving_file(path: Path) -> Engine:
    """A DuckDB file, read-only. QueuePool, the default for a file: StaticPool gives wrong answers under threads.

    The file never changes, so that a transaction around each statement would only cost its time: none is begun, and
    none is rolled back.
    """
    read_only = {"read_only": True, "config": _SHUT}
    alone: dict[str, Any] = {"isolation_level": "AUTOCOMMIT", "pool_reset_on_return": None}
    alone |= {"skip_autocommit_rollback": True}
    engine = create_engine(_file_url(path), connect_args=read_only, pool_size=10, **alone)
    engine.dialect.detect_autocommit_setting = lambda dbapi_conn: True  # type: ignore[method-assign]  # it cannot say
    return engine


def building_file(path: Path, memory: str = "1GB") -> Engine:
    """A DuckDB file being written, with a bound on memory: what does not fit spills beside the file."""
    return create_engine(_file_url(path), connect_args={"config": _bounded(f"{path}.spill", memory)})


def scratch_memory(spill: Path, memory: str = "1GB") -> Engine:
    """A DuckDB of its own that lasts as long as its one connection; what does not fit spills into a folder."""
    return create_engine("duckdb:///:memory:", connect_args={"config": _bounded(str(spill), memory)})


def serving_server(url: URL) -> Engine:
    """A PostgreSQL server, read-only by its own rule."""
    return _server(url, "-c default_transaction_read_only=on")


def building_server(url: URL, schema: str = "public") -> Engine:
    """A PostgreSQL server being written; names without a schema mean `schema`."""
    return _server(url, f"-c search_path={schema}")


def source_database(url: str) -> Engine:
    """Any database that SQLAlchemy has a driver for, to read rows from. Raises ReaderError."""
    try:
        parts = make_url(url)
        extra: dict[str, Any] = {"connect_args": {"read_only": True}} if parts.get_backend_name() == "duckdb" else {}
        return create_engine(parts, **extra)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise ReaderError(BAD_URL, url=url.rpartition("@")[2]) from error


def _bounded(spill: str, memory: str) -> dict[str, str]:
    return {"memory_limit": memory, "temp_directory": spill, "preserve_insertion_order": "false"}


def _server(url: URL, options: str) -> Engine:
    return create_engine(url, pool_pre_ping=True, connect_args={"options": options})


def _file_url(path: Path) -> URL:
    return URL.create("duckdb", database=str(path))
