"""What the deals hold for each region, and where its call and its target lie on that."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject
from charts.rows import Row, bars, silent, span, stacked, told
from charts.theme import Look, arrow
from domain.ask import COMPARE_NAMES, Compare
from domain.calls import AMOUNTS, CATEGORIES
from domain.contracts_calls import CALL_TABLE
from domain.frames import each
from domain.metric import Unit
from domain.written import exactly, written
from i18n import Locale, Text

ALT = Text("各区域的商机分类与预测承诺：{names}", "Deals by category and the call of each region: {names}")
NO_CALL = Text("未录入", "no call")
_TARGET = COMPARE_NAMES[Compare.TARGET]
_PARTS = ("won", "commit", "best_case", "pipeline")


def call_bars(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """A bar per region, each category added to the one before; the call is a diamond, the target a tick.

    Takes CALL_TABLE and draws its rows in their order. Beside each bar stand the call and its distance to the
    target; a click gives the region.
    """
    CALL_TABLE.check(frame)
    rows = [_row(one, locale, look, subject) for one in each(frame)]
    colours = (look.palette.accent, look.palette.accent_soft, look.palette.quiet, look.palette.quiet_soft)
    traces, before = [], pd.Series(0.0, index=frame.index)
    for name, colour in zip(_PARTS, colours, strict=True):
        more = (frame[name] - before).clip(lower=0.0)
        marks = {"name": CATEGORIES[name].to(locale), "marker": {"color": colour}}
        traces.append(bars(rows, more, **marks))
        before = frame[name]
    tick = {"symbol": "line-ns-open", "size": 24, "color": look.palette.target, "line": {"width": 2}}
    diamond = {"symbol": "diamond", "size": 10, "color": look.palette.ink, "line": _edge(look)}
    for name, label, mark in (("target", _TARGET, tick), ("call", AMOUNTS["call"], diamond)):
        if frame[name].notna().any():
            traces.append(silent(frame[name], type="scatter", mode="markers", marker=mark, name=label.to(locale)))
    names = "; ".join(f"{row.name} {row.value}" for row in rows)
    room = span(frame.pipeline, frame.call, frame.target)
    return stacked(look, rows, traces, ALT.to(locale, names=names), room)


def _edge(look: Look) -> dict[str, Any]:
    return {"width": 1.5, "color": look.palette.card}


def _row(one: Any, locale: Locale, look: Look, subject: Subject) -> Row:
    unit = subject.metric.unit
    figures = [(CATEGORIES[name], getattr(one, name)) for name in _PARTS]
    figures += [(AMOUNTS["call"], one.call), (_TARGET, one.target)]
    lines = [(name.to(locale), exactly(value, unit, locale) if value == value else "") for name, value in figures]
    share = abs(one.gap) if one.gap == one.gap else float("nan")
    return Row(
        key=one.region,
        name=one.name,
        value=written(one.call, unit, locale) if one.call == one.call else NO_CALL.to(locale),
        change=f"{arrow(one.gap)} {written(share, Unit.MONEY, locale)}" if share == share else "",
        colour=look.by_change(one.gap),
        hover=told(one.name, *lines),
    )
