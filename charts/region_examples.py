"""Examples of the charts of regions."""

import pandas as pd

from charts.axes import Subject
from charts.example import Example
from charts.region_heat import region_heat, region_shades
from charts.region_map import region_bubbles, region_shapes, region_tiles
from charts.region_quadrant import region_quadrant
from charts.region_ranking import region_ranks
from domain.contracts_regions import QUADRANT, REGION_HEAT, REGION_MAP, REGION_RANKS, REGION_SHADES
from domain.metrics import METRICS

NONE = float("nan")
_FAIR, _AMOUNT = Subject(METRICS["fair_share"]), Subject(METRICS["revenue"])
_MARCH = pd.Timestamp(2026, 3, 1)
_TILES = (
    ("demo:beijing", "北京", "BJ", 121.4, 118.0, 0.8, 6.0, 1.0, 0.5, ""),
    ("demo:tianjin", "天津", "TJ", 96.2, 99.0, -0.2, 6.0, 2.0, 0.2, ""),
    ("demo:hebei", "河北", "HE", 71.0, 80.3, -1.0, 5.0, 2.0, 0.3, ""),
    ("demo:shandong", "山东", "SD", 100.0, 100.0, 0.0, 5.0, 3.0, 0.9, ""),
    ("demo:tibet", "西藏", "XZ", NONE, NONE, NONE, 1.0, 3.0, 0.0, ""),
)
_BUBBLES = (
    ("demo:east", "华东", "East", 48.2e6, 45.7e6, 1.0, 118.6, 31.0, 1.0, ""),
    ("demo:south", "华南", "South", 16.6e6, 15.5e6, 0.35, 111.5, 22.6, 0.35, ""),
    ("demo:northwest", "西北", "Northwest", 5.0e6, 4.4e6, 0.1, 101.1, 37.4, 0.1, ""),
)
_SHAPES = (
    ("demo:a", "甲省", "A", 112.0, 108.0, 1.0, 1.0, 1.0, 0.4, "0,0 2,0 2,2 0,2 0,0;2.4,1.6 2.8,1.6 2.8,2 2.4,1.6"),
    ("demo:b", "乙省 A&B", "A&B", 84.0, 90.0, -0.7, 3.2, 1.0, 0.3, "2,0 4.4,0 4.4,1.4 2,2 2,0"),
    ("demo:c", "丙省", "C", NONE, NONE, NONE, 2.0, -0.6, 0.1, "0,0 4.4,0 2,-1.2 0,0"),
)
_RANKS = (
    ("demo:east", "华东", 108.5, 110.5, 1.0, 1.0, 0.7, pd.Timestamp(2026, 4, 1)),
    ("demo:central", "华中", 108.3, 109.0, 2.0, 2.0, 0.6, pd.NaT),
    ("demo:southwest", "西南大区（川渝云贵藏）", 94.8, 90.2, 3.0, 5.0, -0.4, pd.NaT),
    ("demo:northeast", "东北", 83.2, 90.9, 4.0, 3.0, -1.0, _MARCH),
    ("demo:new", "新区", 70.0, NONE, 5.0, NONE, -1.0, pd.NaT),
)
_QUARTERS = (
    ("demo:east", "华东", 0.055, -0.009, 0.874, 48.2e6),
    ("demo:southwest", "西南", 0.131, 0.044, 0.931, 12.6e6),
    ("demo:north", "华北", 0.127, -0.037, 0.862, 13.3e6),
    ("demo:northeast", "东北", -0.015, -0.155, 0.726, 4.1e6),
    ("demo:shrinking", "西北", -0.04, 0.02, 0.92, 5.0e6),
    ("demo:new", "新区", NONE, 0.1, 1.0, 1.0e6),
)
_CELLS = tuple(
    (f"demo:{key}", name, f"demo:{column}", label, value, rate)
    for key, name, cells in (
        ("east", "华东", ((156.8e6, 0.044), (133.8e6, -0.041), (1.2e6, NONE))),
        ("northeast", "东北", ((12.5e6, 0.026), (11.8e6, -0.179), (0.2e6, 15.2))),
    )
    for (column, label), (value, rate) in zip(
        (("distributor", "Distributors"), ("direct", "Key accounts"), ("pilot", "Community vans (pilot)")),
        cells,
        strict=True,
    )
)
_FIGURES = (
    ("demo:east", "华东", "2026-01-01", "26/01", 0.354, 0.341, 0.8),
    ("demo:east", "华东", "2026-02-01", "26/02", 0.331, NONE, 0.1),
    ("demo:northeast", "东北", "2026-01-01", "26/01", 0.298, 0.32, -1.0),
    ("demo:northeast", "东北", "2026-02-01", "26/02", NONE, 0.31, NONE),
)
REGIONS = {
    "region_tiles": Example(region_tiles, REGION_MAP, _TILES, "A tile a province; Tibet has no value.", _FAIR),
    "region_bubbles": Example(
        region_bubbles, REGION_MAP, _BUBBLES, "Bubbles where regions lie; an amount has no bad side.", _AMOUNT
    ),
    "region_shapes": Example(
        region_shapes, REGION_MAP, _SHAPES, "Shapes of a GeoJSON, one of them with an island.", _FAIR
    ),
    "region_ranks": Example(
        region_ranks, REGION_RANKS, _RANKS, "Rank, places won or lost, and since when off plan.", _FAIR
    ),
    "region_quadrant": Example(
        region_quadrant, QUADRANT, _QUARTERS, "The Northeast is off plan and shrinks; no growth, no place.", _AMOUNT
    ),
    "region_heat": Example(
        region_heat, REGION_HEAT, _CELLS, "Key accounts of the Northeast fall; what is new has no rate.", _AMOUNT
    ),
    "region_shades": Example(
        region_shades,
        REGION_SHADES,
        _FIGURES,
        "Margin rate around that of all; one month has no value.",
        Subject(METRICS["margin_rate"]),
    ),
}
