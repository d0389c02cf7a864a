"""A server of our own for the browser tests: a small demo company, readers, a free port, ended by its process."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from data_access import workspace
from data_access.loading.publish import BuildSpec, build
from data_access.store import open_store
from demo.company import tables
from demo.readers import READERS

ROOT = Path(__file__).parents[2]
SCALE, SEED, END = 0.02, 7, date(2026, 10, 18)
_START_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Site:
    """A running server, and the warehouse it serves."""

    address: str
    warehouse: str


def publish_demo(warehouse: str, seed: int = SEED, end: date = END) -> None:
    """Publish the demo company of that seed, up to that day, as the newest version."""
    with build(open_store(warehouse), "demo", BuildSpec()) as building:
        for name, rows in tables(SCALE, seed, end):
            building.append(name, rows)


def let_readers_in(workspace_url: str) -> None:
    """Enter the demo company's readers."""
    engine = workspace.open_workspace(workspace_url)
    for reader in READERS:
        workspace.add_reader(engine, reader, "tests")


@contextmanager
def serving(folder: Path, warehouse: str, *, script: str = "asgi.py", **settings: str) -> Iterator[Site]:
    """A server on a free port of this machine, ready to answer; ended when the block is left."""
    port = _free_port()
    environ = os.environ | {
        "WAREHOUSE_URL": warehouse,
        "WORKSPACE_URL": f"sqlite:///{folder}/workspace.db",
        "PYTHONUNBUFFERED": "1",
    }
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port)]
    log = folder / f"server-{port}.log"
    with log.open("wb") as out:
        server = subprocess.Popen(command, cwd=ROOT, env=environ | settings, stdout=out, stderr=out)
    try:
        site = Site(f"http://127.0.0.1:{port}", warehouse)
        _await_answer(f"{site.address}/_stcore/health", server, log)
        yield site
    finally:
        server.terminate()
        server.wait(20)


def _await_answer(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:  # refused, reset, or not answered yet
            time.sleep(0.1)  # polling for the condition itself
    raise RuntimeError(f"the server did not start:\n{log.read_text('utf-8', 'replace')[-4000:]}")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
