"""Growth against plan: four quarters with names, each region a bubble as large as it sells."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import NOTHING, Subject, round_ticks
from charts.rows import told
from charts.theme import TEXT_SIZE, Look, axis, draw
from domain.contracts_regions import QUADRANT
from domain.frames import each
from domain.metric import Unit
from domain.written import exactly, written
from i18n import Locale, Text, percent, points

ALT = Text("增长与进度：{names}", "Growth and pace: {names}")
GROWTH = Text("较去年增长", "Growth on last year")
PACE = Text("较计划进度（百分点）", "Ahead of plan to date (points)")
ATTAINED, AHEAD = Text("达成率", "Attainment"), Text("进度差", "Pace")
QUARTERS = {  # (grows, ahead) → its name
    (True, True): Text("又快又稳", "growing and on plan"),
    (True, False): Text("在增长，但计划更高", "growing, plan is higher"),
    (False, True): Text("达标，但在萎缩", "on plan, but shrinking"),
    (False, False): Text("落后且萎缩", "off plan and shrinking"),
}
HEIGHT = 460
LARGEST, SMALLEST = 56, 12
MOST_NAMED = 16  # more names would lie over each other; hovering tells the rest


def region_quadrant(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """Takes QUADRANT; regions without growth or without a target have no place in it. A click gives the key.

    Both zero lines are drawn: right of one is growth, above the other the plan to date is met.
    """
    QUADRANT.check(frame)
    placed = frame[frame.growth.notna() & frame.pace.notna()].sort_values("revenue", ascending=False)
    most = placed.revenue.max() if len(placed) else 0.0
    sizes = ((placed.revenue.clip(lower=0) / most if most > 0 else placed.revenue * 0) ** 0.5 * LARGEST).clip(SMALLEST)
    names = "; ".join(f"{one.name} {percent(one.growth)} {points(one.pace, locale)}" for one in each(placed))
    across, down = _room(placed.growth), _room(placed.pace)
    whole = all(abs(tick * 100 - round(tick * 100)) < NOTHING for tick in across[1])
    grown = [percent(tick, signed=True, decimals=0 if whole else 1) for tick in across[1]]
    ahead = [points(tick, locale) if tick else "0" for tick in down[1]]
    return draw(
        look,
        [_bubbles(placed, sizes, locale, look, subject)],
        ALT.to(locale, names=names),
        height=HEIGHT,
        hovermode="closest",
        margin={"l": 8, "r": 8, "t": 8, "b": 36, "pad": 4},
        xaxis=_axis(look, across, GROWTH.to(locale), grown),
        yaxis=_axis(look, down, PACE.to(locale), ahead),
        shapes=_zeros(look),
        annotations=[*_corners(look, locale), *_names(placed, sizes, look)],
    )


def _bubbles(placed: pd.DataFrame, sizes: pd.Series, locale: Locale, look: Look, subject: Subject) -> dict[str, Any]:
    marker = {
        "size": sizes.to_list(),
        "color": [look.by_change(pace) for pace in placed.pace],
        "opacity": 0.72,
        "line": {"color": look.palette.card, "width": 1},
    }
    return {
        "type": "scatter",
        "mode": "markers",
        "x": placed.growth.to_list(),
        "y": placed.pace.to_list(),
        "marker": marker,
        "hoverinfo": "text",
        "hovertext": [_words(one, locale, subject) for one in each(placed)],
        "customdata": [[key] for key in placed.key],
        "selected": {"marker": {"opacity": 0.9}},
        "unselected": {"marker": {"opacity": 0.5}},
    }


def _zeros(look: Look) -> list[dict[str, Any]]:
    """The two lines between the quarters."""
    line = {"type": "line", "layer": "below", "line": {"color": look.palette.quiet, "width": 1, "dash": "dot"}}
    ends = {"yref": "paper", "y0": 0, "y1": 1}, {"xref": "paper", "x0": 0, "x1": 1}
    return [line | {"x0": 0, "x1": 0} | ends[0], line | {"y0": 0, "y1": 0} | ends[1]]


def _room(values: pd.Series) -> tuple[list[float], list[float]]:
    """The range, with room for bubbles at its ends, and its ticks."""
    ticks = round_ticks(values)
    step = ticks[1] - ticks[0] if len(ticks) > 1 else 1.0
    low, high = (min(0.0, values.min()), max(0.0, values.max())) if values.notna().any() else (-1.0, 1.0)
    return [low - step, high + step], ticks


def _axis(look: Look, room: tuple[list[float], list[float]], title: str, ticks: list[str]) -> dict[str, Any]:
    font = {"color": look.palette.muted, "size": TEXT_SIZE}
    said = {"text": title, "font": font, "standoff": 6}
    return axis(look, range=room[0], tickvals=room[1], ticktext=ticks, title=said)


def _corners(look: Look, locale: Locale) -> list[dict[str, Any]]:
    """The names of the four quarters, in their outer corners."""
    quiet = {"showarrow": False, "font": {"color": look.palette.muted, "size": TEXT_SIZE - 1}}
    return [
        {
            "text": name.to(locale),
            "xref": "paper",
            "yref": "paper",
            "x": 1 if grows else 0,
            "xanchor": "right" if grows else "left",
            "y": 1 if ahead else 0,
            "yanchor": "top" if ahead else "bottom",
        }
        | quiet
        for (grows, ahead), name in QUARTERS.items()
    ]


def _names(placed: pd.DataFrame, sizes: pd.Series, look: Look) -> list[dict[str, Any]]:
    font = {"color": look.palette.ink, "size": TEXT_SIZE}
    return [
        {"x": one.growth, "y": one.pace, "text": told(one.name).removeprefix("<b>").removesuffix("</b>")}
        | {"showarrow": False, "yshift": size / 2 + 9, "font": font}
        for one, size in list(zip(each(placed), sizes, strict=True))[:MOST_NAMED]
    ]


def _words(one: Any, locale: Locale, subject: Subject) -> str:
    return told(
        one.name,
        (GROWTH.to(locale), percent(one.growth, signed=True, decimals=2)),
        (ATTAINED.to(locale), exactly(one.attainment, Unit.SHARE, locale) if one.attainment == one.attainment else ""),
        (AHEAD.to(locale), points(one.pace, locale)),
        (subject.metric.name.to(locale), written(one.revenue, subject.metric.unit, locale)),
    )
