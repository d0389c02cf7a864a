"""Fixtures of the contract tests: an empty store, and a small published warehouse, on every database."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from sqlalchemy import Engine, delete

import manage
from data_access.store import Store, open_store
from data_access.workspace import open_workspace
from data_access.workspace.tables import observation
from tests.contract.databases import DATABASES, fresh_database, postgres_server
from tests.contract.small_company import publish_small_company

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a running PostgreSQL server."""
    with postgres_server() as server:
        yield server


def store_url(request, tmp_path_factory, name: str) -> str:
    """The address of an empty warehouse of the database that `request.param` names."""
    if request.param == "duckdb":
        return f"duckdb:///{tmp_path_factory.mktemp('warehouse')}/{name}"
    return fresh_database(request.getfixturevalue("postgres"), re.sub(r"\W", "_", name)[-60:].lower())


DATABASE_PARAMS = [pytest.param(name, marks=pytest.mark.postgres) if name == "postgres" else name for name in DATABASES]


@pytest.fixture(scope="module", params=DATABASE_PARAMS)
def store(request, tmp_path_factory) -> Iterator[Store]:
    """An empty store, one a test module and database."""
    opened = open_store(store_url(request, tmp_path_factory, f"empty_{request.module.__name__}"))
    yield opened
    opened.close()


@pytest.fixture(params=DATABASE_PARAMS)
def apart(request, tmp_path_factory) -> Iterator[Store]:
    """An empty store of a test's own."""
    opened = open_store(store_url(request, tmp_path_factory, "apart"))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def published() -> Iterator[dict[str, Store]]:
    """What this session has published, by address: a fixture with parameters ends each time that they change."""
    stores: dict[str, Store] = {}
    yield stores
    for opened in stores.values():
        opened.close()


@pytest.fixture(scope="session", params=DATABASE_PARAMS)
def warehouse_url(request, tmp_path_factory, published) -> str:
    """The address of a published warehouse of two sources with every trap in it; see small_company.py."""
    kind = {"duckdb": "duckdb", "postgres": "postgresql"}[request.param]
    if known := next((url for url in published if url.startswith(kind)), ""):
        return known
    url = store_url(request, tmp_path_factory, "small_company")
    with closing(open_store(url)) as opened:
        publish_small_company(opened)
    published[url] = open_store(url)
    return url


@pytest.fixture(scope="session")
def warehouse_store(warehouse_url, published) -> Store:
    """The same, opened. Do not write to it."""
    return published[warehouse_url]


@pytest.fixture
def command(warehouse_url, tmp_path, monkeypatch, capsys) -> Command:
    """Runs a command on that warehouse in this process: its exit code, what it printed, what it complained about."""
    monkeypatch.setenv("WAREHOUSE_URL", warehouse_url)
    monkeypatch.setenv("WORKSPACE_URL", f"sqlite:///{tmp_path}/workspace.db")
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")

    def ran(*words: str) -> tuple[int, str, str]:
        try:
            code = manage.main(list(words))
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return ran


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def workspace_engine(request, tmp_path_factory) -> Iterator[Engine]:
    """A workspace on each database that it can lie on."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('space')}/workspace.db"
    else:
        url = fresh_database(request.getfixturevalue("postgres"), "observations")
    engine = open_workspace(url)
    yield engine
    engine.dispose()


@pytest.fixture
def space(workspace_engine) -> Engine:
    """A workspace in which no deal has been seen yet."""
    with workspace_engine.begin() as connection:
        connection.execute(delete(observation))
    return workspace_engine
