"""At which levels metrics have targets: what the choice of the one that answers a question is made from."""

from typing import Any

from sqlalchemy import FromClause, Select, and_, case, func, or_
from sqlalchemy.sql.elements import ColumnElement

from data_access.aliases import aliased
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
        "metric": Kind.TEXT, "aggregation": Kind.TEXT, "plan": Kind.TEXT, "version": Kind.TEXT, "level": Kind.TEXT,
        **{f"has_{dim}": Kind.NUMBER for dim in SLICED_BY["target"]},
        "region_depth": Kind.NUMBER, "channel_depth": Kind.NUMBER,
        "row_count": Kind.COUNT, "partial_count": Kind.NUMBER,
        **{f"partial_{grain.value}s": Kind.NUMBER for grain in Grain},
    },
)  # fmt: skip


@query(LEVELS)
def target_levels(see: Visible, filters: Filters) -> Select[Any]:
    """The levels at which each metric has targets that touch the window: which dimensions they fill, how deep in the
    trees they lie at least, and how many of their rows lie only partly in the window (`partial_count`), or in it or
    in one of its steps (`partial_months` …). All metrics and steps at once: a page asks for several.
    """
    mine = cut(see, "target", filters)
    door = mine.door
    mine.conditions += [door.c.period_start <= filters.last, door.c.period_end >= filters.first]
    named = ("metric", "aggregation", "plan", "version", "level")
    groups: dict[str, ColumnElement[Any]] = {name: door.c[name] for name in named}
    groups |= {
        f"has_{dim}": case({door.c[column].is_not(None): 1}, else_=0) for dim, column in SLICED_BY["target"].items()
    }
    begins, ends = _day(see, mine, "period_start"), _day(see, mine, "period_end")
    outside = or_(door.c.period_start < filters.first, door.c.period_end > filters.last)
    split = {f"partial_{grain.value}s": begins.c[grain.column] != ends.c[grain.column] for grain in Grain}
    values = [
        func.min(_own_depth(see, mine, "region")).label("region_depth"),
        func.min(_own_depth(see, mine, "channel")).label("channel_depth"),
        func.count(door.c.source).label("row_count"),
        func.sum(case({outside: 1}, else_=0)).label("partial_count"),
        *(func.sum(case({or_(outside, two): 1}, else_=0)).label(name) for name, two in split.items()),
    ]
    mine.groups |= groups
    return mine.grouped(*values).order_by(*(column.asc().nulls_last() for column in groups.values()))


def _day(see: Visible, mine: Cut, column: str) -> FromClause:
    """The calendar row of that day of the target."""
    calendar = aliased(see.calendar, f"{column}_day")
    mine.rows = mine.rows.outerjoin(calendar, calendar.c.day == mine.door.c[column])
    return calendar


def _own_depth(see: Visible, mine: Cut, member: str) -> ColumnElement[Any]:
    tree = aliased(see.tree(member), f"{member}_own")
    door = mine.door
    same = and_(tree.c.source == door.c.source, tree.c[f"{member}_id"] == door.c[f"{member}_id"], tree.c.depth == 0)
    mine.rows = mine.rows.outerjoin(tree, same)
    return tree.c.own_depth
