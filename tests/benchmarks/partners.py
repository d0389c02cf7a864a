"""The partners page of three thousand partners with ten million order lines: all that a change of a filter asks."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import cycle
from time import perf_counter

import numpy as np
import pyarrow as pa
from sqlalchemy import Engine

from analytics.partner_cohorts import groups
from analytics.survival import survival
from data_access.freshness import today
from data_access.loading.arrow import from_rows
from data_access.loading.publish import BuildSpec, build
from data_access.store import Store
from data_access.tables import CANONICAL
from data_access.warehouse import Warehouse
from domain.filters import Filters
from domain.scope import EVERYTHING
from i18n import Locale
from reports.partners import partner_figures
from tests.benchmarks.figures import Figure, figure

PARTNERS, DAYS, END = 3_000, 1_095, date(2026, 10, 18)
REGIONS, CHANNELS, PRODUCTS, AT_ONCE = 30, 4, 80, 1_000_000
PAGE_AT_MOST = 600.0  # ms
_FIRST = END - timedelta(days=DAYS - 1)


def publish(store: Store, lines: int) -> None:
    """Publish such a company: partners that open, order at a rhythm of their own, and stop."""
    rng = np.random.default_rng(7)
    start = rng.integers(-1500, DAYS - 60, PARTNERS)
    stop = np.minimum(np.maximum(start, 0) + rng.exponential(1800, PARTNERS).astype(int) + 30, DAYS)
    with build(store, "many", BuildSpec()) as building:
        for name, rows in _members(start).items():
            building.append(name, from_rows(CANONICAL[name], rows).drop_columns("source"))
        for first in range(0, lines, AT_ONCE):
            building.append("order_line", _lines(rng, first, min(AT_ONCE, lines - first), (start, stop)))


def _members(start: np.ndarray) -> dict[str, list[dict[str, object]]]:
    about = {"kind": "distributor", "calendar": "working", "is_pilot": False}
    return {
        "region": [{"region_id": f"r{n}", "level": "x", "name": f"R{n}"} for n in range(REGIONS)],
        "channel": [{"channel_id": f"c{n}", "name": f"C{n}"} | about for n in range(CHANNELS)],
        "product": [
            {"product_id": f"p{n}", "name": f"P{n}", "line": f"L{n % 6}", "category": "K", "unit": "pc"}
            for n in range(PRODUCTS)
        ],
        "partner": [
            {"partner_id": f"d{n}", "kind": kind, "name": f"Dealer {n}", "tier": "ABC"[n % 3]}
            | {"channel_id": f"c{n % CHANNELS}", "region_id": f"r{n % REGIONS}"}
            | {"opened_on": _FIRST + timedelta(days=int(start[n]))}
            for n, kind in zip(range(PARTNERS), cycle(("dealer", "agent", "store", "outlet")))
        ],
        "channel_cost": [
            {"cost_id": f"k{n}", "spent_on": END - timedelta(days=n % DAYS), "channel_id": f"c{n % CHANNELS}"}
            | {"region_id": f"r{n % REGIONS}", "kind": "rebate", "amount": Decimal(500)}
            | {"partner_id": f"d{n % PARTNERS}" if n % 4 else None}
            for n in range(20_000)
        ],
    }  # fmt: skip


def _lines(rng: np.random.Generator, first: int, count: int, life: tuple[np.ndarray, np.ndarray]) -> pa.Table:
    partner = rng.integers(0, PARTNERS, count)
    begin, stop = np.maximum(life[0], 0)[partner], life[1][partner]
    day = begin + (rng.random(count) * np.maximum(stop - begin, 1)).astype(int)
    days = (np.datetime64(_FIRST) + day).astype("datetime64[D]")
    revenue = rng.integers(50, 5_000, count)

    def named(letter: str, number: np.ndarray, most: int) -> pa.Array:
        words = pa.array([f"{letter}{n}" for n in range(most)])
        return pa.DictionaryArray.from_arrays(pa.array(number, pa.int32()), words).cast(pa.string())

    def money(amount: np.ndarray) -> pa.Array:
        return pa.array(amount, pa.int64()).cast(pa.decimal128(22, 0)).cast(pa.decimal128(18, 4))

    serial = np.arange(first, first + count)
    return pa.table({
        "order_id": pa.array(serial).cast(pa.string()), "line_id": pa.array(serial % 3).cast(pa.string()),
        "ordered_on": pa.array(days), "status": named("booked", np.zeros(count, int), 1),
        "product_id": named("p", serial % PRODUCTS, PRODUCTS), "channel_id": named("c", partner % CHANNELS, CHANNELS),
        "partner_id": named("d", partner, PARTNERS), "region_id": named("r", partner % REGIONS, REGIONS),
        "quantity": money(1 + serial % 3), "list_amount": money(revenue), "discount_amount": money(revenue * 0),
        "revenue": money(revenue), "cost": money(revenue * 6 // 10),
    }).set_column(3, "status", pa.array(["booked"] * count))  # fmt: skip


def measured(engine: Engine, lines: int, runs: int) -> Iterator[Figure]:
    """Everything that the page asks and works out after a filter was changed to one that nobody has asked before."""
    kept: dict[str, object] = {}

    def cache(key: str, run):
        if key not in kept:
            kept[key] = run()
        return kept[key]

    cold, warm = Warehouse(engine, EVERYTHING), Warehouse(engine, EVERYTHING, cache=cache)
    year = Filters.default(today(cold))
    year = replace(year, last=year.today)
    partner_figures(warm, year, "channel", Locale.EN)
    regions = iter(range(REGIONS))
    changed = [_spent(warm, year.only(region=(f"many:r{n}",))) for n, _ in zip(regions, range(runs), strict=False)]
    yield figure("partners page: another region", lines, changed, "ms", PAGE_AT_MOST)
    days = [_spent(cold, year) for _ in range(runs)]
    yield figure("    all partners, nothing asked before", lines, days, "ms")


def _spent(data: Warehouse, filters: Filters) -> float:
    begun = perf_counter()
    found = partner_figures(data, filters, "channel", Locale.EN)
    groups(found.spans)
    survival(found.spans)
    return (perf_counter() - begun) * 1000
