"""The facts a figure can be made of: when a row counts, and which members it names."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from i18n import Text


@dataclass(frozen=True, slots=True)
class Fact:
    """One table of facts.

    `day` is the column of the day a row counts on; None for a stock that has no day (partners, customers).
    `keys` leads from a member (region, channel, product …) to the column with its id; `own` from a dimension
    to the column that holds its value in the fact itself.
    """

    key: str
    name: Text
    day: str | None
    keys: Mapping[str, str]
    own: Mapping[str, str] = field(default_factory=dict)
    stored_in: str = ""

    @property
    def table(self) -> str:
        """The canonical table that the rows come from."""
        return self.stored_in or self.key


def _keys(*members: str) -> dict[str, str]:
    return {member: f"{member}_id" for member in members}


_OF_CUSTOMER = {"segment": "segment", "industry": "industry"}
FACTS: dict[str, Fact] = {
    fact.key: fact
    for fact in (
        Fact(
            "order_line",
            Text("订单行", "order lines"),
            "ordered_on",
            _keys("region", "channel", "partner", "product", "customer", "rep"),
        ),
        Fact(
            "order_day",
            Text("每日订单汇总", "daily totals of order lines"),
            "ordered_on",
            _keys("region", "channel"),
            stored_in="order_line",
        ),
        Fact(
            "first_day",
            Text("每日首单汇总", "daily totals with first orders"),
            "ordered_on",
            _keys("region", "channel"),
            stored_in="customer",
        ),
        Fact(
            "buying_day",
            Text("有买家的每日订单汇总", "daily totals with identified buyers"),
            "ordered_on",
            _keys("region", "channel"),
            stored_in="order_line",
        ),
        Fact(
            "order_apart",
            Text("跨日、跨区域或跨渠道的订单", "orders over several days, regions or channels"),
            "ordered_on",
            _keys("region", "channel"),
            stored_in="order_line",
        ),
        Fact(
            "buyer_day",
            Text("买家每日订单汇总", "daily totals of buyers"),
            "ordered_on",
            _keys("region", "channel"),
            _OF_CUSTOMER,
            stored_in="order_line",
        ),
        Fact(
            "homed_day",
            Text("买家每日订单汇总（按归属地）", "daily totals of buyers by their home"),
            "ordered_on",
            {"region": "home_region_id"},
            _OF_CUSTOMER,
            stored_in="order_line",
        ),
        Fact(
            "product_month",
            Text("每月产品订单汇总", "monthly totals of order lines"),
            "month_start",
            _keys("region", "channel", "product"),
            stored_in="order_line",
        ),
        Fact(
            "partner_month",
            Text("经销商每月订单汇总", "monthly totals of partners"),
            "month_start",
            _keys("region", "channel", "partner"),
            stored_in="order_line",
        ),
        Fact(
            "sold_month",
            Text("每月产品销售汇总", "monthly totals of products"),
            "month_start",
            _keys("region", "channel", "product"),
            stored_in="order_line",
        ),
        Fact(
            "order_buyer",
            Text("有买家的订单行", "order lines with an identified buyer"),
            "ordered_on",
            _keys("region", "channel", "partner", "product", "customer", "rep"),
            stored_in="order_line",
        ),
        Fact(
            "order_repeat",
            Text("有买家的订单行（首单与复购）", "order lines of identified buyers, first ones told apart"),
            "ordered_on",
            _keys("region", "channel", "partner", "product", "customer", "rep"),
            stored_in="order_line",
        ),
        Fact(
            "first_order",
            Text("首单客户", "first orders"),
            "first_ordered_on",
            {**_keys("customer"), "region": "first_region_id", "channel": "first_channel_id"},
            stored_in="customer",
        ),
        Fact(
            "opportunity",
            Text("商机", "deals"),
            "closed_on",
            _keys("region", "channel", "partner", "customer", "rep"),
            {"product_line": "product_line"},
        ),
        Fact(
            "deal_credit",
            Text("商机的业绩分成", "credits of deals"),
            "closed_on",
            _keys("region", "channel", "partner", "customer", "rep"),
            {"product_line": "product_line", "role": "role"},
            stored_in="opportunity",
        ),
        Fact(
            "deal_share",
            Text("商机成员的历史状态", "states of deals by their members"),
            None,
            _keys("region", "channel", "partner", "customer", "rep"),
            {"product_line": "product_line", "role": "role"},
            stored_in="opportunity",
        ),
        Fact(
            "deal_span",
            Text("商机的历史状态", "states of deals"),
            None,
            _keys("region", "channel", "partner", "customer", "rep"),
            {"product_line": "product_line"},
            stored_in="opportunity",
        ),
        Fact(
            "deal_stay",
            Text("商机的阶段停留", "stays of deals in stages"),
            "entered_on",
            _keys("region", "channel", "partner", "customer", "rep"),
            {"product_line": "product_line"},
            stored_in="opportunity",
        ),
        Fact(
            "channel_cost",
            Text("渠道费用", "channel cost"),
            "spent_on",
            _keys("region", "channel", "partner"),
            {"cost_kind": "kind"},
        ),
        Fact("delivery", Text("交付", "deliveries"), "delivered_on", _keys("region", "channel", "partner")),
        Fact("invoice", Text("发票", "invoices"), "issued_on", _keys("region", "channel", "partner")),
        Fact("receipt", Text("回款", "receipts"), "received_on", _keys("region", "channel", "partner")),
        Fact("satisfaction", Text("满意度", "survey answers"), "answered_on", _keys("region", "channel", "customer")),
        Fact("market", Text("市场", "market sizes"), "period_start", _keys("region"), {"category": "category"}),
        Fact("customer", Text("客户", "customers"), None, _keys("region", "customer")),
        Fact("partner", Text("经销商", "partners"), None, _keys("region", "channel", "partner")),
        Fact("region", Text("区域", "regions"), None, _keys("region")),
        Fact(
            "target",
            Text("目标", "targets"),
            "period_start",
            _keys("region", "channel", "rep", "partner"),
            {"product_line": "product_line"},
        ),
    )
}
