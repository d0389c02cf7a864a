"""What a change of revenue is made of: product × channel × region cells of two periods, added up in the database.

A cell's region is a root of the tree (大区). On the nodes that orders are keyed to, most cells of a product are
bought in one of two periods only, and churn of cells hides price and volume: see docs/adr on attribution.
"""

from typing import Any

import pandas as pd
from sqlalchemy import Double, FromClause, Select, and_, cast, func, select, union_all
from sqlalchemy.sql.elements import ColumnElement

from data_access.cut import Lens, Span
from data_access.dialects import safe_div
from data_access.freshness import many_lines
from data_access.month_scans import month_scans
from data_access.scans import Scan, scans, when
from data_access.visible import Visible
from data_access.warehouse import Warehouse, query
from domain.ask import Compare
from domain.contracts import CHANGE_SUMS
from domain.filters import Filters

_CELL = ("product", "channel", "region_1")
_LENSES = {Compare.LAST_YEAR: Lens.LAST_YEAR, Compare.LAST_YEAR_FESTIVAL: Lens.LAST_YEAR_FESTIVAL}


def change_sums(data: Warehouse, filters: Filters, against: Compare) -> pd.DataFrame:
    """CHANGE_SUMS of `cell_sums`, from whole months where there are many lines: of few the lines are the quicker."""
    return cell_sums(data, filters, against, bool(many_lines(data).many.all()))


@query(CHANGE_SUMS)
def cell_sums(see: Visible, filters: Filters, against: Compare, months: bool) -> Select[Any]:
    """The sums that the effects of DOMAIN section 3 need, per unit: of the elapsed window against another period.

    `months`: whole months are read from their totals and the days beside them by line, which gives the same.
    """
    cells = _cells(see, filters, against, months=months)
    sold_before, sold_after = _sold(cells, "before"), _sold(cells, "after")
    kept = and_(sold_before, sold_after)
    old_price = safe_div(cells.c.revenue_before, cells.c.quantity_before)
    values: dict[str, ColumnElement[Any]] = {
        "revenue_before": cells.c.revenue_before,
        "revenue_after": cells.c.revenue_after,
        "kept_quantity_before": when(kept, cells.c.quantity_before, 0),
        "kept_quantity_after": when(kept, cells.c.quantity_after, 0),
        "kept_revenue_before": when(kept, cells.c.revenue_before, 0),
        "kept_revenue_after": when(kept, cells.c.revenue_after, 0),
        "kept_at_old_price": when(kept, old_price * cast(cells.c.quantity_after, Double), 0),
        "new_revenue": when(and_(sold_after, _absent(cells, "before")), cells.c.revenue_after, 0),
        "lost_revenue": when(and_(sold_before, _absent(cells, "after")), cells.c.revenue_before, 0),
    }
    totals = (cast(func.sum(value), Double).label(name) for name, value in values.items())
    product = see.labels("product")
    same = and_(product.c.source == cells.c.source, product.c.product_id == cells.c.product)
    rows = select(product.c.unit, *totals).select_from(cells.join(product, same))
    return rows.group_by(product.c.unit).order_by(product.c.unit)


def _cells(see: Visible, filters: Filters, against: Compare, *, months: bool) -> FromClause:
    window = filters.window
    after = Span(filters.first, window.elapsed_last)
    previous = window.previous()
    lens = _LENSES.get(against)
    before = Span(after.first, after.last, None, lens) if lens else Span(previous.first, previous.last)
    spans = {"before": before, "after": after}
    by_month = month_scans(see, filters, _CELL, spans) if months else ()
    sides = [_side(scan) for scan in by_month or scans(see, "order_line", filters, _CELL, spans)]
    both = union_all(*sides).subquery("both") if len(sides) > 1 else sides[0].subquery("cells")
    if len(sides) == 1:
        return both
    keys = [both.c[name] for name in ("source", *_CELL)]
    totals = (func.sum(column).label(column.key) for column in both.c if column.key not in ("source", *_CELL))
    return select(*keys, *totals).group_by(*keys).subquery("cells")


def _side(scan: Scan) -> Select[Any]:
    """Quantities and revenue of both periods per cell; those of a period that the scan is not about are 0."""
    door = scan.rows.door
    values = []
    for side in ("before", "after"):
        for name in ("quantity", "revenue"):
            inside, amount = scan.spans.get(side), door.c[name] if side in scan.spans else door.c[name] * 0
            counted = amount if inside is None else when(inside, amount, 0)
            values.append(func.sum(counted).label(f"{name}_{side}"))
    return scan.rows.grouped(*values)


def _sold(cells: FromClause, side: str) -> ColumnElement[bool]:
    return and_(cells.c[f"quantity_{side}"] > 0, cells.c[f"revenue_{side}"] > 0)


def _absent(cells: FromClause, side: str) -> ColumnElement[bool]:
    return and_(cells.c[f"quantity_{side}"] == 0, cells.c[f"revenue_{side}"] == 0)
