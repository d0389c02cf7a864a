"""When in the year which channel sells: a table of channels by months, the stronger the month the darker."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject, fitting
from charts.rows import told
from charts.theme import TEXT_SIZE, Look, axis, draw
from domain.contracts_channels import SEASON
from domain.frames import each
from domain.periods import Grain
from domain.written import step_label
from i18n import Locale, Text, exact

ALT = Text("季节性指数：{names}", "Seasonal index: {names}")
INDEX = Text("指数（100 = 全年月均）", "Index (100 = mean month)")
YEARS = Text("完整年数", "Whole years")
JOINED = Text("1–2月", "Jan–Feb")
ROW, HEAD = 32, 30  # pixels
FARTHEST = 50.0  # index points from 100 on a cell is as strong as it gets
STRENGTH = 0.5
NAME_WIDTH = 14


def season_heat(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """Members as rows, months as columns, the index written in each cell. Takes SEASON; a click gives the key.

    A season is neither good nor bad: above 100 the cell takes the house's colour, below it that of context. Months that
    are told as one are one wide cell.
    """
    SEASON.check(frame)
    rows = list(dict.fromkeys(frame.key))
    names = dict(zip(frame.key, frame["name"], strict=True))
    cells = frame[(frame.months == 1) | (frame.month == frame.groupby(["key", "months"]).month.transform("min"))]
    placed = cells.assign(down=cells.key.map(rows.index).astype("int64"), across=cells.month + (cells.months - 1) / 2)
    return draw(
        look,
        [_cells(placed, locale, look)],
        ALT.to(locale, names="; ".join(names.values())),
        height=max(len(rows), 1) * ROW + HEAD + 8,
        margin={"l": 4, "r": 4, "t": HEAD, "b": 4, "pad": 8},
        barmode="overlay",
        hovermode="closest",
        xaxis=_months(placed, locale, look),
        yaxis=axis(
            look,
            range=[max(len(rows), 1) - 0.5, -0.5],
            tickvals=list(range(len(rows))),
            ticktext=[fitting(names[key], NAME_WIDTH) for key in rows],
            tickfont={"color": look.palette.ink, "size": TEXT_SIZE},
        ),
        annotations=[_in_cell(cell, look) for cell in each(placed)],
    )


def _months(frame: pd.DataFrame, locale: Locale, look: Look) -> dict[str, Any]:
    heads = frame.drop_duplicates("month").sort_values("month")
    text = [_month(row, locale) for row in each(heads)]
    return axis(look, side="top", range=[0.5, 12.5], tickvals=heads.across.to_list(), ticktext=text)


def _month(row: Any, locale: Locale) -> str:
    day = pd.Timestamp(2001, int(row.month), 1).date()
    return JOINED.to(locale) if row.months > 1 else step_label(day, Grain.MONTH, locale)


def _cells(frame: pd.DataFrame, locale: Locale, look: Look) -> dict[str, Any]:
    away, limit, colours = (frame.level - 100).fillna(0.0), FARTHEST / STRENGTH, look.palette
    return {
        "type": "bar",
        "x": frame.across.to_list(),
        "y": [0.92] * len(frame),
        "base": (frame.down - 0.46).to_list(),
        "width": (frame.months - 0.04).to_list(),
        "marker": {
            "color": away.clip(-FARTHEST, FARTHEST).to_list(),
            "cmin": -limit,
            "cmax": limit,
            "colorscale": [[0, colours.quiet], [0.5, colours.paper], [1, colours.accent]],
            "showscale": False,
        },
        "hoverinfo": "text",
        "hovertext": [_words(cell, locale) for cell in each(frame)],
        "customdata": [[key] for key in frame.key],
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 0.6}},
    }


def _in_cell(cell: Any, look: Look) -> dict[str, Any]:
    colour = look.palette.ink if cell.years > 1 else look.palette.muted  # of one year: growth is in it too
    font = {"color": colour, "size": TEXT_SIZE - 1}
    return {"x": cell.across, "y": cell.down, "text": exact(cell.level), "showarrow": False, "font": font}


def _words(cell: Any, locale: Locale) -> str:
    return told(f"{cell.name} · {_month(cell, locale)}", (INDEX.to(locale), exact(cell.level, decimals=1)),
                (YEARS.to(locale), exact(cell.years)))  # fmt: skip
