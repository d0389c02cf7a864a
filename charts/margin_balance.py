"""Who brings the revenue and who brings the margin: two bars a channel, and the margin rate that sets them apart."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject
from charts.rows import Row, bars, headed, span, stacked, told
from charts.theme import Look
from domain.contracts_mix import MARGIN_BALANCE
from domain.frames import each
from domain.metric import Unit
from domain.metrics import METRICS
from domain.written import exactly
from i18n import Locale, Text, exact, percent

ALT = Text("销售额与毛利的占比：{names}", "Shares of revenue and of margin: {names}")
OF_REVENUE, OF_MARGIN = Text("占销售额", "Share of revenue"), Text("占毛利", "Share of margin")
RATE, GAP = Text("毛利率", "Margin rate"), Text("差（点）", "Gap, pp")


def margin_bars(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """Per channel its share of revenue (pale) over its share of margin. Takes MARGIN_BALANCE; a click gives the key.

    Right: the margin rate, and the share of margin less that of revenue in points: in the colour of bad where a
    channel brings more revenue than margin. A channel that loses margin has no bar for it.
    """
    MARGIN_BALANCE.check(frame)
    rows = [_row(one, locale, look) for one in each(frame)]
    count = len(rows)
    traces = [
        bars(rows, lengths, name=name.to(locale), marker={"color": colour}, width=0.34) | {"y": _shifted(count, by)}
        for lengths, name, colour, by in (
            (frame.of_revenue, OF_REVENUE, look.palette.quiet_soft, -0.19),
            (frame.of_margin.fillna(0.0), OF_MARGIN, look.palette.accent, 0.19),
        )
    ]
    said = "; ".join(f"{one.name} {percent(one.of_revenue)} {percent(one.of_margin)}" for one in each(frame))
    figure = stacked(look, rows, traces, ALT.to(locale, names=said), span(frame.of_revenue, frame.of_margin))
    return headed(figure.update_layout(barmode="overlay"), look, RATE.to(locale), GAP.to(locale))


def _shifted(count: int, by: float) -> list[float]:
    return [place + by for place in range(count)]


def _row(one: Any, locale: Locale, look: Look) -> Row:
    gap = one.of_margin - one.of_revenue
    return Row(
        key=one.key,
        name=one.name,
        value=percent(one.rate),
        change=exact(gap * 100, decimals=1, signed=True) if gap == gap else "",
        colour=look.by_change(round(gap, 3)),
        hover=told(
            one.name,
            (METRICS["revenue"].name.to(locale), exactly(one.revenue, Unit.MONEY, locale)),
            (OF_REVENUE.to(locale), percent(one.of_revenue, decimals=2)),
            (METRICS["margin"].name.to(locale), exactly(one.margin, Unit.MONEY, locale)),
            (OF_MARGIN.to(locale), percent(one.of_margin, decimals=2) if one.of_margin == one.of_margin else ""),
            (RATE.to(locale), percent(one.rate, decimals=2)),
        ),
    )
