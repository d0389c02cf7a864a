"""Customer conflicts: one buyer with orders or open deals in two channels that compete for it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    Boolean,
    Date,
    Double,
    FromClause,
    Integer,
    Numeric,
    Select,
    String,
    Subquery,
    and_,
    cast,
    func,
    null,
    or_,
    select,
    tuple_,
    union,
    union_all,
)
from sqlalchemy.sql.elements import ColumnElement

from data_access.conflict_rows import everywhere, shared_name, told
from data_access.cut import Cut, Span, cut
from data_access.excused import counts
from data_access.labels import named, row_columns
from data_access.visible import Visible
from data_access.warehouse import query
from domain.balance import CUSTOMER, ConflictAsk, Rules
from domain.contracts_balance import CONFLICTS, exposures
from domain.filters import Filters
from domain.periods import add_months

MOST, MOST_BEFORE = 300, 100  # buyers that a list holds: of the last month, and of the month before
_MONEY = Numeric(38, 4)


@query(lambda filters, ask: exposures(ask.groups))
def customer_exposures(see: Visible, filters: Filters, ask: ConflictAsk) -> Select[Any]:
    """Per month and group: revenue of the days up to its end and open amount of buyers fought for, and of all."""
    groups, fought = row_columns(ask.groups), _fought_for(see, filters, ask.rules)
    all_of = _worth(see, filters, ask, ask.groups, buyers=False)
    mine = _worth(see, filters, ask, tuple(dict.fromkeys((*ask.groups, "channel"))), buyers=True)
    same = and_(*(mine.c[key] == fought.c[key] for key in ("period", "buyer", "source", "channel")))
    nothing = cast(0, _MONEY)
    parts = (
        select(
            *(all_of.c[key] for key in groups), all_of.c.period, nothing.label("exposed"), all_of.c.worth.label("base")
        ),
        select(*(mine.c[key] for key in groups), mine.c.period, mine.c.worth.label("exposed"), nothing.label("base"))
        .select_from(mine.join(fought, same))
        .where(counts(ask, CUSTOMER, mine.c.period, {"who": mine.c.buyer})),
    )
    rows = union_all(*parts).subquery("stacked")
    keys = [rows.c[key] for key in (*groups, "period")]
    sums = (cast(func.sum(rows.c[name]), Double).label(name) for name in ("exposed", "base"))
    found = select(*keys, *sums).group_by(*keys).subquery("rows")
    return named(see, found, ask.groups, ask.locale)


@query(CONFLICTS)
def customer_conflicts(see: Visible, filters: Filters, ask: ConflictAsk) -> Select[Any]:
    """The buyers fought for that have most at stake in the last month, or had in the one before, in all their months.

    Those of `ask.kept` are among them in any case. `amount` is revenue of the days up to the month's end and open
    amount, by channel and region of the top level.
    """
    fought = _fought_for(see, filters, ask.rules)
    mine = _worth(see, filters, ask, ("region_1", "channel"), buyers=True)
    same = and_(*(mine.c[key] == fought.c[key] for key in ("period", "buyer", "source", "channel")))
    rows = select(fought, mine.c.region_1, mine.c.worth).select_from(fought.outerjoin(mine, same)).cte()
    names = _names(see)
    keys = {
        "source": rows.c.source,
        "period": rows.c.period,
        "who": rows.c.buyer,
        "who_name": names.c.name,
        "channel": rows.c.channel,
        "region": rows.c.region_1,
    }
    columns = [value.label(name) for name, value in keys.items()]
    none = [cast(null(), String).label(name) for name in ("what", "what_name")]
    values = (rows.c.worth.is_not(None).label("touched"), cast(rows.c.worth, Double).label("amount"))
    joined = rows.outerjoin(names, names.c.buyer == rows.c.buyer)
    found = select(*columns, *none, *values).select_from(joined).where(or_(*_listed(rows, filters, ask)))
    return told(see, found.subquery("found"), ask)


def _listed(rows: Any, filters: Filters, ask: ConflictAsk) -> list[ColumnElement[bool]]:
    """The conditions of which one is true of each buyer that is told: most at stake, now or a month ago, or kept."""
    now, worth = filters.last.replace(day=1), func.sum(rows.c.worth)
    found = [rows.c.buyer.in_(ask.kept)]
    for month, most in ((now, MOST), (add_months(now, -1), MOST_BEFORE)):
        largest = select(rows.c.buyer).where(rows.c.period == month, rows.c.worth.is_not(None)).group_by(rows.c.buyer)
        found.append(rows.c.buyer.in_(largest.order_by(worth.desc().nulls_last(), rows.c.buyer).limit(most)))
    return found


def can_meet(whole: Visible) -> Select[Any]:
    """`met`: whether anybody is identified among the buyers, and any two channels compete."""
    buyer, rival = whole.fact("buyer"), _rivals(whole)
    some = and_(select(buyer.c.buyer).exists(), select(rival.c.channel).exists())
    return select(cast(some, Boolean).label("met"))


def _names(see: Visible) -> Subquery:
    buyer, customer = see.fact("buyer"), see.labels("customer").alias("named_buyer")
    same = and_(customer.c.source == buyer.c.source, customer.c.customer_id == buyer.c.customer_id)
    found = select(buyer.c.buyer, func.min(customer.c.name).label("name")).join(customer, same)
    return found.group_by(buyer.c.buyer).subquery("buyer_names")


def _ends(see: Visible, filters: Filters, rules: Rules) -> Subquery:
    """Each month of the window (`period`) with its last day and the first of the days that count at its end."""
    day = see.calendar
    last = func.max(day.c.day)
    first = cast(last - cast(rules.days - 1, Integer), Date).label("first")
    inside = day.c.month_start.between(filters.first.replace(day=1), filters.last)
    months = select(day.c.month_start.label("period"), last.label("last"), first).where(inside)
    return months.group_by(day.c.month_start).subquery("month_ends")


def _reach(filters: Filters, rules: Rules) -> Span:
    """The days whose lines count at the end of some month of the window."""
    after = add_months(filters.last.replace(day=1), 1)
    return Span(filters.first.replace(day=1) - timedelta(days=rules.days), after - timedelta(days=1))


def _lines(see: Visible, filters: Filters, rules: Rules, by: tuple[str, ...]) -> Cut:
    mine = cut(see, "order_line", filters, by, _reach(filters, rules))
    mine.conditions.append(mine.door.c.quantity > 0)
    return mine


def _open_deals(see: Visible, filters: Filters, rules: Rules, by: tuple[str, ...]) -> Cut:
    """Deals as they stood at the end of each month, open ones only."""
    mine = cut(see, "deal_span", filters, by)
    ends, door = _ends(see, filters, rules), mine.door
    at = and_(door.c.from_on <= ends.c.last, or_(door.c.to_on.is_(None), door.c.to_on > ends.c.last))
    mine.rows = mine.rows.join(ends, at)
    mine.conditions.append(door.c.status == "open")
    mine.groups["period"] = ends.c.period
    return mine


def _with_buyers(see: Visible, mine: Cut) -> None:
    """Keep the rows of identified buyers, and group by them and by the source of the channel."""
    buyer = see.fact("buyer")
    same = and_(buyer.c.source == mine.door.c.source, buyer.c.customer_id == mine.door.c.customer_id)
    mine.rows = mine.rows.join(buyer, same)
    mine.groups = {**mine.groups, "buyer": buyer.c.buyer, "source": mine.door.c.source}


def _worth(see: Visible, filters: Filters, ask: ConflictAsk, by: tuple[str, ...], *, buyers: bool) -> Subquery:
    """`worth`: revenue of the days that count and open amount, by month and groups (and buyer and source)."""
    lines, deals = _lines(see, filters, ask.rules, by), _open_deals(see, filters, ask.rules, by)
    if buyers:
        _with_buyers(see, lines)
        _with_buyers(see, deals)
    lines.groups = {**lines.groups, "day": lines.door.c.ordered_on}
    daily, ends = lines.grouped(func.sum(lines.door.c.revenue).label("worth")), _ends(see, filters, ask.rules)
    if buyers:
        daily = daily.where(lines.groups["buyer"].in_(select(_fought_for(see, filters, ask.rules).c.buyer)))
    day = daily.subquery("daily")
    names = [name for name in lines.groups if name != "day"]
    counted = day.join(ends, day.c.day.between(ends.c.first, ends.c.last))
    open_rows = deals.grouped(func.sum(deals.door.c.amount).label("worth")).subquery("deals_open")
    parts = (
        select(*(day.c[name] for name in names), ends.c.period, day.c.worth).select_from(counted),
        select(*(open_rows.c[name] for name in names), open_rows.c.period, open_rows.c.worth),
    )
    rows = union_all(*parts).subquery("parts")
    keys = [rows.c[name] for name in (*names, "period")]
    return select(*keys, func.sum(rows.c.worth).label("worth")).group_by(*keys).subquery("worth")


def _fought_for(see: Visible, filters: Filters, rules: Rules) -> Subquery:
    """period, buyer, source, channel: who is fought for in the whole company, and where."""

    def found(whole: Visible) -> Select[Any]:
        met = _met(whole, everywhere(filters), rules)
        other, rival = met.alias(), _rivals(whole)
        both = and_(met.c.period == other.c.period, met.c.buyer == other.c.buyer)
        against = and_(
            *(met.c[key] == rival.c[key] for key in ("source", "channel")),
            other.c.source == rival.c.other_source,
            other.c.channel == rival.c.other,
        )
        columns = [met.c[key] for key in ("period", "buyer", "source", "channel")]
        rows = select(*columns).select_from(met.join(other, both).join(rival, against)).distinct()
        return rows.where(_loud(whole, filters, rules, met)) if rules.min_amount else rows

    return see.shared(shared_name("fought for", filters, rules), found)


def _loud(whole: Visible, filters: Filters, rules: Rules, met: Any) -> ColumnElement[bool]:
    """Whether a buyer is worth more than noise at the end of the month."""
    worth = _worth(whole, everywhere(filters), ConflictAsk(replace(rules, min_amount=0.0)), ("channel",), buyers=True)
    enough = select(worth.c.period, worth.c.buyer).group_by(worth.c.period, worth.c.buyer)
    return tuple_(met.c.period, met.c.buyer).in_(enough.having(func.sum(worth.c.worth) >= rules.min_amount))


def _met(see: Visible, filters: Filters, rules: Rules) -> Any:
    """period, buyer, source, channel: which channels each buyer met by the end of a month; of buyers of several."""
    deals, where = _open_deals(see, filters, rules, ("channel",)), ("buyer", "source", "channel")
    _with_buyers(see, deals)
    day, deal = _bought(see, filters, rules).cte(), deals.grouped().cte()
    pairs = union(*(select(*(rows.c[key] for key in where)) for rows in (day, deal))).subquery("pairs")
    several = select(pairs.c.buyer).group_by(pairs.c.buyer).having(func.count(pairs.c.channel) > 1)
    ends = _ends(see, filters, rules)
    counted = day.join(ends, day.c.day.between(ends.c.first, ends.c.last))
    parts = (
        select(ends.c.period, *(day.c[key] for key in where)).select_from(counted).where(day.c.buyer.in_(several)),
        select(deal.c.period, *(deal.c[key] for key in where)).where(deal.c.buyer.in_(several)),
    )
    return union(*parts).cte()


def _bought(see: Visible, filters: Filters, rules: Rules) -> Select[Any]:
    """buyer, source, channel, day: of customers first, since their days are far fewer than their lines."""
    lines = _lines(see, filters, rules, ("channel",))
    row = lines.door.c
    lines.groups |= {"source": row.source, "customer_id": row.customer_id, "day": row.ordered_on}
    found, buyer = lines.grouped().subquery("customer_days"), see.fact("buyer")
    same = and_(buyer.c.source == found.c.source, buyer.c.customer_id == found.c.customer_id)
    return select(buyer.c.buyer, found.c.source, found.c.channel, found.c.day).join_from(found, buyer, same)


def _rivals(see: Visible) -> Subquery:
    """Each channel with each other one that competes with it: as agreed, else where their kinds differ."""
    channel, pair = see.labels("channel"), see.labels("channel_pair")
    one, other = channel.alias("one"), channel.alias("rival")
    said: list[ColumnElement[Any]] = []
    rows: FromClause = one.join(other, or_(one.c.source != other.c.source, one.c.channel_id != other.c.channel_id))
    for first, second in ((one, other), (other, one)):
        agreed = pair.alias(f"agreed_{len(said)}")
        same = and_(agreed.c.source == first.c.source, agreed.c.source == second.c.source)
        ids = and_(agreed.c.channel_a == first.c.channel_id, agreed.c.channel_b == second.c.channel_id)
        rows = rows.outerjoin(agreed, and_(same, ids))
        said.append(agreed.c.competes)
    competes = func.coalesce(*said, one.c.kind != other.c.kind)
    columns = (one.c.source, one.c.channel_id.label("channel"))
    others = (other.c.source.label("other_source"), other.c.channel_id.label("other"))
    return select(*columns, *others).select_from(rows).where(competes).subquery("rivals")
