"""Logged disputes on the balance page: a small form, and the list by importance × frequency × intensity."""

from html import escape

import pandas as pd
import streamlit as st

from data_access.dispute_entry import log_dispute, turn_dispute, visible
from data_access.incident_entry import writer
from data_access.workspace.disputes import Logged
from domain.disputes import DISPUTES, MOST, SCALE, Dispute
from domain.errors import ReaderError
from domain.metric import Unit
from i18n import Text, exact
from ui import reader
from ui.balance_view import View
from ui.card import Exhibit, behind, card, lead, note
from ui.columns import Column, Columns
from ui.grid import grid
from ui.saying import again, notice, round_number

_LIST, _LOG = Text("登记的争议", "Logged disputes"), Text("登记争议", "Log a dispute")
_NONE = Text("还没有登记争议。", "No disputes have been logged yet.")
_HINT = Text(
    "得分 = 重要性 × 频率 × 强度（各 1 到 5，最高 125），与冲突指数分开计算：指数来自订单，争议来自人。",
    "Score = importance × frequency × intensity (1 to 5 each, 125 at most); apart from the index, which is made of "
    "orders.",
)
_SUMMARY = Text(
    "{n} 个争议，合计 {sum} 分，平均 {mean} 分；最高：{parties}（{score} 分）。",
    "{n} disputes with {sum} points, {mean} on average; the highest: {parties} ({score}).",
)
_KIND, _PARTIES = Text("类型", "Kind"), Text("各方", "Parties")
_REGION, _NOWHERE = Text("区域", "Region"), Text("全公司", "Whole company")
_MARKS = {
    "importance": Text("重要性", "Importance"),
    "frequency": Text("频率", "Frequency"),
    "intensity": Text("强度", "Intensity"),
}
_COMMENT, _SAVE = Text("说明", "Comment"), Text("登记", "Log it")
_SAVED, _TURNED = Text("已登记争议，得分 {score}。", "Logged, with {score} points."), Text("已更新。", "Updated.")
_WHICH, _TURN = Text("争议", "Dispute"), Text("撤回 / 恢复", "Take back / put back")
_STANDS = {True: Text("有效", "Stands"), False: Text("已撤回", "Taken back")}
_COLUMNS: Columns = {
    "kind": Column(_KIND),
    "parties": Column(_PARTIES),
    "region": Column(_REGION),
    "score": Column(Text("得分", "Score"), Unit.COUNT),
    **{name: Column(head, Unit.COUNT) for name, head in _MARKS.items()},
    "comment": Column(_COMMENT),
    "who": Column(Text("谁", "Who")),
    "at": Column(Text("时间（UTC）", "At (UTC)")),
    "stands": Column(Text("状态", "Status")),
}


def disputes_page(view: View) -> None:
    """The list of disputes that this reader sees, and the form for one more."""
    ctx, mine = view.ctx, writer(view.ctx.data)
    told = visible(reader.space(), mine)
    with card(ctx, _LIST):
        notice("disputes")
        if told:
            _list(view, told)
        else:
            note(ctx.say(_NONE))
        st.html(f'<p class="hint">{escape(ctx.say(_HINT))}</p>')
    with card(ctx, _LOG):
        _form(view)


def _list(view: View, told: list[Logged]) -> None:
    ctx = view.ctx
    scores = [one.dispute.score for one in told if one.stands]
    if scores:
        first = told[0].dispute
        sums = {
            "n": exact(len(scores)),
            "sum": exact(sum(scores)),
            "mean": exact(sum(scores) / len(scores), decimals=1),
        }
        lead(ctx.say(_SUMMARY, **sums, parties=first.parties, score=exact(first.score)))
    frame = pd.DataFrame([_row(view, one) for one in told])
    grid(ctx, frame, _COLUMNS)
    behind(ctx, frame, Exhibit("disputes", _COLUMNS))
    labels = {one.key: f"{one.dispute.parties} · {exact(one.dispute.score)}" for one in told}
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        key = st.selectbox(
            ctx.say(_WHICH), list(labels), format_func=lambda one: labels.get(one, one), key="which_dispute", width=320
        )
        if st.button(ctx.say(_TURN), key="turn_dispute") and key:
            _turn(view, key)


def _row(view: View, one: Logged) -> dict[str, object]:
    ctx, told = view.ctx, one.dispute
    marks = {name: float(getattr(told, name)) for name in _MARKS}
    words = {"kind": ctx.say(DISPUTES[told.kind]), "parties": told.parties, "comment": told.comment, "who": one.who}
    region = ctx.names.get(told.region, told.region) or ctx.say(_NOWHERE)
    stands = ctx.say(_STANDS[one.stands])
    return {
        **words,
        "region": region,
        "score": float(told.score),
        **marks,
        "at": f"{one.at:%Y-%m-%d %H:%M}",
        "stands": stands,
    }


def _turn(view: View, key: str) -> None:
    try:
        turn_dispute(reader.space(), writer(view.ctx.data), key, reader.author())
    except ReaderError as error:
        st.error(error.to(view.ctx.locale))
        return
    again("disputes", view.ctx.say(_TURNED))


def _form(view: View) -> None:
    ctx, made, mine = view.ctx, round_number(), writer(view.ctx.data)
    places = ([""] if mine.scope.everything else []) + [key for key in ctx.names if key in mine.regions]
    kinds = {key: ctx.say(name) for key, name in DISPUTES.items()}
    with st.form(f"dispute_{made}", border=False):
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            kind = st.selectbox(
                ctx.say(_KIND), list(kinds), format_func=lambda one: kinds.get(one, one), key=f"dispute_kind_{made}",
                width=150,
            )  # fmt: skip
            parties = st.text_input(ctx.say(_PARTIES), max_chars=500, key=f"dispute_parties_{made}")
            region = st.selectbox(
                ctx.say(_REGION), places, format_func=lambda one: ctx.names.get(one, one) or ctx.say(_NOWHERE),
                key=f"dispute_region_{made}", width=180,
            )  # fmt: skip
        with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
            marks = {name: _mark(ctx.say(head), f"dispute_{name}_{made}") for name, head in _MARKS.items()}
        comment = st.text_input(ctx.say(_COMMENT), max_chars=500, key=f"dispute_comment_{made}")
        if st.form_submit_button(ctx.say(_SAVE), type="primary"):
            _save(view, Dispute(kind, parties or "", region or "", comment=comment or "", **marks))


def _mark(label: str, key: str) -> int:
    return int(st.radio(label, SCALE, index=2, horizontal=True, key=key) or 0)


def _save(view: View, one: Dispute) -> None:
    try:
        log_dispute(reader.space(), writer(view.ctx.data), one, reader.author())
    except ReaderError as error:
        st.error(error.to(view.ctx.locale))
        return
    again("disputes", view.ctx.say(_SAVED, score=f"{exact(one.score)} / {MOST}"))
