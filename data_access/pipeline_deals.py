"""The deals behind a bucket of the pipeline waterfall, and their moves between forecast categories."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Double, Integer, Numeric, Select, String, and_, case, cast, func, literal, or_, select, union_all
from sqlalchemy.sql.elements import ColumnElement

from data_access.cut import cut
from data_access.labels import named
from data_access.pipeline_waterfall import as_of, in_window, moves
from data_access.visible import Visible
from data_access.warehouse import query
from domain.contracts_pipeline import BUCKET_DEALS, CATEGORY_MOVES, LEFT_OUT
from domain.filters import Filters
from domain.pipeline import BUCKETS, ENTERED, LEFT, LOST, UNSET, WON, Side, Since
from i18n import Locale

_EXACT = Numeric(38, 4)
_OF_WHOM = ("region", "channel", "rep")


@dataclass(frozen=True, slots=True)
class Behind:
    """Which bucket to open (a key of BUCKETS that is a cause), how many deals at most, names in which language."""

    bucket: str
    most: int
    locale: Locale = Locale.ZH


@query(BUCKET_DEALS)
def bucket_deals(see: Visible, filters: Filters, since: Since, behind: Behind) -> Select[Any]:
    """The deals that make up a bucket, those with the largest amounts first, at most `behind.most` of them."""
    deal = moves(see, filters, since).c
    step = {Side.IN: deal.entry, Side.REVALUED: deal.revalued, Side.OUT: deal.leaving}[BUCKETS[behind.bucket].side]
    went = case((or_(deal.entry.is_not(None), deal.leaving == "won"), deal.after), else_=deal.before)
    amount = {Side.IN: deal.after, Side.REVALUED: deal.after - deal.before, Side.OUT: -went}
    counted = amount[BUCKETS[behind.bucket].side].label("amount")
    told: dict[str, ColumnElement[Any]] = {"funnel": func.coalesce(deal.t1_funnel, deal.t0_funnel)}
    told |= {
        who: case((deal.t1_status.is_(None), deal[f"t0_{who}_id"]), else_=deal[f"t1_{who}_id"]) for who in _OF_WHOM
    }
    told |= {f"{what}_{then}": deal[f"{side}_{column}"] for what, column in _SIDES for then, side in _ENDS}
    columns = (deal.source, deal.opportunity_id, counted, *(value.label(name) for name, value in told.items()))
    largest = (func.abs(counted).desc().nulls_last(), deal.source, deal.opportunity_id)
    rows = select(*columns).where(step == behind.bucket).order_by(*largest).limit(behind.most).subquery("largest")
    return _called(see, rows, behind.locale)


_SIDES = (("amount", "amount"), ("stage", "stage"), ("close", "close_on"))
_ENDS = (("before", "t0"), ("after", "t1"))


def _called(see: Visible, rows: Any, locale: Locale) -> Select[Any]:
    """The rows with names. A deal that has left the scope goes by its id: its name today is not the reader's to see."""
    today = see.fact("opportunity")
    same = and_(today.c.source == rows.c.source, today.c.opportunity_id == rows.c.opportunity_id)
    key = (rows.c.source + ":" + rows.c.opportunity_id).label("key")
    called = func.coalesce(today.c.name, rows.c.opportunity_id).label("name")
    found = select(rows, key, called).select_from(rows.outerjoin(today, same)).subquery("found")
    told = named(see, found, _OF_WHOM, locale).order_by(None).subquery("told")
    money = {name: cast(told.c[name], Double) for name in ("amount", "amount_before", "amount_after")}
    columns = (money.get(name, told.c[name]).label(name) for name in BUCKET_DEALS.columns)
    return select(*columns).order_by(func.abs(told.c.amount).desc().nulls_last(), told.c.key)


@query(CATEGORY_MOVES)
def category_moves(see: Visible, filters: Filters, since: Since) -> Select[Any]:
    """The deals that were in the pipeline at t0 or are at t1, and those that came and were closed in between.

    What stays in its category is there as well: each row of categories adds up to the start, each column to the end.
    """
    part = union_all(_moved(see, filters, since), _unmoved(see, filters, since)).subquery("parts")
    keys = (part.c.before, part.c.after)
    count, amount = func.sum(part.c["count"]), func.sum(part.c.amount)
    totals = (cast(count, Integer).label("count"), cast(amount, Double).label("amount"))
    return select(*keys, *totals).group_by(*keys).order_by(*keys)


def _moved(see: Visible, filters: Filters, since: Since) -> Select[Any]:
    deal = moves(see, filters, since).c
    outcome = case((deal.leaving == "won", WON), (deal.leaving == "lost", LOST), else_=LEFT)
    before = case((deal.was_in == 1, _category(deal.t0_forecast_category)), else_=ENTERED)
    after = case((deal.leaving.is_not(None), outcome), else_=_category(deal.t1_forecast_category))
    worth = case((or_(deal.leaving.is_(None), deal.leaving == "won", deal.was_in == 0), deal.after), else_=deal.before)
    rows = select(*_counted(before, after, worth))
    return rows.where(or_(deal.was_in == 1, deal.is_in == 1, deal.is_closed == 1))


def _unmoved(see: Visible, filters: Filters, since: Since) -> Select[Any]:
    """Deals in the pipeline of which nothing has changed: one state covers both ends."""
    mine = as_of(see, filters, since, since.t0)
    row = mine.door.c
    category = _category(row.forecast_category)
    rows = mine.select(*_counted(category, category, func.coalesce(row.amount, 0)))
    return rows.where(in_window(row, since), row.to_at > since.t1)


def _counted(before: Any, after: Any, amount: Any) -> tuple[ColumnElement[Any], ...]:
    keys = (cast(before, String).label("before"), cast(after, String).label("after"))
    return (*keys, cast(literal(1), Integer).label("count"), cast(amount, _EXACT).label("amount"))


def _category(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.coalesce(column, UNSET)


@query(LEFT_OUT)
def left_out(see: Visible, filters: Filters, since: Since) -> Select[Any]:
    """The deals open at t1 that are in no window: without a close date, or without any history; none, no row."""
    part = union_all(_undated(see, filters, since), _unknown(see, filters, since)).subquery("parts")
    count, amount = cast(func.sum(part.c["count"]), Integer), cast(func.sum(part.c.amount), Double)
    rows = select(part.c.why, count.label("count"), amount.label("amount"))
    return rows.group_by(part.c.why).order_by(part.c.why)


def _undated(see: Visible, filters: Filters, since: Since) -> Select[Any]:
    mine = as_of(see, filters, since, since.t1)
    row = mine.door.c
    rows = mine.select(*_reason("undated", row.amount))
    return rows.where(row.status == "open", row.close_on.is_(None), literal(not since.undated))


def _unknown(see: Visible, filters: Filters, since: Since) -> Select[Any]:
    mine, seen = cut(see, "opportunity", filters), see.fact("deal_span")
    row = mine.door.c
    told = select(seen.c.seq).where(seen.c.source == row.source, seen.c.opportunity_id == row.opportunity_id).exists()
    if since.funnel:
        mine.conditions.append(row.funnel == since.funnel)
    rows = mine.select(*_reason("unknown", row.amount))
    return rows.where(row.outcome == "open", row.created_on.is_(None), ~told)


def _reason(why: str, amount: ColumnElement[Any]) -> tuple[ColumnElement[Any], ...]:
    said = cast(literal(why), String).label("why")
    return said, cast(literal(1), Integer).label("count"), cast(func.coalesce(amount, 0), _EXACT).label("amount")
