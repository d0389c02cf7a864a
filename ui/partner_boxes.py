"""The boxes of the partners page on months: states, what moves them, openings and ends, and who gets going."""

from html import escape

import pandas as pd
import streamlit as st

from charts.partner_months import opening_bars, partner_moves, partner_states
from domain.metric import Unit
from domain.partners import ACTIVATION_DAYS, KINDS, MOVES, STATES
from domain.periods import Grain
from i18n import Text, exact
from ui.card import Exhibit, behind, card, note, show
from ui.columns import Column, Columns
from ui.grid import grid
from ui.partner_view import PARTNERS, View
from ui.parts import told

STATES_BOX, MOVES_BOX = (
    Text("按月末状态", "By state at each month's end"),
    Text("活跃家数的变动", "What moves the active ones"),
)
OPENINGS_BOX, ACTIVATION_BOX = Text("净开店", "Net openings"), Text("90 天激活", "Activated within 90 days")
_PERIOD = Column(Text("月份", "Month"), grain=Grain.MONTH)
_PATIENCE = Text(
    "活跃：{months} 个月内有订单。每个月末按当时所知；退货不算下单。",
    "Active: an order within {months} months; each month as it was known at its end. A return is no order.",
)
_KIND_MONTHS = Text("{kind} {n}", "{kind} {n}")
_TOO_YOUNG = Text(
    "数据自 {day} 起，还不足以判断谁半死不活。", "The data begin on {day}: too young to tell who is dormant."
)
_GROWN = Text(
    "{months} 个月来活跃家数从 {before} 家变为 {after} 家，半死不活从 {dormant} 家变为 {now} 家。",
    "Over {months} months active partners went from {before} to {after}, dormant ones from {dormant} to {now}.",
)
_MOVED = Text(
    "最近 12 个月：新活跃 {started}，重新激活 {back}，转入半死不活 {lapsed}，活跃时关闭 {ended}。",
    "In 12 months {started} became active, {back} came back, {lapsed} went dormant, {ended} closed when active.",
)
_OPENINGS_HINT = Text(
    "停止下单的经销商记在最后一次订单的月份；阴影中的月份尚未全部确认。",
    "Who stopped ordering stands in the month of the last order; in the shaded months not all of them are known yet.",
)
_ACTIVATION_HINT = Text(
    f"开业后 {ACTIVATION_DAYS} 天内下首单的比例；只计开业日已知、在数据期内且已满 {ACTIVATION_DAYS} 天的经销商。",
    f"Who ordered within {ACTIVATION_DAYS} days of opening; of partners whose opening day is known, lies in the data "
    f"and is {ACTIVATION_DAYS} days ago.",
)
_NO_OPENINGS = Text("数据期内没有已知开业日的经销商。", "No partner has a known opening day within the data.")
_ALL = Text("全部", "All")


def states_box(view: View) -> None:
    """Partners by state at the end of each of the last 24 months."""
    ctx, frame = view.ctx, view.months
    with card(ctx, STATES_BOX):
        if frame.empty:
            note(ctx.say(_TOO_YOUNG, day=view.begun))
            return
        told((_grown(view, frame),))
        st.html(f'<p class="hint">{escape(_patience(view))}</p>')
        columns: Columns = {"period": _PERIOD} | {key: Column(name, Unit.COUNT) for key, name in STATES.items()}
        show(ctx, partner_states(frame, ctx.locale, ctx.look, PARTNERS), frame, Exhibit("partner_states", columns))


def _grown(view: View, frame: pd.DataFrame) -> str:
    first, last = frame.iloc[0], frame.iloc[-1]
    counts = {"before": first.active, "after": last.active, "dormant": first.dormant, "now": last.dormant}
    return view.ctx.say(_GROWN, months=len(frame) - 1, **{name: exact(value) for name, value in counts.items()})


def _patience(view: View) -> str:
    months = view.own.patience.months
    said = [view.ctx.say(_KIND_MONTHS, kind=KINDS[kind], n=months(kind)) for kind in KINDS if kind in view.own.named]
    return view.ctx.say(_PATIENCE, months=("、" if view.ctx.locale == "zh" else ", ").join(said))


def moves_box(view: View) -> None:
    """What became active and what ceased to be, month by month."""
    ctx, frame = view.ctx, view.months
    with card(ctx, MOVES_BOX):
        if frame.empty:
            note(ctx.say(_TOO_YOUNG, day=view.begun))
            return
        year = frame.tail(12)
        moved = {name: exact(year[name].sum()) for name in MOVES}
        told((ctx.say(_MOVED, back=moved.pop("reactivated"), **moved),))
        columns: Columns = {"period": _PERIOD} | {key: Column(name, Unit.COUNT) for key, name in MOVES.items()}
        show(ctx, partner_moves(frame, ctx.locale, ctx.look, PARTNERS), frame, Exhibit("partner_moves", columns))


def openings_box(view: View) -> None:
    """Openings less ends, month by month, the provisional ones drawn so."""
    ctx, frame = view.ctx, view.openings
    with card(ctx, OPENINGS_BOX):
        st.html(f'<p class="hint">{escape(ctx.say(_OPENINGS_HINT))}</p>')
        heads = {"opened": Text("新开", "Opened"), "closed": Text("关闭", "Closed")}
        heads["faded"] = Text("停止下单", "Stopped ordering")
        columns: Columns = {"period": _PERIOD} | {key: Column(name, Unit.COUNT) for key, name in heads.items()}
        show(ctx, opening_bars(frame, ctx.locale, ctx.look, PARTNERS), frame, Exhibit("opening_bars", columns))


def activation_box(view: View) -> None:
    """Who ordered within 90 days of opening, by half-year of opening."""
    ctx, frame = view.ctx, view.activation
    with card(ctx, ACTIVATION_BOX):
        if not frame["n"].sum():
            note(ctx.say(_NO_OPENINGS))
            return
        st.html(f'<p class="hint">{escape(ctx.say(_ACTIVATION_HINT))}</p>')
        rows = frame.assign(group=frame.group.replace("", ctx.say(_ALL)))
        columns = {
            "group": Column(Text("开业", "Opened")),
            "n": Column(Text("家数", "Partners"), Unit.COUNT),
            "activated": Column(Text("已激活", "Activated"), Unit.COUNT),
            "rate": Column(Text("激活率", "Rate"), Unit.SHARE, short=True, meter=True),
            "low": Column(Text("95% 下限", "95 % low"), Unit.SHARE, short=True),
            "high": Column(Text("上限", "high"), Unit.SHARE, short=True),
        }
        grid(ctx, rows, columns)
        behind(ctx, rows, Exhibit("activation", columns))
