"""The databases that every contract test runs on, and a real PostgreSQL server for the session."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE
from tempfile import TemporaryDirectory

import psycopg
from psycopg import sql

DATABASES = ("duckdb", "postgres")


@contextmanager
def postgres_server() -> Iterator[str]:
    """The address of a server of our own, with a place for the database's name; it ends with the block.

    FULCRUM_TEST_POSTGRES names a server to use instead.
    """
    if given := os.environ.get("FULCRUM_TEST_POSTGRES"):
        yield given.rstrip("/") + "/{database}"
        return
    program = str(Path(__file__).with_name("postgres.py"))
    # not under pytest's own folder: the next pytest to start closes that to all but its owner, this server included
    with (
        TemporaryDirectory(prefix="fulcrum-postgres-", ignore_cleanup_errors=True) as folder,
        subprocess.Popen([sys.executable, program, folder], stdin=PIPE, stdout=PIPE, text=True) as server,
    ):
        assert server.stdin
        assert server.stdout
        address = server.stdout.readline().strip()
        if not address:
            raise RuntimeError("no PostgreSQL server: install the development requirements, or Debian's postgresql")
        try:
            yield address
        finally:
            server.stdin.close()
            server.wait(timeout=60)


def fresh_database(server: str, name: str) -> str:
    """Create an empty database; its address."""
    with psycopg.connect(_address(server, "postgres").replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return _address(server, name)


def _address(server: str, database: str) -> str:
    return server.format(database=database)
