"""A small published company whose channels were pushed harder at times, but for one; three regions, three years."""

from decimal import Decimal

import pandas as pd

from data_access.loading.arrow import from_rows
from data_access.loading.publish import BuildSpec, build
from data_access.store import Store
from data_access.tables import CANONICAL
from tests.unit.analytics.response_company import simulated

REGIONS = {"east": "华东", "north": "华北", "west": "西部"}
CHANNELS = {"shop": "门店", "live": "直播", "mall": "电商平台", "post": "邮购"}
STEADY = "post"


def publish_spend_company(store: Store) -> None:
    """Publish it: an order line and a marketing cost a channel, region and month; `post` spends the same each month."""
    made = simulated(12, channels=4, regions=3, noise=0.03)
    about = {"calendar": "all days", "is_pilot": False}
    tables: dict[str, list[dict[str, object]]] = {
        "region": [{"region_id": k, "level": "region", "name": k.title(), "name_zh": zh} for k, zh in REGIONS.items()],
        "channel": [
            {"channel_id": key, "name": key.title(), "name_zh": zh, "kind": key} | about for key, zh in CHANNELS.items()
        ],
        "product": [{"product_id": "p", "name": "Kettle", "line": "Kitchen", "category": "K", "unit": "pc"}],
        "order_line": [_line(at, row) for at, row in enumerate(made.sold.itertuples())],
        "channel_cost": [_cost(at, row) for at, row in enumerate(made.spent.itertuples())],
    }
    with build(store, "maker", BuildSpec()) as building:
        for name, rows in tables.items():
            building.append(name, from_rows(CANONICAL[name], rows).drop_columns("source"))


def _line(at, row):
    money = {"list_amount": _cents(row.revenue), "discount_amount": Decimal(0), "revenue": _cents(row.revenue)}
    about = {"order_id": str(at), "line_id": "1", "status": "booked", "product_id": "p", "quantity": Decimal(1)}
    return {"ordered_on": _day(row)} | about | money | {"cost": _cents(row.revenue - row.margin)} | _where(row)


def _cost(at, row):
    amount = Decimal(100_000) if _where(row)["channel_id"] == STEADY else _cents(row.channel_cost)
    return {"cost_id": str(at), "spent_on": _day(row), "kind": "marketing", "amount": amount} | _where(row)


def _where(row):
    channel, region = (int(key[1:]) for key in (row.channel, row.region_1))
    return {"channel_id": list(CHANNELS)[channel], "region_id": list(REGIONS)[region]}


def _day(row):
    """The month's last day: so that the last month is over."""
    return (row.period + pd.offsets.MonthEnd(0)).date()


def _cents(amount):
    return Decimal(repr(round(amount, 2)))
