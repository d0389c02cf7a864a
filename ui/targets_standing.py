"""How far the targets of a level are met, how fast, and where that leads; step by step beside last year."""

from dataclasses import replace
from html import escape

import pandas as pd
import streamlit as st

from analytics.trend import trend
from charts.axes import Subject
from charts.rows import stretched
from charts.trend import trend_bars
from data_access.attainment import standing
from data_access.metric_table import metric_table
from domain.ask import Ask, Compare
from domain.errors import ReaderError
from domain.metric import Unit
from domain.metrics import METRICS
from domain.periods import Grain
from domain.written import step_name, written
from i18n import Locale, Text, percent, points
from ui import heads, link
from ui.card import Exhibit, behind, card, lead, note, show
from ui.columns import Column, Columns
from ui.funnels import tabs
from ui.grid import grid
from ui.targets_view import STEPS, View
from ui.team_view import seller

ROWS = 12
TALL = 520
_TITLE = Text("达成与预计", "Attainment and forecast")
_SHAPE = Text("{metric}与目标，逐期", "{metric} against target, period by period")
_WHOLE = Text("合计", "Total")
_TARGET, _ACTUAL = Text("目标", "Target"), Text("实际", "Actual")
_FORECAST, _GAP = Text("预计", "Forecast"), Text("实际 − 目标", "Actual − target")
_NONE = Text(
    "这个层级在 {year} 年度还没有目标。可在下方表格中录入、上传文件，或用分解工具生成。",
    "This level has no targets in {year} yet. Enter them in the grid below, upload a file, or break something down.",
)
_NOT_YET = Text(
    "{year} 年度尚未开始：达成率要等到有了第一天的数据。", "{year} has not begun: there is nothing to attain yet."
)
_FUTURE = Text("尚未开始", "not yet")
_CUT_NAME = Text("切分", "Cut by")
_CUTS: dict[str, Text] = {"slice": Text("按切片", "By slice"), "period": Text("按期间", "By period")}
_SAID = Text(
    "{done} 已达成 {reached}，{pace}；预计期末达成 {forecast}，{gap}。",
    "{done} in: {reached} attained, {pace}; forecast for the end {forecast}, {gap}.",
)
_AHEAD = {True: Text("快于时间进度 {by}", "{by} ahead of time"), False: Text("慢于时间进度 {by}", "{by} behind time")}
_SHORT = {True: Text("超出 {amount}", "{amount} above"), False: Text("差 {amount}", "{amount} short")}
_OVER = Text("{done} 已达成 {reached}，{gap}。", "{done} in: {reached} attained, {gap}.")
_HOW = Text(
    "预计 = 实际 ÷ 去年同期此时已完成的比例（即：实际 + 剩余天数按去年季节的日均）；没有完整去年同期的，按已过天数。",
    "Forecast = actual ÷ the share that last year had made by the same point (actual + the days left at last year's "
    "seasonal rate); without a whole last year, ÷ the elapsed share of days.",
)
_HELD = Text(
    "{metric}是保持的水平，不相加：每行与自己的目标比较。",
    "{metric} is held, not summed: each row stands beside its own target.",
)
_MORE = Text(
    "这里是目标最大的 {n} 行；全部 {all} 行见右上角。", "The {n} largest targets; all {all} are behind the mark above."
)


def standing_row(view: View) -> None:
    """The table and the chart side by side; where there is no target yet, the sentence that says so."""
    if view.own.empty:
        standing_box(view)
        return
    table, shape = st.columns([5, 3])
    with table:
        standing_box(view)
    with shape:
        shape_box(view)


def standing_box(view: View) -> None:
    """Target, actual, attainment, pace, run rate and forecast per slice or per period; the total in a sentence."""
    ctx = view.ctx
    with card(ctx, _TITLE):
        if view.own.empty:
            note(ctx.say(_NONE, year=view.year))
            return
        if view.first > ctx.today:
            note(ctx.say(_NOT_YET, year=view.year))
        if view.adds_up:
            lead(_sentence(view))
            st.html(_cuts(view), width="content")
        else:
            lead(ctx.say(_HELD, metric=view.metric.name))
        by_period = view.adds_up and _cut() == "period"
        table = _periods(view) if by_period else _table(view)
        columns = _columns(view, by_period)
        grid(ctx, table.head(ROWS), columns)
        if len(table) > ROWS:
            st.html(f'<p class="more">{escape(ctx.say(_MORE, n=ROWS, all=len(table)))}</p>')
        if view.adds_up:
            st.html(f'<p class="hint">{escape(ctx.say(_HOW))}</p>')
        metrics = tuple(key for key in columns if key in METRICS)
        behind(ctx, table, Exhibit("standing", columns, metrics or (view.asked.metric,)))


def shape_box(view: View) -> None:
    """The metric against target and last year, step by step, of everything that the selection holds."""
    ctx, metric = view.ctx, view.metric
    name = Text(_SHAPE.to(Locale.ZH, metric=metric.name), _SHAPE.to(Locale.EN, metric=metric.name))
    with card(ctx, name):
        grain = STEPS.get(view.step) or Grain.QUARTER
        grain = Grain.QUARTER if grain is Grain.YEAR else grain
        subject = Subject(metric, grain, Compare.LAST_YEAR)
        asked = Ask(
            (metric.key,), (), grain, (Compare.LAST_YEAR, Compare.TARGET), plan=view.asked.plan,
            version=view.asked.version, level=view.level, locale=ctx.locale,
        )  # fmt: skip
        table = metric_table(ctx.data, view.filters, asked)
        frame = trend(table, metric.key, view.filters.window, grain)
        figure = stretched(trend_bars(frame, ctx.locale, ctx.look, subject), TALL)
        show(ctx, figure, frame, Exhibit("target_shape", heads.trend(subject), (metric.key,)))


def _table(view: View) -> pd.DataFrame:
    """One row a slice (for trees: a node of the depth of the level), the largest targets first."""
    if not view.adds_up:
        return _held(view)
    asked = view.ask(view.asked.metric, "forecast_attainment", by=view.by)
    table = standing(view.ctx.data, view.filters, asked)
    table = table[table.target.notna()].sort_values("target", ascending=False, kind="stable")
    return _named(view, table).reset_index(drop=True)


def _held(view: View) -> pd.DataFrame:
    key = view.asked.metric
    ask = Ask(
        (key,), view.by, compare=(Compare.TARGET,), plan=view.asked.plan, version=view.asked.version,
        level=view.level, locale=view.ctx.locale,
    )  # fmt: skip
    table = metric_table(view.ctx.data, view.filters, ask)
    table = table.rename(columns={key: "actual", f"{key}_target": "target"})
    table = table[table.target.notna()]
    begun = view.first <= view.ctx.today
    actual = table.actual if begun else table.actual * float("nan")
    return _named(view, table.assign(actual=actual, gap=actual - table.target)).reset_index(drop=True)


def _named(view: View, table: pd.DataFrame) -> pd.DataFrame:
    if not view.by:
        return table.assign(name=view.ctx.say(_WHOLE))
    name = table[f"{view.by[0]}_name"]
    for dim in view.by[1:]:
        name = name + " · " + table[f"{dim}_name"]
    whose = table.rep_name.map(seller) if "rep" in view.by else ""
    return table.assign(name=name, to=whose)


def _cut() -> str:
    return next((value for value in link.values("cut") if value in _CUTS), "slice")


def _cuts(view: View) -> str:
    ctx = view.ctx
    here = {name: link.values(name) for name in st.query_params}
    to = {key: link.to("targets", {**here, "cut": key if key != "slice" else ""}) for key in _CUTS}
    return tabs(ctx, _CUT_NAME, {key: ctx.say(name) for key, name in _CUTS.items()}, _cut(), to)


def _periods(view: View) -> pd.DataFrame:
    """One row a period, of all slices together; what has not begun has a target and nothing else yet."""
    ctx, asked = view.ctx, view.ask(view.asked.metric, "forecast_attainment")
    if grain := STEPS.get(view.step):
        table = standing(ctx.data, view.filters, replace(asked, grain=grain))
        return table[table.target.notna()].assign(
            name=[step_name(day.date(), grain, ctx.locale) for day in table.period[table.target.notna()]]
        ).reset_index(drop=True)  # fmt: skip
    parts = []
    for first, last in zip(view.periods.period_start, view.periods.period_end, strict=True):
        filters = ctx.filters.between(first.date(), last.date())
        parts.append(standing(ctx.data, filters, asked).assign(name=f"{first.date()} – {last.date()}"))
    return pd.concat(parts, ignore_index=True)


def _columns(view: View, by_period: bool) -> Columns:
    unit, to = view.metric.unit, "to" if "rep" in view.by and not by_period else None
    slices = Column(Text("期间", "Period") if by_period else Text("切片", "Slice"), link=to)
    first = {
        "name": slices,
        "target": Column(_TARGET, unit, short=True),
        "actual": Column(_ACTUAL, unit, short=True, absent=_FUTURE),
    }
    if not view.adds_up:
        return first | {"gap": Column(_GAP, unit, signed=True, short=True, better=view.metric.up_is_good)}
    run_rate = METRICS["run_rate_needed"]
    return first | {
        "attainment": Column(METRICS["attainment"].name, Unit.SHARE, short=True, meter=True, absent=_FUTURE),
        "pace": Column(METRICS["pace"].name, Unit.POINTS, short=True, better=True, absent=_FUTURE),
        "run_rate_needed": Column(run_rate.name, unit, short=True),
        "forecast": Column(_FORECAST, unit, short=True, absent=_FUTURE),
        "forecast_attainment": Column(METRICS["forecast_attainment"].name, Unit.SHARE, short=True, absent=_FUTURE),
    }


def _sentence(view: View) -> tuple[str, ...]:
    """The whole level in a sentence; nothing before it begins, or where the selection has no one answer."""
    ctx, unit = view.ctx, view.metric.unit
    try:
        row = standing(ctx.data, view.filters, view.ask(view.asked.metric, "forecast_attainment")).iloc[0]
    except ReaderError as error:
        return (error.to(ctx.locale),)
    if pd.isna(row.attainment):
        return ()
    done, reached = written(row.actual, unit, ctx.locale), percent(row.attainment)
    short = row.forecast - row.target
    gap = ctx.say(_SHORT[bool(short >= 0)], amount=written(abs(short), unit, ctx.locale))
    if not view.filters.window.unfinished:
        return (ctx.say(_OVER, done=done, reached=reached, gap=gap),)
    pace = ctx.say(_AHEAD[bool(row.pace >= 0)], by=points(abs(row.pace), ctx.locale).lstrip("+"))
    return (ctx.say(_SAID, done=done, reached=reached, pace=pace, forecast=percent(row.forecast_attainment), gap=gap),)
