"""Which questions the daily roll-up answers: sums of order lines by region, channel and day, at any number of lines."""

from collections.abc import Iterable

from domain import measures as m
from domain.dimensions import lacking
from domain.formulas import Measure

_DAY = "order_day"
_SAME: dict[Measure, Measure] = {
    m.REVENUE: Measure(m.REVENUE.key, _DAY, plus=("revenue",)),
    m.QUANTITY: Measure(m.QUANTITY.key, _DAY, plus=("quantity",)),
    m.LINES: Measure(m.LINES.key, _DAY, plus=("line_count",)),
    m.LIST_AMOUNT: Measure(m.LIST_AMOUNT.key, _DAY, plus=("list_amount",)),
    m.DISCOUNT: Measure(m.DISCOUNT.key, _DAY, plus=("discount_amount",)),
    m.MARGIN: Measure(m.MARGIN.key, _DAY, plus=("costed_revenue",), minus=("cost",)),
    m.COSTED_REVENUE: Measure(m.COSTED_REVENUE.key, _DAY, plus=("costed_revenue",)),
    m.RETURNED: Measure(m.RETURNED.key, _DAY, minus=("return_revenue",)),
    m.SOLD: Measure(m.SOLD.key, _DAY, plus=("revenue",), minus=("return_revenue",)),
}


def rolled_up(measure: Measure, dimensions: Iterable[str], *, own_orders: bool = False) -> Measure:
    """The same measure over the roll-up where that has all these dimensions, else the measure itself.

    `own_orders`: the reader sees single reps' orders only, and the roll-up knows no reps.
    """
    if own_orders or measure not in _SAME or lacking(_DAY, dimensions):
        return measure
    return _SAME[measure]
