"""A table of cells in the house's colour: the sheet under every heat table that is neither good nor bad."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from charts.axes import fitting
from charts.theme import TEXT_SIZE, Look, axis, draw

ROW, HEAD = 34, 40  # pixels
NAME_WIDTH, COLUMN_WIDTH = 14, 12
STRENGTH = 0.62  # of the pure colour where a cell is as strong as it gets, so that ink stays legible on it
ENDS = ("quiet", "accent")  # below and above the neutral point


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: where it stands, how strong its colour is (−1 to 1), what stands in it and is said on pointing.

    A click gives `marks`.
    """

    row: str
    column: str
    shade: float
    text: str
    hover: str
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The names of rows and columns by their keys, in order, and the cells; `strong` names the colour of the most."""

    rows: Mapping[str, str]
    columns: Mapping[str, str]
    cells: tuple[Cell, ...]
    strong: str = ENDS[1]


def heat_table(look: Look, table: Table, alt: str, width: int = COLUMN_WIDTH) -> go.Figure:
    """The cells as a table, the heads of the columns above, each of at most `width` letters a line."""
    rows, columns = list(table.rows), list(table.columns)
    across = [fitting(name, width) for name in table.columns.values()]
    down = [fitting(name, NAME_WIDTH) for name in table.rows.values()]
    ink = {"color": look.palette.ink, "size": TEXT_SIZE}
    return draw(
        look,
        [_marks(look, table, rows, columns)],
        alt,
        height=max(len(rows), 1) * ROW + HEAD + 4,
        margin={"l": 4, "r": 4, "t": HEAD, "b": 4, "pad": 6},
        barmode="overlay",
        hovermode="closest",
        xaxis=_named(look, across, [-0.5, max(len(columns), 1) - 0.5])
        | {"side": "top", "tickangle": 0, "tickfont": {"color": look.palette.muted, "size": TEXT_SIZE - 2}},
        yaxis=_named(look, down, [max(len(rows), 1) - 0.5, -0.5]) | {"tickfont": ink},
        annotations=[
            {"x": columns.index(one.column), "y": rows.index(one.row), "text": one.text, "showarrow": False}
            | {"font": ink | {"size": TEXT_SIZE - 1}}
            for one in table.cells
            if one.text
        ],
    )


def _named(look: Look, names: list[str], reach: list[float]) -> dict[str, Any]:
    return axis(look, range=reach, tickvals=list(range(len(names))), ticktext=names)


def _marks(look: Look, table: Table, rows: list[str], columns: list[str]) -> dict[str, Any]:
    colours, limit, cells = look.palette, 1 / STRENGTH, table.cells
    scale = [[0, colours.quiet], [0.5, colours.paper], [1, getattr(colours, table.strong)]]
    return {
        "type": "bar",
        "x": [columns.index(one.column) for one in cells],
        "y": [0.94] * len(cells),
        "base": [rows.index(one.row) - 0.47 for one in cells],
        "width": 0.97,
        "marker": {
            "color": [one.shade if one.shade == one.shade else 0.0 for one in cells],
            "cmin": -limit,
            "cmax": limit,
            "colorscale": scale,
            "showscale": False,
        },
        "hoverinfo": "text",
        "hovertext": [one.hover for one in cells],
        "customdata": [list(one.marks) for one in cells],
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 0.6}},
    }
