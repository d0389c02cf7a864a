"""A small frame for every chart: what the snapshot tests, the gallery and a newcomer look at."""

import pandas as pd

from charts.axes import Subject
from charts.balance_examples import BALANCE
from charts.calls_examples import CALLS
from charts.cash_examples import CASH
from charts.channel_examples import CHANNELS
from charts.contributions import contribution_bars
from charts.example import Example
from charts.forecast_examples import FORECAST
from charts.funnel_examples import FUNNEL
from charts.incident_examples import INCIDENT_CHARTS
from charts.mix import share_bars
from charts.mix_examples import MIX_CHARTS
from charts.partner_examples import PARTNERS
from charts.pipeline_examples import PIPELINE
from charts.pipeline_forecast_examples import PIPELINE_FORECAST
from charts.ranking import ranking_bars
from charts.reallocation_examples import REALLOCATION
from charts.region_examples import REGIONS
from charts.rivals_examples import RIVAL_CHARTS
from charts.scenarios_examples import SCENARIOS
from charts.trend import trend_bars
from charts.waterfall import effect_waterfall
from domain.ask import Compare
from domain.contracts import CONTRIBUTIONS, EFFECTS, MIX, RANKING, TREND
from domain.metrics import METRICS
from domain.periods import Grain

NONE = float("nan")


def _months(*rows: tuple[float, ...]) -> tuple[tuple[object, ...], ...]:
    """Rows of TREND from January 2026 on: value, last year, target, in millions; November is not over."""
    return tuple(
        (pd.Timestamp(2026, month, 1), *(amount * 1e6 for amount in row), month == 11)
        for month, row in enumerate(rows, start=1)
    )


_YEAR = _months(
    (31.2, 29.0, 30.0), (18.4, 21.5, 20.0), (35.1, 30.2, 33.0), (33.8, 31.0, 33.0), (36.9, 32.4, 35.0),
    (52.0, 44.1, 48.0), (34.2, 33.0, 36.0), (33.7, 33.9, 36.0), (38.8, 35.2, 37.0), (41.0, 37.4, 40.0),
    (47.5, 58.8, 62.0), (NONE, 45.1, 48.0),
)  # fmt: skip
_QUARTERS = tuple(
    (pd.Timestamp(day), value, before, NONE, False)
    for day, value, before in (("2025-04-01", 0.281, 0.290), ("2025-07-01", 0.274, 0.285), ("2025-10-01", 0.292, 0.281))
)
_REGIONS = (
    ("demo:east", "华东", 96.4e6, 88.0e6, 90.1e6, 95.0e6),
    ("demo:south", "华南", 71.2e6, 74.0e6, 78.3e6, 82.0e6),
    ("demo:north", "华北", 58.0e6, 51.0e6, 50.2e6, 55.0e6),
    ("demo:southwest", "西南大区（川渝云贵藏）", 33.9e6, 30.0e6, 33.9e6, NONE),
    ("demo:northeast", "Northeast <b>&", 12.1e6, 15.0e6, NONE, 14.0e6),
    ("", "未分配", NONE, NONE, 1.1e6, NONE),
)
_SHARES = (
    ("demo:distributor", "经销商", 120e6, 0.44, 0.51),
    ("demo:live", "抖音直播", 82e6, 0.301, 0.221),
    ("demo:retail", "直营门店", 60e6, 0.22, 0.22),
    ("demo:pilot", "社区团购试点", 10.7e6, 0.039, NONE),
)
_CAUSES = (
    ("before", 150.40e6), ("volume", 9.80e6), ("price", -6.10e6), ("mix", 1.44e6), ("new", 8.02e6),
    ("lost", -2.70e6), ("returns", 0.0), ("after", 160.86e6),
)  # fmt: skip
_MOVERS = (
    ("demo:live", "抖音直播", 61.0e6, 82.0e6, 21.0e6),
    ("demo:distributor", "经销商", 131.2e6, 120.0e6, -11.2e6),
    ("demo:pilot", "社区团购试点", 0.0, 4.7e6, 4.7e6),
    ("other", "其他", 55.0e6, 52.1e6, -2.9e6),
)
_MARGIN = Subject(METRICS["margin_rate"], Grain.QUARTER)
_COST = Subject(METRICS["channel_cost"], against=Compare.PREVIOUS)
EXAMPLES: dict[str, Example] = (
    {
        "trend_bars": Example(
            trend_bars, TREND, _YEAR, "November runs: hatched, never a fall; December has only a plan."
        ),
        "trend_bars_share": Example(trend_bars, TREND, _QUARTERS, "A share by quarter, without a target.", _MARGIN),
        "ranking_bars": Example(ranking_bars, RANKING, _REGIONS, "Value over last year, a tick at the target."),
        "ranking_bars_cost": Example(
            ranking_bars, RANKING, _REGIONS[:3], "Less is good here: the colours turn.", _COST
        ),
        "share_bars": Example(share_bars, MIX, _SHARES, "Shares over those of last year; a new channel has none."),
        "contribution_bars": Example(
            contribution_bars, CONTRIBUTIONS, _MOVERS, "Gains right, losses left, others as one."
        ),
        "effect_waterfall": Example(effect_waterfall, EFFECTS, _CAUSES, "Cause by cause; the common part is cut off."),
    }
    | FUNNEL
    | CASH
    | CHANNELS
    | PIPELINE
    | PIPELINE_FORECAST
    | PARTNERS
    | REGIONS
    | BALANCE
    | INCIDENT_CHARTS
    | MIX_CHARTS
    | RIVAL_CHARTS
    | FORECAST
    | CALLS
    | SCENARIOS
    | REALLOCATION
)
