"""What the pipeline brought in."""

from domain import measures as m
from domain.metric import Metric, Unit
from i18n import Text

DEALS = (
    Metric(
        "won_amount",
        Text("赢单额", "Won amount"),
        m.WON,
        Unit.MONEY,
        Text("按关闭日期计的赢单商机金额，不等于销售额", "Amount of deals closed as won, by closing day: not revenue"),
        sample="won_deals",
    ),
    Metric(
        "won_deals",
        Text("赢单数", "Won deals"),
        m.WON_DEALS,
        Unit.COUNT,
        Text("按关闭日期计的赢单商机数", "Number of deals closed as won, by closing day"),
        sample="won_deals",
    ),
)
