"""The sentence and the tiles above the partners page: who is alive, who goes silent with how much, who earns."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

import streamlit as st

from analytics.partners import makers, tail
from domain.metric import Unit
from domain.partners import ACTIVATION_DAYS, SILENT_TIMES
from domain.written import exactly
from i18n import Text, exact, percent
from i18n.numbers import MISSING
from ui.partner_view import View
from ui.tile import value_of

_HEAD = Text("{open} 家在营经销商中 {active} 家活跃", "{active} of {open} open partners are active")
_SILENT_HEAD = Text(
    "，其中 {n} 家正在沉默，近 12 个月销售额 {money} 有流失风险",
    ", of which {n} are going silent, with {money} of twelve-month revenue at stake",
)
_NONE_SILENT = Text("；没有活跃经销商打破自己的下单节奏", "; none of them is silent against its own rhythm")
_DORMANT_HEAD = Text("；{n} 家半死不活。", "; {n} are dormant.")
_END = Text("。", ".")
_ABOUT = Text("口径", "Definition")
ACTIVE, SILENT = Text("活跃经销商", "Active partners"), Text("正在沉默", "Going silent")
OPENINGS = Text("12 个月净开店", "Net openings, year")
ACTIVATED, KEPT = Text("90 天激活率", "Activated in 90 days"), Text("12 个月留存", "Kept over 12 months")
MOST, TAIL = Text("80% 销售额来自", "80 % of sales from"), Text("入不敷出", "Loss-making")
_NOTES = {
    ACTIVE: Text(
        "截至日前若干个月内有正数量订单且未关闭（网点、门店、经销商、代理商的月数见设置）",
        "An order of a positive quantity within the months of its kind (a setting), and not closed",
    ),
    SILENT: Text(
        f"活跃，但未下单天数超过其一年内最长间隔，且不少于通常间隔（中位数）的 {SILENT_TIMES} 倍",
        f"Active, but without an order for longer than the longest pause of its year, and at least {SILENT_TIMES} "
        "times its usual (median) one",
    ),
    OPENINGS: Text(
        "新开 − 关闭 − 停止下单；最近几个月的停止尚未全部确认",
        "Opened − closed − stopped ordering; of the last months not every stop is recognised yet",
    ),
    ACTIVATED: Text(
        f"开业 {ACTIVATION_DAYS} 天内有首单 ÷ 开业已满 {ACTIVATION_DAYS} 天（开业日在数据期内）",
        f"First order within {ACTIVATION_DAYS} days of opening ÷ opened {ACTIVATION_DAYS} days ago or longer",
    ),
    KEPT: Text("一年前活跃且现在仍活跃 ÷ 一年前活跃", "Active a year ago and now ÷ active a year ago"),
    MOST: Text(
        "期间销售额从大到小累计到 80%（四舍五入到整数百分比）的家数",
        "How many of the largest make 80 % of the period's revenue, to the nearest percent",
    ),
    TAIL: Text(
        "期间毛利 − 自身费用 − 按销售额分摊的渠道费用 < 0",
        "Margin of the period − own costs − channel costs shared by revenue is below 0",
    ),
}
_OF = Text("共 {n} 家", "of {n}")
_CHANGE = Text("较 12 个月前 {n}", "{n} on 12 months ago")
_STAKE = Text("{n} 家", "{n} partners")
_OPENED = Text("新开 {opened} · 关闭 {closed} · 停止 {faded}", "opened {opened} · closed {closed} · stopped {faded}")
_WAITING = Text("{n} 家待首单", "{n} not started yet")
_TAIL = Text("合计 {money}", "{money} in all")
_NO_COST = Text("订单行没有成本，无法计算", "not measured: order lines have no cost")
_YOUNG = Text("数据不足一年半，无法比较", "the data are too young")
_NO_OPENING = Text("没有已知开业日且满 90 天的经销商", "no partner with a known opening day is 90 days old")
_NO_SALES = Text("期间没有销售", "nothing was sold in the period")
_OF_SALES = Text("共 {n} 家有销售", "of {n} with sales")


@dataclass(frozen=True, slots=True)
class Said:
    """What a tile says: the value in a few digits, and the lines below it."""

    value: str
    lines: tuple[str, ...] = ()


def headline(view: View) -> None:
    """How many are active of how many, how many go silent with how much money, how many are dormant."""
    ctx, active = view.ctx, view.count("active")
    there = active + view.count("dormant") + view.count("waiting")
    said = ctx.say(_HEAD, open=exact(there), active=exact(active))
    lost = len(view.silent)
    if lost:
        money = value_of(ctx, float(view.silent.year.sum()), Unit.MONEY)
        said += ctx.say(_SILENT_HEAD, n=exact(lost), money=money)
    elif active:
        said += ctx.say(_NONE_SILENT)
    said += ctx.say(_DORMANT_HEAD, n=exact(view.count("dormant"))) if view.count("dormant") else ctx.say(_END)
    st.html(f'<p class="headline{"" if lost else " fine"}">{escape(said)}</p>')


def tile_row(view: View) -> None:
    """The tiles as a grid that wraps; a figure that cannot be had says why."""
    made = "".join(_tile(view, name, maker(view)) for name, maker in _MAKERS.items())
    st.html(f'<div class="tiles">{made}</div>')


def _tile(view: View, name: Text, told: Said) -> str:
    about, said = escape(view.ctx.say(_ABOUT)), escape(view.ctx.say(_NOTES[name]))
    lines = "".join(f'<p class="moved">{escape(line)}</p>' for line in told.lines)
    return (
        f'<article class="tile" data-figure="{escape(name.en)}"><header><h3>{escape(view.ctx.say(name))}</h3>'
        f'<details name="about"><summary aria-label="{about}" title="{about}"><span aria-hidden="true">i</span>'
        f'</summary><dl class="about"><dt>{about}</dt><dd>{said}</dd></dl></details></header>'
        f'<p class="value">{escape(told.value)}</p>{lines}</article>'
    )


def _active(view: View) -> Said:
    now, months = view.count("active"), view.months
    lines = [view.ctx.say(_OF, n=exact(len(view.own.frame) - view.count("closed")))]
    if len(months) > 12:
        lines.append(view.ctx.say(_CHANGE, n=exact(now - int(months.active.iloc[-13]), signed=True)))
    if waiting := view.count("waiting"):
        lines.append(view.ctx.say(_WAITING, n=exact(waiting)))
    return Said(exact(now), tuple(lines))


def _silent(view: View) -> Said:
    stake = value_of(view.ctx, float(view.silent.year.sum()), Unit.MONEY)
    return Said(stake if len(view.silent) else "0", (view.ctx.say(_STAKE, n=exact(len(view.silent))),))


def _openings(view: View) -> Said:
    year = view.openings.tail(12)
    opened, closed, faded = (int(year[name].sum()) for name in ("opened", "closed", "faded"))
    line = view.ctx.say(_OPENED, opened=exact(opened), closed=exact(closed), faded=exact(faded))
    return Said(exact(opened - closed - faded, signed=True), (line,))


def _activated(view: View) -> Said:
    every = view.activation.iloc[0]
    if not every.n:
        return Said(MISSING, (view.ctx.say(_NO_OPENING),))
    band = f"{exact(every.activated)}/{exact(every.n)} · {percent(every.low)} – {percent(every.high)}"
    return Said(percent(every.rate), (band,))


def _kept(view: View) -> Said:
    kept = view.kept
    if kept is None or not kept.then:
        return Said(MISSING, (view.ctx.say(_YOUNG),))
    return Said(percent(kept.rate), (f"{exact(kept.now)}/{exact(kept.then)}",))


def _most(view: View) -> Said:
    count = makers(view.pareto)
    if not count:
        return Said(MISSING, (view.ctx.say(_NO_SALES),))
    return Said(view.ctx.say(_STAKE, n=exact(count)), (view.ctx.say(_OF_SALES, n=exact(len(view.pareto))),))


def _tail(view: View) -> Said:
    if view.pareto.contribution.isna().all():
        return Said(MISSING, (view.ctx.say(_NO_COST),))
    rows = tail(view.pareto)
    money = exactly(float(rows.contribution.sum()), Unit.MONEY, view.ctx.locale)
    return Said(view.ctx.say(_STAKE, n=exact(len(rows))), (view.ctx.say(_TAIL, money=money),) if len(rows) else ())


_MAKERS: dict[Text, Callable[[View], Said]] = {
    ACTIVE: _active, SILENT: _silent, OPENINGS: _openings, ACTIVATED: _activated, KEPT: _kept,
    MOST: _most, TAIL: _tail,
}  # fmt: skip
