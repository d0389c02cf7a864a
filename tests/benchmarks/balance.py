"""Channel balance against what is known to be true: conflicts planted in demo companies, simulated response curves.

And how long it takes to find the conflicts of ten million lines: those of the demo company, copied.
"""

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from itertools import product
from math import ceil
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Engine

from analytics.incidents import incidents
from analytics.reallocation import best_spend, outcome, propose
from analytics.reallocation_panel import present, spend_panel
from analytics.response import curves, draws
from data_access.balance import conflicts_of, links_of, since_first
from data_access.freshness import today
from data_access.loading.publish import BuildSpec, build
from data_access.store import Store, open_store
from data_access.warehouse import Warehouse
from demo import stories
from demo.company import tables
from demo.seed import seed as publish
from demo.spec import Spec
from domain.balance import PRICE, TERRITORY, ConflictAsk, last_whole_month, of_month
from domain.filters import Filters
from domain.reallocation import Plan
from domain.scope import EVERYTHING
from tests.benchmarks.figures import Figure, figure
from tests.unit.analytics.response_company import KINDS, simulated

SEEDS = 20
SCALE, END = 0.1, date(2026, 9, 30)
KINDS_PLANTED = (PRICE, TERRITORY)


def planted(folder: Path, seeds: int = SEEDS) -> Iterator[Figure]:
    """Precision and recall of the incidents of prices and territories in the last whole month of demo companies.

    An incident is right when it is the planted one: the price war by its two channels, line and first month; the dealer
    that leaks by its number and first month. Customers and products have no story: what the rules find there is no
    error. For the two with most money all kinds count.
    """
    right = found = firsts = 0
    for seed in range(1, seeds + 1):
        told = _told(folder, seed)
        right, found = right + int(told.planted.sum()), found + int(told.kind.isin(KINDS_PLANTED).sum())
        firsts += bool(told.planted.head(2).all())
    for name, share in (("planted conflicts: precision", right / found), ("    recall", right / (2 * seeds))):
        yield Figure(name, SCALE, share, share, seeds, "", 0.9, at_least=True)
    yield Figure("    companies where they have most money", SCALE, firsts, firsts, seeds, "", seeds, at_least=True)


def _told(folder: Path, seed: int) -> pd.DataFrame:
    """INCIDENTS of the last whole month, the largest first, and which of them were `planted`."""
    with closing(open_store(f"duckdb:///{folder}/planted-{seed}")) as store:
        if not store.version():
            publish(store, SCALE, seed, END)
        data = Warehouse(store.engine(), EVERYTHING)
        month, ask = last_whole_month(today(data)), ConflictAsk()
        window = since_first(data, of_month(Filters(month, month, today(data)), month))
        told = incidents(conflicts_of(data, window, ask), links_of(data, window, ask), month, selected=False)
    spec = Spec(SCALE, seed, END)
    lasted = (stories.WAR_MONTHS, stories.LEAK_MONTHS)
    war, leak = (pd.Timestamp(str(spec.months[stories.since(spec, months)])) for months in lasted)
    channels = "\n".join(sorted(f"demo:{key}" for key in stories.WAR_CHANNELS))
    parties = told.party_keys.map(lambda keys: "\n".join(sorted(keys.split("\n"))))
    floor = told.what.fillna("").str.contains("Floor care")
    fights = (told.kind == PRICE) & (parties == channels) & floor & (told.first_seen == war)
    partner = f"demo:P{stories.LEAKING_PARTNER:04d}"
    leaks = (told.kind == TERRITORY) & (told.party_keys == partner) & (told.first_seen == leak)
    return told.assign(planted=fights | leaks)


def optima(seeds: int = SEEDS) -> Iterator[Figure]:
    """Simulated companies with known curves: margin lost against the true optimum, and what the intervals cover."""
    lost, gains, slopes = [], [], []
    for seed in range(seeds):
        company = simulated(seed)
        panel, base = (made(company.sold, company.spent, KINDS) for made in (spend_panel, present))
        found = curves(panel, base)
        slope, worth, spend = company.ordered(found.channel)

        def margin(at: np.ndarray, of: tuple[np.ndarray, ...] = (worth, spend, slope)) -> float:
            return float((of[0] * (at / of[1]) ** of[2] - at).sum())

        allocation = propose(found, Plan())
        told = outcome(found, allocation, draws(found), float(base.spend.sum()))
        best = margin(best_spend(worth, slope, spend, (0.5 * spend, 1.5 * spend), float(spend.sum())))
        ours = margin(allocation.proposed.to_numpy())
        lost.append(100 * (1 - ours / best))
        gains.append(told.low <= ours - margin(spend) <= told.high)
        slopes += ((found.low <= slope) & (slope <= found.high)).tolist()
    yield Figure("simulated optimum: margin lost, the worst company", seeds, max(lost), min(lost), seeds, "%", 5.0)
    for name, covered in (("the gain", gains), ("a slope", slopes)):
        share = 100 * float(np.mean(covered))
        for least, target in ((True, 70.0), (False, 90.0)):
            yield Figure(
                f"    80 % interval of {name} covers", seeds, share, share, len(covered), "%", target, at_least=least
            )


def publish_copies(store: Store, lines: int) -> None:
    """Publish the demo company with its order lines copied, orders renamed, until there are so many."""
    own = [rows for name, rows in tables(1.0, 7, END) if name == "order_line"]
    times = ceil(lines / sum(rows.num_rows for rows in own))
    with build(store, "demo", BuildSpec()) as building:
        for name, rows in tables(1.0, 7, END):
            if name != "order_line":
                building.append(name, rows)
        for rows, copy in product(own, range(times)):
            building.append("order_line", _renamed(rows, copy))


def _renamed(rows: pa.Table, copy: int) -> pa.Table:
    at = rows.column_names.index("order_id")
    return rows.set_column(at, "order_id", pc.binary_join_element_wise(rows["order_id"], str(copy), "-"))


def detected(engine: Engine, lines: int, runs: int) -> Iterator[Figure]:
    """Conflicts of all four kinds: of one month, and of every month there is."""
    data = Warehouse(engine, EVERYTHING, seconds=600)
    month = last_whole_month(today(data))
    one = of_month(Filters(month, month, today(data)), month)
    for name, window in (("one month", one), ("all 36 months", since_first(data, one))):
        both = [_spent(data, window) for _ in range(runs)]
        wall, processor = ([pair[at] for pair in both] for at in (0, 1))
        yield figure(f"conflicts of all kinds, {name}", lines, wall, "s", 5.0)
        yield figure("    processor, all cores", lines, processor, "s")


def _spent(data: Warehouse, window: Filters) -> tuple[float, float]:
    begun, worked = perf_counter(), process_time()
    conflicts_of(data, window, ConflictAsk())
    return perf_counter() - begun, process_time() - worked
