"""Random deals with random histories: everything that may happen to a deal, in any order, with clocks that go wrong."""

from datetime import date, timedelta
from typing import Any

import numpy as np

from tests.contract.deal_company import FUNNELS, PLAIN, REGIONS, Row, deal, order, utc

START = utc("2024-01-01 15:30")  # near midnight in China
DAY = timedelta(days=1)


class Chance:
    """Draws, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)

    def one_of(self, *values: Any) -> Any:
        """One of the values."""
        return values[self.rng.integers(len(values))]

    def happens(self, share: float) -> bool:
        """True that often."""
        return bool(self.rng.random() < share)

    def day(self) -> date:
        """A day of the year after the start, a few before it."""
        return (START + int(self.rng.integers(-5, 360)) * DAY).date()

    def days(self, low: float, high: float) -> timedelta:
        """That many days, or a part of one."""
        return timedelta(seconds=int(self.rng.integers(int(low * 86_400), int(high * 86_400))))


def random_deals(seed: int, count: int) -> tuple[list[Row], dict[str, list[Row]], list[Row]]:
    """Deals as they stand now, the events told of most of them, and the orders that name some."""
    chance = Chance(seed)
    deals, told, orders = [], {}, []
    for n in range(count):
        key, funnel = f"D{n:05d}", chance.one_of("sales", "sales", "odd", "shop")
        events = [] if chance.happens(0.2) else _history(chance, funnel)
        now = deal(
            key,
            chance.one_of(*FUNNELS[funnel]),
            funnel=funnel,
            customer_id=chance.one_of("acme", None),
            created_on=None if chance.happens(0.1) else chance.day(),
            closed_on=None if chance.happens(0.3) else chance.day(),
            loss_reason=(None, "price", "timing")[n % 3],
            **_whose(chance),
            **_terms(chance),
        )
        deals.append(now | ({"stage": events[-1]["stage_to"]} if events and chance.happens(0.9) else {}))
        told |= {key: events} if events else {}
        for place in range(int(chance.rng.integers(0, 3))):
            status = chance.one_of("booked", "booked", "cancelled")
            orders.append(order(key, chance.day(), line_id=str(place), status=status))
    return deals, told, orders


def _history(chance: Chance, funnel: str) -> list[Row]:
    at, seq = START + chance.days(0, 300), int(chance.rng.integers(0, 3))
    own, terms, stage = _whose(chance), _terms(chance), chance.one_of(*FUNNELS[funnel])
    events: list[Row] = []
    for place in range(int(chance.rng.integers(1, 11))):
        kind = "created" if not place else chance.one_of(*["changed"] * 8, "deleted", "restored")
        if place:
            at += chance.one_of(timedelta(0), chance.days(0, 40), chance.days(0, 1), -chance.days(0, 3))
            seq += int(chance.rng.integers(1, 4))
            stage = chance.one_of(*FUNNELS[funnel]) if chance.happens(0.6) else stage
            own = own | {name: value for name, value in _whose(chance).items() if chance.happens(0.2)}
            terms = _terms(chance) if chance.happens(0.4) else terms
        told = {"seq": seq, "at": at, "kind": kind, "stage_to": stage, "origin": chance.one_of("source", "observed")}
        events.append(PLAIN | told | own | terms)
    return [event | {"stage_from": None} for event in events]


def _whose(chance: Chance) -> Row:
    return {
        "region_id": chance.one_of(None, *(region for region, _ in REGIONS)),
        "channel_id": chance.one_of("own", "web"),
        "rep_id": chance.one_of(None, "ann", "bob"),
        "product_line": chance.one_of(None, "L", "M"),
    }


def _terms(chance: Chance) -> Row:
    return {
        "amount": chance.one_of(None, 0, 100, 250, 990),
        "expected_close_on": chance.one_of(None, chance.day()),
        "forecast_category": chance.one_of(None, "commit", "best"),
    }
