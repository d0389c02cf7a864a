"""What channels earn after their costs, and whose revenue it is."""

from domain import measures as m
from domain.contribution import CONTRIBUTION, ROI
from domain.formulas import Registered
from domain.metric import Metric, Unit
from i18n import Text

CHANNELS = (
    Metric(
        "contribution",
        Text("贡献", "Contribution"),
        CONTRIBUTION,
        Unit.MONEY,
        Text(
            "毛利 − 渠道费用；没有成本的订单行不计入，全部没有成本时无值",
            "Margin − channel cost; lines without a cost are left out, and where none has one there is no value",
        ),
    ),
    Metric(
        "roi",
        Text("投入产出比", "ROI"),
        ROI,
        Unit.SHARE,
        Text("贡献 ÷ 渠道费用", "Contribution ÷ channel cost"),
    ),
    Metric(
        "payback",
        Text("回收期", "Payback"),
        Registered("payback", ("order_buyer", "first_order", "channel_cost")),
        Unit.MONTHS,
        Text(
            "获客成本 ÷ 近 12 个月每位活跃客户的月均毛利；毛利不为正时无值",
            "Acquisition cost ÷ monthly margin per active customer over 12 months; no value where that is not positive",
        ),
        up_is_good=False,
        sample="new_customers",
    ),
    Metric(
        "new_revenue",
        Text("新客销售额", "New revenue"),
        m.NEW_REVENUE,
        Unit.MONEY,
        Text(
            "买家首单当日的销售额；数据开始前已有的客户没有首单",
            "Revenue on the day of a buyer's first order ever; buyers known before the data start have none",
        ),
    ),
    Metric(
        "repeat_revenue",
        Text("复购销售额", "Repeat revenue"),
        m.REPEAT_REVENUE,
        Unit.MONEY,
        Text(
            "可识别买家首单之后的销售额，退货为负；匿名买家两者都不计",
            "Revenue of identified buyers after their first order, returns negative; anonymous buyers are in neither",
        ),
    ),
)
