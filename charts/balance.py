"""The conflict index: a bar per part with what is behind it, and the index month by month, made of its parts."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject, round_ticks, steps, time_axis
from charts.rows import Row, bars, draw_rows, headed, span, told
from charts.theme import Look, axis, draw
from domain.balance import CUSTOMER, KINDS, PRICE, PRODUCT, TERRITORY
from domain.contracts_balance import PARTS
from domain.frames import each
from domain.metric import Unit
from domain.periods import Grain
from domain.written import exactly, step_name
from i18n import Locale, Text, exact, percent

ALT = Text("渠道冲突指数：{names}", "Channel conflict index: {names}")
POINTS, EXPOSURE = Text("得分", "Points"), Text("暴露比例", "Exposure")
WEIGHT, UNMEASURED = Text("权重", "Weight"), Text("未测量", "Not measured")
EXPOSED, BASE = Text("冲突金额", "In conflict"), Text("可比金额", "Held against")
INDEX = Text("指数", "Index")
HEIGHT = 300
_COLOURS = {PRICE: "accent", TERRITORY: "ink", CUSTOMER: "accent_soft", PRODUCT: "quiet"}  # told apart by lightness


def index_parts(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """Points of each part, out of the most that its weight allows (the pale bar). Takes PARTS of one month.

    Right of the bars: the points and the exposure. The largest part is in the colour of bad. A click gives the kind.
    """
    PARTS.check(frame)
    most = frame.points.max() if len(frame) else 0.0
    rows = [_row(part, locale, look) for part in each(frame)]
    worst = [look.palette.bad if points == most > 0 else look.palette.quiet for points in frame.points]
    rest = (100 * frame.weight - frame.points).clip(lower=0)
    traces = [
        bars(rows, frame.points, marker={"color": worst}),
        bars(rows, rest, marker={"color": look.palette.quiet_soft, "opacity": 0.45}),
    ]
    names = "; ".join(f"{row.name} {row.value}" for row in rows)
    alt = ALT.to(locale, names=names)
    figure = draw_rows(look, rows, traces, alt, barmode="stack", xaxis=span(100 * frame.weight))
    return headed(figure, look, POINTS.to(locale), EXPOSURE.to(locale))


def index_trend(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """The index month by month, stacked of its parts. Takes PARTS of several months; a click gives the month."""
    PARTS.check(frame)
    months = frame.period.drop_duplicates().sort_values(ignore_index=True)
    total = frame.groupby("period").points.sum().reindex(months)
    traces: list[dict[str, Any]] = []
    for kind, name in KINDS.items():
        own = frame[frame.kind == kind].set_index("period").points.reindex(months).fillna(0.0)
        if own.any():
            colour = getattr(look.palette, _COLOURS[kind])
            traces.append(
                {"type": "bar", "name": name.to(locale), "x": steps(months), "y": own.to_numpy(), "hoverinfo": "skip",
                 "marker": {"color": colour}}
            )  # fmt: skip
    ticks = round_ticks(total)
    return draw(
        look,
        [*traces, _hover(frame, months, total, locale)],
        ALT.to(locale, names=_last(months, total, locale)),
        height=HEIGHT,
        barmode="stack",
        hovermode="x",
        showlegend=bool(traces),
        bargap=0.28,
        margin={"t": 44},
        legend={"traceorder": "normal"},
        xaxis=time_axis(look, months, Grain.MONTH, locale),
        yaxis=axis(
            look, showgrid=True, tickvals=ticks, ticktext=[exact(tick) for tick in ticks], range=[0, ticks[-1] * 1.04]
        ),
    )


def _row(part: Any, locale: Locale, look: Look) -> Row:
    known = part.exposure == part.exposure
    return Row(
        key=part.kind,
        name=KINDS[part.kind].to(locale),
        value=exact(part.points, decimals=1) if part.measured else "—",
        change=percent(part.exposure, decimals=2) if known else "",
        colour=look.palette.ink,
        hover=told(
            KINDS[part.kind].to(locale),
            (POINTS.to(locale), exact(part.points, decimals=1)),
            (WEIGHT.to(locale), percent(part.weight) if part.measured else UNMEASURED.to(locale)),
            (EXPOSED.to(locale), exactly(part.exposed, Unit.MONEY, locale)),
            (BASE.to(locale), exactly(part.base, Unit.MONEY, locale)),
        ),
    )


def _hover(frame: pd.DataFrame, months: pd.Series, total: pd.Series, locale: Locale) -> dict[str, Any]:
    """An unseen mark on top of each month that carries its words and, for a click, its first day."""
    days, words = steps(months), []
    for month in months:
        own = frame[(frame.period == month) & frame.measured]
        lines = [(KINDS[part.kind].to(locale), exact(part.points, decimals=1)) for part in each(own)]
        head = step_name(month.date(), Grain.MONTH, locale)
        words.append(told(head, (INDEX.to(locale), exact(total[month], decimals=1)), *lines))
    return {
        "type": "scatter",
        "mode": "markers",
        "x": days,
        "y": total.to_numpy(),
        "marker": {"opacity": 0},
        "showlegend": False,
        "hoverinfo": "text",
        "hovertext": words,
        "customdata": [[day] for day in days],
    }


def _last(months: pd.Series, total: pd.Series, locale: Locale) -> str:
    if months.empty:
        return "—"
    return f"{step_name(months.iloc[-1].date(), Grain.MONTH, locale)} {exact(total.iloc[-1], decimals=1)}"
