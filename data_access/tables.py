"""The canonical tables, as DOMAIN names them; a warehouse of any database has these.

Every table has `source` and a key unique within it, kept in `info["key"]`: the loader and `manage.py check`
hold data to it, since unique indexes would cost an embedded warehouse more than they give. `info["refs"]`
names the table that each column points to, within the same source.
"""

from typing import Any

from sqlalchemy import Boolean, Column, Date, DateTime, Double, Integer, MetaData, Numeric, String, Table
from sqlalchemy.types import TypeEngine

METADATA = MetaData()
MONEY = Numeric(18, 4)


def need(name: str, kind: TypeEngine[Any] | type[TypeEngine[Any]] = String) -> Column[Any]:
    """A column that every row fills."""
    return Column(name, kind, nullable=False)


def may(name: str, kind: TypeEngine[Any] | type[TypeEngine[Any]] = String) -> Column[Any]:
    """A column that a row may leave empty."""
    return Column(name, kind, nullable=True)


def _table(name: str, key: str, *columns: Column[Any], refs: str = "") -> Table:
    """A canonical table. `key` and `refs` are words: "order_id line_id", "region_id ship_region_id:region"."""
    pointers = dict(_pointer(word) for word in refs.split())
    info = {"key": ("source", *key.split()), "refs": pointers}
    return Table(name, METADATA, Column("source", String, nullable=False), *columns, info=info)


def _pointer(word: str) -> tuple[str, str]:
    column, _, table = word.partition(":")
    return column, table or column.removesuffix("_id")


region = _table(
    "region", "region_id",
    need("region_id"), may("parent_id"), need("level"), may("country"), need("name"), may("name_zh"), may("iso_code"),
    may("latitude", Double), may("longitude", Double), may("tile_row", Integer), may("tile_col", Integer),
    may("potential", MONEY), may("outlet_universe", Integer),
    refs="parent_id:region",
)  # fmt: skip
channel = _table(
    "channel", "channel_id",
    need("channel_id"), may("parent_id"), need("name"), may("name_zh"), need("kind"), need("calendar"),
    may("launched_on", Date), need("is_pilot", Boolean),
    refs="parent_id:channel",
)  # fmt: skip
channel_pair = _table(
    "channel_pair", "channel_a channel_b",
    need("channel_a"), need("channel_b"), need("competes", Boolean),
    refs="channel_a:channel channel_b:channel",
)  # fmt: skip
partner = _table(
    "partner", "partner_id",
    need("partner_id"), may("parent_id"), need("kind"), need("name"), need("channel_id"), need("region_id"),
    may("tier"), may("opened_on", Date), may("closed_on", Date),
    refs="parent_id:partner channel_id region_id",
)  # fmt: skip
partner_territory = _table(
    "partner_territory", "partner_id region_id product_line valid_from",
    need("partner_id"), need("region_id"), may("product_line"), need("rule"), need("valid_from", Date),
    may("valid_to", Date),
    refs="partner_id region_id",
)  # fmt: skip
product = _table(
    "product", "product_id",
    need("product_id"), need("name"), may("name_zh"), need("line"), need("category"), need("unit"),
    may("launched_on", Date),
)  # fmt: skip
price = _table(
    "price", "product_id channel_id region_id valid_from",
    need("product_id"), may("channel_id"), may("region_id"), need("valid_from", Date), may("valid_to", Date),
    need("list_price", MONEY), may("floor_price", MONEY),
    refs="product_id channel_id region_id",
)  # fmt: skip
promotion = _table(
    "promotion", "promotion_id",
    need("promotion_id"), may("product_id"), may("line"), may("channel_id"), may("region_id"),
    need("starts_on", Date), need("ends_on", Date), need("depth", Double),
    refs="product_id channel_id region_id",
)  # fmt: skip
assortment = _table(
    "assortment", "channel_id product_id valid_from",
    need("channel_id"), need("product_id"), need("valid_from", Date), may("valid_to", Date),
    refs="channel_id product_id",
)  # fmt: skip
customer = _table(
    "customer", "customer_id",
    need("customer_id"), may("identity_id"), need("is_anonymous", Boolean), may("parent_id"), need("name"),
    may("segment"), may("industry"), may("region_id"), may("created_on", Date),
    may("first_ordered_on", Date), may("first_channel_id"), may("first_region_id"),
    refs="parent_id:customer region_id first_channel_id:channel first_region_id:region",
)  # fmt: skip
rep = _table("rep", "rep_id", need("rep_id"), need("name"))
rep_assignment = _table(
    "rep_assignment", "rep_id role region_id valid_from",
    need("rep_id"), need("role"), may("team"), may("manager_id"), may("region_id"), need("valid_from", Date),
    may("valid_to", Date),
    refs="rep_id manager_id:rep region_id",
)  # fmt: skip
order_line = _table(
    "order_line", "order_id line_id",
    need("order_id"), need("line_id"), need("ordered_on", Date), need("status"), may("customer_id"),
    need("product_id"), need("channel_id"), may("partner_id"), may("region_id"), may("ship_region_id"), may("rep_id"),
    need("quantity", MONEY), need("list_amount", MONEY), need("discount_amount", MONEY), need("revenue", MONEY),
    may("cost", MONEY), may("returned_line_id"), may("opportunity_id"), may("currency"), may("currency_revenue", MONEY),
    refs="customer_id product_id channel_id partner_id region_id ship_region_id:region rep_id opportunity_id",
)  # fmt: skip
opportunity = _table(
    "opportunity", "opportunity_id",
    need("opportunity_id"), need("funnel"), need("name"), may("customer_id"), may("rep_id"), need("channel_id"),
    may("partner_id"), may("region_id"), may("product_line"), may("amount", MONEY), need("stage", Integer),
    may("forecast_category"), may("created_on", Date), may("expected_close_on", Date), may("closed_on", Date),
    may("loss_reason"), may("competitor"),
    refs="customer_id rep_id channel_id partner_id region_id",
)  # fmt: skip
opportunity_member = _table(
    "opportunity_member", "opportunity_id rep_id role valid_from",
    need("opportunity_id"), need("rep_id"), need("role"), need("credit_share", Double), need("valid_from", Date),
    may("valid_to", Date),
    refs="opportunity_id rep_id",
)  # fmt: skip
opportunity_event = _table(
    "opportunity_event", "opportunity_id seq",
    need("opportunity_id"), need("seq", Integer), need("at", DateTime), need("kind"), may("stage_from", Integer),
    need("stage_to", Integer), may("amount", MONEY), may("expected_close_on", Date), may("forecast_category"),
    may("rep_id"), may("region_id"), need("channel_id"), may("partner_id"), may("product_line"), need("origin"),
    refs="opportunity_id rep_id region_id channel_id partner_id",
)  # fmt: skip
stage = _table(
    "stage", "funnel position",
    need("funnel"), need("position", Integer), need("name"), may("name_zh"), need("kind"), may("lead_role"),
    may("expected_days", Integer),
)  # fmt: skip
target = _table(
    "target", "target_id",
    need("target_id"), need("plan"), need("version"), need("level"), need("period_start", Date),
    need("period_end", Date), need("metric"), need("aggregation"), may("region_id"), may("channel_id"),
    may("product_line"), may("rep_id"), may("partner_id"), may("team"), need("amount", MONEY),
    refs="region_id channel_id rep_id partner_id",
)  # fmt: skip
market = _table(
    "market", "market_id",
    need("market_id"), need("period_start", Date), need("period_end", Date), may("region_id"), need("category"),
    need("amount", MONEY), may("leader_amount", MONEY), may("competitors", Integer),
    refs="region_id",
)  # fmt: skip
channel_cost = _table(
    "channel_cost", "cost_id",
    need("cost_id"), need("spent_on", Date), need("channel_id"), may("region_id"), may("partner_id"),
    may("promotion_id"), need("kind"), need("amount", MONEY),
    refs="channel_id region_id partner_id promotion_id",
)  # fmt: skip


def _step(name: str, key: str, *days: Column[Any]) -> Table:
    """Delivery, invoice and receipt: one step of an order on its way to cash, one slice a row."""
    slices = (need("region_id"), need("channel_id"), may("partner_id"), may("opportunity_id"))
    refs = "region_id channel_id partner_id opportunity_id"
    return _table(name, key, need(key), need("order_id"), *days, need("amount", MONEY), *slices, refs=refs)


delivery = _step("delivery", "delivery_id", need("delivered_on", Date))
invoice = _step("invoice", "invoice_id", need("issued_on", Date), may("due_on", Date))
receipt = _step("receipt", "receipt_id", need("received_on", Date))
satisfaction = _table(
    "satisfaction", "answer_id",
    need("answer_id"), need("answered_on", Date), may("customer_id"), may("region_id"), need("channel_id"),
    need("score", Double),
    refs="customer_id region_id channel_id",
)  # fmt: skip
inventory = _table(
    "inventory", "as_of product_id channel_id partner_id region_id",
    need("as_of", Date), need("product_id"), need("channel_id"), may("partner_id"), may("region_id"),
    need("quantity", MONEY), may("amount", MONEY),
    refs="product_id channel_id partner_id region_id",
)  # fmt: skip
sell_out = _table(
    "sell_out", "sell_out_id",
    need("sell_out_id"), need("sold_on", Date), need("partner_id"), need("product_id"), need("ship_region_id"),
    need("quantity", MONEY), need("amount", MONEY),
    refs="partner_id product_id ship_region_id:region",
)  # fmt: skip
activity = _table(
    "activity", "activity_id",
    need("activity_id"), need("at", DateTime), need("rep_id"), may("customer_id"), may("opportunity_id"), need("kind"),
    refs="rep_id customer_id opportunity_id",
)  # fmt: skip
complaint = _table(
    "complaint", "complaint_id",
    need("complaint_id"), need("at", DateTime), may("customer_id"), may("region_id"), need("channel_id"), need("kind"),
    refs="customer_id region_id channel_id",
)  # fmt: skip
fx_rate = _table("fx_rate", "currency valid_from", need("currency"), need("valid_from", Date), need("rate", Double))
source_state = _table(
    "source_state", "table",
    need("table"), need("loaded_at", DateTime), need("complete_through", Date),
)  # fmt: skip

CANONICAL: dict[str, Table] = dict(METADATA.tables)
