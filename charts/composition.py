"""What wholes are made of: a bar of full width per member, cut by the shares of its parts."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject
from charts.rows import Row, bars, headed, in_short, stacked, told
from charts.theme import Look
from domain.contracts_channels import COMPOSITION
from domain.frames import each
from domain.metric import Unit
from domain.written import exactly
from i18n import Locale, Text, percent

ALT = Text("{metric}的构成：{names}", "What {metric} is made of: {names}")
RATE = {  # what the rate at the row's end is, by the metric that is divided
    "channel_cost": Text("占销售额", "Of revenue"),
    "revenue": Text("复购占比", "Repeat"),
}
COLOURS = ("accent", "accent_soft", "muted", "quiet")  # in the order of the parts; more than these share the last
REST = ("other", "nobody")  # parts that are only what is left, in the palest colour


def composition_bars(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """Shares of the parts in their order, the whole and its rate at the row's end. Takes COMPOSITION.

    A click gives the member's key. A whole that is not above 0 has no bar.
    """
    COMPOSITION.check(frame)
    members = frame.drop_duplicates("key")
    rows = [_row(member, frame[frame.key == member.key], locale, look, subject) for member in each(members)]
    parts = dict(zip(frame.part, frame.part_name, strict=True))
    order = [part for part in dict.fromkeys(_longest(frame)) if part in parts]
    traces = []
    for place, part in enumerate(order):
        colour = "quiet_soft" if part in REST else COLOURS[min(place, len(COLOURS) - 1)]
        own = frame[frame.part == part].set_index("key").share.clip(lower=0.0)
        lengths = own.reindex(members.key).fillna(0.0).to_list()
        traces.append(
            bars(rows, lengths, name=parts[part], marker={"color": getattr(look.palette, colour)}, width=0.58)
        )
    alt = ALT.to(locale, metric=subject.metric.name, names="; ".join(f"{row.name} {row.value}" for row in rows))
    figure = stacked(look, rows, traces, alt, {"range": [0, 1.0]})
    return headed(figure, look, subject.metric.name.to(locale), RATE[subject.metric.key].to(locale))


def _longest(frame: pd.DataFrame) -> list[str]:
    """The parts in their order: that of the member that has most of them, then those that only others have."""
    sizes = frame.groupby("key", sort=False).part.size()
    first = frame[frame.key == sizes.idxmax()].part.tolist() if len(sizes) else []
    return [*first, *frame.part]


def _row(member: Any, own: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> Row:
    lines = [(row.part_name, f"{exactly(row.amount, Unit.MONEY, locale)}  {percent(row.share)}") for row in each(own)]
    return Row(
        key=member.key,
        name=member.name,
        value=in_short(member.whole, subject.metric.unit, locale),
        change=percent(member.rate) if member.rate == member.rate else "",
        colour=look.palette.muted,
        hover=told(member.name, *lines, (subject.metric.name.to(locale), exactly(member.whole, Unit.MONEY, locale))),
    )
