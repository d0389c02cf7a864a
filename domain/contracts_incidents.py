"""The frames of what is remembered of channel conflict."""

from domain.frames import Contract, Kind

STATES = Contract(  # how each incident stands
    "incident_states",
    {
        "id": Kind.TEXT,
        "status": Kind.TEXT,  # a key of STATUSES
        "since": Kind.DAY,  # reopened: the first month in which it was seen again
        "owner": Kind.TEXT,
    },
    unique=("id",),
)
INCIDENT_MONTHS = Contract(  # every month from the first to the last; amounts of the reader's own slices
    "incident_months",
    {"period": Kind.DAY, "counted": Kind.NUMBER, "excused": Kind.NUMBER},
    unique=("period",),
)
INDEX_SEEN = Contract(  # of the whole company
    "index_seen",
    {
        "period": Kind.DAY,
        "now": Kind.NUMBER,  # the index under today's rules
        "seen": Kind.NUMBER,  # the index as it was shown first after the month's end; NaN: never shown
        "day": Kind.DAY,  # the last day of the data when it was shown
        "rules": Kind.TEXT,  # the version of the rules then
    },
    unique=("period",),
)
PART_CHANGES = Contract(  # points of the index by kind at two times; NaN: not known then
    "part_changes",
    {"kind": Kind.TEXT, "before": Kind.NUMBER, "now": Kind.NUMBER, "moved": Kind.NUMBER},
    unique=("kind",),
)
