"""A loader killed with SIGKILL at any moment leaves the old version serving, and nothing behind the next load."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from data_access.loading.publish import build
from data_access.store import open_store
from data_access.tables import order_line
from tests.contract.small_company import tables

ROOT = Path(__file__).parents[2]
PATIENCE = 60
LOADER = """
import sys
from data_access.loading.publish import build
from data_access.store import open_store
from tests.contract.small_company import tables

print("ready", flush=True)
with build(open_store(sys.argv[1]), "endless") as building:
    for name, chunk in tables("shop"):
        building.append(name, chunk)
    lines = dict(tables("shop"))["order_line"]
    for turn in range(1_000_000):
        ids = [f"{turn}-{place}" for place in range(lines.num_rows)]
        building.append("order_line", lines.set_column(lines.column_names.index("order_id"), "order_id", [ids]))
        print(turn, flush=True)
"""


def seed(url: str) -> tuple[str, int]:
    """A published version; its name and how many lines it has."""
    store = open_store(url)
    with build(store, "shop") as building:
        for name, chunk in tables("shop"):
            building.append(name, chunk)
    found = store.version(), lines_of(store)
    store.close()
    return found


def lines_of(store) -> int:
    with store.engine().connect() as connection:
        return connection.execute(select(func.count()).select_from(order_line)).scalar_one()


def kill_after(url: str, word: str) -> None:
    """Start a loader and kill it as soon as it has said `word`."""
    loader = subprocess.Popen([sys.executable, "-c", LOADER, url], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    deadline = time.monotonic() + PATIENCE
    assert loader.stdout is not None
    with loader.stdout:
        for line in loader.stdout:
            assert time.monotonic() < deadline
            if line.strip() == word:
                break
        os.kill(loader.pid, signal.SIGKILL)
    assert loader.wait(PATIENCE) == -signal.SIGKILL


@pytest.mark.parametrize("word", ["ready", "0", "3", "40"])
def test_a_killed_load_leaves_the_old_files_serving(tmp_path, word):
    url = f"duckdb:///{tmp_path}/w"
    version, lines = seed(url)
    kill_after(url, word)
    store = open_store(url)
    assert (store.version(), lines_of(store)) == (version, lines)
    assert len(store.versions()) == 1
    store.close()
    again, _ = seed(url)
    assert again != version
    assert sorted(path.name for path in (tmp_path / "w").glob("*.duckdb*")) == sorted(
        f"{kept.name}.duckdb" for kept in open_store(url).versions()
    )


@pytest.mark.postgres
@pytest.mark.parametrize("word", ["ready", "3"])
def test_a_killed_load_leaves_the_old_schema_serving(postgres, word):
    from tests.contract.databases import fresh_database

    url = fresh_database(postgres, f"killed_{word}")
    version, lines = seed(url)
    kill_after(url, word)
    store = open_store(url)
    assert (store.version(), lines_of(store)) == (version, lines)
    again = publish_when_free(url)
    assert again > version
    store.close()


def publish_when_free(url: str) -> str:
    """The server notices a dead client within moments; until then its lock is held and says so."""
    from domain.errors import ReaderError

    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return seed(url)[0]
        except ReaderError:
            assert time.monotonic() < deadline
