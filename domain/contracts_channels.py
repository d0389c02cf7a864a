"""The frames about channels that pass between rooms."""

from domain.frames import Contract, Kind

PILOT_SUMS = Contract(  # margin and cost of pilots by month since their launch; months without either are absent
    "pilot_sums",
    {
        "channel": Kind.TEXT,
        "channel_name": Kind.TEXT,
        "launched_on": Kind.DAY,  # NaT where the data do not say
        "period": Kind.DAY,
        "revenue": Kind.NUMBER,
        "costed_revenue": Kind.NUMBER,
        "margin": Kind.NUMBER,
        "channel_cost": Kind.NUMBER,
    },
    unique=("channel", "period"),
)
PILOT_MONTHS = Contract(  # every month of a pilot from its launch on
    "pilot_months",
    {
        "key": Kind.TEXT,
        "name": Kind.TEXT,
        "period": Kind.DAY,
        "contribution": Kind.NUMBER,  # NaN: the goods sold have no cost
        "cumulative": Kind.NUMBER,
        "unfinished": Kind.FLAG,
        "stop_loss": Kind.NUMBER,  # the line, below zero
    },
    unique=("key", "period"),
)
PILOTS = Contract(  # one pilot, judged on its full months
    "pilots",
    {
        "key": Kind.TEXT,
        "name": Kind.TEXT,
        "launched_on": Kind.DAY,
        "months": Kind.COUNT,
        "cumulative": Kind.NUMBER,
        "recent": Kind.NUMBER,  # mean contribution of the last full months, six at most
        "recent_low": Kind.NUMBER,  # of its 80 % interval; NaN of fewer than two months
        "recent_high": Kind.NUMBER,
        "recent_months": Kind.COUNT,
        "paid_back_on": Kind.DAY,  # the month since when it has been above zero; NaT if it is not
        "payback_on": Kind.DAY,  # the month in which it will be, at the recent mean; NaT: never, or paid back
        "payback_early": Kind.DAY,
        "payback_late": Kind.DAY,  # NaT: at the low end of the interval never
        "verdict": Kind.TEXT,  # go_on, watch, stop
        "reason": Kind.TEXT,
    },
    unique=("key",),
)
SCORES = Contract(  # the scorecard: one measure of one member
    "scores",
    {
        "key": Kind.TEXT,
        "name": Kind.TEXT,
        "measure": Kind.TEXT,
        "value": Kind.NUMBER,
        "previous": Kind.NUMBER,
        "last_year": Kind.NUMBER,
        "target": Kind.NUMBER,
    },
    unique=("key", "measure"),
)
BUBBLES = Contract(
    "bubbles",
    {
        "key": Kind.TEXT,
        "name": Kind.TEXT,
        "growth": Kind.NUMBER,  # of revenue, 0.1 = 10 % more
        "contribution": Kind.NUMBER,
        "revenue": Kind.NUMBER,
    },
    unique=("key",),
)
COMPOSITION = Contract(  # wholes and their parts, largest whole first
    "composition",
    {
        "key": Kind.TEXT,
        "name": Kind.TEXT,
        "part": Kind.TEXT,
        "part_name": Kind.TEXT,
        "amount": Kind.NUMBER,
        "share": Kind.NUMBER,  # of the whole; NaN of a whole that is not above 0
        "whole": Kind.NUMBER,
        "rate": Kind.NUMBER,  # the whole against something else that the chart names
    },
    unique=("key", "part"),
)
WORTH = Contract(  # what a customer of a channel is worth and costs
    "worth",
    {"key": Kind.TEXT, "name": Kind.TEXT, "clv": Kind.NUMBER, "cac": Kind.NUMBER, "payback": Kind.NUMBER},
    unique=("key",),
)
BUYING = Contract(  # revenue of first and later orders over time; nobody: of buyers who are not identified
    "buying",
    {
        "period": Kind.DAY,
        "first": Kind.NUMBER,
        "again": Kind.NUMBER,
        "nobody": Kind.NUMBER,
        "unfinished": Kind.FLAG,
    },
    unique=("period",),
)
SEASON = Contract(  # 100 = the mean month of a year
    "season",
    {
        "key": Kind.TEXT,
        "name": Kind.TEXT,
        "month": Kind.COUNT,  # 1 to 12
        "months": Kind.COUNT,  # how many months are told as one: January and February around the Spring Festival
        "level": Kind.NUMBER,
        "years": Kind.COUNT,
    },
    unique=("key", "month"),
)
LAUNCHES = Contract("launches", {"key": Kind.TEXT, "launched_on": Kind.DAY}, unique=("key",))  # where it is known
