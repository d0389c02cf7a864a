"""Who bought: one buyer may be several customers, across sources and channels."""

from typing import TYPE_CHECKING, Any

from sqlalchemy import FromClause, Select, and_, func, select, tuple_
from sqlalchemy.sql.elements import ColumnElement

if TYPE_CHECKING:
    from data_access.visible import Visible


def who(customer: FromClause) -> ColumnElement[str]:
    """The buyer that a row of customers is."""
    return func.coalesce(customer.c.identity_id, customer.c.source + ":" + customer.c.customer_id)


def buyers(see: "Visible") -> Select[Any]:
    """Each identified customer (`source`, `customer_id`) that this reader sees, and the `buyer` it is."""
    customer = see.labels("customer")
    known = customer.c.is_anonymous.is_(False)
    return select(customer.c.source, customer.c.customer_id, who(customer).label("buyer")).where(known)


def bought(see: "Visible") -> Select[Any]:
    """Booked lines of identified buyers that this reader sees, with their `buyer`."""
    line, buyer = see.fact("order_line"), see.fact("buyer")
    same = and_(buyer.c.source == line.c.source, buyer.c.customer_id == line.c.customer_id)
    return select(line, buyer.c.buyer).join(buyer, same)


def homed(see: "Visible") -> Select[Any]:
    """What buyers ordered on each day, where both the order and the customer's home lie in the scope."""
    day = see.fact("buyer_day")
    if see.scope.everything:
        return select(day)
    at_home = tuple_(day.c.source, day.c.home_region_id).in_(see.below("region", see.scope.regions))
    return select(day).where(at_home)
