"""The frames that charts of funnels and deals take: figures of stages, named, in the unit they are drawn in."""

from domain.contracts_funnel import FLOWS
from domain.frames import Contract, Kind

FUNNEL_STEPS = Contract(  # how far the deals of one cohort came, stage by stage; shares of 1.0, NaN where not known
    "funnel_steps",
    {
        "key": Kind.TEXT,  # the stage's position, as links write it
        "name": Kind.TEXT,
        "value": Kind.NUMBER,  # deals, or their amount, that reached this stage or a later one
        "step": Kind.NUMBER,  # of those that reached the stage before
        "overall": Kind.NUMBER,  # of those that reached the first stage
        "rate": Kind.NUMBER,  # conversion to this stage within so many days of entering the one before
        "reference": Kind.NUMBER,  # what it usually is
        "horizon": Kind.COUNT,  # the days
        "leaks": Kind.FLAG,  # the way to this stage is the bottleneck
    },
    unique=("key",),
)
FLOW_BARS = Contract(  # what entered and left in each step of time: deals, or their amount; all of them positive
    "flow_bars",
    {
        "period": Kind.DAY,  # first day of the step
        **dict.fromkeys(FLOWS, Kind.NUMBER),
        "start": Kind.NUMBER,  # the stock before and after
        "end": Kind.NUMBER,
        "unfinished": Kind.FLAG,
    },
    unique=("period",),
)
COHORT_POINTS = Contract(  # how many of those who entered a stage in a step of time went on, with the 95 % interval
    "cohort_points",
    {
        "period": Kind.DAY,
        "n": Kind.COUNT,
        "rate": Kind.NUMBER,  # NaN while the horizon is not over for anybody
        "low": Kind.NUMBER,
        "high": Kind.NUMBER,
        "raw": Kind.NUMBER,  # the share that has gone on so far
        "unfinished": Kind.FLAG,  # the horizon is not over for all of them
    },
    unique=("period",),
)
STAGE_HEAT = Contract(  # conversion of each slice in each stage beside its reference
    "stage_heat",
    {
        "key": Kind.TEXT,  # of the slice
        "name": Kind.TEXT,
        "position": Kind.COUNT,
        "stage": Kind.TEXT,  # its name
        "rate": Kind.NUMBER,
        "raw": Kind.NUMBER,  # the share that has gone on so far
        "reference": Kind.NUMBER,
        "n": Kind.COUNT,
    },
    unique=("key", "position"),
)
STAGE_MOVES = Contract(  # deals that moved from stage to stage: in order of stages, those deleted last
    "stage_moves",
    {
        "from": Kind.COUNT,
        "to": Kind.COUNT,  # 0: deleted
        "from_name": Kind.TEXT,
        "to_name": Kind.TEXT,
        "better": Kind.COUNT,  # 1 nearer to the last stage, −1 back, lost or deleted
        "count": Kind.COUNT,
        "amount": Kind.NUMBER,
    },
    unique=("from", "to"),
)
STAY_RANGES = Contract(  # how long deals stay in each stage, in days
    "stay_ranges",
    {
        "key": Kind.TEXT,
        "name": Kind.TEXT,
        "n": Kind.COUNT,
        "median_days": Kind.NUMBER,
        "p80_days": Kind.NUMBER,
        "expected_days": Kind.NUMBER,
    },
    unique=("key",),
)
STAYING = Contract(  # the share still in a stage after so many days, from 0 days on; one curve, or one for each name
    "staying",
    {"name": Kind.TEXT, "day": Kind.COUNT, "share": Kind.NUMBER, "at_risk": Kind.COUNT},
    unique=("name", "day"),
)
DEAL_LIFE = Contract(  # one deal from change to change, oldest first; the last span ends at the day it is seen from
    "deal_life",
    {
        "at": Kind.DAY,  # with the time of day
        "until": Kind.DAY,
        "position": Kind.COUNT,
        "stage": Kind.TEXT,  # its name
        "status": Kind.TEXT,  # open, won, lost, deleted
        "amount": Kind.NUMBER,
    },
)
