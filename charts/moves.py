"""A table from what was to what became of it: the sheet under the moves between stages and between categories."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from charts.axes import Subject, fitting
from charts.rows import told
from charts.theme import TEXT_SIZE, Look, arrow, axis, draw
from domain.metric import Unit
from domain.written import exactly, written
from i18n import Locale, Text, exact

AMOUNT, DEALS = Text("金额", "Amount"), Text("商机数", "Deals")
ROW, HEAD = 46, 44  # pixels
NAME_WIDTH, HEAD_WIDTH = 12, 12
STRONGEST = 0.45  # of the pure colour, so that ink stays legible on it


@dataclass(frozen=True, slots=True)
class Move:
    """Deals that went from a row to a column, each by its key; better: 1, worse: −1, neither: 0."""

    before: str
    after: str
    deals: int
    amount: float
    better: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows and the columns from the top left on, names by key, and what the table says to who cannot see it."""

    rows: dict[str, str]
    columns: dict[str, str]
    alt: Text


def draw_moves(moves: Sequence[Move], sheet: Sheet, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """The moves as cells of a table.

    Each cell has the amount, or the number when the subject's metric counts, and the other of the two below it. The
    larger of what is shown, the stronger the colour of good, bad or quiet.
    """
    cells = [_cell(move, sheet, locale, subject) for move in moves]
    rows, columns = list(sheet.rows.values()), list(sheet.columns.values())
    across = axis(look, side="top", range=[-0.5, max(len(columns), 1) - 0.5], tickvals=list(range(len(columns))))
    down = axis(look, range=[max(len(rows), 1) - 0.5, -0.5], tickvals=list(range(len(rows))))
    return draw(
        look,
        [_bars(cells, look)],
        sheet.alt.to(locale, names="; ".join(f"{cell['way']} {cell['said']}" for cell in cells)),
        height=max(len(rows), 1) * ROW + HEAD,
        margin={"l": 4, "r": 4, "t": HEAD, "b": 4, "pad": 8},
        barmode="overlay",
        hovermode="closest",
        xaxis=across | {"ticktext": [fitting(one, HEAD_WIDTH) for one in columns], "tickangle": 0},
        yaxis=down | {"ticktext": [fitting(one, NAME_WIDTH) for one in rows], "tickfont": _font(look.palette.ink)},
        annotations=[_words(cell, look) for cell in cells],
    )


def _cell(move: Move, sheet: Sheet, locale: Locale, subject: Subject) -> dict[str, Any]:
    counted = subject.metric.unit is Unit.COUNT
    amount, deals = written(move.amount, Unit.MONEY, locale), exact(move.deals)
    lines = ((AMOUNT.to(locale), exactly(move.amount, Unit.MONEY, locale)), (DEALS.to(locale), deals))
    said, below = (deals, amount if move.amount else "") if counted else (amount, f"n={deals}")
    way = f"{sheet.rows[move.before]} → {sheet.columns[move.after]}"
    return {
        "way": way,
        "across": list(sheet.columns).index(move.after),
        "down": list(sheet.rows).index(move.before),
        "size": float(move.deals if counted else abs(move.amount)),
        "said": said,
        "below": below,
        "better": move.better,
        "hover": told(way, *lines),
    }


def _bars(cells: list[dict[str, Any]], look: Look) -> dict[str, Any]:
    """Cells as bars, since only those can be clicked; how strong the colour is follows from the size."""
    colours = look.palette
    largest = max([cell["size"] for cell in cells] + [1e-9])
    paint = {1: colours.good, -1: colours.bad, 0: colours.quiet}
    return {
        "type": "bar",
        "x": [cell["across"] for cell in cells],
        "y": [0.92] * len(cells),
        "base": [cell["down"] - 0.46 for cell in cells],
        "width": 0.96,
        "marker": {
            "color": [paint[cell["better"]] for cell in cells],
            "opacity": [0.06 + (STRONGEST - 0.06) * min(cell["size"] / largest, 1.0) ** 0.5 for cell in cells],
        },
        "hoverinfo": "text",
        "hovertext": [cell["hover"] for cell in cells],
    }


def _words(cell: dict[str, Any], look: Look) -> dict[str, Any]:
    mark = f" {arrow(cell['better'])}" if cell["better"] else ""
    below = f'<span style="font-size:{TEXT_SIZE - 2}px;color:{look.palette.muted}">{cell["below"]}</span>'
    return {
        "x": cell["across"],
        "y": cell["down"],
        "text": f"{cell['said']}{mark}<br>{below}",
        "showarrow": False,
        "font": _font(look.palette.ink),
    }


def _font(colour: str) -> dict[str, Any]:
    return {"color": colour, "size": TEXT_SIZE}
