"""What a change of revenue is made of: product × channel × region cells of two periods, added up in the database.

A cell's region is a root of the tree (大区). On the nodes that orders are keyed to, most cells of a product are
bought in one of two periods only, and churn of cells hides price and volume: see docs/adr on attribution.
"""

from typing import Any

from sqlalchemy import Double, FromClause, Select, and_, case, cast, func, select, union_all
from sqlalchemy.sql.elements import ColumnElement

from data_access.cut import Cut, Lens, Span, cut
from data_access.dialects import safe_div
from data_access.roll_up import in_months
from data_access.visible import Visible
from data_access.warehouse import query
from domain.ask import Compare
from domain.contracts import CHANGE_SUMS
from domain.filters import Filters

_CELL = ("product", "channel", "region_1")
_LENSES = {Compare.LAST_YEAR: Lens.LAST_YEAR, Compare.LAST_YEAR_FESTIVAL: Lens.LAST_YEAR_FESTIVAL}


@query(CHANGE_SUMS)
def change_sums(see: Visible, filters: Filters, against: Compare) -> Select[Any]:
    """The sums that the effects of DOMAIN section 3 need, per unit: of the elapsed window against another period."""
    cells = _cells(see, filters, against)
    sold_before, sold_after = _sold(cells, "before"), _sold(cells, "after")
    kept = and_(sold_before, sold_after)
    old_price = safe_div(cells.c.revenue_before, cells.c.quantity_before)
    values: dict[str, ColumnElement[Any]] = {
        "revenue_before": cells.c.revenue_before,
        "revenue_after": cells.c.revenue_after,
        "kept_quantity_before": case((kept, cells.c.quantity_before), else_=0),
        "kept_quantity_after": case((kept, cells.c.quantity_after), else_=0),
        "kept_revenue_before": case((kept, cells.c.revenue_before), else_=0),
        "kept_revenue_after": case((kept, cells.c.revenue_after), else_=0),
        "kept_at_old_price": case((kept, old_price * cast(cells.c.quantity_after, Double)), else_=0),
        "new_revenue": case((and_(sold_after, _absent(cells, "before")), cells.c.revenue_after), else_=0),
        "lost_revenue": case((and_(sold_before, _absent(cells, "after")), cells.c.revenue_before), else_=0),
    }
    totals = (cast(func.sum(value), Double).label(name) for name, value in values.items())
    product = see.labels("product")
    same = and_(product.c.source == cells.c.source, product.c.product_id == cells.c.product)
    rows = select(product.c.unit, *totals).select_from(cells.join(product, same))
    return rows.group_by(product.c.unit).order_by(product.c.unit)


def _cells(see: Visible, filters: Filters, against: Compare) -> FromClause:
    window = filters.window
    after = Span(filters.first, window.elapsed_last)
    previous = window.previous()
    lens = _LENSES.get(against)
    before = Span(after.first, after.last, None, lens) if lens else Span(previous.first, previous.last)
    sides = (("before", before), ("after", after))
    both = union_all(*(part for name, span in sides for part in _side(see, filters, span, name))).subquery("both")
    keys = [both.c[name] for name in ("source", *_CELL)]
    totals = (func.sum(column).label(column.key) for column in both.c if column.key not in ("source", *_CELL))
    return select(*keys, *totals).group_by(*keys).subquery("cells")


def _side(see: Visible, filters: Filters, span: Span, side: str) -> list[Select[Any]]:
    """One period's quantities and revenue per cell, to be added up; the other period's columns are 0."""
    parts = in_months(see, span, (*_CELL, *filters.chosen))
    return [_sums(cut(see, fact, filters, _CELL, days), side) for fact, days in parts]


def _sums(mine: Cut, side: str) -> Select[Any]:
    quantity, revenue = func.sum(mine.door.c.quantity), func.sum(mine.door.c.revenue)
    values = []
    for name in ("before", "after"):
        here = name == side
        values += [(quantity if here else quantity * 0).label(f"quantity_{name}")]
        values += [(revenue if here else revenue * 0).label(f"revenue_{name}")]
    return mine.grouped(*values)


def _sold(cells: FromClause, side: str) -> ColumnElement[bool]:
    return and_(cells.c[f"quantity_{side}"] > 0, cells.c[f"revenue_{side}"] > 0)


def _absent(cells: FromClause, side: str) -> ColumnElement[bool]:
    return and_(cells.c[f"quantity_{side}"] == 0, cells.c[f"revenue_{side}"] == 0)
