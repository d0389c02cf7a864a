"""The boxes behind a proposal: each channel's curve, what cannot be told and would have to be tried, how sure it is."""

from html import escape

import pandas as pd
import streamlit as st

from analytics.curve_points import curve_points
from analytics.experiments import experiments
from analytics.response_back_test import whole
from charts.axes import Subject
from charts.reallocation import response_curve
from domain.metric import Unit
from domain.metrics import METRICS
from domain.reallocation import WHY_NOT
from i18n import Text, exact, percent
from ui.card import Exhibit, behind, card, note, show
from ui.columns import Column, Columns
from ui.grid import grid
from ui.reallocation_view import View

CURVES, UNKNOWN = Text("响应曲线", "Response curves"), Text("无法识别的渠道", "Not identifiable")
TRUST = Text("可信度：留出最近一季的检验", "How sure: the last quarter left out")
_HINT = Text(
    "销售额 = a × 投入^b，按月；灰点为各区域各月（去除季节与增长），空心圈为现在，实心点为建议，色带为 b 的 80% 区间。"
    "b 由本渠道在区域与月份之间的差异估计，再按可信程度向各渠道的均值收缩。",
    "Revenue = a × spend^b, a month. Grey: regions' months, less season and growth; ring: now; dot: proposed; band: "
    "80 % of b. b comes from differences between regions and months, shrunk towards the channels' mean by how little "
    "is known.",
)
_SLOPE = Text("b = {b}（80%：{low} 至 {high}）", "b = {b} (80 %: {low} to {high})")
_NO_CURVES = Text("没有渠道的响应曲线可以识别。", "No channel's response can be told.")
_UNKNOWN_HINT = Text(
    "最小试验：在一个区域把投入提高 x，持续若干周。周数 = 1 ÷ ((b·ln(1+x) ÷ (2.49·σ))² − 1/52)，"
    "σ 为该区域每周对数销售额的波动，2.49 = z₉₅ + z₈₀（单侧 5% 显著、八成把握），b 取可识别渠道的均值；"
    "从各区域、幅度中取花费最少者。",
    "The smallest experiment: spend x more in one region for some weeks. "
    "Weeks = 1 ÷ ((b·ln(1+x) ÷ (2.49·σ))² − 1/52), σ being the noise of a week's log revenue there, "
    "2.49 = z₉₅ + z₈₀ (one-sided 5 %, found four times in five), b the mean of the known; of all regions and rises "
    "the cheapest.",
)
_ALL_KNOWN = Text("所有渠道的响应都可以识别。", "The response of every channel can be told.")
_TRY = Text("在{region}投入提高 {rise}，共 {weeks} 周", "{rise} more in {region} for {weeks} weeks")
_WHOLE = Text("整个渠道", "the whole channel")
_HOPELESS = Text(
    "半年内加到三倍也看不出，需更长时间或更多区域",
    "not even three times the spend for half a year would tell: more regions, or longer",
)
_TRUST_HINT = Text(
    "用之前的数据拟合，预测最近三个月：去年同月 × 近一季增长 × (投入 ÷ 去年投入)^b。误差 = Σ|实际 − 预测| ÷ Σ实际。",
    "Fitted on what was before, the last three months are foretold: the month a year before × growth of the quarter "
    "before × (spend ÷ spend then)^b. Error = Σ |actual − expected| ÷ Σ actual.",
)
_BETTER = Text(
    "考虑投入时误差 {error}，不考虑时 {plain}：曲线{verdict}。",
    "The error is {error} with a look at spend and {plain} without: the curves {verdict}.",
)
_HELPS, _HELPS_NOT = (
    Text("有预测力", "foretell something"),
    Text("未见预测力，请谨慎使用", "foretell nothing here: beware"),
)
_NO_TEST = Text("历史不足 18 个月，无法留出一季检验。", "Less than 18 months of history: no quarter can be left out.")
_TRIED: Columns = {
    "name": Column(Text("渠道", "Channel")),
    "why": Column(Text("原因", "Why")),
    "what": Column(Text("最小试验", "Smallest experiment")),
    "amount": Column(Text("额外投入", "Extra spend"), Unit.MONEY, short=True),
    "effect": Column(Text("要看出的变化", "Effect to be seen"), Unit.SHARE, signed=True),
    "noise": Column(Text("每周波动 σ", "Noise of a week σ"), Unit.SHARE),
}
_TESTED: Columns = {
    "name": Column(Text("渠道", "Channel")),
    "actual": Column(Text("实际销售额", "Actual revenue"), Unit.MONEY, short=True),
    "expected": Column(Text("预测", "Expected"), Unit.MONEY, short=True),
    "error": Column(Text("误差", "Error"), Unit.SHARE),
    "error_without": Column(Text("不看投入的误差", "Error without spend"), Unit.SHARE),
}
_POINTS: Columns = {
    "part": Column(Text("类别", "Part")),
    "spend": Column(Text("月投入", "Spend a month"), Unit.MONEY),
    "revenue": Column(Text("月销售额", "Revenue a month"), Unit.MONEY),
}
_BESIDE = 3


def curves_box(view: View) -> None:
    """The curve of each channel that can be told, three beside each other."""
    ctx = view.ctx
    with card(ctx, CURVES):
        known = view.curves[view.curves.reason == ""]
        if known.empty:
            note(ctx.say(_NO_CURVES))
            return
        st.html(f'<p class="hint">{escape(ctx.say(_HINT))}</p>')
        proposed = view.allocation.set_index("channel").proposed
        rows = [row for _, row in known.iterrows()]
        for at in range(0, len(rows), _BESIDE):
            for column, row in zip(st.columns(_BESIDE), rows[at : at + _BESIDE], strict=False):
                with column:
                    _curve(view, row, float(proposed[row.channel]))


def _curve(view: View, row: pd.Series, proposed: float) -> None:
    ctx = view.ctx
    b, low, high = (exact(row[name], decimals=2) for name in ("slope", "low", "high"))
    name, said = escape(str(row["name"])), escape(ctx.say(_SLOPE, b=b, low=low, high=high))
    st.html(f'<div class="pilot"><header><h3>{name}</h3><span class="hint">{said}</span></header></div>')
    frame = curve_points(view.panel[view.panel.channel == row.channel], row, proposed)
    figure = response_curve(frame, ctx.locale, ctx.look, Subject(METRICS["revenue"]))
    show(ctx, figure, frame, Exhibit(f"curve_{row.channel}".replace(":", "_"), _POINTS))


def unknown_box(view: View) -> None:
    """The channels whose response cannot be told: why, and the smallest experiment that would tell."""
    ctx = view.ctx
    with card(ctx, UNKNOWN):
        found = experiments(view.panel, view.curves)
        if found.empty:
            note(ctx.say(_ALL_KNOWN))
            return
        st.html(f'<p class="hint">{escape(ctx.say(_UNKNOWN_HINT))}</p>')
        why = [ctx.say(WHY_NOT[reason]) for reason in found.reason]
        what = [_experiment(view, row) for _, row in found.iterrows()]
        table = found.assign(why=why, what=what)
        grid(ctx, table, _TRIED)
        behind(ctx, table, Exhibit("experiments", _TRIED))


def _experiment(view: View, row: pd.Series) -> str:
    ctx = view.ctx
    if row.amount != row.amount:
        return ctx.say(_HOPELESS)
    region = row.region_name or ctx.say(_WHOLE)
    return ctx.say(_TRY, region=region, rise=percent(row.rise, decimals=0), weeks=exact(row.weeks))


def trust_box(view: View) -> None:
    """The back-test: error by channel with and without a look at spend."""
    ctx = view.ctx
    with card(ctx, TRUST):
        if view.tested.empty:
            note(ctx.say(_NO_TEST))
            return
        error, plain = whole(view.tested)
        verdict = ctx.say(_HELPS if error < plain else _HELPS_NOT)
        said = ctx.say(_BETTER, error=percent(error), plain=percent(plain), verdict=verdict)
        st.html(f'<p class="hint">{escape(ctx.say(_TRUST_HINT))}</p><div class="lead"><p>{escape(said)}</p></div>')
        grid(ctx, view.tested, _TESTED)
        behind(ctx, view.tested, Exhibit("back_test", _TESTED))
