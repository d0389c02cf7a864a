"""Scans of order lines over any days: whole months from the published totals, the days around them by line."""

from collections.abc import Mapping

from data_access.cut import Span, cut, days_of
from data_access.roll_up import MONTH, in_months
from data_access.scans import Scan, one_scan, scans
from data_access.visible import Visible
from data_access.whole_months import WholeMonths
from domain.filters import Filters


def month_scans(see: Visible, filters: Filters, by: tuple[str, ...], spans: Mapping[str, Span]) -> tuple[Scan, ...]:
    """Scans that hold what was sold in each span once: one of whole months, and one of the days beside them.

    None where no span has a whole month, where a day stands for another one, and where months do not know a dimension.
    """
    runs = {name: days_of(span) for name, span in spans.items()}
    if None in runs.values() or not in_months(see, (*by, *filters.chosen)):
        return ()
    parts = {name: WholeMonths(*run) for name, run in runs.items() if run}
    whole = {name: Span(*part.months) for name, part in parts.items() if part.months}
    beside = {name: part.edges for name, part in parts.items() if part.edges}
    if not whole:
        return ()
    by_line = (one_scan(cut(see, "order_line", filters, by), beside),) if beside else ()
    return (*scans(see, MONTH, filters, by, whole), *by_line)
