"""What a load adds to the canonical tables when it publishes them: calendar, trees, roll-up, reports."""

from sqlalchemy import Boolean, Column, Date, DateTime, Integer, Table, Text

from data_access.tables import METADATA, MONEY, may, need

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

order_day = Table(  # the one roll-up: bounded by days × regions × channels, whatever the number of lines
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
    info={"key": ("source", "ordered_on", "region_id", "channel_id")},
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
    table.name: table for table in (calendar, region_tree, channel_tree, order_day, load_report, quarantine)
}
