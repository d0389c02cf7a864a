"""The figures of channel balance for one month: the index and its parts, the incidents, the concentration."""

from dataclasses import dataclass, replace

import pandas as pd

from analytics.balance import balance_index, balance_parts
from analytics.concentration import concentration
from analytics.excuses import agreed_excuses
from analytics.incident_states import kept_buyers, remembered, standing
from analytics.incidents import found_until, seen_in
from data_access.balance import conflicts_of, exposures_of, links_of, measured, regions_below, since_first
from data_access.concentration import share_sums
from data_access.freshness import require
from data_access.warehouse import Warehouse
from domain.balance import ConflictAsk, Terms
from domain.contracts_balance import CONCENTRATION
from domain.errors import NotInScope
from domain.filters import Filters
from domain.incidents import NOTHING_RECALLED, Recalled
from i18n import Locale

CONCENTRATED = ("channel", "region_1", "partner", "customer", "product")


@dataclass(frozen=True, slots=True)
class BalanceFigures:
    """INDEX, PARTS, INCIDENTS with STATES and CONCENTRATION of one month; `measured` says which parts there are."""

    index: pd.DataFrame
    parts: pd.DataFrame
    incidents: pd.DataFrame
    concentration: pd.DataFrame
    measured: dict[str, bool]


def balance_figures(
    data: Warehouse, filters: Filters, terms: Terms, locale: Locale, recalled: Recalled = NOTHING_RECALLED
) -> BalanceFigures:
    """The figures of the month that `filters` hold, as the reader of `data` sees them. NotMeasured without orders.

    What was agreed, or judged to be no conflict, is no part of the index; its incidents are told, and say so.
    """
    require(data, "order_line")
    ask = ConflictAsk(terms.rules, locale=locale, kept=kept_buyers(recalled.notes))
    kinds = measured(data, filters, ask)
    history = since_first(data, filters)
    conflicts = {kind: rows for kind, rows in conflicts_of(data, history, ask).items() if kinds[kind]}
    found = found_until(conflicts, links_of(data, history, ask), filters.first)
    below = regions_below(data) if recalled.agreed else {}
    memory = remembered(found, recalled.notes, agreed_excuses(recalled.agreed, below))
    counted = exposures_of(data, filters, replace(ask, excused=memory.excused))
    parts = balance_parts(counted, terms.parts, kinds)
    rows = seen_in(found, filters.first, memory.excused, selected=bool(filters.chosen))
    known = rows.merge(standing(rows, memory.states), on="id")
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
