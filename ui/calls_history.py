"""Who called what and when: every entry there ever was, and the way to take one back by a new one."""

from html import escape

import pandas as pd
import streamlit as st

from data_access.call_rights import undo_calls
from data_access.workspace.calls import WrittenCall
from domain.calls import SET
from domain.errors import ReaderError
from domain.metric import Unit
from domain.written import written
from i18n import Text, exact
from ui import reader
from ui.calls_view import View
from ui.card import Exhibit, behind, card, note
from ui.columns import Column, Columns
from ui.grid import grid
from ui.saying import again, notice

ROWS = 14
_TITLE = Text("历史：谁在何时录入了什么", "History: who called what, and when")
_NONE = Text("{period}还没有任何录入。", "Nothing has been called for {period} yet.")
_HOW: dict[str, Text] = {
    "page": Text("页面", "page"),
    "command": Text("命令", "command"),
    "file": Text("文件", "file"),
    "undo": Text("撤销", "undo"),
    "demo": Text("演示", "demo"),
}
_WITHDRAWN = Text("撤回", "withdrawn")
_MORE = Text("共 {n} 条，其余见右上角。", "{n} entries; the others are behind the mark above.")
_WHICH, _UNDO = Text("撤销哪一条", "Take back which"), Text("撤销", "Take it back")
_WHY = Text("撤销 {who} 于 {at} 的录入", "Took back what {who} entered at {at}")
_UNDONE = Text(
    "已恢复 {count} 个预测承诺；之后又改动过的保持不变。两条记录都留在历史中。",
    "Calls put back: {count}; what was changed since stays. Both entries are kept.",
)
_COLUMNS: Columns = {
    "at": Column(Text("时间（UTC）", "At (UTC)")),
    "region": Column(Text("区域", "Region")),
    "who": Column(Text("谁", "By")),
    "how": Column(Text("方式", "How")),
    "call": Column(Text("预测承诺", "Call"), Unit.MONEY, short=True, absent=_WITHDRAWN),
    "change": Column(Text("变化", "Change"), Unit.MONEY, signed=True, short=True, better=True),
    "commit": Column(Text("承诺", "Commit"), Unit.MONEY, short=True),
    "best_case": Column(Text("乐观", "Best case"), Unit.MONEY, short=True),
    "reason": Column(Text("理由", "Reason")),
}


def history_box(view: View) -> None:
    """Every entry of the period for the region looked at and those below it, newest first, with a way back."""
    ctx = view.ctx
    with card(ctx, _TITLE):
        notice("undo call")
        mine = _mine(view)
        if not mine:
            note(ctx.say(_NONE, period=view.period))
            return
        frame = _frame(view, mine)
        with st.container(key="wide_call_history"):
            grid(ctx, frame.head(ROWS), _COLUMNS)
        if len(frame) > ROWS:
            st.html(f'<p class="hint">{escape(ctx.say(_MORE, n=exact(len(frame))))}</p>')
        if not view.over:
            _take_back(view, mine)
        behind(ctx, frame, Exhibit("call_history", _COLUMNS))


def _mine(view: View) -> list[WrittenCall]:
    """The entries of this period within the region looked at, newest first."""
    below = {view.node, *view.below}
    return [
        one
        for one in view.told
        if (one.call.place.step, one.call.place.first) == (view.step, view.first) and one.call.place.region in below
    ]


def _frame(view: View, mine: list[WrittenCall]) -> pd.DataFrame:
    ctx = view.ctx
    rows = [
        {
            "at": f"{one.at:%Y-%m-%d %H:%M}",
            "region": view.name(one.call.place.region),
            "key": one.call.place.region,
            "who": one.who,
            "how": ctx.say(_HOW.get(one.how, Text(one.how, one.how))),
            **{name: _number(one, name) for name in ("call", "commit", "best_case")},
            "reason": one.call.reason,
        }
        for one in mine
    ]
    frame = pd.DataFrame(rows)
    frame["change"] = frame.call - frame.groupby("key").call.shift(-1)
    return frame


def _number(one: WrittenCall, name: str) -> float:
    amount = getattr(one.call, name)
    return float(amount) if one.call.state == SET and amount is not None else float("nan")


def _take_back(view: View, mine: list[WrittenCall]) -> None:
    ctx = view.ctx
    batches: dict[str, WrittenCall] = {}
    for one in mine:
        batches.setdefault(one.batch, one)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        batch = st.selectbox(
            ctx.say(_WHICH), list(batches), key="which_call", filter_mode=None,
            format_func=lambda key: _label(view, batches[key]) if key in batches else key,
        )  # fmt: skip
        if st.button(ctx.say(_UNDO), key="undo_call") and batch:
            undone = batches[batch]
            why = ctx.say(_WHY, who=undone.who, at=f"{undone.at:%Y-%m-%d %H:%M}")
            try:
                count = undo_calls(reader.space(), batch, reader.author(), why, view.mine)
            except ReaderError as error:
                st.error(error.to(ctx.locale))
                return
            again("undo call", ctx.say(_UNDONE, count=exact(count)))


def _label(view: View, one: WrittenCall) -> str:
    amount = written(_number(one, "call"), Unit.MONEY, view.ctx.locale)
    return f"{one.at:%m-%d %H:%M} · {one.who} · {view.name(one.call.place.region)} · {amount}"
