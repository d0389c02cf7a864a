"""For how long money has been waited for: a bar per member, cut by age, the oldest in the colour of bad."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject
from charts.rows import Row, bars, headed, rate, span, stacked, told
from charts.theme import Look
from domain.cash import AGE_NAMES
from domain.contracts_cash import AGEING
from domain.frames import each
from domain.metric import Unit
from domain.written import exactly, written
from i18n import Locale, Text, exact

ALT = Text("{metric}账龄：{names}", "{metric}, by age: {names}")
SUM = Text("合计", "In all")
ORDERS = Text("未付清的订单", "Orders not fully paid")
COLOURS = {"to_30": "quiet_soft", "to_60": "accent_soft", "to_90": "accent", "older": "bad"}


def ageing_bars(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """What is unpaid by age, in the order given. Takes AGEING.

    Right of the bars: the sum, and the share that is over 90 days old. A click gives the member's key.
    """
    AGEING.check(frame)
    rows = [_row(member, locale, look) for member in each(frame)]
    traces = [
        bars(rows, frame[age], name=name.to(locale), marker={"color": getattr(look.palette, COLOURS[age])})
        for age, name in AGE_NAMES.items()
    ]
    alt = ALT.to(locale, metric=subject.metric.name, names="; ".join(f"{row.name} {row.value}" for row in rows))
    figure = stacked(look, rows, traces, alt, span(frame.unpaid))
    return headed(figure, look, SUM.to(locale), AGE_NAMES["older"].to(locale))


def _row(member: Any, locale: Locale, look: Look) -> Row:
    share = member.older / member.unpaid if member.unpaid > 0 else float("nan")
    ages = ((name.to(locale), getattr(member, age)) for age, name in AGE_NAMES.items())
    return Row(
        key=member.key,
        name=member.name,
        value=written(member.unpaid, Unit.MONEY, locale),
        change=rate(share) if share > 0 else "",
        colour=look.palette.bad,
        hover=told(
            member.name,
            *((name, exactly(value, Unit.MONEY, locale)) for name, value in ages if value),
            (ORDERS.to(locale), exact(member.orders)),
        ),
    )
