"""Who is ahead by one figure: its rank, the way it moved since, and since when a region is off its plan."""

from itertools import repeat
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject
from charts.rows import Row, bars, draw_rows, span, told
from charts.theme import TEXT_SIZE, Look, arrow
from domain.contracts_regions import REGION_RANKS
from domain.frames import each
from domain.periods import Grain
from domain.written import exactly, step_label, step_name, written
from i18n import Locale, Text

ALT = Text("按{metric}排名：{names}", "Ranked by {metric}: {names}")
RANK, RANK_BEFORE = Text("名次", "Rank"), Text("上次名次", "Rank before")
SINCE, OFF_SINCE = Text("落后计划始于", "Off plan since"), Text("{month}起落后计划", "off plan since {month}")
_NEW = Text("新", "new")


def region_ranks(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """A bar for each region in the order given, its rank before its name, the places won or lost behind its figure.

    Takes REGION_RANKS. The colour says on which side of the neutral point a region is; the words below a bar since when
    it is off its plan. A click gives the key.
    """
    REGION_RANKS.check(frame)
    rows = [_row(one, locale, look, subject) for one in each(frame)]
    bar = bars(rows, frame.value, marker={"color": [_colour(one.shade, look, subject) for one in each(frame)]})
    names = "; ".join(f"{row.name} {row.value}" for row in rows)
    alt = ALT.to(locale, metric=subject.metric.name.to(locale), names=names)
    figure = draw_rows(look, rows, [bar], alt, xaxis=span(frame.value))
    late = [_late(place, words, look) for place, words in enumerate(map(_since, frame.since, repeat(locale))) if words]
    figure.layout.annotations = [*figure.layout.annotations, *late]  # an update of the list takes thirty times as long
    return figure


def _late(place: int, words: str, look: Look) -> dict[str, Any]:
    """Words below a bar: beside it they would run into the figures where the page is narrow."""
    spot = {"xref": "paper", "x": 0, "xanchor": "left", "y": place + 0.25, "yanchor": "top", "showarrow": False}
    return spot | {"text": words, "borderpad": 0, "font": {"color": look.palette.bad, "size": TEXT_SIZE - 2}}


def _row(one: Any, locale: Locale, look: Look, subject: Subject) -> Row:
    unit, moved = subject.metric.unit, one.rank_before - one.rank
    rank = {"rank": f"{one.rank:.0f}" if one.rank == one.rank else ""}
    then = f"{one.rank_before:.0f}" if moved == moved else ""
    since = step_name(one.since.date(), Grain.MONTH, locale) if one.since == one.since else ""
    before = exactly(one.before, unit, locale) if one.before == one.before else ""
    lines = (
        (subject.metric.name.to(locale), exactly(one.value, unit, locale)),
        (subject.against_name(locale), before),
        (RANK.to(locale), rank["rank"]),
        (RANK_BEFORE.to(locale), then),
        (SINCE.to(locale), since),
    )
    return Row(
        key=one.key,
        name=f"{rank['rank']} {one.name}".strip(),
        value=written(one.value, unit, locale),
        change=_moved(moved, locale),
        colour=look.by_change(moved),
        hover=told(one.name, *lines),
    )


def _moved(places: float, locale: Locale) -> str:
    if places != places:
        return _NEW.to(locale)
    return f"{arrow(places)} {abs(places):.0f}" if places else "="


def _since(since: Any, locale: Locale) -> str:
    return OFF_SINCE.to(locale, month=step_label(since.date(), Grain.MONTH, locale)) if since == since else ""


def _colour(shade: float, look: Look, subject: Subject) -> str:
    return look.palette.accent if subject.metric.adds_up or shade != shade else look.by_change(shade)
