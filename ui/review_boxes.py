"""The boxes of a review, running or closed: the figure against plan, the pipeline, the conflict index, the items."""

from collections.abc import Callable
from html import escape

import pandas as pd
import streamlit as st

from analytics.pipeline_waterfall import happened, sentences
from charts.axes import Subject
from charts.pipeline_waterfall import pipeline_waterfall
from charts.rows import stretched
from domain.metric import Unit
from domain.metrics import METRICS, metric
from domain.periods import Grain
from domain.pipeline import BUCKETS
from domain.review import FORECAST, ITEM_KINDS, REALLOCATION, Headline, IncidentMoney, Item
from domain.written import step_name, written
from i18n import Text, percent, points
from i18n.numbers import MISSING
from ui import link
from ui.card import Exhibit, card, lead, note, show
from ui.columns import Column, Columns
from ui.context import Context
from ui.grid import grid
from ui.index_since import index_line, index_tables
from ui.review_view import Shown
from ui.tile import moved_line, plain_tile, value_of

PIPELINE, INDEX = Text("在手商机的变化", "Change of the pipeline"), Text("渠道冲突的变化", "Change of channel conflict")
ITEMS = Text("放入周会的内容", "Put into the review")
PLAN = Text("业绩与目标", "Result against plan")
_ON_PLAN = Text(
    "{quarter}{metric}至今 {value}，完成全季目标的 {attained}。",
    "{metric} of {quarter} so far: {value}, {attained} of the target of the quarter.",
)
_SO_FAR_ONLY = Text("{quarter}{metric}至今 {value}。", "{metric} of {quarter} so far: {value}.")
_SINCE = Text("自 {day} 以来", "since {day}")
_SINCE_REVIEW = Text("自上次周会（{day}）以来", "since the last review ({day})")
_TARGET = Text("全季目标 {target}", "target of the quarter {target}")
_NO_TARGET = Text("没有覆盖全部的目标", "no target that covers all of it")
_ATTAINED = Text("目标达成率", "Attainment")
_AHEAD, _BEHIND = Text("快于时间进度", "ahead of time"), Text("慢于时间进度", "behind time")
_SO_FAR, _NEW = Text("本季{metric}", "{metric} so far"), Text("期间{metric}", "{metric} since")
_QUARTER_ONLY = Text("预计本季度成交的商机。", "Deals expected to close in the quarter.")
_TO_CHANGES, _TO_BALANCE = Text("打开变动", "Open Changes"), Text("打开渠道平衡", "Open Balance")
_NO_ITEMS = Text(
    "还没有放入任何内容。在“资源再配置”和“情景”页面，把保存的方案放入周会。",
    "Nothing has been put in. Saved scenarios are put in on the pages Reallocation and Scenarios.",
)
_NONE_THEN = Text("没有放入任何内容。", "Nothing was put in.")
_FIGURES = {
    REALLOCATION: Text(
        "毛利增量 {gain}（80% 区间 {low} 至 {high}），投入 {spent}",
        "Margin {gain} (80 %: {low} to {high}) at a spend of {spent}",
    ),
    FORECAST: Text("本期结果 {total}，基准 {base}", "Comes to {total}; as things are {base}"),
}
_SIGNED = ("gain", "low", "high")
_AS_PUT = Text(
    "数字为放入时的数字；点名称按今天的数据打开。", "Figures as when put in; a name opens it on today's data."
)
_ITEMS: Columns = {
    "name": Column(Text("名称", "Name"), link="to"),
    "kind": Column(Text("类型", "Kind")),
    "said": Column(Text("数字", "Figures")),
    "who": Column(Text("谁", "Who")),
    "at": Column(Text("时间（UTC）", "At (UTC)")),
}
_WATERFALL: Columns = {
    "name": Column(Text("变动", "Cause")),
    "amount": Column(Text("金额", "Amount"), Unit.MONEY),
    "count": Column(Text("商机数变化", "Change in deals"), Unit.COUNT, signed=True),
    "deals": Column(Text("涉及商机", "Deals behind"), Unit.COUNT),
}
_BESIDE_INDEX = 400  # pixels: the waterfall stands beside two tables
_WON = Subject(METRICS["won_amount"])


def sheet_boxes(ctx: Context, shown: Shown, below_items: Callable[[], None] | None = None) -> None:
    """All that a review shows. `below_items` puts controls below the list of a running one."""
    plan_box(ctx, shown)
    pipeline, index = st.columns(2)
    with pipeline, card(ctx, PIPELINE, since_said(ctx, shown)):
        _pipeline(ctx, shown)
    with index, card(ctx, INDEX):
        _index(ctx, shown)
    with card(ctx, ITEMS):
        _items(ctx, shown.items, frozen=below_items is None)
        if below_items:
            below_items()


def since_said(ctx: Context, shown: Shown) -> str:
    """Since when changes are told, in words."""
    return ctx.say(_SINCE_REVIEW if shown.by_lock else _SINCE, day=shown.since)


def plan_box(ctx: Context, shown: Shown) -> None:
    """The headline figure of the quarter: so far, of the plan, against time, and since the last review."""
    with card(ctx, PLAN):
        head = shown.headline
        name = metric(head.metric).name
        told = {"quarter": step_name(head.first, Grain.QUARTER, ctx.locale), "attained": _share(head.attainment)}
        value = value_of(ctx, head.value, metric(head.metric).unit)
        known = head.attainment == head.attainment and head.target == head.target
        lead(ctx.say(_ON_PLAN if known else _SO_FAR_ONLY, metric=name, value=value, **told))
        st.html(f'<div class="tiles">{"".join(_tiles(ctx, shown, head, ctx.say(name)))}</div>')


def _tiles(ctx: Context, shown: Shown, head: Headline, name: str) -> list[str]:
    unit = metric(head.metric).unit
    target = value_of(ctx, head.target, unit)
    plan = ctx.say(_NO_TARGET) if head.target != head.target else ctx.say(_TARGET, target=target)
    pace = ""
    if head.pace == head.pace:
        ahead = ctx.say(_AHEAD if head.pace >= 0 else _BEHIND)
        pace = moved_line(head.pace, True, points(abs(head.pace), ctx.locale).lstrip("+"), ahead)
    return [
        plain_tile("value", ctx.say(_SO_FAR, metric=name), value_of(ctx, head.value, unit), plan),
        plain_tile("attainment", ctx.say(_ATTAINED), _share(head.attainment), "", pace),
        plain_tile("since", ctx.say(_NEW, metric=name), value_of(ctx, head.since, unit), since_said(ctx, shown)),
    ]


def _share(value: float) -> str:
    return percent(value, decimals=1) if value == value else MISSING


def _pipeline(ctx: Context, shown: Shown) -> None:
    frame = shown.pipeline
    lead(tuple(ctx.say(said) for said in sentences(frame)))
    if frame.deals.any():
        drawn = happened(frame, Unit.MONEY)
        told = frame.assign(name=[ctx.say(BUCKETS[bucket].name) for bucket in frame.bucket])
        figure = stretched(pipeline_waterfall(drawn, ctx.locale, ctx.look, _WON), _BESIDE_INDEX)
        show(ctx, figure, told, Exhibit("review_pipeline", _WATERFALL))
    days = {"since": shown.since.isoformat(), "until": shown.day.isoformat()}
    _more(ctx, ctx.say(_QUARTER_ONLY), link.to("changes", days), ctx.say(_TO_CHANGES))


def _index(ctx: Context, shown: Shown) -> None:
    index = shown.index
    lead(index_line(ctx, index))
    index_tables(ctx, index, "review_index", _incident)
    _more(ctx, "", link.to("balance", {"month": f"{index.month:%Y-%m}"}), ctx.say(_TO_BALANCE))


def _incident(one: IncidentMoney) -> str:
    return link.to("balance", {"incident": one.incident, "month": f"{one.month:%Y-%m}"})


def _more(ctx: Context, said: str, to: str, name: str) -> None:
    before = f"{escape(said)} " if said else ""
    st.html(f'<p class="hint">{before}<a class="go" href="{escape(to)}">{escape(name)}</a></p>')


def _items(ctx: Context, items: tuple[Item, ...], *, frozen: bool) -> None:
    if not items:
        note(ctx.say(_NONE_THEN if frozen else _NO_ITEMS))
        return
    grid(ctx, pd.DataFrame([_listed(ctx, one) for one in items]), _ITEMS, stacked=True)
    st.html(f'<p class="hint">{escape(ctx.say(_AS_PUT))}</p>')


def _listed(ctx: Context, one: Item) -> dict[str, str]:
    return {
        "name": one.name,
        "kind": ctx.say(ITEM_KINDS[one.kind]),
        "said": figures_said(ctx, one),
        "who": one.who,
        "at": f"{one.at:%Y-%m-%d %H:%M}",
        "to": link.to(one.kind, one.query),
    }


def figures_said(ctx: Context, one: Item) -> str:
    """The figures of an item in a line, "—" for one that is not known."""
    names = ("gain", "low", "high", "spent") if one.kind == REALLOCATION else ("total", "base")
    values = {name: one.figures.get(name, float("nan")) for name in names}
    told = {name: written(value, Unit.MONEY, ctx.locale, signed=name in _SIGNED) for name, value in values.items()}
    return ctx.say(_FIGURES[one.kind], **told)
