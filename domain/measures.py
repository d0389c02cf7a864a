"""The measures that metrics are made of: one aggregate of one expression over one fact each."""

from domain.formulas import Agg, Measure, Op, Where

_RETURNED = (Where("quantity", Op.NEGATIVE),)
_NOT_RETURNED = (Where("quantity", Op.NOT_NEGATIVE),)
_COSTED = (Where("cost", Op.KNOWN),)

REVENUE = Measure("revenue", "order_line", plus=("revenue",))
QUANTITY = Measure("quantity", "order_line", plus=("quantity",))
LINES = Measure("order_lines", "order_line", agg=Agg.COUNT)
LIST_AMOUNT = Measure("list_amount", "order_line", plus=("list_amount",))
DISCOUNT = Measure("discount_amount", "order_line", plus=("discount_amount",))
MARGIN = Measure("margin", "order_line", plus=("revenue",), minus=("cost",), where=_COSTED)
COSTED_REVENUE = Measure("costed_revenue", "order_line", plus=("revenue",), where=_COSTED)
RETURNED = Measure("returned_revenue", "order_line", minus=("revenue",), where=_RETURNED)
SOLD = Measure("sold_revenue", "order_line", plus=("revenue",), where=_NOT_RETURNED)
ORDERS = Measure("orders", "order_line", plus=("source", "order_id"), agg=Agg.DISTINCT)
BUYERS = Measure("active_customers", "order_buyer", plus=("buyer",), agg=Agg.DISTINCT)
FIRST_ORDERS = Measure("new_customers", "first_order", agg=Agg.COUNT)
COST = Measure("channel_cost", "channel_cost", plus=("amount",))
ACQUISITION = Measure(
    "acquisition_cost", "channel_cost", plus=("amount",), where=(Where("kind", Op.IS, ("marketing", "people")),)
)
WON = Measure("won_amount", "opportunity", plus=("amount",), where=(Where("outcome", Op.IS, ("won",)),))
WON_DEALS = Measure("won_deals", "opportunity", agg=Agg.COUNT, where=(Where("outcome", Op.IS, ("won",)),))
ANSWERS = Measure("answers", "satisfaction", agg=Agg.COUNT)
SCORE = Measure("score", "satisfaction", plus=("score",))
DELIVERED = Measure("delivered_amount", "delivery", plus=("amount",))
DELIVERIES = Measure("deliveries", "delivery", agg=Agg.COUNT)
RECEIVED = Measure("received_amount", "receipt", plus=("amount",))
MARKET = Measure("market_amount", "market", plus=("amount",))
