"""The frames of the page on regions: how each stands, where it lies, its rank, and what it is made of."""

from domain.frames import Contract, Kind

_WHO = {"key": Kind.TEXT, "name": Kind.TEXT}
COMPARED = (  # beside last year
    "revenue", "margin_rate", "satisfaction", "return_rate", "market_share", "fair_share", "customer_coverage",
    "outlet_coverage",
)  # fmt: skip
PLAN_STEPS = Contract(  # the plan month by month: `expected` is the part of the target that elapsed days account for
    "plan_steps",
    {**_WHO, "period": Kind.DAY, "target": Kind.NUMBER, "actual": Kind.NUMBER, "expected": Kind.NUMBER},
    unique=("key", "period"),
)
OFF_PLAN = Contract(  # money ahead of (+) or behind (−) the plan to date, since when behind, and the state a month ago
    "off_plan",
    {"key": Kind.TEXT, "gap": Kind.NUMBER, "since": Kind.DAY, "attainment_before": Kind.NUMBER},
    unique=("key",),
)
REGION_FIGURES = Contract(  # one row a region; NaN is "no value", and `growth` has none without a last year
    "region_figures",
    {
        **_WHO,
        **{name: Kind.NUMBER for one in COMPARED for name in (one, f"{one}_before")},
        "growth": Kind.NUMBER,
        "growth_before": Kind.NUMBER,  # up to the end of the month before the last
        "target": Kind.NUMBER,
        "attainment": Kind.NUMBER,
        "attainment_before": Kind.NUMBER,  # at the end of the month before the last
        "pace": Kind.NUMBER,
        "gap": Kind.NUMBER,
        "since": Kind.DAY,
    },
    unique=("key",),
)
REGION_RANKS = Contract(  # by one figure, best first; ranks from 1, NaN where the figure is not known
    "region_ranks",
    {
        **_WHO,
        "value": Kind.NUMBER,
        "before": Kind.NUMBER,
        "rank": Kind.NUMBER,
        "rank_before": Kind.NUMBER,
        "shade": Kind.NUMBER,  # -1 worst … 0 neutral … 1 best
        "since": Kind.DAY,
    },
    unique=("key",),
)
REGION_STEPS = Contract(  # the amount month by month, beside last year; NaN where a month has not begun
    "region_steps",
    {**_WHO, "period": Kind.DAY, "value": Kind.NUMBER, "last_year": Kind.NUMBER},
    unique=("key", "period"),
)
PLACES = Contract(  # where regions lie; `depth` in the tree from 0
    "places",
    {
        "key": Kind.TEXT,
        "iso_code": Kind.TEXT,
        "depth": Kind.NUMBER,
        **dict.fromkeys(("latitude", "longitude", "tile_row", "tile_col"), Kind.NUMBER),
    },
    unique=("key",),
)
REGION_MAP = Contract(  # one region on a map: `x`, `y` tile or degrees, `size` 0 to 1, `shape` rings of a GeoJSON
    "region_map",
    {
        **_WHO,
        "short": Kind.TEXT,
        "value": Kind.NUMBER,
        "before": Kind.NUMBER,
        "shade": Kind.NUMBER,
        "x": Kind.NUMBER,
        "y": Kind.NUMBER,
        "size": Kind.NUMBER,
        "shape": Kind.TEXT,  # "x,y x,y …;x,y …", "" where there is none
    },
    unique=("key",),
)
QUADRANT = Contract(  # growth across, pace up, revenue as size
    "quadrant",
    {**_WHO, "growth": Kind.NUMBER, "pace": Kind.NUMBER, "attainment": Kind.NUMBER, "revenue": Kind.NUMBER},
    unique=("key",),
)
REGION_HEAT = Contract(  # one figure by region and column; `column` as clicks give it, `label` as it is read
    "region_heat",
    {
        **_WHO,
        "column": Kind.TEXT,
        "label": Kind.TEXT,
        "value": Kind.NUMBER,  # revenue
        "rate": Kind.NUMBER,  # growth, or what of the plan to date is reached less 1
    },
    unique=("key", "column"),
)
REGION_SHADES = Contract(  # any figure by region and column, and what it was; `shade` as in REGION_RANKS
    "region_shades",
    {
        **_WHO,
        "column": Kind.TEXT,
        "label": Kind.TEXT,
        "value": Kind.NUMBER,
        "before": Kind.NUMBER,
        "shade": Kind.NUMBER,
    },
    unique=("key", "column"),
)
