"""Single deals: those on which the period depends, and whether the probabilities of deals keep their word."""

from html import escape

import pandas as pd
import streamlit as st

from analytics.deal_odds import FEWEST, reliability
from charts.reliability import reliability_plot
from data_access.deals import deal_list
from domain.deals import DealsAsk, Listed
from domain.metric import Unit
from i18n import Text, exact
from ui import link
from ui.card import Exhibit, behind, card, note, show
from ui.columns import Column, Columns
from ui.deal_odds import ODDS, in_words, odds_of
from ui.grid import grid
from ui.pipeline_forecast_view import View
from ui.team_view import seller

MATTER, KEPT = (
    Text("最影响本期的商机", "The deals that matter most"),
    Text("概率是否可信", "Do the probabilities keep their word"),
)
TOO_FEW = Text(
    "过去同一时点的商机不足 {n} 个（或几乎没有赢单），因此没有单个商机的概率。",
    "Fewer than {n} deals stood open at this point of past periods (or hardly any was won): single deals have no odds.",
)
_HINT = Text(
    "按不确定的金额（金额 × √（概率 ×（1 − 概率）））排列：赢下或丢掉它们，本期的结果差别最大。",
    "By what is uncertain about them, amount × √(odds × (1 − odds)): winning or losing these makes the difference.",
)
_KEPT_HINT = Text(
    "最近几期的商机按预测概率分成十组：横轴是当时的预测，纵轴是实际赢单率与 95% 区间；每期只用更早的数据拟合。"
    "落在虚线上为可信，红色为偏离超出偶然。",
    "Deals of the last periods in tenths by what was said: across what was said, up what was won with its 95 % "
    "interval; each period is judged by a model of earlier ones only. On the dotted line odds keep their word; red "
    "is off by more than chance.",
)
ASKED_FOR, ROWS = 400, 12
_COLUMNS: Columns = {
    "name": Column(Text("商机", "Deal"), link="to"),
    "amount": Column(Text("金额", "Amount"), Unit.MONEY, short=True),
    "said": Column(ODDS),
    "expected": Column(Text("预计", "Expected"), Unit.MONEY, short=True),
    "stage": Column(Text("阶段", "Stage")),
    "close_on": Column(Text("预计成交", "Expected close")),
    "region_name": Column(Text("区域", "Region")),
    "channel_name": Column(Text("渠道", "Channel")),
    "rep_name": Column(Text("销售", "Rep"), link="to_rep"),
}


def matter_box(view: View) -> None:
    """The largest open deals by how much hangs on each, with its probability; each leads to its own page."""
    ctx = view.ctx
    with card(ctx, MATTER):
        if view.judge.model is None:
            note(ctx.say(TOO_FEW, n=FEWEST))
            return
        rows = _rows(view)
        if rows.empty:
            note(ctx.say(Text("现在没有在手商机。", "No deal is open now.")))
            return
        st.html(f'<p class="hint">{escape(ctx.say(_HINT))}</p>')
        grid(ctx, rows.head(ROWS), _COLUMNS)
        behind(ctx, rows, Exhibit("matter", _COLUMNS))


def _rows(view: View) -> pd.DataFrame:
    """The largest open deals, those on which most hangs first, with odds in figure and word."""
    ctx = view.ctx
    ask = DealsAsk(view.mine.key, view.ask.now.at, view.ask.day, view.ask.day, now=False)
    rows = deal_list(ctx.data, ctx.filters, ask, Listed(most=ASKED_FOR, locale=ctx.locale))
    odds = rows.key.map(odds_of(ctx, view.judge, list(rows.key))).astype("float64")
    rows = rows.assign(odds=odds, expected=rows.amount * odds, swing=rows.amount * (odds * (1 - odds)) ** 0.5)
    rows = rows.sort_values("swing", ascending=False, kind="stable", ignore_index=True)
    return rows.assign(
        stage=[view.mine.name(place, funnel) for place, funnel in zip(rows.stage, rows.funnel, strict=True)],
        said=[in_words(ctx, one) for one in rows.odds],
        to=[link.to("deals", view.deals(deal=key)) for key in rows.key],
        to_rep=rows.rep_name.map(seller, na_action=None),
    )


def kept_box(view: View) -> None:
    """The calibration plot: tenths of deals by what was said, and what came of them."""
    ctx = view.ctx
    with card(ctx, KEPT):
        frame = reliability(view.judge.cells, view.judge.ask.lag)
        if frame.empty:
            note(ctx.say(TOO_FEW, n=FEWEST))
            return
        st.html(f'<p class="hint">{escape(ctx.say(_KEPT_HINT))}</p>')
        columns = {
            "tenth": Column(Text("组", "Part"), Unit.COUNT),
            "n": Column(Text("商机数", "Deals"), Unit.COUNT),
            "said": Column(Text("预测概率", "Said"), Unit.SHARE),
            "came": Column(Text("实际赢单率", "Won"), Unit.SHARE),
            "low": Column(Text("95% 下限", "95 % low"), Unit.SHARE),
            "high": Column(Text("95% 上限", "95 % high"), Unit.SHARE),
        }
        show(ctx, reliability_plot(frame, ctx.locale, ctx.look, view.subject()), frame, Exhibit("reliability", columns))
        kept = int(((frame.low <= frame.said) & (frame.said <= frame.high)).sum())
        told = Text(
            "{kept} / {n} 组的预测落在区间内；共 {deals} 个商机。",
            "{kept} of {n} parts kept their word, of {deals} deals in all.",
        )
        st.html(f'<p class="hint">{escape(ctx.say(told, kept=kept, n=len(frame), deals=exact(frame.n.sum())))}</p>')
