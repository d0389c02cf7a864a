"""Every deal as it stands today: what a snapshot compares with what it saw last."""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
from sqlalchemy import Select, select

from data_access.visible import Visible
from data_access.warehouse import QUERIES, Warehouse, query
from domain.frames import Contract, Kind

MONEY = pa.decimal128(18, 4)
# whose a deal is and where it stands: a change in any of these is a change of the deal
STATE: dict[str, tuple[Kind, pa.DataType]] = {
    "funnel": (Kind.TEXT, pa.string()),
    "stage": (Kind.COUNT, pa.int32()),
    "amount": (Kind.NUMBER, MONEY),
    "created_on": (Kind.DAY, pa.date32()),
    "expected_close_on": (Kind.DAY, pa.date32()),
    "closed_on": (Kind.DAY, pa.date32()),
    "forecast_category": (Kind.TEXT, pa.string()),
    "rep_id": (Kind.TEXT, pa.string()),
    "region_id": (Kind.TEXT, pa.string()),
    "channel_id": (Kind.TEXT, pa.string()),
    "partner_id": (Kind.TEXT, pa.string()),
    "product_line": (Kind.TEXT, pa.string()),
}
KEY = ("source", "opportunity_id")
_CONTRACT = Contract(
    "deal_states",
    {**dict.fromkeys(KEY, Kind.TEXT), **{name: kind for name, (kind, _) in STATE.items()}, "told": Kind.FLAG},
    KEY,
)
SCHEMA = pa.schema(
    [(name, pa.string()) for name in KEY] + [(name, kind) for name, (_, kind) in STATE.items()] + [("told", pa.bool_())]
)
_CHUNK = 100_000


@query(_CONTRACT)
def deal_states(see: Visible) -> Select[Any]:
    """One row a deal; `told` where its source tells what happened to it, so that nobody need watch it."""
    deal, event = see.fact("opportunity"), see.fact("opportunity_event")
    ours = (event.c.source == deal.c.source, event.c.opportunity_id == deal.c.opportunity_id)
    told = select(event.c.seq).where(*ours, event.c.origin == "source").exists()
    columns = (deal.c[name] for name in (*KEY, *STATE))
    return select(*columns, told.label("told")).order_by(deal.c.source, deal.c.opportunity_id)


def all_deal_states(data: Warehouse) -> Iterator[pa.Table]:
    """The rows of `deal_states` in chunks with exact amounts, however many there are."""
    return data.stream(QUERIES[deal_states.__name__], SCHEMA, _CHUNK)
