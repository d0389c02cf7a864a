"""What was sold, at what margin, discount and return rate."""

from domain import measures as m
from domain.formulas import Ratio
from domain.metric import Metric, Unit
from i18n import Text

SALES = (
    Metric(
        "revenue",
        Text("销售额", "Revenue"),
        m.REVENUE,
        Unit.MONEY,
        Text("已下单订单行的折后净额之和，退货为负", "Sum of booked lines after discount; returns count negative"),
    ),
    Metric(
        "quantity",
        Text("销量", "Quantity"),
        m.QUANTITY,
        Unit.QUANTITY,
        Text("已下单订单行的数量之和（同一计量单位内）", "Sum of quantities of booked lines, within one unit"),
    ),
    Metric(
        "order_lines",
        Text("订单行数", "Order lines"),
        m.LINES,
        Unit.COUNT,
        Text("已下单的订单行数", "Number of booked order lines"),
    ),
    Metric(
        "margin",
        Text("毛利", "Margin"),
        m.MARGIN,
        Unit.MONEY,
        Text("销售额 − 成本；没有成本的订单行不计入", "Revenue − cost; lines without a cost are left out"),
    ),
    Metric(
        "margin_rate",
        Text("毛利率", "Margin rate"),
        Ratio(m.MARGIN, m.COSTED_REVENUE),
        Unit.SHARE,
        Text("毛利 ÷ 有成本的订单行的销售额", "Margin ÷ revenue of the lines that have a cost"),
    ),
    Metric(
        "discount_rate",
        Text("折扣率", "Discount rate"),
        Ratio(m.DISCOUNT, m.LIST_AMOUNT),
        Unit.SHARE,
        Text("折扣额 ÷ 标价金额", "Discounts ÷ list amounts"),
        up_is_good=False,
    ),
    Metric(
        "return_rate",
        Text("退货率", "Return rate"),
        Ratio(m.RETURNED, m.SOLD),
        Unit.SHARE,
        Text("退货金额 ÷ 其余销售额", "Returned amounts ÷ all other revenue"),
        up_is_good=False,
    ),
    Metric(
        "orders",
        Text("订单数", "Orders"),
        m.ORDERS,
        Unit.COUNT,
        Text("不同订单号的个数", "Distinct orders with booked lines"),
    ),
    Metric(
        "aov",
        Text("客单价", "Average order value"),
        Ratio(m.REVENUE, m.ORDERS),
        Unit.MONEY_EACH,
        Text("销售额 ÷ 订单数", "Revenue ÷ orders"),
        sample="orders",
    ),
)
