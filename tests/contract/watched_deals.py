"""A source that says how its deals stand today and nothing of how they came there; a second one that tells it all."""

from datetime import date, datetime
from decimal import Decimal

from data_access.loading.arrow import from_rows
from data_access.loading.publish import BuildSpec, build
from data_access.store import Store
from data_access.tables import CANONICAL

DAY = date(2026, 3, 2)
STAGES = ("open", "open", "won", "lost", "fulfilled")  # at positions 1 to 5
Row = dict[str, object]


def deal(key: str, /, stage: int = 1, amount: object = 100, **more: object) -> Row:
    """A deal of the north, created on the first of February."""
    fixed = {"funnel": "sales", "channel_id": "direct", "region_id": "north", "created_on": date(2026, 2, 1)}
    kept = None if amount is None else Decimal(str(amount))
    return fixed | {"opportunity_id": key, "name": key, "stage": stage, "amount": kept} | more


def publish(
    store: Store,
    deals: list[Row],
    through: date,
    *,
    spec: BuildSpec | None = None,
    events: tuple[Row, ...] = (),
    orders: tuple[Row, ...] = (),
    source: str = "crm",
) -> None:
    """Load the deals of a source as they stand at the end of the day `through`."""
    stages = [
        {"funnel": "sales", "position": n, "name": f"Stage {n}", "kind": kind} for n, kind in enumerate(STAGES, 1)
    ]
    state = {"table": "opportunity", "loaded_at": datetime(2026, 3, 2), "complete_through": through}  # noqa: DTZ001
    rows: dict[str, list[Row]] = {
        "region": [{"region_id": name, "level": "region", "name": name} for name in ("north", "south")],
        "channel": [
            {"channel_id": "direct", "name": "Direct", "kind": "direct", "calendar": "working", "is_pilot": False}
        ],
        "product": [{"product_id": "p", "name": "P", "line": "L", "category": "C", "unit": "pc"}],
        "rep": [{"rep_id": "r", "name": "R"}],
        "stage": stages,
        "opportunity": deals,
        "opportunity_event": list(events),
        "order_line": [_line(n, order) for n, order in enumerate(orders)],
        "source_state": [state],
    }
    with build(store, source, spec) as building:
        for name, given in rows.items():
            if given:
                building.append(name, from_rows(CANONICAL[name], given).drop_columns("source"))


def told(name: str, stage: int = 1) -> Row:
    """The source's own word that a deal was created in a stage."""
    at = datetime(2026, 2, 1, 9)  # noqa: DTZ001
    fixed: Row = {"seq": 1, "at": at, "kind": "created", "origin": "source", "channel_id": "direct"}
    return fixed | {"opportunity_id": name, "stage_to": stage, "amount": 100, "region_id": "north"}


def _line(place: int, order: Row) -> Row:
    money = {"quantity": 1, "list_amount": 10, "discount_amount": 0, "revenue": 10}
    fixed = {"order_id": f"o{place}", "line_id": "1", "status": "booked", "product_id": "p", "channel_id": "direct"}
    return fixed | money | {"region_id": "north"} | order
