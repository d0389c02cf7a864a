"""Why a number changed: from what it was, cause by cause, to what it is."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject
from charts.rows import Row, rate, told
from charts.steps import draw_steps, steps
from charts.theme import Look, arrow
from domain.contracts import EFFECTS
from domain.frames import each
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


def effect_waterfall(frame: pd.DataFrame, locale: Locale, look: Look, subject: Subject) -> go.Figure:
    """The causes as steps from before to after, top down. Takes EFFECTS.

    Rows instead of columns: names and amounts stay legible on a phone. When the causes are small beside the totals,
    the part common to all is cut off, and both totals show a gap where it was. Colours say good or bad.
    """
    EFFECTS.check(frame)
    before = float(frame.amount.iloc[0]) if len(frame) else 0.0
    rows = [_row(effect, before, locale, (look, subject)) for effect in each(frame)]
    spans = steps(frame.amount, (effect in TOTALS for effect in frame.effect))
    colours = [_colour(effect, look, subject) for effect in each(frame)]
    names = "; ".join(f"{row.name} {row.value}" for row in rows)
    return draw_steps(look, rows, (spans, colours), ALT.to(locale, metric=subject.metric.name, names=names))


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
