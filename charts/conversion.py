"""Whether those who enter a stage go on as they used to: a point a cohort with its interval, few deals marked."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject, round_ticks, steps, time_axis
from charts.rows import told
from charts.theme import Look, axis, draw
from domain.contracts_drawn import COHORT_POINTS
from domain.frames import each
from domain.funnel import CERTAIN
from domain.written import step_name
from i18n import Locale, Text, exact, percent

ALT = Text("转化率：{step} {rate}（n = {n}）", "Conversion: {step} {rate} (n = {n})")
NOTHING = Text("转化率：没有数据", "Conversion: no data")
HEIGHT = 320
RATE, RAW = Text("转化率", "Conversion"), Text("目前已转化", "So far")
INTERVAL = Text("95% 区间", "95 % interval")
UNCERTAIN = Text("少于 30 个商机", "fewer than 30 deals")
NOT_OVER = Text("观察期未满", "horizon not over")
DEALS = Text("进入的商机", "Deals that entered")
USUAL = Text("参考", "Usually")


def conversion_trend(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """The conversion of each cohort with its interval, and the share that has gone on so far. Takes COHORT_POINTS.

    A hollow point stands on fewer than 30 deals, a cohort whose horizon is not over says so on hovering and has a
    dotted raw share. The axis begins at 0: a small wobble must look small. A click gives the cohort's first day.
    """
    COHORT_POINTS.check(frame)
    values = shares(look, pd.concat([frame.high, frame.rate, frame.raw]))
    marks = [_interval(frame, locale, look), _raw(frame, locale, look), *_points(frame, locale, look)]
    return draw(
        look,
        [*marks, _hover(frame, locale, subject)],
        _alt(frame, locale, subject),
        height=HEIGHT,
        hovermode="x",
        showlegend=bool(len(frame)),
        margin={"t": 40},
        xaxis=time_axis(look, frame.period, subject.grain, locale),
        yaxis=values,
    )


def shares(look: Look, values: pd.Series) -> dict[str, Any]:
    """An axis of shares from 0 to a round one, written without decimals where they would say nothing."""
    ticks = round_ticks(values)
    decimals = 0 if ticks[-1] >= 0.1 else 1
    text = [percent(tick, decimals=decimals) for tick in ticks]
    return axis(look, showgrid=True, tickvals=ticks, ticktext=text, range=[ticks[0], ticks[-1] * 1.04])


def _interval(frame: pd.DataFrame, locale: Locale, look: Look) -> dict[str, Any]:
    """A pale bar from low to high behind each point: nothing lies between two cohorts that could be filled."""
    return {
        "type": "bar",
        "name": INTERVAL.to(locale),
        "x": steps(frame.period),
        "y": (frame.high - frame.low).to_numpy(),
        "base": frame.low.to_numpy(),
        "width": 0.34,
        "marker": {"color": look.palette.quiet_soft},
        "hoverinfo": "skip",
    }


def _raw(frame: pd.DataFrame, locale: Locale, look: Look) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": RAW.to(locale),
        "x": steps(frame.period),
        "y": frame.raw.to_numpy(),
        "line": {"color": look.palette.quiet, "width": 1.5, "dash": "dot"},
        "hoverinfo": "skip",
    }


def _points(frame: pd.DataFrame, locale: Locale, look: Look) -> list[dict[str, Any]]:
    """The line through all cohorts, its points by how many deals they stand on: two traces for the legend's sake."""
    colours = look.palette
    few = frame.n < CERTAIN
    marks = {"size": [0 if one else 8 for one in few], "color": colours.accent, "opacity": 1}
    line = {"mode": "lines+markers", "line": {"color": colours.accent, "width": 2}, "marker": marks}
    traces = [_points_of(frame, RATE.to(locale), **line)]
    if few.any():
        hollow = {"size": 9, "color": colours.card, "line": {"color": colours.accent, "width": 2}}
        kept = frame[few & frame.rate.notna()]
        traces.append(_points_of(kept, UNCERTAIN.to(locale), mode="markers", marker=hollow))
    return traces


def _points_of(frame: pd.DataFrame, name: str, **how: Any) -> dict[str, Any]:
    place = {"x": steps(frame.period), "y": frame.rate.to_numpy(), "connectgaps": False}
    return {"type": "scatter", "name": name, "hoverinfo": "skip"} | place | how


def _hover(frame: pd.DataFrame, locale: Locale, subject: Subject) -> dict[str, Any]:
    days = steps(frame.period)
    return {
        "type": "scatter",
        "mode": "markers",
        "x": days,
        "y": frame[["rate", "raw"]].max(axis=1).fillna(0.0).to_numpy(),
        "marker": {"opacity": 0},
        "showlegend": False,
        "hoverinfo": "text",
        "hovertext": [_words(row, locale, subject) for row in each(frame)],
        "customdata": [[day] for day in days],
    }


def _words(cohort: Any, locale: Locale, subject: Subject) -> str:
    known = cohort.rate == cohort.rate
    reach = f"{percent(cohort.low)} – {percent(cohort.high)}" if cohort.low == cohort.low and known else ""
    notes = [NOT_OVER.to(locale)] if cohort.unfinished else []
    notes += [UNCERTAIN.to(locale)] if cohort.n < CERTAIN else []
    said = told(
        step_name(cohort.period.date(), subject.grain, locale),
        (RATE.to(locale), percent(cohort.rate, decimals=2) if known else ""),
        (INTERVAL.to(locale), reach),
        (RAW.to(locale), percent(cohort.raw, decimals=2) if cohort.raw == cohort.raw else ""),
        (DEALS.to(locale), exact(cohort.n)),
    )
    return "<br>".join([said, *notes])


def _alt(frame: pd.DataFrame, locale: Locale, subject: Subject) -> str:
    """The last cohort that has a rate, in words."""
    known = frame[frame.rate.notna()]
    if known.empty:
        return NOTHING.to(locale)
    last = known.iloc[-1]
    step = step_name(last.period.date(), subject.grain, locale)
    return ALT.to(locale, step=step, rate=percent(last.rate), n=exact(last.n))
