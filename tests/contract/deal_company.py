"""Deals published for real, for tests of their history: a few regions, channels and sellers, and three funnels."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pandas as pd
from sqlalchemy import Engine, Table, select

from data_access import dialects
from data_access.loading.arrow import from_rows
from data_access.loading.calendar import CalendarSpec
from data_access.loading.publish import BuildSpec, build
from data_access.store import Store
from data_access.tables import CANONICAL

Row = dict[str, Any]
SOURCE, ZONE = "crm", "Asia/Shanghai"
FUNNELS = {  # kinds by position
    "sales": dict(enumerate(("open", "open", "open", "won", "fulfilled", "paid", "lost"), 1)),
    "odd": {1: "open", 2: "lost", 3: "open", 5: "open", 6: "won"},  # the lost stage is not the last, a number is free
    "shop": {1: "won", 2: "fulfilled"},  # nothing is ever open
}
REGIONS = (("north", None), ("hebei", "north"), ("south", None), ("hainan", "south"))
NOTHING_SAID = dict.fromkeys(
    ("amount", "expected_close_on", "forecast_category", "rep_id", "region_id", "partner_id", "product_line")
)
PLAIN = NOTHING_SAID | {"channel_id": "own", "customer_id": None}


def around() -> dict[str, list[Row]]:
    """What deals point to."""
    return {
        "region": [{"region_id": r, "parent_id": above, "level": "x", "name": r} for r, above in REGIONS],
        "channel": [
            {"channel_id": c, "name": c, "kind": "direct", "calendar": "working", "is_pilot": False}
            for c in ("own", "web")
        ],
        "rep": [{"rep_id": r, "name": r} for r in ("ann", "bob")],
        "customer": [{"customer_id": "acme", "is_anonymous": False, "name": "Acme"}],
        "product": [{"product_id": "p", "name": "P", "line": "L", "category": "K", "unit": "pc"}],
        "stage": [
            {"funnel": funnel, "position": position, "name": f"{funnel} {position}", "kind": kind}
            for funnel, kinds in FUNNELS.items()
            for position, kind in kinds.items()
        ],
    }


def event(seq: int, at: str, stage: int, kind: str = "changed", **others: Any) -> Row:
    """An event at an instant in UTC, written as "2025-03-01 09:00"."""
    return PLAIN | {"seq": seq, "at": utc(at), "stage_to": stage, "kind": kind, "origin": "source"} | others


def deal(key: str, stage: int, **others: Any) -> Row:
    """A deal as it stands now."""
    days = dict.fromkeys(("created_on", "closed_on"))
    return PLAIN | days | {"opportunity_id": key, "funnel": "sales", "name": key, "stage": stage} | others


def order(deal: str, day: date, **others: Any) -> Row:
    """A line of goods that was ordered under a deal."""
    fixed = {"order_id": f"{deal}/{day}/{others}", "line_id": "1", "status": "booked", "product_id": "p"}
    money = dict.fromkeys(("quantity", "list_amount", "discount_amount", "revenue"), 1)
    return fixed | money | {"channel_id": "own", "ordered_on": day, "opportunity_id": deal} | others


def publish(store: Store, deals: Iterable[Row], told: dict[str, list[Row]], **others: list[Row]) -> None:
    """A new version with these deals, the events told of each, and the rows of any other table."""
    listed = list(deals)
    events = [e | {"opportunity_id": key} for key, some in told.items() for e in some]
    rows = around() | {"opportunity": listed, "opportunity_event": events} | others
    with build(store, SOURCE, BuildSpec(CalendarSpec(time_zone=ZONE))) as building:
        for name, found in rows.items():
            building.append(name, from_rows(CANONICAL[name], found).drop_columns("source"))


def rows_of(engine: Engine, table: Table) -> list[Row]:
    """All rows of a table as Python values; money as floats, nothing as None."""
    with engine.connect() as connection:
        frame = dialects.read(connection, select(table).order_by(*(table.c[name] for name in table.info["key"])))
    return [{str(k): plain(v) for k, v in row.items()} for row in frame.astype(object).to_dict("records")]


def plain(value: Any) -> Any:
    """A value of any driver as Python's own."""
    if value is None or value is pd.NaT or value != value:
        return None
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    if isinstance(value, Decimal):
        return float(value)
    return value


def utc(written: str) -> datetime:
    """An instant in UTC, without a zone."""
    return datetime.fromisoformat(written).replace(tzinfo=UTC).replace(tzinfo=None)
