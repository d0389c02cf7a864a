"""At which levels a metric has targets, and which of them answers a question."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from data_access.cut import Cut, cut
from data_access.slices import SLICED_BY
from data_access.visible import Visible
from data_access.warehouse import query
from domain.filters import Filters
from domain.frames import Contract, Kind
from domain.periods import Grain

LEVELS = Contract(
    "target_levels",
    {
        "plan": Kind.TEXT, "version": Kind.TEXT, "level": Kind.TEXT,
        **{f"has_{dim}": Kind.NUMBER for dim in SLICED_BY["target"]},
        "region_depth": Kind.NUMBER, "channel_depth": Kind.NUMBER,
        "row_count": Kind.COUNT, "partial_count": Kind.NUMBER, "first": Kind.DAY, "last": Kind.DAY,
    },
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Aim:
    """The metric that is planned, as a sum or a level, and the step it is asked in."""

    metric: str
    aggregation: str
    grain: Grain | None = None


@query(Contract("planned_metrics", {"metric": Kind.TEXT, "aggregation": Kind.TEXT}))
def planned_metrics(see: Visible) -> Select[Any]:
    """The metrics that have any target which this reader may see."""
    target = see.fact("target")
    return select(target.c.metric, target.c.aggregation).distinct().order_by(target.c.metric, target.c.aggregation)


@query(LEVELS)
def target_levels(see: Visible, filters: Filters, aim: Aim) -> Select[Any]:
    """The levels at which the metric has targets that touch the window: which dimensions they fill, how deep in the
    trees they lie at least, and how many of their rows lie only partly in the window or in one of its steps.
    """
    mine = cut(see, "target", filters)
    door = mine.door
    mine.conditions += [door.c.metric == aim.metric, door.c.aggregation == aim.aggregation]
    mine.conditions += [door.c.period_start <= filters.last, door.c.period_end >= filters.first]
    groups: dict[str, ColumnElement[Any]] = {name: door.c[name] for name in ("plan", "version", "level")}
    groups |= {
        f"has_{dim}": case((door.c[column].is_not(None), 1), else_=0) for dim, column in SLICED_BY["target"].items()
    }
    split = [door.c.period_start < filters.first, door.c.period_end > filters.last]
    if aim.grain is not None:
        split.append(_step(see, mine, "period_start", aim.grain) != _step(see, mine, "period_end", aim.grain))
    partial = case((or_(*split), 1), else_=0)
    values = (
        func.min(_own_depth(see, mine, "region")).label("region_depth"),
        func.min(_own_depth(see, mine, "channel")).label("channel_depth"),
        func.count(door.c.source).label("row_count"),
        func.sum(partial).label("partial_count"),
        func.min(door.c.period_start).label("first"),
        func.max(door.c.period_end).label("last"),
    )
    mine.groups |= groups
    return mine.grouped(*values).order_by(*(column.asc().nulls_last() for column in groups.values()))


def _step(see: Visible, mine: Cut, column: str, grain: Grain) -> ColumnElement[Any]:
    calendar = see.calendar.alias(f"{column}_day")
    mine.rows = mine.rows.join(calendar, calendar.c.day == mine.door.c[column])
    return calendar.c[grain.column]


def _own_depth(see: Visible, mine: Cut, member: str) -> ColumnElement[Any]:
    tree = see.tree(member).alias(f"{member}_own")
    door = mine.door
    same = and_(tree.c.source == door.c.source, tree.c[f"{member}_id"] == door.c[f"{member}_id"], tree.c.depth == 0)
    mine.rows = mine.rows.outerjoin(tree, same)
    return tree.c.own_depth
