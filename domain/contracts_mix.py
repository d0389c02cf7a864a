"""The frames of structure and concentration: shares as shares, amounts in money."""

from domain.frames import Contract, Kind

LORENZ_SUMS = Contract(  # members by revenue, the smallest first, in at most 100 parts of as many members each
    "lorenz_sums",
    {
        "part": Kind.COUNT,
        "members": Kind.COUNT,
        "revenue": Kind.NUMBER,
        "weighted": Kind.NUMBER,  # Σ rank · revenue, the smallest member having rank 1
    },
    unique=("part",),
)
LORENZ = Contract(  # from (0, 0) to (1, 1): the smallest members, and the share of revenue that they have
    "lorenz", {"members": Kind.NUMBER, "amount": Kind.NUMBER}
)
DEPENDENCE = Contract(  # the largest member of each group
    "dependence",
    {
        "of": Kind.TEXT,  # customer, partner, channel
        "within": Kind.TEXT,  # "" for everything selected, region, channel
        "group": Kind.TEXT,  # the region's or channel's key; none for everything
        "group_name": Kind.TEXT,
        "member": Kind.TEXT,
        "member_name": Kind.TEXT,
        "amount": Kind.NUMBER,  # revenue of the member: what is at risk
        "total": Kind.NUMBER,  # revenue of the group, with that of nobody in particular
    },
    unique=("of", "within", "group"),
)
WARNINGS = DEPENDENCE.with_columns(  # `reached`: the share is at its limit; else it is more than halfway there
    "warnings", {"share": Kind.NUMBER, "limit": Kind.NUMBER, "reached": Kind.FLAG}
)
MIX_DRIFT = Contract(  # shares of a channel in revenue and in plan, step by step; NaN where there is no plan
    "mix_drift",
    {
        "key": Kind.TEXT,
        "name": Kind.TEXT,
        "period": Kind.DAY,
        "actual": Kind.NUMBER,
        "planned": Kind.NUMBER,
        "off": Kind.NUMBER,  # actual − planned, in shares: 0.01 is one point
    },
    unique=("key", "period"),
)
MIX_DISTANCE = Contract(  # ½ Σ |share − share of plan| over the channels
    "mix_distance", {"period": Kind.DAY, "distance": Kind.NUMBER}, unique=("period",)
)
MARGIN_BALANCE = Contract(  # what each channel brings of revenue and of margin, the largest first
    "margin_balance",
    {
        "key": Kind.TEXT,
        "name": Kind.TEXT,
        "revenue": Kind.NUMBER,
        "margin": Kind.NUMBER,  # of lines that have a cost; NaN: none has
        "rate": Kind.NUMBER,  # margin ÷ revenue of the same lines
        "of_revenue": Kind.NUMBER,
        "of_margin": Kind.NUMBER,  # of the positive margins; NaN where margin is negative or unknown
    },
    unique=("key",),
)
