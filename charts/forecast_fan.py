"""What was and what will come: history, the running step, the forecast with its doubts, beside target and last year."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject, steps, time_axis, value_axis
from charts.theme import Look, draw
from domain.ask import COMPARE_NAMES, Compare
from domain.contracts_forecast import FAN
from domain.frames import each
from domain.written import exactly, step_name, written
from i18n import Locale, Text

ALT = Text(
    "{metric}预测：{step} {value}（80% 区间 {low} – {high}）",
    "{metric} forecast: {step} {value} (80 %: {low} – {high})",
)
NOTHING = Text("{metric}：没有预测", "{metric}: no forecast")
HEIGHT = 420
ACTUAL, FORECAST = Text("实际", "Actual"), Text("预测", "Forecast")
TO_DATE = Text("进行中（至今）", "Running")
BEFORE = Text("上周预测", "A week ago")
BANDS, ALL_BANDS = Text("{level}% 区间", "{level} % interval"), Text("50、80、95% 区间", "50, 80, 95 %")
TARGET = COMPARE_NAMES[Compare.TARGET]
LEVELS = (95, 80, 50)  # the widest is drawn first
_RANKS = {"actual": 1, "mean": 3, "last_year": 120, "before": 121}  # in the legend; bands and targets between
_STRENGTH = {95: 0.10, 80: 0.16, 50: 0.24}


def forecast_fan(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """History as a line, the forecast as a broken one in bands that are wider the surer they are. Takes FAN.

    The running step is a hollow mark at what is there so far, never a fall of the line; a tick is the target, the pale
    line last year, the dotted one what was forecast a week ago. What has no value leaves no trace.
    """
    FAN.check(frame)
    drawn = frame[["actual", "mean", "high95", "target", "last_year", "before"]]
    values = value_axis(look, pd.concat([drawn[name] for name in drawn]), subject, locale)
    traces = [
        *_bands(frame, locale, look),
        *_line(frame, "last_year", subject.against_name(locale), {"color": look.palette.quiet, "width": 1.5}),
        *_line(frame, "before", BEFORE.to(locale), {"color": look.palette.muted, "width": 1.5, "dash": "dot"}),
        *_history(frame, locale, look),
        *_forecast(frame, locale, look),
        *_targets(frame, locale, look),
        _hover(frame, locale, subject),
    ]
    return draw(
        look,
        traces,
        _alt(frame, locale, subject),
        height=HEIGHT,
        margin={"t": 58},
        hovermode="x",
        showlegend=True,
        xaxis=time_axis(look, frame.period, subject.grain, locale),
        yaxis=values,
    )


def _bands(frame: pd.DataFrame, locale: Locale, look: Look) -> list[dict[str, Any]]:
    """Each band as one closed area that begins at the last step that is over."""
    ahead = frame[frame["mean"].notna()]
    past = frame[frame.actual.notna() & ~frame.unfinished].tail(1)
    traces = []
    for level in LEVELS:
        own = ahead[ahead[f"low{level}"].notna()]
        if own.empty:
            continue
        days = [*steps(past.period), *steps(own.period)]
        low, high = ([*past.actual, *own[f"{side}{level}"]] for side in ("low", "high"))
        traces.append(
            {
                "type": "scatter", "mode": "lines", "x": [*days, *days[::-1]], "y": [*high, *low[::-1]],
                "fill": "toself", "fillcolor": _pale(look.palette.accent, _STRENGTH[level]), "line": {"width": 0},
                "name": ALL_BANDS.to(locale), "showlegend": level == LEVELS[1], "hoverinfo": "skip", "legendrank": 101,
            }
        )  # fmt: skip
    return traces


def _pale(colour: str, strength: float) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{strength})"


def _line(frame: pd.DataFrame, column: str, name: str, line: dict[str, Any]) -> list[dict[str, Any]]:
    if frame[column].isna().all():
        return []
    trace = {"type": "scatter", "mode": "lines", "x": steps(frame.period), "y": frame[column].to_numpy()}
    return [trace | {"name": name, "line": line, "hoverinfo": "skip", "legendrank": _RANKS[column]}]


def _history(frame: pd.DataFrame, locale: Locale, look: Look) -> list[dict[str, Any]]:
    colour = look.palette.accent
    over = frame.assign(actual=frame.actual.mask(frame.unfinished))
    traces = _line(over, "actual", ACTUAL.to(locale), {"color": colour, "width": 2.5})
    running = frame[frame.unfinished & frame.actual.notna()]
    if running.empty:
        return traces
    mark = {"size": 11, "color": look.palette.card, "line": {"color": colour, "width": 2}}
    there = {"type": "scatter", "mode": "markers", "x": steps(running.period), "y": running.actual.to_numpy()}
    return [*traces, there | {"name": TO_DATE.to(locale), "marker": mark, "hoverinfo": "skip", "legendrank": 2}]


def _forecast(frame: pd.DataFrame, locale: Locale, look: Look) -> list[dict[str, Any]]:
    """Joined to the last step that is over, so that the eye can follow."""
    last = frame[frame.actual.notna() & ~frame.unfinished].tail(1).index
    joined = frame["mean"].copy()
    joined[last] = frame.actual[last]
    line = {"color": look.palette.accent, "width": 2.5, "dash": "dash"}
    return _line(frame.assign(mean=joined), "mean", FORECAST.to(locale), line) if frame["mean"].notna().any() else []


def _targets(frame: pd.DataFrame, locale: Locale, look: Look) -> list[dict[str, Any]]:
    if frame.target.isna().all():
        return []
    mark = {"symbol": "line-ew", "size": 9, "line": {"color": look.palette.target, "width": 2.5}}
    trace = {"type": "scatter", "mode": "markers", "x": steps(frame.period), "y": frame.target.to_numpy()}
    return [trace | {"name": TARGET.to(locale), "marker": mark, "hoverinfo": "skip", "legendrank": 4}]


def _hover(frame: pd.DataFrame, locale: Locale, subject: Subject) -> dict[str, Any]:
    top = frame["mean"].fillna(frame.actual).fillna(0.0)
    return {
        "type": "scatter", "mode": "markers", "x": steps(frame.period), "y": top.to_numpy(),
        "marker": {"opacity": 0}, "showlegend": False, "hoverinfo": "text",
        "hovertext": [_words(row, locale, subject) for row in each(frame)],
    }  # fmt: skip


def _words(row: Any, locale: Locale, subject: Subject) -> str:
    unit = subject.metric.unit
    lines = [f"<b>{step_name(row.period.date(), subject.grain, locale)}</b>"]
    known = (
        (TO_DATE if row.unfinished else ACTUAL, row.actual), (FORECAST, row.mean), (TARGET, row.target),
        (subject.against_name(locale), row.last_year), (BEFORE, row.before),
    )  # fmt: skip
    for name, value in known:
        said = name if isinstance(name, str) else name.to(locale)
        lines += [f"{said}  {exactly(value, unit, locale)}"] if value == value else []
    for level in LEVELS[::-1]:
        low, high = (getattr(row, f"{side}{level}") for side in ("low", "high"))
        if low == low:
            span = f"{written(low, unit, locale)} – {written(high, unit, locale)}"
            lines.append(f"{BANDS.to(locale, level=level)}  {span}")
    return "<br>".join(lines)


def _alt(frame: pd.DataFrame, locale: Locale, subject: Subject) -> str:
    """The first step that is forecast, in words."""
    name, unit = subject.metric.name.to(locale), subject.metric.unit
    ahead = frame[frame["mean"].notna()]
    if ahead.empty:
        return NOTHING.to(locale, metric=name)
    row = ahead.iloc[0]
    low, high = (written(row[side], unit, locale) for side in ("low80", "high80"))
    step = step_name(row.period.date(), subject.grain, locale)
    return ALT.to(locale, metric=name, step=step, value=written(row["mean"], unit, locale), low=low, high=high)
