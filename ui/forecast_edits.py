"""What people said a forecast should be: entered for a row of the hierarchy with a reason, kept, and taken back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape

import pandas as pd
import streamlit as st

from analytics.forecast.cross import Cells
from analytics.forecast.edits import done_cents, members_of, split_over
from data_access.forecast_edit_rights import enter_edits, undo_edits
from data_access.workspace.forecast_edits import WrittenEdit
from domain.errors import ReaderError
from domain.forecast_edits import LONGEST, SET, Edit
from domain.target_words import amount
from domain.written import exactly, step_name, written
from i18n import Locale, Text, exact
from ui import reader
from ui.card import Exhibit, behind, card, note
from ui.columns import Column, Columns
from ui.forecast_view import View
from ui.grid import grid
from ui.saying import again, notice, round_number

ROWS = 10
_TITLE = Text("人工调整预测", "Edit the forecast")
_SAID = Text(
    "说明某一行应为多少：按比例分到下级、加总到上级，四舍五入用最大余数法，各层之和一分不差；统计预测保留在旁。",
    "Say what a row comes to: it is pushed down by proportions and up by sums, rounded by largest remainder, so that "
    "every level adds up to the cent. The statistical forecast stays beside it.",
)
_DEEPER = Text(
    "这一层级较深：请点击一行，在该成员自己的页面上调整。",
    "This level lies deep: click a row, and edit the forecast on the page of that member.",
)
_NO_SLICE = Text("您只能看到本人商机，不能调整这一预测。", "You see your own deals only and cannot edit this forecast.")
_NODE, _PERIOD = Text("哪一行", "Which row"), Text("哪一期", "Which period")
_AMOUNT, _REASON, _SAVE = Text("应为", "Comes to"), Text("理由", "Reason"), Text("调整", "Edit")
_ALL = Text("全部 {n} 期合计", "All {n} periods together")
_NOW, _HOLDER = Text("{name} · 现为 {now}", "{name} · now {now}"), Text("如 1250万", "12.5M")
_WHY = Text("为什么与统计预测不同？", "Why is it not what the forecast says?")
_NO_AMOUNT = Text("请给出金额。", "Give the amount.")
_THERE = Text("进行中的一期已有 {there}，不能更少。", "The running period has {there} already: it cannot be less.")
_SAVED = Text("已调整：{name} {amount}。", "Edited: {name} comes to {amount}.")
_WHOLE, _WITHDRAWN = Text("整体", "The whole"), Text("撤销", "withdrawn")
_LEFT_OUT = Text(
    "另有 {n} 项调整属于其他期间或层级，此处未计入。", "Edits of other periods or levels, not in this table: {n}."
)
_NONE = Text("还没有人调整过这一预测。", "Nobody has edited this forecast yet.")
_WHICH, _UNDO = Text("撤销哪一次", "Take back which"), Text("撤销", "Take it back")
_TAKEN = Text("撤销 {who} 于 {at} 的调整", "Took back what {who} said at {at}")
_UNDONE = Text("已恢复 {n} 处；之后又调整过的保持不变。", "Places put back: {n}; what was edited since stays.")
_SUM = ""  # the period that stands for all of them


@dataclass(frozen=True, slots=True)
class Offer:
    """The cells as shown, their dimensions, the nodes that can be edited here by name, and how many edits are not."""

    cells: Cells
    dims: tuple[str, ...]
    nodes: Mapping[str, str]
    left_out: int


def edits_box(view: View, offer: Offer) -> None:
    """The form for a row and a period, and who said what when."""
    ctx = view.ctx
    with card(ctx, _TITLE):
        notice("forecast edit")
        if view.edited_of is None:
            note(ctx.say(_NO_SLICE))
            return
        form, told = st.columns([2, 3])
        with form:
            st.html(f'<p class="hint">{escape(ctx.say(_SAID if offer.nodes else _DEEPER))}</p>')
            if offer.nodes:
                _form(view, offer)
        with told:
            _history(view, offer)


def _form(view: View, offer: Offer) -> None:
    ctx, steps = view.ctx, offer.cells.history.ahead[: view.ask.horizon]
    names = {step.date().isoformat(): step_name(step.date(), view.ask.grain, ctx.locale) for step in steps}
    periods = {_SUM: ctx.say(_ALL, n=len(steps)), **names}
    key = f"{view.ask.grain}_{round_number()}"
    with st.form(f"edit_{key}", border=False):
        node = st.selectbox(
            ctx.say(_NODE), list(offer.nodes), format_func=lambda one: _with_now(view, offer, one),
            key=f"edit_node_{key}", filter_mode=None,
        )  # fmt: skip
        left, right = st.columns(2)
        period = left.selectbox(
            ctx.say(_PERIOD), list(periods), format_func=lambda one: periods.get(one, one), key=f"edit_period_{key}",
            filter_mode=None,
        )  # fmt: skip
        typed = right.text_input(ctx.say(_AMOUNT), key=f"edit_amount_{key}", max_chars=40, placeholder=ctx.say(_HOLDER))
        reason = st.text_input(ctx.say(_REASON), key=f"edit_reason_{key}", max_chars=LONGEST, placeholder=ctx.say(_WHY))
        if st.form_submit_button(ctx.say(_SAVE), type="primary", key=f"enter_edit_{key}") and node is not None:
            _enter(view, offer, (node, period or _SUM), (typed, reason))


def _with_now(view: View, offer: Offer, node: str) -> str:
    mine = members_of(offer.cells, node)
    if mine is None or node not in offer.nodes:
        return node
    now = float(offer.cells.cents[mine][:, : view.ask.horizon].sum()) / 100
    return view.ctx.say(_NOW, name=offer.nodes[node], now=_money(view, now))


def _enter(view: View, offer: Offer, where: tuple[str, str], said: tuple[str, str]) -> None:
    """Write it down, or say in its place why not; what was typed stays."""
    ctx, (node, period), (typed, reason) = view.ctx, where, said
    try:
        goal = amount(typed) if typed.strip() else None
        if goal is None:
            raise ReaderError(_NO_AMOUNT)
        _refuse_less(view, offer, where, float(goal))
        shares = {date.fromisoformat(period): goal} if period else {
            step.date(): Decimal(f"{part:.2f}") for step, part in split_over(float(goal), offer.cells, node).items()
        }  # fmt: skip
        of = view.edited_of
        edits = [Edit(of, node, first, part, reason) for first, part in shares.items()] if of else []
        enter_edits(reader.space(), edits, reader.author(), of)
    except ReaderError as error:
        st.error(error.to(ctx.locale))
        return
    again("forecast edit", ctx.say(_SAVED, name=offer.nodes[node], amount=_money(view, float(goal))))


def _refuse_less(view: View, offer: Offer, where: tuple[str, str], goal: float) -> None:
    """Raises ReaderError for less than what the running period has already."""
    (node, period), first = where, offer.cells.history.ahead[0].date().isoformat()
    mine = members_of(offer.cells, node)
    there = float(done_cents(offer.cells)[mine].sum()) / 100 if mine is not None else 0.0
    if period in (_SUM, first) and goal < there:
        raise ReaderError(_THERE, there=exactly(there, view.subject.metric.unit, view.ctx.locale))


def _history(view: View, offer: Offer) -> None:
    """Every entry, newest first, one row a batch; and the way to take one back by a new one."""
    ctx = view.ctx
    batches: dict[str, list[WrittenEdit]] = {}
    for one in view.edit_history:
        batches.setdefault(one.batch, []).append(one)
    if not batches:
        note(ctx.say(_NONE))
        return
    frame = pd.DataFrame([_row(view, offer, rows) for rows in batches.values()])
    columns = _columns(view)
    grid(ctx, frame.head(ROWS), columns)
    behind(ctx, frame, Exhibit("forecast_edits", columns))
    if offer.left_out:
        st.html(f'<p class="hint">{escape(ctx.say(_LEFT_OUT, n=exact(offer.left_out)))}</p>')
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        batch = st.selectbox(
            ctx.say(_WHICH), list(batches), key="which_edit", filter_mode=None,
            format_func=lambda key: _label(view, offer, batches[key]) if key in batches else key,
        )  # fmt: skip
        if st.button(ctx.say(_UNDO), key="undo_edit") and batch:
            _take_back(view, batches[batch][0])


def _take_back(view: View, one: WrittenEdit) -> None:
    ctx = view.ctx
    why = ctx.say(_TAKEN, who=one.who, at=f"{one.at:%Y-%m-%d %H:%M}")
    try:
        count = undo_edits(reader.space(), one.batch, reader.author(), why, view.edited_of)
    except ReaderError as error:
        st.error(error.to(ctx.locale))
        return
    again("forecast edit", ctx.say(_UNDONE, n=exact(count)))


def _columns(view: View) -> Columns:
    unit = view.subject.metric.unit
    return {
        "at": Column(Text("时间（UTC）", "At (UTC)")),
        "who": Column(Text("谁", "By")),
        "name": Column(_NODE),
        "periods": Column(_PERIOD),
        "amount": Column(_AMOUNT, unit, short=True, absent=_WITHDRAWN),
        "reason": Column(_REASON),
    }


def _row(view: View, offer: Offer, rows: list[WrittenEdit]) -> dict[str, object]:
    firsts = sorted(one.edit.first for one in rows)
    names = [step_name(first, view.ask.grain, view.ctx.locale) for first in dict.fromkeys((firsts[0], firsts[-1]))]
    amounts = [one.edit.amount for one in rows if one.edit.state == SET and one.edit.amount is not None]
    return {
        "at": f"{rows[0].at:%Y-%m-%d %H:%M}",
        "who": rows[0].who,
        "name": _called(view, offer, rows[0].edit.node),
        "periods": " – ".join(names),
        "amount": float(sum(amounts)) if amounts else float("nan"),
        "reason": rows[0].edit.reason,
    }


def _label(view: View, offer: Offer, rows: list[WrittenEdit]) -> str:
    row = _row(view, offer, rows)
    said = row["amount"]
    amount_ = written(float(str(said)), view.subject.metric.unit, view.ctx.locale)
    return f"{str(row['at'])[5:]} · {row['who']} · {row['name']} · {row['periods']} · {amount_}"


def _called(view: View, offer: Offer, node: str) -> str:
    """A node in words; a member that is not there any more by its key."""
    groups, names = offer.cells.history.groups, []
    for dim, keys in json.loads(node).items():
        known = groups[groups[dim].fillna("") == keys[0]] if dim in groups else groups.head(0)
        names.append(str(known[f"{dim}_name"].iloc[0]) if len(known) else keys[0].partition(":")[2])
    joint = " × " if view.ctx.locale is Locale.EN else "×"
    return joint.join(names) or view.ctx.say(_WHOLE)


def _money(view: View, value: float) -> str:
    return written(value, view.subject.metric.unit, view.ctx.locale)
