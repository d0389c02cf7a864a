"""Open deals that have been in their stage for longer than its limit."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Double, FromClause, Select, String, Subquery, and_, case, cast, func, literal, null, select
from sqlalchemy.sql.elements import ColumnElement

from data_access.cut import Cut
from data_access.dialects import days_between
from data_access.funnel_cut import by_slice, standing, told
from data_access.visible import Visible
from data_access.warehouse import query
from domain.contracts_funnel import STUCK, STUCK_TOTALS
from domain.filters import Filters
from domain.funnel import FunnelAsk
from domain.periods import just_after
from i18n import Locale

Limits = tuple[tuple[int, float], ...]  # per stage, how many days are not yet too long; a stage without one has none
MOST = 200


@query(STUCK)
def stuck_deals(see: Visible, filters: Filters, ask: FunnelAsk, limits: Limits) -> Select[Any]:
    """The 200 largest deals that were stuck at the instant asked for, largest first. Returns STUCK.

    Names are those of today; the deal's own is its id where the reader cannot see it any more.
    """
    mine, days, limit = _late(see, filters, replace(ask, by=""), limits)
    row = mine.door.c
    made = {"position": row.stage, "days": days, "limit_days": limit, "amount": cast(row.amount, Double)}
    made |= {"expected_close_on": row.close_on}
    kept = (row[name] for name in ("source", "opportunity_id", "region_id", "channel_id", "rep_id"))
    found = mine.select(*kept, *(value.label(name) for name, value in made.items()))
    amount, days_over = (found.selected_columns[name].desc().nulls_last() for name in ("amount", "days"))
    top = found.order_by(amount, days_over, row.source, row.opportunity_id).limit(MOST).subquery("top")
    return _with_names(see, top, ask.locale)


def _with_names(see: Visible, top: Subquery, locale: Locale) -> Select[Any]:
    deal = see.fact("deal")
    same = and_(deal.c.source == top.c.source, deal.c.opportunity_id == top.c.opportunity_id)
    joined: FromClause = top.outerjoin(deal, same)
    named: dict[str, ColumnElement[Any]] = {name: top.c[name] for name in STUCK.columns if name in top.c}
    named["key"] = top.c.source + ":" + top.c.opportunity_id
    named["name"] = func.coalesce(deal.c.name, top.c.opportunity_id)
    for member in ("region", "channel", "rep"):
        label = see.labels(member).alias(f"{member}_label")
        key = and_(label.c.source == top.c.source, label.c[f"{member}_id"] == top.c[f"{member}_id"])
        joined, named[f"{member}_name"] = joined.outerjoin(label, key), _name(label, locale)
    order = (top.c.amount.desc().nulls_last(), top.c.days.desc().nulls_last(), named["key"])
    return select(*(named[name].label(name) for name in STUCK.columns)).select_from(joined).order_by(*order)


@query(by_slice(STUCK_TOTALS))
def stuck_totals(see: Visible, filters: Filters, ask: FunnelAsk, limits: Limits) -> Select[Any]:
    """How many deals were stuck at the instant asked for, and their amount, per stage. Returns STUCK_TOTALS."""
    mine, _, _ = _late(see, filters, ask, limits)
    row = mine.door.c
    mine.groups["position"] = row.stage
    amount = cast(func.sum(row.amount), Double).label("amount")
    rows = mine.grouped(func.count(row.source).label("count"), amount)
    return told(see, rows.subquery("rows"), ask, ("position",))


def _late(
    see: Visible, filters: Filters, ask: FunnelAsk, limits: Limits
) -> tuple[Cut, ColumnElement[Any], ColumnElement[Any]]:
    """The stuck deals, the days that each has been in its stage, and the limit of the stage."""
    mine = standing(see, filters, ask)
    row = mine.door.c
    days = days_between(row.entered_at, literal(just_after(ask.at)))
    known = [(row.stage == stage, literal(float(most))) for stage, most in limits]
    limit = cast(case(*known) if known else null(), Double)
    mine.conditions += [row.status == "open", days > limit]
    return mine, days, limit


def _name(label: Any, locale: Locale) -> ColumnElement[Any]:
    names = [label.c.name_zh] if locale is Locale.ZH and "name_zh" in label.c else []
    return cast(func.coalesce(*names, label.c.name), String)
