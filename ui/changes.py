"""The boxes of the page on changes: the waterfall, the deals behind a cause, the moves between forecast categories."""

from html import escape

import pandas as pd
import streamlit as st

from analytics.pipeline_waterfall import absent, happened, sentences, sorted_out, unexplained
from charts.axes import Subject
from charts.category_moves import category_moves as category_heat
from charts.category_moves import name_of
from charts.pipeline_waterfall import pipeline_waterfall
from charts.rows import stretched
from data_access.deal_origins import deal_origins
from data_access.pipeline_deals import category_moves, left_out
from data_access.pipeline_waterfall import waterfall
from domain.contracts_deals import DEAL_ORIGINS
from domain.funnel import FunnelAsk
from domain.metric import Unit
from domain.metrics import METRICS
from domain.pipeline import BUCKETS
from domain.written import exactly, written
from i18n import Locale, Text, exact
from ui.card import Exhibit, card, lead, note, show
from ui.changes_bar import Asked, at_these_days
from ui.clicks import opening
from ui.columns import Column, Columns
from ui.context import Context
from ui.provenance import history_told

BESIDE_DEALS = 460  # pixels: the waterfall stands beside the deals
SUBJECTS = {"amount": Subject(METRICS["won_amount"]), "count": Subject(METRICS["won_deals"])}
_WATERFALL = Text("在手商机：变了什么", "Open deals: what changed")
_MOVES = Text("预测分类：从哪里到哪里", "Forecast categories: from where to where")
_FORMULA = Text(
    "期末 − 期初 − Σ 变动 = 未解释：{amount}，{count} 个商机。",
    "End − start − Σ causes = unexplained: {amount}, {count} deals.",
)
_ABSENT = Text("没有发生：{names}。", "Did not happen: {names}.")
_UNCOUNTED = Text("金额的调增、调减不改变商机数。", "Higher and lower amounts change no number of deals.")
_CLICK = Text("点击一行，旁边列出背后的商机。", "Click a row to see its deals.")
_UNDATED = Text(
    "{n} 个在手商机（{amount}）没有预计成交日，按定义在窗口之外。",
    "Open deals without a close date: {n} ({amount}); they lie beyond the window.",
)
_UNKNOWN = Text(
    "{n} 个在手商机（{amount}）没有创建日期，因此没有历史，不在其中。",
    "Open deals without a creation date, hence without a history: {n} ({amount}); they are not among these.",
)
_NO_DEALS = Text("期间没有变动，因此没有商机可列。", "Nothing has changed, so there are no deals to list.")
_NO_CATEGORY = Text(
    "这些商机没有预测分类，因此没有变动矩阵。", "These deals have no forecast category, hence no moves between them."
)
_HOW = Text(
    "行：期初；列：期末。留在原处的为灰色，向赢单靠近为好，远离为坏。",
    "Rows: at the start; columns: at the end. Grey: stayed or came in; colours: nearer to won, or away from it.",
)


def waterfall_box(ctx: Context, asked: Asked) -> None:
    """Start, causes and end, with the check that they add up; a click opens the deals behind a cause."""
    with card(ctx, _WATERFALL):
        frame = waterfall(ctx.data, ctx.filters, asked.since(ctx))
        lead(tuple(ctx.say(said) for said in sentences(frame)))
        if frame.deals.any():
            subject = SUBJECTS[asked.measure]
            shown = happened(frame, subject.metric.unit)
            figure = stretched(pipeline_waterfall(shown, ctx.locale, ctx.look, subject), BESIDE_DEALS)
            exhibit = Exhibit("waterfall", _WATERFALL_COLUMNS, leads=opening("waterfall", "bucket"))
            show(at_these_days(ctx, asked), figure, _told(ctx, frame), exhibit)
            _hint(_check(ctx, frame), _absent(ctx, frame, asked), ctx.say(_CLICK))
        _hint(*_left_out(ctx, asked), *history_told(ctx, _origins(ctx, asked)))


def moves_box(ctx: Context, asked: Asked) -> None:
    """From which forecast category to which the deals have moved, in the measure of the page."""
    with card(ctx, _MOVES):
        frame = category_moves(ctx.data, ctx.filters, asked.since(ctx))
        if frame.empty or not sorted_out(frame):
            note(ctx.say(_NO_DEALS if frame.empty else _NO_CATEGORY))
            return
        _hint(ctx.say(_HOW))
        figure = category_heat(frame, ctx.locale, ctx.look, SUBJECTS[asked.measure])
        told = frame.assign(**{side: [name_of(one, ctx.locale) for one in frame[side]] for side in ("before", "after")})
        with st.container(key="wide_chart"):
            show(at_these_days(ctx, asked), figure, told, Exhibit("category_moves", _MOVE_COLUMNS))


def _hint(*said: str) -> None:
    words = " ".join(one for one in said if one)
    if words:
        st.html(f'<p class="hint">{escape(words)}</p>')


def _check(ctx: Context, frame: pd.DataFrame) -> str:
    gap = unexplained(frame)
    return ctx.say(_FORMULA, amount=exactly(gap.amount, Unit.MONEY, ctx.locale), count=exact(gap.count))


def _absent(ctx: Context, frame: pd.DataFrame, asked: Asked) -> str:
    """What no row tells of: causes that did not happen, and amounts that changed where deals are counted."""
    names = ("、" if ctx.locale is Locale.ZH else ", ").join(ctx.say(name) for name in absent(frame))
    said = [ctx.say(_ABSENT, names=names)] if names else []
    if asked.measure == "count" and frame.deals[frame.bucket.isin(("increased", "decreased"))].any():
        said.append(ctx.say(_UNCOUNTED))
    return " ".join(said)


def _left_out(ctx: Context, asked: Asked) -> list[str]:
    frame = left_out(ctx.data, ctx.filters, asked.since(ctx))
    return [
        ctx.say(
            _UNDATED if row["why"] == "undated" else _UNKNOWN,
            n=exact(row["count"]),
            amount=written(row["amount"], Unit.MONEY, ctx.locale),
        )
        for row in frame.to_dict("records")
    ]


def _origins(ctx: Context, asked: Asked) -> pd.DataFrame:
    """DEAL_ORIGINS at the end, of all funnels asked for."""
    at = asked.since(ctx).t1
    asks = (FunnelAsk(f, at, asked.after, asked.after) for f in asked.funnels if asked.funnel in ("", f))
    parts = [deal_origins(ctx.data, ctx.filters, ask) for ask in asks]
    return DEAL_ORIGINS.coerce(pd.concat(parts).groupby("origin", as_index=False).sum())


def _told(ctx: Context, frame: pd.DataFrame) -> pd.DataFrame:
    """WATERFALL with names and meanings, as the table shows it."""
    buckets = [BUCKETS[bucket] for bucket in frame.bucket]
    return frame.assign(name=[ctx.say(b.name) for b in buckets], meaning=[ctx.say(b.meaning) for b in buckets])


_WATERFALL_COLUMNS: Columns = {
    "name": Column(Text("变动", "Cause")),
    "amount": Column(Text("金额", "Amount"), Unit.MONEY),
    "count": Column(Text("商机数变化", "Change in deals"), Unit.COUNT, signed=True),
    "deals": Column(Text("涉及商机", "Deals behind"), Unit.COUNT),
    "meaning": Column(Text("含义", "Meaning")),
}
_MOVE_COLUMNS: Columns = {
    "before": Column(Text("期初", "Start")),
    "after": Column(Text("期末", "End")),
    "amount": Column(Text("金额", "Amount"), Unit.MONEY),
    "count": Column(Text("商机数", "Deals"), Unit.COUNT),
}
