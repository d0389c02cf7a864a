"""The frames of channel balance: months by their first day, amounts in money, shares as shares."""

from domain.frames import Contract, Kind


def exposures(by: tuple[str, ...]) -> Contract:
    """Per month and group: revenue (and open amount) in conflict, and what it is held against."""
    groups = {name: Kind.TEXT for key in by for name in (key, f"{key}_name")}
    return Contract(
        "exposures", {**groups, "period": Kind.DAY, "exposed": Kind.NUMBER, "base": Kind.NUMBER}, (*by, "period")
    )


CONFLICTS = Contract(  # what broke a rule in a month, over the whole company; figures of the reader's own slices only
    "conflicts",
    {
        "period": Kind.DAY,
        "who": Kind.TEXT,  # the party: a channel's, partner's or buyer's key
        "who_name": Kind.TEXT,
        "channel": Kind.TEXT,  # in which channel it happened
        "channel_name": Kind.TEXT,
        "what": Kind.TEXT,  # a product line or a product; none for territory and customer
        "what_name": Kind.TEXT,
        "region": Kind.TEXT,  # where
        "region_name": Kind.TEXT,
        "touched": Kind.FLAG,  # whether it touches the reader's scope
        "amount": Kind.NUMBER,  # NaN: nothing of it is in the reader's scope or selection
    },
    unique=("period", "who", "channel", "what", "region"),
)
LINKS = Contract(  # two channels that undercut on the same product, in the same region and month
    "price_links",
    {"period": Kind.DAY, "what": Kind.TEXT, "a": Kind.TEXT, "b": Kind.TEXT},
    unique=("period", "what", "a", "b"),
)
PARTS = Contract(  # the parts of the index, per month and group ("" where not cut)
    "balance_parts",
    {
        "period": Kind.DAY,
        "group": Kind.TEXT,
        "group_name": Kind.TEXT,
        "kind": Kind.TEXT,
        "exposed": Kind.NUMBER,
        "base": Kind.NUMBER,
        "exposure": Kind.NUMBER,  # a share; NaN: nothing that it could be a share of
        "weight": Kind.NUMBER,  # of the parts that are measured they add up to 1; 0 for one that is not
        "measured": Kind.FLAG,
        "points": Kind.NUMBER,  # of the index: 100 · weight · min(1, exposure ÷ red line)
    },
    unique=("period", "group", "kind"),
)
INDEX = Contract(  # NaN: no revenue, or no part that can be measured
    "balance_index",
    {"period": Kind.DAY, "group": Kind.TEXT, "group_name": Kind.TEXT, "cci": Kind.NUMBER},
    unique=("period", "group"),
)
INCIDENTS = (
    Contract(  # seen in the month asked for, the largest first; several names or keys stand on lines of one text
        "incidents",
        {
            "id": Kind.TEXT,
            "kind": Kind.TEXT,
            "began": Kind.TEXT,  # the key of the party that began it; of a buyer the buyer's own
            "party_keys": Kind.TEXT,
            "parties": Kind.TEXT,
            "what": Kind.TEXT,
            "what_name": Kind.TEXT,
            "regions": Kind.TEXT,
            "region_keys": Kind.TEXT,
            "first_seen": Kind.DAY,
            "last_seen": Kind.DAY,
            "months": Kind.TEXT,  # in which it was seen, as days
            "money": Kind.NUMBER,  # at stake since it was first seen; NaN: not in the reader's slices
            "in_month": Kind.NUMBER,  # what of it counts in the month's exposure
            "before": Kind.NUMBER,  # the same of the month before; 0 where it was not seen then
            "whole": Kind.FLAG,  # all of it lies in the reader's slices
            "excused": Kind.FLAG,  # none of it counts in the month: agreed, or judged to be no conflict
        },
        unique=("id",),
    )
)
CONCENTRATION = Contract(  # one row a dimension and month
    "concentration",
    {
        "by": Kind.TEXT,
        "period": Kind.DAY,
        "members": Kind.COUNT,  # with revenue
        "total": Kind.NUMBER,
        "hhi": Kind.NUMBER,
        "normalised": Kind.NUMBER,  # 0 where all are equal, 1 where one has all; NaN for one member
        "effective": Kind.NUMBER,  # 1 ÷ HHI
        "largest": Kind.NUMBER,  # share
        "largest_name": Kind.TEXT,
    },
    unique=("by", "period"),
)
SHARE_SUMS = Contract(
    "share_sums",
    {
        "period": Kind.DAY,
        "members": Kind.COUNT,
        "total": Kind.NUMBER,
        "squares": Kind.NUMBER,
        "top": Kind.NUMBER,
        "top_name": Kind.TEXT,
    },
    unique=("period",),
)
