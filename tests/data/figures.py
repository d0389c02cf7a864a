"""Sums and counts asked of a loaded warehouse, for comparing with the figures that the data sets publish."""

from sqlalchemy import func, select

from data_access.store import Store
from data_access.tables import order_line, region


def ask(store: Store, statement) -> list[tuple]:
    """The rows of a statement."""
    with store.engine().connect() as connection:
        return [tuple(row) for row in connection.execute(statement).all()]


def total(store: Store, column, *where) -> object:
    """The sum of a column."""
    return ask(store, select(func.sum(column)).where(*where))[0][0]


def count(store: Store, table, *where) -> int:
    """How many rows of a table fulfil the conditions."""
    return ask(store, select(func.count()).select_from(table).where(*where))[0][0]


def by(store: Store, key, value=order_line.c.revenue, digits: int = 2) -> dict:
    """The sum of `value` for each `key`, rounded to `digits` as published."""
    rows = ask(store, select(key, func.sum(value)).group_by(key))
    return {name: round(float(amount), digits) for name, amount in rows}


def by_region_name(store: Store, *where, digits: int = 0) -> dict:
    """Revenue for each name of the region that a line is credited to."""
    same = (region.c.source == order_line.c.source) & (region.c.region_id == order_line.c.region_id)
    statement = select(region.c.name, func.sum(order_line.c.revenue)).join(order_line, same).where(*where)
    return {name: round(float(amount), digits) for name, amount in ask(store, statement.group_by(region.c.name))}
