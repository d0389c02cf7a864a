"""The frames of forecasts: how well each method did, in the back-test and on periods held out; NaN is not known."""

from domain.frames import Contract, Kind

_SCORES = {
    "n": Kind.COUNT,  # forecast and actual pairs
    "wape": Kind.NUMBER,  # Σ|error| ÷ Σ|actual|, a share
    "mape": Kind.NUMBER,  # a share; only where the actual is above 5 % of its series' mean
    "smape": Kind.NUMBER,  # mean of 200·|error| ÷ (|actual| + |forecast|), per cent as the competitions write it
    "rmse": Kind.NUMBER,  # in the unit of the series
    "mase": Kind.NUMBER,  # error over that of the seasonal naive forecast within the history
    "bias": Kind.NUMBER,  # Σ(forecast − actual) ÷ Σ|actual|: above zero is forecast too high
    "coverage80": Kind.NUMBER,  # share of actuals within the 80 % interval
    "coverage95": Kind.NUMBER,
}
LEAGUE = Contract("league", {"method": Kind.TEXT, **_SCORES}, unique=("method",))  # the least WAPE first
TRIAL = LEAGUE.with_columns("trial", {"owa": Kind.NUMBER})  # mean of sMAPE and MASE over those of Naive2

SERIES_ROWS = Contract(  # a figure by period, beside the columns of its groups: each dimension and its name
    "series_rows", {"period": Kind.DAY, "value": Kind.NUMBER}
)
DAILY = Contract("daily", {"day": Kind.DAY, "value": Kind.NUMBER}, unique=("day",))
_BANDS = {f"{side}{level}": Kind.NUMBER for level in (50, 80, 95) for side in ("low", "high")}
FAN = Contract(  # history and forecast of one series, oldest first; NaN where there is nothing to say
    "fan",
    {
        "period": Kind.DAY,  # first day of the step
        "actual": Kind.NUMBER,  # of a step that is over; what is there so far of the running one
        "mean": Kind.NUMBER,  # of the running step and those to come
        **_BANDS,
        "target": Kind.NUMBER,
        "last_year": Kind.NUMBER,  # the step a year before
        "before": Kind.NUMBER,  # what was forecast a week ago or earlier, as it was stored then
        "unfinished": Kind.FLAG,  # the step runs
    },
    unique=("period",),
)
POINTS = Contract(  # what is expected of each step of each series, beside the columns of its groups
    "points",
    {
        "period": Kind.DAY,
        "step": Kind.COUNT,  # from 1
        "running": Kind.FLAG,
        "to_date": Kind.NUMBER,  # of the running one
        "mean": Kind.NUMBER,
        **_BANDS,
    },
)
PARTS = Contract(  # the members of one level with their part of the forecast; in the order of the sum, largest first
    "forecast_parts",
    {
        "key": Kind.TEXT,  # "" for the unassigned
        "name": Kind.TEXT,
        "done": Kind.NUMBER,  # what is there so far of the running step
        "mean": Kind.NUMBER,  # the sum over the horizon, in whole cents; parts add up to the whole
        "low80": Kind.NUMBER,
        "high80": Kind.NUMBER,
        "last_year": Kind.NUMBER,  # the same steps a year before
        "share": Kind.NUMBER,
    },
    unique=("key",),
)
EDITS = Contract(  # what people said a node of a slice comes to in a period; in force, in the order of entering
    "forecast_edits",
    {
        "id": Kind.COUNT,
        "period": Kind.DAY,
        "node": Kind.TEXT,  # JSON: dimension → member key; {} is the whole slice
        "amount": Kind.NUMBER,
    },
    unique=("period", "node"),
)
STORED = Contract(  # forecasts of one slice as they were stored, one row for each origin and period
    "stored_forecasts",
    {
        "origin": Kind.DAY,  # the last day that was known then
        "period": Kind.DAY,
        "step": Kind.COUNT,  # from 1: the step that ran at the origin, or the first to come
        "mean": Kind.NUMBER,
        "low80": Kind.NUMBER,
        "high80": Kind.NUMBER,
        "low95": Kind.NUMBER,
        "high95": Kind.NUMBER,
        "reconstructed": Kind.FLAG,  # made later, of data cut off at the origin: not as called
    },
    unique=("origin", "period"),
)
JUDGED = STORED.with_columns(  # stored forecasts beside what came; only periods that are over
    "judged_forecasts",
    {
        "lead": Kind.COUNT,  # 0: the period ran at the origin; 1: it was the next one, and so on
        "actual": Kind.NUMBER,
        "naive": Kind.NUMBER,  # the period a year before; where that is not known, the last value known at the origin
    },
)
BY_LEAD = Contract(  # how good stored forecasts were, so many periods ahead
    "accuracy_by_lead",
    {
        "lead": Kind.COUNT,
        "n": Kind.COUNT,
        "wape": Kind.NUMBER,
        "bias": Kind.NUMBER,
        "coverage80": Kind.NUMBER,
        "coverage95": Kind.NUMBER,
        "naive": Kind.NUMBER,  # WAPE of the naive forecast
        "added": Kind.NUMBER,  # naive − wape: forecast value added
    },
    unique=("lead",),
)
OVER_TIME = Contract(  # the errors of each period, of the forecasts made so many periods before
    "accuracy_over_time",
    {
        "period": Kind.DAY,
        "n": Kind.COUNT,
        "error": Kind.NUMBER,  # (forecast − actual) ÷ actual, mean over the origins; above 0 was too high
        "naive": Kind.NUMBER,  # the same of the naive forecast
        "mean": Kind.NUMBER,
        "actual": Kind.NUMBER,
        "reconstructed": Kind.FLAG,  # any of them
    },
    unique=("period",),
)
TRACE = Contract(  # how the forecast of one span of days moved from origin to origin
    "forecast_trace",
    {
        "origin": Kind.DAY,
        "mean": Kind.NUMBER,  # of the whole span: months that were over then, and what was still expected
        "low80": Kind.NUMBER,  # NaN where several months were still to come: their bounds do not add up
        "high80": Kind.NUMBER,
        "actual": Kind.NUMBER,  # what the span came to; NaN while it runs
        "target": Kind.NUMBER,
        "reconstructed": Kind.FLAG,
    },
    unique=("origin",),
)
VALUE_ADDED = Contract(  # the error of each way of forecasting, for each slice: naive first
    "value_added",
    {
        "key": Kind.TEXT,
        "name": Kind.TEXT,
        "way": Kind.TEXT,  # naive, statistical, and what comes after them
        "n": Kind.COUNT,
        "wape": Kind.NUMBER,
        "bias": Kind.NUMBER,
        "added": Kind.NUMBER,  # error of the way before − own error; NaN of the first
    },
    unique=("key", "way"),
)
