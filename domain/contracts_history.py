"""What the history of deals is counted into: queries give these frames, and analytics makes figures of them.

Units and words are those of domain.contracts_funnel.
"""

from domain.frames import Contract, Kind

MOVES = Contract(  # what happened to deals of the selection in each week, added up
    "moves",
    {
        "period": Kind.DAY,  # Monday
        "was": Kind.TEXT,  # open, won, lost, deleted; new: not created before; elsewhere: not in the selection
        "stage_before": Kind.COUNT,  # 0: none, or not in the selection
        "became": Kind.TEXT,  # open, won, lost, deleted; elsewhere: not in the selection any more
        "stage": Kind.COUNT,
        "count": Kind.COUNT,
        "amount_before": Kind.NUMBER,  # a deal without an amount adds nothing
        "amount": Kind.NUMBER,
    },
    unique=("period", "was", "stage_before", "became", "stage"),
)
COHORT = Contract(  # deals created in a window, by how far they came and what they are at the instant asked for
    "cohort",
    {
        "highest": Kind.COUNT,  # the furthest stage that is not a lost one
        "outcome": Kind.TEXT,  # open, won, lost
        "day": Kind.COUNT,  # of its life, on which it was closed, or last seen open; one more than the horizon: later
        "count": Kind.COUNT,
        "amount": Kind.NUMBER,
    },
    unique=("highest", "outcome", "day"),
)
STAY_OUTCOMES = Contract(  # first entries into a stage, by how many days went by until what became of them
    "stay_outcomes",
    {
        "position": Kind.COUNT,
        "cohort": Kind.DAY,  # the month of entry
        "within": Kind.FLAG,  # entered in the window asked for
        "day": Kind.COUNT,  # 1 = within one day, 0 = at once; one more than the horizon: later
        "reached": Kind.COUNT,  # got to a later stage on that day
        "lost": Kind.COUNT,  # were lost or deleted on that day
        "open": Kind.COUNT,  # neither so far; seen for that many days
        "late": Kind.COUNT,  # of `lost`: got to a later stage after all, by the instant asked for
        "amount": Kind.NUMBER,  # at entry, of the deals that have one
        "valued": Kind.COUNT,  # how many have one
    },
)
STAY_TIMES = Contract(  # how long the deals stayed that left a stage forwards: in the window, and ever
    "stay_times",
    {
        "position": Kind.COUNT,
        "n": Kind.COUNT,
        "median_days": Kind.NUMBER,
        "p80_days": Kind.NUMBER,
        "ever_n": Kind.COUNT,
        "ever_p80_days": Kind.NUMBER,
    },
    unique=("position",),
)
STAY_LENGTHS = Contract(  # stays in a stage, by how many days they lasted
    "stay_lengths",
    {"position": Kind.COUNT, "day": Kind.COUNT, "left": Kind.COUNT, "still": Kind.COUNT},
    unique=("position", "day"),
)
