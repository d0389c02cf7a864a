"""Territory conflicts: goods of a partner that went where it may not sell."""

from typing import Any

from sqlalchemy import Double, FromClause, Select, String, Subquery, and_, case, cast, func, literal, null, or_, select
from sqlalchemy.sql.elements import ColumnElement

from data_access.conflict_rows import (
    all_of_it,
    any_of,
    everywhere,
    key_of,
    own_channel,
    shared_name,
    sold,
    told,
    touches,
)
from data_access.cut import Cut
from data_access.excused import counts, has_excuses
from data_access.labels import named, row_columns
from data_access.territory_rules import shipped_to, verdicts
from data_access.visible import Visible
from data_access.warehouse import query
from domain.balance import TERRITORY, ConflictAsk, Rules
from domain.contracts_balance import CONFLICTS, exposures
from domain.filters import Filters

_LEAK = ("source", "period", "partner_id", "channel_id", "region_id", "ship")


@query(lambda filters, ask: exposures(ask.groups))
def territory_exposures(see: Visible, filters: Filters, ask: ConflictAsk) -> Select[Any]:
    """Per month and group: revenue that went where its partner may not sell, and all of partners with a territory."""
    mine, outside = _ruled(see, filters, ask)
    revenue, door = mine.door.c.revenue, mine.door
    if has_excuses(ask, TERRITORY):
        place, at = _place(see, shipped_to(door), door.c.source, ask.rules)
        mine.rows = mine.rows.outerjoin(place, at)
        keys = {
            "who": key_of(door.c.source, door.c.partner_id),
            "region": key_of(door.c.source, place.c.ancestor_id),
        }
        outside = and_(outside, counts(ask, TERRITORY, mine.groups["period"], keys))
    sums = {"exposed": func.sum(case((outside, revenue), else_=0)), "base": func.sum(revenue)}
    mine.groups = {name: mine.groups[name] for name in (*row_columns(ask.groups), "period")}
    rows = mine.grouped(*(cast(value, Double).label(name) for name, value in sums.items()))
    return named(see, rows.subquery("rows"), ask.groups, ask.locale)


@query(CONFLICTS)
def territory_conflicts(see: Visible, filters: Filters, ask: ConflictAsk) -> Select[Any]:
    """The partners whose goods went outside, by month and the region (of the rules' level) that they went to.

    Both the region that a line is credited to and the one it went to are touched; `amount` is of credited lines only.
    """
    own = _own(see, filters, ask)
    if all_of_it(see, filters):
        leak: FromClause = _with_names(see, own).subquery("leaks")
        rows, revenue = leak, leak.c.revenue
    else:
        leak = _leaks(see, filters, ask.rules)
        rows, revenue = leak.outerjoin(own, and_(*(own.c[key] == leak.c[key] for key in _LEAK))), own.c.revenue
    place, at = _place(see, leak.c.ship, leak.c.source, ask.rules)
    source = leak.c.source
    near = or_(touches(see, source, leak.c.region_id), touches(see, source, leak.c.ship))
    keys = {
        "source": source,
        "period": leak.c.period,
        "who": source + ":" + leak.c.partner_id,
        "who_name": leak.c.partner_name,
        "channel": leak.c.channel_id,
        "region": place.c.ancestor_id,
    }
    columns = [value.label(name) for name, value in keys.items()]
    none = [cast(null(), String).label(name) for name in ("what", "what_name")]
    values = (
        any_of(and_(near, own_channel(see, source, leak.c.channel_id))).label("touched"),
        cast(func.sum(revenue), Double).label("amount"),
    )
    found = select(*columns, *none, *values).select_from(rows.join(place, at)).group_by(*keys.values())
    return told(see, found.subquery("found"), ask)


def _place(
    see: Visible, ship: ColumnElement[Any], source: ColumnElement[Any], rules: Rules
) -> tuple[FromClause, ColumnElement[bool]]:
    """The region of the rules' level that goods went to, and how to join it."""
    place = see.tree("region").alias("ship_place")
    level = func.least(select(func.max(see.tree("region").c.depth)).scalar_subquery(), rules.level - 1)
    same = and_(place.c.source == source, place.c.region_id == ship)
    return place, and_(same, place.c.depth == level)


def _ruled(see: Visible, filters: Filters, ask: ConflictAsk) -> tuple[Cut, ColumnElement[bool]]:
    """The reader's lines of partners with a territory, and the condition that one went outside it."""
    verdict = see.shared(
        shared_name("territories", filters, ask.rules), lambda whole: verdicts(whole, everywhere(filters))
    )
    mine = sold(see, filters, tuple(dict.fromkeys(("product_line", *ask.groups))))
    door = mine.door
    mine.conditions.append(door.c.partner_id.is_not(None))  # follows from the join, but is known before all others
    same = and_(
        verdict.c.source == door.c.source,
        verdict.c.partner_id == door.c.partner_id,
        verdict.c.ship == shipped_to(door),
        verdict.c.line == mine.groups["product_line"],
        door.c.ordered_on >= verdict.c.from_on,
        door.c.ordered_on < verdict.c.until,
    )
    mine.rows = mine.rows.join(verdict, same)
    if not (ask.rules.min_amount or ask.rules.min_quantity):
        return mine, verdict.c.outside
    loud = see.shared(shared_name("loud leaks", filters, ask.rules), lambda whole: _loud(whole, filters, ask.rules))
    keys = (loud.c.source == door.c.source, loud.c.partner_id == door.c.partner_id)
    mine.rows = mine.rows.outerjoin(loud, and_(*keys, loud.c.period == mine.groups["period"]))
    return mine, and_(verdict.c.outside, loud.c.partner_id.is_not(None))


def _loud(whole: Visible, filters: Filters, rules: Rules) -> Select[Any]:
    """The partners and months with more outside than noise."""
    mine, outside = _ruled(whole, everywhere(filters), ConflictAsk(Rules(level=rules.level)))
    door = mine.door
    mine.groups = {"source": door.c.source, "period": mine.groups["period"], "partner_id": door.c.partner_id}
    mine.conditions.append(outside)
    enough = (func.sum(door.c.revenue) >= rules.min_amount, func.sum(door.c.quantity) >= rules.min_quantity)
    return mine.grouped().having(and_(*enough))


def _leaks(see: Visible, filters: Filters, rules: Rules) -> Subquery:
    """Which partner's goods, credited to which region, went outside, and where to: of the whole company."""

    def found(whole: Visible) -> Select[Any]:
        return _with_names(whole, _outside(whole, everywhere(filters), ConflictAsk(rules)).grouped().subquery("rows"))

    return see.shared(shared_name("leaks", filters, rules), found)


def _with_names(see: Visible, rows: Subquery) -> Select[Any]:
    partner = see.labels("partner").alias("leaking")
    same = and_(partner.c.source == rows.c.source, partner.c.partner_id == rows.c.partner_id)
    return select(rows, partner.c.name.label("partner_name")).join(partner, same)


def _own(see: Visible, filters: Filters, ask: ConflictAsk) -> Subquery:
    mine = _outside(see, filters, ask)
    return mine.grouped(func.sum(mine.door.c.revenue).label("revenue")).subquery("own")


def _outside(see: Visible, filters: Filters, ask: ConflictAsk) -> Cut:
    mine, outside = _ruled(see, filters, ConflictAsk(ask.rules))
    door = mine.door
    groups: dict[str, ColumnElement[Any]] = {name: door.c[name] for name in ("source", "partner_id", "channel_id")}
    groups |= {"region_id": func.coalesce(door.c.region_id, literal("")), "ship": shipped_to(door)}
    mine.groups = {"period": mine.groups["period"], **groups}
    mine.conditions.append(outside)
    return mine
