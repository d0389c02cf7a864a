"""Horizontal rows with a name on the left and figures on the right: the sheet under rankings, mixes and causes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import plotly.graph_objects as go

from charts.axes import fitting
from charts.theme import TEXT_SIZE, Look, axis, draw
from domain.metric import Unit
from domain.written import written
from i18n import Locale, exact, percent

HEIGHT = 36  # of one row, in pixels
HIGHEST = 56  # of a row that is stretched
HEAD = 18  # above the rows, where their figures have heads
AROUND = 16  # above and below all rows
NAME_WIDTH = 16  # Latin letters a line
VALUE_RIGHT, CHANGE_RIGHT = 58, 120  # where the two columns of figures end, in pixels right of the bars
ABOVE = {"xref": "container", "yref": "container", "y": 1, "yanchor": "top", "traceorder": "normal"}
LEGEND = 40  # pixels above the heads of the figures: two lines of a legend as wide as a phone


@dataclass(frozen=True, slots=True)
class Row:
    """One row: who it is, the two texts at its end, the second one's colour, and the words on hovering."""

    key: str
    name: str
    value: str
    change: str
    colour: str
    hover: str


def draw_rows(look: Look, rows: Sequence[Row], traces: Sequence[dict[str, Any]], alt: str, **layout: Any) -> go.Figure:
    """The traces, drawn at y = 0, 1, 2 … from the top, with names and figures beside them.

    Texts at the end stand in two right-aligned columns, so that numbers can be compared down the page.
    """
    count = max(len(rows), 2)  # a single row is not drawn twice as thick
    names = axis(
        look,
        range=[count - 0.5, -0.5],
        tickvals=list(range(len(rows))),
        ticktext=[fitting(row.name, NAME_WIDTH) for row in rows],
        tickfont={"color": look.palette.ink, "size": TEXT_SIZE},
    )
    written = [text for place, row in enumerate(rows) for text in _texts(place, row, look)]
    sheet = {
        "height": count * HEIGHT + AROUND,
        "margin": {"l": 4, "r": CHANGE_RIGHT + 6, "t": 8, "b": 8, "pad": 8},
        "barmode": "overlay",
        "hovermode": "y",
        "yaxis": names,
        "xaxis": axis(look, showticklabels=False, automargin=False),
        "annotations": written,
    }
    return draw(look, traces, alt, **_merged(sheet, layout))


def stretched(figure: go.Figure, height: int) -> go.Figure:
    """The figure of rows, higher where that lets it stand level with what is beside it; a row has its limit."""
    rows = round((figure.layout.height - AROUND) / HEIGHT)
    return figure.update_layout(height=max(figure.layout.height, min(height, rows * HIGHEST + AROUND)))


def headed(figure: go.Figure, look: Look, *heads: str) -> go.Figure:
    """The figure of rows, with a head above each of the two columns of figures at their end."""
    above = {"xref": "paper", "x": 1, "xanchor": "right", "yref": "paper", "y": 1, "yanchor": "bottom", "yshift": 2}
    quiet = {"showarrow": False, "font": {"color": look.palette.muted, "size": TEXT_SIZE - 1}}
    said = [
        {"text": head, "xshift": right} | above | quiet
        for head, right in zip(heads, (VALUE_RIGHT, CHANGE_RIGHT), strict=True)
    ]
    layout = figure.layout
    layout.height += HEAD
    layout.margin.t += HEAD
    if layout.yaxis.tickvals:  # set, not updated: Plotly's update of a list takes 190 ms where this takes 3
        layout.annotations = [*layout.annotations, *said]
    return figure


def in_short(value: float, unit: Unit, locale: Locale) -> str:
    """A value as it fits beside a bar; counts that can be read digit by digit are not shortened.

    >>> in_short(1505.0, Unit.COUNT, Locale.EN), in_short(1505.0, Unit.MONEY, Locale.EN)
    ('1,505', '1.505K')
    """
    return exact(value) if unit is Unit.COUNT and abs(value) < 10_000 else written(value, unit, locale)


def rate(share: float) -> str:
    """A share as it fits beside a bar.

    >>> rate(0.084), rate(0.0002), rate(15.49)
    ('8.4%', '<0.1%', '>999%')
    """
    if 0 < share < 0.0005:
        return "<0.1%"
    return percent(share) if share < 10 else ">999%"


def bars(rows: Sequence[Row], lengths: Iterable[float], **how: Any) -> dict[str, Any]:
    """A bar per row that carries the row's words and key: hovering tells, a click gives the key."""
    return {
        "type": "bar",
        "orientation": "h",
        "y": list(range(len(rows))),
        "x": list(lengths),
        "width": 0.5,
        "hoverinfo": "text",
        "hovertext": [row.hover for row in rows],
        "customdata": [[row.key] for row in rows],
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 0.45}},
    } | how


def span(*lengths: Iterable[float]) -> dict[str, list[float]]:
    """The range of an axis from 0 that holds all of these. Left alone, Plotly makes room for ticks on the left of 0."""
    known = [0.0, *(length for some in lengths for length in some if length == length)]
    low, high = min(known), max(known)
    return {"range": [low, high + (high - low) * 0.02 if high > low else low + 1.0]}


def silent(lengths: Iterable[float], **how: Any) -> dict[str, Any]:
    """Marks behind or over the bars that say nothing by themselves."""
    spots = list(lengths)
    return {"y": list(range(len(spots))), "x": spots, "hoverinfo": "skip"} | how


def told(name: str, *lines: tuple[str, str]) -> str:
    """The words on hovering: who it is, then a line for each figure that is known.

    >>> told("A&B", ("Revenue", "12.00"), ("Target", ""))
    '<b>A&amp;B</b><br>Revenue  12.00'
    """
    head = f"<b>{escape(name, quote=False)}</b>"
    return "<br>".join([head, *(f"{label}  {text}" for label, text in lines if text)])


def _texts(place: int, row: Row, look: Look) -> list[dict[str, Any]]:
    columns = ((row.value, VALUE_RIGHT, look.palette.ink), (row.change, CHANGE_RIGHT, row.colour))
    return [
        {
            "xref": "paper",
            "x": 1,
            "xanchor": "right",
            "xshift": right,
            "y": place,
            "yanchor": "middle",
            "text": text,
            "showarrow": False,
            "font": {"color": colour, "size": TEXT_SIZE},
        }
        for text, right, colour in columns
        if text
    ]


def _merged(sheet: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    return sheet | {key: sheet[key] | value if isinstance(value, dict) else value for key, value in more.items()}


def stacked(look: Look, rows: list[Row], traces: list[dict[str, Any]], alt: str, xaxis: dict[str, Any]) -> go.Figure:
    """Rows of bars made of parts, the names of the parts above them; none where there are no rows."""
    height = max(len(rows), 2) * 36 + LEGEND
    way = {"barmode": "stack", "height": height, "margin": {"t": LEGEND}, "showlegend": bool(rows), "xaxis": xaxis}
    figure = draw_rows(look, rows, traces, alt, **way)
    figure.update_layout(legend=ABOVE)
    return figure
