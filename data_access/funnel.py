"""Deals as they stood at an instant: the stock of each stage, what had been closed, how far a cohort had come."""

from datetime import datetime, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import Double, Integer, Select, Subquery, and_, case, cast, func, literal, null, select, union_all

from data_access.cut import Cut, cut
from data_access.dialects import days_between, microseconds_between
from data_access.funnel_cut import EXACT, by_slice, in_days, quantile, rows_of, standing, told, whole_days, with_days
from data_access.published import FOR_EVER
from data_access.visible import Visible
from data_access.warehouse import Warehouse, query
from domain.contracts_funnel import CLOSED, LOST_REASONS, STOCK
from domain.contracts_history import COHORT
from domain.filters import Filters
from domain.funnel import FunnelAsk
from domain.periods import end_of_day, just_after, start_of_day


def stock(data: Warehouse, filters: Filters, ask: FunnelAsk) -> pd.DataFrame:
    """Open deals per stage at the instant asked for, in order of stages. Returns STOCK, sliced when `ask.by` is said.

    Stages without open deals have no row. The amount is that of the deals that have one, NaN when none has. Deals
    without a creation date are in the stock of today, or later, only, and have no age.
    """
    undated = ask.at >= end_of_day(filters.today, data.time_zone)
    return stock_rows(data, filters, ask, undated)


@query(by_slice(STOCK))
def stock_rows(see: Visible, filters: Filters, ask: FunnelAsk, undated: bool) -> Select[Any]:
    """See `stock`; with `undated`, deals without a history as well."""
    mine = standing(see, filters, ask)
    row = mine.door.c
    mine.conditions.append(row.status == "open")
    mine.groups["position"] = row.stage
    age = in_days(quantile(0.5, microseconds_between(row.entered_at, literal(just_after(ask.at)))))
    nothing = (cast(0, Integer).label("undated"), cast(null(), EXACT).label("undated_amount"))
    parts = [mine.grouped(*_totals(row), age.label("median_age"), *nothing)]
    if undated:
        parts.append(_undated(see, filters, ask))
    both = union_all(*parts).subquery("both")
    groups = [both.c[name] for name in mine.groups]
    sums = {name: func.sum(both.c[name]) for name in ("count", "amount", "undated", "undated_amount")}
    kinds = {"count": Integer, "undated": Integer, "amount": Double, "undated_amount": Double}
    values: list[Any] = [cast(total, kinds[name]).label(name) for name, total in sums.items()]
    rows = select(*groups, *values, func.max(both.c.median_age).label("median_age")).group_by(*groups)
    return told(see, rows.subquery("rows"), ask, ("position",))


def _totals(row: Any) -> tuple[Any, Any]:
    return func.count(row.source).label("count"), cast(func.sum(row.amount), EXACT).label("amount")


def _undated(see: Visible, filters: Filters, ask: FunnelAsk) -> Select[Any]:
    """Open deals that nobody knows the beginning of, as they stand today."""
    mine = cut(see, "opportunity", filters, (ask.by,) if ask.by else ())
    row, last = mine.door.c, see.fact("deal_span").c
    # at least, which here means equal: DuckDB takes equal for so rare that it hashes the last states of all deals
    same = and_(last.source == row.source, last.opportunity_id == row.opportunity_id, last.to_at >= FOR_EVER)
    known = select(last.source).where(same).exists()
    mine.conditions += [row.funnel == ask.funnel, row.outcome == "open", row.created_on.is_(None), ~known]
    mine.groups["position"] = row.stage
    count, amount = _totals(row)
    nobody_knows = cast(null(), Double).label("median_age")
    return mine.grouped(count, amount, nobody_knows, count.label("undated"), amount.label("undated_amount"))


@query(by_slice(CLOSED))
def closed_deals(see: Visible, filters: Filters, ask: FunnelAsk) -> Select[Any]:
    """Deals that stood as won or lost at the instant asked for and had closed in the window. Returns CLOSED."""
    mine = _closed(see, filters, ask)
    row = mine.door.c
    mine.groups["outcome"] = row.status
    values = {
        "count": func.count(row.source),
        "amount": cast(func.sum(row.amount), Double),
        "valued": func.count(row.amount),
        "mean_days": cast(func.avg(days_between(row.created_at, row.closed_at)), Double),
    }
    apart = microseconds_between(row.created_at, row.closed_at)
    return told(see, with_days(mine, values, apart), ask, ("outcome",))


def _closed(see: Visible, filters: Filters, ask: FunnelAsk, *outcomes: str) -> Cut:
    mine = standing(see, filters, ask)
    row = mine.door.c
    mine.conditions += [row.status.in_(outcomes or ("won", "lost")), row.close_on.between(ask.first, ask.last)]
    return mine


def cohort(data: Warehouse, filters: Filters, ask: FunnelAsk) -> pd.DataFrame:
    """Deals created in the window, but for those deleted since, as they stood at the instant asked for.

    Returns COHORT, sliced when `ask.by` is said; amounts are those at that instant.
    """
    first, until = (start_of_day(day, data.time_zone) for day in (ask.first, ask.last + timedelta(days=1)))
    return cohort_rows(data, filters, ask, (first, until))


@query(by_slice(COHORT))
def cohort_rows(see: Visible, filters: Filters, ask: FunnelAsk, born: tuple[datetime, datetime]) -> Select[Any]:
    """See `cohort`; `born` is the window as instants, the second one exclusive."""
    mine = standing(see, filters, ask)
    row = mine.door.c
    mine.conditions += [row.status != "deleted", row.created_at >= born[0], row.created_at < born[1]]
    seen = func.floor(days_between(row.created_at, literal(ask.at)))
    day = case((row.status == "open", seen), else_=func.ceil(days_between(row.created_at, row.closed_at)))
    mine.groups |= {"highest": row.highest, "outcome": row.status, "day": whole_days(day, ask.horizon)}
    return told(see, _counted(mine), ask, ("highest", "outcome", "day"))


def _counted(mine: Cut) -> Subquery:
    """How many deals, and their amount, by the groups of the cut."""
    rows, groups = rows_of(mine, amount=mine.door.c.amount)
    count, amount = func.count(groups[-1]).label("count"), cast(func.sum(rows.c.amount), Double)
    return select(*groups, count, amount.label("amount")).group_by(*groups).subquery("counted")


@query(by_slice(LOST_REASONS))
def lost_reasons(see: Visible, filters: Filters, ask: FunnelAsk) -> Select[Any]:
    """Why the deals were lost that closed in the window, as their source says today. Returns LOST_REASONS.

    The amount is that at the instant asked for.
    """
    mine = _closed(see, filters, ask, "lost")
    mine.groups["reason"] = func.coalesce(mine.door.c.loss_reason, "")
    return _dearest_first(told(see, _counted(mine), ask, ("reason",)).subquery("named"))


def _dearest_first(rows: Subquery) -> Select[Any]:
    slices = [rows.c.key.asc().nulls_last()] if "key" in rows.c else []
    return select(rows).order_by(
        *slices, rows.c.amount.desc().nulls_last(), rows.c["count"].desc().nulls_last(), rows.c.reason
    )
