"""The tiles above the funnel: what is in hand and won, how often and how fast, what is covered, what is stuck."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from analytics.conversion import win_rates
from domain.errors import ReaderError
from domain.funnel import CERTAIN
from domain.metric import Unit
from domain.periods import Grain
from domain.written import exactly, step_name, written, written_change
from i18n import Text, exact, percent
from i18n.numbers import MISSING
from ui import link
from ui.funnel_view import View
from ui.tile import moved_line, value_of

_BEFORE = Text("较上期", "vs previous")
_ABOUT, _EXACT = Text("口径", "Definition"), Text("精确值", "Exact value")
_NO_AMOUNTS = Text("个商机，均无金额", "deals, none has an amount")
_NO_SPEED = Text("期间没有带金额的赢单", "No deal with an amount was won in the period")
_DEALS = Text("{n} 个商机", "{n} deals")
OPEN, WON = Text("在手商机", "Open deals"), Text("赢单额", "Won amount")
WIN_RATE, DAYS = Text("赢单率", "Win rate"), Text("成交周期", "Days to win")
SPEED, COVERED, STUCK = Text("漏斗流速", "Velocity"), Text("商机覆盖", "Coverage"), Text("停滞商机", "Stuck deals")
_A_DAY = Text("{money}/天", "{money}/day")
_CLOSED_VIEW, _COHORT_VIEW = Text("按关闭日期", "by closing date"), Text("按创建批次 {rate}", "of deals created {rate}")
_P80 = Text("中位数；80% 在 {days} 天内", "median; 80 % within {days} days")
_IN_DAYS = Text("{days} 天", "{days} days")
_MET = Text("目标已达成", "Covered")
_LACKING = Text("{quarter}缺口 {money}", "{quarter}: {money} to go")
_OF_OPEN = Text("占在手 {share}", "{share} of what is open")
_FEW = Text("少于 30 个，仅供参考", "fewer than 30: uncertain")
_NO_TARGET = Text("没有赢单额或销售额目标", "No target of won amount or revenue")
_NONE_LOST = Text("没有丢单记录", "no deal is recorded as lost")
_NONE_CLOSED = Text("期间没有关闭的商机", "No deal closed in the period")
_NOTES = {
    OPEN: Text("截至日处于进行中阶段的商机金额", "Amount of deals in an open stage at the end of the day looked from"),
    WON: Text(
        "关闭日期在期间内的赢单商机金额，不等于销售额",
        "Amount of deals won with a closing day in the period: not revenue",
    ),
    WIN_RATE: Text(
        "按关闭日期：赢单 ÷（赢单 + 丢单）。按创建批次：期间创建且在 {days} 天内赢单 ÷ 期间创建。",
        "By closing date: won ÷ (won + lost). Of deals created: won within {days} days ÷ created in the period.",
    ),
    DAYS: Text("期间赢单的商机从创建到赢单的天数", "Days from creation to winning, of deals won in the period"),
    SPEED: Text(
        "在手商机数 × 赢单率 × 平均赢单金额 ÷ 平均成交天数",
        "Open deals × win rate × mean won amount ÷ mean days to win",
    ),
    COVERED: Text(
        "本季预计成交的在手金额 ÷（目标 − 已赢）", "Open amount expected to close this quarter ÷ (target − won so far)"
    ),
    STUCK: Text(
        "在阶段内的天数超过推进商机的第 80 百分位（不足 30 个时用预期天数）",
        "In their stage for longer than the 80th percentile of deals that went on (of fewer than 30: than is expected)",
    ),
}


Lines = tuple[str, ...]  # HTML


@dataclass(frozen=True, slots=True)
class Said:
    """What a tile says: the value in a few digits, the lines below it, and the value to the last digit."""

    value: str
    lines: Lines
    exactly: str = ""


def tile_row(view: View) -> None:
    """The tiles as a grid that wraps; a figure that cannot be had says why."""
    made = "".join(_tile(view, name, maker) for name, maker in _MAKERS.items())
    st.html(f'<div class="tiles">{made}</div>')


def _tile(view: View, name: Text, maker: Callable[[View], Said]) -> str:
    ctx = view.ctx
    try:
        told = maker(view)
    except ReaderError as error:
        told = Said(MISSING, (_line(error.to(ctx.locale)),))
    said = ctx.say(_NOTES[name], days=view.horizon) if "{days}" in _NOTES[name].en else ctx.say(_NOTES[name])
    about, exact_value = escape(ctx.say(_ABOUT)), escape(ctx.say(_EXACT))
    digits = f"<dt>{exact_value}</dt><dd>{escape(told.exactly)}</dd>" if told.exactly else ""
    return (
        f'<article class="tile" data-figure="{escape(name.en)}"><header><h3>{escape(ctx.say(name))}</h3>'
        f'<details name="about"><summary aria-label="{about}" title="{about}"><span aria-hidden="true">i</span>'
        f'</summary><dl class="about"><dt>{about}</dt><dd>{escape(said)}</dd>{digits}</dl></details></header>'
        f'<p class="value">{escape(told.value)}</p>{"".join(told.lines)}</article>'
    )


def _line(words: str, to: str = "") -> str:
    said = f'<a class="go" href="{escape(to)}">{escape(words)}</a>' if to else escape(words)
    return f'<p class="moved">{said}</p>'


def _change(view: View, after: float, before: float, unit: Unit, up_is_good: bool = True) -> Lines:
    if not (after == after and before == before):
        return ()
    shown = written_change(after, before, unit, view.ctx.locale)
    if shown == MISSING:
        shown = written(after - before, unit, view.ctx.locale, signed=True)
    return (moved_line(after - before, up_is_good, shown, view.ctx.say(_BEFORE)),)


def _open(view: View) -> Said:
    now, before = view.stock, view.stock_before
    amount, count = float(now.amount.sum(min_count=1)), int(now["count"].sum())
    change = _change(view, amount, float(before.amount.sum(min_count=1)), Unit.MONEY)
    return _worth(view, (amount, count), link.to("deals", view.deals()), change)


def _won(view: View) -> Said:
    now, before = (_outcome(frame, "won") for frame in (view.closed, view.closed_before))
    change = _change(view, now["amount"], before["amount"] if before["count"] else float("nan"), Unit.MONEY)
    return _worth(view, (now["amount"], int(now["count"])), link.to("deals", view.deals(status="won")), change)


def _worth(view: View, total: tuple[float, int], to: str, change: Lines = ()) -> Said:
    """So much money in so many deals; only how many where none of them has an amount."""
    ctx, (amount, count) = view.ctx, total
    if amount != amount and count:
        return Said(exact(count), (_line(ctx.say(_NO_AMOUNTS), to),), exact(count))
    known = amount if amount == amount else 0.0
    lines = (*change, _line(ctx.say(_DEALS, n=exact(count)), to))
    return Said(value_of(ctx, known, Unit.MONEY), lines, exactly(known, Unit.MONEY, ctx.locale))


def _outcome(closed: pd.DataFrame, outcome: str) -> dict[str, float]:
    """One row of CLOSED; nothing closed so is a count and an amount of 0, and unknown days."""
    row = closed[closed.outcome == outcome]
    if row.empty:
        return {"count": 0.0, "amount": 0.0, "median_days": float("nan"), "p80_days": float("nan")}
    return {name: float(row[name].iloc[0]) for name in ("count", "amount", "median_days", "p80_days")}


def _win_rate(view: View) -> Said:
    ctx = view.ctx
    rates = [win_rates(closed, view.cohort, view.horizon) for closed in (view.closed, view.closed_before)]
    closed: Any
    cohort: Any
    before: Any
    (closed, cohort), (before, _) = (list(frame.itertuples()) for frame in rates)
    if not closed.n:
        return Said(MISSING, (_line(ctx.say(_NONE_CLOSED)),))
    few: Lines = (_line(ctx.say(_FEW)),) if closed.n < CERTAIN else ()
    few += (_line(ctx.say(_NONE_LOST)),) if closed.won == closed.n else ()
    lines = (
        _line(f"{ctx.say(_CLOSED_VIEW)} · {exact(closed.won)}/{exact(closed.n)}"),
        _line(ctx.say(_COHORT_VIEW, rate=percent(cohort.rate)) + f" · {exact(cohort.won)}/{exact(cohort.n)}"),
    )
    change = _change(view, closed.rate, before.rate, Unit.SHARE)
    return Said(percent(closed.rate), (*change, *lines, *few), percent(closed.rate, decimals=2))


def _days(view: View) -> Said:
    now, before = (_outcome(frame, "won") for frame in (view.closed, view.closed_before))
    if now["median_days"] != now["median_days"]:
        return Said(MISSING, (_line(view.ctx.say(_NONE_CLOSED)),))
    lines = (_line(view.ctx.say(_P80, days=exact(now["p80_days"]))),)
    change = _change(view, now["median_days"], before["median_days"], Unit.DAYS, up_is_good=False)
    exactly_so = exact(now["median_days"], decimals=1)
    return Said(view.ctx.say(_IN_DAYS, days=exact(now["median_days"])), (*change, *lines), exactly_so)


def _speed(view: View) -> Said:
    speed: Any = list(view.velocity.itertuples())[-1]
    if speed.value != speed.value:
        return Said(MISSING, (_line(view.ctx.say(_NO_SPEED)),))
    value = view.ctx.say(_A_DAY, money=value_of(view.ctx, speed.value, Unit.MONEY))
    change = _change(view, speed.value, speed.before, Unit.MONEY)
    return Said(value, change, exactly(speed.value, Unit.MONEY, view.ctx.locale))


def _coverage(view: View) -> Said:
    ctx = view.ctx
    quarter: Any = next(view.coverage.itertuples())
    if quarter.target != quarter.target:
        return Said(MISSING, (_line(ctx.say(_NO_TARGET)),))
    name = step_name(quarter.period.date(), Grain.QUARTER, ctx.locale)
    if quarter.covered:
        return Said(ctx.say(_MET), (_line(name),))
    lacking = value_of(ctx, float(quarter.target - quarter.won), Unit.MONEY)
    line = _line(ctx.say(_LACKING, quarter=name, money=lacking))
    return Said(f"{exact(quarter.coverage, decimals=2)}×", (line,))


def _stuck(view: View) -> Said:
    total, stock = view.stuck_totals, view.stock
    amount, count = float(total.amount.sum(min_count=1)), int(total["count"].sum())
    said = _worth(view, (amount, count), link.to("deals", view.deals(stuck="1")))
    part, whole = (amount, float(stock.amount.sum())) if amount == amount else (count, float(stock["count"].sum()))
    share = (_line(view.ctx.say(_OF_OPEN, share=percent(part / whole))),) if whole > 0 else ()
    return replace(said, lines=(*said.lines, *share))


_MAKERS: dict[Text, Callable[[View], Said]] = {
    OPEN: _open, WON: _won, WIN_RATE: _win_rate, DAYS: _days, SPEED: _speed, COVERED: _coverage, STUCK: _stuck,
}  # fmt: skip
