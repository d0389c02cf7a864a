"""What a customer is worth beside what winning one cost, per channel."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject
from charts.rows import Row, bars, draw_rows, headed, silent, told
from charts.theme import Look
from domain.contracts_channels import WORTH
from domain.frames import each
from domain.metrics import METRICS
from domain.written import exactly, written
from i18n import Locale, Text, exact

ALT = Text("客户价值与获客成本：{names}", "Lifetime value and acquisition cost: {names}")
TIMES, MONTHS = Text("价值÷成本", "CLV ÷ CAC"), Text("回收（月）", "Months")
CLV, CAC = METRICS["clv"], METRICS["cac"]


def worth_bars(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """Bars of the acquisition cost as a share of the lifetime value, with both at hand. Takes WORTH.

    Every bar ends at its own lifetime value, since those of wholesale and retail differ a hundredfold; the left part is
    what winning the customer cost, in the colour of bad where that is more than the customer is worth. At the row's
    end: lifetime value ÷ acquisition cost, and payback. A click gives the key.
    """
    WORTH.check(frame)
    rows = [_row(member, locale, look) for member in each(frame)]
    share = (frame.cac / frame.clv.where(frame.clv > 0)).clip(upper=1.0).where(frame.clv > 0, 1.0)
    known = frame.cac.notna() & frame.clv.notna()
    worse = [look.palette.bad if member.cac > member.clv else look.palette.accent for member in each(frame)]
    traces = [
        silent(
            known.astype("float64"), type="bar", orientation="h", width=0.5, marker={"color": look.palette.accent_soft}
        ),
        bars(rows, share.where(known, 0.0), marker={"color": worse}),
    ]
    names = "; ".join(f"{row.name} {row.value}" for row in rows)
    figure = draw_rows(look, rows, traces, ALT.to(locale, names=names), xaxis={"range": [0, 1.0]})
    return headed(figure, look, TIMES.to(locale), MONTHS.to(locale))


def _row(member: Any, locale: Locale, look: Look) -> Row:
    times = member.clv / member.cac if member.cac > 0 else float("nan")
    return Row(
        key=member.key,
        name=member.name,
        value=f"{exact(times, decimals=1)}×" if times == times else "",
        change=exact(member.payback, decimals=1) if member.payback == member.payback else "",
        colour=look.palette.bad if times < 1 else look.palette.muted,
        hover=told(
            member.name,
            (CLV.name.to(locale), exactly(member.clv, CLV.unit, locale)),
            (CAC.name.to(locale), exactly(member.cac, CAC.unit, locale)),
            (METRICS["payback"].name.to(locale), written(member.payback, METRICS["payback"].unit, locale)),
        ),
    )
