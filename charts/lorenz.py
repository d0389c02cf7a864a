"""How unevenly revenue is spread: the Lorenz curve over the line of equal shares."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject
from charts.rows import told
from charts.theme import TEXT_SIZE, Look, axis, draw
from domain.contracts_mix import LORENZ
from domain.frames import each
from i18n import Locale, Text, percent

ALT = Text("洛伦兹曲线：最小的 80% 成员占 {share}", "Lorenz curve: the smallest 80 % have {share}")
NOTHING = Text("洛伦兹曲线：没有数据", "Lorenz curve: no data")
MEMBERS, AMOUNT = Text("成员（由小到大）", "Members, the smallest first"), Text("占销售额", "Share of revenue")
EQUAL = Text("完全均等", "All equal")
HEIGHT = 340


def lorenz_line(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """The share of revenue that the smallest members have, over their share of all; the farther below the diagonal
    the more uneven. Takes LORENZ.
    """
    LORENZ.check(frame)
    known = frame.dropna()
    said = NOTHING.to(locale) if known.empty else ALT.to(locale, share=percent(_at(known, 0.8)))
    ticks = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    text = [percent(tick, decimals=0) for tick in ticks]
    title = {"font": {"color": look.palette.muted, "size": TEXT_SIZE - 1}, "standoff": 6}
    names = {"x": MEMBERS.to(locale), "y": AMOUNT.to(locale)}
    shown = {"tickvals": ticks, "ticktext": text, "range": [0, 1.02]}
    return draw(
        look,
        [_equal(look, locale), _curve(known, locale, look)] if len(known) else [],
        said,
        height=HEIGHT,
        hovermode="closest",
        margin={"t": 16, "r": 12},
        xaxis=axis(look, title=title | {"text": names["x"]}, **shown),
        yaxis=axis(look, showgrid=True, title=title | {"text": names["y"]}, **shown),
        annotations=_named(look, locale) if len(known) else [],
    )


def _at(frame: pd.DataFrame, members: float) -> float:
    return float(frame[frame.members <= members + 1e-9].amount.max())


def _equal(look: Look, locale: Locale) -> dict[str, Any]:
    line = {"color": look.palette.quiet, "width": 1, "dash": "dot"}
    return {"type": "scatter", "mode": "lines", "x": [0, 1], "y": [0, 1], "line": line, "hoverinfo": "skip"}


def _curve(frame: pd.DataFrame, locale: Locale, look: Look) -> dict[str, Any]:
    words = [
        told(percent(one.members, decimals=0), (AMOUNT.to(locale), percent(one.amount, decimals=2)))
        for one in each(frame)
    ]
    return {
        "type": "scatter",
        "mode": "lines+markers" if len(frame) <= 40 else "lines",
        "x": frame.members.to_numpy(),
        "y": frame.amount.to_numpy(),
        "line": {"color": look.palette.accent, "width": 2},
        "marker": {"color": look.palette.accent, "size": 5},
        "fill": "tozeroy",
        "fillcolor": look.palette.accent_soft,
        "hoverinfo": "text",
        "hovertext": words,
    }


def _named(look: Look, locale: Locale) -> list[dict[str, Any]]:
    font = {"color": look.palette.muted, "size": TEXT_SIZE - 1}
    place = {"x": 0.5, "y": 0.5, "xanchor": "right", "yanchor": "bottom", "xshift": -6, "yshift": 2}
    return [{"text": EQUAL.to(locale), "showarrow": False, "font": font} | place]
