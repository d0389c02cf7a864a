"""What was sold, as it is published for questions that sums by day, region and channel do not answer."""

from sqlalchemy import BigInteger, Date, Integer, Table

from data_access.tables import METADATA, MONEY, may, need

order_apart = Table(  # orders whose lines lie on several days, in several regions or in several channels: few
    "order_apart",
    METADATA,
    need("source"),
    need("order_number", BigInteger),  # one for each order of all sources
    need("ordered_on", Date),
    may("region_id"),
    need("channel_id"),
    info={"key": ("order_number", "ordered_on", "region_id", "channel_id")},
)

buyer_day = Table(  # what each identified buyer ordered on each day: bounded by the number of orders
    "buyer_day",
    METADATA,
    need("source"),
    need("ordered_on", Date),
    may("region_id"),  # of the lines
    need("channel_id"),
    need("customer", BigInteger),  # numbers in place of names: compared in a fraction of the time
    need("buyer", BigInteger),  # the same for all customers that are one buyer
    need("buying"),  # first: on the day of the buyer's first order ever; again: on any other
    need("revenue", MONEY),
    need("margin", MONEY),  # of lines that have a cost
    may("home_region_id"),  # of the customer, as what follows
    may("segment"),
    may("industry"),
    may("came_on", Date),  # since when it is known
    info={"key": ("customer", "ordered_on", "region_id", "channel_id")},
)

product_month = Table(  # all that was sold in each month: bounded by months × regions × channels × products
    "product_month",
    METADATA,
    need("source"),
    need("month_start", Date),
    may("region_id"),
    need("channel_id"),
    need("product_id"),
    need("line_count", Integer),
    *(need(name, MONEY) for name in ("quantity", "list_amount", "discount_amount", "revenue")),
    need("cost", MONEY),  # of lines that have a cost
    need("costed_revenue", MONEY),  # of the same lines
    need("return_revenue", MONEY),  # of lines with a negative quantity; negative
    info={"key": ("source", "month_start", "region_id", "channel_id", "product_id")},
)
