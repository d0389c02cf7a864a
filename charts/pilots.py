"""How a pilot has fared since its launch: the sum of its contributions, with the zero line and the stop-loss line."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject, steps, time_axis, value_axis
from charts.theme import TEXT_SIZE, Look, draw
from domain.contracts_channels import PILOT_MONTHS
from domain.frames import each
from domain.metric import Unit
from domain.periods import Grain
from domain.written import exactly, step_name, written
from i18n import Locale, Text

ALT = Text("{name}累计贡献：{value}", "Cumulative contribution of {name}: {value}")
NOTHING = Text("试点：没有数据", "Pilots: no data")
CUMULATIVE, MONTHLY = Text("累计贡献", "Cumulative contribution"), Text("当月贡献", "In the month")
STOP_LOSS, TO_DATE = Text("止损线 {value}", "Stop-loss {value}"), Text("进行中", "to date")
HEIGHT = 260


def pilot_line(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """Bars of each month's contribution under the line of their sum since launch. Takes PILOT_MONTHS of one pilot.

    The sum is in the colour of bad while it is below zero; the dashed line is the stop-loss. The unfinished month is a
    pale bar and a hollow mark.
    """
    PILOT_MONTHS.check(frame)
    known = frame[frame.cumulative.notna()]
    values = pd.concat([frame.cumulative, frame.contribution, frame.stop_loss.head(1)])
    upright = value_axis(look, values, subject, locale)
    upright["range"] = [upright["range"][0] * 1.04, upright["range"][1]]
    line = float(frame.stop_loss.iloc[0]) if len(frame) else 0.0
    said = (
        ALT.to(locale, name=known["name"].iloc[-1], value=_short(known.cumulative.iloc[-1], locale))
        if len(known)
        else ""
    )
    return draw(
        look,
        _marks(frame, locale, look) if len(frame) else [],
        said or NOTHING.to(locale),
        height=HEIGHT,
        hovermode="x",
        margin={"t": 8, "r": 14},
        xaxis=time_axis(look, frame.period, Grain.MONTH, locale),
        yaxis=upright,
        shapes=_lines(line, look) if len(frame) else [],
        annotations=[_said(line, locale, look)] if len(frame) else [],
    )


def _marks(frame: pd.DataFrame, locale: Locale, look: Look) -> list[dict[str, Any]]:
    colours = look.palette
    days = steps(frame.period)
    last = frame.cumulative.dropna()
    colour = look.by_change(float(last.iloc[-1])) if len(last) else colours.quiet
    pale = [colours.quiet_soft if running else colours.quiet for running in frame.unfinished]
    hollow = ["circle-open" if running else "circle" for running in frame.unfinished]
    sizes = [7 if place == len(frame) - 1 else 4 for place in range(len(frame))]
    return [
        {"type": "bar", "x": days, "y": frame.contribution.to_list(), "width": 0.5, "hoverinfo": "skip",
         "marker": {"color": pale}},
        {"type": "scatter", "mode": "lines+markers", "x": days, "y": frame.cumulative.to_list(), "connectgaps": False,
         "line": {"color": colour, "width": 2.5}, "marker": {"color": colour, "size": sizes, "symbol": hollow},
         "hoverinfo": "text", "hovertext": [_words(row, locale) for row in each(frame)]},
    ]  # fmt: skip


def _lines(line: float, look: Look) -> list[dict[str, Any]]:
    across = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "layer": "below"}
    return [
        across | {"y0": 0, "y1": 0, "line": {"color": look.palette.ink, "width": 1}},
        across | {"y0": line, "y1": line, "line": {"color": look.palette.bad, "width": 1.5, "dash": "dash"}},
    ]


def _said(line: float, locale: Locale, look: Look) -> dict[str, Any]:
    """The stop-loss by name and amount, on its line."""
    return {
        "xref": "paper", "x": 0, "xanchor": "left", "y": line, "yanchor": "bottom", "showarrow": False,
        "text": STOP_LOSS.to(locale, value=_short(line, locale)),
        "font": {"color": look.palette.bad, "size": TEXT_SIZE - 1},
    }  # fmt: skip


def _words(row: Any, locale: Locale) -> str:
    head = f"<b>{step_name(row.period.date(), Grain.MONTH, locale)}</b>"
    head += f" · {TO_DATE.to(locale)}" if row.unfinished else ""
    lines = ((CUMULATIVE, row.cumulative), (MONTHLY, row.contribution))
    return "<br>".join([head, *(f"{name.to(locale)}  {exactly(value, Unit.MONEY, locale)}" for name, value in lines)])


def _short(value: float, locale: Locale) -> str:
    return written(value, Unit.MONEY, locale)
