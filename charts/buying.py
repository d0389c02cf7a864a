"""New against repeat revenue over time: stacked bars, the unfinished step pale."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject, steps, time_axis, value_axis
from charts.theme import Look, draw
from domain.contracts_channels import BUYING
from domain.frames import each
from domain.metric import Unit
from domain.written import exactly, step_name
from i18n import Locale, Text, percent

ALT = Text("新客与复购：{names}", "New and repeat revenue: {names}")
PARTS = {
    "again": Text("复购", "Repeat"),
    "first": Text("新客", "New"),
    "nobody": Text("未识别买家", "Buyer not identified"),
}
COLOURS = {"again": "accent", "first": "accent_soft", "nobody": "quiet_soft"}
TO_DATE = Text("进行中", "to date")
HEIGHT = 400


def buying_bars(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """Revenue of later orders, first orders and unknown buyers, stacked per step. Takes BUYING.

    The unfinished step is paler. Where more came back than was bought, the part hangs below zero.
    """
    BUYING.check(frame)
    words = [_words(row, subject, locale) for row in each(frame)]
    tops = frame[list(PARTS)].clip(lower=0).sum(axis=1)
    return draw(
        look,
        _stacks(frame, words, locale, look),
        ALT.to(locale, names="; ".join(words[-1:]).replace("<br>", ", ").replace("<b>", "").replace("</b>", "")),
        height=HEIGHT,
        barmode="relative",
        hovermode="x",
        showlegend=True,
        margin={"t": 36},
        xaxis=time_axis(look, frame.period, subject.grain, locale),
        yaxis=value_axis(look, pd.concat([tops, frame[list(PARTS)].clip(upper=0).sum(axis=1)]), subject, locale),
    )


def _stacks(frame: pd.DataFrame, words: list[str], locale: Locale, look: Look) -> list[dict[str, Any]]:
    """A trace for each part that there is; the first one carries the words."""
    opacity = [0.5 if running else 1.0 for running in frame.unfinished]
    return [
        {
            "type": "bar",
            "name": PARTS[part].to(locale),
            "x": steps(frame.period),
            "y": frame[part].to_list(),
            "marker": {"color": getattr(look.palette, COLOURS[part]), "opacity": opacity},
            "hoverinfo": "text" if place == 0 else "skip",
            "hovertext": words,
        }
        for place, part in enumerate(part for part in PARTS if frame[part].abs().sum() > 0)
    ]


def _words(row: Any, subject: Subject, locale: Locale) -> str:
    whole = sum(value for part in PARTS if (value := getattr(row, part)) == value)
    head = f"<b>{step_name(row.period.date(), subject.grain, locale)}</b>"
    lines = [f"{head} · {TO_DATE.to(locale)}" if row.unfinished else head]
    for part, name in PARTS.items():
        value = getattr(row, part)
        if not value:
            continue
        share = percent(value / whole) if whole > 0 else ""
        lines.append(f"{name.to(locale)}  {exactly(value, Unit.MONEY, locale)}  {share}".rstrip())
    return "<br>".join(lines)
