"""From what is won so far over the open pipeline and deals not there yet to the forecast of the period."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject
from charts.rows import Row, draw_rows, rate, silent, span, told
from charts.rows import bars as row_bars
from charts.steps import steps
from charts.theme import Look
from domain.contracts_pipeline_forecast import BRIDGE
from domain.frames import each
from domain.pipeline_forecast import BRIDGE_MEANINGS, BRIDGE_NAMES
from domain.written import exactly, written
from i18n import Locale, Text

ALT = Text("从已赢到预测：{names}", "From what is won to the forecast: {names}")
RANGE = Text("80% 区间 {low} – {high}", "80 % interval {low} – {high}")


def pipeline_bridge(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """The parts as steps that end in the forecast; a line through its bar is the 80 % interval. Takes BRIDGE.

    What is won is certain and in the colour of the house, what is still expected is paler; what recent periods correct
    is good or bad.
    """
    BRIDGE.check(frame)
    table = each(frame)
    rows = [_row(part, frame, locale, subject) for part in table]
    spans = steps(frame.amount, (part.part == "forecast" for part in table))
    colours = [_colour(part, look) for part in table]
    lengths = [end - start for start, end in spans]
    drawn = [row_bars(rows, lengths, base=[start for start, _ in spans], marker={"color": colours})]
    drawn += [_whisker(place, part, look) for place, part in enumerate(table) if part.low == part.low]
    names = "; ".join(f"{row.name} {row.value}" for row in rows)
    ends = [end for _, end in spans]
    room = span(ends, frame.high, frame.low)
    return draw_rows(look, rows, drawn, ALT.to(locale, names=names), xaxis=room)


def _colour(part: Any, look: Look) -> str:
    if part.part == "recent":
        return look.by_change(part.amount)
    return look.palette.accent if part.part in ("won", "forecast") else look.palette.accent_soft


def _row(part: Any, frame: pd.DataFrame, locale: Locale, subject: Subject) -> Row:
    unit, total = subject.metric.unit, float(frame.amount.iloc[-1])
    name = BRIDGE_NAMES[part.part].to(locale)
    lines = [(subject.metric.name.to(locale), exactly(part.amount, unit, locale))]
    hover = f"{told(name, *lines)}<br>{BRIDGE_MEANINGS[part.part].to(locale)}"
    if part.low == part.low:
        ends = {"low": written(part.low, unit, locale), "high": written(part.high, unit, locale)}
        hover += f"<br>{RANGE.to(locale, **ends)}"
    whole = part.part == "forecast"
    share = rate(abs(part.amount) / total) if total > 0 and not whole else ""
    return Row(part.part, name, written(part.amount, unit, locale, signed=not whole), share, "", hover)


def _whisker(place: int, part: Any, look: Look) -> dict[str, Any]:
    """The interval, over the bar."""
    line = {"color": look.palette.ink, "width": 2}
    mark = {"symbol": "line-ns", "size": 12, "line": line}
    return silent([], type="scatter", mode="lines+markers", line=line, marker=mark) | {
        "x": [part.low, part.high],
        "y": [place, place],
    }
