"""The boxes of the page on structure: concentration, its course, Lorenz curve, dependences."""

from html import escape

import pandas as pd
import streamlit as st

from analytics.mix import gini, lorenz_curve, top_share
from charts.concentration import concentration_lines
from charts.lorenz import lorenz_line
from domain.metric import Unit
from domain.mix import SPREAD
from domain.written import step_name, written
from i18n import Locale, Text, exact, percent
from ui import link
from ui.card import Exhibit, behind, card, lead, note, show
from ui.columns import Column, Columns
from ui.grid import grid
from ui.mix_view import PAGE, View

SPREAD_TITLE, COURSE = Text("集中度", "Concentration"), Text("集中度走势", "Concentration over time")
LORENZ, RISKS = Text("洛伦兹曲线", "Lorenz curve"), Text("依赖预警", "Dependence")
KINDS = {
    "customer": Text("客户", "customer"),
    "partner": Text("经销商", "partner"),
    "channel": Text("渠道", "channel"),
}
_HINT = Text(
    "HHI = Σ 占比²（只计正销售额）；标准化：0 均等，1 独占；有效个数 = 1 ÷ HHI，相当于几个同样大的成员。{step}。",
    "HHI: Σ share² of positive revenue; normalised: 0 all equal, 1 one has all; effective number = 1 ÷ HHI: as many "
    "members of equal size. As of {step}.",
)
_EFFECTIVE = Text(
    "{step}：{n} 个{who}相当于 {effective} 个同样大的成员；{moved}。",
    "{step}: {n} {who} weigh as much as {effective} of equal size; {moved}.",
)
_MORE, _LESS = (
    Text("比一年前更集中（当时 {then} 个）", "more concentrated than a year before ({then} then)"),
    Text("比一年前更分散（当时 {then} 个）", "less concentrated than a year before ({then} then)"),
)
_SAME, _YOUNG = Text("与一年前相当", "as a year before"), Text("没有一年前可比", "no year before to compare")
_LARGEST = Text("最大的是 {name}，占 {share}。", "The largest, {name}, has {share}.")
_NO_STEP = Text("到所选期末还没有完整的一步可看。", "No step is over yet at the end of the period.")
_NOT_WHOLE = Text(
    "集中度以全公司为分母，不在您的可见范围内。",
    "Concentration divides by the whole company, which is not in your scope.",
)
_UNEVEN = Text(
    "最大的 20% {who}带来 {share} 的销售额；基尼系数 {gini}（0 均等，1 独占）。",
    "The largest 20 % of {who} bring {share} of revenue; Gini {gini} (0 all equal, 1 one has all).",
)
_FEW = Text(
    "{n} 个{who}之间的基尼系数为 {gini}（0 均等，1 独占）。",
    "Gini over {n} {who}: {gini} (0 all equal, 1 one has all).",
)
_NO_MEMBERS = Text("所选期间没有带{who}的销售额。", "No revenue with {who} in the period.")
_ONE_IS = Text("{kind}“{name}”占{group}的 {share}", "One {kind}, {name}, is {share} of {group}")
_RISK = Text("{said}：{money} 面临风险。", "{said}: {money} at risk.")
_COUNT = Text(
    "{n} 项依赖达到阈值，另有 {near} 项超过阈值的一半。", "{n} at their limit, {near} more than halfway there."
)
_NEAR = Text(
    "没有依赖达到阈值（{limits}）。金额最大的半程依赖：{said}。",
    "No dependence is at its limit ({limits}). The largest that is halfway there: {said}.",
)
_SAFE = Text("没有依赖达到阈值的一半（{limits}）。", "No dependence is even halfway to its limit ({limits}).")
_REACHED, _HALFWAY = Text("▲ 超限", "▲ over"), Text("过半", "halfway")
_NOBODY = Text("所选范围没有销售额。", "There is no revenue in the selection.")
_LIMITS = Text("阈值：{limits}。分母为所选范围内您可见的全部销售额。",
               "Limits: {limits}. Shares are of all revenue of the selection that you see.")  # fmt: skip
_TALL = 9
_MANY = 10  # members from which on a fifth of them means something


def spread_box(view: View) -> None:
    """HHI, normalised HHI, effective number and largest share of every kind of member, beside a year before."""
    ctx = view.ctx
    with card(ctx, SPREAD_TITLE):
        if view.spread.empty:
            note(ctx.say(_NOT_WHOLE))
            return
        rows = _latest(view)
        step = step_name(rows.period.max().date(), view.grain, ctx.locale)
        st.html(f'<p class="hint">{escape(ctx.say(_HINT, step=step))}</p>')
        grid(ctx, rows, _SPREAD)
        behind(ctx, rows, Exhibit("spread", _SPREAD))


_SPREAD: Columns = {
    "name": Column(Text("按", "By"), link="to"),
    "members": Column(Text("成员", "Members"), Unit.COUNT),
    "hhi": Column(Text("HHI", "HHI"), Unit.SHARE),
    "moved": Column(Text("较一年前", "On a year before"), Unit.POINTS, signed=True),
    "normalised": Column(Text("标准化 HHI", "Normalised"), Unit.SHARE),
    "effective": Column(Text("有效个数", "Effective"), Unit.INDEX),
    "largest": Column(Text("最大占比", "Largest"), Unit.SHARE, short=True, meter=True),
    "largest_name": Column(Text("最大成员", "Which")),
}


def _latest(view: View) -> pd.DataFrame:
    """The last step of each dimension, with `moved`: HHI less that of a year before, in shares."""
    rows, ago = view.spread, view.spread.assign(period=view.spread.period + pd.DateOffset(years=1))
    both = rows.merge(ago[["by", "period", "hhi", "effective"]], "left", ["by", "period"], suffixes=("", "_then"))
    last = both[both.period == both.groupby("by").period.transform("max")]
    names = {key: view.ctx.say(name) for key, name in SPREAD.items()}
    to = [link.to(PAGE, view.query(by=key)) for key in last.by]
    return last.assign(moved=last.hhi - last.hhi_then, name=last.by.map(names), to=to).reset_index(drop=True)


def course_box(view: View) -> None:
    """The concentration of the chosen members step by step."""
    ctx = view.ctx
    with card(ctx, COURSE):
        rows = view.spread[view.spread.by == view.by].reset_index(drop=True)
        if rows.empty:
            note(ctx.say(_NOT_WHOLE if view.spread.empty or view.by not in set(view.spread.by) else _NO_STEP))
            return
        lead(_concentrated(view))
        columns = {"period": Column(Text("期间", "Period"), grain=view.grain)}
        columns |= {key: one for key, one in _SPREAD.items() if key in rows}
        figure = concentration_lines(rows, ctx.locale, ctx.look, view.subject)
        show(ctx, figure, rows, Exhibit("concentration_course", columns, ("revenue",)))


def _concentrated(view: View) -> tuple[str, ...]:
    ctx, rows = view.ctx, _latest(view)
    row = rows[rows.by == view.by].iloc[0]
    then = exact(row.effective_then, decimals=1)
    if row.hhi_then != row.hhi_then:
        moved = ctx.say(_YOUNG)
    elif exact(row.effective, decimals=1) == then or abs(row.effective - row.effective_then) < 0.02 * row.effective:
        moved = ctx.say(_SAME)
    else:
        moved = ctx.say(_MORE if row.effective < row.effective_then else _LESS, then=then)
    step = step_name(row.period.date(), view.grain, ctx.locale)
    said = {"n": exact(row.members), "who": who(view), "effective": exact(row.effective, decimals=1)}
    largest = ctx.say(_LARGEST, name=row.largest_name, share=percent(row.largest))
    return ctx.say(_EFFECTIVE, step=step, moved=moved, **said), largest


def lorenz_box(view: View) -> None:
    """How unevenly the revenue of the period is spread over the chosen members."""
    ctx = view.ctx
    with card(ctx, LORENZ):
        curve = lorenz_curve(view.lorenz)
        if curve.empty:
            note(ctx.say(_NO_MEMBERS, who=who(view)))
            return
        share, uneven = percent(top_share(curve, 0.2)), exact(gini(view.lorenz), decimals=2)
        count = int(view.lorenz.members.sum())
        lead(
            ctx.say(_UNEVEN, who=who(view), share=share, gini=uneven)
            if count >= _MANY
            else ctx.say(_FEW, n=count, who=who(view), gini=uneven)
        )
        columns = {
            "members": Column(Text("成员（由小到大）", "Members, the smallest first"), Unit.SHARE),
            "amount": Column(Text("占销售额", "Share of revenue"), Unit.SHARE),
        }
        show(
            ctx, lorenz_line(curve, ctx.locale, ctx.look, view.subject), curve, Exhibit("lorenz", columns, ("revenue",))
        )


def risks_box(view: View) -> None:
    """Who the company, a region or a channel depends on, and the money that would go with them."""
    ctx = view.ctx
    with card(ctx, RISKS):
        limits = "、" if ctx.locale is Locale.ZH else ", "
        said = limits.join(
            f"{ctx.say(KINDS[of])} {percent(limit, decimals=0 if round(100 * limit, 6) % 1 == 0 else 1)}"
            for of, limit in view.limits.items()
        )
        if view.largest.empty:
            note(ctx.say(_NOBODY))
            return
        rows = view.warnings
        reached = rows[rows.reached]
        if rows.empty:
            note(ctx.say(_SAFE, limits=said))
            return
        if reached.empty:
            lead(ctx.say(_NEAR, limits=said, said=_said(view, rows.iloc[0])))
        else:
            money = written(reached.amount.iloc[0], Unit.MONEY, ctx.locale)
            first = ctx.say(_RISK, said=_said(view, reached.iloc[0]), money=money)
            lead((first, ctx.say(_COUNT, n=len(reached), near=len(rows) - len(reached))))
        states = rows.reached.map({True: ctx.say(_REACHED), False: ctx.say(_HALFWAY)})
        shown = rows.assign(kind=rows.of.map({of: ctx.say(name) for of, name in KINDS.items()}), state=states)
        grid(ctx, shown.head(_TALL), _RISKS)
        st.html(f'<p class="hint">{escape(ctx.say(_LIMITS, limits=said))}</p>')
        behind(ctx, shown, Exhibit("dependence", _RISKS, ("revenue",)))


_RISKS: Columns = {
    "member_name": Column(Text("依赖谁", "Who")),
    "kind": Column(Text("类型", "Kind")),
    "group_name": Column(Text("在哪里", "Where")),
    "share": Column(Text("占比", "Share"), Unit.SHARE, short=True, meter=True),
    "amount": Column(Text("面临风险", "At risk"), Unit.MONEY, short=True),
    "total": Column(Text("当地销售额", "Revenue there"), Unit.MONEY, short=True),
    "state": Column(Text("状态", "State")),
}


def _said(view: View, row: pd.Series) -> str:
    kind = view.ctx.say(KINDS[row["of"]])
    return view.ctx.say(_ONE_IS, kind=kind, name=row.member_name, group=row.group_name, share=percent(row.share))


def who(view: View) -> str:
    """The chosen members in the middle of a sentence."""
    name = view.ctx.say(SPREAD[view.by])
    return name if view.ctx.locale is Locale.ZH else name.lower()
