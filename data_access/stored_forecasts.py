"""Stored forecasts as one reader sees them: only of slices of the company that lie in the reader's scope."""

from collections.abc import Mapping, Sequence

import pandas as pd
from sqlalchemy import Engine

from data_access.options import members
from data_access.warehouse import Warehouse
from data_access.workspace.forecasts import stored
from domain.contracts_calls import SAID
from domain.contracts_forecast import STORED
from domain.filters import Filters
from domain.forecast import ForecastAsk, seen_slice, slice_key
from domain.periods import Grain, end_of_day
from domain.pipeline_forecast import PIPELINE, SERIES

STORED_STEPS = {"statistical": SERIES, "pipeline": PIPELINE}  # the step of value added → the method that is stored


def stored_forecasts(space: Engine, data: Warehouse, filters: Filters, ask: ForecastAsk) -> pd.DataFrame:
    """The stored forecasts of the selection; none where it is no slice that is stored or seen. Returns STORED."""
    return stored_of_each(space, data, [filters], ask)[0]


def stored_of_each(
    space: Engine, data: Warehouse, selections: Sequence[Filters], ask: ForecastAsk
) -> list[pd.DataFrame]:
    """The same of several selections, in their order."""
    keys = [stored_key(data, filters) for filters in selections]
    found = stored(space, [key for key in keys if key is not None], ask.metric, ask.grain.value)
    return [found.get(key, STORED.empty()) if key is not None else STORED.empty() for key in keys]


def stored_steps(
    space: Engine, data: Warehouse, filters: Filters, regions: Sequence[str], grain: Grain
) -> pd.DataFrame:
    """What was stored of the quarters or months of these regions, by each way of making it. Returns SAID.

    COMPANY stands for all that the reader sees, which is a slice that is stored for a reader of everything and of one
    region only.
    """
    whole = filters.whole()
    keys = {region: stored_key(data, whole.only(region=(region,)) if region else whole) for region in regions}
    wanted = {region: key for region, key in keys.items() if key is not None}
    tables = [
        table for step, method in STORED_STEPS.items() for table in _said(space, data, wanted, (step, method, grain))
    ]
    return SAID.coerce(pd.concat(tables, ignore_index=True)) if tables else SAID.empty()


def _said(space: Engine, data: Warehouse, keys: Mapping[str, str], which: tuple[str, str, Grain]) -> list[pd.DataFrame]:
    step, method, grain = which
    found = stored(space, list(keys.values()), "won_amount", grain.value, method)
    tables = []
    for region, key in keys.items():
        if key in found:
            rows = found[key][found[key]["mean"].notna()]
            ends = {day: end_of_day(day.date(), data.time_zone) for day in rows.origin.unique()}
            known = rows.rename(columns={"mean": "value"})
            tables.append(known.assign(region=region, step=step, at=rows.origin.map(ends)))
    return [table for table in tables if len(table)]


def stored_key(data: Warehouse, filters: Filters) -> str | None:
    """The key of the slice; None unless the reader sees every member that it names."""
    part = seen_slice(filters, data.scope)
    if part is None:
        return None
    for tree in ("region", "channel"):
        if not set(part.get(tree, ())) <= set(members(data, tree).key):
            return None
    return slice_key(part)
