"""What became of the open deals: from what was there at the start, cause by cause, to what is there at the end."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject
from charts.rows import Row, told
from charts.steps import draw_steps, steps
from charts.theme import Look
from domain.contracts_pipeline import WATERFALL
from domain.frames import each
from domain.metric import Unit
from domain.pipeline import BUCKETS, Side
from domain.written import exactly, written
from i18n import Locale, Text, exact

ALT = Text("在手商机的变动：{names}", "What became of the open deals: {names}")
AMOUNT, DEALS = Text("金额", "Amount"), Text("商机数", "Deals")
COUNTED, ONE = Text("{n} 个", "{n} deals"), Text("{n} 个", "{n} deal")
_GOOD = {"new", "reopened", "pulled_in", "increased", "won"}
_BAD = {"decreased", "lost", "pushed_out", "deleted"}


def pipeline_waterfall(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """Start, causes and end as steps, top down; the first and the last row are the levels. Takes WATERFALL.

    Drawn in money, or in deals when the subject's metric counts. Colours say whether a cause is good news: a won deal
    is, though it leaves the pipeline; transfers and dates that move inside the window are neither. A click on a cause
    gives its key. The sign stands for the arrow: what leaves is not always bad.
    """
    WATERFALL.check(frame)
    values = frame["count"].astype("float64") if subject.metric.unit is Unit.COUNT else frame.amount
    table = each(frame.assign(value=values))
    rows = [_row(cause, locale, look, subject) for cause in table]
    spans = steps(values, (BUCKETS[bucket].side is Side.LEVEL for bucket in frame.bucket))
    names = "; ".join(f"{row.name} {row.value}" for row in rows)
    return draw_steps(look, rows, (spans, [_colour(cause, look) for cause in table]), ALT.to(locale, names=names))


def _row(cause: Any, locale: Locale, look: Look, subject: Subject) -> Row:
    bucket, level = BUCKETS[cause.bucket], BUCKETS[cause.bucket].side is Side.LEVEL
    unit = subject.metric.unit
    deals = (ONE if cause.deals == 1 else COUNTED).to(locale, n=exact(cause.deals))
    name = bucket.name.to(locale)
    lines = (
        (AMOUNT.to(locale), exactly(cause.amount, Unit.MONEY, locale, signed=not level)),
        (DEALS.to(locale), exact(cause.deals)),
    )
    return Row(
        key="" if level else cause.bucket,
        name=name,
        value=written(cause.value, unit, locale, signed=not level),
        change="" if unit is Unit.COUNT else deals,
        colour=_colour(cause, look) if cause.bucket in _GOOD | _BAD else look.palette.muted,
        hover=f"{told(name, *lines)}<br>{bucket.meaning.to(locale)}",
    )


def _colour(cause: Any, look: Look) -> str:
    if BUCKETS[cause.bucket].side is Side.LEVEL:
        return look.palette.accent if cause.bucket == "end" else look.palette.quiet
    good = (cause.bucket in _GOOD) - (cause.bucket in _BAD)
    return look.by_change(good)
