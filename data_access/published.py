"""What a load adds to the canonical tables when it publishes them: calendar, trees, roll-up, deal history, reports."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, Double, Integer, Table, Text

from data_access.published_sales import buyer_day, order_apart, product_month
from data_access.tables import METADATA, MONEY, may, need

FOR_EVER = datetime(9999, 12, 31)  # noqa: DTZ001  (as all instants here: UTC, without a zone)

calendar = Table(
    "calendar",
    METADATA,
    need("day", Date),
    need("week_start", Date),  # Monday
    need("month_start", Date),
    need("quarter_start", Date),  # of the fiscal quarter
    need("year_start", Date),  # of the fiscal year
    need("iso_year", Integer),
    need("iso_week", Integer),
    need("fiscal_year", Integer),
    need("fiscal_quarter", Integer),
    need("fiscal_month", Integer),
    need("is_working_day", Boolean),
    may("holiday"),
    may("holiday_zh"),
    need("festival_offset", Integer),  # days from the nearest Spring Festival, negative before it
    need("last_year_day", Date),  # 364 days before: the same weekday
    need("last_year_festival_day", Date),  # the same, but around the Spring Festival the same distance from it
    info={"key": ("day",)},
)


def _tree(name: str, key: str) -> Table:
    """Every node with its ancestor at each depth from 0 (the root) to the deepest of the table.

    At its own depth and below it a node is its own ancestor, so that grouping by a depth that a ragged branch
    does not reach keeps the node itself. Filter with IN, never with a join: the padding would repeat rows.
    """
    columns = (need("source"), need(key), need("depth", Integer), need("ancestor_id"), need("own_depth", Integer))
    return Table(name, METADATA, *columns, info={"key": ("source", key, "depth")})


region_tree = _tree("region_tree", "region_id")
channel_tree = _tree("channel_tree", "channel_id")

order_day = Table(  # the daily roll-up: bounded by days × regions × channels, whatever the number of lines
    "order_day",
    METADATA,
    need("source"),
    need("ordered_on", Date),
    may("region_id"),
    need("channel_id"),
    need("line_count", Integer),
    *(need(name, MONEY) for name in ("quantity", "list_amount", "discount_amount", "revenue")),
    need("cost", MONEY),  # of lines that have a cost
    need("costed_revenue", MONEY),  # of the same lines
    need("return_revenue", MONEY),  # of lines with a negative quantity; negative
    need("orders", Integer),  # of which all lines lie here; the others are in order_apart
    need("first_orders", Integer),  # buyers whose first order ever is here
    may("new_revenue", MONEY),  # of identified buyers on the day of their first order ever; none where there are none
    may("repeat_revenue", MONEY),  # of identified buyers on all other days
    info={"key": ("source", "ordered_on", "region_id", "channel_id")},
)

partner_month = Table(  # what each partner ordered in each month: bounded by partners × months, whatever the lines
    "partner_month",
    METADATA,
    need("source"),
    need("partner_id"),
    need("month_start", Date),
    may("region_id"),  # of the lines
    need("channel_id"),
    need("marks", BigInteger),  # the days of the month on which something was ordered: bit 0 is the first
    need("revenue", MONEY),
    need("cost", MONEY),  # of lines that have a cost
    need("costed_revenue", MONEY),  # of the same lines
    info={"key": ("source", "partner_id", "month_start", "region_id", "channel_id")},
)

sold_month = Table(  # regular sales and the prices in force: bounded by months × regions × channels × products
    "sold_month",
    METADATA,
    need("source"),
    need("month_start", Date),
    may("region_id"),
    need("channel_id"),
    need("product_id"),
    need("quantity", MONEY),  # of regular lines: no returns, under no promotion, in a region
    need("revenue", MONEY),  # of the same
    need("sold", MONEY),  # revenue of all lines that are no returns
    need("astray_quantity", MONEY),  # of those that the channel's assortment leaves out
    need("astray_revenue", MONEY),
    may("listed_worth", Double),  # quantity × list price in force, of the regular lines that have one
    may("listed_units", Double),  # their quantity
    may("floor_worth", Double),
    may("floor_units", Double),
    info={"key": ("source", "month_start", "region_id", "channel_id", "product_id")},
)


def _whose() -> tuple[Column[Any], ...]:
    """Whose a deal was then (its customer and its funnel are always today's), and how far a row is to be trusted."""
    return (
        may("region_id"),
        need("channel_id"),
        may("partner_id"),
        may("rep_id"),
        may("customer_id"),
        may("product_line"),
        need("origin"),  # source, observed, reconstructed
        need("clamped", Boolean),  # the recorded time lay before that of the event before it, and was moved up to it
    )


deal_span = Table(  # one row an event: the state of a deal from that event to the next
    "deal_span",
    METADATA,
    need("source"),
    need("opportunity_id"),
    need("seq", Integer),
    need("funnel"),
    need("kind"),  # created, changed, deleted, restored
    need("from_at", DateTime),  # UTC; never before that of the row before
    need("to_at", DateTime),  # exclusive: where the next row begins, FOR_EVER for the last one
    need("from_on", Date),  # the local day of from_at
    may("to_on", Date),  # the local day of to_at; none for the last row
    may("seq_before", Integer),  # of the row before
    need("came_over", Boolean),  # in the row before it was another region's, channel's, partner's, seller's or line's
    need("goes_over", Boolean),  # in the next row it is
    need("stage", Integer),
    may("stage_before", Integer),  # of the row before
    need("status"),  # open, won (fulfilled and paid as well), lost, deleted
    may("status_before"),  # of the row before
    need("highest", Integer),  # the furthest stage so far that is not a lost one; 0 where there was none
    may("amount", MONEY),
    may("amount_before", MONEY),
    may("close_on", Date),  # closed: the day it closed; else the day it is expected to
    may("forecast_category"),
    may("created_at", DateTime),  # of its first event; not known where that one says that the deal was there before
    need("entered_at", DateTime),  # when its present stay in the stage began
    may("closed_at", DateTime),  # when its present run of won, or of lost, rows began; none otherwise
    may("loss_reason"),  # while lost: as its source says today
    *_whose(),
    info={"key": ("source", "opportunity_id", "seq")},
)

deal_observed = Table(  # deals that snapshots watch, with what was known of each at the first of these
    "deal_observed",
    METADATA,
    need("source"),
    need("opportunity_id"),
    need("funnel"),  # as it was seen last: a deal that is gone has none of today
    need("first_at", DateTime),
    need("first_seq", Integer),  # of the event in opportunity_event
    may("created_on", Date),
    may("closed_on", Date),
    info={"key": ("source", "opportunity_id")},
)

deal_stay = Table(  # one row a stay of a deal in a stage, open or won; a deletion ends a stay
    "deal_stay",
    METADATA,
    need("source"),
    need("opportunity_id"),
    need("funnel"),
    need("stage", Integer),
    need("visit", Integer),  # 1 = the first time in this stage
    need("skipped", Boolean),  # jumped over: entered and left at the instant of the jump
    need("entered_at", DateTime),
    need("entered_on", Date),
    may("left_at", DateTime),
    may("left_on", Date),
    may("left_by"),  # forward, back, won, lost, deleted
    may("left_to", Integer),  # the stage it went to
    may("reached_at", DateTime),  # when it first entered a later stage that is not a lost one
    may("lost_at", DateTime),  # when it was first lost after it entered
    may("gone_at", DateTime),  # when it was first deleted after it entered
    need("went_on", Boolean),  # left forwards: left_by is forward or won
    may("days", Double),  # from entering to leaving
    may("settled_at", DateTime),  # the first of reached_at, lost_at and gone_at
    may("settled_days", Integer),  # from entering to it; a day begun is a day
    may("got_on", Boolean),  # whether that was reached_at
    may("amount", MONEY),  # this and what follows: as it entered
    *_whose(),
    info={"key": ("source", "opportunity_id", "stage", "visit")},
)

load_report = Table(
    "load_report",
    METADATA,
    need("source"),
    need("mapping"),
    need("fingerprint"),  # of the source's content and the mapping: the same means nothing to do
    need("loaded_at", DateTime),
    need("file"),
    need("table"),
    *(need(f"{fate}_rows", Integer) for fate in ("source", "loaded", "excluded", "quarantined")),
    *(may(f"{fate}_amount", MONEY) for fate in ("source", "loaded", "excluded", "quarantined")),
    info={"key": ("source", "file", "table")},
)

quarantine = Table(
    "quarantine",
    METADATA,
    need("source"),
    need("file"),
    need("line", Integer),
    need("table"),
    need("fate"),  # excluded or quarantined
    need("reason"),
    need("reason_zh"),
    may("amount", MONEY),
    Column("content", Text, nullable=False),
    info={"key": ("source", "file", "line", "table")},
)

PUBLISHED: dict[str, Table] = {
    table.name: table
    for table in (
        calendar,
        region_tree,
        channel_tree,
        order_day,
        order_apart,
        buyer_day,
        product_month,
        partner_month,
        sold_month,
        deal_observed,
        deal_span,
        deal_stay,
        load_report,
        quarantine,
    )
}
