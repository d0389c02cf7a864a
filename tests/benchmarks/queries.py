"""Each question through the house against the same SQL on the bare driver, run by turns."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter, thread_time
from typing import Any

import pandas as pd
from sqlalchemy import Engine, event

from data_access.attribution import change_sums
from data_access.freshness import today
from data_access.metric_table import metric_table
from data_access.options import members
from data_access.warehouse import Warehouse
from domain.ask import Ask, Compare
from domain.filters import Filters
from domain.periods import Grain
from domain.scope import EVERYTHING
from tests.benchmarks.figures import Figure, figure

ADDED_AT_MOST = 5.0  # ms a query
Question = Callable[[Warehouse, Filters], pd.DataFrame]
Sent = list[tuple[str, Any]]
_COMPARED = (Compare.PREVIOUS, Compare.LAST_YEAR)


def _asking(*metrics: str, **how: Any) -> Question:
    return lambda data, filters: metric_table(data, filters, Ask(metrics, **how))


QUESTIONS: dict[str, Question] = {
    "revenue": _asking("revenue"),
    "tiles: revenue, margin rate, orders, AOV, compared": _asking(
        "revenue", "margin_rate", "orders", "aov", compare=_COMPARED
    ),
    "revenue by month, against last year": _asking("revenue", grain=Grain.MONTH, compare=(Compare.LAST_YEAR,)),
    "revenue and margin rate by channel": _asking("revenue", "margin_rate", by=("channel",), compare=_COMPARED),
    "revenue by province": _asking("revenue", by=("region_2",)),
    "attainment by region": _asking("attainment", by=("region_1",)),
    "new and active customers by channel": _asking("new_customers", "active_customers", by=("channel",)),
    "repeat rate": _asking("repeat_rate"),
    "products, the largest 20": _asking("revenue", by=("product",), top=20),
    "why revenue changed": lambda data, filters: change_sums(data, filters, Compare.LAST_YEAR),
    "regions to choose from": lambda data, _filters: members(data, "region"),
}


@dataclass(frozen=True, slots=True)
class Spent:
    """Milliseconds by the clock, and of this thread's CPU after the driver has the answer and before it has the
    statement: what else the machine does, and the work that the database gives to this thread, do not count.
    """

    clock: float
    cpu: float


def measured(engine: Engine, scale: float, runs: int) -> Iterator[Figure]:
    """Two figures a question: its time through the house, and what the house adds to a query of it."""
    data = Warehouse(engine, EVERYTHING)
    filters = Filters.default(today(data))
    for name, question in QUESTIONS.items():
        with _recorded(engine) as sent:
            question(data, filters)
        pairs = [_pair(data, filters, question, sent) for _run in range(runs + 2)][2:]  # two to get warm
        yield figure(f"query: {name}", scale, [house.clock for house, _ in pairs], "ms")
        yield figure("    ÷ the same SQL on the bare driver", scale, [h.clock / b.clock for h, b in pairs], "×")
        added = [(house.cpu - bare.cpu) / len(sent) for house, bare in pairs]
        yield figure("    added by the house, a query", scale, added, "ms", ADDED_AT_MOST)


def _pair(data: Warehouse, filters: Filters, question: Question, sent: Sent) -> tuple[Spent, Spent]:
    """The question through the house, then its statements on the driver itself, to frames."""
    with in_driver(data.engine) as inside:
        house = _spent(lambda: question(data, filters))
    handed: list[float] = []
    with data.engine.connect() as connection:
        bare = _spent(lambda: _bare(connection.connection.driver_connection, sent, handed))
    return Spent(house.clock, house.cpu - sum(inside) * 1000), Spent(bare.clock, sum(handed) * 1000)


def _bare(driver: Any, sent: Sent, handed: list[float]) -> None:
    """The statements on the driver alone; what it needs to hand each answer over as a frame is put into `handed`."""
    for one in sent:
        result = driver.execute(*one)
        begun = thread_time()
        result.to_arrow_table().to_pandas()
        handed.append(thread_time() - begun)


def _spent(run: Callable[[], object]) -> Spent:
    clock, cpu = perf_counter(), thread_time()
    run()
    return Spent((perf_counter() - clock) * 1000, (thread_time() - cpu) * 1000)


@contextmanager
def in_driver(engine: Engine) -> Iterator[list[float]]:
    """Seconds of this thread's CPU that each statement takes in the driver inside the block."""
    inside: list[float] = []

    def before(*_about: Any) -> None:
        inside.append(-thread_time())

    def after(*_about: Any) -> None:
        inside[-1] += thread_time()

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "after_cursor_execute", after)
    try:
        yield inside
    finally:
        event.remove(engine, "before_cursor_execute", before)
        event.remove(engine, "after_cursor_execute", after)


@contextmanager
def _recorded(engine: Engine) -> Iterator[Sent]:
    """The statements that reach the driver inside the block, with their parameters."""
    sent: Sent = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        sent.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)
