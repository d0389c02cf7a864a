"""The Overview in a real browser: start, first visit, next visits, changes of a filter."""

import shutil
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import psutil
from playwright.sync_api import Browser, Page, sync_playwright

from tests.benchmarks.figures import Figure, figure
from tests.e2e.conftest import _FLAGS, _NAMES
from tests.e2e.site import Site, serving
from tests.e2e.visitor import Visitor

REGIONS = ("华东", "华南", "华中", "华北", "西南", "西北", "东北")
_SIZE = {"viewport": {"width": 1440, "height": 900}, "locale": "zh-CN"}
# notes when the first figure stands, when a chart was last drawn, and when something was last clicked
_WATCH = """
window.__drawn = 0; window.__tile = 0; window.__click = 0;
addEventListener('click', () => { window.__click = performance.now() }, true);
new MutationObserver(changes => {
  if (!window.__tile && document.querySelector('.tile .value')) window.__tile = performance.now();
  const charts = '.js-plotly-plot';
  if (changes.some(c => c.target.closest?.(charts) || [...c.addedNodes].some(n => n.querySelector?.(charts))))
    window.__drawn = performance.now();
}).observe(document, {subtree: true, childList: true});
"""
_DONE = """since => {
  const app = document.querySelector('.stApp');
  return app && app.dataset.testConnectionState === 'CONNECTED' && app.dataset.testScriptState === 'notRunning'
    && !document.querySelector('[data-testid="stSkeleton"]') && document.querySelector('.js-plotly-plot .main-svg')
    && window.__drawn > since && performance.now() - window.__drawn > 600;
}"""


@dataclass(slots=True)
class Changes:
    """Milliseconds to the last chart, and of server CPU, of filter changes."""

    new: list[float]
    seen: list[float]
    cpu: list[float]


def available() -> str:
    """The path of a Chromium, "" when there is none."""
    return next(filter(None, map(shutil.which, _NAMES)), "")


def measured(warehouse: str, scale: float, runs: int) -> Iterator[Figure]:
    """The figures of starts, loads and filter changes on one warehouse."""
    starts, cold_tiles, cold, tiles, warm = [], [], [], [], []
    changes = Changes([], [], [])
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=available(), args=list(_FLAGS))
        for run in range(max(2, runs // 3)):
            with _started(warehouse, starts) as site:
                _load(browser, site, cold_tiles, cold)
                for _again in range(2):
                    _load(browser, site, tiles, warm)
                if run == 0:
                    _change(browser, site, changes)
        browser.close()
    yield figure("start: first answered request", scale, starts, "s", 5.0)
    yield figure("Overview, cold: first tiles", scale, cold_tiles, "s")
    yield figure("Overview, cold: last chart", scale, cold, "s")
    yield figure("Overview, warm: first tiles", scale, tiles, "s", 2.0)
    yield figure("Overview, warm: last chart", scale, warm, "s", 3.5)
    yield figure("filter change, new: last chart", scale, changes.new, "ms", 700)
    yield figure("filter change, seen: last chart", scale, changes.seen, "ms", 700)
    yield figure("filter change: all CPU of the server", scale, changes.cpu, "ms")


@contextmanager
def _started(warehouse: str, starts: list[float]) -> Iterator[Site]:
    """A new server; how long it took until `/healthz` answered is put into `starts`."""
    begun = perf_counter()
    with TemporaryDirectory() as folder, serving(Path(folder), warehouse) as site:
        with urllib.request.urlopen(f"{site.address}/healthz", timeout=60) as answer:
            answer.read()
        starts.append(perf_counter() - begun)
        yield site


@contextmanager
def _profile(browser: Browser, site: Site) -> Iterator[Visitor]:
    context = browser.new_context(**_SIZE)
    context.add_init_script(_WATCH)
    yield Visitor(context.new_page(), site.address)
    context.close()


def _load(browser: Browser, site: Site, tiles: list[float], charts: list[float]) -> None:
    with _profile(browser, site) as visitor:
        visitor.page.goto(site.address)
        charts.append(_drawn(visitor.page, 0) / 1000)
        tiles.append(visitor.page.evaluate("window.__tile") / 1000)


def _drawn(page: Page, since: float) -> float:
    """When the last chart was drawn, by the page's clock, once nothing more is going on."""
    page.wait_for_function(_DONE, arg=since, timeout=120_000, polling=100)
    return float(page.evaluate("window.__drawn"))


def _change(browser: Browser, site: Site, changes: Changes) -> None:
    """Choose region after region (new to the cache), take each away again, then choose them once more (seen)."""
    server = _server(site)
    with _profile(browser, site) as visitor:
        visitor.page.goto(site.address)
        _drawn(visitor.page, 0)
        for times in (changes.new, changes.seen):
            for region in REGIONS:
                before = sum(server.cpu_times()[:2])
                visitor.choose("pick_region", region)
                clicked = float(visitor.page.evaluate("window.__click"))
                times.append(_drawn(visitor.page, clicked) - clicked)
                changes.cpu.append((sum(server.cpu_times()[:2]) - before) * 1000)
                visitor.page.keyboard.press("Escape")
                _clear(visitor)


def _clear(visitor: Visitor) -> None:
    visitor.page.locator(".st-key-clear button").click()
    _drawn(visitor.page, float(visitor.page.evaluate("window.__click")))


def _server(site: Site) -> psutil.Process:
    """The process that serves the site: ours, found by its port."""
    port = site.address.rpartition(":")[2]
    below = psutil.Process().children(recursive=True)
    return next(process for process in below if port in process.cmdline())
