"""Who grows and who earns: growth to the right, contribution upwards, revenue as the size."""

from math import sqrt
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject, fitting, value_axis
from charts.rows import told
from charts.theme import TEXT_SIZE, Look, axis, draw
from domain.contracts_channels import BUBBLES
from domain.frames import each
from domain.metrics import METRICS
from domain.written import exactly
from i18n import Locale, Text, percent

ALT = Text("增长与贡献：{names}", "Growth and contribution: {names}")
GROWTH = Text("销售额增长（{against}）", "Growth of revenue ({against})")
HEIGHT = 400
LARGEST, SMALLEST = 64, 9  # diameters in pixels
FARTHEST = 1.0  # growth beyond 100 % is drawn at the edge, with its own figure
NAME_WIDTH = 18
PLOT = (470.0, 320.0)  # pixels, about: where names would touch
Box = tuple[float, float, float, float]
Range = list[float]


def growth_bubbles(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """A bubble per member: growth × contribution, the area as revenue. Takes BUBBLES; a click gives the key.

    Below the zero line, where cost exceeds margin, bubbles are in the colour of bad. Growth above 100 % is drawn at the
    edge and says how much it is.
    """
    BUBBLES.check(frame)
    known = frame[frame[["growth", "contribution", "revenue"]].notna().all(axis=1)]
    shown = known.sort_values("revenue", ascending=False).assign(at=known.growth.clip(-FARTHEST, FARTHEST))
    upright = value_axis(look, shown.contribution, Subject(METRICS["contribution"]), locale)
    low, high = upright["range"]
    upright["range"] = [low - (high - low) * 0.09, high + (high - low) * 0.09]
    names = "; ".join(f"{row.name} {percent(row.growth, signed=True)}" for row in each(shown))
    across = _across(shown, locale, look, subject)
    return draw(
        look,
        [_bubbles(shown, locale, look, subject)] if len(shown) else [],
        ALT.to(locale, names=names),
        height=HEIGHT,
        hovermode="closest",
        margin={"l": 4, "r": 10, "t": 26, "b": 40},
        xaxis=across,
        yaxis=upright,
        shapes=_crosshair(look),
        annotations=[
            _named(look, METRICS["contribution"].name.to(locale)),
            *_labels(shown, locale, look, (across["range"], upright["range"])),
        ],
    )


def _bubbles(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> dict[str, Any]:
    largest = float(frame.revenue.max())
    sizes = [2 * _radius(row, largest) for row in each(frame)]
    colours = [look.palette.bad if row.contribution < 0 else look.palette.accent for row in each(frame)]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": frame["at"].to_list(),
        "y": frame.contribution.to_list(),
        "marker": {"size": sizes, "color": colours, "opacity": 0.55, "line": {"color": look.palette.card, "width": 1}},
        "cliponaxis": False,
        "hoverinfo": "text",
        "hovertext": [_words(row, locale, subject) for row in each(frame)],
        "customdata": [[row.key] for row in each(frame)],
        "selected": {"marker": {"opacity": 0.8}},
        "unselected": {"marker": {"opacity": 0.3}},
    }


def _words(row: Any, locale: Locale, subject: Subject) -> str:
    money = (("revenue", row.revenue), ("contribution", row.contribution))
    lines = [(METRICS[key].name.to(locale), exactly(value, METRICS[key].unit, locale)) for key, value in money]
    growth = GROWTH.to(locale, against=subject.against_name(locale))
    return told(row.name, *lines, (growth, percent(row.growth, decimals=2, signed=True)))


def _across(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> dict[str, Any]:
    low, high = (min([0.0, *frame["at"]]), max([0.0, *frame["at"]]))
    room = max(high - low, 0.2)
    step = next(size for size in (0.05, 0.1, 0.2, 0.25, 0.5, 1.0) if room / size <= 6)
    ticks = [place * step for place in range(int(low // step), int(-(-high // step)) + 1)]
    title = {"text": GROWTH.to(locale, against=subject.against_name(locale)), "font": _small(look), "standoff": 6}
    return axis(
        look,
        range=[min(low, ticks[0]) - room * 0.12, max(high, ticks[-1]) + room * 0.16],
        tickvals=ticks,
        ticktext=[percent(tick, decimals=0, signed=True) for tick in ticks],
        title=title,
    )


def _crosshair(look: Look) -> list[dict[str, Any]]:
    line = {"type": "line", "layer": "below", "line": {"color": look.palette.quiet, "width": 1}}
    return [
        line | {"xref": "paper", "x0": 0, "x1": 1, "y0": 0, "y1": 0},
        line | {"yref": "paper", "y0": 0, "y1": 1, "x0": 0, "x1": 0},
    ]


def _labels(frame: pd.DataFrame, locale: Locale, look: Look, ranges: tuple[Range, Range]) -> list[dict[str, Any]]:
    """Names beside the bubbles, the largest first; one without room is left to hovering."""
    (left, right), (low, high) = ranges
    largest = float(frame.revenue.max()) if len(frame) else 1.0
    spots = [
        (
            PLOT[0] * (row.at - left) / (right - left),
            PLOT[1] * (row.contribution - low) / (high - low),
            _radius(row, largest),
        )
        for row in each(frame)
    ]
    taken: list[Box] = [(x - r, y - r, x + r, y + r) for x, y, r in spots]
    labels = []
    for own, (row, (x, y, r)) in enumerate(zip(each(frame), spots, strict=True)):
        more = f" {percent(row.growth, decimals=0, signed=True)}" if abs(row.growth) > FARTHEST else ""
        text = fitting(f"{row.name}{more}", NAME_WIDTH)
        others = [box for place, box in enumerate(taken) if place != own]
        for side, box in _sides(text, x, y, r):
            if box[0] >= 0 and box[2] <= PLOT[0] and not any(_touch(box, other) for other in others):
                taken.append(box)
                labels.append(_label(row, text, side, r, look))
                break
    return labels


def _sides(text: str, x: float, y: float, r: float) -> list[tuple[str, Box]]:
    """Where a name can stand, in pixels: right, left, above, below its bubble."""
    lines = text.split("<br>")
    wide = max(sum(2 if ord(letter) > 0x2E7F else 1 for letter in line) for line in lines) * 6.2
    tall = len(lines) * 14.0
    return [
        ("left", (x + r + 3, y - tall / 2, x + r + 3 + wide, y + tall / 2)),
        ("right", (x - r - 3 - wide, y - tall / 2, x - r - 3, y + tall / 2)),
        ("bottom", (x - wide / 2, y + r + 2, x + wide / 2, y + r + 2 + tall)),
        ("top", (x - wide / 2, y - r - 2 - tall, x + wide / 2, y - r - 2)),
    ]


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _label(row: Any, text: str, side: str, r: float, look: Look) -> dict[str, Any]:
    level = {"yanchor": "middle", "xanchor": side, "align": side, "xshift": (r + 3) * (1 if side == "left" else -1)}
    upright = {"xanchor": "center", "yanchor": side, "yshift": (r + 2) * (1 if side == "bottom" else -1)}
    place = level if side in ("left", "right") else upright
    font = {"color": look.palette.ink, "size": TEXT_SIZE - 1}
    return {"x": row.at, "y": row.contribution, "text": text, "showarrow": False, "font": font} | place


def _radius(row: Any, largest: float) -> float:
    return max(SMALLEST, LARGEST * sqrt(row.revenue / largest)) / 2


def _named(look: Look, name: str) -> dict[str, Any]:
    """What is upwards, above the axis."""
    top = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": 1, "yanchor": "bottom", "yshift": 6}
    return {"text": name, "showarrow": False, "font": _small(look)} | top


def _small(look: Look) -> dict[str, Any]:
    return {"color": look.palette.muted, "size": TEXT_SIZE - 1}
