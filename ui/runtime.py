"""What the process holds for all sessions: settings, the warehouse behind its URL, the gate, the frozen start."""

import gc
from datetime import date
from functools import cache
from threading import BoundedSemaphore, Event

from config import settings
from data_access import freshness
from data_access.store import Store, open_store
from data_access.warehouse import Warehouse
from data_access.workspace import targets
from domain.partners import Patience
from domain.scope import Scope
from ui import reader

AT_ONCE = 2  # page runs; measured: 50 simultaneous opens take 1.3 s instead of 6 s when they queue


_STARTING = Event()


def starting(now: bool | None = None) -> bool:
    """Whether the server is still starting, when the menu runs alone; `now` says that it is, or no longer is."""
    if now is not None:
        (_STARTING.set if now else _STARTING.clear)()
    return _STARTING.is_set()


@cache
def store() -> Store:
    """The warehouse of this installation; opened at the first query."""
    return open_store(settings().warehouse_url)


@cache
def gate() -> BoundedSemaphore:
    """Lets two pages run at once and the others wait: sharing one interpreter lock, all would finish last."""
    return BoundedSemaphore(AT_ONCE)


@cache
def settle() -> bool:
    """Take what the start has imported out of the collector's sight; called once, after the first page has run.

    Streamlit collects garbage after every script run. With imports frozen that costs half as much.
    """
    gc.collect()
    gc.freeze()
    return True


def version() -> str:
    """The data version served now, "" when there is none; cheap enough to ask every few seconds."""
    return store().version()


def warehouse(scope: Scope) -> Warehouse:
    """The data as this scope sees it, made anew each run: a new version or a changed scope works on the next click.

    Raises ReaderError when there is no warehouse yet.
    """
    from ui.cache import page_cache  # decorated when first needed: before the server runs Streamlit would warn

    own, entered = settings(), targets.entered(reader.space())
    patience = Patience(*own.silence())
    return Warehouse(store().engine(), scope, store().version(), page_cache(), *own.terms(), patience, entered)


def today(data: Warehouse) -> date:
    """The last day that the data covers: the house has no other clock."""
    return freshness.today(data)
