"""Who moved the total: gains to the right and losses to the left of one line."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject
from charts.rows import Row, bars, draw_rows, rate, span, told
from charts.theme import Look, arrow
from domain.contracts import CONTRIBUTIONS
from domain.frames import each
from domain.written import exactly, written, written_change
from i18n import Locale, Text

ALT = Text("{metric}的变化来自：{names}", "Who changed {metric}: {names}")
NOW = Text("本期", "This period")
CHANGE = Text("变化", "Change")
NEW = Text("新增", "new")


def contribution_bars(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """The change of each member, in the order given, "other" included. Takes CONTRIBUTIONS.

    Colour and arrow say whether the change is good for this metric; a click gives the member's key.
    """
    CONTRIBUTIONS.check(frame)
    rows = [_row(member, locale, look, subject) for member in each(frame)]
    colours = [look.by_change(change, subject.metric.up_is_good) for change in frame.change]
    trace = bars(rows, frame.change, marker={"color": colours})
    zero = span(frame.change) | {"zeroline": True, "zerolinecolor": look.palette.quiet, "zerolinewidth": 1}
    names = "; ".join(f"{row.name} {row.value}" for row in rows)
    return draw_rows(look, rows, [trace], ALT.to(locale, metric=subject.metric.name, names=names), xaxis=zero)


def _row(member: Any, locale: Locale, look: Look, subject: Subject) -> Row:
    unit = subject.metric.unit
    moved = written_change(member.after, member.before, unit, locale) if member.before > 0 else ""
    beside = rate(abs(member.after / member.before - 1)) if member.before > 0 else NEW.to(locale)
    return Row(
        key=member.key,
        name=member.name,
        value=written(member.change, unit, locale, signed=True),
        change=f"{arrow(member.change)} {beside}" if member.after else arrow(member.change),
        colour=look.by_change(member.change, subject.metric.up_is_good),
        hover=told(
            member.name,
            (CHANGE.to(locale), f"{exactly(member.change, unit, locale, signed=True)}  {moved}".rstrip()),
            (NOW.to(locale), exactly(member.after, unit, locale)),
            (subject.against_name(locale), exactly(member.before, unit, locale)),
        ),
    )
