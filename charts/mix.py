"""Who makes up the whole: a bar per member with its share, over its share of last year."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject
from charts.rows import Row, bars, draw_rows, silent, span, told
from charts.theme import Look, arrow
from domain.contracts import MIX
from domain.frames import each
from domain.written import exactly
from i18n import Locale, Text, exact, percent, points

ALT = Text("{metric}构成：{names}", "What makes up {metric}: {names}")
POINTS = Text("点", "pp")  # where there is no room for 个百分点
SHARE = Text("占所选范围", "Share of the selection")


def share_bars(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """Shares in the order given, beside how they moved in percentage points. Takes MIX.

    A share that moves is neither good nor bad, hence quiet. Bars instead of a ring: lengths can be compared. Figures
    at the row's end are the share and its move; the amount is in the words on hovering. A click gives the key.
    """
    MIX.check(frame)
    rows = [_row(member, locale, look, subject) for member in each(frame)]
    colours = look.palette
    traces = [
        silent(frame.share_before, type="bar", orientation="h", width=0.72, marker={"color": colours.quiet_soft}),
        bars(rows, frame.share, width=0.36, marker={"color": colours.accent}),
    ]
    names = "; ".join(f"{row.name} {row.value}" for row in rows)
    room = span(frame.share, frame.share_before)
    return draw_rows(look, rows, traces, ALT.to(locale, metric=subject.metric.name, names=names), xaxis=room)


def _row(member: Any, locale: Locale, look: Look, subject: Subject) -> Row:
    moved = member.share - member.share_before
    said = points(moved, locale) if moved == moved else ""
    before = f"{percent(member.share_before, decimals=2)}  {said}" if said else ""
    return Row(
        key=member.key,
        name=member.name,
        value=percent(member.share),
        change=f"{arrow(round(moved, 3))} {exact(abs(moved) * 100, decimals=1)} {POINTS.to(locale)}" if said else "",
        colour=look.palette.muted,
        hover=told(
            member.name,
            (subject.metric.name.to(locale), exactly(member.value, subject.metric.unit, locale)),
            (SHARE.to(locale), percent(member.share, decimals=2)),
            (subject.against_name(locale), before),
        ),
    )
