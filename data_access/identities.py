"""Who bought: one buyer may be several customers, across sources and channels."""

from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, and_, func, select

if TYPE_CHECKING:
    from data_access.visible import Visible


def buyers(see: "Visible") -> Select[Any]:
    """Each identified customer (`source`, `customer_id`) that this reader sees, and the `buyer` it is."""
    customer = see.labels("customer")
    buyer = func.coalesce(customer.c.identity_id, customer.c.source + ":" + customer.c.customer_id)
    known = customer.c.is_anonymous.is_(False)
    return select(customer.c.source, customer.c.customer_id, buyer.label("buyer")).where(known)


def bought(see: "Visible") -> Select[Any]:
    """Booked lines of identified buyers that this reader sees, with their `buyer`."""
    line, buyer = see.fact("order_line"), see.fact("buyer")
    same = and_(buyer.c.source == line.c.source, buyer.c.customer_id == line.c.customer_id)
    return select(line, buyer.c.buyer).join(buyer, same)
