"""What stands beside calls: the history as a frame, targets and won amounts by the node that they are booked on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pandas as pd

from data_access.freshness import deal_days
from data_access.metric_table import metric_table
from data_access.warehouse import Warehouse
from data_access.workspace.calls import WrittenCall
from domain.ask import Ask, Compare
from domain.calls import COMPANY, GRAINS, CallPlace, running
from domain.contracts_calls import CALLS
from domain.errors import NotMeasured
from domain.filters import Filters

PLANNED = ("won_amount", "revenue")  # the first of them that has a target


@dataclass(frozen=True, slots=True)
class Planned:
    """The metric that targets are for, "" where there are none, and each target with the region that it names."""

    metric: str
    amounts: tuple[tuple[str, float], ...]


def call_rows(told: Sequence[WrittenCall], until: datetime | None = None) -> pd.DataFrame:
    """CALLS, oldest first: those made by the instant `until` (UTC), of a history that comes newest first."""
    rows = [
        {
            "region": one.call.place.region,
            "step": one.call.place.step,
            "period": pd.Timestamp(one.call.place.first),
            "at": pd.Timestamp(one.at.astimezone(UTC).replace(tzinfo=None)),
            "who": one.who,
            "how": one.how,
            "batch": one.batch,
            "state": one.call.state,
            "reason": one.call.reason,
            **{name: _number(getattr(one.call, name)) for name in ("call", "commit", "best_case")},
        }
        for one in reversed(told)
    ]
    frame = CALLS.coerce(pd.DataFrame(rows)) if rows else CALLS.empty()
    return frame if until is None else frame[frame["at"] <= pd.Timestamp(until)].reset_index(drop=True)


def planned_by_region(data: Warehouse, filters: Filters) -> Planned:
    """The targets of the period that name a region: those of the won amount, where there are none those of revenue."""
    for key in PLANNED:
        try:
            table = metric_table(data, filters, Ask((key,), ("region",), compare=(Compare.TARGET,)))
        except NotMeasured:
            continue
        found = table[table[f"{key}_target"].notna() & table.region.notna()]
        if len(found):
            return Planned(key, tuple(zip(found.region, found[f"{key}_target"], strict=True)))
    return Planned("", ())


def finished_periods(data: Warehouse, filters: Filters, step: str, fiscal_start: int) -> list[date]:
    """The first days of the quarters or months that the deals of this reader cover from end to end, oldest first."""
    begun = deal_days(data)["first"].iloc[0]
    if pd.isna(begun):
        return []
    first, found = running(step, begun.date() - timedelta(days=1), fiscal_start, 1), []
    while CallPlace(COMPANY, step, first).last <= filters.today:
        found.append(first)
        first = running(step, first, fiscal_start, 1)
    return found


def won_by_region(data: Warehouse, filters: Filters, step: str) -> pd.DataFrame:
    """`region` ("" for none), `period` and `won` per quarter or month of the window, by the node it is booked on."""
    table = metric_table(data, filters, Ask(("won_amount",), ("region",), GRAINS[step]))
    named = table.rename(columns={"won_amount": "won"})[["region", "period", "won"]]
    return named.assign(region=named.region.fillna(""))


def _number(amount: object) -> float:
    return float("nan") if amount is None else float(str(amount))
