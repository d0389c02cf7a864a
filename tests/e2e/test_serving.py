"""What the server answers: to a probe, to browsers, to strangers, and when a load publishes a newer version."""

import gzip
import json
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import expect

from tests.e2e.site import publish_demo, serving
from ui.menu import MENU


def ask(address: str, **headers: str):
    """Status, headers and body, whatever the status."""
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=20) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def path(entry) -> str:
    return "/" if entry is MENU[0] else f"/{entry.key}"


def test_the_probe_answers_when_a_query_works(site):
    status, _, body = ask(f"{site.address}/healthz")
    assert (status, json.loads(body)["status"]) == (200, "ok")


def test_without_a_warehouse_the_probe_says_so_and_pages_say_what_to_do(visit, tmp_path):
    with serving(tmp_path, f"duckdb:///{tmp_path}/none") as empty:
        status, _, body = ask(f"{empty.address}/healthz")
        assert status == 503
        assert "manage.py demo" in json.loads(body)["reason"]
        reader = visit(empty, locale="en-GB")
        reader.open()
        assert "manage.py demo" in reader.said()
        reader.leave()


def test_scripts_come_compressed_and_are_kept_for_good(site):
    _, headers, page = ask(site.address + "/regions")
    script = next(part.split(">")[0].strip(" <") for part in headers["Link"].split(",") if "PlotlyChart" in part)
    status, headers, body = ask(site.address + script, **{"Accept-Encoding": "gzip"})
    assert (status, headers["Content-Encoding"], headers["Vary"]) == (200, "gzip", "Accept-Encoding")
    assert "immutable" in headers["Cache-Control"]
    assert len(gzip.decompress(body)) > 3 * len(body)
    assert b"<title>Streamlit" not in page


@pytest.mark.parametrize("path", ["/", "/regions", "/healthz", "/_stcore/health"])
def test_every_answer_is_guarded(site, path):
    _, headers, _ = ask(site.address + path)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe-eval" not in headers["Content-Security-Policy"]


@pytest.mark.parametrize("entry", MENU, ids=lambda entry: entry.key)
def test_behind_a_proxy_a_director_sees_one_region(visit, guarded_site, entry):
    director = visit(guarded_site, extra_http_headers={"X-Forwarded-User": "north"})
    director.open(path(entry))
    assert "华东" not in director.said()
    assert director.fits()


@pytest.mark.parametrize("entry", [MENU[0], MENU[-1]], ids=lambda entry: entry.key)
def test_behind_a_proxy_a_stranger_sees_nothing(visit, guarded_site, entry):
    """Of the server, on the first and the last page: each page is opened for both in tests/pages/test_pages.py."""
    stranger = visit(guarded_site, extra_http_headers={"X-Forwarded-User": "mallory"})
    stranger.open(path(entry))
    assert "还没有任何区域的查看权限" in stranger.said()
    unnamed = visit(guarded_site)
    unnamed.open(path(entry))
    assert "登录代理没有告诉我们您是谁" in unnamed.said()


def test_a_forwarded_request_is_a_stranger_to_a_server_without_login(visit, site):
    forwarded = visit(site, extra_http_headers={"X-Forwarded-For": "203.0.113.9"})
    forwarded.open()
    assert "还没有配置登录" in forwarded.said()


def test_a_page_asked_for_before_the_menu_ever_ran_keeps_the_scope(visit, demo_warehouse, tmp_path):
    with serving(tmp_path, demo_warehouse, script="app.py", FULCRUM_IDENTITY="header") as cold:
        stranger = visit(cold, extra_http_headers={"X-Forwarded-User": "mallory"})
        stranger.page.goto(cold.address + "/regions")
        expect(stranger.page.get_by_text("还没有任何区域的查看权限")).to_be_visible(timeout=30_000)
        assert stranger.page.locator(".tile, .js-plotly-plot, table.grid").count() == 0
        stranger.leave()
        stranger.broken.clear()  # without asgi.py the browser probes below /regions first and notes a 404


@pytest.fixture(scope="module")
def plain_site(demo_warehouse, tmp_path_factory):
    """The same without asgi.py, as `streamlit run app.py` starts it."""
    with serving(tmp_path_factory.mktemp("plain"), demo_warehouse, script="app.py") as running:
        yield running


@pytest.mark.parametrize("entry", MENU, ids=lambda entry: entry.key)
def test_a_plain_server_knows_every_page_by_its_name_and_no_screen_is_too_narrow(visit, plain_site, entry):
    """Phones, and English on a screen of 1440, are opened in test_journeys.py."""
    reader = visit(plain_site, viewport={"width": 1920, "height": 844})
    reader.open(f"/{entry.key}")
    expect(reader.page.locator(".heading h1")).to_have_text(entry.title.zh)
    assert reader.page.get_by_role("dialog").count() == 0
    assert reader.fits()
    reader.page.set_viewport_size({"width": 1440, "height": 844})
    reader.page.wait_for_function("document.documentElement.scrollWidth <= window.innerWidth")
    reader.leave()
    reader.broken.clear()  # without asgi.py the browser probes below the page's name first and notes a 404


def test_a_newer_version_appears_by_itself_in_an_open_page(visit, tmp_path):
    warehouse = f"duckdb:///{tmp_path}/warehouse"
    publish_demo(warehouse)
    with serving(tmp_path, warehouse) as growing:
        reader = visit(growing)
        reader.open()
        revenue = reader.page.locator('.tile[data-metric="revenue"] .value')
        before = revenue.inner_text()
        publish_demo(warehouse, seed=8)
        expect(revenue).not_to_have_text(before, timeout=60_000)
        reader.settled()
        assert reader.page.locator('[data-testid="stException"], [data-testid="stAlert"]').count() == 0
        reader.leave()
