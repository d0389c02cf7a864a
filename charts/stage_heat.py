"""Where which slice leaks: a table of stages by slices, each cell in the colour of its distance to the reference."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject, fitting
from charts.conversion import RAW, UNCERTAIN
from charts.rows import told
from charts.theme import TEXT_SIZE, Look, arrow, axis, draw
from domain.contracts_drawn import STAGE_HEAT
from domain.frames import each
from domain.funnel import CERTAIN
from i18n import Locale, Text, exact, percent, points

ALT = Text("各阶段转化率：{names}", "Conversion by stage: {names}")
RATE, REFERENCE = Text("转化率", "Conversion"), Text("参考", "Reference")
AWAY = Text("与参考相差", "Off the reference")
DEALS = Text("进入的商机", "Deals that entered")
NOT_SEEN = Text("还没有商机被观察满观察期", "nobody has been seen for the whole horizon yet")
SO_FAR = Text("{n} 个中 {share}", "{share} of {n}")
ROW = 44  # pixels
HEAD = 40
FARTHEST = 0.25  # from the reference on a cell is as strong as it gets
STRENGTH = 0.45  # of the pure colour, so that ink stays legible on it
NAME_WIDTH, STAGE_WIDTH = 14, 14


def stage_heat(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """Slices as rows in the order given, stages as columns: rate and arrow, below the share so far and of how many.

    Takes STAGE_HEAT.

    Better than the reference is in the colour of good, worse in that of bad, the farther the stronger; a cell of fewer
    than 30 deals is not coloured at all. Cells are bars, since only those can be clicked: a click gives the slice's
    key and the stage's position.
    """
    STAGE_HEAT.check(frame)
    rows = list(dict.fromkeys(frame.key))
    columns = sorted(set(frame.position))
    names = dict(zip(frame.key, frame["name"], strict=True))
    stages = dict(zip(frame.position, frame.stage, strict=True))
    across = axis(look, side="top", range=[-0.5, max(len(columns), 1) - 0.5], tickvals=list(range(len(columns))))
    down = axis(look, range=[max(len(rows), 1) - 0.5, -0.5], tickvals=list(range(len(rows))))
    placed = frame.assign(across=frame.position.map(columns.index), down=frame.key.map(rows.index).astype("int64"))
    return draw(
        look,
        [_cells(placed, locale, look)],
        ALT.to(locale, names="; ".join(f"{r.name} {r.stage} {percent(r.rate)}" for r in each(frame))),
        height=max(len(rows), 1) * ROW + HEAD,
        margin={"l": 4, "r": 4, "t": HEAD, "b": 4, "pad": 8},
        barmode="overlay",
        hovermode="closest",
        xaxis=across | {"ticktext": [fitting(stages[one], STAGE_WIDTH) for one in columns]},
        yaxis=down
        | {"ticktext": [fitting(names[one], NAME_WIDTH) for one in rows], "tickfont": _font(look.palette.ink)},
        annotations=[_in_cell(cell, locale, look) for cell in each(placed)],
    )


def _cells(frame: pd.DataFrame, locale: Locale, look: Look) -> dict[str, Any]:
    away = (frame.rate - frame.reference).where(frame.n >= CERTAIN, 0.0).fillna(0.0)
    limit = FARTHEST / STRENGTH
    colours = look.palette
    return {
        "type": "bar",
        "x": frame.across.to_list(),
        "y": [0.94] * len(frame),
        "base": (frame.down - 0.47).to_list(),
        "width": 0.97,
        "marker": {
            "color": away.clip(-FARTHEST, FARTHEST).to_list(),
            "cmin": -limit,
            "cmax": limit,
            "colorscale": [[0, colours.bad], [0.5, colours.paper], [1, colours.good]],
            "showscale": False,
        },
        "hoverinfo": "text",
        "hovertext": [_words(cell, locale) for cell in each(frame)],
        "customdata": [[key, str(position)] for key, position in zip(frame.key, frame.position, strict=True)],
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 0.6}},
    }


def _in_cell(cell: Any, locale: Locale, look: Look) -> dict[str, Any]:
    """The rate, an arrow for those who cannot tell the colours apart; the share so far, of how many deals, below."""
    colours, few = look.palette, cell.n < CERTAIN
    away = cell.rate - cell.reference
    mark = "" if few or away != away or abs(away) < 0.005 else f" {arrow(away)}"
    beside = (
        SO_FAR.to(locale, n=exact(cell.n), share=percent(cell.raw)) if cell.rate == cell.rate else f"n={exact(cell.n)}"
    )
    below = f'<span style="font-size:{TEXT_SIZE - 2}px;color:{colours.muted}">{beside}</span>'
    # without a rate, the share that has gone on so far stands there, starred: it can only rise
    said = f"{percent(cell.rate)}{mark}" if cell.rate == cell.rate or cell.raw != cell.raw else f"{percent(cell.raw)}*"
    unsure = few or cell.rate != cell.rate
    return {
        "x": cell.across,
        "y": cell.down,
        "text": f"{said}<br>{below}",
        "showarrow": False,
        "font": _font(colours.muted if unsure else colours.ink),
    }


def _font(colour: str) -> dict[str, Any]:
    return {"color": colour, "size": TEXT_SIZE}


def _words(cell: Any, locale: Locale) -> str:
    away = cell.rate - cell.reference
    said = told(
        f"{cell.name} · {cell.stage}",
        (RATE.to(locale), percent(cell.rate, decimals=2) if cell.rate == cell.rate else ""),
        (RAW.to(locale), percent(cell.raw, decimals=2) if cell.raw == cell.raw else ""),
        (REFERENCE.to(locale), percent(cell.reference, decimals=2) if cell.reference == cell.reference else ""),
        (AWAY.to(locale), points(away, locale) if away == away else ""),
        (DEALS.to(locale), exact(cell.n)),
    )
    note = UNCERTAIN if cell.n < CERTAIN else NOT_SEEN if cell.rate != cell.rate else None
    return f"{said}<br>{note.to(locale)}" if note else said
