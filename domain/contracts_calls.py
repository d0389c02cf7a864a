"""The frames of calls: amounts in money, NaN is "not said" or "not known", never 0; regions by key."""

from domain.frames import Contract, Kind

CALL_DEALS = Contract(  # deals of a period as known at an instant, by the node that they are booked on; not rolled up
    "call_deals",
    {
        "region": Kind.TEXT,  # NaN: deals without a region
        "category": Kind.TEXT,  # won, or the forecast category of an open deal; @none without one
        "count": Kind.COUNT,
        "amount": Kind.NUMBER,
    },
    unique=("region", "category"),
)
CALLS = Contract(  # what was called, oldest first: one row an entry
    "calls",
    {
        "region": Kind.TEXT,  # "" is the whole company
        "step": Kind.TEXT,
        "period": Kind.DAY,  # first day
        "at": Kind.DAY,  # UTC, with the time of day
        "who": Kind.TEXT,
        "how": Kind.TEXT,
        "batch": Kind.TEXT,
        "state": Kind.TEXT,  # set, withdrawn
        "call": Kind.NUMBER,
        "commit": Kind.NUMBER,
        "best_case": Kind.NUMBER,
        "reason": Kind.TEXT,
    },
)
CALL_TABLE = Contract(  # a region, its parts, and what is said of each for one period
    "call_table",
    {
        "region": Kind.TEXT,
        "name": Kind.TEXT,
        "depth": Kind.COUNT,  # 0 for the region on top, 1 for its parts
        "won": Kind.NUMBER,  # cumulative categories, each holds the one before
        "commit": Kind.NUMBER,
        "best_case": Kind.NUMBER,
        "pipeline": Kind.NUMBER,
        "called_commit": Kind.NUMBER,  # what the director says of the same
        "called_best": Kind.NUMBER,
        "call": Kind.NUMBER,
        "before": Kind.NUMBER,  # the call that this one took the place of
        "change": Kind.NUMBER,
        "target": Kind.NUMBER,
        "gap": Kind.NUMBER,  # call − target
        "who": Kind.TEXT,
        "at": Kind.DAY,
        "reason": Kind.TEXT,
    },
    unique=("region",),
)
SAID = Contract(  # forecasts of periods as they were stored, beside calls: one row for each region, step and origin
    "said_of_periods",
    {
        "region": Kind.TEXT,  # "" is all that the reader sees
        "step": Kind.TEXT,  # statistical, pipeline
        "period": Kind.DAY,
        "at": Kind.DAY,  # UTC: the end of the last day that was known
        "value": Kind.NUMBER,
        "low80": Kind.NUMBER,  # NaN where no interval was stored
        "high80": Kind.NUMBER,
        "reconstructed": Kind.FLAG,  # made later, of data cut off at that day
    },
    unique=("region", "step", "period", "at"),
)
JUDGED = Contract(  # one forecast of one region and period, beside what came
    "judged",
    {
        "region": Kind.TEXT,
        "period": Kind.DAY,
        "step": Kind.TEXT,  # naive, seasonal, statistical, pipeline, call
        "who": Kind.TEXT,  # of a call
        "value": Kind.NUMBER,
        "actual": Kind.NUMBER,
    },
    unique=("region", "period", "step"),
)
VALUE_ADDED = Contract(  # how good each step was, and what it adds to the naive one
    "value_added",
    {
        "key": Kind.TEXT,  # a region, or a person
        "step": Kind.TEXT,
        "n": Kind.COUNT,  # regions × periods in which both this step and the naive one are known
        "error": Kind.NUMBER,  # Σ|value − actual| ÷ Σ|actual|, a share
        "naive_error": Kind.NUMBER,  # of the naive step over the same regions and periods
        "bias": Kind.NUMBER,  # Σ(value − actual) ÷ Σ|actual|; above 0: called too much
        "added": Kind.NUMBER,  # naive_error − error; NaN for naive itself
    },
    unique=("key", "step"),
)
_STEPS = ("naive", "seasonal", "statistical", "pipeline", "call")
CHAIN = Contract(  # VALUE_ADDED with the steps side by side; NaN of a step that nobody made
    "value_added_chain",
    {
        "key": Kind.TEXT,
        "n": Kind.COUNT,  # the most of any step
        **{f"n_{step}": Kind.COUNT for step in _STEPS},
        **{f"{what}_{step}": Kind.NUMBER for step in _STEPS for what in ("error", "added", "bias")},
    },
    unique=("key",),
)
ACTUALS = Contract(  # what came: by region, rolled up, and period
    "actuals",
    {"region": Kind.TEXT, "period": Kind.DAY, "actual": Kind.NUMBER},
    unique=("region", "period"),
)
