"""The top of the page on regions: who is off plan and why in plain sentences, and the figures to look at."""

from html import escape

import streamlit as st

from analytics.region_story import QUIET_PACE, Behind, Losing, behind, losing
from domain.metric import Unit
from domain.periods import Grain
from domain.written import step_name
from i18n import Locale, Text, percent, points
from ui.ask import planned
from ui.funnels import tabs
from ui.region_data import whole_off
from ui.region_heat import plan_gaps
from ui.region_measures import MEASURES
from ui.region_view import BY_NAME, View
from ui.tile import value_of

MOST_TOLD = 3
_BEHIND = Text("{name}落后计划 {pace}", "{name} is {pace} behind plan")
_MONEY = Text("，差 {gap}", ", short of {gap}")
_SINCE = Text("，自{month}起", ", since {month}")
_THROUGH = Text("；缺口最大的是{channel}（{part}）", "; furthest behind is {channel} ({part})")
_FELL = Text("；较去年减少最多的是{channel}（{part}）", "; the largest fall on last year is in {channel} ({part})")
_SELECTION = Text("所选整体", "The selection")
_STANDS = Text("{name}达成目标的 {attainment}", "{name} stands at {attainment} of its target")
_AHEAD = Text("，超前进度 {pace}。", ", {pace} ahead of time.")
_JOINT = Text("，", " and ")
_NO_PARTS = Text("下级区域没有可比的目标。", " The regions below have no comparable targets.")
_OTHERS = Text("另有 {n} 个区域落后计划。", "Behind plan as well: {n} more.")
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
        _whole(view)
        return
    gaps, by_plan = plan_gaps(view) if (figures.pace < 0).any() else (figures.head(0), True)
    late = behind(figures, gaps)
    said = [_late(view, one, by_plan=by_plan) for one in late[:MOST_TOLD]]
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
    missing = [f"{ctx.say(one.metric.name)} — {said}" for key, one in MEASURES.items() if (said := view.reason(key))]
    joint = "；" if ctx.locale is Locale.ZH else "; "
    more = f'<p class="hint">{escape(ctx.say(_NOT_HERE, names=joint.join(missing)))}</p>' if missing else ""
    st.html(f'<div class="tabs-row">{shown}</div>{more}')


def _whole(view: View) -> None:
    """Where the regions have no comparable targets: how the selection as a whole stands, or that nobody can say."""
    ctx = view.ctx
    plan, off = planned(ctx), whole_off(ctx)
    if plan["pace"] != plan["pace"]:
        why = view.data.why.get("attainment", ctx.say(_NO_PLAN))
        st.html(f'<p class="headline unknown">{escape(why)}</p>')
        return
    name = ctx.say(_SELECTION)
    said = ctx.say(_STANDS, name=name, attainment=percent(plan["attainment"]))
    if plan["pace"] < 0:
        late = Behind(name, off.gap, plan["pace"], off.since, "", float("nan"))
        said += ctx.say(_JOINT) + _late(view, late, by_plan=True).removeprefix(name).strip()
    else:
        said += ctx.say(_AHEAD, pace=points(plan["pace"], ctx.locale).lstrip("+"))
    if len(view.figures) > 1:
        said += ctx.say(_NO_PARTS)
    kind = "headline" if plan["pace"] < -QUIET_PACE else "headline fine"
    st.html(f'<p class="{kind} lines"><span>{escape(said)}</span></p>')


def _late(view: View, one: Behind, *, by_plan: bool) -> str:
    ctx = view.ctx
    said = ctx.say(_BEHIND, name=one.name, pace=points(abs(one.pace), ctx.locale).lstrip("+"))
    if one.gap == one.gap and one.gap < 0:
        said += ctx.say(_MONEY, gap=value_of(ctx, -one.gap, Unit.MONEY))
    if one.since is not None:
        said += ctx.say(_SINCE, month=step_name(one.since.date(), Grain.MONTH, ctx.locale))
    if one.through:
        said += ctx.say(_THROUGH if by_plan else _FELL, channel=one.through, part=value_of(ctx, one.part, Unit.MONEY))
    return said + ("。" if ctx.locale is Locale.ZH else ".")


def _lost(view: View, one: Losing) -> str:
    pace, lost = (points(value, view.ctx.locale).lstrip("+") for value in (one.pace, one.lost))
    return view.ctx.say(_LOSING, name=one.name, pace=pace, lost=lost, share=percent(one.share))
