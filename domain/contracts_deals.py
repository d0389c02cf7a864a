"""The frames of single deals: lists of them, and the life of one."""

from domain.frames import Contract, Kind

DEALS = Contract(  # deals as they stood at an instant
    "deals",
    {
        "key": Kind.TEXT,
        "name": Kind.TEXT,  # its id where the deal is no longer in the reader's scope
        "funnel": Kind.TEXT,
        "stage": Kind.COUNT,  # position in its funnel
        "status": Kind.TEXT,  # open, won, lost
        "amount": Kind.NUMBER,
        "since": Kind.DAY,  # when its present stay in the stage began, UTC; not known without a history
        "close_on": Kind.DAY,  # closed: the day it closed; else the day it is expected to
        "region_name": Kind.TEXT,
        "channel_name": Kind.TEXT,
        "rep_name": Kind.TEXT,
        "product_line": Kind.TEXT,
        "reason": Kind.TEXT,  # of loss, as recorded today
    },
    unique=("key",),
)
DEAL_TOTALS = Contract("deal_totals", {"count": Kind.COUNT, "amount": Kind.NUMBER})  # of all deals of a list, one row
DEAL_FACTS = Contract(  # one deal as it stands today, at most one row
    "deal_facts",
    {
        "key": Kind.TEXT,
        "name": Kind.TEXT,
        "funnel": Kind.TEXT,
        "stage": Kind.COUNT,
        "outcome": Kind.TEXT,  # open, won, lost
        "amount": Kind.NUMBER,
        "created_on": Kind.DAY,
        "expected_close_on": Kind.DAY,
        "closed_on": Kind.DAY,
        "forecast_category": Kind.TEXT,
        "product_line": Kind.TEXT,
        "reason": Kind.TEXT,
        "competitor": Kind.TEXT,
        "region_name": Kind.TEXT,
        "channel_name": Kind.TEXT,
        "partner_name": Kind.TEXT,
        "customer_name": Kind.TEXT,
        "rep_name": Kind.TEXT,
    },
    unique=("key",),
)
DEAL_HISTORY = Contract(  # the states of one deal that this reader may see, oldest first
    "deal_history",
    {
        "seq": Kind.COUNT,
        "funnel": Kind.TEXT,
        "kind": Kind.TEXT,  # created, changed, deleted, restored
        "from_at": Kind.DAY,  # UTC
        "to_at": Kind.DAY,  # UTC, exclusive; the end of time for the last one
        "stage": Kind.COUNT,
        "status": Kind.TEXT,
        "amount": Kind.NUMBER,
        "close_on": Kind.DAY,
        "forecast_category": Kind.TEXT,
        "product_line": Kind.TEXT,
        "region_name": Kind.TEXT,
        "channel_name": Kind.TEXT,
        "rep_name": Kind.TEXT,
        "origin": Kind.TEXT,  # source, observed, reconstructed
        "clamped": Kind.FLAG,  # recorded with a time before that of the event before it
    },
    unique=("seq",),
)
DEAL_MEMBERS = Contract(  # who works a deal as what
    "deal_members",
    {
        "rep_name": Kind.TEXT,
        "role": Kind.TEXT,
        "credit_share": Kind.NUMBER,
        "valid_from": Kind.DAY,
        "valid_to": Kind.DAY,
    },
)
DEAL_CHANGES = Contract(  # what changed from one state of a deal to the next, newest first; values as they are stored
    "deal_changes",
    {
        "seq": Kind.COUNT,
        "at": Kind.DAY,
        "kind": Kind.TEXT,
        "what": Kind.TEXT,  # a column of DEAL_HISTORY
        "before": Kind.TEXT,
        "after": Kind.TEXT,
        "origin": Kind.TEXT,
    },
)
DEAL_ORIGINS = Contract(  # how the history of deals is known
    "deal_origins",
    {
        "origin": Kind.TEXT,  # source, observed, reconstructed
        "deals": Kind.COUNT,
        "clamped": Kind.COUNT,  # events recorded with a time before that of the event before
    },
    unique=("origin",),
)
