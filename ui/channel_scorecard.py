"""The scorecard of channels: every measure of each with its change, target and line; sorted by a click on a head."""

from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from analytics.channel_scorecard import GROWTH, SHARE, earning, ordered
from charts.rows import in_short
from charts.theme import arrow
from domain.metric import Unit
from domain.metrics import metric
from domain.written import exactly, written, written_change
from i18n import Locale, Text, percent
from i18n.numbers import MISSING
from ui import link
from ui.card import NOTHING_HERE, Exhibit, behind, card, note
from ui.channel_view import BESIDE, BESIDE_NAME, MADE, MEASURES, PAGE, View, measure_name, tab_links
from ui.columns import Column
from ui.funnels import tabs
from ui.parts import told
from ui.sparkline import sparkline

TITLE = Text("渠道评分卡", "Channel scorecard")
_HINT = Text(
    "每格：本期值、{beside}的变化、目标及完成情况，细线为近 13 个月。点击表头排序，点击渠道名筛选。",
    "Each cell: the value, its change {beside}, the target where there is one, and the last 13 months. Click a head to "
    "sort, a channel to narrow to it.",
)
_TARGET = Text("目标 {value}", "Target {value}")
_NAME = Text("渠道", "Channel")
_NOT = Text("未列出：{names}——{why}", "Not shown: {names}. {why}")
_MISSING = Text("“—”：{names}。", "“—”: {names}.")
_REASONS = {  # why one channel has no value while others have
    "contribution": Text("贡献：所售商品没有成本", "contribution: the goods sold have no cost"),
    "roi": Text("投入产出比：期内没有渠道费用", "ROI: nothing was spent on the channel"),
    "cac": Text("获客成本：期内没有可识别的新客户", "acquisition cost: no new customer was identified"),
    "aov": Text("客单价：期内没有订单", "order value: no orders in the period"),
    "satisfaction": Text("满意度：期内没有答卷", "satisfaction: nobody answered in the period"),
    "return_rate": Text("退货率：期内没有销售", "return rate: nothing was sold in the period"),
    GROWTH: Text("增长：没有可比的同期，或对比期内才上线", "growth: no comparable period, or launched within it"),
    SHARE: Text("占比：期内没有销售", "share: nothing was sold in the period"),
}


@dataclass(frozen=True, slots=True)
class _Row:
    """One channel: its key, name, scores by measure, and lines by measure."""

    key: str
    name: str
    scores: dict[str, Any]
    lines: dict[str, tuple[float, ...]]


def scorecard_box(view: View) -> None:
    """Who earns its keep in words, then the table."""
    ctx = view.ctx
    with card(ctx, TITLE):
        if view.table.empty:
            note(ctx.say(NOTHING_HERE))
            return
        told(earning(view.scores, ctx.locale))
        said = {key.value: ctx.say(name) for key, name in BESIDE.items()}
        st.html(f'<div class="tabs-row">{tabs(ctx, BESIDE_NAME, said, view.beside.value, tab_links(view))}</div>')
        beside = said[view.beside.value]
        st.html(f'<p class="hint">{escape(ctx.say(_HINT, beside=beside))}</p>')
        st.html(_table(view))
        for line in _notes(view):
            st.html(f'<p class="hint">{escape(line)}</p>')
        columns = {"name": Column(_NAME), "measure": Column(Text("指标", "Measure"))}
        columns |= {part: Column(head) for part, head in _HEADS.items()}
        metrics = tuple(key for key in view.measures if key not in MADE)
        behind(ctx, _written(view), Exhibit("channel_scorecard", columns, metrics))


_HEADS = {
    "value": Text("本期", "Value"),
    "previous": Text("上期", "Previous period"),
    "last_year": Text("去年同期", "Last year"),
    "target": Text("目标", "Target"),
}


def _table(view: View) -> str:
    heads = "".join(_head(view, key) for key in view.measures)
    rows = "".join(_line(view, row) for row in _rows(view))
    name = escape(view.ctx.say(_NAME))
    return (
        '<div class="grid-wrap scores" tabindex="0"><table class="grid scores"><thead><tr>'
        f'<th scope="col">{name}</th>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _rows(view: View) -> list[_Row]:
    frame = view.scores
    found = {key: frame[frame.key == key] for key in frame.key.unique()}
    lines = _lines(view)
    return [
        _Row(
            key,
            str(found[key]["name"].iloc[0]),
            {row.measure: row for row in found[key].itertuples()},
            {measure: lines.get((key, measure), ()) for measure in view.measures},
        )
        for key in ordered(frame, view.sort, view.beside.value, ascending=view.ascending)
    ]


def _lines(view: View) -> dict[tuple[str, str], tuple[float, ...]]:
    """The months that are over, by channel and measure."""
    table = view.months
    ends = table.period + pd.offsets.MonthEnd(0)
    over = table[ends <= pd.Timestamp(view.ctx.filters.window.elapsed_last)]
    steps = sorted(over.period.unique())
    lines: dict[tuple[str, str], tuple[float, ...]] = {}
    for key, own in over.groupby(over[view.dimension].fillna("")):
        by_month = own.set_index("period").reindex(steps)
        for measure in view.measures:
            if measure in by_month:
                lines[str(key), measure] = tuple(by_month[measure].astype("float64"))
    return lines


def _head(view: View, key: str) -> str:
    here = view.sort == key
    to = link.to(PAGE, view.query(sort=f"-{key}" if here and not view.ascending else key))
    sign = f" {'▲' if view.ascending else '▼'}" if here else ""
    said = escape(view.ctx.say(measure_name(key)))
    order = f' aria-sort="{"ascending" if view.ascending else "descending"}"' if here else ""
    leads = f'<span class="stay"><a class="go" href="{escape(to)}">{said}{sign}</a></span>'
    return f'<th class="num" scope="col"{order}>{leads}</th>'


def _line(view: View, row: _Row) -> str:
    to = link.to(PAGE, {**view.query(), **view.ctx.filters.only(channel=(row.key,)).to_query()}) if row.key else ""
    name = f'<a class="go" href="{escape(to)}">{escape(row.name)}</a>' if to else escape(row.name)
    cells = "".join(_cell(view, row, key) for key in view.measures)
    return f"<tr><td>{name}</td>{cells}</tr>"


def _cell(view: View, row: _Row, key: str) -> str:
    score, unit = row.scores[key], _unit(key)
    value = getattr(score, view.beside.value) if key == GROWTH else score.value
    if value != value:
        why = view.ctx.say(_REASONS[key]) if key in _REASONS else ""
        return f'<td class="num" title="{escape(why)}">{MISSING}</td>'
    locale = view.ctx.locale
    if key == GROWTH:
        return f'<td class="num"><b class="{_meaning(value, True)}">{arrow(value)} {percent(abs(value))}</b></td>'
    shown = in_short(value, unit, locale)
    bad = key in ("contribution", "roi") and value < 0
    parts = [f'<b title="{escape(exactly(value, unit, locale))}"{" class=bad" if bad else ""}>{escape(shown)}</b>']
    if key != "revenue":  # growth has a column of its own
        parts.append(_change(view, score, key))
    parts.append(_target(view, score, key))
    picture = sparkline(row.lines[key], view.ctx.look.palette.quiet)
    parts.append(f'<img class="spark" alt="" src="{picture}">' if picture else "")
    return f'<td class="num">{"".join(parts)}</td>'


def _change(view: View, score: Any, key: str) -> str:
    before, unit, locale = getattr(score, view.beside.value), _unit(key), view.ctx.locale
    if before != before:
        return ""
    moved, shown = score.value - before, written_change(score.value, before, unit, locale)
    if shown == MISSING:  # nothing, or a loss, to grow from: a percentage would mislead
        shown = written(moved, unit, locale, signed=True)
    if not any(digit in shown for digit in "123456789"):  # it moved by less than is written
        moved = 0.0
    meaning = "quiet" if key == SHARE else _meaning(moved, metric(key).up_is_good)
    return f'<span class="{meaning}">{arrow(moved)} {escape(shown.lstrip("+−"))}</span>'


def _target(view: View, score: Any, key: str) -> str:
    if score.target != score.target:
        return ""
    unit, up = _unit(key), metric(key).up_is_good
    met = (score.value >= score.target) == up
    said = view.ctx.say(_TARGET, value=written(score.target, unit, view.ctx.locale))
    if unit is Unit.MONEY and score.target > 0:
        said += f" · {percent(score.value / score.target, decimals=0)}"
        return f'<small class="quiet">{escape(said)}</small>'
    return f'<small class="{"good" if met else "bad"}">{"✓" if met else "✗"} {escape(said)}</small>'


def _meaning(moved: float, up_is_good: bool) -> str:
    return "quiet" if not moved else "good" if (moved > 0) == up_is_good else "bad"


def _unit(key: str) -> Unit:
    return Unit.SHARE if key in MADE else metric(key).unit


def _notes(view: View) -> list[str]:
    """Which measures are not there at all and why; and why single cells have no value."""
    ctx, lines = view.ctx, []
    joint = "、" if ctx.locale is Locale.ZH else ", "
    gone: dict[str, list[str]] = {}
    for key in MEASURES:
        if key not in view.measures:
            gone.setdefault(view.missing(key), []).append(ctx.say(measure_name(key)))
    lines += [ctx.say(_NOT, names=joint.join(names), why=why) for why, names in gone.items()]
    frame = view.scores
    value = frame.value.where(frame.measure != GROWTH, frame[view.beside.value])
    blank = [key for key in view.measures if key in _REASONS and value[frame.measure == key].isna().any()]
    if blank:
        stop = "；" if ctx.locale is Locale.ZH else "; "
        lines.append(ctx.say(_MISSING, names=stop.join(ctx.say(_REASONS[key]) for key in blank)))
    return lines


def _written(view: View) -> pd.DataFrame:
    """The scores with each figure in every digit, as the table behind the mark and the download have them."""
    frame = view.scores
    units = {key: _unit(key) for key in view.measures}
    said = {
        part: [exactly(v, units[m], view.ctx.locale) for v, m in zip(frame[part], frame.measure, strict=True)]
        for part in _HEADS
    }
    return frame.assign(**said, measure=[view.ctx.say(measure_name(key)) for key in frame.measure])
