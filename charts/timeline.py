"""One deal's life: its stages as stairs over time, its amount below."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import MOST_LABELS, Subject, fitting, round_ticks
from charts.rows import NAME_WIDTH, told
from charts.theme import TEXT_SIZE, Look, axis, draw
from domain.contracts_drawn import DEAL_LIFE
from domain.frames import each
from domain.metric import Unit
from domain.periods import Grain
from domain.written import exactly, step_label, written
from i18n import Locale, Text

ALT = Text("商机历程：{names}", "The deal's life: {names}")
AMOUNT, STAYED = Text("金额", "Amount"), Text("停留", "Stayed")
FROM, UNTIL = Text("自", "From"), Text("至", "Until")
STEP = 34  # pixels of one stage
AMOUNT_HEIGHT, BETWEEN, BELOW = 72, 22, 40
_DAY = pd.Timedelta(days=1)


def deal_life(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """A thick line in the row of the stage the deal stood in, the first stage at the bottom. Takes DEAL_LIFE.

    Won is in the colour of good, lost in that of bad; while deleted there is no line. Below, the amount over the same
    time, on an axis from 0.
    """
    DEAL_LIFE.check(frame)
    stages = frame.drop_duplicates("position").sort_values("position")
    places = {position: place for place, position in enumerate(stages.position)}
    stairs = max(len(places), 1) * STEP
    height = stairs + BETWEEN + AMOUNT_HEIGHT + BELOW
    share = (AMOUNT_HEIGHT, AMOUNT_HEIGHT + BETWEEN)
    low, high = (part / (height - BELOW) for part in share)
    names = [fitting(name, NAME_WIDTH) for name in stages.stage]
    rows = axis(look, range=[-0.6, len(places) - 0.4], tickvals=list(places.values()), ticktext=names, showgrid=True)
    return draw(
        look,
        [_stairs(frame, places, look), *_stays(frame, places, locale, look), _amounts(frame, locale, look, subject)],
        ALT.to(locale, names=" → ".join(frame.stage)),
        height=height,
        margin={"l": 4, "r": 12, "t": 8, "b": BELOW - 8, "pad": 8},
        hovermode="closest",
        xaxis=axis(look, **_times(frame, locale)) | {"anchor": "y2", "type": "date"},
        yaxis=rows | {"domain": [high, 1], "tickfont": {"color": look.palette.ink, "size": TEXT_SIZE}},
        yaxis2=axis(look, domain=[0, low], **_money(frame.amount, subject, locale)),
    )


def _stairs(frame: pd.DataFrame, places: Mapping[int, int], look: Look) -> dict[str, Any]:
    """The thin line that leads from stay to stay."""
    x = [spot for row in each(frame) for spot in (row.at, row.until)]
    y = [places[row.position] for row in each(frame) for _ in range(2)]
    gone = [row.status == "deleted" for row in each(frame) for _ in range(2)]
    line = {"color": look.palette.quiet, "width": 1}
    seen = [None if one else place for one, place in zip(gone, y, strict=True)]
    return {"type": "scatter", "mode": "lines", "x": _iso(x), "y": seen, "line": line, "hoverinfo": "skip"}


def _stays(frame: pd.DataFrame, places: Mapping[int, int], locale: Locale, look: Look) -> list[dict[str, Any]]:
    colours = {"open": look.palette.accent, "won": look.palette.good, "lost": look.palette.bad}
    return [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": _iso([row.at, row.until]),
            "y": [places[row.position]] * 2,
            "line": {"color": colours[row.status], "width": 9},
            "marker": {"color": colours[row.status], "size": 9, "opacity": 1},
            "hoverinfo": "text",
            "hovertext": [_words(row, locale)] * 2,
        }
        for row in each(frame)
        if row.status in colours
    ]


def _words(row: Any, locale: Locale) -> str:
    days = (row.until - row.at) / _DAY
    return told(
        row.stage,
        (FROM.to(locale), f"{row.at:%Y-%m-%d}"),
        (UNTIL.to(locale), f"{row.until:%Y-%m-%d}"),
        (STAYED.to(locale), written(days, Unit.DAYS, locale)),
    )


def _amounts(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> dict[str, Any]:
    x = [spot for row in each(frame) for spot in (row.at, row.until)]
    y = [None if row.amount != row.amount else row.amount for row in each(frame) for _ in range(2)]
    unit = subject.metric.unit
    words = [
        told(f"{row.at:%Y-%m-%d}", (AMOUNT.to(locale), exactly(row.amount, unit, locale)))
        for row in each(frame)
        for _ in range(2)
    ]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": _iso(x),
        "y": y,
        "yaxis": "y2",
        "line": {"color": look.palette.accent, "width": 1.5, "shape": "hv"},
        "fill": "tozeroy",
        "fillcolor": look.palette.accent_soft,
        "opacity": 0.8,
        "hoverinfo": "text",
        "hovertext": words,
    }


def _iso(instants: list[pd.Timestamp]) -> list[str]:
    return [instant.isoformat() for instant in instants]


def _money(values: pd.Series, subject: Subject, locale: Locale) -> dict[str, Any]:
    """Two ticks only: nothing, and a round amount that holds all."""
    ticks = round_ticks(values)
    ends = [0.0, ticks[-1]]
    text = [written(tick, subject.metric.unit, locale) for tick in ends]
    return {"tickvals": ends, "ticktext": text, "range": [0, ticks[-1] * 1.05], "showgrid": True}


def _times(frame: pd.DataFrame, locale: Locale) -> dict[str, Any]:
    """First days of months (or every few days), at most MOST_LABELS of them, the year where it begins to matter."""
    if frame.empty:
        return {"showticklabels": False}
    first, last = frame["at"].min().normalize(), frame.until.max().normalize()
    days = list(pd.date_range(first, last, freq="MS"))
    grain = Grain.MONTH if len(days) > 2 else Grain.DAY
    days = days if grain is Grain.MONTH else list(pd.date_range(first, last, freq="D"))
    named = days[:: -(-len(days) // MOST_LABELS)]
    text, year = [], None
    for day in named:
        label = step_label(day.date(), grain, locale)
        text.append(label if day.year == year else f"{label}<br>{day.year}")
        year = day.year
    return {"tickmode": "array", "tickvals": _iso(named), "ticktext": text, "tickangle": 0}
