"""Deals with a history, by hand or by chance, published as a source's events: what tests of the pipeline read."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

import pyarrow as pa

from data_access.loading.arrow import from_rows
from data_access.loading.calendar import CalendarSpec
from data_access.loading.publish import BuildSpec, build
from data_access.store import Store
from data_access.tables import CANONICAL

Row = dict[str, object]
ZONE = "Asia/Shanghai"
SOURCE = "crm"
REGIONS = (("north", None), ("hebei", "north"), ("beijing", "north"), ("south", None), ("hainan", "south"))
CHANNELS = (("direct", None), ("dealer", None), ("agent", "dealer"))
STAGES = ("open", "open", "open", "won", "fulfilled", "lost")
WON, LOST = 4, 6
CUSTOMERS = (("c1", "KA", "hebei"), ("c2", "SMB", "hainan"), ("c3", None, "south"))  # id, segment, home
FIRST_DAY, DAYS = date(2024, 1, 1), 700
BORN = datetime(2024, 1, 1)  # noqa: DTZ001  (UTC without a zone, as everywhere)
ALWAYS = {
    "stage_to": 1, "amount": Decimal(100), "expected_close_on": date(2024, 6, 15), "region_id": "hebei",
    "channel_id": "direct", "rep_id": "r1", "product_line": "Air", "forecast_category": "pipeline",
}  # fmt: skip


def life(name: str, *steps: Row, **today: object) -> tuple[Row, list[Row]]:
    """A deal as it stands and its events: each step says what it changes, `on` (days after BORN) says when.

    `kind` and what is not said follow from the step before. `today` overrides what the source says of the deal now.
    """
    events: list[Row] = []
    state: Row = dict(ALWAYS)
    for seq, step in enumerate(steps, 1):
        said = dict(step)
        at = BORN + timedelta(days=float(said.pop("on")))
        kind = said.pop("kind", "created" if seq == 1 else "changed")
        before = state["stage_to"] if seq > 1 else None
        state |= said
        fixed = {"opportunity_id": name, "seq": seq, "at": at, "kind": kind, "stage_from": before, "origin": "source"}
        events.append(fixed | state)
    now = {key: value for key, value in state.items() if key != "stage_to"}
    deal = {"opportunity_id": name, "funnel": "sale", "name": f"Deal {name}", "stage": state["stage_to"]} | now
    began = events[0]["at"]
    assert isinstance(began, datetime)
    return deal | {"created_on": began.date(), "customer_id": "c1"} | today, events


def lives_by_chance(count: int, seed: int) -> Iterator[tuple[Row, list[Row]]]:
    """Deals that do all that deals can do, in any order: move, jump, close, reopen, change hands, vanish, come back."""
    rng = Random(seed)
    for number in range(count):
        steps = list(_steps(rng))
        deal, events = life(f"D{number}", *steps, customer_id=rng.choice(("c1", "c2", "c3", None)))
        if deal["stage"] in (WON, WON + 1, LOST):
            deal["closed_on"] = _closed_on(rng, events)
        yield deal, events


def _steps(rng: Random) -> Iterator[Row]:
    on, deleted = rng.uniform(0, DAYS), False
    change: Row = {"stage_to": rng.choice((1, 1, 1, 2, 3, WON, LOST))}
    for what in _ALL:
        change |= _changed(rng, what)
    yield change | {"on": on}
    for _ in range(min(int(rng.expovariate(0.2)), 25)):
        on += rng.choice((0, 0.01, 0.4, 3, 20, 60, -1)) * rng.random()
        if on > DAYS:
            return
        if deleted or rng.random() < 0.04:
            deleted = not deleted
            yield {"on": on, "kind": "deleted" if deleted else "restored"} | _changed(rng, rng.choice(_ALL))
            continue
        change = {}
        for what in rng.sample(_ALL, rng.choice((1, 1, 2, 4))):
            change |= _changed(rng, what)
        yield change | {"on": on}


_ALL = ("stage_to", "amount", "expected_close_on", "region_id", "channel_id", "rep_id", "product_line", "category")


def _changed(rng: Random, what: str) -> Row:
    if what == "amount":
        cents = rng.choice((rng.randrange(0, 10_000_000), rng.randrange(0, 10**10), 0))
        return {what: None if rng.random() < 0.05 else Decimal(cents).scaleb(-2)}
    if what == "expected_close_on":
        day = FIRST_DAY + timedelta(days=rng.randrange(-60, DAYS + 120))
        return {what: None if rng.random() < 0.1 else day}
    if what == "category":
        return {"forecast_category": rng.choice(("pipeline", "best case", "commit", "omitted", None))}
    values: dict[str, tuple[object, ...]] = {
        "stage_to": (1, 2, 3, 2, 3, WON, WON + 1, LOST),
        "region_id": (*(region for region, _ in REGIONS), None),
        "channel_id": tuple(channel for channel, _ in CHANNELS),
        "rep_id": ("r1", "r2", "r3", None),
        "product_line": ("Air", "Water", None),
    }
    return {what: rng.choice(values[what])}


def _closed_on(rng: Random, events: list[Row]) -> date:
    """The day that the source says: that of the last change, or another one that somebody typed."""
    last = events[-1]["at"]
    assert isinstance(last, datetime)
    return last.date() + timedelta(days=rng.choice((0, 0, 0, -3, 5, 40)))


def publish(store: Store, lives: Iterable[tuple[Row, list[Row]]]) -> None:
    """Publish these deals with the small world they live in."""
    listed = list(lives)
    with build(store, SOURCE, BuildSpec(CalendarSpec(time_zone=ZONE))) as building:
        for name, rows in _world().items():
            building.append(name, _chunk(name, rows))
        building.append("opportunity", _chunk("opportunity", [deal for deal, _ in listed]))
        building.append("opportunity_event", _chunk("opportunity_event", [e for _, events in listed for e in events]))


def _chunk(name: str, rows: Iterable[Row]) -> pa.Table:
    return from_rows(CANONICAL[name], rows).drop_columns("source")


def _world() -> dict[str, list[Row]]:
    fixed = {"kind": "direct", "calendar": "working", "is_pilot": False}
    return {
        "region": [{"region_id": r, "parent_id": above, "level": "x", "name": r.title()} for r, above in REGIONS],
        "channel": [fixed | {"channel_id": c, "parent_id": above, "name": c.title()} for c, above in CHANNELS],
        "rep": [{"rep_id": f"r{n}", "name": f"Rep {n}"} for n in (1, 2, 3)],
        "customer": [
            {"customer_id": c, "name": c, "segment": segment, "region_id": home, "is_anonymous": False}
            for c, segment, home in CUSTOMERS
        ],
        "stage": [
            {"funnel": "sale", "position": place, "name": f"S{place}", "kind": kind}
            for place, kind in enumerate(STAGES, 1)
        ],
    }
