"""The frames of what became of the open deals: amounts in money, keys as links write them; NaN is not known."""

from domain.frames import Contract, Kind

WATERFALL = Contract(  # start, each cause in the order of domain.pipeline.BUCKETS, end
    "waterfall",
    {
        "bucket": Kind.TEXT,
        "amount": Kind.NUMBER,  # with its sign
        "count": Kind.COUNT,  # change in the number of deals; 0 where only amounts changed
        "deals": Kind.COUNT,  # how many stand behind it
    },
    unique=("bucket",),
)
BUCKET_DEALS = Contract(  # the deals behind a bucket, the largest amount first; "before" is t0, "after" t1
    "bucket_deals",
    {
        "key": Kind.TEXT,
        "name": Kind.TEXT,  # its id where the deal is no longer in the reader's scope
        "funnel": Kind.TEXT,
        "amount": Kind.NUMBER,  # what it adds to the bucket, with its sign
        "amount_before": Kind.NUMBER,  # before and after: NaN when the deal was not in the selection then
        "amount_after": Kind.NUMBER,
        "stage_before": Kind.NUMBER,  # position in the funnel
        "stage_after": Kind.NUMBER,
        "close_before": Kind.DAY,  # expected while open, else the day it closed
        "close_after": Kind.DAY,
        "region_name": Kind.TEXT,  # as at the end, or where it last was in the selection
        "channel_name": Kind.TEXT,
        "rep_name": Kind.TEXT,
    },
    unique=("key",),
)
CATEGORY_MOVES = Contract(  # from which forecast category to which, or in, or out: keys of domain.pipeline.CATEGORIES
    "category_moves",
    {
        "before": Kind.TEXT,
        "after": Kind.TEXT,
        "count": Kind.COUNT,
        "amount": Kind.NUMBER,  # at the end; of deals that left, as they were at the start
    },
    unique=("before", "after"),
)
LEFT_OUT = Contract(  # deals open at the end that no window can hold, by the reason
    "left_out",
    {
        "why": Kind.TEXT,  # undated: without a close date; unknown: without a creation date, hence without a history
        "count": Kind.COUNT,
        "amount": Kind.NUMBER,
    },
    unique=("why",),
)
