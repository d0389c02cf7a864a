"""Against the plan and against the market."""

from domain.formulas import Registered
from domain.metric import Metric, Unit
from i18n import Text

PLAN = (
    Metric(
        "attainment",
        Text("达成率", "Attainment"),
        Registered("attainment", ("order_line", "target")),
        Unit.SHARE,
        Text("有目标的部分的实际 ÷ 目标", "Actual ÷ target, of the slices that have a target"),
    ),
    Metric(
        "pace",
        Text("进度差", "Pace"),
        Registered("attainment", ("order_line", "target")),
        Unit.POINTS,
        Text("达成率 − 已过时间的比例", "Attainment − elapsed share of the period's days"),
    ),
    Metric(
        "run_rate_needed",
        Text("所需日均", "Run rate needed"),
        Registered("attainment", ("order_line", "target")),
        Unit.MONEY_EACH,
        Text("（目标 − 实际）÷ 剩余天数", "(Target − actual) ÷ remaining days"),
        up_is_good=False,
    ),
    Metric(
        "forecast_attainment",
        Text("预计达成率", "Forecast attainment"),
        Registered("attainment", ("order_line", "target")),
        Unit.SHARE,
        Text(
            "（实际 ÷ 去年同期此时已完成的比例）÷ 目标；没有完整的去年同期时，以已过天数的比例代替",
            "(Actual ÷ share of the period that last year had made by the same point) ÷ target; without a whole "
            "last year the elapsed share of days takes its place",
        ),
    ),
    Metric(
        "market_share",
        Text("市场份额", "Market share"),
        Registered("market_share", ("order_line", "market")),
        Unit.SHARE,
        Text("销售额 ÷ 市场规模，只计完整的市场周期", "Revenue ÷ market size, over whole market periods only"),
    ),
    Metric(
        "fair_share",
        Text("公平份额指数", "Fair-share index"),
        Registered("fair_share", ("order_line", "region")),
        Unit.INDEX,
        Text("100 ×（销售额占比 ÷ 潜力占比）", "100 × (share of revenue ÷ share of potential)"),
        whole=True,
    ),
)
