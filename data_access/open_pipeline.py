"""What is open at the end of a period: by owner, or credited to all who work a deal; and against targets."""

from dataclasses import replace
from typing import Any

import pandas as pd
from sqlalchemy import Double, Select, String, and_, case, cast, func, null, or_, select, union_all
from sqlalchemy.sql.elements import ColumnElement

from data_access.cut import Cut, cut
from data_access.labels import frame_columns, named, row_columns
from data_access.open_orders import as_of
from data_access.targets import plan_table
from data_access.visible import Visible
from data_access.warehouse import Warehouse, query
from domain.ask import Ask
from domain.filters import Filters
from domain.frames import Contract, Kind
from domain.periods import end_of_day

_VALUES = ("open_deals", "open_amount", "closing_amount")


def _of(*values: str) -> Any:
    def contract(_filters: Filters, ask: Ask, _zone: str) -> Contract:
        return Contract("open_pipeline", frame_columns(ask.by) | dict.fromkeys(values, Kind.NUMBER), tuple(ask.by))

    return contract


@query(_of(*_VALUES))
def open_by_owner(see: Visible, filters: Filters, ask: Ask, zone: str) -> Select[Any]:
    """Deals open at the end of the period, per group: how many, their amount, and what is to close in the window."""
    mine = _open(see, "deal_span", filters, ask, zone)
    row = mine.door.c
    closing = case((row.close_on.between(filters.first, filters.last), row.amount), else_=0)
    sums = (func.count(row.source), func.sum(row.amount), func.sum(closing))
    totals = (cast(func.coalesce(one, 0), Double).label(name) for name, one in zip(_VALUES, sums, strict=True))
    return named(see, mine.grouped(*totals).subquery("rows"), ask.by, ask.locale)


@query(_of("credited_open"))
def open_by_member(see: Visible, filters: Filters, ask: Ask, zone: str) -> Select[Any]:
    """The amounts of these deals credited to their members on that day; those without any to their owners."""
    shared, alone = _open(see, "deal_share", filters, ask, zone), _open(see, "deal_span", filters, _plain(ask), zone)
    member = shared.door.c
    shared.conditions += [_held(member.held_from, member.held_to, filters)]
    known = see.fact("opportunity_member").c
    same = and_(known.source == alone.door.c.source, known.opportunity_id == alone.door.c.opportunity_id)
    held = _held(known.valid_from, known.valid_to, filters)
    alone.conditions += [~select(known.rep_id).where(same, held).exists()]
    keys = row_columns(ask.by)
    parts = [shared.select(member.credit.label("credit")), alone.select(alone.door.c.amount.label("credit"))]
    stacked = union_all(*(_stacked(part, keys) for part in parts)).subquery("stacked")
    groups = [stacked.c[key] for key in keys]
    total = cast(func.coalesce(func.sum(stacked.c.credit), 0), Double).label("credited_open")
    return named(see, select(*groups, total).group_by(*groups).subquery("rows"), ask.by, ask.locale)


def open_pipeline(data: Warehouse, filters: Filters, ask: Ask) -> pd.DataFrame:
    """`open_amount`, `open_deals` and `closing_amount` per group at the end of the period; a deal counts whole."""
    return open_by_owner(data, filters, _question(ask), data.time_zone)


def credited_open(data: Warehouse, filters: Filters, ask: Ask) -> pd.DataFrame:
    """`credited_open` per group at the end of the period: amounts × credit shares of the members on that day."""
    return open_by_member(data, filters, _question(ask), data.time_zone)


def won_attainment(data: Warehouse, filters: Filters, ask: Ask) -> pd.DataFrame:
    """`won_attainment` per group (and step): won ÷ target of `won_amount`; NaN where there is no target."""
    plan = plan_table(data, filters, replace(ask, metrics=("won_amount",)))
    return plan.assign(won_attainment=plan.actual / plan.target.where(plan.target != 0))


def target_coverage(data: Warehouse, filters: Filters, ask: Ask) -> pd.DataFrame:
    """`target_coverage` per group: open deals to close in the period ÷ (target of `won_amount` − won so far).

    NaN where there is no target, and where it is met.
    """
    plan = plan_table(data, filters, replace(ask, metrics=("won_amount",)))
    keys = list(frame_columns(ask.by))
    opened = open_pipeline(data, filters, ask)[[*keys, "closing_amount"]]
    rows = plan.merge(opened, how="left", on=keys) if keys else plan.join(opened)
    lacking = rows.target - rows.actual
    return rows.assign(target_coverage=rows.closing_amount.fillna(0.0) / lacking.where(lacking > 0))


def _question(ask: Ask) -> Ask:
    """The same question for all figures that one query gives."""
    return Ask((), ask.by, locale=ask.locale)


def _open(see: Visible, fact: str, filters: Filters, ask: Ask, zone: str) -> Cut:
    """The selected deals that were open at the end of the period."""
    mine, at = cut(see, fact, filters, ask.by), end_of_day(as_of(filters), zone)
    row = mine.door.c
    mine.conditions += [row.from_at <= at, row.to_at > at, row.status == "open"]
    return mine


def _plain(ask: Ask) -> Ask:
    """Without the role, which an owner alone does not have."""
    return replace(ask, by=tuple(key for key in ask.by if key != "role"))


def _held(first: ColumnElement[Any], last: ColumnElement[Any], filters: Filters) -> ColumnElement[bool]:
    """The member was one on the last day of the period."""
    return and_(first <= as_of(filters), or_(last.is_(None), last >= as_of(filters)))


def _stacked(part: Select[Any], keys: tuple[str, ...]) -> Select[Any]:
    rows = part.subquery()
    groups = ((rows.c[key] if key in rows.c else cast(null(), String)).label(key) for key in keys)
    return select(*groups, cast(rows.c.credit, Double).label("credit"))
