"""The start page that browsers get first, and the headers that every answer carries."""

import base64
import hashlib
import json
import re
from functools import cache
from pathlib import Path

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from charts.theme import DARK, LIGHT
from ui.menu import MENU, PRODUCT
from ui.static_files import early

_INDEX = Path(st.__file__).with_name("static") / "index.html"
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_FONT = re.compile(r"<link\s+rel=\"preload\"[^>]*as=\"font\"[^>]*/>", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ICON = re.compile(r"<link rel=\"shortcut icon\"[^>]*>")
_MARK = (  # a beam on its fulcrum
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#2C6E8A"/>'
    '<path d="M6 13.5 26 10.5" stroke="#fff" stroke-width="2.6" stroke-linecap="round"/>'
    '<path d="M16 13 21.5 24h-11z" fill="#fff"/></svg>'
)


@cache
def mark() -> str:
    """The sign of the house as a data address."""
    return "data:image/svg+xml;base64," + base64.b64encode(_MARK.encode()).decode()


@cache
def index() -> bytes:
    """The framework's start page under our name, without its font, and dark from the first moment where wanted."""
    page = _COMMENT.sub("", _INDEX.read_text("utf-8"))
    page = _FONT.sub("", page).replace("<title>Streamlit</title>", f"<title>{PRODUCT.zh} {PRODUCT.en}</title>")
    page = _ICON.sub(f'<link rel="icon" href="{mark()}">', page)
    ground = f"html{{color-scheme:light dark;background:light-dark({LIGHT.paper},{DARK.paper})}}"
    return page.replace("<title>", f"<style>{ground}</style><script>{_where()};{_walk()}</script><title>").encode()


def _walk() -> str:
    """Follows a link of class "go" as the framework's own menu does: a new address, no page loaded anew.

    Without it, or opened in a new tab, such a link is an ordinary one.
    """
    return (
        "addEventListener('click',e=>{const a=e.target.closest?.('a.go');"
        "if(!a||e.button||e.ctrlKey||e.metaKey||e.shiftKey||e.altKey)return;e.preventDefault();"
        "history.pushState({},'',a.href);dispatchEvent(new PopStateEvent('popstate'));"
        "if(!a.closest('.stay'))document.querySelector('[data-testid=stMain]')?.scrollTo(0,0)});"
    )


def _where() -> str:
    """Tells the browser where the server is: on the address of a page it would try that first, and log a 404."""
    base = json.dumps(_root() or "/")
    found = f"const at=new URL({base},location).href"
    return f"{{{found};window.__streamlit={{BACKEND_BASE_URL:at,MAIN_PAGE_BASE_URL:at}}}}"


@cache
def policy() -> str:
    """What a page of ours may load and who may frame it: nothing from outside, nobody."""
    inline = (hashlib.sha256(found.encode()).digest() for found in _INLINE.findall(index().decode()))
    hashes = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in inline)
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' {hashes}",
            "style-src 'self' 'unsafe-inline'",  # the framework writes its styles at run time
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


@cache
def _links() -> str:
    return ", ".join(f"</static/{name}>; rel=modulepreload; crossorigin" for name in early())


class Front:
    """Middleware: our start page instead of the framework's, early scripts, security headers.

    The first page of the menu is served at the root only; who asks for it by its name is sent there.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if scope["path"].rstrip("/") == f"{_root()}/{MENU[0].key}":
            app: ASGIApp = _to_the_start(scope)
        else:
            app = self.app
        page = False

        async def answer(message: Message) -> None:
            nonlocal page
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                page = headers.get("content-type", "").startswith("text/html") and message["status"] == 200
                _guard(headers)
                if page:
                    _as_start_page(headers)
            elif page:
                if message.get("more_body"):
                    return
                message = {"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else index()}
            await send(message)

        await app(scope, receive, answer)


def _root() -> str:
    """The path that all pages lie below, without a slash at its end; "" for the root."""
    below = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{below}" if below else ""


def _to_the_start(scope: Scope) -> RedirectResponse:
    asked = scope["query_string"].decode("latin-1")
    return RedirectResponse(f"{_root()}/{'?' + asked if asked else ''}", 307, {"Cache-Control": "no-store"})


def _guard(headers: MutableHeaders) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["X-Frame-Options"] = "DENY"
    headers["Content-Security-Policy"] = policy()


def _as_start_page(headers: MutableHeaders) -> None:
    for name in ("etag", "last-modified", "content-encoding"):  # these speak of the framework's page, not of ours
        if name in headers:
            del headers[name]
    headers["Content-Length"] = str(len(index()))
    headers["Cache-Control"] = "no-cache"
    headers["Link"] = _links()
