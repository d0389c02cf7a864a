"""Which published totals answer a question, at any number of lines: the coarsest that has all of its dimensions."""

from collections.abc import Iterable
from dataclasses import replace

from data_access.cut import Lens, Span
from data_access.visible import Visible
from data_access.whole_months import WholeMonths
from domain import measures as m
from domain.dimensions import lacking
from domain.formulas import Agg, Measure

MONTH = "product_month"
_DAY, _BUYING, _BUYERS = "order_day", "buying_day", "buyer_day"
_SUMS: dict[Measure, Measure] = {  # of lines: the same by day and by product and month
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
_APART = Measure(m.ORDERS.key, "order_apart", plus=("order_number",), agg=Agg.DISTINCT)
_SAME: dict[Measure, tuple[tuple[Measure, ...], ...]] = {  # each way to answer is added up of its measures
    **{line: ((day,),) for line, day in _SUMS.items()},
    m.ORDERS: ((Measure(m.ORDERS.key, _DAY, plus=("orders",)), _APART),),
    m.FIRST_ORDERS: ((Measure(m.FIRST_ORDERS.key, "first_day", plus=("first_orders",), agg=Agg.TALLY),),),
    m.NEW_REVENUE: (
        (Measure(m.NEW_REVENUE.key, _BUYING, plus=("new_revenue",)),),
        (replace(m.NEW_REVENUE, fact=_BUYERS),),
    ),
    m.REPEAT_REVENUE: (
        (Measure(m.REPEAT_REVENUE.key, _BUYING, plus=("repeat_revenue",)),),
        (replace(m.REPEAT_REVENUE, fact=_BUYERS),),
    ),
    m.BUYERS: ((replace(m.BUYERS, fact=_BUYERS),),),
}


def rolled_up(measure: Measure, dimensions: Iterable[str], *, own_orders: bool = False) -> tuple[Measure, ...]:
    """What adds up to the measure over published totals that have all these dimensions, else the measure itself.

    `own_orders`: the reader sees single reps' orders only, and no total knows reps.
    """
    wanted = tuple(dimensions)
    ways = () if own_orders else _SAME.get(measure, ())
    fitting = (way for way in ways if not any(lacking(part.fact, wanted) for part in way))
    return next(fitting, (measure,))


def buyers_in(dimensions: Iterable[str], *, own_orders: bool = False) -> str | None:
    """The fact with the daily totals of buyers where it has these dimensions; None where lines have to be read."""
    return None if own_orders or lacking(_BUYERS, dimensions) else _BUYERS


def in_months(see: Visible, dimensions: Iterable[str]) -> bool:
    """Whether totals of whole months answer: by these dimensions, and for a reader who sees more than own orders."""
    return see.scope.reps is None and not lacking(MONTH, dimensions)


def monthly(measure: Measure) -> Measure | None:
    """The measure of lines over the totals of months; None where they do not have it."""
    return replace(_SUMS[measure], fact=MONTH) if measure in _SUMS else None


def by_month(see: Visible, measure: Measure, span: Span, dimensions: Iterable[str]) -> tuple[Measure, Span] | None:
    """A measure of lines over the whole months of the span, by product; None where the months do not answer it."""
    months, total = WholeMonths(span.first, span.last).months, monthly(measure)
    if total is None or months is None or span.lens is not Lens.NOW or not in_months(see, dimensions):
        return None
    return total, Span(*months)
