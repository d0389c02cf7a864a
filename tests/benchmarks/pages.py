"""The pages on regions and channels for a region that nobody has asked for before: their data, and the whole script."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from types import SimpleNamespace

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from config import settings
from data_access.warehouse import Warehouse
from tests.benchmarks.figures import Figure, figure
from tests.pages.conftest import with_readers
from ui import reader, runtime

REGIONS = ("huanan", "huazhong", "huabei", "xinan", "xibei", "dongbei", "huadong")
PAGES = {"regions": "Regions page", "channels": "Channels page"}
DATA_AT_MOST = 600.0  # ms
_APP = Path(__file__).parents[2] / "app.py"
Open = Callable[..., AppTest]


def measured(warehouse: str, scale: float, runs: int) -> Iterator[Figure]:
    """Of each page: milliseconds that its questions take together by the clock, processor time of both, the script."""
    with _opened(warehouse) as (opened, asking):
        for page, name in PAGES.items():
            opened(page)  # what no selection changes is known by then, as it is while a server runs
            found = []
            for region in REGIONS[:runs]:
                asking.clear()
                begun = perf_counter()
                script = opened(page, region=[f"demo:{region}"])
                assert not script.exception, script.exception
                spent = (perf_counter() - begun) * 1000
                found.append((sum(clock for clock, _ in asking), sum(cpu for _, cpu in asking), spent))
            data, cpu, whole = (list(values) for values in zip(*found, strict=True))
            yield figure(f"{name}: another region, its data", scale, data, "ms", DATA_AT_MOST)
            yield figure("    processor, all cores", scale, cpu, "ms")
            yield figure("    with the script that draws it", scale, whole, "ms")


@contextmanager
def _opened(warehouse: str) -> Iterator[tuple[Open, list[tuple[float, float]]]]:
    """A way to run a page as a reader of everything, and the milliseconds (clock, processor) of each question asked."""
    asking: list[tuple[float, float]] = []
    asked = Warehouse.fetch

    def fetch(self, build, contract):
        clock, cpu = perf_counter(), process_time()
        frame = asked(self, build, contract)
        asking.append(((perf_counter() - clock) * 1000, (process_time() - cpu) * 1000))
        return frame

    def opened(page: str, **query: str | list[str]) -> AppTest:
        script = AppTest.from_file(str(_APP), default_timeout=120)
        script.switch_page(f"pages/{page}.py")
        for name, value in {"lang": "en", **query}.items():
            script.query_params[name] = value
        return script.run()

    headers = SimpleNamespace(get={"X-Forwarded-User": "boss"}.get)
    with TemporaryDirectory() as folder:
        space = f"sqlite:///{folder}/workspace.db"
        with_readers(space)
        known = {"WAREHOUSE_URL": warehouse, "WORKSPACE_URL": space, "FULCRUM_IDENTITY": "header"}
        with pytest.MonkeyPatch.context() as changed:
            for name, value in known.items():
                changed.setenv(name, value)
            changed.setattr(Warehouse, "fetch", fetch)
            changed.setattr(ContextProxy, "headers", property(lambda _context: headers))
            _anew()
            yield opened, asking
            runtime.store().close()
    _anew()


def _anew() -> None:
    """Settings, warehouse and workspace are read again."""
    for kept in (settings, runtime.store, reader._workspace):
        kept.cache_clear()
