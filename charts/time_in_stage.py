"""How long deals stay: median and 80th percentile of each stage, and the share still there after so many days."""

from collections.abc import Iterable
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject, round_ticks, value_axis
from charts.conversion import UNCERTAIN
from charts.rows import Row, bars, draw_rows, headed, silent, span, told
from charts.theme import Look, axis, draw
from domain.contracts_drawn import STAY_RANGES, STAYING
from domain.frames import each
from domain.funnel import CERTAIN
from domain.metric import Unit
from domain.written import written
from i18n import Locale, Text, exact, percent

ALT = Text("阶段停留：{names}", "Time in stage: {names}")
ALT_STAYING = Text("仍在阶段内的比例：{names}", "Still in the stage: {names}")
MEDIAN, LONGEST = Text("中位天数", "Median days"), Text("80 分位", "80th pct")
EXPECTED = Text("预期天数", "Expected days")
LEFT = Text("推进离开的次数", "Stays that ended forwards")
DAYS = Text("进入后天数", "Days since entry")
STILL = Text("仍在阶段内", "Still in it")
AT_RISK = Text("观察中", "Observed")
HEIGHT = 320


def stay_ranges(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """Stage by stage: a dark bar to the median, a pale one on to the 80th percentile, a tick at the expected days.

    Takes STAY_RANGES. The two figures at the row's end are the median and the 80th percentile, the latter in the colour
    of bad when it is beyond what is expected. A click gives the stage's position.
    """
    STAY_RANGES.check(frame)
    rows = [_row(stage, locale, look) for stage in each(frame)]
    colours = look.palette
    rest = (frame.p80_days - frame.median_days).to_list()
    traces = [
        silent(rest, type="bar", orientation="h", width=0.28, marker={"color": colours.accent_soft})
        | {"base": frame.median_days.to_list()},
        bars(rows, frame.median_days, width=0.28, marker={"color": colours.accent}),
    ]
    if frame.expected_days.notna().any():
        tick = {"symbol": "line-ns-open", "size": 24, "color": colours.target, "line": {"width": 2}}
        traces.append(silent(frame.expected_days, type="scatter", mode="markers", marker=tick))
    room = span(frame.median_days, frame.p80_days, frame.expected_days)
    alt = ALT.to(locale, names="; ".join(f"{row.name} {row.value}" for row in rows))
    return headed(draw_rows(look, rows, traces, alt, xaxis=room), look, MEDIAN.to(locale), LONGEST.to(locale))


def _row(stage: Any, locale: Locale, look: Look) -> Row:
    late = stage.p80_days > stage.expected_days
    said = told(
        stage.name,
        *(
            (name.to(locale), written(days, Unit.DAYS, locale) if days == days else "")
            for name, days in ((MEDIAN, stage.median_days), (LONGEST, stage.p80_days), (EXPECTED, stage.expected_days))
        ),
        (LEFT.to(locale), exact(stage.n)),
    )
    return Row(
        key=stage.key,
        name=stage.name,
        value=exact(stage.median_days, decimals=1),
        change=exact(stage.p80_days, decimals=1),
        colour=look.palette.bad if late else look.palette.muted,
        hover=f"{said}<br>{UNCERTAIN.to(locale)}" if stage.n < CERTAIN else said,
    )


def staying_curves(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """The share of deals still in the stage by days since entry, as steps; the first curve dark, others pale.

    Takes STAYING: curves in the order given, each named at its end. A thin line stands at one half, where the
    median is.
    """
    STAYING.check(frame)
    names = list(dict.fromkeys(frame["name"]))
    shades = (look.palette.accent, look.palette.quiet, look.palette.accent_soft, look.palette.target)
    traces = [
        _curve(frame[frame["name"] == name], shades[place % len(shades)], locale) for place, name in enumerate(names)
    ]
    half = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 0.5, "y1": 0.5}
    return draw(
        look,
        traces,
        ALT_STAYING.to(locale, names="; ".join(names)),
        height=HEIGHT,
        hovermode="x",
        showlegend=len(names) > 1,
        margin={"t": 36},
        xaxis=_days(look, frame.day, locale),
        yaxis=value_axis(look, [1.0], subject, locale) | {"tickvals": [0, 0.5, 1], "ticktext": ["0%", "50%", "100%"]},
        shapes=[half | {"line": {"color": look.palette.quiet, "width": 1, "dash": "dot"}}] if names else [],
    )


def _curve(frame: pd.DataFrame, colour: str, locale: Locale) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": str(frame["name"].iloc[0]),
        "x": frame.day.to_numpy(),
        "y": frame.share.to_numpy(),
        "line": {"color": colour, "width": 2, "shape": "hv"},
        "hoverinfo": "text",
        "hovertext": [_words(point, locale) for point in each(frame)],
    }


def _words(point: Any, locale: Locale) -> str:
    return told(
        f"{point.name} · {written(point.day, Unit.DAYS, locale)}",
        (STILL.to(locale), percent(point.share)),
        (AT_RISK.to(locale), exact(point.at_risk)),
    )


def _days(look: Look, days: Iterable[float], locale: Locale) -> dict[str, Any]:
    ticks = [tick for tick in round_ticks(days) if tick >= 0]
    title = {"text": DAYS.to(locale), "font": {"color": look.palette.muted, "size": 11}, "standoff": 6}
    text = [exact(tick) for tick in ticks]
    return axis(look, tickvals=ticks, ticktext=text, range=[0, ticks[-1]], title=title)
