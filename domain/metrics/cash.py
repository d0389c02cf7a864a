"""From delivery to money in the bank."""

from domain import measures as m
from domain.formulas import Registered
from domain.metric import Metric, Unit
from i18n import Text

CASH = (
    Metric(
        "collection_rate",
        Text("回款率", "Collection rate"),
        Registered("collection_rate", ("delivery", "receipt")),
        Unit.SHARE,
        Text("期内交付订单截至今日的回款 ÷ 其交付金额", "Receipts to date ÷ amount of orders delivered in the period"),
        sample="deliveries",
    ),
    Metric(
        "dso",
        Text("应收账款周转天数", "Days sales outstanding"),
        Registered("unpaid", ("delivery", "receipt")),
        Unit.DAYS,
        Text(
            "已交付未回款 ÷ 近 90 天日均交付额",
            "Delivered, not paid ÷ mean daily deliveries of the last 90 days",
        ),
        up_is_good=False,
        sample="unpaid_orders",
    ),
    Metric(
        "undelivered",
        Text("已签约未交付", "Signed, not delivered"),
        Registered("undelivered", ("order_line", "delivery")),
        Unit.MONEY,
        Text(
            "按订单计：截至期末已下单（不含退货）减已交付，交付超出部分不抵；仅计有交付记录的渠道",
            "Per order: booked to date (no returns) − delivered, never below 0; of channels that record deliveries",
        ),
        up_is_good=False,
        sample="undelivered_orders",
    ),
    Metric(
        "undelivered_orders",
        Text("未交付完的订单数", "Orders not fully delivered"),
        Registered("undelivered", ("order_line", "delivery")),
        Unit.COUNT,
        Text("截至期末仍有未交付金额的订单数", "Orders with something not delivered by the end of the period"),
        up_is_good=False,
        sample="undelivered_orders",
    ),
    Metric(
        "unpaid",
        Text("已交付未回款", "Delivered, not paid"),
        Registered("unpaid", ("delivery", "receipt")),
        Unit.MONEY,
        Text(
            "按订单计：截至期末已交付减已回款，预收款不抵其他订单",
            "Per order: delivered to date − received, never below 0: an advance payment settles no other order",
        ),
        up_is_good=False,
        sample="unpaid_orders",
    ),
    Metric(
        "unpaid_orders",
        Text("未付清的订单数", "Orders not fully paid"),
        Registered("unpaid", ("delivery", "receipt")),
        Unit.COUNT,
        Text("截至期末仍有已交付未回款金额的订单数", "Orders with delivered goods not paid by the end of the period"),
        up_is_good=False,
        sample="unpaid_orders",
    ),
    Metric(
        "deliveries",
        Text("交付笔数", "Deliveries"),
        m.DELIVERIES,
        Unit.COUNT,
        Text("期内的交付笔数", "Number of deliveries in the period"),
        sample="deliveries",
    ),
)
