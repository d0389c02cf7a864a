"""The boxes of the partners page on single partners: who is going silent, who earns, who costs, and all of them."""

from html import escape

import pandas as pd
import streamlit as st

from analytics.partners import makers, silent_marks, tail
from charts.axes import Subject
from charts.pareto import pareto_curve
from charts.rows import rate, stretched
from charts.silence import silence_marks
from domain.metric import Unit
from domain.metrics import METRICS
from domain.partners import KINDS, SILENT_TIMES, STATES
from domain.written import written
from i18n import Text, exact, percent
from ui.card import Exhibit, behind, card, note, show
from ui.clicks import leading
from ui.columns import Column, Columns
from ui.grid import grid
from ui.partner_view import PAGE, View
from ui.parts import told

SILENT_BOX, PARETO_BOX = Text("正在沉默", "Going silent now"), Text("谁带来销售", "Who brings the sales")
TAIL_BOX, LIST_BOX = Text("入不敷出的经销商", "Partners that cost more than they earn"), Text("经销商", "Partner")
ALL_BOX = Text("全部经销商", "All partners")
SEARCH = Text("搜索经销商名称或编号", "Search by name or key")
DRAWN, ROWS, LISTED = 12, 8, 25
TALL = 420
_REVENUE = Subject(METRICS["revenue"])
_SILENT_HINT = Text(
    "仍算活跃，但未下单天数超过其一年内最长间隔，且不少于通常间隔的 {times} 倍。"
    "每一竖线是一个订货日，右端是 {day}；点击查看该经销商。",
    "Still active, but without an order for longer than any pause of its year and at least {times} times its usual "
    "one. A tick is an order day, the right end is {day}. Click to see the partner.",
)
_NONE_SILENT = Text("没有活跃经销商打破自己的下单节奏。", "No active partner is silent against its own rhythm.")
_NO_RHYTHM = Text("{n} 家订货日太少，看不出节奏。", "{n} have too few order days for a rhythm.")
_MOST = Text(
    "{n} 家中的 {k} 家（{share}）带来 {part} 的销售额。",
    "{k} of {n} partners ({share}) bring {part} of the revenue.",
)
_PARETO_HINT = Text(
    "所选期间。贡献 = 毛利 − 自身费用 − 分摊费用；没有记在经销商名下的渠道费用，按销售额分摊。",
    "In the period. Contribution = margin − own costs − shared costs; what a channel spent on no partner in particular "
    "is shared by revenue.",
)
_NO_MARGIN = Text("订单行没有成本，因此没有贡献。", "Order lines have no cost, hence there is no contribution.")
_TAIL_SAID = Text(
    "{n} 家期间共亏 {money}；它们带来 {share} 的销售额。",
    "{n} lost {money} in the period; they bring {share} of the revenue.",
)
_NO_TAIL = Text("期间没有入不敷出的经销商。", "No partner costs more than it earns in the period.")
_NO_SALES = Text("期间没有销售。", "Nothing was sold in the period.")
_NO_MATCH = Text("没有符合搜索的经销商。", "No partner matches the search.")
_FIRST = Text(
    "共 {all} 家，这里是前 {n} 家；全部见右上角。", "The first {n} of {all}; all of them are behind the mark above."
)
NAME, YEAR = Column(Text("经销商", "Partner"), link="to"), Text("近 12 个月", "12 months")
_CHANNEL, _REGION = Column(Text("渠道", "Channel")), Column(Text("区域", "Region"))


def silent_box(view: View) -> None:
    """Active partners that are silent against their own rhythm, by the revenue at stake."""
    ctx, frame = view.ctx, view.silent
    with card(ctx, SILENT_BOX):
        if frame.empty:
            note(ctx.say(_NONE_SILENT))
            return
        active = view.own.frame[view.own.frame.state == "active"]
        said = [ctx.say(_SILENT_HINT, times=SILENT_TIMES, day=view.day)]
        if few := int(active.rhythm.isna().sum()):
            said.append(ctx.say(_NO_RHYTHM, n=exact(few)))
        st.html(f'<p class="hint">{escape(" ".join(said))}</p>')
        marks = silent_marks(frame, view.own, DRAWN)
        leads = leading("silence_marks", PAGE, lambda mark: view.query(dealer=mark[0]))
        figure = stretched(silence_marks(marks, ctx.locale, ctx.look, _REVENUE), TALL)
        show(ctx, figure, frame, Exhibit("silence_marks", _silent_columns(), leads=leads))


def silent_table(view: View) -> None:
    """The same partners as rows: how long, against what, and how long until each counts as dormant."""
    ctx, frame = view.ctx, view.silent
    with card(ctx, Text("沉默名单", "The list")):
        if frame.empty:
            note(ctx.say(_NONE_SILENT))
            return
        columns = {name: column for name, column in _silent_columns().items() if name != "last_on"}  # the chart tells
        with st.container(key="silent_names"):
            grid(ctx, _linked(view, frame.head(DRAWN)), columns | {"name": NAME})


def _silent_columns() -> Columns:
    return {
        "name": Column(Text("经销商", "Partner")),
        "year": Column(YEAR, Unit.MONEY, short=True),
        "days_since": Column(Text("未下单天数", "Days silent"), Unit.COUNT),
        "rhythm": Column(Text("通常间隔", "Usual pause"), Unit.INDEX),
        "left_days": Column(Text("距半死不活", "Days to dormant"), Unit.COUNT),
        "last_on": Column(Text("最后订单", "Last order")),
        "channel_name": _CHANNEL,
        "region_name": _REGION,
    }


def pareto_box(view: View) -> None:
    """How few partners make 80 % of the sales, and what each leaves."""
    ctx, frame = view.ctx, view.pareto
    with card(ctx, PARETO_BOX):
        count = makers(frame)
        if not count:
            note(ctx.say(_NO_SALES))
            return
        part = percent(float(frame.part[count - 1]))
        told((ctx.say(_MOST, n=exact(len(frame)), k=exact(count), share=percent(count / len(frame)), part=part),))
        hint = _PARETO_HINT if frame.contribution.notna().any() else _NO_MARGIN
        st.html(f'<p class="hint">{escape(ctx.say(hint))}</p>')
        leads = leading("pareto", PAGE, lambda mark: view.query(dealer=mark[0]))
        figure = pareto_curve(frame, ctx.locale, ctx.look, _REVENUE)
        show(ctx, figure, frame, Exhibit("pareto", _money_columns(), leads=leads))


def _money_columns() -> Columns:
    return {
        "name": Column(Text("经销商", "Partner")),
        "revenue": Column(Text("销售额", "Revenue"), Unit.MONEY, short=True),
        "margin": Column(Text("毛利", "Margin"), Unit.MONEY, short=True),
        "cost": Column(Text("费用", "Costs"), Unit.MONEY, short=True),
        "contribution": Column(Text("贡献", "Contribution"), Unit.MONEY, short=True, better=True, signed=True),
    }


def tail_box(view: View) -> None:
    """The partners that cost more than they earn, the dearest first."""
    ctx, frame = view.ctx, view.pareto
    with card(ctx, TAIL_BOX):
        rows = tail(frame)
        if frame.contribution.isna().all():
            note(ctx.say(_NO_MARGIN))
            return
        if rows.empty:
            note(ctx.say(_NO_TAIL))
            return
        lost, total = written(-float(rows.contribution.sum()), Unit.MONEY, ctx.locale), float(frame.revenue.sum())
        share = rate(float(rows.revenue.sum()) / total if total > 0 else float("nan"))
        told((ctx.say(_TAIL_SAID, n=exact(len(rows)), money=lost, share=share),))
        grid(ctx, _linked(view, rows.head(ROWS)), {**_money_columns(), "name": NAME})
        behind(ctx, rows, Exhibit("tail", _money_columns()))


def list_box(view: View) -> None:
    """Every partner of the selection, found by name or key, the largest first; a row leads to its own page."""
    ctx = view.ctx
    with card(ctx, ALL_BOX):
        sought = st.text_input(
            ctx.say(SEARCH),
            placeholder=ctx.say(SEARCH),
            max_chars=80,
            label_visibility="collapsed",
            key="q",
            bind="query-params",
            width=320,
            icon=":material/search:",
        )
        rows = _listed(view)
        if sought:
            word = sought.strip().casefold()
            rows = rows[[word in f"{a} {b}".casefold() for a, b in zip(rows.key, rows["name"], strict=True)]]
        if rows.empty:
            note(ctx.say(_NO_MATCH))
            return
        columns = _list_columns()
        grid(ctx, _linked(view, rows.head(LISTED)), columns)
        if len(rows) > LISTED:
            st.html(f'<p class="more">{escape(ctx.say(_FIRST, n=LISTED, all=exact(len(rows))))}</p>')
        every = {"key": Column(Text("编号", "Key")), **columns, "name": Column(Text("经销商", "Partner"))}
        behind(ctx, rows, Exhibit("all_partners", every))


def _listed(view: View) -> pd.DataFrame:
    frame = view.own.frame.merge(view.money[["key", "year", "year_before"]], how="left", on="key")
    states, kinds = ({key: view.ctx.say(name) for key, name in names.items()} for names in (STATES, KINDS))
    growth = (frame.year / frame.year_before.where(frame.year_before > 0) - 1).astype("float64")
    frame = frame.assign(state=frame.state.map(states), kind=frame.kind.replace(kinds), year=frame.year.fillna(0.0))
    return frame.assign(growth=growth).sort_values(["year", "key"], ascending=[False, True]).reset_index(drop=True)


def _list_columns() -> Columns:
    return {
        "name": NAME,
        "state": Column(Text("状态", "State")),
        "year": Column(YEAR, Unit.MONEY, short=True),
        "growth": Column(Text("较前 12 个月", "On 12 before"), Unit.SHARE, short=True, signed=True, better=True),
        "last_on": Column(Text("最后订单", "Last order")),
        "rhythm": Column(Text("通常间隔（天）", "Usual pause"), Unit.INDEX),
        "opened_on": Column(Text("开业", "Opened")),
        "kind": Column(Text("类型", "Kind")),
        "tier": Column(Text("等级", "Tier")),
        "channel_name": _CHANNEL,
        "region_name": _REGION,
    }


def _linked(view: View, rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(to=[view.dealer(key) for key in rows.key])
