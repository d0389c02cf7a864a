"""The frames of the pipeline forecast: amounts in money, shares of 1.0, NaN is not known.

A *turn* is the same point of a period: 0 is now, 1 the same point one period earlier, and so on.
"""

from domain.frames import Contract, Kind

CELLS = Contract(  # the open deals at each turn, and what they brought in within the period
    "pipeline_cells",
    {
        "turn": Kind.COUNT,
        "funnel": Kind.TEXT,
        "stage": Kind.COUNT,
        "channel": Kind.TEXT,
        "count": Kind.COUNT,
        "amount": Kind.NUMBER,  # as it was then
        "square": Kind.NUMBER,  # sum of the squares of the amounts
        "due": Kind.NUMBER,  # amount to be closed by the end of the period, as its seller then said
        "won": Kind.NUMBER,  # amount at which they were won in the period; 0 where it is not over
        "won_count": Kind.COUNT,
    },
    unique=("turn", "funnel", "stage", "channel"),
)
TURNS = Contract(  # each period at that point, and in the end
    "pipeline_turns",
    {
        "turn": Kind.COUNT,
        "won": Kind.NUMBER,  # so far
        "total": Kind.NUMBER,  # in the end; NaN where the period is not over
        "square": Kind.NUMBER,  # sum of the squares of the amounts of the total
    },
    unique=("turn",),
)
WON_MONTHS = Contract(  # what was won in each month, as known at the instant asked from
    "won_months",
    {"month": Kind.DAY, "amount": Kind.NUMBER},
    unique=("month",),
)
_REGION = {"region": Kind.TEXT}  # the node that deals are booked on; "" for none
_ENDED = {"ended": Kind.TEXT}  # the node that deals were won on: they can have moved; "" of none won
REGION_CELLS = Contract(
    "region_cells", {**_REGION, **_ENDED, **CELLS.columns}, unique=("region", "ended", *CELLS.unique)
)
REGION_TURNS = Contract(  # NaN of a total is 0 where the outcome of the turn is known
    "region_turns", {**_REGION, **TURNS.columns}, unique=("region", *TURNS.unique)
)
REGION_MONTHS = Contract("region_months", {**_REGION, **WON_MONTHS.columns}, unique=("region", *WON_MONTHS.unique))
REGION_FORECASTS = Contract(  # what a period comes to in each region; NaN where its history is too short
    "region_forecasts",
    {
        "region": Kind.TEXT,  # "" is the whole company
        "series": Kind.NUMBER,
        "pipeline": Kind.NUMBER,
        "low80": Kind.NUMBER,  # of the pipeline forecast
        "high80": Kind.NUMBER,
        "low95": Kind.NUMBER,
        "high95": Kind.NUMBER,
    },
    unique=("region",),
)
RATES = Contract(  # what share of the open amount is won within the period
    "pipeline_rates",
    {
        "funnel": Kind.TEXT,
        "stage": Kind.COUNT,
        "channel": Kind.TEXT,
        "count": Kind.COUNT,  # deals now
        "amount": Kind.NUMBER,  # now
        "seen": Kind.COUNT,  # deals of the past that the rate is measured on
        "raw": Kind.NUMBER,  # as measured; NaN where no deal stood there
        "rate": Kind.NUMBER,  # drawn to that of the stage, and of the whole, the more the fewer deals there were
        "expected": Kind.NUMBER,  # amount × rate
    },
    unique=("funnel", "stage", "channel"),
)
TRIALS = Contract(  # what each method would have said at the same point of past periods, the latest first
    "pipeline_trials",
    {
        "turn": Kind.COUNT,
        "won": Kind.NUMBER,  # so far, as then seen
        "pipeline": Kind.NUMBER,  # what each method said the period would come to
        "weights": Kind.NUMBER,
        "run_rate": Kind.NUMBER,
        "low": Kind.NUMBER,  # 80 % interval of the pipeline forecast, from the periods before it only
        "high": Kind.NUMBER,
        "total": Kind.NUMBER,  # what came
    },
    unique=("turn",),
)
SCORES = Contract(  # the methods side by side, and how they did at the same point of past periods
    "pipeline_scores",
    {
        "method": Kind.TEXT,  # a key of domain.pipeline_forecast.METHODS
        "value": Kind.NUMBER,
        "wape": Kind.NUMBER,  # Σ|error| ÷ Σ actual
        "bias": Kind.NUMBER,  # Σ(forecast − actual) ÷ Σ actual: above zero is too high
        "n": Kind.COUNT,
    },
    unique=("method",),
)
BRIDGE = Contract(  # the parts of the forecast in the order of domain.pipeline_forecast.BRIDGE_NAMES
    "pipeline_bridge",
    {
        "part": Kind.TEXT,
        "amount": Kind.NUMBER,
        "low": Kind.NUMBER,  # 80 % interval; NaN of a part
        "high": Kind.NUMBER,
    },
    unique=("part",),
)
_MARKS = {
    "funnel": Kind.TEXT,
    "stage": Kind.COUNT,
    "age": Kind.COUNT,  # this and what follows: the step of domain.deal_odds, from 0; −1 where it is not known
    "stay": Kind.COUNT,
    "size": Kind.COUNT,
    "due": Kind.COUNT,
    "pushed": Kind.COUNT,
}
ODDS_CELLS = Contract(  # the open deals at each turn by what is known of them, and how many were won in the period
    "odds_cells",
    {"turn": Kind.COUNT, **_MARKS, "count": Kind.COUNT, "won_count": Kind.COUNT},
    unique=("turn", *_MARKS),
)
DEAL_MARKS = Contract("deal_marks", {"key": Kind.TEXT, **_MARKS}, unique=("key",))  # open deals now, a row each
RELIABILITY = Contract(  # what was said of deals and what came of them, tenths of the deals by what was said
    "reliability",
    {
        "tenth": Kind.COUNT,  # from 1, the least likely
        "n": Kind.COUNT,
        "said": Kind.NUMBER,  # mean probability
        "came": Kind.NUMBER,  # share won
        "low": Kind.NUMBER,  # 95 % interval of the share (Wilson)
        "high": Kind.NUMBER,
    },
    unique=("tenth",),
)
