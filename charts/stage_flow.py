"""What enters and leaves week by week: in above the axis, out below it, and what remains as a line between."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject, round_ticks, steps, time_axis
from charts.rows import told
from charts.theme import Look, axis, draw
from domain.contracts_drawn import FLOW_BARS
from domain.contracts_funnel import IN_FLOWS, OUT_FLOWS
from domain.funnel import FLOW_NAMES
from domain.metric import Unit
from domain.written import exactly, step_name, written
from i18n import Locale, Text

ALT = Text("流入流出：{step} 流入 {entered}，流出 {left}", "Flow: {step} in {entered}, out {left}")
NOTHING = Text("流入流出：没有数据", "Flow: no data")
HEIGHT = 360
NET = Text("净流入", "Net")
START, END = Text("期初存量", "Stock before"), Text("期末存量", "Stock after")
TO_DATE = Text("进行中", "to date")
_BARS: tuple[tuple[Text, str, tuple[str, ...]], ...] = (  # names, colours by meaning, the ways drawn as one
    (FLOW_NAMES["in_new"], "accent", ("in_new",)),
    (FLOW_NAMES["in_forward"], "accent_soft", ("in_forward",)),
    (Text("其他流入", "Other in"), "quiet", ("in_back", "in_reopened", "in_transferred")),
    (FLOW_NAMES["out_won"], "good", ("out_won",)),
    (FLOW_NAMES["out_forward"], "accent_soft", ("out_forward",)),
    (FLOW_NAMES["out_lost"], "bad", ("out_lost",)),
    (Text("其他流出", "Other out"), "quiet", ("out_back", "out_deleted", "out_transferred")),
)


def flow_bars(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """What came in, stacked upwards, and what went out, stacked downwards, in each step of time. Takes FLOW_BARS.

    The dark line is in less out: where it is above 0 the stock grew. Ways that nobody took leave no trace. The
    unfinished step is pale and says "to date". A click gives the first day of the step.
    """
    FLOW_BARS.check(frame)
    taken = [bar for bar in _BARS if frame[list(bar[2])].abs().to_numpy().sum() > 0]
    entered, left = _sum(frame, IN_FLOWS), _sum(frame, OUT_FLOWS)
    return draw(
        look,
        [
            *(_bars(frame, bar, locale, look) for bar in taken),
            _net(frame, entered - left, locale, look),
            _hover(frame, (entered, left), locale, subject),
        ],
        _alt(frame, (entered, left), locale, subject),
        height=HEIGHT,
        barmode="relative",
        hovermode="x",
        showlegend=bool(taken),
        bargap=0.28,
        margin={"t": 44},
        xaxis=time_axis(look, frame.period, subject.grain, locale),
        yaxis=_values(look, [*entered, *(-left)], subject.metric.unit, locale),
    )


def _sum(frame: pd.DataFrame, ways: Sequence[str]) -> pd.Series:
    return frame[list(ways)].fillna(0.0).sum(axis=1).astype("float64")


def _bars(frame: pd.DataFrame, bar: tuple[Text, str, tuple[str, ...]], locale: Locale, look: Look) -> dict[str, Any]:
    name, colour, ways = bar
    values = _sum(frame, ways) * (1 if ways[0].startswith("in_") else -1)
    faint = [0.45 if unfinished else 1.0 for unfinished in frame.unfinished]
    return {
        "type": "bar",
        "name": name.to(locale),
        "x": steps(frame.period),
        "y": values.to_numpy(),
        "marker": {"color": getattr(look.palette, colour), "opacity": faint},
        "hoverinfo": "skip",
    }


def _net(frame: pd.DataFrame, net: pd.Series, locale: Locale, look: Look) -> dict[str, Any]:
    edge = {"width": 1.5, "color": look.palette.card}
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": NET.to(locale),
        "x": steps(frame.period),
        "y": net.to_numpy(),
        "line": {"color": look.palette.ink, "width": 1.5},
        "marker": {"size": 7, "color": look.palette.ink, "line": edge},
        "hoverinfo": "skip",
    }


def _hover(frame: pd.DataFrame, sums: tuple[pd.Series, pd.Series], locale: Locale, subject: Subject) -> dict[str, Any]:
    """An unseen mark on top of each step that carries its words and, for a click, its first day."""
    days = steps(frame.period)
    return {
        "type": "scatter",
        "mode": "markers",
        "x": days,
        "y": sums[0].to_numpy(),
        "marker": {"opacity": 0},
        "showlegend": False,
        "hoverinfo": "text",
        "hovertext": [_words(row, locale, subject) for row in frame.to_dict("records")],
        "customdata": [[day] for day in days],
    }


def _words(row: Mapping[Any, Any], locale: Locale, subject: Subject) -> str:
    unit = subject.metric.unit
    head = step_name(row["period"].date(), subject.grain, locale)
    lines = [(FLOW_NAMES[way].to(locale), row[way], way.startswith("in_")) for way in FLOW_NAMES if row[way]]
    said = [(name, exactly(value if inwards else -value, unit, locale, signed=True)) for name, value, inwards in lines]
    return told(
        f"{head} · {TO_DATE.to(locale)}" if row["unfinished"] else head,
        (START.to(locale), exactly(row["start"], unit, locale)),
        *said,
        (END.to(locale), exactly(row["end"], unit, locale)),
    )


def _values(look: Look, values: Sequence[float], unit: Unit, locale: Locale) -> dict[str, Any]:
    """An axis around 0 without signs: above and below are said by the words at its ends."""
    ticks = round_ticks(values)
    text = [written(abs(tick), unit, locale) for tick in ticks]
    low, high = ticks[0], ticks[-1]
    room = (high - low) * 0.04
    zero = {"zeroline": True, "zerolinecolor": look.palette.quiet, "zerolinewidth": 1}
    return axis(look, showgrid=True, tickvals=ticks, ticktext=text, range=[low - room, high + room]) | zero


def _alt(frame: pd.DataFrame, sums: tuple[pd.Series, pd.Series], locale: Locale, subject: Subject) -> str:
    """The last finished step, in words."""
    finished = frame[~frame.unfinished]
    if finished.empty:
        return NOTHING.to(locale)
    last, unit = finished.index[-1], subject.metric.unit
    step = step_name(finished.period.iloc[-1].date(), subject.grain, locale)
    entered, left = (written(float(one[last]), unit, locale) for one in sums)
    return ALT.to(locale, step=step, entered=entered, left=left)
