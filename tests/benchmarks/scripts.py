"""The script of the Overview by itself when a filter changes: its CPU time, without transport, browser and database."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import thread_time

from streamlit import config
from streamlit.runtime.context import ContextProxy
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.testing.v1 import AppTest

from config import settings
from data_access.options import members
from data_access.warehouse import Warehouse
from domain.scope import EVERYTHING
from tests.benchmarks.figures import Figure, figure
from tests.benchmarks.queries import in_driver
from ui import reader, runtime

ROOT = Path(__file__).parents[2]
AT_MOST = 80.0  # ms
CHARTS = 3  # at least, of any region: where one is all there is, a sentence stands for its chart


def measured(warehouse: str, scale: float, runs: int) -> Iterator[Figure]:
    """The script's CPU time for regions that are new to the cache, and for the same regions once more.

    All that the thread of the script does counts, the framework's share and its collector with it; what the database
    does inside its driver does not.
    """
    with _app(warehouse) as app:
        regions = members(Warehouse(runtime.store().engine(), EVERYTHING), "region").key.tolist()[: runs + 1]
        for _warm in range(2):
            app.run()
        new, seen = ([_spent(app, region) for region in regions][1:] for _time in range(2))
        yield figure("filter change, new: script CPU", scale, new, "ms", AT_MOST)
        yield figure("filter change, seen: script CPU", scale, seen, "ms", AT_MOST)
        runtime.store().close()


def _spent(app: AppTest, region: str) -> float:
    """Milliseconds that the script takes to show that region."""
    app.query_params["region"] = region
    with _timed() as thread, in_driver(runtime.store().engine()) as driver:
        app.run()
    if len(app.get("plotly_chart")) < CHARTS:
        raise RuntimeError(f"the page was not drawn: {[*app.info, *app.error, *app.exception]}")
    return (sum(thread) - sum(driver)) * 1000


@contextmanager
def _timed() -> Iterator[list[float]]:
    """Seconds of CPU that the thread of the script takes for each run inside the block."""
    spent: list[float] = []
    run = ScriptRunner._run_script

    def timed(runner: ScriptRunner, about: object) -> None:
        begun = thread_time()
        try:
            run(runner, about)
        finally:
            spent.append(thread_time() - begun)

    ScriptRunner._run_script = timed
    try:
        yield spent
    finally:
        ScriptRunner._run_script = run


@contextmanager
def _app(warehouse: str) -> Iterator[AppTest]:
    """The app as the operator of this machine sees it, in this process."""
    kept, address = dict(os.environ), ContextProxy.ip_address
    with TemporaryDirectory() as folder:
        os.environ |= {"WAREHOUSE_URL": warehouse, "WORKSPACE_URL": f"sqlite:///{folder}/workspace.db"}
        _forget()
        config.set_option("server.address", "127.0.0.1")
        ContextProxy.ip_address = property(lambda _context: None)  # no browser: whoever looks is at this machine
        try:
            yield AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
        finally:
            ContextProxy.ip_address = address
            os.environ.clear()
            os.environ |= kept
            _forget()


def _forget() -> None:
    """What this process knows of its settings."""
    for known in (settings, runtime.store, reader._workspace):
        known.cache_clear()
