"""The frames of reallocation: money spent and brought in, response curves, what is proposed, and what would tell."""

from domain.frames import Contract, Kind

_CHANNEL = {"channel": Kind.TEXT, "name": Kind.TEXT}
PANEL = Contract(  # one row a channel, region ("" where spend names none) and month with spend and revenue
    "spend_panel",
    {
        **_CHANNEL,
        "region": Kind.TEXT,
        "region_name": Kind.TEXT,
        "period": Kind.DAY,
        "revenue": Kind.NUMBER,
        "spend": Kind.NUMBER,  # of the kinds that can be moved
    },
    unique=("channel", "region", "period"),
)
PRESENT = Contract(  # a channel over the months that a plan is for
    "present_spend",
    {
        **_CHANNEL,
        "spend": Kind.NUMBER,
        "revenue": Kind.NUMBER,
        "rate": Kind.NUMBER,  # what a yuan of revenue leaves after goods and the costs that follow sales; NaN: unknown
    },
    unique=("channel",),
)
CURVES = PRESENT.with_columns(  # revenue = a · spend^slope, one row a channel
    "response_curves",
    {
        "own_slope": Kind.NUMBER,  # as fitted on the channel alone; NaN where it cannot be told
        "error": Kind.NUMBER,  # its standard error
        "slope": Kind.NUMBER,  # shrunk towards the others
        "low": Kind.NUMBER,  # its 80 % interval
        "high": Kind.NUMBER,
        "own": Kind.NUMBER,  # how much of the slope is the channel's own, a share
        "moved": Kind.NUMBER,  # sd of the month-to-month moves of log spend
        "noise": Kind.NUMBER,  # sd of a month's log revenue of one region around its fit
        "reason": Kind.TEXT,  # why it cannot be told, see domain/reallocation.py; "" where it can
    },
)
ALLOCATION = Contract(
    "allocation",
    {
        **_CHANNEL,
        "current": Kind.NUMBER,
        "proposed": Kind.NUMBER,
        "least": Kind.NUMBER,  # bounds in money
        "most": Kind.NUMBER,
        "revenue": Kind.NUMBER,  # now
        "revenue_then": Kind.NUMBER,
        "marginal": Kind.NUMBER,  # margin that one more yuan of spend brings, before that yuan; NaN: not known
        "marginal_then": Kind.NUMBER,
        "gain": Kind.NUMBER,  # of margin after spend
        "held": Kind.FLAG,  # its curve is not known: spend stays as it is
        "unseen": Kind.FLAG,  # the proposed level lies beyond all that was ever spent in a month
    },
    unique=("channel",),
)
CURVE_POINTS = Contract(  # of one channel, per month
    "curve_points",
    {
        "spend": Kind.NUMBER,
        "revenue": Kind.NUMBER,  # of points: as it would have been at the level of the last year, without season
        "low": Kind.NUMBER,  # 80 % band of the curve; NaN for points
        "high": Kind.NUMBER,
        "part": Kind.TEXT,  # point, curve, now, then
    },
)
BACK_TEST = Contract(
    "response_back_test",
    {
        **_CHANNEL,
        "actual": Kind.NUMBER,  # revenue of the months left out
        "expected": Kind.NUMBER,
        "error": Kind.NUMBER,  # Σ |actual − expected| ÷ Σ actual, over months
        "error_without": Kind.NUMBER,  # the same of last year and growth alone, spend not looked at
    },
    unique=("channel",),
)
EXPERIMENTS = Contract(
    "experiments",
    {
        **_CHANNEL,
        "reason": Kind.TEXT,
        "region": Kind.TEXT,
        "region_name": Kind.TEXT,
        "rise": Kind.NUMBER,  # of spend there, a share
        "amount": Kind.NUMBER,  # extra money in all; NaN: none of the experiments looked at would tell
        "weeks": Kind.NUMBER,
        "noise": Kind.NUMBER,  # sd of a week's log revenue there
        "effect": Kind.NUMBER,  # of log revenue that is to be seen
    },
    unique=("channel",),
)
