"""Deals by chance with members, orders, deliveries and receipts; what became of them, in pandas over their stays."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pandas as pd
from sqlalchemy import select

from data_access import dialects
from data_access.loading.arrow import from_rows
from data_access.loading.calendar import CalendarSpec
from data_access.loading.publish import BuildSpec, build
from data_access.published import deal_span, deal_stay
from data_access.store import Store
from data_access.tables import CANONICAL
from domain.funnel import FunnelAsk
from tests.contract.deal_lives import CHANNELS, FIRST_DAY, REGIONS, SOURCE, STAGES, ZONE

Row = dict[str, Any]
ROLES = ("AR", "SR", "AR", "FR", "AR", None)  # by stage
EXPECTED = (10, 20, None, 15, 30, None)
_DAY = pd.Timedelta(days=1)


def publish(store: Store, lives: Iterable[tuple[Row, list[Row]]], more: dict[str, list[Row]]) -> None:
    """Publish these deals in a world with leading roles and expected days."""
    fixed = {"kind": "direct", "calendar": "working", "is_pilot": False}
    listed = list(lives)
    stages = zip(STAGES, ROLES, EXPECTED, strict=True)
    rows: dict[str, list[Row]] = {
        "region": [{"region_id": r, "parent_id": above, "level": "x", "name": r.title()} for r, above in REGIONS],
        "channel": [fixed | {"channel_id": c, "parent_id": above, "name": c.title()} for c, above in CHANNELS],
        "product": [{"product_id": "p", "name": "P", "line": "Air", "category": "K", "unit": "pc"}],
        "rep": [{"rep_id": f"r{n}", "name": f"Rep {n}"} for n in (1, 2, 3)],
        "customer": [{"customer_id": c, "name": c, "is_anonymous": False} for c in ("c1", "c2", "c3")],
        "stage": [
            {"funnel": "sale", "position": n, "name": f"S{n}", "kind": kind, "lead_role": role, "expected_days": days}
            for n, (kind, role, days) in enumerate(stages, 1)
        ],
        "opportunity": [deal for deal, _ in listed],
        "opportunity_event": [event for _, events in listed for event in events],
    }
    with build(store, SOURCE, BuildSpec(CalendarSpec(time_zone=ZONE))) as building:
        for name, found in (rows | more).items():
            building.append(name, from_rows(CANONICAL[name], found).drop_columns("source"))


def members(lives: Iterable[tuple[Row, list[Row]]], seed: int) -> list[Row]:
    """Up to three people a deal and role, one after the other or at the same time; for some roles nobody."""
    rng, rows = Random(seed), []
    for deal, _ in lives:
        for role in ("AR", "SR", "FR"):
            for rep in rng.sample(("r1", "r2", "r3"), rng.choice((0, 1, 1, 2, 3))):
                since = FIRST_DAY + timedelta(days=rng.randrange(-30, 500))
                until = None if rng.random() < 0.5 else since + timedelta(days=rng.randrange(0, 300))
                fixed = {"opportunity_id": deal["opportunity_id"], "rep_id": rep, "role": role, "credit_share": 0.5}
                rows.append(fixed | {"valid_from": since, "valid_to": until})
    return rows


def orders(lives: Iterable[tuple[Row, list[Row]]], seed: int) -> dict[str, list[Row]]:
    """Orders of some deals; deliveries and receipts that name the deal, its order only, or something else."""
    rng = Random(seed)
    rows: dict[str, list[Row]] = {"order_line": [], "delivery": [], "receipt": []}
    for number, (deal, _) in enumerate(lives):
        if rng.random() < 0.6:
            continue
        where = {"region_id": deal["region_id"] or "south", "channel_id": deal["channel_id"]}
        for place in range(rng.choice((1, 1, 2))):
            order, on = f"O{number}.{place}", FIRST_DAY + timedelta(days=rng.randrange(600))
            money = Decimal(rng.randrange(1, 10**7)).scaleb(-2) * (-1 if place and rng.random() < 0.3 else 1)
            named = None if rng.random() < 0.15 else deal["opportunity_id"]
            rows["order_line"].append(
                where | {"order_id": order, "line_id": "1", "ordered_on": on, "status": "booked", "product_id": "p",
                         "quantity": 1 if money > 0 else -1, "list_amount": money, "discount_amount": Decimal(0),
                         "revenue": money, "opportunity_id": named}
            )  # fmt: skip
            for fact, day in (("delivery", "delivered_on"), ("receipt", "received_on")):
                for part in range(rng.choice((0, 1, 2, 3))):
                    own = {f"{fact}_id": f"{order}.{part}", "order_id": order, "amount": money}
                    own |= {day: on + timedelta(days=rng.randrange(90))}
                    rows[fact].append(where | own | {"opportunity_id": named if rng.random() < 0.5 else None})
    return rows


def stays(store: Store) -> pd.DataFrame:
    """All stays, as the warehouse has them."""
    return _read(store, deal_stay)


def standing(store: Store, at: datetime) -> dict[str, str]:
    """The status of each deal at an instant."""
    spans = _read(store, deal_span)
    there = spans[(spans.from_at <= at) & (spans.to_at.astype("datetime64[us]") > at)]
    return dict(zip(there.opportunity_id, there.status, strict=True))


def _read(store: Store, table: Any) -> pd.DataFrame:
    with store.engine().connect() as connection:
        return dialects.read(connection, select(table))


def seen(rows: pd.DataFrame, ask: FunnelAsk, regions: tuple[str, ...] = ()) -> pd.DataFrame:
    """The stays that had begun, in these regions, with what had happened by the instant asked for."""
    known = rows[rows.entered_at <= ask.at]
    known = known[known.region_id.isin(regions)] if regions else known
    happened = {name: pd.to_datetime(known[f"{name}_at"]) <= ask.at for name in ("reached", "lost", "gone", "left")}
    return known.assign(**happened)


def passed(rows: pd.DataFrame, ask: FunnelAsk, regions: tuple[str, ...] = ()) -> pd.DataFrame:
    """Per stage what PASSAGES promises, and the deals that leaked and that wait, by id."""
    known = seen(rows, ask, regions)
    there = set(known.opportunity_id[~known.left])
    entered = pd.to_datetime(known.entered_on).dt.date
    first = known[(known.visit == 1) & (entered >= ask.first) & (entered <= ask.last)]
    leaked = ~first.reached & (first.lost | first.gone) & ~first.opportunity_id.isin(there)
    first = first.assign(amount=first.amount.astype("float64"), leaked=leaked, waiting=~first.reached & ~leaked)
    found = {}
    for stage, own in first.groupby("stage"):
        sums = {"count": len(own), "amount": own.amount.sum()}
        for name, part in (("onward", own[own.reached]), ("leaked", own[own.leaked])):
            sums |= {f"{name}_count": len(part), f"{name}_amount": part.amount.sum()}
        found[stage] = sums | {name: set(own.opportunity_id[own[name]]) for name in ("leaked", "waiting")}
    return pd.DataFrame.from_dict(found, orient="index")


def late(rows: pd.DataFrame, ask: FunnelAsk, regions: tuple[str, ...] = ()) -> pd.DataFrame:
    """The stays beyond their expected days that ended in the window or go on: deal, stage, role, days, last day."""
    known = seen(rows, ask, regions)
    expected = known.stage.map(dict(enumerate(EXPECTED, 1))).astype("float64")
    ended = pd.to_datetime(known.left_at).where(known.left, pd.Timestamp(ask.at))
    days = (ended - pd.to_datetime(known.entered_at)) / _DAY - expected
    until = pd.to_datetime(known.left_on).dt.date.where(known.left, ask.last)
    role = known.stage.map(dict(enumerate(ROLES, 1)))
    inside = ~known.left | ((until >= ask.first) & (until <= ask.last))
    return known.assign(days=days, until=until, role=role)[(days > 0) & ~known.skipped & inside]


def leader(team: list[Row], deal: str, role: str, day: date) -> str | None:
    """Who had the role on the deal that day; of several the one who was the first to hand over."""
    there = [m for m in team if m["opportunity_id"] == deal and m["role"] == role and m["valid_from"] <= day]
    there = [m for m in there if m["valid_to"] is None or m["valid_to"] >= day]
    order = sorted(there, key=lambda m: m["rep_id"])
    order.sort(key=lambda m: m["valid_from"], reverse=True)
    order.sort(key=lambda m: m["valid_to"] or date.max)
    return str(order[0]["rep_id"]) if order else None
