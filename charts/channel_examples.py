"""Examples of the charts of channels."""

import pandas as pd

from charts.axes import Subject
from charts.buying import buying_bars
from charts.channel_bubbles import growth_bubbles
from charts.composition import composition_bars
from charts.example import Example
from charts.pilots import pilot_line
from charts.season_heat import season_heat
from charts.worth import worth_bars
from domain.contracts_channels import BUBBLES, BUYING, COMPOSITION, PILOT_MONTHS, SEASON, WORTH
from domain.metrics import METRICS

NONE = float("nan")
_REVENUE, _COST = Subject(METRICS["revenue"]), Subject(METRICS["channel_cost"])
_CONTRIBUTION = Subject(METRICS["contribution"])
_LOSING = (-0.86e6, -0.84e6, -0.79e6, -0.3e6, -0.28e6, -0.25e6, -0.31e6, -0.24e6, -0.1e6)
_GAINING = (-0.22e6, -0.2e6, -0.18e6, 0.04e6, 0.11e6, 0.16e6, 0.2e6, 0.22e6, 0.09e6)


def _course(key: str, months: tuple[float, ...]) -> tuple[tuple[object, ...], ...]:
    """Rows of PILOT_MONTHS from February 2026 on; the last month runs."""
    return tuple(
        (
            key,
            "社区体验车 <b>&",
            pd.Timestamp(2026, 2 + at, 1),
            earned,
            sum(months[: at + 1]),
            at == len(months) - 1,
            -3e6,
        )
        for at, earned in enumerate(months)
    )


_BUBBLES = (
    ("demo:distributor", "经销商", 0.14, 81.1e6, 379e6),
    ("demo:direct", "大客户直销", -0.067, 73.7e6, 315e6),
    ("demo:retail", "门店网点", 0.032, 22.7e6, 74.9e6),
    ("demo:flagship", "Online flagship", 0.106, 20.0e6, 73.0e6),
    ("demo:live", "直播 <b>&", 0.266, -5.3e6, 29.2e6),
    ("demo:pilot", "社区体验车（试点）", 4.38, -2.2e6, 7.7e6),
)


def _parts(key: str, name: str, rate: float, **amounts: float) -> tuple[tuple[object, ...], ...]:
    whole = sum(amounts.values())
    return tuple((key, name, part, part.title(), value, value / whole, whole, rate) for part, value in amounts.items())


_COSTS = (
    *_parts("demo:distributor", "经销商", 0.062, marketing=5.9e6, people=6.1e6, logistics=4.5e6, rebate=7.0e6),
    *_parts("demo:retail", "Stores <b>&", 0.132, marketing=2.9e6, people=2.9e6, logistics=1.1e6, other=3.0e6),
    *_parts("demo:live", "直播", NONE, marketing=4.2e6, people=0.4e6, logistics=0.9e6),
)
_BUYERS = (
    *_parts("demo:flagship", "电商旗舰店", 0.448, again=32.7e6, first=40.3e6),
    *_parts("demo:retail", "门店网点", 0.252, again=18.9e6, first=21.6e6, nobody=34.4e6),
)
_WORTH = (
    ("demo:agent", "代理商", 415e3, 99e3, 8.5),
    ("demo:retail", "门店网点", 1805.0, 1400.0, 5.2),
    ("demo:pilot", "社区体验车 <b>&", 3236.0, 7655.0, 31.1),
    ("demo:social", "社群团购", 1434.0, NONE, NONE),
)
_BUYING = tuple(
    (pd.Timestamp(2026, 7 + at, 1), first * 1e6, again * 1e6, nobody * 1e6, at == 4)
    for at, (first, again, nobody) in enumerate(((11, 82, 4), (12, 80, 5), (13, 105, 4), (14, 81, 5), (12, 79, 5)))
)
_LEVELS = (72, 72, 120, 102, 109, 106, 102, 100, 132, 91, 91, 103)
_SEASON = tuple(
    (key, name, month, 2 if month < 3 else 1, 100 + (level - 100) * strength, years)
    for key, name, strength, years in (("demo:distributor", "经销商", 1.0, 3), ("demo:live", "Live <b>&", -0.6, 1))
    for month, level in enumerate(_LEVELS, start=1)
)
CHANNELS: dict[str, Example] = {
    "pilot_line": Example(
        pilot_line, PILOT_MONTHS, _course("demo:van", _LOSING), "Past its stop-loss, and still falling.", _CONTRIBUTION
    ),
    "pilot_line_paid": Example(
        pilot_line, PILOT_MONTHS, _course("demo:sub", _GAINING), "It has nearly paid back.", _CONTRIBUTION
    ),
    "growth_bubbles": Example(
        growth_bubbles, BUBBLES, _BUBBLES, "Who grows and who earns; below the line cost exceeds margin.", _REVENUE
    ),
    "composition_bars": Example(
        composition_bars, COMPOSITION, _COSTS, "What the cost is made of; its share of revenue at the end.", _COST
    ),
    "composition_bars_buyers": Example(
        composition_bars, COMPOSITION, _BUYERS, "Whose revenue it is: repeat, new, not identified.", _REVENUE
    ),
    "worth_bars": Example(
        worth_bars, WORTH, _WORTH, "The left part is what winning a customer cost.", Subject(METRICS["clv"])
    ),
    "buying_bars": Example(buying_bars, BUYING, _BUYING, "New and repeat revenue; November runs.", _REVENUE),
    "season_heat": Example(
        season_heat, SEASON, _SEASON, "When in the year who sells; 100 is the mean month.", _REVENUE
    ),
}
