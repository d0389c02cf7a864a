"""The workspace on each of its databases: migrations give the declared tables, and may run at the same moment."""

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import column, create_engine, func, inspect, select, table, update

from data_access.workspace import Reader, add_reader, changes, open_workspace, scope_of, upgrade
from data_access.workspace.tables import METADATA, reader
from domain.errors import ReaderError
from domain.scope import Scope
from tests.contract.databases import fresh_database

ROOT = Path(__file__).parents[2]
OPEN = "import sys; from data_access.workspace import open_workspace; open_workspace(sys.argv[1])"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def address(request, tmp_path):
    """The address of an empty workspace."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/not-yet-there/workspace.db"
    return fresh_database(request.getfixturevalue("postgres"), "workspace")


def test_the_migrations_give_the_tables_that_are_declared(address):
    engine = open_workspace(address)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
        assert set(METADATA.tables) < set(inspect(connection).get_table_names())
    engine.dispose()


def test_upgrading_twice_changes_nothing(address):
    engine = open_workspace(address)
    add_reader(engine, Reader("li", "Li", Scope(regions=frozenset({"a:b"}))), "operator")
    upgrade(engine)
    assert scope_of(engine, "li").regions == {"a:b"}
    assert [change.who for change in changes(engine)] == ["operator"]
    engine.dispose()


def test_processes_that_start_at_once_do_not_trip_over_each_other(address):
    started = [
        subprocess.Popen([sys.executable, "-c", OPEN, address], cwd=ROOT, stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    errors = [process.communicate(timeout=60)[1] for process in started]
    assert [process.returncode for process in started] == [0] * 4, errors
    engine = open_workspace(address)
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(reader)) == 0
    engine.dispose()


def test_a_workspace_of_a_newer_program_is_refused_and_left_alone(address):
    engine = open_workspace(address)
    stamp = table("alembic_version", column("version_num"))
    with engine.begin() as connection:
        connection.execute(update(stamp).values(version_num="9999"))
    with pytest.raises(ReaderError, match="9999"):
        upgrade(engine)
    with engine.connect() as connection:
        assert connection.scalar(select(stamp.c.version_num)) == "9999"
    engine.dispose()


def test_an_address_that_is_no_database_is_refused_without_its_password():
    with pytest.raises(ReaderError) as caught:
        open_workspace("mysql://ann:secret@db/workspace")
    assert "secret" not in str(caught.value)
    with pytest.raises(ReaderError):
        open_workspace("nonsense")


def test_readers_go_on_while_someone_writes(tmp_path):
    engine = open_workspace(f"sqlite:///{tmp_path}/workspace.db")
    add_reader(engine, Reader("li", "Li"), "operator")
    other = create_engine(engine.url, connect_args={"timeout": 0})
    with engine.begin() as writing:
        writing.execute(update(reader).values(name="changed"))
        with other.connect() as reading:
            assert reading.scalar(select(reader.c.name)) == "Li"
    engine.dispose()
    other.dispose()
