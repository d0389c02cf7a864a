"""How good forecasts were: by how far ahead they were made, over time, and how one of them moved until it came true."""

from collections.abc import Sequence
from math import ceil, floor
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject, round_ticks, steps, time_axis, value_axis
from charts.rows import told
from charts.theme import TEXT_SIZE, Look, axis, draw
from domain.contracts_forecast import BY_LEAD, OVER_TIME, TRACE
from domain.frames import each
from domain.metric import Unit
from domain.periods import Grain
from domain.written import exactly, step_name, written
from i18n import Locale, Text, exact, percent

OURS, NAIVE = Text("当时的预测", "As forecast then"), Text("去年同期值", "Same period last year")
RUNNING, AHEAD = Text("当期", "Running"), Text("提前 {n} 期", "{n} ahead")
ALT_LEAD = Text("预测误差（WAPE）：{names}", "Forecast error (WAPE): {names}")
ALT_TIME = Text("各期误差：{names}", "Error of each period: {names}")
ALT_TRACE = Text("预测的变动：{first} → {last}", "The forecast moved: {first} → {last}")
NOTHING = Text("没有可比的预测", "No forecasts to compare")
BIAS, INSIDE, COUNT = Text("偏差", "Bias"), Text("80% 区间命中", "within 80 %"), Text("样本", "n")
FORECAST, CAME, GOAL = Text("预测", "Forecast"), Text("实际", "What came"), Text("目标", "Target")
BAND = Text("80% 区间", "80 % interval")
HEIGHT = 320


def accuracy_by_lead(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """WAPE by how many periods ahead, beside that of the naive forecast: the lower bar is better. Takes BY_LEAD."""
    BY_LEAD.check(frame)
    names = [RUNNING.to(locale) if lead == 0 else f"+{lead}" for lead in frame.lead]  # words would touch on a phone
    words = [_lead_words(name, row, locale) for name, row in zip(names, each(frame), strict=True)]
    traces = _two(names, (frame.naive, frame.wape), words, locale, look)
    said = "; ".join(f"{name} {percent(wape)}" for name, wape in zip(names, frame.wape, strict=True))
    alt = ALT_LEAD.to(locale, names=said or NOTHING.to(locale))
    heights = _shares(look, [frame.wape, frame.naive])
    return _sheet(look, traces, alt, xaxis=axis(look, type="category"), yaxis=heights)


def accuracy_over_time(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """The error of each period with its sign: above 0 too high, below too low; pale, the naive. Takes OVER_TIME."""
    OVER_TIME.check(frame)
    days = steps(frame.period)
    words = [_time_words(row, locale, subject) for row in each(frame)]
    traces = _two(days, (frame.naive, frame.error), words, locale, look)
    names = "; ".join(f"{step_name(row.period.date(), subject.grain, locale)} {percent(row.error, signed=True)}"
                      for row in each(frame.tail(3)))  # fmt: skip
    most = _bearable(pd.concat([frame.error, frame.naive]))
    shown = [column.clip(-most, most) for column in (frame.error, frame.naive)]
    return _sheet(
        look,
        traces,
        ALT_TIME.to(locale, names=names or NOTHING.to(locale)),
        xaxis=time_axis(look, frame.period, subject.grain, locale),
        yaxis=_shares(look, shown),
        annotations=[_beyond(day, error, most, look) for day, error in zip(days, frame.error, strict=True)
                     if abs(error) > most],
    )  # fmt: skip


def _bearable(errors: pd.Series) -> float:
    """The largest error that is drawn to its end: one holiday must not press all other periods flat."""
    size = errors.abs().dropna()
    return max(0.25, 3 * float(size.quantile(0.9))) if len(size) else 1.0


def _beyond(day: str, error: float, most: float, look: Look) -> dict[str, Any]:
    """The figure of a bar that ends at the edge."""
    up = error > 0
    font = {"color": look.palette.ink, "size": TEXT_SIZE - 1}
    text = f"{'▲' if up else '▼'} {percent(error, decimals=0)}"
    beside = {"showarrow": False, "xanchor": "left", "xshift": 6, "yanchor": "top" if up else "bottom"}
    return {"x": day, "y": most if up else -most, "text": text, "font": font, **beside}


def forecast_trace(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """The forecast of one span as it moved from origin to origin, with its band; lines at what came and the target.

    Takes TRACE. Forecasts that were made later, of data cut off at the origin, have hollow marks.
    """
    TRACE.check(frame)
    days, colours, unit = steps(frame.origin), look.palette, subject.metric.unit
    known = frame[frame.low80.notna()]
    band = [*steps(known.origin), *steps(known.origin)[::-1]]
    fill = [*known.high80, *known.low80[::-1]]
    filled = [colours.card if one else colours.accent for one in frame.reconstructed]
    line = {"type": "scatter", "mode": "lines", "hoverinfo": "skip"}
    traces = [
        line | {"x": band, "y": fill, "fill": "toself", "fillcolor": colours.accent_soft, "opacity": 0.35,
                "line": {"width": 0}, "name": BAND.to(locale)},
        *_level(days, frame.target, GOAL.to(locale), {"color": colours.target, "width": 1.5, "dash": "dot"}),
        *_level(days, frame.actual, CAME.to(locale), {"color": colours.quiet, "width": 2}),
        line | {"mode": "lines+markers", "x": days, "y": frame["mean"].to_numpy(), "name": FORECAST.to(locale),
                "line": {"color": colours.accent, "width": 2}, "hoverinfo": "text",
                "marker": {"size": 7, "color": filled, "line": {"color": colours.accent, "width": 1.5}},
                "hovertext": [_trace_words(row, locale, subject) for row in each(frame)]},
    ]  # fmt: skip
    ends = [exactly(value, unit, locale) for value in frame["mean"].iloc[[0, -1]]] if len(frame) else ["", ""]
    alt = ALT_TRACE.to(locale, first=ends[0], last=ends[1]) if len(frame) else NOTHING.to(locale)
    values = pd.concat([frame[name] for name in ("mean", "low80", "high80", "actual", "target")])
    times = time_axis(look, frame.origin, Grain.DAY, locale)
    return _sheet(look, traces, alt, xaxis=times, yaxis=_near(look, values, subject, locale))


def _near(look: Look, values: pd.Series, subject: Subject, locale: Locale) -> dict[str, Any]:
    """A line that moves by a few percent lies flat at the top of an axis from 0: this one begins near the lowest."""
    known = values.dropna()
    if known.empty or known.min() <= 0:
        return value_axis(look, values, subject, locale)
    low, high = float(known.min()), float(known.max())
    step = round_ticks([max(high - low, 0.02 * high)])[1]
    first = floor(low / step)
    ticks = [step * at for at in range(first, ceil(high / step) + 1)]
    text = [written(tick, subject.metric.unit, locale) for tick in ticks]
    return axis(look, showgrid=True, tickvals=ticks, ticktext=text, range=[ticks[0], ticks[-1] + step * 0.1])


def _level(days: list[str], values: pd.Series, name: str, line: dict[str, Any]) -> list[dict[str, Any]]:
    if values.isna().all():
        return []
    trace = {"type": "scatter", "mode": "lines", "x": days, "y": values.to_numpy(), "name": name}
    return [trace | {"line": line, "hoverinfo": "skip"}]


def _two(
    x: list[str], columns: Sequence[pd.Series], words: list[str], locale: Locale, look: Look
) -> list[dict[str, Any]]:
    """The naive errors as wide pale bars, our own before them."""
    looks = ((NAIVE, look.palette.quiet_soft, 0.76), (OURS, look.palette.accent, 0.42))
    return [
        {"type": "bar", "x": x, "y": y.to_numpy(), "name": name.to(locale), "marker": {"color": colour}, "width": width,
         "hoverinfo": "text" if name is OURS else "skip", "hovertext": words}
        for y, (name, colour, width) in zip(columns, looks, strict=True)
    ]  # fmt: skip


def _sheet(look: Look, traces: list[dict[str, Any]], alt: str, **layout: Any) -> go.Figure:
    shown = {"height": HEIGHT, "barmode": "overlay", "hovermode": "x", "showlegend": True, "margin": {"t": 36}}
    return draw(look, traces, alt, **{**shown, **layout})


def _shares(look: Look, columns: list[pd.Series]) -> dict[str, Any]:
    values = pd.concat(columns).dropna()
    low, high = (
        min(0.0, float(values.min()) if len(values) else 0.0),
        max(0.05, float(values.max()) if len(values) else 0),
    )
    return axis(look, showgrid=True, tickformat=".0%", nticks=6, zeroline=low < 0, zerolinecolor=look.palette.quiet,
                range=[low * 1.1, high * 1.1])  # fmt: skip


def _lead_words(name: str, row: Any, locale: Locale) -> str:
    return told(
        name,
        (OURS.to(locale), percent(row.wape)),
        (NAIVE.to(locale), percent(row.naive)),
        (BIAS.to(locale), percent(row.bias, signed=True)),
        (INSIDE.to(locale), percent(row.coverage80)),
        (COUNT.to(locale), exact(row.n)),
    )


def _time_words(row: Any, locale: Locale, subject: Subject) -> str:
    unit: Unit = subject.metric.unit
    return told(
        step_name(row.period.date(), subject.grain, locale),
        (CAME.to(locale), exactly(row.actual, unit, locale)),
        (OURS.to(locale), f"{exactly(row.mean, unit, locale)}  {percent(row.error, signed=True)}"),
        (NAIVE.to(locale), percent(row.naive, signed=True)),
        (COUNT.to(locale), exact(row.n)),
    )


def _trace_words(row: Any, locale: Locale, subject: Subject) -> str:
    unit = subject.metric.unit
    known = row.low80 == row.low80
    span = f"{exactly(row.low80, unit, locale)} – {exactly(row.high80, unit, locale)}" if known else ""
    return told(step_name(row.origin.date(), Grain.DAY, locale), (FORECAST.to(locale), exactly(row.mean, unit, locale)),
                (BAND.to(locale), span))  # fmt: skip
