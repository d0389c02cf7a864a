"""The conflict index as it was seen and under today's rules: two lines that part where a rule was changed."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject, round_ticks, steps, time_axis
from charts.rows import told
from charts.theme import Look, axis, draw
from domain.contracts_incidents import INDEX_SEEN
from domain.periods import Grain
from domain.written import step_name
from i18n import Locale, Text, exact

ALT = Text("冲突指数：当时所见与按今日规则：{names}", "Conflict index as seen and under today's rules: {names}")
SEEN, NOW = Text("当时所见", "As seen"), Text("按今日规则", "Under today's rules")
HEIGHT = 260


def index_seen_lines(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """Today's rules as a line, what was seen as a dotted one with marks; months never shown are gaps.

    Takes INDEX_SEEN.
    """
    INDEX_SEEN.check(frame)
    days = steps(frame.period)
    ticks = round_ticks([*frame.now, *frame.seen])
    hover = [_hover(row, locale) for row in frame.itertuples(index=False)]
    shared = {"type": "scatter", "x": days, "hoverinfo": "text", "connectgaps": False}
    traces = [
        {**shared, "name": NOW.to(locale), "y": frame.now.to_numpy(), "mode": "lines", "hovertext": hover,
         "line": {"color": look.palette.accent, "width": 2}},
        {**shared, "name": SEEN.to(locale), "y": frame.seen.to_numpy(), "mode": "lines+markers", "hoverinfo": "skip",
         "line": {"color": look.palette.ink, "width": 1.5, "dash": "dot"}, "marker": {"size": 5}},
    ]  # fmt: skip
    return draw(
        look,
        traces if len(frame) else [],
        ALT.to(locale, names=_last(frame, locale)),
        height=HEIGHT,
        showlegend=bool(len(frame)),
        hovermode="x",
        margin={"t": 40},
        xaxis=time_axis(look, frame.period, Grain.MONTH, locale),
        yaxis=axis(
            look, showgrid=True, tickvals=ticks, ticktext=[exact(tick) for tick in ticks], range=[0, ticks[-1] * 1.04]
        ),
    )


def _hover(row: Any, locale: Locale) -> str:
    head = step_name(row.period.date(), Grain.MONTH, locale)
    return told(
        head, *((name.to(locale), exact(value, decimals=1)) for name, value in ((NOW, row.now), (SEEN, row.seen)))
    )


def _last(frame: pd.DataFrame, locale: Locale) -> str:
    if frame.empty:
        return "—"
    row = frame.iloc[-1]
    month = step_name(row.period.date(), Grain.MONTH, locale)
    return f"{month} {exact(row.now, decimals=1)}, {exact(row.seen, decimals=1)}"
