"""Reallocation: what each channel spends and should spend, and the response curve of one channel with its months."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject, round_ticks
from charts.rows import Row, bars, draw_rows, headed, silent, span, told
from charts.theme import TEXT_SIZE, Look, axis, draw
from domain.contracts_reallocation import ALLOCATION, CURVE_POINTS
from domain.frames import each
from domain.metric import Unit
from domain.written import exactly, written
from i18n import Locale, Text, percent

ALT = Text("建议投入：{names}", "Proposed spend: {names}")
CURVE_ALT = Text(
    "投入 {now} 带来销售额 {revenue}；建议 {then}", "Spend of {now} brings revenue of {revenue}; proposed {then}"
)
CURRENT, PROPOSED, CHANGE = Text("现有投入", "Spent now"), Text("建议投入", "Proposed"), Text("变化", "Change")
MARGINAL = Text("边际回报", "Marginal return")
SPEND, REVENUE = Text("月投入", "Spend a month"), Text("月销售额", "Revenue a month")
HELD = Text("曲线未知，保持不变", "curve not known, kept")
NOTHING = Text("没有响应曲线", "No response curve")
HEIGHT = 230
_STILL = 0.005


def allocation_rows(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """The proposed spend (narrow) over the present one (wide, pale), a tick at each bound. Takes ALLOCATION.

    Right of the bars: the proposed spend, and how much more or less that is. Channels that are kept are grey.
    """
    ALLOCATION.check(frame)
    rows = [_row(channel, locale, look, subject) for channel in each(frame)]
    colours = [look.palette.quiet if held else look.palette.accent for held in frame.held]
    ticks = {"symbol": "line-ns", "size": 14, "line": {"width": 1.5, "color": look.palette.muted}}
    bounds = [frame[end].where(~frame.held) for end in ("least", "most")]
    traces = [
        silent(frame.current, type="bar", orientation="h", width=0.62, marker={"color": look.palette.quiet_soft}),
        bars(rows, frame.proposed, width=0.3, marker={"color": colours}),
        *(silent(end, type="scatter", mode="markers", marker=ticks, cliponaxis=False) for end in bounds),
    ]
    names = "; ".join(f"{row.name} {row.value} {row.change}" for row in rows)
    alt = ALT.to(locale, names=names)
    figure = draw_rows(look, rows, traces, alt, xaxis=span(frame.most.where(~frame.held), frame.proposed))
    return headed(figure, look, PROPOSED.to(locale), CHANGE.to(locale))


def response_curve(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """Revenue over spend, both a month: the curve with its 80 % band, months as pale points, hollow where the channel
    stands and full where the plan puts it. Takes CURVE_POINTS of one channel.
    """
    CURVE_POINTS.check(frame)
    parts = {part: frame[frame.part == part] for part in ("point", "curve", "now", "then")}
    drawn = all(len(parts[part]) for part in ("curve", "now", "then"))
    traces = (
        [*_band(parts["curve"], look), _points(parts["point"], look), *_marks(parts, locale, look)] if drawn else []
    )
    return draw(
        look,
        traces,
        _said(parts, locale) if drawn else NOTHING.to(locale),
        height=HEIGHT,
        hovermode="closest",
        margin={"l": 4, "r": 14, "t": 22, "b": 34},
        xaxis=_money(frame.spend, look, locale, title=SPEND.to(locale)),
        yaxis=_money(frame.revenue, look, locale) | {"showgrid": True},
        annotations=[_named(look, REVENUE.to(locale))],
    )


def _row(channel: Any, locale: Locale, look: Look, subject: Subject) -> Row:
    moved = channel.proposed / channel.current - 1 if channel.current > 0 else float("nan")
    unit = Unit.MONEY
    change = "—" if channel.held else "0%" if abs(moved) < _STILL else percent(moved, decimals=0, signed=True)
    marginal = [exactly(value, unit, locale) for value in (channel.marginal, channel.marginal_then)]
    lines = (
        (CURRENT.to(locale), exactly(channel.current, unit, locale)),
        (PROPOSED.to(locale), exactly(channel.proposed, unit, locale)),
        (MARGINAL.to(locale), "" if channel.held else " → ".join(marginal)),
        (HELD.to(locale), " " if channel.held else ""),
    )
    return Row(
        key=channel.channel,
        name=channel.name,
        value=written(channel.proposed, unit, locale),
        change=change,
        colour=look.palette.muted if channel.held else look.palette.ink,
        hover=told(channel.name, *lines),
    )


def _band(curve: pd.DataFrame, look: Look) -> list[dict[str, Any]]:
    line = {"type": "scatter", "mode": "lines", "x": curve.spend.to_list(), "hoverinfo": "skip"}
    edge = {"color": "rgba(0,0,0,0)", "width": 0}
    return [
        line | {"y": curve.low.to_list(), "line": edge},
        line | {"y": curve.high.to_list(), "line": edge, "fill": "tonexty", "fillcolor": look.palette.accent_soft},
        line | {"y": curve.revenue.to_list(), "line": {"color": look.palette.accent, "width": 2}},
    ]


def _points(points: pd.DataFrame, look: Look) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "markers", "x": points.spend.to_list(), "y": points.revenue.to_list(),
        "hoverinfo": "skip", "marker": {"size": 3.5, "color": look.palette.quiet, "opacity": 0.55},
    }  # fmt: skip


def _marks(parts: dict[str, pd.DataFrame], locale: Locale, look: Look) -> list[dict[str, Any]]:
    ink = look.palette.ink
    marks = (("now", CURRENT, {"color": look.palette.card, "line": {"color": ink, "width": 2}}),
             ("then", PROPOSED, {"color": ink}))  # fmt: skip
    return [
        {"type": "scatter", "mode": "markers", "x": parts[part].spend.to_list(), "y": parts[part].revenue.to_list(),
         "marker": {"size": 10, **marker}, "hoverinfo": "text", "cliponaxis": False,
         "hovertext": [told(name.to(locale), (SPEND.to(locale), exactly(row.spend, Unit.MONEY, locale)),
                            (REVENUE.to(locale), exactly(row.revenue, Unit.MONEY, locale)))
                       for row in each(parts[part])]}
        for part, name, marker in marks
    ]  # fmt: skip


def _said(parts: dict[str, pd.DataFrame], locale: Locale) -> str:
    now, then = parts["now"].iloc[0], parts["then"].iloc[0]
    money = {"now": now.spend, "revenue": now.revenue, "then": then.spend}
    return CURVE_ALT.to(locale, **{name: written(float(value), Unit.MONEY, locale) for name, value in money.items()})


def _money(values: pd.Series, look: Look, locale: Locale, title: str = "") -> dict[str, Any]:
    top = max([1.0, *values.dropna()])
    ticks = [tick for tick in round_ticks([top])[:: 2 if len(round_ticks([top])) > 4 else 1] if tick <= top]
    text = [written(tick, Unit.MONEY, locale) for tick in ticks]
    named = {"title": {"text": title, "font": _small(look), "standoff": 4}} if title else {}
    return axis(look, tickvals=ticks, ticktext=text, range=[0, top * 1.04], **named)


def _named(look: Look, name: str) -> dict[str, Any]:
    """What is upwards, above the axis."""
    top = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": 1, "yanchor": "bottom", "yshift": 4}
    return {"text": name, "showarrow": False, "font": _small(look)} | top


def _small(look: Look) -> dict[str, Any]:
    return {"color": look.palette.muted, "size": TEXT_SIZE - 1}
