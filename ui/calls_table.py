"""The figures of the page on calls: the headline, the table of a region and its parts, and the same as bars."""

from html import escape

import pandas as pd
import streamlit as st

from analytics.calls import RollUp, parts_of, roll_up, uncategorised
from charts.axes import Subject
from charts.calls import call_bars
from charts.rows import stretched
from domain.calls import ITSELF
from domain.metric import Unit
from domain.metrics import METRICS
from domain.written import exactly
from i18n import Locale, Text, exact, percent
from i18n.numbers import MISSING
from ui import link
from ui.calls_view import PAGE, View
from ui.card import Exhibit, behind, card, lead, note, show
from ui.clicks import leading
from ui.columns import Column, Columns
from ui.grid import grid
from ui.tile import value_of

_TABLE = Text("预测承诺与商机", "Calls beside the deals")
_BARS = Text("承诺落在商机的哪一段", "Where the call lies on the deals")
_HEADLINE = Text(
    "{region}{period}预测承诺 {call}（{who}，{day}）：已赢单 {won}，还需在谈商机再贡献 {rest}，"
    "其中已列为承诺的 {commit}。",
    "{region} calls {call} for {period} ({who}, {day}): {won} is won, {rest} must still come, of which deals in "
    "commit hold {commit}.",
)
_SILENT_TOP = Text(
    "{region}{period}还没有录入预测承诺；已赢单 {won}，承诺及以上 {commit}，乐观及以上 {best}。",
    "{region} has no call for {period} yet; won {won}, with commit {commit}, with best case {best}.",
)
_REACHED = Text(
    "{region}{period}已赢单 {won}，已达到预测承诺 {call}。",
    "{region} has won {won} in {period}: its call of {call} is reached.",
)
_CAME = Text(
    "{region}{period}预测承诺 {call}（{who}，{day}），期末赢单 {won}：{side} {off}（{share}）。",
    "{region} called {call} for {period} ({who}, {day}) and won {won} by its end: {side} by {off} ({share}).",
)
_OFF = {True: Text("高估", "too high"), False: Text("低估", "too low")}
_AGAINST = Text(
    "预测承诺比目标{side} {gap}（{metric}目标 {target}）。",
    "The call is {gap} {side} the target of {target} ({metric}).",
)
_SIDES = {True: Text("高", "above"), False: Text("低", "below")}
_ROLLED = Text(
    "下级合计 {parts}，{region}自己的预测承诺 {own}，相差 {difference}。",
    "The parts add up to {parts}; {region} itself calls {own}: a difference of {difference}.",
)
_PARTS = Text("下级合计 {parts}。", "The parts add up to {parts}.")
_MISSING = Text("其中 {names} 未录入，合计里没有它们。", "{names} have not called and are not in that sum.")
_UNSORTED = Text(
    "{n} 个在谈商机（{amount}）没有预测分类，计入“全部在谈”。",
    "{n} open deals ({amount}) have no forecast category and count as pipeline.",
)
_HOW = Text(
    "各分类逐级包含：已赢单 ⊂ 承诺 ⊂ 乐观 ⊂ 全部在谈；按 {day} 结束时商机的预测分类与预计成交日，“不计入”的除外。",
    "Each category holds the one before: won ⊂ commit ⊂ best case ⊂ pipeline; by forecast category and close date of "
    "the deals at the end of {day}, omitted ones left out.",
)
_NO_PLAN = Text("本期没有按区域的目标。", "No target names a region in this period.")
_NO_PARTS = Text("这个区域没有下级。", "This region has no parts.")
COLUMNS: Columns = {
    "name": Column(Text("区域", "Region"), link="to"),
    "won": Column(Text("已赢单", "Won so far"), Unit.MONEY, short=True),
    "commit": Column(Text("承诺（商机）", "Commit (deals)"), Unit.MONEY, short=True),
    "best_case": Column(Text("乐观（商机）", "Best case (deals)"), Unit.MONEY, short=True),
    "pipeline": Column(Text("全部在谈", "Pipeline"), Unit.MONEY, short=True),
    "called_commit": Column(Text("承诺（总监）", "Commit (called)"), Unit.MONEY, short=True),
    "called_best": Column(Text("乐观（总监）", "Best case (called)"), Unit.MONEY, short=True),
    "call": Column(Text("预测承诺", "Call"), Unit.MONEY, short=True),
    "before": Column(Text("上次承诺", "Last call"), Unit.MONEY, short=True),
    "change": Column(Text("变化", "Change"), Unit.MONEY, short=True, signed=True, better=True),
    "target": Column(Text("目标", "Target"), Unit.MONEY, short=True),
    "gap": Column(Text("承诺−目标", "Call − target"), Unit.MONEY, short=True, signed=True, better=True),
    "who": Column(Text("谁", "By")),
    "day": Column(Text("何时", "On")),
}
_MORE: Columns = {**COLUMNS, "reason": Column(Text("理由", "Reason"))}


def table_box(view: View) -> None:
    """The region looked at, its parts, and how far their calls add up; each part leads a level down."""
    ctx = view.ctx
    with card(ctx, _TABLE):
        table = view.table
        lead(_headline(view, table))
        deeper = {key for key in table.region if parts_of(key, view.mine.tree)} if len(table) else set()
        day = table["at"].dt.strftime("%Y-%m-%d")
        links = [_to(view, key) if key in deeper and key != view.node else "" for key in table.region]
        told = table.assign(day=day, to=pd.Series(links, dtype="str"))
        columns = {n: c for n, c in COLUMNS.items() if n not in _OPTIONAL or told[n].notna().any()}
        with st.container(key="wide_calls"):
            grid(ctx, told, columns)
        said = [*_rolled(view, roll_up(table)), ctx.say(_HOW, day=view.day), *_left_out(view)]
        st.html("".join(f'<p class="hint">{escape(one)}</p>' for one in said))
        behind(ctx, told, Exhibit("calls", _MORE, ("won_amount",)))


_OPTIONAL = ("called_commit", "called_best", "before", "change", "target", "gap", "who", "day")


def bars_box(view: View) -> None:
    """The parts as bars of their categories, with call and target on them."""
    ctx = view.ctx
    with card(ctx, _BARS):
        parts = view.table[view.table.depth == 1].reset_index(drop=True)
        if parts.empty:
            note(ctx.say(_NO_PARTS))
            return
        figure = stretched(call_bars(parts, ctx.locale, ctx.look, Subject(METRICS["won_amount"])), 420)
        told = parts.assign(day=parts["at"].dt.strftime("%Y-%m-%d"), to="")
        columns = {name: column for name, column in _MORE.items() if name != "to"}
        leads = leading("call_bars", PAGE, lambda mark: _query(view, mark[0]))
        show(ctx, figure, told, Exhibit("call_bars", columns, ("won_amount",), leads=leads))


def _query(view: View, key: str) -> link.Query:
    return view.query(region=view.node if key == ITSELF else key)


def _to(view: View, key: str) -> str:
    return link.to(PAGE, view.query(region=key))


def _headline(view: View, table: pd.DataFrame) -> tuple[str, ...]:
    """What the region on top calls, what that rests on, and how it stands to the target."""
    ctx = view.ctx
    if not view.has_top or table.empty:
        return ()
    top, names = table.iloc[0], {"region": view.name(view.node), "period": view.period}
    if ctx.locale is Locale.ZH:
        names["region"] += " "
    money = {n: value_of(ctx, float(top[c]), Unit.MONEY) for n, c in (("won", "won"), ("best", "best_case"))}
    if top.call != top.call:
        return (ctx.say(_SILENT_TOP, **names, **money, commit=value_of(ctx, top.commit, Unit.MONEY)),)
    called = {"call": value_of(ctx, top.call, Unit.MONEY)}
    by = {"who": top.who, "day": f"{top['at']:%Y-%m-%d}"}
    if view.day >= view.place.last:
        off = {"side": _OFF[top.call >= top.won], "off": value_of(ctx, abs(top.call - top.won), Unit.MONEY)}
        share = percent(abs(top.call - top.won) / top.won) if top.won > 0 else MISSING
        first = ctx.say(_CAME, **names, **called, **by, **off, share=share, won=money["won"])
    elif top.call <= top.won:
        first = ctx.say(_REACHED, **names, **called, won=money["won"])
    else:
        more = {"rest": top.call - top.won, "commit": top.commit - top.won}
        said = {n: value_of(ctx, float(v), Unit.MONEY) for n, v in more.items()}
        first = ctx.say(_HEADLINE, **names, **called, **said, **by, won=money["won"])
    return (first, *_against(view, float(top.gap), float(top.target)))


def _against(view: View, gap: float, target: float) -> tuple[str, ...]:
    ctx = view.ctx
    if gap != gap:
        return (ctx.say(_NO_PLAN),)
    size, plan = (value_of(ctx, value, Unit.MONEY) for value in (abs(gap), target))
    metric = METRICS[view.planned.metric].name
    return (ctx.say(_AGAINST, side=_SIDES[gap >= 0], gap=size, target=plan, metric=metric),)


def _rolled(view: View, rolled: RollUp) -> list[str]:
    """The sum of the parts against the own call, and whose call is not in it."""
    ctx = view.ctx
    if rolled.parts != rolled.parts:
        return []
    parts, own = (exactly(value, Unit.MONEY, ctx.locale) for value in (rolled.parts, rolled.own))
    if rolled.own == rolled.own:
        gap = exactly(rolled.difference, Unit.MONEY, ctx.locale, signed=True)
        said = [ctx.say(_ROLLED, parts=parts, own=own, difference=gap, region=view.name(view.node))]
    else:
        said = [ctx.say(_PARTS, parts=parts)]
    if rolled.silent:
        joint = "、" if ctx.locale is Locale.ZH else ", "
        said.append(ctx.say(_MISSING, names=joint.join(view.name(key) for key in rolled.silent)))
    return said


def _left_out(view: View) -> list[str]:
    count, amount = uncategorised(view.deals)
    said = view.ctx.say(_UNSORTED, n=exact(count), amount=value_of(view.ctx, amount, Unit.MONEY))
    return [said] if count else []
