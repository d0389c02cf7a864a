"""Where and when: a table of regions by channels or months, each cell in the colour of its growth or its plan."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject, fitting
from charts.rows import each, told
from charts.shades import scale
from charts.theme import TEXT_SIZE, Look, arrow, axis, draw
from domain.contracts_regions import REGION_HEAT
from domain.metric import Unit
from domain.written import exactly, written
from i18n import Locale, Text, percent

ALT = Text("{metric}：{names}", "{metric}: {names}")
REVENUE, REVENUE_UNIT = Text("销售额", "Revenue"), Unit.MONEY
ROW, HEAD = 40, 40  # pixels
FULL = 0.25  # the rate at which a cell is as strong as it gets
NAME_WIDTH, COLUMN_WIDTH = 14, 13
_QUIET = 0.0005


def region_heat(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """Regions as rows and columns in the order given: revenue, and below it the rate that colours the cell.

    Takes REGION_HEAT; the metric of `subject` names the rate. A click gives the region's key and the column.
    """
    REGION_HEAT.check(frame)
    rows, columns = list(dict.fromkeys(frame.key)), list(dict.fromkeys(frame.column))
    names = dict(zip(frame.key, frame["name"], strict=True))
    labels = dict(zip(frame.column, frame.label, strict=True))
    placed = frame.assign(across=frame.column.map(columns.index), down=frame.key.map(rows.index))
    placed = placed.astype({"across": "float64", "down": "float64"})
    across = axis(look, side="top", range=[-0.5, max(len(columns), 1) - 0.5], tickvals=list(range(len(columns))))
    down = axis(look, range=[max(len(rows), 1) - 0.5, -0.5], tickvals=list(range(len(rows))))
    ink = {"color": look.palette.ink, "size": TEXT_SIZE}
    return draw(
        look,
        [_cells(placed, locale, look, subject)],
        ALT.to(locale, metric=subject.metric.name.to(locale), names="; ".join(_said(one) for one in each(frame))),
        height=max(len(rows), 1) * ROW + HEAD,
        margin={"l": 4, "r": 4, "t": HEAD, "b": 4, "pad": 6},
        barmode="overlay",
        hovermode="closest",
        xaxis=across | {"ticktext": [fitting(labels[one], COLUMN_WIDTH) for one in columns]},
        yaxis=down | {"ticktext": [fitting(names[one], NAME_WIDTH) for one in rows], "tickfont": ink},
        annotations=[_text(one, locale, look) for one in each(placed)],
    )


def _cells(placed: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> dict[str, Any]:
    shade = (placed.rate / FULL).clip(-1, 1).fillna(0.0)
    return {
        "type": "bar",
        "x": placed.across.to_list(),
        "y": [0.94] * len(placed),
        "base": (placed.down - 0.47).to_list(),
        "width": 0.97,
        "marker": {"color": shade.to_list()} | scale(look, diverging=True),
        "hoverinfo": "text",
        "hovertext": [_words(one, locale, subject) for one in each(placed)],
        "customdata": [[key, column] for key, column in zip(placed.key, placed.column, strict=True)],
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 0.6}},
    }


def _text(one: Any, locale: Locale, look: Look) -> dict[str, Any]:
    money, known = REVENUE_UNIT, one.rate == one.rate
    moved = f"{arrow(one.rate) if abs(one.rate) >= _QUIET else ''} {_rate(abs(one.rate))}".strip() if known else "—"
    below = f'<span style="font-size:{TEXT_SIZE - 2}px">{moved}</span>'
    text = f"{written(one.value, money, locale)}<br>{below}" if one.value == one.value else ""
    return {"x": one.across, "y": one.down, "text": text, "showarrow": False, "font": _font(look)}


def _font(look: Look) -> dict[str, Any]:
    return {"color": look.palette.ink, "size": TEXT_SIZE - 1}


def _rate(rate: float) -> str:
    return percent(rate) if rate < 10 else ">999%"


def _said(one: Any) -> str:
    return f"{one.name} {one.label} {percent(one.rate)}"


def _words(one: Any, locale: Locale, subject: Subject) -> str:
    rate = percent(one.rate, decimals=2, signed=True) if one.rate == one.rate else ""
    money = exactly(one.value, REVENUE_UNIT, locale) if one.value == one.value else ""
    return told(f"{one.name} · {one.label}", (REVENUE.to(locale), money), (subject.metric.name.to(locale), rate))
