"""Many deals with long histories, quickly: `python -m tests.benchmarks.deals URL 2000000` publishes such a company."""

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data_access.loading.arrow import from_rows
from data_access.loading.calendar import CalendarSpec
from data_access.loading.publish import Build, BuildSpec, build
from data_access.store import Store, open_store
from data_access.tables import CANONICAL

Numbers = np.ndarray
SOURCE, END, DAYS = "many", date(2026, 10, 18), 1095
STAGES = ("open", "open", "open", "open", "won", "fulfilled", "lost")  # by position
WON, FULFILLED, LOST = 5, 6, 7
REGIONS, CHANNELS, REPS, CUSTOMERS, LINES = 30, 6, 400, 20_000, 8
ROUNDS, AT_ONCE = 7, 200_000
# what a round may bring to an open deal, and how often: forward, jump, back, amount, date, transfer, lost, deleted
OPEN = np.cumsum((0.34, 0.04, 0.05, 0.18, 0.17, 0.06, 0.14, 0.02))
_HOUR = 3600
_EPOCH = date(1970, 1, 1)


@dataclass(slots=True)
class Deals:
    """A number of deals as they stand now, and what has been told of them."""

    number: Numbers
    rng: np.random.Generator
    state: dict[str, Numbers] = field(default_factory=dict)
    told: list[pa.Table] = field(default_factory=list)

    def begin(self) -> None:
        """Every deal is created, some time within the years before END."""
        size, rng = len(self.number), self.rng
        start = (END - _EPOCH).days - DAYS
        self.state = {
            "at": (start * 24 * _HOUR + rng.integers(0, DAYS * 24 * _HOUR, size)).astype(np.int64),
            "seq": np.zeros(size, np.int32),
            "stage": np.ones(size, np.int32),
            "gone": np.zeros(size, bool),
            "amount": np.rint(np.exp(rng.normal(11, 1, size))).astype(np.int32),
            "due": rng.integers(20, 200, size).astype(np.int32),
            "region": rng.integers(0, REGIONS, size),
            "channel": rng.integers(0, CHANNELS, size),
            "rep": rng.integers(0, REPS, size),
        }
        self.state["due"] += (self.state["at"] // (24 * _HOUR)).astype(np.int32)
        self.state["created"] = (self.state["at"] // (24 * _HOUR)).astype(np.int32)
        self.state["closed"] = np.full(size, -1, np.int32)
        self.tell(np.ones(size, bool), "created")

    def advance(self) -> None:
        """Time goes on for those to whom something still happens, and something does."""
        own, rng, size = self.state, self.rng, len(self.number)
        at = own["at"] + rng.integers(_HOUR, 40 * 24 * _HOUR, size)
        soon = at < (END - _EPOCH).days * 24 * _HOUR
        closed = own["stage"] >= WON
        draw = rng.random(size)
        restored = soon & own["gone"] & (draw < 0.3)
        reopened = soon & ~own["gone"] & (own["stage"] == LOST) & (draw < 0.04)
        delivered = soon & ~own["gone"] & (own["stage"] == WON) & (draw < 0.5)
        living = soon & ~own["gone"] & ~closed
        own["at"] = np.where(living | restored | reopened | delivered, at, own["at"])
        gone = self._live(living, draw)
        own["gone"] = (own["gone"] & ~restored) | gone
        own["stage"] = np.where(reopened, 2, np.where(delivered, FULFILLED, own["stage"])).astype(np.int32)
        ended = living & (own["stage"] >= WON)
        day = (own["at"] // (24 * _HOUR)).astype(np.int32)
        own["closed"] = np.where(reopened, -1, np.where(ended, day, own["closed"])).astype(np.int32)
        self.tell((living & ~gone) | reopened | delivered, "changed")
        self.tell(gone, "deleted")
        self.tell(restored, "restored")

    def _live(self, living: Numbers, draw: Numbers) -> Numbers:
        """One change to each of the open deals; which of them are deleted."""
        own, rng, size = self.state, self.rng, len(draw)
        what = np.where(living, np.searchsorted(OPEN, draw), -1)
        step = np.select([what == 0, what == 1, what == 2], [1, 2, -1], 0)
        stage = np.clip(own["stage"] + step, 1, WON)
        own["stage"] = np.where(what == 6, LOST, np.where(living, stage, own["stage"])).astype(np.int32)
        factor = np.where(what == 3, np.exp(rng.normal(0, 0.3, size)), 1.0)
        own["amount"] = np.rint(own["amount"] * factor).astype(np.int32)
        own["due"] = (own["due"] + np.where(what == 4, rng.integers(-30, 90, size), 0)).astype(np.int32)
        for name, many in (("region", REGIONS), ("rep", REPS)):
            own[name] = np.where(what == 5, rng.integers(0, many, size), own[name])
        return what == 7

    def tell(self, which: Numbers, kind: str) -> None:
        """Add an event for each of these deals, as it is after it."""
        if not which.any():
            return
        own = self.state
        own["seq"] = (own["seq"] + which).astype(np.int32)
        columns = self._whose(which) | {
            "seq": pa.array(own["seq"][which]),
            "at": pa.array(own["at"][which] * 1_000_000, pa.timestamp("us")),
            "kind": pa.repeat(pa.scalar(kind), int(which.sum())),
            "stage_to": pa.array(own["stage"][which]),
            "expected_close_on": days(own["due"][which]),
            "origin": pa.repeat(pa.scalar("source"), int(which.sum())),
        }
        self.told.append(pa.table(columns))

    def now(self) -> pa.Table:
        """`opportunity`."""
        own, every = self.state, np.ones(len(self.number), bool)
        rows = len(self.number)
        return pa.table(
            self._whose(every)
            | {
                "funnel": pa.repeat(pa.scalar("sales"), rows),
                "name": numbered("Deal ", self.number),
                "customer_id": numbered("C", self.number % CUSTOMERS),
                "stage": pa.array(own["stage"]),
                "created_on": days(own["created"]),
                "expected_close_on": days(own["due"]),
                "closed_on": pc.if_else(pa.array(own["closed"] >= 0), days(own["closed"]), None),
            }
        )

    def _whose(self, which: Numbers) -> dict[str, pa.Array]:
        own = self.state
        return {
            "opportunity_id": numbered("D", self.number[which]),
            "amount": pa.array(own["amount"][which]),
            "region_id": numbered("R", own["region"][which]),
            "channel_id": numbered("K", own["channel"][which]),
            "rep_id": numbered("S", own["rep"][which]),
            "product_line": numbered("L", self.number[which] % LINES),
        }


def days(numbers: Numbers) -> pa.Array:
    """Days since 1970 as dates."""
    return pa.array(numbers, pa.int32()).cast(pa.date32())


def numbered(letter: str, numbers: Numbers) -> pa.Array:
    """`letter` and a number each."""
    return pc.binary_join_element_wise(letter, pc.cast(pa.array(numbers), pa.string()), "")


def around() -> Iterator[tuple[str, list[dict[str, object]]]]:
    """What deals point to: a tree of regions, channels, sellers, buyers, the stages of the funnel."""
    parents = [None if n < 5 else f"R{n % 5}" for n in range(REGIONS)]
    yield (
        "region",
        [
            {"region_id": f"R{n}", "parent_id": above, "level": "x", "name": f"Region {n}"}
            for n, above in enumerate(parents)
        ],
    )
    yield (
        "channel",
        [
            {"channel_id": f"K{n}", "name": f"Channel {n}", "kind": "direct", "calendar": "working", "is_pilot": False}
            for n in range(CHANNELS)
        ],
    )
    yield "rep", [{"rep_id": f"S{n}", "name": f"Seller {n}"} for n in range(REPS)]
    yield (
        "customer",
        [
            {"customer_id": f"C{n}", "is_anonymous": False, "name": f"Buyer {n}", "segment": f"G{n % 3}"}
            for n in range(CUSTOMERS)
        ],
    )
    yield (
        "stage",
        [{"funnel": "sales", "position": n, "name": f"Stage {n}", "kind": kind} for n, kind in enumerate(STAGES, 1)],
    )


def fill(building: Build, count: int) -> None:
    """Append `count` deals and their events to a version that is being built."""
    for name, rows in around():
        building.append(name, from_rows(CANONICAL[name], rows).drop_columns("source"))
    for first in range(0, count, AT_ONCE):
        deals = Deals(np.arange(first, min(first + AT_ONCE, count)), np.random.default_rng(first))
        deals.begin()
        for _ in range(ROUNDS):
            deals.advance()
        building.append("opportunity", deals.now())
        building.append("opportunity_event", pa.concat_tables(deals.told))
    reach = {"table": "opportunity", "loaded_at": datetime(2026, 10, 19, tzinfo=UTC), "complete_through": END}
    building.append("source_state", from_rows(CANONICAL["source_state"], [reach]).drop_columns("source"))


def publish(store: Store, count: int) -> dict[str, int]:
    """Publish a company of `count` deals; rows by table."""
    with build(store, SOURCE, BuildSpec(CalendarSpec(time_zone="Asia/Shanghai"))) as building:
        fill(building, count)
    return building.counts


if __name__ == "__main__":
    began = time.perf_counter()
    opened = open_store(sys.argv[1])
    print(publish(opened, int(sys.argv[2])), f"{time.perf_counter() - began:.1f} s")
    opened.close()
