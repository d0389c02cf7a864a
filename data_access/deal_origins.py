"""Where the history of deals comes from: told by the source, observed by snapshots, or rebuilt from dates."""

from typing import Any

from sqlalchemy import Integer, Select, cast, func, literal, select, union_all

from data_access.cut import cut
from data_access.funnel_cut import standing
from data_access.visible import Visible
from data_access.warehouse import query
from domain.contracts_deals import DEAL_ORIGINS
from domain.filters import Filters
from domain.funnel import FunnelAsk


@query(DEAL_ORIGINS)
def deal_origins(see: Visible, filters: Filters, ask: FunnelAsk) -> Select[Any]:
    """How many deals of the selection, as they stood at the instant asked for, are known in which way.

    `clamped` counts, of all events up to that instant, those recorded with a time before that of the event before:
    they count as happening with it, so that no stay is shorter than nothing.
    """
    mine = standing(see, filters, ask)
    row = mine.door.c
    one, none = literal(1), literal(0)
    known = mine.select(row.origin, one.label("deals"), none.label("clamped")).where(row.status != "deleted")
    every = cut(see, "deal_span", filters)
    event = every.door.c
    late = (event.funnel == ask.funnel, event.clamped, event.from_at <= ask.at)
    moved = every.select(event.origin, none.label("deals"), one.label("clamped")).where(*late)
    both = union_all(known, moved).subquery("both")
    counts = (cast(func.sum(both.c[name]), Integer).label(name) for name in ("deals", "clamped"))
    return select(both.c.origin, *counts).group_by(both.c.origin).order_by(both.c.origin)
