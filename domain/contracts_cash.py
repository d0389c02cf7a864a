"""The frames of the way from deal to cash: amounts in money, durations in days, shares of 1.0; NaN is not known."""

from domain.cash import AGES
from domain.contracts_funnel import DELAY
from domain.frames import Contract, Kind

_PASSED = {
    "count": Kind.COUNT,  # deals that first entered the stage in the window, or jumped over it
    "amount": Kind.NUMBER,  # of these deals, as they entered
    "onward_count": Kind.COUNT,  # got to a later stage by the instant asked for
    "onward_amount": Kind.NUMBER,
    "leaked_count": Kind.COUNT,  # were lost or deleted, and stand nowhere now
    "leaked_amount": Kind.NUMBER,
}
PASSAGES = Contract("passages", {"position": Kind.COUNT, **_PASSED}, unique=("position",))
CASH_STAGES = Contract(  # every stage on the way: entered = onward + waiting + leaked, in count and in amount
    "cash_stages",
    {
        "position": Kind.COUNT,
        "name": Kind.TEXT,
        "kind": Kind.TEXT,  # open, won, fulfilled, paid
        "lead_role": Kind.TEXT,
        "expected_days": Kind.NUMBER,
        **_PASSED,
        "waiting_count": Kind.COUNT,  # neither: still there, or moved back
        "waiting_amount": Kind.NUMBER,
        "median_days": Kind.NUMBER,  # in the stage, of those that left it forwards in the window
        "booked": Kind.NUMBER,  # what the books say of the same days: ordered, delivered, received
    },
    unique=("position",),
)
BOOKED = Contract(  # one row: what the orders of a funnel's deals brought in a window; NaN where not measured
    "booked", dict.fromkeys(("won", "fulfilled", "paid"), Kind.NUMBER)
)
ROLE_DELAYS = DELAY.with_columns("role_delays", {"name": Kind.TEXT})  # of the stages that the role leads
LATE_MEMBERS = Contract(  # who led the late stays, most days first
    "late_members",
    {
        "rep": Kind.TEXT,
        "rep_name": Kind.TEXT,
        "role": Kind.TEXT,
        "late": Kind.COUNT,
        "days": Kind.NUMBER,
        "amount": Kind.NUMBER,  # of the deals, once for each late stay
    },
    unique=("rep", "role"),
)
AGEING = Contract(  # what is delivered and not paid, by days since its delivery, the largest first
    "ageing",
    {
        "key": Kind.TEXT,
        "name": Kind.TEXT,
        **dict.fromkeys(AGES, Kind.NUMBER),
        "unpaid": Kind.NUMBER,  # the sum of the four
        "orders": Kind.COUNT,
    },
    unique=("key",),
)
OPEN_ORDERS = Contract(  # single orders with something left, slice by slice
    "open_orders",
    {
        "order": Kind.TEXT,  # source:id
        "region": Kind.TEXT,
        "channel": Kind.TEXT,
        "deal": Kind.TEXT,  # source:id
        "order_id": Kind.TEXT,
        "deal_name": Kind.TEXT,
        "customer_name": Kind.TEXT,
        "region_name": Kind.TEXT,
        "channel_name": Kind.TEXT,
        "left": Kind.NUMBER,
        "since": Kind.DAY,  # the earliest day of what is left: of delivery, or of the order
        "overdue": Kind.NUMBER,  # billed and past its due day
        "due_on": Kind.DAY,  # the earliest due day of that
    },
    unique=("order", "region", "channel"),
)
TIES = Contract(  # how signed, delivered and received hang together, in the order in which they are told
    "ties",
    {"key": Kind.TEXT, "amount": Kind.NUMBER},
    unique=("key",),
)
