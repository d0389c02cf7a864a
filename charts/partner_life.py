"""One partner's life: its state month by month as a strip, and what it sold and earned below."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject, steps, time_axis, value_axis
from charts.rows import told
from charts.theme import Look, axis, draw
from domain.contracts_partners import PARTNER_MONTHS
from domain.metric import Unit
from domain.metrics import METRICS
from domain.partners import STATES
from domain.written import exactly, step_name, written
from i18n import Locale, Text

ALT = Text("{step}：{state}，销售额 {revenue}", "{step}: {state}, revenue {revenue}")
NOTHING = Text("没有数据", "no data")
REVENUE, MARGIN = Text("销售额", "Revenue"), Text("毛利", "Margin")
COST = Text("自身费用", "Own costs")
TO_DATE = Text("进行中", "to date")
STATE = Text("月末状态", "State at month's end")
COLOURS = {"active": "accent", "waiting": "accent_soft", "dormant": "bad", "closed": "quiet"}
HEIGHT = 340


def partner_life(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """Revenue as wide pale bars, margin as thin dark ones over them, own costs as ticks; the state above each month.

    Takes PARTNER_MONTHS. The month that is not over is paler.
    """
    PARTNER_MONTHS.check(frame)
    colours = look.palette
    faint = [0.55 if unfinished else 1.0 for unfinished in frame.unfinished]
    marker = {"opacity": faint}
    traces = [_bar(frame, frame.revenue, 0.72, name=REVENUE.to(locale), marker=marker | {"color": colours.accent_soft})]
    if frame.margin.notna().any():
        made = marker | {"color": colours.accent}
        traces.append(_bar(frame, frame.margin, 0.34, name=MARGIN.to(locale), marker=made))
    if frame.cost.any():
        traces.append(_costs(frame, locale, look))
    traces += [_strip(frame, state, locale, look) for state in COLOURS if (frame.state == state).any()]
    traces.append(_hover(frame, locale, subject))
    values = value_axis(look, pd.concat([frame.revenue, frame.margin, frame.cost]), subject, locale)
    return draw(
        look,
        traces,
        _alt(frame, locale, subject),
        height=HEIGHT,
        barmode="overlay",
        hovermode="x",
        showlegend=len(frame) > 0,
        margin={"t": 44},
        xaxis=time_axis(look, frame.period, subject.grain, locale),
        yaxis=values | {"domain": [0, 0.88]},
        yaxis2=axis(look, domain=[0.93, 1], range=[0, 1], showticklabels=False),
    )


def _bar(frame: pd.DataFrame, values: pd.Series, width: float, **how: Any) -> dict[str, Any]:
    bar = {"type": "bar", "x": steps(frame.period), "y": values.to_numpy(), "width": width, "hoverinfo": "skip"}
    return bar | how


def _costs(frame: pd.DataFrame, locale: Locale, look: Look) -> dict[str, Any]:
    tick = {"symbol": "line-ew-open", "size": 14, "color": look.palette.bad, "line": {"width": 2}}
    own = frame.cost.where(frame.cost != 0)
    spots = {"type": "scatter", "mode": "markers", "x": steps(frame.period), "y": own.to_numpy()}
    return spots | {"name": COST.to(locale), "marker": tick, "hoverinfo": "skip"}


def _strip(frame: pd.DataFrame, state: str, locale: Locale, look: Look) -> dict[str, Any]:
    there = (frame.state == state).astype("float64").replace(0.0, float("nan"))
    marker = {"color": getattr(look.palette, COLOURS[state])}
    return _bar(frame, there, 1.0, name=STATES[state].to(locale), marker=marker, yaxis="y2")


def _hover(frame: pd.DataFrame, locale: Locale, subject: Subject) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": steps(frame.period),
        "y": frame.revenue.to_numpy(),
        "marker": {"opacity": 0},
        "showlegend": False,
        "hoverinfo": "text",
        "hovertext": [_words(row, locale, subject) for row in frame.to_dict("records")],
    }


def _words(row: Mapping[Any, Any], locale: Locale, subject: Subject) -> str:
    head = step_name(row["period"].date(), subject.grain, locale)
    state = STATES[row["state"]].to(locale) if row["state"] in STATES else ""
    figures = ((REVENUE, row["revenue"]), (MARGIN, row["margin"]), (COST, row["cost"]))
    return told(
        f"{head} · {TO_DATE.to(locale)}" if row["unfinished"] else head,
        (STATE.to(locale), state),
        *((name.to(locale), exactly(value, Unit.MONEY, locale)) for name, value in figures),
    )


def _alt(frame: pd.DataFrame, locale: Locale, subject: Subject) -> str:
    """The last month, in words."""
    if frame.empty:
        return f"{METRICS['revenue'].name.to(locale)}: {NOTHING.to(locale)}"
    last = frame.iloc[-1]
    step = step_name(last.period.date(), subject.grain, locale)
    state = STATES[last.state].to(locale) if last.state in STATES else NOTHING.to(locale)
    return ALT.to(locale, step=step, state=state, revenue=written(float(last.revenue), Unit.MONEY, locale))
