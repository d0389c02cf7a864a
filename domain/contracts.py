"""The frames that pass between rooms: queries and analytics return them, charts take them."""

from domain.frames import Contract, Kind

MEMBERS = Contract(  # what can be chosen in a filter, parents before children
    "members",
    {"key": Kind.TEXT, "name": Kind.TEXT, "name_zh": Kind.TEXT, "parent": Kind.TEXT, "depth": Kind.COUNT},
    unique=("key",),
)
SOURCES = Contract(  # how far each table of each source reaches
    "sources",
    {"source": Kind.TEXT, "table": Kind.TEXT, "loaded_at": Kind.DAY, "complete_through": Kind.DAY},
    unique=("source", "table"),
)
TABLE_RANGES = Contract(  # rows the reader may see, per table and source
    "table_ranges",
    {"table": Kind.TEXT, "source": Kind.TEXT, "row_count": Kind.COUNT, "first": Kind.DAY, "last": Kind.DAY},
    unique=("table", "source"),
)
LOAD_REPORTS = Contract(  # what became of the rows of each loaded file: source = loaded + excluded + quarantined
    "load_reports",
    {
        "source": Kind.TEXT,
        "mapping": Kind.TEXT,
        "loaded_at": Kind.DAY,
        "file": Kind.TEXT,
        "table": Kind.TEXT,
        **{f"{fate}_rows": Kind.COUNT for fate in ("source", "loaded", "excluded", "quarantined")},
        **{f"{fate}_amount": Kind.NUMBER for fate in ("source", "loaded", "excluded", "quarantined")},
    },
    unique=("source", "file", "table"),
)
QUARANTINE = Contract(  # rows left out of a load, counted by reason
    "quarantine",
    {
        "source": Kind.TEXT,
        "file": Kind.TEXT,
        "table": Kind.TEXT,
        "fate": Kind.TEXT,
        "reason": Kind.TEXT,
        "reason_zh": Kind.TEXT,
        "row_count": Kind.COUNT,
        "first_line": Kind.COUNT,
        "amount": Kind.NUMBER,
    },
)
TREND = Contract(  # one metric over time; NaN where there is nothing to say (future, no target)
    "trend",
    {
        "period": Kind.DAY,  # first day of the step
        "value": Kind.NUMBER,
        "last_year": Kind.NUMBER,
        "target": Kind.NUMBER,
        "unfinished": Kind.FLAG,  # the step is not over on the data's day
    },
    unique=("period",),
)
RANKING = Contract(  # one metric by the members of a dimension, largest first
    "ranking",
    {
        "key": Kind.TEXT,
        "name": Kind.TEXT,
        "value": Kind.NUMBER,
        "previous": Kind.NUMBER,
        "last_year": Kind.NUMBER,
        "target": Kind.NUMBER,
    },
    unique=("key",),
)
CHANGE_CELLS = Contract(  # product × channel × region: net quantities and revenue of two periods
    "change_cells",
    {
        "product": Kind.TEXT,
        "channel": Kind.TEXT,
        "region": Kind.TEXT,
        "unit": Kind.TEXT,
        "quantity_before": Kind.NUMBER,
        "revenue_before": Kind.NUMBER,
        "quantity_after": Kind.NUMBER,
        "revenue_after": Kind.NUMBER,
    },
    unique=("product", "channel", "region"),
)
CHANGE_SUMS = Contract(  # change cells added up per unit: all that the five effects need
    "change_sums",
    {
        "unit": Kind.TEXT,
        "revenue_before": Kind.NUMBER,  # of all cells
        "revenue_after": Kind.NUMBER,
        "kept_quantity_before": Kind.NUMBER,  # of cells sold in both periods
        "kept_quantity_after": Kind.NUMBER,
        "kept_revenue_before": Kind.NUMBER,
        "kept_revenue_after": Kind.NUMBER,
        "kept_at_old_price": Kind.NUMBER,  # their quantities after, at their own prices before
        "new_revenue": Kind.NUMBER,  # of cells with nothing before
        "lost_revenue": Kind.NUMBER,  # of cells with nothing after
    },
    unique=("unit",),
)
EFFECTS = Contract(  # why a number changed, in order: before, volume, price, mix, new, lost, returns, after
    "effects",
    {"effect": Kind.TEXT, "amount": Kind.NUMBER},
    unique=("effect",),
)
CONTRIBUTIONS = Contract(  # who changed it: members with the largest change first, the rest as "other"
    "contributions",
    {"key": Kind.TEXT, "name": Kind.TEXT, "before": Kind.NUMBER, "after": Kind.NUMBER, "change": Kind.NUMBER},
    unique=("key",),
)
STANDINGS = Contract(  # how the members of a dimension stand, largest first; NaN where a figure is not known
    "standings",
    {
        "key": Kind.TEXT,
        "name": Kind.TEXT,
        "revenue": Kind.NUMBER,
        "attainment": Kind.NUMBER,
        "growth": Kind.NUMBER,  # of revenue on last year; 0.1 = 10 % more
        "margin_rate": Kind.NUMBER,
        "share": Kind.NUMBER,  # of the revenue of all rows
    },
    unique=("key",),
)
MIX = Contract(  # who makes up the whole, largest first; shares of 1.0, NaN without a whole or a year before
    "mix",
    {
        "key": Kind.TEXT,
        "name": Kind.TEXT,
        "value": Kind.NUMBER,
        "share": Kind.NUMBER,
        "share_before": Kind.NUMBER,
    },
    unique=("key",),
)
