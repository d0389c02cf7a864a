"""A browser and a served demo company; where there is no Chromium the tests say so, and in CI they fail."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.e2e.site import Site, let_readers_in, publish_demo, serving
from tests.e2e.visitor import WAIT, Visitor

_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
Visit = Callable[..., Visitor]
expect.set_options(timeout=WAIT)  # a page of a busy machine is slow, not wrong: five seconds are Playwright's own


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/e2e" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium with an empty profile."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if not found:
        pytest.skip("no Chromium on this machine: install the system's package `chromium`")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=list(_FLAGS))
        yield running
        running.close()


@pytest.fixture(scope="session")
def demo_warehouse(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a published small demo company. Do not write to it."""
    address = f"duckdb:///{tmp_path_factory.mktemp('demo')}/warehouse"
    publish_demo(address)
    return address


@pytest.fixture(scope="session")
def site(demo_warehouse: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo company, served to the local operator, who sees everything."""
    with serving(tmp_path_factory.mktemp("site"), demo_warehouse) as running:
        yield running


@pytest.fixture(scope="session")
def guarded_site(demo_warehouse: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo company behind a login proxy that names the reader in a header."""
    folder = tmp_path_factory.mktemp("guarded")
    let_readers_in(f"sqlite:///{folder}/workspace.db")
    with serving(folder, demo_warehouse, FULCRUM_IDENTITY="header") as running:
        yield running


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Visit]:
    """Opens visitors; at the end of the test none of them may have met an error or left the machine."""
    contexts, visitors = [], []

    def visiting(at: Site = site, **browsing: object) -> Visitor:
        how = {"viewport": {"width": 1440, "height": 900}, "locale": "zh-CN", "color_scheme": "light"}
        how |= {"reduced_motion": "reduce"} | browsing  # without a graphics card every drawn frame takes processor time
        contexts.append(browser.new_context(**how))
        visitors.append(Visitor(contexts[-1].new_page(), at.address))
        return visitors[-1]

    yield visiting
    for context in contexts:
        context.close()
    assert [said for visitor in visitors for said in visitor.broken] == []
