"""A figure as the browser leaves it, so that it is drawn once: what would be set or measured later is said at once."""

import re
from typing import Any
from unicodedata import east_asian_width
from zlib import crc32

import numpy as np
import orjson
import plotly.graph_objects as go
from plotly.basedatatypes import BaseFigure

_CLICKED = {"clickmode": "event+select", "dragmode": "pan"}  # what the framework makes of a chart that takes clicks
_TAG = re.compile(r"<(?!br>)[^>]*>|&\w+;")
_ELSE = {"title", "side"}  # what else takes room beside an axis
_LINE = 1.3  # of the size of its letters
_BESIDE = 8  # pixels between a label and what is beside it, on both sides together


class Settled(BaseFigure):  # type: ignore[misc]  # Plotly has no types
    """A figure that is sent as it is: the framework would copy it and pack its numbers once more."""

    def __init__(self, sheet: dict[str, Any]) -> None:
        self._sheet = sheet

    def to_dict(self) -> dict[str, Any]:
        """The figure as plain values."""
        return self._sheet


def settled(figure: go.Figure, *, clicked: bool) -> Settled:
    """The same figure, with what the framework would set in it, room for its labels, and its data signed.

    The framework hands the browser's library a copy of the figure as soon as the first has been drawn, and the
    library draws anew what it takes for changed: all data, unless `datarevision` says that they are the same, and
    the whole layout where `meta` is an object. Where margins grow with the labels (`automargin`) it draws, measures,
    and draws again.
    """
    sheet: dict[str, Any] = figure.to_dict()
    layout = {name: value for name, value in sheet["layout"].items() if name != "meta"} | (_CLICKED if clicked else {})
    layout = layout | {"datarevision": crc32(orjson.dumps(sheet, _spelt, orjson.OPT_SERIALIZE_NUMPY))}
    return Settled(sheet | {"layout": _with_room(layout)})


def _spelt(value: Any) -> Any:
    """What JSON does not know: arrays of objects as lists, every item of them, and the rest in words."""
    return value.tolist() if isinstance(value, np.ndarray) else str(value)


def _with_room(layout: dict[str, Any]) -> dict[str, Any]:
    """The layout with margins wide enough for the labels of its axes, where these are known."""
    margin, fixed = dict(layout.get("margin", {})), {}
    for name, side, needed in (("yaxis", "l", _breadth), ("xaxis", "b", _height)):
        one = layout.get(name, {})
        if not (one.get("automargin") and one.get("ticktext")) or one.keys() & _ELSE or f"{name}2" in layout:
            continue
        size = one.get("tickfont", {}).get("size", layout.get("font", {}).get("size", 12))
        lines = [str(text).split("<br>") for text in one["ticktext"]]
        room = needed(lines, size) + margin.get("pad", 0) + _BESIDE
        margin[side] = max(margin.get(side, 0), round(room))
        fixed[name] = one | {"automargin": False}
    return layout | fixed | ({"margin": margin} if margin else {})


def _breadth(labels: list[list[str]], size: float) -> float:
    return size * max(sum(map(_em, _TAG.sub("n", line))) for lines in labels for line in lines)


def _height(labels: list[list[str]], size: float) -> float:
    return size * _LINE * max(map(len, labels))


def _em(letter: str) -> float:
    """How wide a letter is, as a part of its height; rather too much than too little."""
    if east_asian_width(letter) in "WF":
        return 1.0
    return 0.34 if letter in " .,:;'|()ijlI" else 0.7 if letter.isupper() or letter in "%m¥w" else 0.56
