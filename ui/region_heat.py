"""Regions by channels and by months: where growth or the plan is won and lost, a click away from the slice itself."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from html import escape

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from charts.axes import Subject
from charts.region_heat import region_heat, region_shades
from data_access.metric_table import metric_table
from data_access.targets import plan_table
from domain.ask import Ask
from domain.contracts_regions import REGION_HEAT
from domain.errors import ReaderError
from domain.metric import Unit
from domain.periods import Grain, add_months
from domain.written import step_label, written
from i18n import Text
from ui import clicks
from ui.card import Exhibit, card, note, show
from ui.columns import Column, of_metric
from ui.funnels import tabs
from ui.link import Query
from ui.parts import AGAINST, NAMES
from ui.region_measures import GROWTH, NO_VALUE, OFF_PLAN
from ui.region_shades import shaded_cells
from ui.region_view import HEAT_NAME, PAGE, View

ROWS = 12
_TITLE = Text("区域 × 渠道、月份", "Regions by channel and month")
_TABS = {
    "channel": Text("渠道 · 增长", "Channels · growth"),
    "channel_plan": Text("渠道 · 计划", "Channels · plan"),
    "month": Text("月份 · 增长", "Months · growth"),
    "month_plan": Text("月份 · 计划", "Months · plan"),
}
_BY = {"channel_by": Text("渠道 · {name}", "Channels · {name}"), "month_by": Text("月份 · {name}", "Months · {name}")}
_OWN = {"growth": "", "attainment": "_plan"}  # the figures of the map that have tables of their own
_HINT = Text(
    "格内为销售额，下方为{rate}，颜色随之深浅；点击筛选到该格。",
    "Revenue, and below it {rate}, which gives the colour. Click a cell to narrow to it.",
)
_RATES = {
    False: Text("较去年的增长", "growth on last year"),
    True: Text("与计划进度的差距", "the distance to the plan to date"),
}
_BELOW = Text("，下方为较去年同期的变化", ", and below it the change on last year")
_HINT_BY = Text(
    "格内为{name}{below}；颜色为中性点的哪一侧（{neutral}）；点击筛选到该格。",
    "{name}{below}; coloured by the side of the neutral point ({neutral}). Click a cell to narrow to it.",
)
_HINT_AMOUNT = Text(
    "格内为{name}{below}；颜色随金额加深；点击筛选到该格。",
    "{name}{below}; the larger, the deeper. Click a cell to narrow to it.",
)
_NOTHING = Text("没有可比的{what}。", "There is nothing to compare: no {what}.")
_WHAT = {False: Text("去年同期", "last year"), True: Text("目标", "targets")}
_FIRST = Text("销售额最大的 {n} 个区域。", "The {n} regions with the largest revenue.")


def heat_box(view: View) -> None:
    """The heat table that the address asks for; a cell narrows to its region and channel, or its month."""
    ctx = view.ctx
    with card(ctx, _TITLE):
        picked = _picked(view)
        names = _tables(view)
        st.html(tabs(ctx, HEAT_NAME, names, picked, {k: view.to(heat=k) for k in names}))
        if picked in _BY:
            _shaded(view, picked)
            return
        planned = picked.endswith("_plan")
        frame = _frame(view, picked.removesuffix("_plan"), planned)
        if frame.empty or frame.rate.isna().all():
            note(ctx.say(_NOTHING, what=ctx.say(_WHAT[planned])))
            return
        st.html(f'<p class="hint">{ctx.say(_HINT, rate=ctx.say(_RATES[planned]))}</p>')
        figure = region_heat(_largest(frame), ctx.locale, ctx.look, Subject(OFF_PLAN if planned else GROWTH))
        columns = {
            "name": Column(NAMES["region"]),
            "label": Column(NAMES["channel"] if picked.startswith("channel") else Text("月份", "Month")),
            "value": of_metric(view.amount.key),
            "rate": Column((OFF_PLAN if planned else GROWTH).name, Unit.SHARE, signed=True),
        }
        _show(view, figure, frame, Exhibit(f"region_heat_{picked}", columns, (view.amount.key,)))


def _tables(view: View) -> dict[str, str]:
    """The tables that can be chosen: growth and plan, and the figure of the map where that is another."""
    names = {key: view.ctx.say(text) for key, text in _TABS.items()}
    if view.measure.key in _OWN:
        return names
    return names | {key: view.ctx.say(text, name=view.ctx.say(view.metric.name)) for key, text in _BY.items()}


def _shaded(view: View, picked: str) -> None:
    """The table of the figure that the map is shaded by, or why there is none."""
    ctx, metric = view.ctx, view.metric
    try:
        frame = shaded_cells(view, picked.removesuffix("_by"))
    except ReaderError as error:
        note(error.to(ctx.locale))
        return
    if frame.value.isna().all():
        note(ctx.say(_NOTHING, what=ctx.say(NO_VALUE.get(view.measure.key, metric.name))))
        return
    neutral = ctx.say(view.measure.said, value=written(view.shading(view.figures).neutral, metric.unit, ctx.locale))
    said = {"name": ctx.say(metric.name), "below": ctx.say(_BELOW) if frame.before.notna().any() else ""}
    hint = ctx.say(_HINT_AMOUNT if metric.adds_up else _HINT_BY, neutral=neutral, **said)
    st.html(f'<p class="hint">{escape(hint)}</p>')
    columns = {
        "name": Column(NAMES["region"]),
        "label": Column(NAMES["channel"] if picked.startswith("channel") else Text("月份", "Month")),
        "value": of_metric(metric.key),
        "before": of_metric(metric.key, Text("去年同期", "Last year")),
    }
    figure = region_shades(_largest(frame), ctx.locale, ctx.look, Subject(metric, against=AGAINST))
    _show(view, figure, frame, Exhibit(f"region_heat_{picked}", columns, (metric.key,)))


def _show(view: View, figure: go.Figure, frame: pd.DataFrame, exhibit: Exhibit) -> None:
    """The table drawn; a cell leads to its own slice."""
    leads = clicks.leading(exhibit.key, PAGE, lambda mark: _narrowed(view, mark))
    with st.container(key="region_wide"):
        show(view.ctx, figure, frame, replace(exhibit, leads=leads))
    if frame.key.nunique() > ROWS:
        st.html(f'<p class="more">{view.ctx.say(_FIRST, n=ROWS)}</p>')


def _largest(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame.key.isin(list(dict.fromkeys(frame.key))[:ROWS])].reset_index(drop=True)


def plan_gaps(view: View) -> tuple[pd.DataFrame, bool]:
    """By region (`key`) and channel (`label`): `gap`, money against the plan to date, and True; where channels have no
    targets the change on last year, and False.
    """
    frame, planned = _plan_by_channel(view), True
    if frame.empty or frame.expected.isna().all():
        frame, planned = _by_last_year(view), False
    gap = frame.actual - frame.expected
    return pd.DataFrame({"key": frame[view.dimension].fillna(""), "label": frame["channel_name"], "gap": gap}), planned


def _by_last_year(view: View) -> pd.DataFrame:
    """As plan_table, with last year in the place of the plan."""
    key = view.amount.key
    ask = Ask((key,), (view.dimension, "channel"), compare=(AGAINST,), locale=view.ctx.locale)
    table = metric_table(view.ctx.data, view.ctx.filters, ask)
    return table.rename(columns={key: "actual", f"{key}_{AGAINST}": "expected"})


def _plan_by_channel(view: View) -> pd.DataFrame:
    ask = Ask((view.amount.key,), (view.dimension, "channel"), locale=view.ctx.locale)
    try:
        return plan_table(view.ctx.data, view.ctx.filters, ask)
    except ReaderError:
        return pd.DataFrame()


def _picked(view: View) -> str:
    """The table asked for; months where there is one channel only, which would be a table of one column."""
    usual = "channel" if _by_last_year(view).channel.nunique() > 1 else "month"
    asked = view.own.get("heat", usual)
    if asked in _BY and view.measure.key in _OWN:
        return asked.removesuffix("_by") + _OWN[view.measure.key]
    return asked


def _frame(view: View, across: str, planned: bool) -> pd.DataFrame:
    rows = _by_channel(view, planned) if across == "channel" else _by_month(view, planned)
    if rows.empty:
        return REGION_HEAT.empty()
    place = {key: at for at, key in enumerate(view.figures.key)}
    rows = rows.assign(place=rows.key.map(place)).dropna(subset=["place"])
    return REGION_HEAT.coerce(rows.sort_values(["place", "order"], kind="stable", ignore_index=True))


def _by_channel(view: View, planned: bool) -> pd.DataFrame:
    dim = view.dimension
    if planned:
        table = _plan_by_channel(view)
        if table.empty:
            return table
        value, rate = table.actual, table.actual / table.expected.where(table.expected > 0) - 1
    else:
        table = _by_last_year(view)
        value, rate = table.actual, _growth(table.actual, table.expected)
    sizes = value.groupby(table.channel.fillna("")).sum().sort_values(ascending=False)
    order = {channel: at for at, channel in enumerate(sizes.index)}
    frame = _named(table, dim, table.channel.fillna(""), table.channel_name)
    return frame.assign(value=value, rate=rate, order=frame.column.map(order))


def _by_month(view: View, planned: bool) -> pd.DataFrame:
    source = view.data.plan if planned else view.data.steps
    if source.empty:
        return source
    begun = source[source.actual.notna() if planned else source.value.notna()]
    labels = [step_label(day.date(), Grain.MONTH, view.ctx.locale) for day in begun.period]
    days = begun.period.dt.strftime("%Y-%m-%d")
    frame = begun[["key", "name"]].assign(column=days, label=labels, order=days)
    if planned:
        return frame.assign(value=begun.actual, rate=begun.actual / begun.expected.where(begun.expected > 0) - 1)
    return frame.assign(value=begun.value, rate=_growth(begun.value, begun.last_year))


def _named(table: pd.DataFrame, dim: str, column: pd.Series, label: pd.Series) -> pd.DataFrame:
    return pd.DataFrame({"key": table[dim].fillna(""), "name": table[f"{dim}_name"], "column": column, "label": label})


def _growth(now: pd.Series, before: pd.Series) -> pd.Series:
    return now / before.where(before > 0, np.nan) - 1


def _narrowed(view: View, mark: Sequence[str]) -> Query:
    """The selection of one cell: its region, and its channel or its month."""
    key, column = mark[0], mark[1]
    filters = view.ctx.filters.only(region=(key,)) if key else view.ctx.filters
    own = {**view.own, "beside": view.beside}
    if _picked(view).startswith("channel"):
        return {**(filters.only(channel=(column,)) if column else filters).to_query(), **own}
    first = date.fromisoformat(column)
    last = add_months(first, 1) - pd.Timedelta(days=1).to_pytimedelta()
    month = filters.between(max(first, filters.first), min(last, filters.last))
    return {**month.to_query(), **own}
