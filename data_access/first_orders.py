"""The door to order lines that tells a buyer's first order from the later ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, and_, case, func, select

if TYPE_CHECKING:
    from data_access.visible import Visible


def told_apart(see: Visible) -> Select[Any]:
    """Booked lines of identified buyers with `buying`: "first" on the day of their first order ever, else "again".

    One buyer may be several customers, of which the one that placed the first order knows its day; a first order
    outside the reader's scope makes those inside it later ones.
    """
    line, buyer, customer = see.fact("order_line"), see.fact("buyer"), see.labels("customer")
    same = and_(customer.c.source == buyer.c.source, customer.c.customer_id == buyer.c.customer_id)
    days = select(buyer.c.buyer, func.min(customer.c.first_ordered_on).label("day")).join(customer, same)
    began = days.where(customer.c.first_ordered_on.is_not(None)).group_by(buyer.c.buyer).subquery("began")
    known = select(buyer, began.c.day.label("began_on")).outerjoin(began, began.c.buyer == buyer.c.buyer)
    each = known.subquery("known")
    whose = and_(each.c.source == line.c.source, each.c.customer_id == line.c.customer_id)
    buying = case((line.c.ordered_on == each.c.began_on, "first"), else_="again").label("buying")
    return select(line, buying).join(each, whose)
