"""Stopping a query that runs too long: one thread watches over all; to start one for each costs as much as a query."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from threading import Condition, Thread
from time import monotonic
from typing import Any

from sqlalchemy import Connection

LOG = logging.getLogger("fulcrum")
_IDLE = 30.0  # seconds without a query after which the thread ends


class _Watchdog:
    """Knows when each running query must end; whatever is still there then is stopped, once."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._running: dict[object, tuple[float, Callable[[], None]]] = {}  # when it must end, and how it is stopped
        self._wakes = 0.0  # when the thread looks again; 0 while there is none

    def watch(self, running: object, seconds: float, stop: Callable[[], None]) -> None:
        """Call `stop` after `seconds` unless `running` was released before."""
        ends = monotonic() + seconds
        with self._changed:
            self._running[running] = (ends, stop)
            if not self._wakes:
                Thread(target=self._look, name="query watchdog", daemon=True).start()
                self._wakes = ends
            elif ends < self._wakes:  # mostly it sleeps through: the earliest end is that of an older query
                self._wakes = ends
                self._changed.notify()

    def release(self, running: object) -> None:
        """The query is over: it will not be stopped. Waits while it is just being stopped."""
        with self._changed:
            self._running.pop(running, None)

    def _look(self) -> None:
        with self._changed:
            while self._running:
                now = monotonic()
                for running, (ends, stop) in list(self._running.items()):
                    if ends <= now:
                        del self._running[running]
                        stop()
                self._wakes = min((ends for ends, _ in self._running.values()), default=now + _IDLE)
                self._changed.wait(self._wakes - now)
            self._wakes = 0.0


_DOG = _Watchdog()


@contextmanager
def time_limit(connection: Connection, seconds: float) -> Iterator[None]:
    """Stop whatever runs on `connection` inside the block after `seconds`; the driver's own error comes out."""
    driver: Any = connection.connection.driver_connection
    stop = driver.interrupt if connection.dialect.name == "duckdb" else driver.cancel
    running = object()
    _DOG.watch(running, seconds, partial(_stop, stop, connection.dialect.loaded_dbapi.Error))
    try:
        yield
    finally:
        _DOG.release(running)


def _stop(stop: Callable[[], None], refused: type[Exception]) -> None:
    """A connection that is gone cannot be told to stop, which must not end the watch over all others."""
    try:
        stop()
    except (refused, OSError):
        LOG.exception("a query that ran too long could not be stopped")
