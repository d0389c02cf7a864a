"""What was sold in each month by region, channel and product, with what conflicts are judged by; see sold_rows.py.

Nothing here depends on a setting: thresholds are applied when a question is asked.
"""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Double, case, cast, func, insert

from data_access.assortments import astray
from data_access.conflict_rows import sold
from data_access.published import sold_month
from data_access.sold_rows import in_force, unpromoted
from data_access.tables import MONEY
from data_access.visible import doors
from domain.filters import Filters
from domain.scope import EVERYTHING


def fill_sold_months(connection: Connection, first: date, last: date) -> None:
    """Write the table, from the lines of these days. Takes trees and calendar."""
    see, days = doors(EVERYTHING), Filters(first, last, last)
    mine = sold(see, days, ("region", "channel", "product"))
    line = mine.door.c
    clear, quantity = unpromoted(see, days, mine), cast(line.quantity, Double)
    outside = astray(see, mine)

    def money(value: Any, when: ColumnElement[bool]) -> ColumnElement[Any]:
        return cast(func.sum(case((when, value), else_=0)), MONEY)

    values = {
        "quantity": money(line.quantity, clear),
        "revenue": money(line.revenue, clear),
        "sold": cast(func.sum(line.revenue), MONEY),
        "astray_quantity": money(line.quantity, outside),
        "astray_revenue": money(line.revenue, outside),
    }
    for name, price in in_force(see, mine).items():
        values[f"{name}_worth"] = func.sum(case((clear, quantity * price)))
        values[f"{name}_units"] = func.sum(case((clear & price.is_not(None), quantity)))
    keys = {"source": "source", "month_start": "period", "region_id": "region"}
    keys |= {"channel_id": "channel", "product_id": "product"}
    mine.groups = {name: mine.groups[group] for name, group in keys.items()}
    rows = mine.grouped(*(value.label(name) for name, value in values.items()))
    connection.execute(insert(sold_month).from_select([*keys, *values], rows))
