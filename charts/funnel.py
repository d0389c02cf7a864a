"""How far deals come: a bar a stage, and between two bars the share that made the step."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject, fitting
from charts.rows import NAME_WIDTH, in_short, span, told
from charts.theme import TEXT_SIZE, Look, axis, draw
from domain.contracts_drawn import FUNNEL_STEPS
from domain.frames import each
from domain.written import exactly
from i18n import Locale, Text, percent

ALT = Text("漏斗：{names}", "Funnel: {names}")
STEP, OVERALL = Text("较上一阶段", "of previous stage"), Text("占首阶段", "of the first")
WITHIN = Text("{days} 天内 {share}", "{share} in {days} d")
USUALLY = Text("，参考 {share}", ", ref. {share}")
CONVERTED = Text("{days} 天内转化", "Within {days} days")
USUAL = Text("参考", "Reference")
PITCH = 66  # of one stage, in pixels: a bar and the way to the next
HEAD = 26  # above the first bar, for the heads of the columns
BAR = 0.46  # of the pitch
EDGE = 0.3  # of the pitch, from the middle of the first and last bar on
RIGHT = 128  # pixels right of the bars, for two columns of figures
VALUE_RIGHT, OVERALL_RIGHT = 60, 124


def funnel_bars(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """The deals (or their amount) that came so far, stage by stage. Takes FUNNEL_STEPS.

    Bars begin on one line, so that lengths can be compared; what lies between two bars narrows from one to the next
    and says the share that made the step so far, and beside it the share that makes it within the horizon, now and
    usually. The bottleneck's way is in the colour of bad, and marked. A click gives the stage's position.
    """
    FUNNEL_STEPS.check(frame)
    count = max(len(frame), 1)
    names = axis(
        look,
        range=[count - 1 + EDGE, -EDGE],
        tickvals=list(range(len(frame))),
        ticktext=[fitting(name, NAME_WIDTH) for name in frame["name"]],
        tickfont={"color": look.palette.ink, "size": TEXT_SIZE + 1},
    )
    return draw(
        look,
        [_bars(frame, locale, look, subject)],
        _alt(frame, locale, subject),
        height=round((count - 1 + 2 * EDGE) * PITCH) + HEAD,
        margin={"l": 4, "r": RIGHT, "t": HEAD, "b": 0, "pad": 8},
        hovermode="y",
        yaxis=names,
        xaxis=axis(look, showticklabels=False, automargin=False, **span(frame.value)),
        shapes=_ways(frame, look),
        annotations=[*_heads(frame, locale, look, subject), *_figures(frame, locale, look, subject)],
    )


def _bars(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "y": list(range(len(frame))),
        "x": frame.value.to_list(),
        "width": BAR,
        "marker": {"color": look.palette.accent},
        "hoverinfo": "text",
        "hovertext": [_words(stage, locale, subject) for stage in each(frame)],
        "customdata": [[key] for key in frame.key],
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 0.45}},
    }


def _ways(frame: pd.DataFrame, look: Look) -> list[dict[str, Any]]:
    """The pale shapes between bars: as wide as the bar above at their top, as the bar below at their foot."""
    values = frame.value.fillna(0.0).to_list()
    return [
        {
            "type": "path",
            "layer": "below",
            "path": f"M 0 {i + BAR / 2} L {values[i]} {i + BAR / 2} L {values[i + 1]} {i + 1 - BAR / 2} "
            f"L 0 {i + 1 - BAR / 2} Z",
            "fillcolor": look.palette.bad if leaks else look.palette.quiet_soft,
            "opacity": 0.22 if leaks else 0.55,
            "line": {"width": 0},
        }
        for i, leaks in zip(range(len(values) - 1), frame.leaks[1:], strict=True)
    ]


def _heads(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> list[dict[str, Any]]:
    if frame.empty:
        return []
    heads = ((subject.metric.name, VALUE_RIGHT), (OVERALL, OVERALL_RIGHT))
    place = {"yref": "paper", "y": 1, "yanchor": "bottom", "yshift": 2}
    return [
        _beside(head.to(locale), look.palette.muted, right) | place | {"font": _font(look.palette.muted, TEXT_SIZE - 1)}
        for head, right in heads
    ]


def _figures(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> list[dict[str, Any]]:
    colours, notes = look.palette, []
    for place, stage in enumerate(each(frame)):
        value = in_short(stage.value, subject.metric.unit, locale)
        notes += [
            _beside(value, colours.ink, VALUE_RIGHT, y=place),
            _beside(percent(stage.overall), colours.muted, OVERALL_RIGHT, y=place),
        ]
        if place:
            notes.append(_step(stage, place - 0.5, locale, look))
    return notes


def _step(stage: Any, place: float, locale: Locale, look: Look) -> dict[str, Any]:
    """The share that made the step, within the way to the stage; the bottleneck in the colour of bad."""
    mark = "▼ " if stage.leaks else "↓ "
    words = f"{mark}<b>{percent(stage.step)}</b>"
    if stage.rate == stage.rate:
        said = WITHIN.to(locale, days=stage.horizon, share=percent(stage.rate))
        if stage.reference == stage.reference:
            said += USUALLY.to(locale, share=percent(stage.reference))
        words += f'<span style="color:{look.palette.muted}">  {said}</span>'
    colour = look.palette.bad if stage.leaks else look.palette.ink
    left = {"xref": "x", "x": 0, "xanchor": "left", "xshift": 8, "y": place, "yanchor": "middle"}
    return {"text": words, "showarrow": False, "font": _font(colour, TEXT_SIZE)} | left


def _beside(text: str, colour: str, right: int, **where: Any) -> dict[str, Any]:
    """A figure that ends so many pixels right of the bars."""
    column = {"xref": "paper", "x": 1, "xanchor": "right", "xshift": right, "yanchor": "middle", "showarrow": False}
    return column | {"text": text, "font": _font(colour, TEXT_SIZE)} | where


def _font(colour: str, size: int) -> dict[str, Any]:
    return {"color": colour, "size": size}


def _words(stage: Any, locale: Locale, subject: Subject) -> str:
    shares = (
        (STEP.to(locale), stage.step),
        (CONVERTED.to(locale, days=stage.horizon), stage.rate),
        (USUAL.to(locale), stage.reference),
        (OVERALL.to(locale), stage.overall),
    )
    return told(
        stage.name,
        (subject.metric.name.to(locale), exactly(stage.value, subject.metric.unit, locale)),
        *((head, percent(share, decimals=2) if share == share else "") for head, share in shares),
    )


def _alt(frame: pd.DataFrame, locale: Locale, subject: Subject) -> str:
    said: Sequence[str] = [
        f"{stage.name} {in_short(stage.value, subject.metric.unit, locale)} {percent(stage.overall)}"
        for stage in each(frame)
    ]
    return ALT.to(locale, names="; ".join(said))
