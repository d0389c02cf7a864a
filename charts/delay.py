"""With whom the delay lies: a bar per role, days beyond what its stages are expected to take."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject
from charts.rows import Row, bars, draw_rows, headed, span, told
from charts.theme import Look
from domain.contracts_cash import ROLE_DELAYS
from domain.frames import each
from domain.metric import Unit
from domain.written import written
from i18n import Locale, Text, exact, percent

ALT = Text("超出预期天数：{names}", "Days beyond expected: {names}")
BEYOND, STAYS = Text("超出预期", "Beyond expected"), Text("超期停留次数", "Late stays")
DAYS, SHARE_HEAD = Text("天", "Days"), Text("占比", "Share")
SHARE = Text("占全部超期天数", "Of all days beyond")


def delay_bars(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """Days beyond expected per leading role, in the order given; the first in the colour of bad. Takes ROLE_DELAYS.

    Right of the bars: the days, and their share of all. The subject says nothing here: days are days.
    """
    ROLE_DELAYS.check(frame)
    rows = [_row(role, locale, look) for role in each(frame)]
    colours = [look.palette.bad if place == 0 else look.palette.quiet for place in range(len(rows))]
    names = "; ".join(f"{row.name} {row.value} {row.change}" for row in rows)
    trace = bars(rows, frame.days, marker={"color": colours})
    figure = draw_rows(look, rows, [trace], ALT.to(locale, names=names), xaxis=span(frame.days))
    return headed(figure, look, DAYS.to(locale), SHARE_HEAD.to(locale))


def _row(role: Any, locale: Locale, look: Look) -> Row:
    return Row(
        key=role.role,
        name=f"{role.role} ({role.name})" if role.name else role.role,
        value=exact(round(role.days)) if role.days == role.days else "",
        change=percent(role.share),
        colour=look.palette.ink,
        hover=told(
            role.role,
            (BEYOND.to(locale), written(role.days, Unit.DAYS, locale)),
            (STAYS.to(locale), exact(role.stays)),
            (SHARE.to(locale), percent(role.share, decimals=2)),
        ),
    )
