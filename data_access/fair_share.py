"""Each region's share of revenue against its share of the potential: a figure of the whole company."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from sqlalchemy import Double, Select, and_, cast, func, select, tuple_

from data_access.coverage import lowest_with
from data_access.cut import Span, cut
from data_access.labels import frame_columns, named
from data_access.roll_up import rolled_up
from data_access.scans import one_scan, within
from data_access.visible import Visible
from data_access.warehouse import Warehouse, query
from domain.ask import Ask
from domain.filters import Filters
from domain.frames import Contract, Kind
from domain.measures import REVENUE
from i18n import Text

_NAME = Text("公平份额指数", "The fair-share index")
_TOTALS = Contract("company_potential", {"revenue": Kind.NUMBER, "potential": Kind.NUMBER})


def _contract(filters: Filters, days: tuple[Span, ...], ask: Ask) -> Contract:
    sums = [*_sold(days), "potential"]
    return Contract("revenue_and_potential", frame_columns(ask.by) | dict.fromkeys(sums, Kind.NUMBER), tuple(ask.by))


def _sold(days: tuple[Span, ...]) -> dict[str, Span]:
    return {f"revenue_{k}": span for k, span in enumerate(days)}


@query(_contract)
def revenue_of_potential(see: Visible, filters: Filters, days: tuple[Span, ...], ask: Ask) -> Select[Any]:
    """Per group of regions: the potential, and for each k of these days `revenue_k` of the regions that lie in or below
    one that states it.
    """
    see.permit_whole(_NAME)
    regions = cut(see, "region", filters, ask.by)
    regions.conditions.append(lowest_with(see, regions, "potential"))
    there = regions.grouped(func.sum(regions.door.c.potential).label("potential")).subquery("there")
    (sum_,) = rolled_up(REVENUE, (*ask.by, *filters.chosen), own_orders=see.scope.reps is not None)
    runs = {name: ((span.first, span.last),) for name, span in _sold(days).items()}
    scan = one_scan(cut(see, sum_.fact, filters, ask.by), runs)
    line, measured = scan.rows, _in_or_below(see, see.fact("region"))
    line.conditions.append(tuple_(line.door.c.source, line.door.c.region_id).in_(measured))
    sums = (func.sum(within(inside, line.door.c.revenue)).label(name) for name, inside in scan.spans.items())
    sold = line.grouped(*sums).subquery("sold")
    keys = list(line.groups)
    same = and_(*(there.c[key] == sold.c[key] for key in keys)) if keys else there.c.potential == there.c.potential
    totals = {name: func.coalesce(sold.c[name], 0) for name in runs} | {"potential": there.c.potential}
    values = (cast(value, Double).label(name) for name, value in totals.items())
    rows = select(*(there.c[key] for key in keys), *values).select_from(there.outerjoin(sold, same))
    return named(see, rows.subquery("rows"), ask.by, ask.locale)


@query(_TOTALS)
def company_potential(see: Visible, filters: Filters) -> Select[Any]:
    """Revenue and potential of the whole company, of the regions in or below one that states a potential."""
    regions, days = see.company_regions(_NAME), see.company(_NAME)
    tree = see.tree("region")
    inner = regions.alias("inner_region")
    above = (
        select(tree.c.source, tree.c.ancestor_id)
        .join(inner, and_(inner.c.source == tree.c.source, inner.c.region_id == tree.c.region_id))
        .where(inner.c.potential.is_not(None), tree.c.ancestor_id != tree.c.region_id)
    )
    lowest = tuple_(regions.c.source, regions.c.region_id).not_in(above)
    potential = select(func.sum(regions.c.potential)).where(regions.c.potential.is_not(None), lowest)
    measured = tuple_(days.c.source, days.c.region_id).in_(_in_or_below(see, regions))
    revenue = select(func.sum(days.c.revenue)).where(days.c.ordered_on.between(filters.first, filters.last), measured)
    return select(
        cast(revenue.scalar_subquery(), Double).label("revenue"),
        cast(potential.scalar_subquery(), Double).label("potential"),
    )


def _in_or_below(see: Visible, regions: Any) -> Select[Any]:
    """(source, id) of every region that states a potential, or lies below one that does."""
    tree = see.tree("region")
    same = and_(regions.c.source == tree.c.source, regions.c.region_id == tree.c.ancestor_id)
    return select(tree.c.source, tree.c.region_id).join(regions, same).where(regions.c.potential.is_not(None))


def fair_share(data: Warehouse, periods: Mapping[str, Filters], ask: Ask) -> dict[str, pd.DataFrame]:
    """For each period 100 × (share of revenue ÷ share of potential), both of the whole company; 100 is a fair share.

    Regions without potential leave both shares and have no value. NotInScope where the reader may not divide by
    the company.
    """
    selection, days = next(iter(periods.values())), tuple(Span(one.first, one.last) for one in periods.values())
    rows = revenue_of_potential(data, selection, days, ask)
    return {name: _shares(data, one, rows, rows[f"revenue_{k}"]) for k, (name, one) in enumerate(periods.items())}


def _shares(data: Warehouse, filters: Filters, rows: pd.DataFrame, revenue: pd.Series) -> pd.DataFrame:
    whole = company_potential(data, filters.whole()).iloc[0]
    share = revenue / whole.revenue if whole.revenue else revenue * float("nan")
    owed = rows.potential / whole.potential if whole.potential else rows.potential * float("nan")
    return rows.assign(fair_share=100 * share / owed.where(owed > 0))
