"""Regions where they lie: a grid of tiles, bubbles on the globe, or the shapes of a GeoJSON; none asks the network.

Plotly's own maps fetch their coasts from a public site. Shapes are therefore drawn as plain filled lines.
"""

from collections.abc import Iterator
from html import escape
from math import cos, radians
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject
from charts.rows import told
from charts.shades import filled, scale
from charts.theme import TEXT_SIZE, Look, axis, draw
from domain.contracts_regions import REGION_MAP
from domain.frames import each
from domain.written import exactly, written, written_change
from i18n import Locale, Text

ALT = Text("{metric}地图：{names}", "Map of {metric}: {names}")
TILE = 46  # pixels high
HEIGHT = 420
FEWEST_COLUMNS = 7  # as wide as these at least is the sheet that tiles lie on
LARGEST, SMALLEST = 58, 14  # pixels across a bubble
MOST_FIGURES = 16  # beside names; of more they would lie over each other, and hovering tells them
_SPOT = {"symbol": "square", "size": 40, "opacity": 0}  # what a click on a shape hits


def region_tiles(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """Each region as a tile at its place (`x` column, `y` row), with its figure. Takes REGION_MAP.

    Tiles are bars, since only those can be clicked all over: a click gives the key.
    """
    REGION_MAP.check(frame)
    placed = frame[frame.x.notna() & frame.y.notna()]
    marker = {"color": placed.shade.fillna(0.0).to_list()} | scale(look, diverging=_diverging(subject))
    tiles = {
        "type": "bar",
        "x": placed.x.to_list(),
        "y": [0.92] * len(placed),
        "base": (placed.y - 0.46).to_list(),
        "width": 0.94,
        "marker": marker,
    } | _telling(placed, locale, subject)
    rows, columns = _ends(placed.y), _ends(placed.x)
    return draw(
        look,
        [tiles],
        _alt(frame, locale, subject),
        height=max(int(rows[1] - rows[0] + 1), 1) * TILE + 16,
        barmode="overlay",
        hovermode="closest",
        margin={"l": 2, "r": 2, "t": 8, "b": 8, "pad": 0},
        xaxis=axis(look, range=_wide(*columns), showticklabels=False),
        yaxis=axis(look, range=[rows[1] + 0.5, rows[0] - 0.5], showticklabels=False),
        annotations=[_named(one, locale, look, subject, two_lines=True) for one in each(placed)],
    )


def region_bubbles(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """Each region as a bubble at its longitude and latitude (`x`, `y`), as large as it sells. Takes REGION_MAP."""
    REGION_MAP.check(frame)
    placed = frame[frame.x.notna() & frame.y.notna()].sort_values("size", ascending=False)
    sizes = (placed["size"].fillna(0.0).clip(lower=0) ** 0.5 * LARGEST).clip(lower=SMALLEST)
    marker = {
        "size": sizes.to_list(),
        "color": placed.shade.fillna(0.0).to_list(),
        "line": {"color": look.palette.muted, "width": 1},
        "opacity": 1,
    } | scale(look, diverging=_diverging(subject))
    bubbles = {"type": "scatter", "mode": "markers", "x": placed.x.to_list(), "y": placed.y.to_list(), "marker": marker}
    names = [
        _named(one, locale, look, subject, two_lines=False) | {"yshift": -size / 2 - 8}
        for one, size in zip(each(placed), sizes, strict=True)
    ]
    figure = _globe(look, [bubbles | _telling(placed, locale, subject)], _alt(frame, locale, subject), placed)
    return figure.update_layout(annotations=names)


def region_shapes(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """Each region as the shape that a GeoJSON gives it, its figure in the middle. Takes REGION_MAP.

    A fill cannot be clicked; the spot under the name can, and gives the key.
    """
    REGION_MAP.check(frame)
    drawn = frame[frame["shape"].fillna("") != ""]
    areas = [_area(one, look, subject) for one in each(drawn)]
    spots = {"type": "scatter", "mode": "markers", "x": drawn.x.to_list(), "y": drawn.y.to_list(), "marker": _SPOT}
    names = [_named(one, locale, look, subject, two_lines=False) for one in each(drawn)]
    if len(drawn) > MOST_FIGURES:
        names = [name | {"text": escape(one.short, quote=False)} for name, one in zip(names, each(drawn), strict=True)]
    corners = pd.DataFrame([spot for one in drawn["shape"] for spot in _spots(one)], columns=["x", "y"])
    traces = [*areas, spots | _telling(drawn, locale, subject)]
    return _globe(look, traces, _alt(frame, locale, subject), corners).update_layout(annotations=names)


def _globe(look: Look, traces: list[dict[str, Any]], alt: str, spots: pd.DataFrame) -> go.Figure:
    """A sheet on which a degree is as long across as down, as far from the equator as the middle is."""
    known = spots.dropna(subset=["x", "y"])
    middle = (known.y.min() + known.y.max()) / 2 if len(known) else 0.0
    across, down = ((_ends(known[name])) for name in ("x", "y"))
    room = max(across[1] - across[0], down[1] - down[0], 1.0) * 0.10
    return draw(
        look,
        traces,
        alt,
        height=HEIGHT,
        hovermode="closest",
        margin={"l": 2, "r": 2, "t": 8, "b": 8, "pad": 0},
        xaxis=axis(look, showticklabels=False, range=[across[0] - room, across[1] + room]),
        yaxis=axis(look, showticklabels=False, range=[down[0] - room, down[1] + room])
        | {"scaleanchor": "x", "scaleratio": 1 / max(cos(radians(middle)), 0.2)},
    )


def _area(one: Any, look: Look, subject: Subject) -> dict[str, Any]:
    spots = list(_spots(one.shape))
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [x for x, _ in spots],
        "y": [y for _, y in spots],
        "fill": "toself",
        "fillcolor": filled(look, one.shade, diverging=_diverging(subject)),
        "line": {"color": look.palette.quiet, "width": 0.7},
        "hoverinfo": "skip",
    }


def _spots(shape: str) -> Iterator[tuple[float | None, float | None]]:
    """The corners of all rings, a gap between one ring and the next."""
    for ring in shape.split(";"):
        for spot in ring.split():
            x, _, y = spot.partition(",")
            yield float(x), float(y)
        yield None, None


def _telling(placed: pd.DataFrame, locale: Locale, subject: Subject) -> dict[str, Any]:
    return {
        "hoverinfo": "text",
        "hovertext": [_words(one, locale, subject) for one in each(placed)],
        "customdata": [[key] for key in placed.key],
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 0.6}},
    }


def _words(one: Any, locale: Locale, subject: Subject) -> str:
    unit = subject.metric.unit
    moved = written_change(one.value, one.before, unit, locale) if one.before == one.before else ""
    before = f"{exactly(one.before, unit, locale)}  {moved}".strip() if one.before == one.before else ""
    value = (subject.metric.name.to(locale), exactly(one.value, unit, locale))
    return told(one.name, value, (subject.against_name(locale), before))


def _named(one: Any, locale: Locale, look: Look, subject: Subject, *, two_lines: bool) -> dict[str, Any]:
    name, value = escape(one.short, quote=False), written(one.value, subject.metric.unit, locale)
    text = f"{name}<br><b>{value}</b>" if two_lines else f"{name} <b>{value}</b>"
    font = {"color": look.palette.ink if one.value == one.value else look.palette.muted, "size": TEXT_SIZE - 1}
    return {"x": one.x, "y": one.y, "text": text, "showarrow": False, "font": font}


def _alt(frame: pd.DataFrame, locale: Locale, subject: Subject) -> str:
    unit = subject.metric.unit
    names = "; ".join(f"{one.name} {written(one.value, unit, locale)}" for one in each(frame))
    return ALT.to(locale, metric=subject.metric.name.to(locale), names=names)


def _diverging(subject: Subject) -> bool:
    return not subject.metric.adds_up


def _wide(first: float, last: float) -> list[float]:
    """The range of the columns, with room around a few of them: a tile is no banner."""
    around = max(FEWEST_COLUMNS - (last - first + 1), 0.0) / 2
    return [first - 0.5 - around, last + 0.5 + around]


def _ends(values: pd.Series) -> tuple[float, float]:
    return (float(values.min()), float(values.max())) if values.notna().any() else (0.0, 0.0)
