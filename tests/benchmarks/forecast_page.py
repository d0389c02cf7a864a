"""The page on forecasts in a real browser: a slice that nobody asked for before, to its fan and to its last chart."""

from collections.abc import Iterator

from playwright.sync_api import sync_playwright

from tests.benchmarks.browsing import _FLAGS, _drawn, _profile, _started, available
from tests.benchmarks.figures import Figure, figure
from tests.e2e.visitor import Visitor

AT_MOST = 1000.0  # ms
SLICES = (
    ("pick_region", "华东"), ("pick_channel", "经销商"), ("pick_line", "净水 Water"),
    ("pick_region", "西南"), ("pick_channel", "电商旗舰店"), ("pick_line", "厨房小电 Kitchen"),
    ("pick_region", "华南"), ("pick_channel", "门店网点"), ("pick_line", "清洁 Floor care"),
    ("pick_region", "华北"), ("pick_channel", "代理商"), ("pick_line", "空气 Air"),
)  # fmt: skip
# notes when something was last drawn within the fan, which stands where it stood, and within any chart
_WATCH_CHARTS = """
window.__fan = 0; window.__chart = 0;
new MutationObserver(changes => {
  const now = performance.now(), drawn = '.js-plotly-plot .main-svg';
  if (changes.some(c => c.target.closest?.(`.st-key-forecast_fan ${drawn}`))) window.__fan = now;
  if (changes.some(c => c.target.closest?.(drawn) || [...c.addedNodes].some(n => n.querySelector?.(drawn))))
    window.__chart = now;
}).observe(document, {subtree: true, childList: true});
"""


def measured(warehouse: str, scale: float, runs: int) -> Iterator[Figure]:
    """Milliseconds from the click on a region, channel or product line to the fan, and to the last chart."""
    fans: list[float] = []
    lasts: list[float] = []
    with sync_playwright() as playwright, _started(warehouse, []) as site:
        browser = playwright.chromium.launch(executable_path=available(), args=list(_FLAGS))
        with _profile(browser, site) as visitor:
            visitor.page.add_init_script(_WATCH_CHARTS)
            visitor.page.goto(f"{site.address}/forecast")
            _drawn(visitor.page, 0)
            for widget, label in SLICES[: max(runs, 9)]:
                fan, last = _chosen(visitor, widget, label)
                fans.append(fan)
                lasts.append(last)
        browser.close()
    yield figure("forecast of a new slice: fan with its back-test", scale, fans, "ms", AT_MOST)
    yield figure("forecast of a new slice: last chart", scale, lasts, "ms", AT_MOST)


def _chosen(visitor: Visitor, widget: str, label: str) -> tuple[float, float]:
    """From the click on the option to the fan and to the last chart; the choice is then taken away again."""
    page = visitor.page
    visitor.choose(widget, label)
    clicked = float(page.evaluate("window.__click"))
    _drawn(page, clicked)
    fan, last = (float(page.evaluate(f"window.{name}")) for name in ("__fan", "__chart"))
    if fan <= clicked:
        raise RuntimeError(f"the fan of {label} was not drawn")
    page.keyboard.press("Escape")
    page.locator(".st-key-clear button").click()
    _drawn(page, float(page.evaluate("window.__click")))
    return fan - clicked, last - clicked
