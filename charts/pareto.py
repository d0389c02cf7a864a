"""Few partners bring most of the sales: the share that the largest make, and what each one leaves after its costs."""

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject, round_ticks
from charts.rows import told
from charts.theme import Look, axis, draw
from domain.contracts_partners import PARETO
from domain.frames import each
from domain.metric import Unit
from domain.partners import MOST
from domain.written import exactly, written
from i18n import Locale, Text, exact, percent

ALT = Text("{n} 家中的 {k} 家占销售额的 80%", "{k} of {n} partners make 80 % of the sales")
REVENUE, PART = Text("销售额", "Revenue"), Text("累计占比", "Up to here")
COST, LEFT = Text("费用（自身与分摊）", "Costs, own and shared"), Text("贡献", "Contribution")
RANK = Text("按销售额排名", "Rank by revenue")
MARK = Text("{k} 家 · 80%", "{k} · 80 %")
HEIGHT = 400
_SHARE = [0.46, 1.0]
_LEFT = [0.0, 0.36]


def pareto_curve(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """Above, the share of sales of the largest partners up to each rank, with a mark at 80 %. Takes PARETO.

    Below, the contribution of each in the same order, where it is known: what costs more than it earns is in the
    colour of bad. A click gives the partner's key.
    """
    PARETO.check(frame)
    reached = np.flatnonzero(frame.part.to_numpy() >= MOST - 1e-12)
    count = int(reached[0]) + 1 if len(reached) else 0
    known = frame.contribution.notna().any()
    traces = [_curve(frame, locale, look)]
    marks: list[dict[str, Any]] = []
    if count:
        marks = [_line(look, x0=0, x1=count, y0=0.8, y1=0.8), _line(look, x0=count, x1=count, y0=0, y1=0.8)]
    layout: dict[str, Any] = {"yaxis": _parts(look) | {"domain": _SHARE if known else [0, 1]}}
    if known:
        traces.append(_bars(frame, locale, look))
        layout["yaxis2"] = _money(look, frame.contribution, locale)
    return draw(
        look,
        traces,
        ALT.to(locale, n=len(frame), k=count),
        height=HEIGHT if known else HEIGHT - 110,
        hovermode="closest",
        shapes=marks,
        annotations=[_note(count, frame, locale, look)] if count else [],
        margin={"t": 16},
        xaxis=_ranks(look, len(frame), locale) | {"anchor": "y2" if known else "y"},
        **layout,
    )


def _curve(frame: pd.DataFrame, locale: Locale, look: Look) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines+markers" if len(frame) <= 60 else "lines",
        "x": frame["rank"].to_numpy(),
        "y": frame.part.to_numpy(),
        "line": {"color": look.palette.accent, "width": 2},
        "marker": {"color": look.palette.accent, "size": 5},
        "fill": "tozeroy",
        "fillcolor": look.palette.accent_soft,
        "hoverinfo": "text",
        "hovertext": _words(frame, locale),
        "customdata": [[key] for key in frame.key],
    }


def _bars(frame: pd.DataFrame, locale: Locale, look: Look) -> dict[str, Any]:
    colours = [look.palette.bad if value < 0 else look.palette.accent for value in frame.contribution]
    return {
        "type": "bar",
        "x": frame["rank"].to_numpy(),
        "y": frame.contribution.to_numpy(),
        "yaxis": "y2",
        "marker": {"color": colours, "line": {"width": 0}},
        "hoverinfo": "text",
        "hovertext": _words(frame, locale),
        "customdata": [[key] for key in frame.key],
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 1}},
    }


def _words(frame: pd.DataFrame, locale: Locale) -> list[str]:
    return [
        told(
            f"{exact(one.rank)} · {one.name}",
            (REVENUE.to(locale), exactly(one.revenue, Unit.MONEY, locale)),
            (PART.to(locale), percent(one.part)),
            (COST.to(locale), exactly(one.cost, Unit.MONEY, locale)),
            (LEFT.to(locale), exactly(one.contribution, Unit.MONEY, locale)),
        )
        for one in each(frame)
    ]


def _line(look: Look, **ends: float) -> dict[str, Any]:
    return {"type": "line", "line": {"color": look.palette.target, "width": 1, "dash": "dot"}} | ends


def _note(count: int, frame: pd.DataFrame, locale: Locale, look: Look) -> dict[str, Any]:
    """On the side where there is room: the text never lies on the curve."""
    text = {"text": MARK.to(locale, k=exact(count)), "font": {"color": look.palette.ink, "size": 13}}
    place = {"x": count, "y": 0.8, "xanchor": "left", "yanchor": "top", "xshift": 8, "yshift": -6}
    return {"showarrow": False} | text | place


def _parts(look: Look) -> dict[str, Any]:
    ticks = [0, 0.2, 0.4, 0.6, 0.8, 1.0]
    text = [percent(tick, decimals=0) for tick in ticks]
    return axis(look, showgrid=True, tickvals=ticks, ticktext=text, range=[0, 1.04])


def _money(look: Look, values: pd.Series, locale: Locale) -> dict[str, Any]:
    ticks = round_ticks(values)
    ticks = ticks if len(ticks) < 5 else sorted({ticks[0], 0.0, ticks[len(ticks) // 2], ticks[-1]})
    text = [written(tick, Unit.MONEY, locale) for tick in ticks]
    low, high = ticks[0], ticks[-1]
    zero = {"zeroline": True, "zerolinecolor": look.palette.quiet, "zerolinewidth": 1}
    return axis(look, domain=_LEFT, showgrid=True, tickvals=ticks, ticktext=text, range=[low, high * 1.05]) | zero


def _ranks(look: Look, count: int, locale: Locale) -> dict[str, Any]:
    ticks = [tick for tick in round_ticks([float(count)]) if 0 < tick <= count and tick == int(tick)]
    title = {"text": RANK.to(locale), "font": {"color": look.palette.muted, "size": 11}, "standoff": 6}
    return axis(
        look, tickvals=[1, *ticks], ticktext=[exact(tick) for tick in (1, *ticks)], range=[0, count + 0.6], title=title
    )
