"""The top of the page on regions: who is off plan and why in plain sentences, and the figures to look at."""

from html import escape

import streamlit as st

from analytics.region_story import Behind, Losing, behind, losing
from domain.metric import Unit
from domain.periods import Grain
from domain.written import step_name
from i18n import Locale, Text, percent, points
from ui.funnels import tabs
from ui.region_heat import plan_gaps
from ui.region_measures import MEASURES
from ui.region_view import BY_NAME, View
from ui.tile import value_of

MOST_TOLD = 3
_BEHIND = Text("{name}落后计划 {pace}", "{name} is {pace} behind plan")
_MONEY = Text("，差 {gap}", ", short of {gap}")
_SINCE = Text("，自{month}起", ", since {month}")
_THROUGH = Text("；缺口最大的是{channel}（{part}）", "; furthest behind is {channel} ({part})")
_OTHERS = Text("另有 {n} 个区域落后计划。", "{n} more are behind plan.")
_LOSING = Text(
    "{name}超前计划 {pace}，市场份额却较去年下降 {lost}（至 {share}）：当地市场比我们涨得更快。",
    "{name} is {pace} ahead of plan, yet lost {lost} of market share on last year (now {share}): "
    "its market grows faster than we do.",
)
_ALL_ON = Text("全部区域都在计划进度之上。", "Every region is on its plan to date.")
_NO_PLAN = Text(
    "没有可比的目标，无法判断谁落后计划。", "There are no comparable targets, so nobody can be called off plan."
)
_NOT_HERE = Text("暂不可用：{names}", "Not available: {names}")


def headline_box(view: View) -> None:
    """The finding of the page: regions off plan with money, month and channel; those that win and lose at once."""
    ctx, figures = view.ctx, view.figures
    if figures.pace.isna().all():
        why = view.data.why.get("attainment", ctx.say(_NO_PLAN))
        st.html(f'<p class="headline unknown">{escape(why)}</p>')
        return
    late = behind(figures, plan_gaps(view)) if (figures.pace < 0).any() else []
    said = [_late(view, one) for one in late[:MOST_TOLD]]
    if len(late) > MOST_TOLD:
        said.append(ctx.say(_OTHERS, n=len(late) - MOST_TOLD))
    said += [_lost(view, one) for one in losing(figures)[:MOST_TOLD]]
    kind = "headline" if late else "headline fine"
    lines = "".join(f"<span>{escape(line)}</span>" for line in said or [ctx.say(_ALL_ON)])
    st.html(f'<p class="{kind} lines">{lines}</p>')


def measure_bar(view: View) -> None:
    """The figures that map and ranking can show, as tabs; those that nobody has are named with the reason."""
    ctx = view.ctx
    names = {
        key: ctx.say(view.amount.name if key == "revenue" else one.metric.name)
        for key, one in MEASURES.items()
        if view.figures[key].notna().any()
    }
    if not names:
        return
    shown = tabs(ctx, BY_NAME, names, view.measure.key, {key: view.to(by=key) for key in names})
    missing = [
        f"{ctx.say(one.metric.name)} — {view.data.why[key]}" for key, one in MEASURES.items() if key in view.data.why
    ]
    joint = "；" if ctx.locale is Locale.ZH else "; "
    more = f'<p class="hint">{escape(ctx.say(_NOT_HERE, names=joint.join(missing)))}</p>' if missing else ""
    st.html(f'<div class="tabs-row">{shown}</div>{more}')


def _late(view: View, one: Behind) -> str:
    ctx = view.ctx
    said = ctx.say(_BEHIND, name=one.name, pace=points(abs(one.pace), ctx.locale).lstrip("+"))
    if one.gap == one.gap and one.gap < 0:
        said += ctx.say(_MONEY, gap=value_of(ctx, -one.gap, Unit.MONEY))
    if one.since is not None:
        said += ctx.say(_SINCE, month=step_name(one.since.date(), Grain.MONTH, ctx.locale))
    if one.through:
        said += ctx.say(_THROUGH, channel=one.through, part=value_of(ctx, one.part, Unit.MONEY))
    return said + ("。" if ctx.locale is Locale.ZH else ".")


def _lost(view: View, one: Losing) -> str:
    pace, lost = (points(value, view.ctx.locale).lstrip("+") for value in (one.pace, one.lost))
    return view.ctx.say(_LOSING, name=one.name, pace=pace, lost=lost, share=percent(one.share))
