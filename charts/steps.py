"""Rows that lead step by step from one level to another: the sheet under every waterfall."""

from collections.abc import Iterable, Sequence
from typing import Any

import plotly.graph_objects as go

from charts.rows import Row, bars, draw_rows
from charts.theme import Look

CUT = 0.5  # totals are cut when the lowest level is above this share of the highest
Spans = Sequence[tuple[float, float]]


def steps(amounts: Iterable[float], totals: Iterable[bool]) -> Spans:
    """Where each bar begins and ends: a total from 0, a step from where the one before it ended.

    >>> steps([10.0, -4.0, 6.0], [True, False, True])
    [(0.0, 10.0), (10.0, 6.0), (0.0, 6.0)]
    """
    spans, level = [], 0.0
    for amount, total in zip(amounts, totals, strict=True):
        start = 0.0 if total else level
        level = start + amount
        spans.append((start, level))
    return spans


def draw_steps(look: Look, rows: Sequence[Row], bars_of: tuple[Spans, Sequence[str]], alt: str) -> go.Figure:
    """A row for each span in its colour, the first and the last of them totals.

    When the steps are small beside the totals, the part common to all is cut off, and both totals show a gap where
    it was.
    """
    spans, colours = bars_of
    floor = _floor(spans)
    starts = [max(start, floor) if start == 0 else start for start, _ in spans]
    lengths = [end - start for start, (_, end) in zip(starts, spans, strict=True)]
    drawn = [bars(rows, lengths, base=starts, marker={"color": list(colours)}), _connectors(spans, look)]
    gaps = [_gap(place, floor, look) for place in (0, len(rows) - 1)] if floor else []
    return draw_rows(look, rows, drawn, alt, shapes=gaps, xaxis={"range": _range(spans, floor)})


def _floor(spans: Spans) -> float:
    """What is cut off all bars: 0 unless every level lies high above it."""
    levels = [end for _, end in spans] or [0.0]
    low, high = min(levels), max(levels)
    return low - (high - low) * 0.6 if low > CUT * high and low != high else 0.0


def _range(spans: Spans, floor: float) -> list[float]:
    low, high = min([floor, *(end for _, end in spans)]), max([0.0, *(end for _, end in spans)])
    return [low, (high - low) * 1.02 + low if high > low else low + 1]


def _connectors(spans: Spans, look: Look) -> dict[str, Any]:
    """Thin lines from the end of each bar to the beginning of the next."""
    x = [spot for _, end in spans[:-1] for spot in (end, end, None)]
    y = [spot for place in range(len(spans) - 1) for spot in (place, place + 1, None)]
    line = {"color": look.palette.quiet, "width": 1}
    return {"type": "scatter", "x": x, "y": y, "mode": "lines", "line": line, "hoverinfo": "skip"}


def _gap(place: int, floor: float, look: Look) -> dict[str, Any]:
    """Two slanted strokes of the card's colour through a total: its bar does not begin at 0."""
    return {
        "type": "path",
        "xref": "x",
        "xsizemode": "pixel",
        "xanchor": floor,
        "yref": "y",
        "path": f"M 12 {place + 0.36} L 18 {place - 0.36} L 22 {place - 0.36} L 16 {place + 0.36} Z",
        "fillcolor": look.palette.card,
        "line": {"width": 0},
        "layer": "above",
    }
