"""The doors to deals by those who work them: each member with the share of the deal that is credited to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Double, FromClause, Select, String, Subquery, and_, cast, literal, null, or_, select
from sqlalchemy.sql.elements import ColumnElement

if TYPE_CHECKING:
    from data_access.visible import Visible

_DEAL = ("source", "opportunity_id")
_WHOSE = ("region_id", "channel_id", "partner_id", "customer_id", "product_line")


def closed_credits(see: Visible) -> Select[Any]:
    """Closed deals, a row for each member on the closing day: `rep_id`, `role`, `credit` (amount × share).

    A deal without a member on that day is its owner's alone, without a role; `credited_by` says which it is. A reader
    narrowed to own deals sees own credits, also those on deals of others.
    """
    wide = _without_reps(see)
    deal = wide.fact("opportunity")
    columns = ("closed_on", "outcome")
    closed = select(deal).where(deal.c.closed_on.is_not(None)).subquery("closed")
    return _own(see, _both(wide, closed, closed.c.closed_on, columns))


def open_credits(see: Visible) -> Select[Any]:
    """States of deals (`from_at`, `to_at`, `status`), a row for each member while it is one (`held_from`, `held_to`).

    `credit` is amount × share. A reader narrowed to own deals sees own credits, also those on deals of others.
    """
    wide = _without_reps(see)
    span, member = wide.fact("deal_span"), wide.fact("opportunity_member")
    values = _columns(span, ("from_at", "to_at", "status", "close_on"))
    held = (member.c.valid_from.label("held_from"), member.c.valid_to.label("held_to"))
    who = (member.c.rep_id, member.c.role, (cast(span.c.amount, Double) * member.c.credit_share).label("credit"))
    return _own(see, select(*values, *held, *who).join(member, _same(span, member)))


def _without_reps(see: Visible) -> Visible:
    """The same reader's doors as if not narrowed to own deals: what is credited is narrowed by the credit's own rep."""
    return type(see)(replace(see.scope, reps=None))


def _both(wide: Visible, deal: Subquery, day: ColumnElement[Any], columns: tuple[str, ...]) -> Select[Any]:
    """The members of each deal on the day, and the owners of those that have none."""
    member = wide.fact("opportunity_member")
    ended = or_(member.c.valid_to.is_(None), member.c.valid_to >= day)
    then = and_(_same(deal, member), member.c.valid_from <= day, ended)
    values, amount = _columns(deal, columns), cast(deal.c.amount, Double)
    shared = select(
        *values,
        member.c.rep_id,
        member.c.role,
        (amount * member.c.credit_share).label("credit"),
        _word("member").label("credited_by"),
    ).join(member, then)
    alone = select(
        *values, deal.c.rep_id, cast(null(), String).label("role"), amount.label("credit"), _word("owner")
    ).where(~select(member.c.rep_id).where(then).exists())
    return select(shared.union_all(alone).subquery("credits"))


def _own(see: Visible, rows: Select[Any]) -> Select[Any]:
    credits = rows.subquery("every_credit")
    return select(credits).where(see.own(credits))


def _columns(rows: FromClause, more: tuple[str, ...]) -> list[ColumnElement[Any]]:
    return [rows.c[name] for name in (*_DEAL, *_WHOSE, *more)]


def _same(deal: FromClause, member: FromClause) -> ColumnElement[bool]:
    return and_(*(deal.c[name] == member.c[name] for name in _DEAL))


def _word(value: str) -> ColumnElement[str]:
    return cast(literal(value), String)
