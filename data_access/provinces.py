"""In how many provinces something is sold: a figure that plans set levels for."""

from typing import Any

import pandas as pd
from sqlalchemy import Double, Select, case, cast, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from data_access.cut import Span, cut
from data_access.labels import frame_columns, named, row_columns
from data_access.visible import Visible
from data_access.warehouse import Warehouse, query
from domain.ask import Ask
from domain.dimensions import DIMENSIONS, lacking
from domain.filters import Filters
from domain.frames import Contract, Kind

_PROVINCE = "region_2"


def _contract(filters: Filters, ask: Ask) -> Contract:
    columns = frame_columns(ask.by, ask.grain) | {"provinces_sold": Kind.NUMBER}
    return Contract("selling_provinces", columns, (*ask.by, *(("period",) if ask.grain else ())))


@query(_contract)
def selling_provinces(see: Visible, filters: Filters, ask: Ask) -> Select[Any]:
    """Distinct nodes of the second level of regions with booked lines, per group and step."""
    dims = tuple(dict.fromkeys((*ask.by, _PROVINCE)))
    whole = see.scope.reps is None and not lacking("order_day", (*dims, *filters.chosen))
    span = Span(filters.first, filters.last, ask.grain)
    once = cut(see, "order_day" if whole else "order_line", filters, dims, span).select().distinct().subquery("once")
    groups: dict[str, ColumnElement[Any]] = {name: once.c[name] for name in row_columns(ask.by, ask.grain)}
    if members := [once.c[dim] for dim in ask.by if DIMENSIONS[dim].is_member]:
        # the province has a source as well: without a member of the question the group has none
        groups["source"] = case((or_(*(one.is_not(None) for one in members)), once.c.source))
    key = once.c.source + ":" + once.c[_PROVINCE]
    count = cast(func.count(key.distinct()), Double).label("provinces_sold")
    rows = select(*(column.label(name) for name, column in groups.items()), count).group_by(*groups.values())
    return named(see, rows.subquery("rows"), ask.by, ask.locale)


def provinces_sold(data: Warehouse, filters: Filters, ask: Ask) -> pd.DataFrame:
    """How many provinces (regions, where the tree has one level only) had a booked line; no row of none."""
    return selling_provinces(data, filters, ask)
