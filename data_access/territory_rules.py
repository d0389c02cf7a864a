"""Where a partner may sell what, and when: the nearest rule up the tree of regions decides."""

from typing import Any

from sqlalchemy import Boolean, Date, Integer, Select, and_, case, cast, func, literal, or_, select, union
from sqlalchemy.sql.elements import ColumnElement

from data_access.conflict_rows import sold
from data_access.price_terms import FAR
from data_access.visible import Visible
from domain.filters import Filters

NOWHERE = ""  # the region of a line that does not say where it went


def shipped_to(door: Any) -> ColumnElement[Any]:
    """Where a line went, as `verdicts` writes it."""
    return func.coalesce(door.c.ship_region_id, NOWHERE)


def verdicts(see: Visible, filters: Filters) -> Select[Any]:
    """source, partner_id, ship, line, from_on, until (exclusive): where rules apply, and whether it is `outside`.

    Of the rules in force for the partner and the line, that of the nearest region decides, at one region that for the
    line before that for all lines, and a prohibition before a permission. Where none fits, goods of a partner that was
    given regions are outside them; a partner with prohibitions only may sell everywhere else.
    """
    flow, segment, rule = _flows(see, filters), _segments(see), see.fact("partner_territory")
    up = see.tree("region").alias("ship_above")
    keys = [flow.c[name] for name in ("source", "partner_id", "ship", "line")]
    segments = and_(segment.c.source == flow.c.source, segment.c.partner_id == flow.c.partner_id)
    in_force = and_(
        rule.c.source == flow.c.source,
        rule.c.partner_id == flow.c.partner_id,
        rule.c.valid_from <= segment.c.from_on,
        or_(rule.c.valid_to.is_(None), rule.c.valid_to >= segment.c.from_on),
        or_(rule.c.product_line.is_(None), rule.c.product_line == flow.c.line),
    )
    over = and_(
        up.c.source == flow.c.source,
        up.c.region_id == flow.c.ship,
        up.c.ancestor_id == rule.c.region_id,
        up.c.depth <= up.c.own_depth,
    )
    forbids = case((rule.c.rule == "forbidden", 1), else_=0)
    rank = up.c.depth * 4 + case((rule.c.product_line.is_not(None), 2), else_=0) + forbids
    best = func.max(case((up.c.depth.is_not(None), rank)))
    given = func.bool_or(rule.c.rule != "forbidden", type_=Boolean)
    outside = case((flow.c.ship == NOWHERE, False), (best.is_not(None), best % 2 == 1), else_=given)
    rows = flow.join(segment, segments).join(rule, in_force).outerjoin(up, over)
    spans = (segment.c.from_on, segment.c.until)
    return select(*keys, *spans, cast(outside, Boolean).label("outside")).select_from(rows).group_by(*keys, *spans)


def _flows(see: Visible, filters: Filters) -> Any:
    """Each way that goods of partners went, once."""
    mine = sold(see, filters, ("product_line",))
    door, line = mine.door, mine.groups["product_line"]
    mine.groups = {}
    mine.conditions.append(door.c.partner_id.is_not(None))
    columns = (door.c.source, door.c.partner_id, shipped_to(door).label("ship"), line.label("line"))
    return mine.select(*columns).distinct().subquery("flows")


def _segments(see: Visible) -> Any:
    """Spans of days over which the rules of a partner stay the same."""
    rule = see.fact("partner_territory")
    who = (rule.c.source, rule.c.partner_id)
    after = cast(rule.c.valid_to + cast(1, Integer), Date).label("from_on")
    starts = union(
        select(*who, rule.c.valid_from.label("from_on")), select(*who, after).where(rule.c.valid_to.is_not(None))
    ).subquery("rule_days")
    keys = (starts.c.source, starts.c.partner_id)
    follows = func.lead(starts.c.from_on).over(partition_by=keys, order_by=starts.c.from_on)
    until = func.coalesce(follows, cast(literal(FAR), Date)).label("until")
    return select(*keys, starts.c.from_on, until).subquery("rule_spans")
