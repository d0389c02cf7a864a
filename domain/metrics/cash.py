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
        Registered("dso", ("delivery", "receipt")),
        Unit.DAYS,
        Text(
            "未回款的交付额 ÷ 近 90 天日均交付额", "Open delivered amount ÷ mean daily deliveries of the last 90 days"
        ),
        up_is_good=False,
        sample="deliveries",
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
