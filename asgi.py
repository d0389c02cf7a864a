"""The server: the app behind compressed files and security headers, warm before the first request, and /healthz.

Start it with `streamlit run asgi.py`, which reads .streamlit/config.toml and takes --server.port and
--server.address.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from anyio import to_thread
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from streamlit.runtime import get_instance

from config import settings
from ui import runtime
from ui.front import Front
from ui.health import answers
from ui.static_files import PackedStatic, early, packed

LOG = logging.getLogger("fulcrum")


async def healthz(_request: Request) -> JSONResponse:
    """200 when a query on the warehouse works, else 503 with the reason."""
    reason = await to_thread.run_sync(answers)
    if reason:
        return JSONResponse({"status": "unavailable", "reason": reason}, 503)
    return JSONResponse({"status": "ok", "version": runtime.version()})


@asynccontextmanager
async def warm(_app: st.App) -> AsyncIterator[None]:
    """Run the menu once before the first request, and draw the first page while the first reader is on the way.

    The menu closes a hole: until it has run once in a process, Streamlit opens every script in pages/ by its address.
    The first page pays for the imports.
    """
    runtime.starting(True)
    await _run("the menu could not be run")
    runtime.starting(False)
    drawing = asyncio.create_task(_draw())
    yield
    drawing.cancel()


async def _draw() -> None:
    for name in early():
        await to_thread.run_sync(packed, name)
    await _run("the first page could not be drawn")


async def _run(failed: str) -> None:
    ok, said = await get_instance().does_script_run_without_error()
    if not ok:
        LOG.error("%s: %s", failed, said)


settings()  # a wrong setting ends the start here, in words
app = st.App(
    "app.py",
    routes=[Route("/healthz", healthz)],
    middleware=[Middleware(Front), Middleware(PackedStatic)],
    lifespan=warm,
)
