"""The funnel and deals pages on the stage sets of others, without code of their own: check figures stand there."""

from collections.abc import Callable, Iterator
from html import unescape
from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from data_access import workspace
from data_access.loading.load import LoadOptions, load
from data_access.store import open_store
from data_access.workspace import Reader
from domain.scope import EVERYTHING
from tests.pages.conftest import words
from ui import reader, runtime

WHOLE_OLIST = {"period": "custom", "first": "2017-06-01", "last": "2018-12-31", "asof": "2018-12-31"}
Open = Callable[..., AppTest]


@pytest.fixture(scope="module", params=["crm-sales-opportunities", "olist"])
def served(request: pytest.FixtureRequest, data, tmp_path_factory) -> tuple[str, dict[str, str]]:
    """One of the sets, loaded, and the settings that lead to it."""
    folder = tmp_path_factory.mktemp(request.param)
    warehouse, space = f"duckdb:///{folder}/warehouse", f"sqlite:///{folder}/workspace.db"
    store = open_store(warehouse)
    load(store, request.param, str(data / request.param), LoadOptions(progress=lambda what, rows: None))
    store.close()
    workspace.add_reader(workspace.open_workspace(space), Reader("boss", "Boss", EVERYTHING), "tests")
    return request.param, {"WAREHOUSE_URL": warehouse, "WORKSPACE_URL": space, "FULCRUM_IDENTITY": "header"}


@pytest.fixture
def opened(served, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Runs a page on that set."""
    for name, value in served[1].items():
        monkeypatch.setenv(name, value)
    runtime.store.cache_clear()
    headers = SimpleNamespace(get=lambda name, default=None: {"X-Forwarded-User": "boss"}.get(name, default))
    monkeypatch.setattr(ContextProxy, "headers", property(lambda _context: headers))

    def opening(page: str, **query: str) -> AppTest:
        script = AppTest.from_file("../../app.py", default_timeout=120)
        script.switch_page(f"pages/{page}.py")
        for name, value in {"lang": "en", **query}.items():
            script.query_params[name] = value
        return script.run()

    yield opening
    runtime.store().close()
    runtime.store.cache_clear()
    reader._workspace.cache_clear()
    st.cache_resource.clear()  # noqa: TID251 (between tests, nothing is kept)


def tile(said: str, name: str) -> str:
    return unescape(said.split(f'data-figure="{name}"')[1].split("</article>", maxsplit=1)[0])


def test_the_check_figures_stand_on_the_page(served, opened):
    name = served[0]
    script = opened("funnel", **(WHOLE_OLIST if name == "olist" else {}))
    said = words(script)
    assert not script.exception
    assert not script.error
    if name == "olist":
        assert "<dd>842</dd>" in tile(said, "Won amount")
        assert "842 deals" in words(opened("deals", status="won", **WHOLE_OLIST))
        assert "8,000 deals" in words(opened("deals", reached="1", **WHOLE_OLIST))
        assert "842 deals" in words(opened("deals", reached="2", **WHOLE_OLIST))
    else:
        assert "10,005,534.00" in tile(said, "Won amount")
        assert "4,238 deals" in tile(said, "Won amount")
        assert "63.15%" in tile(said, "Win rate")
        assert "4,238 deals, 10,005,534.00 in all" in words(opened("deals", status="won"))


def test_the_page_says_that_its_history_is_rebuilt(served, opened):
    said = words(opened("funnel", **(WHOLE_OLIST if served[0] == "olist" else {})))
    assert "history rebuilt from dates, without times of the stages between" in said
    undated = "500 open deals have no creation date and count in today's stock only."
    assert (undated in unescape(said)) == (served[0] != "olist")


@pytest.mark.parametrize("cut", ["region", "channel", "rep", "product_line", "segment"])
def test_every_cut_opens(served, opened, cut):
    script = opened("funnel", cut=cut, **(WHOLE_OLIST if served[0] == "olist" else {}))
    assert not script.exception
    assert not script.error
