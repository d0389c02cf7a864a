"""Targets row by row, as a grid and a list show them, and what they are broken down by."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Double, Select, String, and_, case, cast, func, select

from data_access.coverage import lowest_with
from data_access.cut import cut
from data_access.entered import PREFIX
from data_access.slices import SLICED_BY
from data_access.visible import Visible
from data_access.warehouse import query
from domain.contracts_targets import POTENTIALS, SLICE_NAMES, TARGET_ROWS
from domain.filters import Filters
from domain.targets import MEMBERS
from i18n import Locale


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose rows: of a plan, a version and a metric; an empty one stands for all."""

    plan: str = ""
    version: str = ""
    metric: str = ""


@query(TARGET_ROWS)
def target_rows(see: Visible, filters: Filters, asked: Asked) -> Select[Any]:
    """The targets that touch the window, in the selection; targets of teams are left out."""
    mine = cut(see, "target", filters)
    door = mine.door.c
    mine.conditions += [door.period_start <= filters.last, door.period_end >= filters.first, door.team.is_(None)]
    for name in ("plan", "version", "metric"):
        if value := getattr(asked, name):
            mine.conditions.append(door[name] == value)
    names = ("plan", "version", "level", "metric", "aggregation", "period_start", "period_end", "source")
    keys = [
        case((door[column].is_not(None), door.source + ":" + door[column])).label(dim) if dim in MEMBERS
        else door[column].label(dim)
        for dim, column in SLICED_BY["target"].items() if dim != "team"
    ]  # fmt: skip
    amount = cast(door.amount, Double).label("amount")
    rows = mine.select(
        *(door[name] for name in names), *keys, amount, door.target_id.startswith(PREFIX).label("entered")
    )
    order = ("plan", "version", "metric", "level", "period_start", "source", *SLICED_BY["target"].values())
    return rows.order_by(*(door[name].asc().nulls_last() for name in order), door.target_id)


@query(SLICE_NAMES)
def slice_names(see: Visible, member: str, locale: Locale) -> Select[Any]:
    """The reps or partners that this reader sees, by key; for regions and channels see data_access/options.py."""
    labels = see.labels(member)
    key = labels.c.source + ":" + labels.c[f"{member}_id"]
    own = labels.c.name_zh if locale is Locale.ZH and "name_zh" in labels.c else labels.c.name
    named = func.coalesce(own, labels.c.name, labels.c[f"{member}_id"])
    return select(key.label("key"), cast(named, String).label("name")).order_by(named.asc().nulls_last(), key)


@query(POTENTIALS)
def potentials(see: Visible, filters: Filters) -> Select[Any]:
    """The potential of each region in the selection that has one, itself or below it: the lowest figures are added."""
    mine = cut(see, "region", filters)
    mine.conditions.append(lowest_with(see, mine, "potential"))
    tree = see.tree("region").alias("above")
    up = and_(tree.c.source == mine.door.c.source, tree.c.region_id == mine.door.c.region_id)
    mine.rows = mine.rows.join(tree, and_(up, tree.c.depth <= tree.c.own_depth))
    mine.groups["source"], mine.groups["region"] = mine.door.c.source, tree.c.ancestor_id
    rows = mine.grouped(cast(func.sum(mine.door.c.potential), Double).label("potential")).subquery("rows")
    key = (rows.c.source + ":" + rows.c.region).label("region")
    return select(key, rows.c.potential).order_by(key.asc().nulls_last())
