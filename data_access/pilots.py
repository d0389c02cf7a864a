"""What pilot channels have earned and cost, month by month since their launch."""

from typing import Any

import pandas as pd
from sqlalchemy import Double, Select, and_, cast, func, null, or_, select, union_all

from data_access.cut import Cut, Span, cut
from data_access.labels import named
from data_access.measure_rows import total
from data_access.open_orders import as_of
from data_access.roll_up import rolled_up
from data_access.targets import EVER
from data_access.visible import Visible
from data_access.warehouse import Warehouse, query
from domain import measures as m
from domain.contracts_channels import PILOT_SUMS
from domain.errors import NotInScope
from domain.filters import Filters
from domain.formulas import Measure
from domain.periods import Grain
from i18n import Locale, Text

_MEASURES = (m.REVENUE, m.COSTED_REVENUE, m.MARGIN, m.COST)
_GROUPS = ("source", "channel", "launched_on", "period")
_NO_REPS = Text(
    "渠道费用不属于任何销售，只看本人业务的读者无法判断试点。",
    "Channel costs belong to no seller: pilots cannot be judged by a reader of own sales.",
)


def pilot_sums(data: Warehouse, filters: Filters, locale: Locale) -> pd.DataFrame:
    """PILOT_SUMS: see pilot_months. Raises NotInScope for readers of own sales, to whom no channel cost belongs."""
    if data.scope.reps is not None:
        raise NotInScope(_NO_REPS)
    return pilot_months(data, filters, locale)


@query(PILOT_SUMS)
def pilot_months(see: Visible, filters: Filters, locale: Locale) -> Select[Any]:
    """Revenue, margin and channel cost of each pilot in the selection, per month up to its last elapsed day.

    All of a pilot's life is read, whatever the first day of the selection; what lies below a pilot in the tree belongs
    to it. Lines and costs are aggregated apart and stacked.
    """
    dimensions, own = ("channel", *filters.chosen), see.scope.reps is not None
    measures = [part for measure in _MEASURES for part in rolled_up(measure, dimensions, own_orders=own)]
    parts = []
    for fact in dict.fromkeys(measure.fact for measure in measures):
        mine = _of_pilots(see, fact, filters)
        sums = (total(mine, one).label(one.key) for one in measures if one.fact == fact)
        parts.append(_stacked(mine.grouped(*sums), measures))
    stacked = union_all(*parts).subquery("stacked")
    keys = [stacked.c[name] for name in _GROUPS]
    totals = (cast(func.sum(stacked.c[one.key]), Double).label(one.key) for one in measures)
    rows = select(*keys, *totals).group_by(*keys).subquery("rows")
    return named(see, rows, ("channel",), locale)


def _of_pilots(see: Visible, fact: str, filters: Filters) -> Cut:
    """The facts of pilots since their launch, by pilot and month."""
    mine = cut(see, fact, filters, (), Span(EVER[0], as_of(filters), Grain.MONTH))
    door, tree, pilot = mine.door, see.tree("channel").alias("pilot_above"), see.labels("channel").alias("pilot")
    above = and_(
        tree.c.source == door.c.source, tree.c.channel_id == door.c.channel_id, tree.c.depth <= tree.c.own_depth
    )
    itself = and_(pilot.c.source == tree.c.source, pilot.c.channel_id == tree.c.ancestor_id, pilot.c.is_pilot.is_(True))
    mine.rows = mine.rows.join(tree, above).join(pilot, itself)
    mine.conditions.append(or_(pilot.c.launched_on.is_(None), door.c[mine.fact.day or ""] >= pilot.c.launched_on))
    own = {"source": door.c.source, "channel": pilot.c.channel_id, "launched_on": pilot.c.launched_on}
    mine.groups = own | mine.groups
    return mine


def _stacked(part: Select[Any], measures: list[Measure]) -> Select[Any]:
    rows = part.subquery()
    values = ((cast(rows.c[one.key], Double) if one.key in rows.c else cast(null(), Double)) for one in measures)
    labelled = (value.label(one.key) for value, one in zip(values, measures, strict=True))
    return select(*(rows.c[name] for name in _GROUPS), *labelled)
