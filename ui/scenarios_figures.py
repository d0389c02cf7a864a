"""The figures of the page on scenarios: what the period comes to, effect by effect, and what the target takes."""

from datetime import timedelta
from html import escape

import pandas as pd
import streamlit as st

from analytics.required import Required
from analytics.scenarios import parts
from charts.axes import Subject
from charts.rows import stretched
from charts.scenarios import scenario_waterfall
from domain.metric import Unit
from domain.metrics import METRICS
from domain.scenarios import BASE, ORDER, TOTAL, Assumptions, signed
from domain.written import written
from i18n import Text, exact, percent
from ui.card import Exhibit, card, lead, note, show
from ui.columns import Column, Columns
from ui.grid import grid
from ui.scenarios_view import View
from ui.tile import value_of

_EFFECTS = Text("逐项影响", "Effect by effect")
_PARTS = Text("基准由什么组成", "What the base is made of")
_NEED = Text("达到目标需要什么", "What the target takes")
_COMES = Text(
    "按现状，{period}预计赢单 {base}；按这些假设为 {total}，{side} {change}。",
    "As things are {period} comes to {base}; under these assumptions to {total}, {change} {side}.",
)
_AS_IS = Text(
    "按现状，{period}预计赢单 {base}。左侧改一个假设，看它值多少钱。",
    "As things are {period} comes to {base}. Change an assumption to see what it is worth.",
)
_MORE, _LESS = Text("多", "more"), Text("少", "less")
_ABOVE = Text("比{metric}目标 {target} 高 {gap}。", "That is {gap} above the target of {target} ({metric}).")
_BELOW = Text("比{metric}目标 {target} 低 {gap}。", "That is {gap} below the target of {target} ({metric}).")
_NO_TARGET = Text("这个范围与期间没有目标。", "There is no target for this slice and period.")
_ORDER = Text(
    "影响按此顺序逐项计入：{names}；每一项都在前面各项之上计算，合计到分。",
    "Effects are counted in this order: {names}; each over all before it, adding up to the cent.",
)
_COST = Text(
    "渠道投入变化 {change}，到期末约 {cost}（按近一年每天的渠道费用）。",
    "The change in channel spend of {change} is about {cost} by the end of the period (at last year's cost a day).",
)
_HOW = Text(
    "在手商机 × 过去 {n} 个期间同一时点、同一阶段的商机到期末按金额赢单的比例；尚未出现的商机 = 近一年每天新增金额 × "
    "按年龄的赢单比例。不把各阶段转化率相乘；不含季节性。",
    "Open deals × the share of the amount that deals of the same stage won by the end, at the same point of {n} "
    "earlier periods; deals not there yet = amount created a day in the last year × the share won by age. Stage rates "
    "are not multiplied; there is no season in it.",
)
_DRAWN = Text(
    "两者再乘以 {level}，使无任何假设时等于商机预测的本期主数字。",
    "Both × {level}, so that nothing assumed comes to the figure of the pipeline forecast.",
)
_NOT_DRAWN = Text(
    "历史太短，没有商机预测，因此未按它校准。",
    "The history is too short for a pipeline forecast, so it is not drawn to one.",
)
_REACHED = Text(
    "按这些假设已达到目标，余 {gap}。", "Under these assumptions the target is reached, with {gap} to spare."
)
_GAP = Text("距目标 {target} 还差 {gap}。", "{gap} is missing to the target of {target}.")
_WIN = Text(
    "赢单率：在手商机到期末要按金额转化 {needed}，按这些假设为 {now}；相当于赢单率从 {rate} 提高到 {to}（{change}）。",
    "Win rate: the open deals would have to convert at {needed} of their amount by the end, instead of {now}; that is "
    "a win rate of {to} instead of {rate} ({change}).",
)
_WIN_NOT = Text(
    "赢单率：本期内无法达到。即使能在期末前成交的商机全部赢单，也只有 {most}。",
    "Win rate: the target cannot be reached in the period. Were every deal won that can close by its end, it would "
    "come to {most}.",
)
_PIPELINE = Text(
    "新增商机：今天起需新增 {amount}，约为平常 {days} 天的新增；其中 {share} 能在期末前赢单。",
    "New pipeline: {amount} created today, as much as usually in {days} days; {share} of it is won by the end.",
)
_BY = Text(
    "最晚创建日：{day}；之后创建的商机按中位周期 {days} 赶不上期末。",
    "By when: {day}; a deal created later is not won by the end in the median time of {days}.",
)
_TOO_LATE = Text(
    "最晚创建日：已过（{day}）。新商机按中位周期 {days} 赶不上期末，靠新增商机本期内无法达到目标。",
    "By when: that day has passed ({day}). In the median time of {days} a new deal is not won by the end: the target "
    "cannot be reached in the period by new pipeline.",
)
_NO_NEW = Text(
    "新增商机：今天创建的商机在期末前都来不及赢单，靠新增商机本期内无法达到目标。",
    "New pipeline: no deal created today is won by the end; the target cannot be reached in the period by it.",
)
_COLUMNS: Columns = {
    "name": Column(Text("步骤", "Step")),
    "assumed": Column(Text("假设", "Assumed")),
    "amount": Column(Text("金额", "Amount"), Unit.MONEY, signed=True),
}
_PART_COLUMNS: Columns = {
    "name": Column(Text("组成", "Part")),
    "base": Column(BASE, Unit.MONEY, short=True),
    "total": Column(TOTAL, Unit.MONEY, short=True),
}
_PART_NAMES = {
    "won": Text("已赢单", "Won so far"),
    "from_open": Text("来自在手商机", "From open deals"),
    "from_new": Text("来自尚未出现的商机", "From deals not there yet"),
    "one_off": ORDER["one_off"],
    "total": Text("合计", "In all"),
}


def effects_box(view: View) -> None:
    """What the period comes to, as it is and as assumed, and each assumption's part of the difference."""
    ctx = view.ctx
    with card(ctx, _EFFECTS):
        steps = view.steps
        lead(_headline(view))
        levels = steps.step.isin(("base", "total"))
        shown = steps[levels | steps.amount.ne(0) | steps.assumed.ne("")].reset_index(drop=True)
        figure = stretched(scenario_waterfall(shown, ctx.locale, ctx.look, Subject(METRICS["won_amount"])), 340)
        named = {"base": BASE, "total": TOTAL, **ORDER}
        told = steps.assign(name=[ctx.say(named[step]) for step in steps.step])
        show(ctx, figure, told, Exhibit("scenario", _COLUMNS, ("won_amount",)))
        joint = " → "
        hints = [ctx.say(_ORDER, names=joint.join(ctx.say(name) for name in ORDER.values())), *_spent(view)]
        st.html("".join(f'<p class="hint">{escape(one)}</p>' for one in hints))


def _headline(view: View) -> tuple[str, ...]:
    ctx, amounts = view.ctx, view.steps.amount
    base, total = float(amounts.iloc[0]), float(amounts.iloc[-1])
    said = {"period": view.period, "base": value_of(ctx, base, Unit.MONEY)}
    if view.assumed.nothing:
        first = ctx.say(_AS_IS, **said)
    else:
        side = ctx.say(_MORE if total >= base else _LESS)
        change = value_of(ctx, abs(total - base), Unit.MONEY)
        first = ctx.say(_COMES, **said, total=value_of(ctx, total, Unit.MONEY), side=side, change=change)
    key, target = view.target
    if target != target:
        return (first, ctx.say(_NO_TARGET))
    gap, plan = (value_of(ctx, value, Unit.MONEY) for value in (abs(total - target), target))
    way = _ABOVE if total >= target else _BELOW
    return (first, ctx.say(way, gap=gap, target=plan, metric=METRICS[key].name))


def _spent(view: View) -> list[str]:
    """What the assumed change in spend costs, where the cost of channels is known."""
    ctx, a_day = view.ctx, view.usual["spend"]
    if not view.assumed.spend or a_day != a_day:
        return []
    cost = a_day * view.assumed.spend / 100 * view.base.ends
    return [
        ctx.say(_COST, change=f"{signed(view.assumed.spend)}%", cost=written(cost, Unit.MONEY, ctx.locale, signed=True))
    ]


def parts_box(view: View) -> None:
    """Won so far, from open deals, from deals not there yet: as it is, and as assumed."""
    ctx = view.ctx
    with card(ctx, _PARTS):
        base, total = parts(view.base, Assumptions()), parts(view.base, view.assumed)
        rows = [
            {"name": ctx.say(name), "base": getattr(base, key), "total": getattr(total, key)}
            for key, name in _PART_NAMES.items()
            if key != "one_off" or view.assumed.one_offs
        ]
        grid(ctx, pd.DataFrame(rows), _PART_COLUMNS)
        known = view.forecast == view.forecast
        drawn = ctx.say(_DRAWN, level=f"{view.base.level:.2f}") if known else ctx.say(_NOT_DRAWN)
        st.html(f'<p class="hint">{escape(f"{ctx.say(_HOW, n=len(view.points) - 1)} {drawn}")}</p>')


def required_box(view: View) -> None:
    """Which win rate, how much new pipeline and by when: or that it cannot be, in words."""
    ctx = view.ctx
    with card(ctx, _NEED):
        target = view.target[1]
        if target != target:
            note(ctx.say(_NO_TARGET))
            return
        need = view.required
        if need.gap <= 0:
            lead(ctx.say(_REACHED, gap=value_of(ctx, -need.gap, Unit.MONEY)))
            return
        gap = value_of(ctx, need.gap, Unit.MONEY)
        said = [ctx.say(_GAP, gap=gap, target=value_of(ctx, target, Unit.MONEY))]
        lead((*said, _win(view, need), *_new(view, need)))


def _win(view: View, need: Required) -> str:
    ctx = view.ctx
    if need.win != need.win:
        return ctx.say(_WIN_NOT, most=value_of(ctx, need.most, Unit.MONEY))
    rate = view.usual["win"]
    to = min(rate * (1 + need.win / 100), 1.0)
    now = rate * (1 + view.assumed.win / 100)
    shares = {"needed": need.needed, "now": need.conversion, "rate": min(now, 1.0), "to": to}
    change = percent((1 + need.win / 100) / (1 + view.assumed.win / 100) - 1, signed=True)
    return ctx.say(_WIN, change=change, **{name: percent(value) for name, value in shares.items()})


def _new(view: View, need: Required) -> tuple[str, ...]:
    ctx = view.ctx
    if not need.share > 0:
        return (ctx.say(_NO_NEW),)
    days = need.pipeline / view.base.created_a_day if view.base.created_a_day > 0 else float("nan")
    amount = {"amount": value_of(ctx, need.pipeline, Unit.MONEY), "share": percent(need.share)}
    first = ctx.say(_PIPELINE, days=exact(days), **amount)
    if need.within != need.within:
        return (first,)
    day = view.ctx.today + timedelta(days=int(need.within // 1))
    median = written(view.usual["cycle"] * (1 + view.assumed.cycle / 100), Unit.DAYS, ctx.locale)
    return (first, ctx.say(_BY if need.within >= 0 else _TOO_LATE, day=day, days=median))
