"""The frames of channels against each other: keys as `source:id`, amounts in money, shares as shares."""

from domain.frames import Contract, Kind

_PAIR = {"a": Kind.TEXT, "a_name": Kind.TEXT, "b": Kind.TEXT, "b_name": Kind.TEXT}
RIVALS = Contract(  # incidents that two channels share; a = b: those within one channel. Each pair once, a < b
    "rivals",
    {**_PAIR, "incidents": Kind.COUNT, "money": Kind.NUMBER},  # NaN: no figure of them is the reader's
    unique=("a", "b"),
)
OVERLAP = Contract(  # of two channels, a < b
    "overlap",
    {
        **_PAIR,
        "overlap": Kind.NUMBER,  # Σ min(share in a, share in b) over the products: 0 none in common, 1 the same mix
        "products": Kind.COUNT,  # that both sell
        "revenue": Kind.NUMBER,  # of both with these products
    },
    unique=("a", "b"),
)
MIGRATION = Contract(  # orders in `to` of buyers whose order before was in `from`
    "migration",
    {
        "from": Kind.TEXT,
        "from_name": Kind.TEXT,
        "to": Kind.TEXT,
        "to_name": Kind.TEXT,
        "moves": Kind.COUNT,
        "buyers": Kind.COUNT,
        "moved": Kind.NUMBER,  # revenue of these orders
        "expanded": Kind.NUMBER,  # of buyers whose total grew on a year before
        "cannibalised": Kind.NUMBER,  # of buyers whose total did not
        "fresh": Kind.NUMBER,  # of buyers without revenue a year before: nothing to compare
        "before": Kind.NUMBER,  # total revenue of the buyers that can be compared, a year before
        "after": Kind.NUMBER,  # and now
    },
    unique=("from", "to"),
)
AT_STAKE = Contract(  # products by the revenue that was sold below its limit, the largest first
    "at_stake",
    {"product": Kind.TEXT, "product_name": Kind.TEXT, "at_stake": Kind.NUMBER, "revenue": Kind.NUMBER},
    unique=("product",),
)
CORRIDOR = Contract(  # unit prices of one product by channel, over its regular lines
    "corridor",
    {
        "channel": Kind.TEXT,
        "channel_name": Kind.TEXT,
        "kind": Kind.TEXT,
        "lines": Kind.COUNT,
        "revenue": Kind.NUMBER,
        "mean": Kind.NUMBER,  # revenue ÷ quantity
        "low": Kind.NUMBER,  # quantiles of the lines' unit prices: 5 %
        "lower": Kind.NUMBER,  # 25 %
        "middle": Kind.NUMBER,  # 50 %
        "upper": Kind.NUMBER,  # 75 %
        "high": Kind.NUMBER,  # 95 %
        "listed": Kind.NUMBER,  # mean list price of the channel, by quantity; NaN: it has none
        "floor": Kind.NUMBER,
        "at_stake": Kind.NUMBER,  # revenue of lines below the limit or the floor
    },
    unique=("channel",),
)
REFERRED = CORRIDOR.with_columns(  # `reference`: the list price, else the median of the channels of the kind
    "corridor_referred", {"reference": Kind.NUMBER, "limit": Kind.NUMBER}
)
PANEL = Contract(  # what channels sold of products, month by month
    "panel",
    {
        "product": Kind.TEXT,
        "channel": Kind.TEXT,
        "channel_name": Kind.TEXT,
        "period": Kind.DAY,
        "quantity": Kind.NUMBER,
        "revenue": Kind.NUMBER,
    },
    unique=("product", "channel", "period"),
)
ELASTICITIES = Contract(  # of the volume of a to the price gap between a and b; each ordered pair once
    "elasticities",
    {
        **_PAIR,
        "cells": Kind.COUNT,  # product × month that both sold
        "products": Kind.COUNT,
        "months": Kind.COUNT,
        "spread": Kind.NUMBER,  # standard deviation of the log price gap, within products and months
        "estimate": Kind.NUMBER,  # % of volume for 1 % that a is dearer than b; NaN: not identifiable
        "low": Kind.NUMBER,  # of the 95 % interval
        "high": Kind.NUMBER,
        "reason": Kind.TEXT,  # cells, products, months, spread: why it is not identifiable; "" where it is
        "revenue": Kind.NUMBER,  # of a in these cells
    },
    unique=("a", "b"),
)
