"""The figures of channel balance for one month: the index and its parts, the incidents, the concentration."""

from dataclasses import dataclass

import pandas as pd

from analytics.balance import balance_index, balance_parts
from analytics.concentration import concentration
from analytics.incidents import incidents
from data_access.balance import conflicts_of, exposures_of, links_of, measured, since_first
from data_access.concentration import share_sums
from data_access.freshness import require
from data_access.warehouse import Warehouse
from domain.balance import ConflictAsk, Terms
from domain.contracts_balance import CONCENTRATION
from domain.errors import NotInScope
from domain.filters import Filters
from i18n import Locale

CONCENTRATED = ("channel", "region_1", "partner", "customer", "product")


@dataclass(frozen=True, slots=True)
class BalanceFigures:
    """INDEX, PARTS, INCIDENTS and CONCENTRATION of one month; `measured` says which parts there are."""

    index: pd.DataFrame
    parts: pd.DataFrame
    incidents: pd.DataFrame
    concentration: pd.DataFrame
    measured: dict[str, bool]


def balance_figures(data: Warehouse, filters: Filters, terms: Terms, locale: Locale) -> BalanceFigures:
    """The figures of the month that `filters` hold, as the reader of `data` sees them. NotMeasured without orders."""
    require(data, "order_line")
    ask = ConflictAsk(terms.rules, locale=locale)
    kinds = measured(data, filters, ask)
    parts = balance_parts(exposures_of(data, filters, ask), terms.parts, kinds)
    history = since_first(data, filters)
    found = incidents(
        conflicts_of(data, history, ask),
        links_of(data, history, ask),
        filters.first,
        selected=bool(filters.chosen),
    )
    known = found[found.kind.map(kinds).astype("bool")].reset_index(drop=True)
    return BalanceFigures(balance_index(parts), parts, known, concentrations(data, filters, locale), kinds)


def concentrations(data: Warehouse, filters: Filters, locale: Locale) -> pd.DataFrame:
    """CONCENTRATION of every dimension that the reader may see the whole of; no row of the others."""
    found = []
    for by in CONCENTRATED:
        try:
            found.append(concentration(share_sums(data, filters, by, locale), by))
        except NotInScope:  # a share of a part is no share of the company
            continue
    return pd.concat(found, ignore_index=True) if found else CONCENTRATION.empty()
