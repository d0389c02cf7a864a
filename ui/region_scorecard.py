"""Each region on one line, with all its figures and how they changed."""

from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from charts.theme import arrow
from domain.metric import Metric
from domain.metrics import METRICS
from domain.periods import Grain
from domain.written import change, step_name, written, written_change
from i18n import Locale, Text, points
from i18n.numbers import MISSING
from ui import link
from ui.card import NOTHING_HERE, Exhibit, behind, card, note
from ui.columns import Column, of_metric
from ui.parts import NAMES
from ui.region_view import MOST_BESIDE, View
from ui.sparkline import sparkline

ROWS = 40
_CARDS = Text("评分卡", "Scorecard")
_TREND, _SINCE = Text("走势", "Trend"), Text("落后始于", "Off plan since")
_HINT = Text(
    "小字为较去年同期的变化（网点总数与潜力按现值）；达成率下为进度差（各年计划不同，不比去年）。"
    "点击区域进入下一级，⇄ 加入并排比较（最多 {n} 个）。",
    "Small: change on last year, with the outlets and the potential of today; below attainment: pace, since each "
    "year has a plan of its own. Click a region to go down, ⇄ to compare up to {n} of them.",
)
ADD, TAKE = Text("加入比较", "Compare"), Text("移出比较", "Do not compare")
_NOT_MEASURED = Text("未计算：{reasons}", "Not measured: {reasons}")
_NO_LAST_YEAR = Text("去年同期没有可比的数值", "No comparable value last year")
_FIRST = Text("这里是前 {n} 行；全部 {all} 行见右上角。", "The first {n} rows; all {all} are behind the mark above.")


@dataclass(frozen=True, slots=True)
class Figure:
    """One column of the scorecard: its metric, the column with its value, and the one with what it was ("": none)."""

    metric: Metric
    column: str
    before: str = ""


def _figure(key: str) -> Figure:
    return Figure(METRICS[key], key, f"{key}_before")


FIGURES = (
    _figure("revenue"),
    Figure(METRICS["attainment"], "attainment"),
    _figure("market_share"),
    _figure("fair_share"),
    _figure("margin_rate"),
    _figure("customer_coverage"),
    _figure("outlet_coverage"),
    _figure("satisfaction"),
    _figure("return_rate"),
)


def scorecard_box(view: View) -> None:
    """A line a region; figures that nobody has are no column, and the reason is said below."""
    ctx, figures = view.ctx, view.figures
    with card(ctx, _CARDS):
        if figures.empty:
            note(ctx.say(NOTHING_HERE))
            return
        st.html(f'<p class="hint">{escape(ctx.say(_HINT, n=MOST_BESIDE))}</p>')
        shown = [one for one in FIGURES if figures[one.column].notna().any()]
        lines = "".join(_line(view, row, shown) for row in figures.head(ROWS).itertuples())
        heads = [NAMES["region"], _TREND, *(name_of(view, one) for one in shown)]
        heads += [_SINCE] if figures.since.notna().any() else []
        head = "".join(f'<th scope="col"{_right(place)}>{escape(ctx.say(t))}</th>' for place, t in enumerate(heads))
        table = f'<table class="grid cards"><thead><tr>{head}<th></th></tr></thead><tbody>{lines}</tbody></table>'
        st.html(f'<div class="grid-wrap" tabindex="0">{table}</div>{_unmeasured(view)}')
        if len(figures) > ROWS:
            st.html(f'<p class="more">{escape(ctx.say(_FIRST, n=ROWS, all=len(figures)))}</p>')
        columns = {"name": Column(NAMES["region"])} | {
            name: of_metric(view.amount.key if name == "revenue" else name) for name in (one.column for one in shown)
        }
        keys = tuple(one.column for one in shown if one.column != "revenue")
        behind(ctx, figures, Exhibit("region_scorecard", columns | {"since": Column(_SINCE)}, (view.amount.key, *keys)))


def _line(view: View, row: Any, shown: list[Figure]) -> str:
    key, name = str(row.key), escape(str(row.name))
    to = link.to("regions", {**view.ctx.filters.only(region=(key,)).to_query(), **view.own}) if key else ""
    to = "" if key in view.ctx.filters.region else to  # it leads where we are
    who = f'<a class="go" href="{escape(to)}">{name}</a>' if to else name
    cells = "".join(f'<td class="num">{cell(view, row, one)}</td>' for one in shown)
    since = row.since
    said = step_name(since.date(), Grain.MONTH, view.ctx.locale) if since == since else ""
    late = f'<span class="bad">{escape(said)}</span>' if said else ""
    ends = f"<td>{late}</td>" if view.figures.since.notna().any() else ""
    ends += f"<td>{_mark(view, key)}</td>"
    return f'<tr><td>{who}</td><td class="spark">{_spark(view, key)}</td>{cells}{ends}</tr>'


def cell(view: View, row: Any, one: Figure) -> str:
    """One figure of one region as HTML, with its change (or pace) below."""
    value, unit, locale = float(getattr(row, one.column)), one.metric.unit, view.ctx.locale
    if value != value:
        return MISSING
    said = escape(written(value, unit, locale))
    small = _pace(float(row.pace), locale) if one.column == "attainment" else _moved(row, one, locale)
    return f"{said}<small>{small}</small>" if small else said


def _moved(row: Any, one: Figure, locale: Locale) -> str:
    """The change on last year; "—" with the reason on pointing where it cannot be measured."""
    value, before = float(getattr(row, one.column)), float(getattr(row, one.before))
    moved = change(value, before, one.metric.unit)
    if moved != moved:
        return _unknown(_NO_LAST_YEAR, locale)
    return _change(moved, written_change(value, before, one.metric.unit, locale), one.metric.up_is_good)


def _unknown(why: Text, locale: Locale) -> str:
    said = escape(why.to(locale))
    return f'<span class="quiet" title="{said}" aria-label="{said}">{MISSING}</span>'


def _pace(pace: float, locale: Locale) -> str:
    return _change(pace, points(pace, locale), up_is_good=True) if pace == pace else ""


def _change(moved: float, said: str, up_is_good: bool) -> str:
    if moved != moved:
        return ""
    meaning = "quiet" if not moved else "good" if (moved > 0) == up_is_good else "bad"
    return f'<span class="{meaning}">{arrow(moved)} {escape(said.lstrip("+−"))}</span>'


def _spark(view: View, key: str) -> str:
    own = view.data.steps
    own = own[(own.key == key) & own.value.notna()].sort_values("period")
    today = pd.Timestamp(view.ctx.today)
    over = own[own.period + pd.offsets.MonthEnd(1) <= today]  # an unfinished month looks like a fall
    picture = sparkline(over.value.to_list(), view.ctx.look.palette.accent)
    return f'<img class="spark" src="{picture}" alt="">' if picture else ""


def _mark(view: View, key: str) -> str:
    """The link that adds the region to those compared, or takes it out."""
    if not key:
        return ""
    here = key in view.beside
    if not here and len(view.beside) >= MOST_BESIDE:
        return ""
    rest = tuple(one for one in view.beside if one != key) if here else (*view.beside, key)
    title = escape(view.ctx.say(TAKE if here else ADD))
    to = escape(view.to(beside=rest))
    kind = "go swap on" if here else "go swap"
    return f'<span class="stay"><a class="{kind}" href="{to}" title="{title}" aria-label="{title}">⇄</a></span>'


def _unmeasured(view: View) -> str:
    """The figures that nobody has, each with its reason; "" when all are there."""
    reasons = [f"{view.ctx.say(name_of(view, one))} — {said}" for one in FIGURES if (said := view.reason(one.column))]
    if not reasons:
        return ""
    joint = "；" if view.ctx.locale is Locale.ZH else "; "
    return f'<p class="more">{escape(view.ctx.say(_NOT_MEASURED, reasons=joint.join(reasons)))}</p>'


def name_of(view: View, one: Figure) -> Text:
    """What the figure is called here."""
    return view.amount.name if one.column == "revenue" else one.metric.name


def _right(place: int) -> str:
    return ' class="num"' if place > 1 else ""
