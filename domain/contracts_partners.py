"""The frames of partners: days are days of the data, durations days, money that of the base currency; NaN is not known.

A partner's key is `source:id`.
"""

from domain.frames import Contract, Kind

PARTNERS = Contract(  # who is at home in the selection, with what its source says of it
    "partners",
    {
        "key": Kind.TEXT,
        "name": Kind.TEXT,
        "kind": Kind.TEXT,
        "tier": Kind.TEXT,
        "channel": Kind.TEXT,
        "channel_name": Kind.TEXT,
        "region": Kind.TEXT,
        "region_name": Kind.TEXT,
        "region_1": Kind.TEXT,
        "region_1_name": Kind.TEXT,
        "opened_on": Kind.DAY,
        "closed_on": Kind.DAY,
    },
    unique=("key",),
)
BEGINNINGS = Contract("order_beginnings", {"source": Kind.TEXT, "first": Kind.DAY}, unique=("source",))
MONEY = Contract(  # what partners brought and cost in a period, and how much they sold in two years; 0 is nothing
    "partner_money",
    {
        "key": Kind.TEXT,
        "revenue": Kind.NUMBER,
        "costed": Kind.NUMBER,  # revenue of the lines that have a cost
        "margin": Kind.NUMBER,  # of the same lines; NaN where none has
        "own_cost": Kind.NUMBER,  # costs that name the partner
        "shared_cost": Kind.NUMBER,  # its part of its channels' other costs, by revenue
        "year": Kind.NUMBER,  # revenue of the twelve months up to the day
        "year_before": Kind.NUMBER,  # of the twelve months before these
    },
    unique=("key",),
)
_LIFE = {
    "first_on": Kind.DAY,  # the first and the last order day up to the day asked for
    "last_on": Kind.DAY,
    "order_days": Kind.COUNT,
    "days_since": Kind.NUMBER,  # the last order
    "rhythm": Kind.NUMBER,  # median days between order days of its last twelve months; NaN of fewer than five
    "longest": Kind.NUMBER,  # the longest of these pauses
    "state": Kind.TEXT,
    "origin": Kind.DAY,  # when its life began; NaT where that lies before the data and nobody says when
    "entry": Kind.NUMBER,  # its age when the data began; NaN where it was born later
    "died_on": Kind.DAY,  # as far as is recognised
    "settled_on": Kind.DAY,  # up to this day every death is recognised
}
LIVES = PARTNERS.with_columns("lives", _LIFE)
STATE_MONTHS = Contract(  # partners by state at the end of each month, and what moved in it
    "state_months",
    {
        "period": Kind.DAY,
        **dict.fromkeys(("active", "waiting", "dormant", "closed"), Kind.COUNT),
        **dict.fromkeys(("started", "reactivated", "lapsed", "ended"), Kind.COUNT),
        "unfinished": Kind.FLAG,
    },
    unique=("period",),
)
OPENING_MONTHS = Contract(  # births and deaths by the month in which they happened
    "opening_months",
    {
        "period": Kind.DAY,
        "opened": Kind.COUNT,
        "closed": Kind.COUNT,
        "faded": Kind.COUNT,  # last ordered then, never closed
        "provisional": Kind.FLAG,  # not every death of this month is recognised yet
    },
    unique=("period",),
)
SPANS = Contract(  # lives as survival takes them: ages in days
    "life_spans",
    {
        "group": Kind.TEXT,
        "entry": Kind.NUMBER,  # under observation after this age; −1: from birth on
        "exit": Kind.NUMBER,
        "died": Kind.FLAG,  # at the age `exit`; else still alive then
        "recent": Kind.FLAG,  # of the months in which not every death is recognised
    },
)
SURVIVAL = Contract(  # the share alive after each age at which somebody died, from age 0 on
    "survival",
    {
        "group": Kind.TEXT,
        "age": Kind.COUNT,
        "at_risk": Kind.COUNT,
        "died": Kind.COUNT,
        "share": Kind.NUMBER,
        "low": Kind.NUMBER,  # 95 %
        "high": Kind.NUMBER,
        "provisional": Kind.FLAG,  # known of the last months only
    },
    unique=("group", "age"),
)
GROUPS = Contract(  # survival in short, group by group
    "survival_groups",
    {
        "group": Kind.TEXT,
        "n": Kind.COUNT,
        "died": Kind.COUNT,  # settled deaths
        "expected": Kind.NUMBER,  # of the log-rank test; NaN without one
        "one_year": Kind.NUMBER,  # share alive at 365 days; NaN beyond what was observed
        "two_years": Kind.NUMBER,
        "median": Kind.NUMBER,  # days; NaN where more than half are alive
    },
    unique=("group",),
)
ACTIVATION = Contract(  # of partners that opened: who ordered within 90 days
    "activation",
    {
        "group": Kind.TEXT,
        "n": Kind.COUNT,  # opened 90 days ago or longer
        "activated": Kind.COUNT,
        "rate": Kind.NUMBER,
        "low": Kind.NUMBER,
        "high": Kind.NUMBER,
    },
    unique=("group",),
)
SILENT = Contract(  # active partners that have been without an order for longer than is usual for them
    "silent_partners",
    {
        "key": Kind.TEXT,
        "name": Kind.TEXT,
        "kind": Kind.TEXT,
        "tier": Kind.TEXT,
        "channel_name": Kind.TEXT,
        "region_name": Kind.TEXT,
        "last_on": Kind.DAY,
        "days_since": Kind.NUMBER,
        "rhythm": Kind.NUMBER,
        "longest": Kind.NUMBER,
        "times": Kind.NUMBER,  # days since ÷ rhythm
        "left_days": Kind.NUMBER,  # until it counts as dormant
        "year": Kind.NUMBER,  # revenue at stake
    },
    unique=("key",),
)
SILENT_MARKS = Contract(  # the same partners, with the order days of their last year: how many days ago
    "silent_marks",
    {
        "key": Kind.TEXT,
        "name": Kind.TEXT,
        "days_since": Kind.NUMBER,
        "rhythm": Kind.NUMBER,
        "year": Kind.NUMBER,
        "ago": Kind.COUNT,
    },
    unique=("key", "ago"),
)
PARETO = Contract(  # partners by revenue of the period, largest first, with what remains of it
    "partner_pareto",
    {
        "rank": Kind.COUNT,
        "key": Kind.TEXT,
        "name": Kind.TEXT,
        "revenue": Kind.NUMBER,
        "part": Kind.NUMBER,  # share of revenue of this and all larger partners
        "margin": Kind.NUMBER,
        "cost": Kind.NUMBER,  # own and shared
        "contribution": Kind.NUMBER,
    },
    unique=("key",),
)
PARTNER_SUMS = Contract(  # one partner's months with anything in them
    "partner_sums",
    {
        "period": Kind.DAY,
        "revenue": Kind.NUMBER,
        "margin": Kind.NUMBER,
        "cost": Kind.NUMBER,  # that names the partner
    },
    unique=("period",),
)
PARTNER_MONTHS = PARTNER_SUMS.with_columns(  # every month, the empty ones too; margin NaN where it is not known
    "partner_months",
    {"state": Kind.TEXT, "unfinished": Kind.FLAG},  # "" before it was there
)
PARTNER_LINES = Contract(  # one partner's product lines in twelve months, largest first
    "partner_lines",
    {"line": Kind.TEXT, "year": Kind.NUMBER, "year_before": Kind.NUMBER},
    unique=("line",),
)
PARTNER_COSTS = Contract("partner_costs", {"kind": Kind.TEXT, "amount": Kind.NUMBER}, unique=("kind",))
TERRITORY = Contract(
    "partner_territory",
    {
        "region_name": Kind.TEXT,
        "product_line": Kind.TEXT,
        "rule": Kind.TEXT,
        "valid_from": Kind.DAY,
        "valid_to": Kind.DAY,
    },
)
