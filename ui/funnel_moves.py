"""Where deals went from each stage in the period: onwards, back, won, lost, deleted."""

from html import escape

import streamlit as st

from analytics.flow import stage_moves, transitions
from charts.stage_moves import stage_moves as stage_table
from domain.metric import Unit
from i18n import Text
from ui.card import Exhibit, card, note, show
from ui.columns import Column
from ui.funnel_view import View

MOVED = Text("阶段流转", "From stage to stage")
_HINT = Text(
    "行：离开的阶段；列：去了哪里。每次变动计一次；推进、重启为好，退回、丢单、删除为坏。",
    "Rows: the stage left; columns: where to. Every move counts once; onwards and reopened is good, back, lost and "
    "deleted bad.",
)
_NOBODY = Text("期间没有商机更换阶段。", "No deal changed its stage in the period.")
_DELETED = Text("已删除", "Deleted")


def moves_box(view: View) -> None:
    """The moves from stage to stage, in the measure of the page."""
    ctx = view.ctx
    with card(ctx, MOVED):
        frame = stage_moves(transitions(view.moves), view.mine.stages, ctx.say(_DELETED))
        if frame.empty:
            note(ctx.say(_NOBODY))
            return
        st.html(f'<p class="hint">{escape(ctx.say(_HINT))}</p>')
        columns = {
            "from_name": Column(Text("离开的阶段", "From")),
            "to_name": Column(Text("去向", "To")),
            "count": Column(Text("商机数", "Deals"), Unit.COUNT),
            **({"amount": Column(Text("金额", "Amount"), Unit.MONEY)} if frame.amount.any() else {}),  # 0: nobody knows
        }
        with st.container(key="wide_moves"):
            show(ctx, stage_table(frame, ctx.locale, ctx.look, view.subject()), frame, Exhibit("stage_moves", columns))
