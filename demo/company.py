"""The whole company, table by table, in an order in which every row finds what it refers to."""

from collections.abc import Iterator
from datetime import date, datetime, time

import numpy as np
import pyarrow as pa

from demo import buyers, channels, costs, markets, partners, people, places, plans, prices, products, stages
from demo.deals import Won, all_won, deals
from demo.demand import expect
from demo.frames import Chunk, chunk
from demo.heads import Company
from demo.ledger import Ledger
from demo.orders import orders
from demo.spec import END, Spec

TOGETHER = 250_000  # rows kept back at most


def tables(scale: float = 1.0, seed: int = 7, end: date = END) -> Iterator[Chunk]:
    """Pairs of a canonical table's name and some of its rows, without `source`; dimensions first.

    A table comes in as many chunks as keep memory bounded. The same scale, seed and end give the same rows.
    Money is decimal128(18, 4) with whole cents, dates are date32. `end` is the last complete day; scale 1 is
    about 300,000 order lines over the three years before it. Raises ValueError for a scale out of range.
    """
    filled: dict[str, None] = {}
    for name, rows in _gathered(_tables(Spec(scale, seed, end))):
        filled[name] = None
        yield name, rows
    yield _state(list(filled), end)


def _gathered(chunks: Iterator[Chunk]) -> Iterator[Chunk]:
    """The same rows in fewer chunks, each table's together: a warehouse likes few big inserts better than many."""
    waiting: dict[str, list[pa.Table]] = {}
    count = 0
    for name, rows in chunks:
        if rows.num_rows:
            waiting.setdefault(name, []).append(rows)
            count += rows.num_rows
        if count > TOGETHER:
            yield from ((table, pa.concat_tables(parts)) for table, parts in waiting.items())
            waiting, count = {}, 0
    yield from ((table, pa.concat_tables(parts)) for table, parts in waiting.items())


def _tables(spec: Spec) -> Iterator[Chunk]:
    demand = expect(spec)
    bought_by = buyers.win(spec, demand.orders(spec))
    yield places.regions()
    yield channels.channels(spec)
    yield channels.pairs()
    yield products.rows(spec)
    yield partners.partner_rows(spec)
    yield partners.territories(spec)
    yield prices.price_rows(spec)
    yield prices.promotion_rows(spec)
    yield products.assortments(spec)
    yield stages.stages()
    yield people.reps(spec)
    yield people.assignments(spec)
    yield from buyers.customers(spec, bought_by)
    ledger, won = Ledger.empty(spec), list[Won]()
    yield from deals(spec, bought_by, ledger, won)
    yield from orders(Company(spec, demand, bought_by), all_won(won), ledger)
    yield from costs.costs(spec, ledger, demand.spend)
    yield from plans.targets(spec, ledger)
    yield markets.market(spec, ledger)


def _state(filled: list[str], end: date) -> Chunk:
    """`source_state`: every table is complete through the last day, as if loaded at its midnight."""
    loaded = np.datetime64(datetime.combine(end, time(16)), "us")  # UTC: midnight in China
    columns = {
        "table": filled,
        "loaded_at": np.repeat(loaded, len(filled)),
        "complete_through": [end] * len(filled),
    }
    return chunk("source_state", columns)
