"""Channel balance as a reader sees it: exposures and conflicts of every kind, and which of them can be measured."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pandas as pd
from sqlalchemy import Select, select

from data_access.conflict_rows import everywhere
from data_access.customer_conflicts import can_meet, customer_conflicts, customer_exposures
from data_access.freshness import filled_tables, first_days
from data_access.options import members_below
from data_access.price_conflicts import price_conflicts, price_exposures, price_links
from data_access.product_conflicts import product_conflicts, product_exposures
from data_access.territory_conflicts import territory_conflicts, territory_exposures
from data_access.visible import Visible
from data_access.warehouse import Warehouse, query
from domain.balance import CUSTOMER, PRICE, PRODUCT, TERRITORY, ConflictAsk
from domain.filters import Filters
from domain.frames import Contract, Kind
from domain.scope import EVERYTHING

Asked = Callable[[Warehouse, Filters, ConflictAsk], pd.DataFrame]
_EXPOSURES: dict[str, Asked] = {
    PRICE: price_exposures,
    TERRITORY: territory_exposures,
    CUSTOMER: customer_exposures,
    PRODUCT: product_exposures,
}
_CONFLICTS: dict[str, Asked] = {
    PRICE: price_conflicts,
    TERRITORY: territory_conflicts,
    CUSTOMER: customer_conflicts,
    PRODUCT: product_conflicts,
}


def exposures_of(data: Warehouse, filters: Filters, ask: ConflictAsk) -> dict[str, pd.DataFrame]:
    """The exposures of each kind, by month and group."""
    return {kind: asked(data, filters, ask) for kind, asked in _EXPOSURES.items()}


def conflicts_of(data: Warehouse, filters: Filters, ask: ConflictAsk) -> dict[str, pd.DataFrame]:
    """CONFLICTS of each kind in the window."""
    return {kind: asked(data, filters, ask) for kind, asked in _CONFLICTS.items()}


def links_of(data: Warehouse, filters: Filters, ask: ConflictAsk) -> pd.DataFrame:
    """LINKS of the window, of the whole company."""
    return price_links(data, everywhere(filters), ask)


def measured(data: Warehouse, filters: Filters, ask: ConflictAsk) -> dict[str, bool]:
    """Whether each kind can be measured in the window for the installation as a whole; whether, and not how much."""
    whole, every, plain = replace(data, scope=EVERYTHING), everywhere(filters), replace(ask, by="")
    found = {kind: bool(_EXPOSURES[kind](whole, every, plain).base.sum() > 0) for kind in (PRICE, TERRITORY)}
    tables = set(filled_tables(data)["table"])
    sold = "order_line" in tables
    return {
        **found,
        CUSTOMER: sold and bool(buyers_met(data).met.any()),
        PRODUCT: sold and "assortment" in tables,
    }


@query(Contract("buyers_met", {"met": Kind.FLAG}))
def buyers_met(see: Visible) -> Select[None]:
    """One row: whether there are identified buyers, and channels that compete, in the whole company."""
    return select(see.shared("buyers met", can_meet))


def regions_below(data: Warehouse) -> dict[str, tuple[str, ...]]:
    """Each region of the company with those that lie below it, itself among them: keys only, which are no secret."""
    return members_below(data, "region")


def since_first(data: Warehouse, filters: Filters) -> Filters:
    """From the month of the first order to the end of the window: incidents are told from their beginning."""
    days = first_days(data).set_index("table")["first"]
    if "order_line" not in days.index or pd.isna(days["order_line"]):
        return filters
    first: date = days["order_line"].date().replace(day=1)
    return filters.between(min(first, filters.first), filters.last)
