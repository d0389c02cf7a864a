"""What the four kinds of conflict share: months, whom a finding touches, and its names."""

from typing import Any

from sqlalchemy import Boolean, FromClause, Select, String, Subquery, and_, case, cast, false, func, or_, select, true
from sqlalchemy import tuple_ as row_of
from sqlalchemy.sql.elements import ColumnElement

from data_access.cut import Cut, Span, cut
from data_access.labels import named
from data_access.visible import Visible
from domain.balance import ConflictAsk, Rules
from domain.dimensions import member_parts
from domain.filters import Filters
from domain.periods import Grain

FOUND = ("period", "who", "who_name", "channel", "what", "what_name", "region", "touched", "amount")


def sold(see: Visible, filters: Filters, by: tuple[str, ...]) -> Cut:
    """The selected order lines that are no returns, by month and these dimensions."""
    mine = cut(see, "order_line", filters, by, Span(filters.first, filters.last, Grain.MONTH))
    mine.groups["source"] = mine.door.c.source  # every line names a product: its source is never in doubt
    mine.conditions.append(mine.door.c.quantity > 0)
    return mine


def everywhere(filters: Filters) -> Filters:
    """The same days of the whole company: rules are broken, or not, whatever a reader has selected."""
    return Filters(filters.first, filters.last, filters.today)


def all_of_it(see: Visible, filters: Filters) -> bool:
    """Whether the reader asks for the whole company, so that what was found need not be read again."""
    return see.scope.everything and not filters.chosen


def shared_name(what: str, filters: Filters, rules: Rules) -> str:
    """One name for one finding over the whole company."""
    return f"{what} {filters.first} {filters.last} {rules}"


def touches(see: Visible, source: ColumnElement[Any], region: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a region lies in the reader's scope, or holds a part of it. Never so for who sees own orders only."""
    scope = see.scope
    if scope.everything:
        return true()
    if scope.empty or scope.reps is not None:
        return false()
    tree = see.tree("region")
    own = [member_parts(key) for key in sorted(scope.regions)]
    above = select(tree.c.source, tree.c.ancestor_id).where(row_of(tree.c.source, tree.c.region_id).in_(own))
    place = row_of(source, region)
    return or_(place.in_(see.below("region", scope.regions)), place.in_(above))


def own_channel(see: Visible, source: ColumnElement[Any], channel: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a channel is one that the reader may see."""
    if see.scope.channels is None:
        return true()
    return row_of(source, channel).in_(see.below("channel", see.scope.channels))


def any_of(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """True for a group in which the condition is true of some row."""
    return func.bool_or(func.coalesce(condition, false()), type_=Boolean)


def top_of(see: Visible, rows: FromClause, region: str) -> tuple[FromClause, ColumnElement[Any]]:
    """`rows` joined to the tree, and the topmost ancestor of their region."""
    tree = see.tree("region").alias("region_top")
    same = and_(tree.c.source == rows.c.source, tree.c.region_id == rows.c[region], tree.c.depth == 0)
    return rows.outerjoin(tree, same), tree.c.ancestor_id


def key_of(source: ColumnElement[Any], member: ColumnElement[Any]) -> ColumnElement[str]:
    """A member's key as links write it; NULL without a member."""
    return case((member.is_not(None), cast(source + ":" + member, String)))


def told(see: Visible, rows: Subquery, ask: ConflictAsk, cause: str = "who") -> Select[Any]:
    """CONFLICTS of rows that have the columns FOUND and `source`, with the names of channel and region.

    Of a cause (`who`, or `what`) that touches the reader somewhere all rows are kept, so that all readers see it begin
    on one day; of any other cause none is.
    """
    ours = or_(rows.c.touched, rows.c.amount.is_not(None))
    near = func.bool_or(ours, type_=Boolean).over(partition_by=rows.c[cause]).label("near")
    kept = select(rows, near).subquery("near_and_far")
    columns = [kept.c[name] for name in ("source", *FOUND)]
    found = named(see, select(*columns).where(kept.c.near).subquery("kept"), ("channel", "region"), ask.locale)
    shown = found.order_by(None).subquery("told")
    order = [shown.c[name].asc().nulls_last() for name in ("period", "who", "channel", "what", "region")]
    return select(shown).order_by(*order)
