"""Pages as scripts, without a browser: a small company, three readers, two languages, any address."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest
import streamlit as st
from sqlalchemy import Engine
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from config import Settings, settings
from data_access import workspace
from data_access.store import Store, open_store
from data_access.workspace import Reader
from domain.scope import EVERYTHING, Scope
from tests.contract.small_company import publish_small_company
from ui import reader, runtime

READERS = (
    Reader("boss", "Boss", EVERYTHING),
    Reader("east", "Director East", Scope(regions=frozenset({"maker:east"}))),
    Reader("nobody", "Nobody"),
)
Open = Callable[..., AppTest]


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """Settings that lead to a small published company and its readers."""
    return published(tmp_path_factory.mktemp("company"), publish_small_company)


def published(folder: Path, publish: Callable[[Store], None]) -> Mapping[str, str]:
    """Settings that lead to a company published in that folder, and to the readers."""
    warehouse, space = f"duckdb:///{folder}/warehouse", f"sqlite:///{folder}/workspace.db"
    publish(open_store(warehouse))
    with_readers(space)
    return {"WAREHOUSE_URL": warehouse, "WORKSPACE_URL": space, "FULCRUM_IDENTITY": "header"}


def with_readers(address: str) -> Engine:
    """A workspace with the readers in it."""
    engine = workspace.open_workspace(address)
    for one in READERS:
        workspace.add_reader(engine, one, "tests")
    return engine


@pytest.fixture
def own_space(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, open_page: Open) -> Engine:
    """A workspace of the test's own, with the readers; the page writes to it."""
    address = f"sqlite:///{tmp_path}/workspace.db"
    monkeypatch.setenv("WORKSPACE_URL", address)
    settings.cache_clear()
    reader._workspace.cache_clear()
    return with_readers(address)


@pytest.fixture(scope="session", autouse=True)
def scanned_once() -> Iterator[None]:
    """AppTest looks through every installed package for components before each first run, a third of what a page
    takes; what is installed stays the same while tests run."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture(scope="session")
def left() -> list[Settings]:
    """The settings under which the last page ran: its warehouse is open, and its answers are kept."""
    return []


def of_the_server() -> Settings:
    """The settings in force, but for the workspace: pages open that by its address, and keys tell what it holds."""
    settings.cache_clear()
    found = replace(settings(), workspace_url="")
    settings.cache_clear()  # a test may set more before its page is opened
    return found


def forget() -> None:
    """Close the warehouse and keep nothing: the next page is the first of a server."""
    runtime.store().close()
    runtime.store.cache_clear()
    reader._workspace.cache_clear()
    st.cache_resource.clear()  # noqa: TID251 (two companies may have versions of one name)


@pytest.fixture
def open_page(company: Mapping[str, str], left: list[Settings], monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Runs one page for a reader, in a language, with an address.

    As on a server, what one reader asked is there for the next who may see the same, until the settings change.
    """
    for name, value in company.items():
        monkeypatch.setenv(name, value)
    if left != [of_the_server()]:
        forget()

    def opened(page: str, who: str = "boss", lang: str = "zh", **query: str | Sequence[str]) -> AppTest:
        headers = SimpleNamespace(get=lambda name, default=None: {"X-Forwarded-User": who}.get(name, default))
        monkeypatch.setattr(ContextProxy, "headers", property(lambda _context: headers))
        script = AppTest.from_file("../../app.py", default_timeout=60)
        script.switch_page(f"pages/{page}.py")
        for name, value in {"lang": lang, **query}.items():
            script.query_params[name] = value
        return script.run()

    yield opened
    left[:] = [of_the_server()]


def words(script: AppTest) -> str:
    """Everything that a page says."""
    said = [element.proto.body for element in script.get("html")]
    said += [element.value for kind in ("info", "error", "markdown") for element in script.get(kind)]
    return "\n".join(map(str, said))


def charts(script: AppTest) -> set[str]:
    """The keys of the figures on a page."""
    return {element.proto.id.rpartition("-")[2] for element in script.get("plotly_chart")}


def sound(script: AppTest, keys: Collection[str] = ()) -> str:
    """The words of a page without faults that draws these figures."""
    assert not script.exception
    assert not script.error
    assert charts(script) >= set(keys)
    return words(script)
