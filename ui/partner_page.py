"""A partner's own page: what it is, its life month by month, its rhythm, what it sells and costs, where it may sell."""

from datetime import date
from html import escape
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from analytics.partner_lives import Lives
from analytics.partner_months import life_months, state_spells
from charts.axes import Subject
from charts.partner_life import partner_life
from charts.silence import silence_marks
from data_access.partner_life import partner_costs, partner_lines, partner_sums, territory
from domain.contracts_partners import SILENT_MARKS
from domain.metric import Unit
from domain.metrics import METRICS
from domain.partners import KINDS, RHYTHM_DAYS, STATES
from domain.periods import Grain
from domain.written import exactly
from i18n import Text, exact
from ui import link
from ui.card import Exhibit, card, note, show
from ui.columns import Column, Columns
from ui.grid import grid
from ui.partner_tiles import SILENT
from ui.partner_view import PAGE, View

PARTNER, LIFE = Text("经销商", "Partner"), Text("历程", "Its life")
LINES, COSTS = Text("产品线", "Product lines"), Text("自身费用", "Its own costs")
TERRITORY, SPELLS, RHYTHM = (
    Text("销售区域", "Territory"),
    Text("状态历史", "States so far"),
    Text("订货节奏", "Order rhythm"),
)
BACK = Text("‹ 返回经销商", "‹ Back to the partners")
NOT_FOUND = Text(
    "没有这个经销商，或者它不在您的可见范围或所选筛选内。",
    "There is no such partner, or it is not in your scope or selection.",
)
RULES = {
    "allowed": Text("可售", "allowed"), "exclusive": Text("独家", "exclusive"), "forbidden": Text("禁售", "forbidden"),
}  # fmt: skip
COST_KINDS = {
    "marketing": Text("市场", "Marketing"), "rebate": Text("返利", "Rebates"), "logistics": Text("物流", "Logistics"),
    "people": Text("人员", "People"), "other": Text("其他", "Other"),
}  # fmt: skip
_FACTS = {
    "kind": Text("类型", "Kind"), "tier": Text("等级", "Tier"), "channel_name": Text("渠道", "Channel"),
    "region_name": Text("区域", "Region"), "opened_on": Text("开业", "Opened"), "closed_on": Text("关闭", "Closed"),
    "first_on": Text("数据中首单", "First order seen"), "last_on": Text("最后订单", "Last order"),
    "order_days": Text("订货天数", "Order days"),
}  # fmt: skip
_MONEY = {
    "revenue": Text("期间销售额", "Revenue of the period"), "margin": Text("毛利", "Margin"),
    "own_cost": Text("自身费用", "Own costs"), "shared_cost": Text("分摊费用", "Shared costs"),
}  # fmt: skip
_YEAR = Text("近 12 个月销售额", "revenue of 12 months")
_LEFT = Text("贡献", "Contribution")
_RHYTHM = Text(
    "通常每 {usual} 天下单一次，一年内最长停顿 {longest} 天；距最后订单 {since} 天。",
    "Usually orders every {usual} days, the longest pause of its year was {longest}; "
    "the last order was {since} days ago.",
)
_NO_RHYTHM = Text(
    "一年内订货日不足 {n} 天，看不出节奏。", "Fewer than {n} order days in a year: there is no rhythm to see."
)
_NO_SALES = Text("近 24 个月没有销售。", "Nothing was sold in 24 months.")
_NO_COSTS = Text("近 12 个月没有记在它名下的费用。", "No cost names it in the last 12 months.")
_NO_TERRITORY = Text("没有记录销售区域。", "No territory is recorded.")
_REVENUE = Subject(METRICS["revenue"])
_LONGEST = 200


def asked_for() -> str:
    """The key of the partner that the address names; "" when it asks for all of them."""
    return next((value[:_LONGEST] for value in link.values("dealer") if value), "")


def partner_page(view: View, key: str) -> None:
    """Everything on one partner of the selection; the same words where there is none and where it is foreign."""
    ctx = view.ctx
    st.html(
        f'<p class="back"><a class="go" href="{escape(link.to(PAGE, view.query()))}">{escape(ctx.say(BACK))}</a></p>'
    )
    at = np.flatnonzero((view.own.frame.key == key).to_numpy())
    if not len(at):
        st.info(ctx.say(NOT_FOUND))
        return
    own = view.own.only(view.own.frame.key.to_numpy() == key)
    facts, spells = st.columns([5, 2])
    with facts:
        _facts_box(view, own)
        _life_box(view, own)
    with spells:
        _spells_box(view, own)
        _territory_box(view, key)
    rhythm, lines, costs = st.columns([4, 3, 2])
    with rhythm:
        _rhythm_box(view, own)
    with lines:
        _lines_box(view, key)
    with costs:
        _costs_box(view, key)


def _facts_box(view: View, own: Lives) -> None:
    ctx, row = view.ctx, own.frame.iloc[0]
    with card(ctx, PARTNER):
        kind = {"kind": ctx.say(KINDS[row.kind])} if row.kind in KINDS else {}
        known: dict[Any, Any] = row.to_dict() | kind
        told = [(ctx.say(name), _said(known[column])) for column, name in _FACTS.items()]
        told += _money(view, str(row.key))
        rows = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in told if value)
        year = view.money.set_index("key").year.get(row.key, 0.0)
        quiet = row.key in set(view.silent.key)
        state = "lost" if quiet or row.state == "dormant" else "won" if row.state == "active" else ""
        said = ctx.say(STATES[row.state]) + (f" · {ctx.say(SILENT)}" if quiet else "")
        st.html(
            f'<div class="deal"><div><h3>{escape(str(row["name"]))}</h3><p class="key">{escape(str(row.key))}</p></div>'
            f'<p class="worth">{escape(exactly(float(year), Unit.MONEY, ctx.locale))} '
            f'<span class="key">{escape(ctx.say(_YEAR))}</span></p>'
            f'<p class="state {state}">{escape(said)}</p></div><dl class="facts">{rows}</dl>'
        )


def _money(view: View, key: str) -> list[tuple[str, str]]:
    found = view.money[view.money.key == key]
    if found.empty:
        return []
    row = {name: float(found[name].iloc[0]) for name in _MONEY}
    row["left"] = row["margin"] - row["own_cost"] - row["shared_cost"]
    names = {**_MONEY, "left": _LEFT}
    return [(view.ctx.say(name), exactly(row[one], Unit.MONEY, view.ctx.locale)) for one, name in names.items()]


def _said(value: Any) -> str:
    if pd.isna(value):
        return ""
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else str(value)


def _life_box(view: View, own: Lives) -> None:
    ctx = view.ctx
    with card(ctx, LIFE):
        sums = partner_sums(ctx.data, str(own.frame.key.iloc[0]), _since(view), view.day)
        frame = life_months(own, sums, view.day, _since(view))
        columns: Columns = {
            "period": Column(Text("月份", "Month"), grain=Grain.MONTH),
            "revenue": Column(Text("销售额", "Revenue"), Unit.MONEY),
            "margin": Column(Text("毛利", "Margin"), Unit.MONEY),
            "cost": Column(Text("自身费用", "Own costs"), Unit.MONEY),
            "state": Column(Text("月末状态", "State at its end")),
        }
        figure = partner_life(frame, ctx.locale, ctx.look, _REVENUE)
        names = {key: ctx.say(name) for key, name in STATES.items()}
        show(ctx, figure, frame.assign(state=frame.state.replace(names)), Exhibit("partner_life", columns))


def _since(view: View) -> date:
    """The first month of the data, or three years before the last one."""
    earliest = pd.Timestamp(view.day).replace(day=1) - pd.DateOffset(months=35)
    return max(view.begun, earliest.date())


def _spells_box(view: View, own: Lives) -> None:
    ctx = view.ctx
    with card(ctx, SPELLS):
        rows = state_spells(own, view.day, view.begun)
        rows = rows.assign(state=rows.state.map({key: ctx.say(name) for key, name in STATES.items()}))
        columns = {"state": Column(Text("状态", "State")), "since": Column(Text("自月末", "Since the end of"))}
        grid(ctx, rows.iloc[::-1], columns)


def _rhythm_box(view: View, own: Lives) -> None:
    ctx, row = view.ctx, own.frame.iloc[0]
    with card(ctx, RHYTHM):
        if pd.isna(row.rhythm):
            note(ctx.say(_NO_RHYTHM, n=RHYTHM_DAYS))
            return
        days = {"usual": exact(row.rhythm, decimals=1), "longest": exact(row.longest), "since": exact(row.days_since)}
        st.html(f'<p class="hint">{escape(ctx.say(_RHYTHM, **days))}</p>')
        ago = own.days.count - 1 - np.flatnonzero(own.days.on[0])
        year = view.money.set_index("key").year.get(row.key, 0.0)
        about = {"key": row.key, "name": row["name"], "days_since": row.days_since, "rhythm": row.rhythm, "year": year}
        marks = SILENT_MARKS.coerce(pd.DataFrame({**about, "ago": ago[ago <= 365]}))
        columns: Columns = {"ago": Column(Text("几天前", "Days ago"), Unit.COUNT)}
        figure = silence_marks(marks, ctx.locale, ctx.look, _REVENUE)
        show(ctx, figure, marks, Exhibit("rhythm", columns))


def _lines_box(view: View, key: str) -> None:
    ctx = view.ctx
    with card(ctx, LINES):
        rows = partner_lines(ctx.data, key, view.day, ctx.locale)
        if rows.empty:
            note(ctx.say(_NO_SALES))
            return
        rows = rows.assign(growth=rows.year / rows.year_before.where(rows.year_before > 0) - 1)
        columns = {
            "line": Column(Text("产品线", "Product line")),
            "year": Column(Text("近 12 个月", "12 months"), Unit.MONEY, short=True),
            "growth": Column(Text("较前 12 个月", "On 12 before"), Unit.SHARE, short=True, signed=True, better=True),
        }
        grid(ctx, rows, columns)


def _costs_box(view: View, key: str) -> None:
    ctx = view.ctx
    with card(ctx, COSTS):
        first = (pd.Timestamp(view.day) + pd.Timedelta(days=1) - pd.DateOffset(months=12)).date()
        rows = partner_costs(ctx.data, key, first, view.day)
        if rows.empty:
            note(ctx.say(_NO_COSTS))
            return
        rows = rows.assign(kind=rows.kind.replace({one: ctx.say(name) for one, name in COST_KINDS.items()}))
        amount = Column(Text("近 12 个月", "12 months"), Unit.MONEY, short=True)
        grid(ctx, rows, {"kind": Column(Text("类别", "Kind")), "amount": amount})


def _territory_box(view: View, key: str) -> None:
    ctx = view.ctx
    with card(ctx, TERRITORY):
        rows = territory(ctx.data, key, ctx.locale)
        if rows.empty:
            note(ctx.say(_NO_TERRITORY))
            return
        rows = rows.assign(rule=rows.rule.replace({rule: ctx.say(name) for rule, name in RULES.items()}))
        columns: Columns = {
            "region_name": Column(Text("区域", "Region")),
            "product_line": Column(Text("产品线", "Product line")),
            "rule": Column(Text("规则", "Rule")),
            "valid_from": Column(Text("自", "From")),
            "valid_to": Column(Text("至", "Until")),
        }
        grid(ctx, rows, {name: column for name, column in columns.items() if rows[name].notna().any()})
