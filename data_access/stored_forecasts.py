"""Stored forecasts as one reader sees them: only of slices of the company that lie in the reader's scope."""

from collections.abc import Sequence

import pandas as pd
from sqlalchemy import Engine

from data_access.options import members
from data_access.warehouse import Warehouse
from data_access.workspace.forecasts import stored
from domain.contracts_forecast import STORED
from domain.filters import Filters
from domain.forecast import ForecastAsk, seen_slice, slice_key


def stored_forecasts(space: Engine, data: Warehouse, filters: Filters, ask: ForecastAsk) -> pd.DataFrame:
    """The stored forecasts of the selection; none where it is no slice that is stored or seen. Returns STORED."""
    return stored_of_each(space, data, [filters], ask)[0]


def stored_of_each(
    space: Engine, data: Warehouse, selections: Sequence[Filters], ask: ForecastAsk
) -> list[pd.DataFrame]:
    """The same of several selections, in their order."""
    keys = [_key(data, filters) for filters in selections]
    found = stored(space, [key for key in keys if key is not None], ask.metric, ask.grain.value)
    return [found.get(key, STORED.empty()) if key is not None else STORED.empty() for key in keys]


def _key(data: Warehouse, filters: Filters) -> str | None:
    """The key of the slice; None unless the reader sees every member that it names."""
    part = seen_slice(filters, data.scope)
    if part is None:
        return None
    for tree in ("region", "channel"):
        if not set(part.get(tree, ())) <= set(members(data, tree).key):
            return None
    return slice_key(part)
