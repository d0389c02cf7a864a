"""What was said of deals beside what came of them: on the diagonal, a probability keeps its word."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject
from charts.rows import told
from charts.theme import Look, axis, draw
from domain.contracts_pipeline_forecast import RELIABILITY
from domain.frames import each
from i18n import Locale, Text, exact, percent

ALT = Text("预测概率与实际赢单率：{parts}", "Said and won: {parts}")
SAID, CAME = Text("预测概率", "Said"), Text("实际赢单率", "Won")
DEALS, RANGE = Text("商机数", "Deals"), Text("95% 区间", "95 % interval")
TENTH = Text("第 {n} 组（共 10 组，由低到高）", "Part {n} of 10, from the least likely")
HEIGHT = 320


def reliability_plot(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """A mark for each tenth with its 95 % interval, beside the diagonal. Takes RELIABILITY.

    A mark whose interval does not hold what was said is in the colour of bad: it was off by more than chance.
    """
    RELIABILITY.check(frame)
    del subject  # probabilities are about nothing else
    top = min(1.0, 0.1 + max([0.1, *frame.said, *frame.high.where(frame.n > 0, 0.0)]))
    ticks = [tick / 10 for tick in range(0, 11, 1 if top <= 0.5 else 2) if tick / 10 <= top]
    text = [percent(tick, decimals=0) for tick in ticks]
    parts = "; ".join(f"{percent(row.said)} → {percent(row.came)}" for row in each(frame))
    return draw(
        look,
        [_diagonal(look, top), _marks(frame, locale, look)] if len(frame) else [],
        ALT.to(locale, parts=parts),
        height=HEIGHT,
        hovermode="closest",
        margin={"t": 8},
        xaxis=_axis(look, SAID.to(locale), (ticks, text, top)),
        yaxis=_axis(look, CAME.to(locale), (ticks, text, top)) | {"showgrid": True},
    )


def _axis(look: Look, title: str, scale: tuple[list[float], list[str], float]) -> dict[str, Any]:
    ticks, text, top = scale
    said = {"text": title, "font": {"color": look.palette.muted, "size": 11}, "standoff": 6}
    return axis(look, tickvals=ticks, ticktext=text, range=[-0.015, top], title=said)


def _diagonal(look: Look, top: float) -> dict[str, Any]:
    line = {"color": look.palette.quiet, "width": 1, "dash": "dot"}
    return {"type": "scatter", "mode": "lines", "x": [0, top], "y": [0, top], "line": line, "hoverinfo": "skip"}


def _marks(frame: pd.DataFrame, locale: Locale, look: Look) -> dict[str, Any]:
    kept = (frame.low <= frame.said) & (frame.said <= frame.high)
    return {
        "type": "scatter",
        "mode": "markers",
        "x": frame.said.to_numpy(),
        "y": frame.came.to_numpy(),
        "marker": {"color": [look.palette.accent if one else look.palette.bad for one in kept], "size": 9},
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": (frame.high - frame.came).to_numpy(),
            "arrayminus": (frame.came - frame.low).to_numpy(),
            "color": look.palette.quiet,
            "thickness": 1.5,
            "width": 0,
        },
        "hoverinfo": "text",
        "hovertext": [_hover(row, locale) for row in each(frame)],
    }


def _hover(row: Any, locale: Locale) -> str:
    return told(
        TENTH.to(locale, n=row.tenth),
        (SAID.to(locale), percent(row.said)),
        (CAME.to(locale), percent(row.came)),
        (RANGE.to(locale), f"{percent(row.low)} – {percent(row.high)}"),
        (DEALS.to(locale), exact(row.n)),
    )
