"""The frames of the funnel: amounts in money, durations in days with a fraction, shares of 1.0; NaN is not known.

Stages are named by their `position` in the funnel asked for (STAGES has their names). Frames of several slices add
`key` and `name` of the slice in front, see `sliced`.
"""

from domain.frames import Contract, Kind

IN_FLOWS = ("in_new", "in_forward", "in_back", "in_reopened", "in_transferred")
OUT_FLOWS = ("out_forward", "out_back", "out_won", "out_lost", "out_deleted", "out_transferred")
FLOWS = (*IN_FLOWS, *OUT_FLOWS)

STAGES = Contract(  # the steps of every funnel, in order
    "stages",
    {
        "funnel": Kind.TEXT,
        "position": Kind.COUNT,
        "name": Kind.TEXT,  # in the reader's language
        "kind": Kind.TEXT,  # open, won, fulfilled, paid, lost
        "lead_role": Kind.TEXT,
        "expected_days": Kind.NUMBER,
    },
    unique=("funnel", "position"),
)
STOCK = Contract(  # open deals in a stage at an instant
    "stock",
    {
        "position": Kind.COUNT,
        "count": Kind.COUNT,
        "amount": Kind.NUMBER,
        "median_age": Kind.NUMBER,  # days in the stage
        "undated": Kind.COUNT,  # of `count`: deals without a creation date, in the stock of today only
        "undated_amount": Kind.NUMBER,
    },
    unique=("position",),
)
FLOW = Contract(  # per week and stage: start + Σ in − Σ out (+ revalued, in amount) = end, exactly
    "flow",
    {
        "period": Kind.DAY,  # Monday
        "position": Kind.COUNT,
        "start": Kind.COUNT,
        **dict.fromkeys(FLOWS, Kind.COUNT),
        "end": Kind.COUNT,
        "start_amount": Kind.NUMBER,
        **{f"{flow}_amount": Kind.NUMBER for flow in FLOWS},
        "revalued_amount": Kind.NUMBER,
        "end_amount": Kind.NUMBER,
    },
    unique=("period", "position"),
)
STEPS = Contract(  # a cohort of deals on its way: how many got to each stage, or beyond it
    "steps",
    {
        "position": Kind.COUNT,
        "name": Kind.TEXT,
        "count": Kind.COUNT,
        "amount": Kind.NUMBER,
        "of_previous": Kind.NUMBER,  # share of the stage before, by count
        "overall": Kind.NUMBER,  # share of the first stage, by count
        "amount_of_previous": Kind.NUMBER,
        "amount_overall": Kind.NUMBER,
    },
    unique=("position",),
)
CONVERSION = Contract(  # how many of the deals that entered a stage get on, by a horizon
    "conversion",
    {
        "from": Kind.COUNT,
        "to": Kind.COUNT,  # the next stage
        "entered": Kind.COUNT,
        "reached": Kind.COUNT,  # a later stage, by the instant asked for
        "raw": Kind.NUMBER,  # reached ÷ entered
        "rate": Kind.NUMBER,  # cumulative incidence at the horizon
        "low": Kind.NUMBER,  # of the 95 % interval of `rate`
        "high": Kind.NUMBER,
        "n": Kind.COUNT,  # = entered; below 30 the rate is uncertain
    },
    unique=("from",),
)
COHORTS = Contract(  # the same per month of entry, oldest first
    "cohorts", {"cohort": Kind.DAY, **CONVERSION.columns}, unique=("cohort", "from")
)
TIME = Contract(  # how long the deals stayed that left a stage forwards in the window, per stage
    "time",
    {
        "position": Kind.COUNT,
        "n": Kind.COUNT,
        "median_days": Kind.NUMBER,
        "p80_days": Kind.NUMBER,
        "expected_days": Kind.NUMBER,
        "limit_days": Kind.NUMBER,  # NaN: too few left it, and nothing is expected
    },
    unique=("position",),
)
SURVIVAL = Contract(  # the share of deals still in the stage after so many days (Kaplan–Meier)
    "survival",
    {"position": Kind.COUNT, "day": Kind.COUNT, "staying": Kind.NUMBER, "at_risk": Kind.COUNT},
    unique=("position", "day"),
)
CLOSED = Contract(  # deals closed in a window, by how they closed
    "closed",
    {
        "outcome": Kind.TEXT,  # won, lost
        "count": Kind.COUNT,
        "amount": Kind.NUMBER,
        "valued": Kind.COUNT,  # deals with an amount
        "mean_days": Kind.NUMBER,  # from creation to closing
        "median_days": Kind.NUMBER,
        "p80_days": Kind.NUMBER,
    },
    unique=("outcome",),
)
WIN_RATES = Contract(  # both views, each under its own name
    "win_rates",
    {
        "view": Kind.TEXT,  # closed, cohort
        "won": Kind.COUNT,
        "n": Kind.COUNT,  # closed: won + lost; cohort: created
        "rate": Kind.NUMBER,
        "low": Kind.NUMBER,
        "high": Kind.NUMBER,
        "ripe": Kind.COUNT,  # of n: closed, or old enough to be judged
    },
    unique=("view",),
)
VELOCITY = Contract(  # open deals × win rate × mean won amount ÷ mean days to win = velocity, money a day
    "velocity",
    {
        "factor": Kind.TEXT,  # open_deals, win_rate, mean_amount, mean_days, velocity (the last)
        "value": Kind.NUMBER,
        "before": Kind.NUMBER,
        "moved": Kind.NUMBER,  # its part of the change of velocity, in money a day; the parts add up
    },
    unique=("factor",),
)
STUCK = Contract(  # open deals that have been in their stage for longer than its limit, the largest first
    "stuck",
    {
        "key": Kind.TEXT,
        "name": Kind.TEXT,
        "position": Kind.COUNT,
        "days": Kind.NUMBER,
        "limit_days": Kind.NUMBER,
        "amount": Kind.NUMBER,
        "region_name": Kind.TEXT,
        "channel_name": Kind.TEXT,
        "rep_name": Kind.TEXT,
        "expected_close_on": Kind.DAY,
    },
    unique=("key",),
)
STUCK_TOTALS = Contract(  # how many of them there are, per stage
    "stuck_totals",
    {"position": Kind.COUNT, "count": Kind.COUNT, "amount": Kind.NUMBER},
    unique=("position",),
)
REFERENCE = Contract(  # what the conversion of a stage is held against
    "reference",
    {"position": Kind.COUNT, "reference": Kind.NUMBER, "reference_of": Kind.TEXT},
    unique=("position",),
)
BOTTLENECK = Contract(  # what a conversion below its reference costs, the dearest stage first
    "bottleneck",
    {
        "position": Kind.COUNT,
        "entered": Kind.COUNT,
        "amount": Kind.NUMBER,  # mean amount of a deal at entry
        "rate": Kind.NUMBER,
        "reference": Kind.NUMBER,
        "reference_of": Kind.TEXT,  # "own year", or the key of the best region
        "lost_money": Kind.NUMBER,  # entered × amount × (reference − rate); negative: better than the reference
    },
    unique=("position",),
)
COVERAGE = Contract(  # open ÷ (target − won) per quarter to come
    "coverage",
    {
        "period": Kind.DAY,  # first day of the fiscal quarter
        "open_count": Kind.COUNT,
        "open_amount": Kind.NUMBER,  # of open deals expected to close in the quarter
        "metric": Kind.TEXT,  # what the target is for: won_amount, else revenue; NaN without a target
        "target": Kind.NUMBER,
        "won": Kind.NUMBER,  # so far, in the slices that have a target
        "coverage": Kind.NUMBER,  # NaN without a target, and where the target is met
        "covered": Kind.FLAG,  # the target is met
    },
    unique=("period",),
)
LOST_REASONS = Contract(  # why deals were lost, the largest amount first; the empty reason is "not said"
    "lost_reasons", {"reason": Kind.TEXT, "count": Kind.COUNT, "amount": Kind.NUMBER}, unique=("reason",)
)
TRANSITIONS = Contract(  # moves from stage to stage
    "transitions",
    {"from": Kind.COUNT, "to": Kind.COUNT, "count": Kind.COUNT, "amount": Kind.NUMBER},  # to 0: deleted
    unique=("from", "to"),
)
DELAY = Contract(  # days beyond what a stage is expected to take, by who leads it
    "delay",
    {
        "role": Kind.TEXT,
        "stays": Kind.COUNT,  # how many took longer than expected
        "days": Kind.NUMBER,  # in sum
        "share": Kind.NUMBER,
    },
    unique=("role",),
)


def sliced(contract: Contract) -> Contract:
    """The same rows for each of several slices: `key` and `name` of the slice in front."""
    columns = {"key": Kind.TEXT, "name": Kind.TEXT, **contract.columns}
    return Contract(f"sliced {contract.name}", columns, ("key", *contract.unique) if contract.unique else ())
