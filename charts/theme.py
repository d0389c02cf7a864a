"""The look of every figure: a palette in which colour has a meaning, and the blank sheet all charts start from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import plotly.graph_objects as go

FONT = '-apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", Roboto, sans-serif'
TEXT_SIZE = 12
HEIGHT = 300


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours by what they mean; `series` are ten calm ones for things without a rank, told apart by lightness too."""

    paper: str  # the page
    card: str  # a box on it
    ink: str  # text and the figure itself
    muted: str  # second text: axes, notes
    line: str  # hairlines
    quiet: str  # what is only context: last year, unchanged
    quiet_soft: str  # areas of context
    accent: str  # the one colour of the house: actual values
    accent_soft: str  # the same, of a step that is not over
    good: str
    bad: str
    target: str
    series: tuple[str, ...]


LIGHT = Palette(
    paper="#F7F6F3",
    card="#FFFFFF",
    ink="#1C2630",
    muted="#66707A",
    line="#E5E3DD",
    quiet="#9A9D9C",
    quiet_soft="#DEDCD6",
    accent="#2C6E8A",
    accent_soft="#A8C8D4",
    good="#1D8468",
    bad="#B4473A",
    target="#1C2630",
    series=(
        "#2C6E8A", "#A39A8B", "#5F9DB5", "#54606B", "#C2A878",
        "#1F4E63", "#8FB9C9", "#7D8790", "#8B7B5E", "#C9D3D6",
    ),
)  # fmt: skip
DARK = Palette(
    paper="#0F151B",
    card="#171E26",
    ink="#E9ECEE",
    muted="#9AA5AF",
    line="#2A333C",
    quiet="#737E88",
    quiet_soft="#323C46",
    accent="#62A9C7",
    accent_soft="#2F5A6E",
    good="#43B795",
    bad="#E27C6D",
    target="#E9ECEE",
    series=(
        "#62A9C7", "#B5AB9B", "#9CCBDD", "#8A96A1", "#D2B985",
        "#3F7F9B", "#C4E0EA", "#66727D", "#A08F6D", "#4B5A66",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """How this reader sees colours: light or dark, and whether red means rising and good (`red_rises`).

    Charts never name green or red: they ask for good, bad or quiet, and the look answers.
    """

    dark: bool = False
    red_rises: bool = False

    @property
    def palette(self) -> Palette:
        """The colours, with good and bad swapped for readers to whom red is the good one."""
        base = DARK if self.dark else LIGHT
        return replace(base, good=base.bad, bad=base.good) if self.red_rises else base

    def by_change(self, change: float, up_is_good: bool = True) -> str:
        """The colour of a change: good, bad, or quiet when nothing changed or nothing is known.

        >>> Look().by_change(-1.0) == LIGHT.bad, Look(red_rises=True).by_change(1.0) == LIGHT.bad
        (True, True)
        >>> Look().by_change(2.0, up_is_good=False) == LIGHT.bad, Look().by_change(float("nan")) == LIGHT.quiet
        (True, True)
        """
        if change != change or change == 0:
            return self.palette.quiet
        return self.palette.good if (change > 0) == up_is_good else self.palette.bad


def arrow(change: float) -> str:
    """The sign that stands beside the colour, for those who cannot tell the colours apart.

    >>> arrow(2.0), arrow(-0.5), arrow(0.0), arrow(float("nan"))
    ('▲', '▼', '■', '')
    """
    if change != change:
        return ""
    return "▲" if change > 0 else "▼" if change < 0 else "■"


def draw(look: Look, traces: Sequence[Mapping[str, Any]], alt: str, **layout: Any) -> go.Figure:
    """A figure on the blank sheet. `alt` says it in words for screen readers, kept in `layout.meta["alt"]`.

    Built from plain dictionaries, without Plotly's own template: 1.3 ms, and 7 KB less on the wire. The sheet is
    transparent, so that the card shows through; show it with `theme=None`.
    """
    sheet = _sheet(look) | {"meta": {"alt": alt}}
    for key, value in layout.items():
        sheet[key] = sheet[key] | value if isinstance(sheet.get(key), dict) else value
    # validated by the snapshot tests, not on every click: that took half of a cached page's time
    return go.Figure({"data": list(traces), "layout": sheet}, _validate=False)


def axis(look: Look, **more: Any) -> dict[str, Any]:
    """An axis that keeps back: no zero line, no frame, thin grid only when asked for, no zooming by drag."""
    return {
        "showgrid": False,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "fixedrange": True,
        "gridcolor": look.palette.line,
        "tickfont": {"color": look.palette.muted, "size": TEXT_SIZE},
        "automargin": True,
    } | more


def _sheet(look: Look) -> dict[str, Any]:
    colours = look.palette
    text = {"family": FONT, "size": TEXT_SIZE}
    box = {"bgcolor": colours.card, "bordercolor": colours.line, "align": "left"}
    above = {"orientation": "h", "x": 0, "xanchor": "left", "y": 1.02, "yanchor": "bottom"}
    return {
        "template": "none",
        "height": HEIGHT,
        "margin": {"l": 8, "r": 8, "t": 12, "b": 8, "pad": 4},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {**text, "color": colours.ink},
        "hoverlabel": {**box, "font": {**text, "size": TEXT_SIZE + 1, "color": colours.ink}},
        "showlegend": False,
        "legend": {**above, "font": {"color": colours.muted}, "itemclick": False, "itemdoubleclick": False},
        "dragmode": False,
        "bargap": 0.35,
        "xaxis": axis(look),
        "yaxis": axis(look),
    }
