"""A company of a few rows, published for real: each trap draws its own."""

from datetime import date
from decimal import Decimal

import pytest

from data_access.loading.arrow import from_rows
from data_access.loading.publish import BuildSpec, build
from data_access.store import open_store
from data_access.tables import CANONICAL
from data_access.warehouse import Warehouse
from domain.scope import EVERYTHING

REGION = {"region_id": "r", "level": "region", "name": "R"}
CHANNEL = {"channel_id": "c", "name": "C", "kind": "direct", "calendar": "all days", "is_pilot": False}
PRODUCT = {"product_id": "p", "name": "P", "line": "L", "category": "K", "unit": "pc"}
CUSTOMER = {"customer_id": "u", "is_anonymous": False, "name": "U"}
LINE = {"line_id": "1", "status": "booked", "product_id": "p", "channel_id": "c", "region_id": "r", "quantity": 1}
TARGET = {"plan": "budget", "version": "1", "level": "x", "metric": "revenue", "aggregation": "sum"}


def sale(day: date, amount: float, **others: object) -> dict[str, object]:
    """A booked line at list price."""
    money = Decimal(str(amount))
    fixed = LINE | {
        "order_id": f"{day}",
        "ordered_on": day,
        "list_amount": money,
        "discount_amount": 0,
        "revenue": money,
    }
    return fixed | others


def goal(first: date, last: date, amount: float, **others: object) -> dict[str, object]:
    """A revenue target of the whole company, unless `others` say a slice."""
    key = f"{first}{last}{others}"
    return (
        TARGET | {"target_id": key, "period_start": first, "period_end": last, "amount": Decimal(str(amount))} | others
    )


@pytest.fixture
def company(tmp_path):
    """`company(order_line=[…], …)`: a warehouse of these rows; one region, channel and product unless given."""
    opened = []

    def publish(through: date = date(2025, 12, 31), **rows: list[dict[str, object]]) -> Warehouse:
        base = {"region": [REGION], "channel": [CHANNEL], "product": [PRODUCT]} | rows
        state = [{"table": "order_line", "loaded_at": None, "complete_through": through}]
        store = open_store(f"duckdb:///{tmp_path}/warehouse")
        opened.append(store)
        with build(store, "tiny", BuildSpec()) as building:
            for name, found in base.items():
                building.append(name, from_rows(CANONICAL[name], found).drop_columns("source"))
            building.append("source_state", _state(state))
        return Warehouse(store.engine(), EVERYTHING)

    yield publish
    for store in opened:
        store.close()


def _state(rows):
    from datetime import datetime

    stamped = [row | {"loaded_at": datetime(2026, 1, 1)} for row in rows]  # noqa: DTZ001
    return from_rows(CANONICAL["source_state"], stamped).drop_columns("source")
