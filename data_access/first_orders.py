"""The door to order lines that tells a buyer's first order from the later ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, and_, case, func, or_, select

from data_access.identities import who
from domain.scope import EVERYTHING

if TYPE_CHECKING:
    from data_access.visible import Visible


def told_apart(see: Visible) -> Select[Any]:
    """Booked lines of identified buyers with `buying`: "first" on the day of their first order ever, else "again".

    One buyer may be several customers, of which the one that placed the first order knows its day, whoever sees that
    one: all readers call a line the same, and a first order outside the scope makes those of later days later ones.
    """
    line, buyer, customer = see.fact("order_line"), see.fact("buyer"), type(see)(EVERYTHING).labels("customer")
    placed = select(who(customer).label("buyer"), customer.c.first_ordered_on.label("day"))
    first = placed.where(customer.c.first_ordered_on.is_not(None)).subquery("placed").c
    began = select(first.buyer, func.min(first.day).label("day")).group_by(first.buyer).subquery("began")
    known = select(buyer, began.c.day.label("began_on")).outerjoin(began, began.c.buyer == buyer.c.buyer)
    each = known.subquery("known")
    whose = and_(each.c.source == line.c.source, each.c.customer_id == line.c.customer_id)
    buying = case((line.c.ordered_on == each.c.began_on, "first"), else_="again").label("buying")
    return select(line, buying).join(each, whose)


def first_days(see: Visible) -> Select[Any]:
    """The daily totals of days, regions and channels in which somebody ordered for the first time ever."""
    day = see.fact("order_day")
    return select(day).where(day.c.first_orders > 0)


def buying_days(see: Visible) -> Select[Any]:
    """The daily totals of days, regions and channels in which an identified buyer ordered."""
    day = see.fact("order_day").c
    sums = (day.new_revenue, day.repeat_revenue)
    known = (func.coalesce(amount, 0).label(amount.key) for amount in sums)  # the other one is nothing, not unknown
    cell = (day.source, day.ordered_on, day.region_id, day.channel_id)
    return select(*cell, *known).where(or_(*(amount.is_not(None) for amount in sums)))
