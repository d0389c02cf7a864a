"""Lists of deals as they stood at an instant: searched, narrowed, sorted, with their names."""

from typing import Any

from sqlalchemy import DateTime, Double, Integer, Select, Subquery, and_, case, cast, func, null, select, union_all
from sqlalchemy.sql.elements import ColumnElement

from data_access.cut import Cut, cut
from data_access.deal_choice import entered, standing, told
from data_access.labels import named
from data_access.published import FOR_EVER
from data_access.visible import Visible
from data_access.warehouse import query
from domain.contracts_deals import DEAL_TOTALS, DEALS
from domain.deals import DealsAsk, Listed
from domain.filters import Filters

_OF_WHOM = ("region", "channel", "rep")


@query(DEALS)
def deal_list(see: Visible, filters: Filters, ask: DealsAsk, listed: Listed) -> Select[Any]:
    """The deals of `ask` in the order asked for, the first `listed.most` of them; the unknown comes last.

    Regions, channels and sellers are those of the instant; the name, and the reason of a loss, those of today.
    """
    found = _found(see, filters, ask)
    if listed.by == "name":
        found = _with_names(see, found)
    first = select(found).order_by(*_order(found, listed)).limit(listed.most).subquery("first")
    if listed.by != "name":  # the names of the few that remain
        first = _with_names(see, first)
    called = named(see, first, _OF_WHOM, listed.locale).order_by(None).subquery("called")
    made = {"amount": cast(called.c.amount, Double), "key": called.c.deal_source + ":" + called.c.opportunity_id}
    columns = ((made[name] if name in made else called.c[name]).label(name) for name in DEALS.columns)
    return select(*columns).order_by(*_order(called, listed))


@query(DEAL_TOTALS)
def deal_totals(see: Visible, filters: Filters, ask: DealsAsk) -> Select[Any]:
    """How many deals `ask` finds, and their amount; one row, also for none."""
    found = _found(see, filters, ask)
    amount = cast(func.coalesce(func.sum(found.c.amount), 0), Double)
    return select(cast(func.count(found.c.opportunity_id), Integer).label("count"), amount.label("amount"))


def _found(see: Visible, filters: Filters, ask: DealsAsk) -> Subquery:
    """The deals, without any names."""
    # what they were when they entered selects them, not what they have become
    narrowed = Filters(filters.first, filters.last, filters.today) if ask.entered else filters
    parts = [_dated(cut(see, "deal_span", narrowed), ask)]
    if ask.now and not ask.of_cohort and ask.limits is None and ask.closes is None:
        parts.append(_undated(see, filters, ask))
    state = union_all(*parts).subquery("states")
    chosen = (*standing(state.c, ask), *entered(see, filters, ask, state.c), *told(see, ask, state.c))
    return select(state).where(*chosen).subquery("found")


def _with_names(see: Visible, rows: Subquery) -> Subquery:
    today = see.fact("opportunity")
    same = and_(today.c.source == rows.c.source, today.c.opportunity_id == rows.c.opportunity_id)
    name = func.coalesce(today.c.name, rows.c.opportunity_id).label("name")
    return (
        select(rows, rows.c.source.label("deal_source"), name)
        .select_from(rows.outerjoin(today, same))
        .subquery("called_so")
    )


def _dated(mine: Cut, ask: DealsAsk) -> Select[Any]:
    """Deals with a history, in the state that held at the instant."""
    row = mine.door.c
    then = (row.from_at <= ask.at, row.to_at > ask.at, row.status != "deleted")
    return mine.select(*_state(row, row.status, row.entered_at, row.close_on)).where(*then, *_of(row, ask))


def _undated(see: Visible, filters: Filters, ask: DealsAsk) -> Select[Any]:
    """Deals without a history, only known as they stand today."""
    mine = cut(see, "opportunity", filters)
    row, seen = mine.door.c, see.fact("deal_span")
    same = (seen.c.source == row.source, seen.c.opportunity_id == row.opportunity_id, seen.c.to_at == FOR_EVER)
    known = select(seen.c.seq).where(*same).exists()
    closes = case((row.outcome == "open", row.expected_close_on), else_=row.closed_on)
    columns = _state(row, row.outcome, cast(null(), DateTime), closes)
    return mine.select(*columns).where(*_of(row, ask), row.created_on.is_(None), ~known)


def _of(row: Any, ask: DealsAsk) -> list[ColumnElement[bool]]:
    return [row.funnel == ask.funnel] if ask.funnel else []


def _state(
    row: Any, status: ColumnElement[Any], since: ColumnElement[Any], close_on: ColumnElement[Any]
) -> tuple[ColumnElement[Any], ...]:
    made = {"status": status, "since": since, "close_on": close_on}
    made |= {name: row[name] if name in row else null() for name in ("highest", "created_at")}
    made |= {"reason": case((status == "lost", func.coalesce(row.loss_reason, "")))}
    kept = (row[name] for name in ("source", "opportunity_id", "funnel", "stage", "amount", "product_line"))
    members = (row[f"{member}_id"].label(member) for member in _OF_WHOM)
    return (*kept, *members, *(value.label(name) for name, value in made.items()))


def _order(rows: Subquery, listed: Listed) -> tuple[ColumnElement[Any], ...]:
    first = rows.c[listed.by]
    last = rows.c.deal_source if "deal_source" in rows.c else rows.c.source  # the other one may have become a label's
    return ((first.asc() if listed.ascending else first.desc()).nulls_last(), last, rows.c.opportunity_id)
