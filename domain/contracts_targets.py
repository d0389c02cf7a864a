"""The frames of targets: rows as they stand, the cells of a grid, what a break-down gives, what checks find."""

from domain.frames import Contract, Kind

_SLICE = ("region", "channel", "product_line", "rep", "partner")
TARGET_ROWS = Contract(  # targets in force, loaded and entered; members as keys `source:id`, missing where for all
    "target_rows",
    {
        **dict.fromkeys(("plan", "version", "level", "metric", "aggregation"), Kind.TEXT),
        "period_start": Kind.DAY,
        "period_end": Kind.DAY,
        "source": Kind.TEXT,
        **dict.fromkeys(_SLICE, Kind.TEXT),
        "amount": Kind.NUMBER,
        "entered": Kind.FLAG,  # in the workspace, not loaded
    },
)
POTENTIALS = Contract(  # what a region could bring in; of nodes without a figure of their own the sum of those below
    "potentials", {"region": Kind.TEXT, "potential": Kind.NUMBER}, unique=("region",)
)
SLICE_NAMES = Contract("slice_names", {"key": Kind.TEXT, "name": Kind.TEXT}, unique=("key",))
CELLS = Contract(  # a grid of targets: one row a slice and period
    "cells",
    {
        "key": Kind.TEXT,  # of the slice: the keys of its members, in the order of its dimensions, between bars
        "name": Kind.TEXT,
        "period_start": Kind.DAY,
        "period_end": Kind.DAY,
        "amount": Kind.NUMBER,  # NaN: no target
        "last_year": Kind.NUMBER,  # of the metric in the same slice and period a year before; NaN: not known
        "potential": Kind.NUMBER,  # of the slice's region; NaN: not known
        "above": Kind.TEXT,  # the target above that the cell is a part of; missing: none
        "above_name": Kind.TEXT,
        "above_amount": Kind.NUMBER,
    },
    unique=("key", "period_start", "period_end"),
)
BROKEN_DOWN = CELLS.with_columns(  # what a break-down would enter
    "broken_down",
    {
        "share": Kind.NUMBER,  # of its group: the blend of shapes; shares of a group add up to 1
        "proposed": Kind.NUMBER,  # whole cents; a group's add up to its total to the cent
    },
)
ADDING_UP = Contract(  # targets above whose parts do not add up to them
    "adding_up",
    {
        "name": Kind.TEXT,
        "above": Kind.NUMBER,
        "parts": Kind.NUMBER,
        "gap": Kind.NUMBER,  # parts − above
        "unset": Kind.COUNT,  # parts without a target
    },
)
NOT_SET = Contract(  # slices with cells without a target
    "not_set",
    {
        "name": Kind.TEXT,
        "cells": Kind.COUNT,  # that have no target
        "last_year": Kind.NUMBER,  # what was achieved there a year before
    },
)
OFF_SEASON = Contract(  # slices whose plan has not the shape of the year before
    "off_season",
    {
        "name": Kind.TEXT,
        "moved": Kind.NUMBER,  # share of the plan that lies in other periods than last year's shape puts it
        "amount": Kind.NUMBER,  # the same in the unit of the metric
        "period_start": Kind.DAY,  # the period that is furthest off
        "planned": Kind.NUMBER,  # its share of the plan, and what last year's shape gives it
        "usual": Kind.NUMBER,
    },
)
