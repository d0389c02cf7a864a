"""Why a number changed: from what it was, cause by cause, to what it is."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject
from charts.rows import Row, bars, draw_rows, rate, told
from charts.theme import Look, arrow
from domain.contracts import EFFECTS
from domain.written import exactly, written
from i18n import Locale, Text

ALT = Text("{metric}变化的原因：{names}", "Why {metric} changed: {names}")
NAMES = {
    "volume": Text("销量", "Volume"),
    "price": Text("价格", "Price"),
    "mix": Text("产品结构", "Mix"),
    "new": Text("新增业务", "New business"),
    "lost": Text("流失业务", "Lost business"),
    "returns": Text("退货及调整", "Returns, other"),
    "after": Text("本期", "This period"),
}
MEANINGS = {
    "before": Text("对比期的销售额", "Revenue of the period compared with"),
    "volume": Text("销量之差 × 对比期均价", "Difference in quantity × mean price before"),
    "price": Text("各单元价格之差 × 本期销量", "Difference in price × quantity now, cell by cell"),
    "mix": Text(
        "卖得更多的是贵的还是便宜的产品、渠道、区域", "More of the dear or the cheap products, channels, regions"
    ),
    "new": Text("只在本期有销售的产品 × 渠道 × 区域", "Product × channel × region sold in this period only"),
    "lost": Text("只在对比期有销售的产品 × 渠道 × 区域", "Product × channel × region sold in the period before only"),
    "returns": Text("退货、赠品及其余", "Returns, free goods and all else"),
    "after": Text("本期的销售额", "Revenue of this period"),
}
TOTALS = ("before", "after")
CUT = 0.5  # totals are cut when the lowest level is above this share of the highest


def effect_waterfall(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """The causes as steps from before to after, top down. Takes EFFECTS.

    Rows instead of columns: names and amounts stay legible on a phone. When the causes are small beside the totals,
    the part common to all is cut off, and both totals show a gap where it was. Colours say good or bad.
    """
    EFFECTS.check(frame)
    before = float(frame.amount.iloc[0]) if len(frame) else 0.0
    rows = [_row(effect, before, locale, (look, subject)) for effect in frame.itertuples()]
    spans = _spans(frame)
    floor = _floor(spans)
    starts = [max(start, floor) if start == 0 else start for start, _ in spans]
    lengths = [end - start for start, (_, end) in zip(starts, spans, strict=True)]
    colours = [_colour(effect, look, subject) for effect in frame.itertuples()]
    gaps = [_gap(place, floor, look) for place in (0, len(rows) - 1)] if floor else []
    return draw_rows(
        look,
        rows,
        [bars(rows, lengths, base=starts, marker={"color": colours}), _connectors(spans, look)],
        ALT.to(locale, metric=subject.metric.name, names="; ".join(f"{row.name} {row.value}" for row in rows)),
        shapes=gaps,
        xaxis={"range": _range(spans, floor)},
    )


def _spans(frame: pd.DataFrame) -> list[tuple[float, float]]:
    """Where each bar begins and ends: a total from 0, a cause from where the one before it ended."""
    spans, level = [], 0.0
    for effect, amount in zip(frame.effect, frame.amount, strict=True):
        start = 0.0 if effect in TOTALS else level
        level = start + amount
        spans.append((start, level))
    return spans


def _floor(spans: Sequence[tuple[float, float]]) -> float:
    """What is cut off all bars: 0 unless every level lies high above it."""
    levels = [end for _, end in spans] or [0.0]
    low, high = min(levels), max(levels)
    return low - (high - low) * 0.6 if low > CUT * high and low != high else 0.0


def _range(spans: Sequence[tuple[float, float]], floor: float) -> list[float]:
    low, high = min([floor, *(end for _, end in spans)]), max([0.0, *(end for _, end in spans)])
    return [low, (high - low) * 1.02 + low if high > low else low + 1]


def _connectors(spans: Sequence[tuple[float, float]], look: Look) -> dict[str, Any]:
    """Thin lines from the end of each bar to the beginning of the next."""
    x = [spot for _, end in spans[:-1] for spot in (end, end, None)]
    y = [spot for place in range(len(spans) - 1) for spot in (place, place + 1, None)]
    line = {"color": look.palette.quiet, "width": 1}
    return {"type": "scatter", "x": x, "y": y, "mode": "lines", "line": line, "hoverinfo": "skip"}


def _gap(place: int, floor: float, look: Look) -> dict[str, Any]:
    """Two slanted strokes of the card's colour through a total: its bar does not begin at 0."""
    return {
        "type": "path",
        "xref": "x",
        "xsizemode": "pixel",
        "xanchor": floor,
        "yref": "y",
        "path": f"M 12 {place + 0.36} L 18 {place - 0.36} L 22 {place - 0.36} L 16 {place + 0.36} Z",
        "fillcolor": look.palette.card,
        "line": {"width": 0},
        "layer": "above",
    }


def _colour(effect: Any, look: Look, subject: Subject) -> str:
    if effect.effect in TOTALS:
        return look.palette.accent if effect.effect == "after" else look.palette.quiet
    return look.by_change(effect.amount, subject.metric.up_is_good)


def _row(effect: Any, before: float, locale: Locale, how: tuple[Look, Subject]) -> Row:
    look, subject = how
    unit, total = subject.metric.unit, effect.effect in TOTALS
    name = subject.against_name(locale) if effect.effect == "before" else NAMES[effect.effect].to(locale)
    meaning = MEANINGS[effect.effect].to(locale)
    share = rate(abs(effect.amount) / before) if before > 0 and effect.amount and not total else ""
    return Row(
        key=effect.effect,
        name=name,
        value=written(effect.amount, unit, locale, signed=not total),
        change=f"{arrow(effect.amount)} {share}" if share else "",
        colour=look.by_change(effect.amount, subject.metric.up_is_good),
        hover=f"{told(name)}  {exactly(effect.amount, unit, locale, signed=not total)}<br>{meaning}",
    )
