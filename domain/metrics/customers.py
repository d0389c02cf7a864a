"""Who bought: buyers, their worth, what winning them cost, how content they are."""

from domain import measures as m
from domain.formulas import Ratio, Registered
from domain.metric import Metric, Unit
from i18n import Text

CUSTOMERS = (
    Metric(
        "active_customers",
        Text("活跃客户", "Active customers"),
        m.BUYERS,
        Unit.COUNT,
        Text("期内有订单的不同买家（按身份合并，不含匿名）", "Distinct identified buyers with an order in the period"),
    ),
    Metric(
        "new_customers",
        Text("新客户", "New customers"),
        m.FIRST_ORDERS,
        Unit.COUNT,
        Text(
            "首单落在期内的买家，记入首单的渠道与区域；数据开始前已有的客户不计",
            "Buyers whose first order ever lies in the period, in that order's channel and region; "
            "those known before the data start are left out",
        ),
        sample="new_customers",
    ),
    Metric(
        "repeat_rate",
        Text("复购率", "Repeat rate"),
        Registered("repeat_rate", ("order_buyer",)),
        Unit.SHARE,
        Text("上一期买家中本期再次下单的比例", "Share of the previous period's buyers who ordered again"),
        sample="previous_buyers",
    ),
    Metric(
        "previous_buyers",
        Text("上期买家", "Buyers of the previous period"),
        Registered("repeat_rate", ("order_buyer",)),
        Unit.COUNT,
        Text(
            "上一期有订单的不同买家，复购率以此为分母",
            "Distinct buyers of the period before: what the repeat rate is of",
        ),
        sample="previous_buyers",
    ),
    Metric(
        "channel_cost",
        Text("渠道费用", "Channel cost"),
        m.COST,
        Unit.MONEY,
        Text("花在渠道上的全部费用", "All money spent on channels"),
        up_is_good=False,
    ),
    Metric(
        "cac",
        Text("获客成本", "Acquisition cost"),
        Ratio(m.ACQUISITION, m.FIRST_ORDERS),
        Unit.MONEY_EACH,
        Text("营销与人员费用 ÷ 新客户", "Marketing and people cost ÷ new customers"),
        up_is_good=False,
        sample="new_customers",
    ),
    Metric(
        "clv",
        Text("客户生命周期价值", "Customer lifetime value"),
        Registered("clv", ("order_buyer",)),
        Unit.MONEY_EACH,
        Text(
            "m × Σ(t=0…59) (1−c)^t ÷ (1+d)^t：m 为近 12 个月每位活跃客户的月均毛利，c 为月流失率，d 为月折现率",
            "m × Σ(t=0…59) (1−c)^t ÷ (1+d)^t: m monthly margin per active customer over 12 months, "
            "c monthly churn, d monthly discount rate",
        ),
        sample="active_customers",
    ),
    Metric(
        "satisfaction",
        Text("满意度", "Satisfaction"),
        Ratio(m.SCORE, m.ANSWERS),
        Unit.SCORE,
        Text("调查得分的平均值（0–100）", "Mean score of survey answers (0–100)"),
        sample="answers",
    ),
    Metric(
        "answers",
        Text("调查样本", "Survey answers"),
        m.ANSWERS,
        Unit.COUNT,
        Text("期内的调查答卷数", "Number of survey answers in the period"),
        sample="answers",
    ),
    Metric(
        "customer_coverage",
        Text("客户覆盖率", "Customer coverage"),
        Registered("customer_coverage", ("customer",)),
        Unit.SHARE,
        Text(
            "近 12 个月有订单的客户 ÷ 归属该区域、当时已有的客户",
            "Customers with an order in 12 months ÷ customers homed there by then",
        ),
        sample="active_customers",
    ),
    Metric(
        "outlet_coverage",
        Text("网点覆盖率", "Outlet coverage"),
        Registered("outlet_coverage", ("partner", "region")),
        Unit.SHARE,
        Text("活跃网点 ÷ 区域网点总数", "Active partners ÷ the region's outlets"),
        sample="active_customers",
    ),
    Metric(
        "provinces_sold",
        Text("有销售的省份", "Provinces sold to"),
        Registered("provinces_sold", ("order_line",)),
        Unit.COUNT,
        Text("期内有订单的省份数（区域树第二层）", "Provinces with an order in the period (second level of regions)"),
    ),
)
