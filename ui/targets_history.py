"""Who entered which targets and when: batches that can be taken back, and the life of one cell."""

from collections.abc import Sequence
from html import escape

import pandas as pd
import streamlit as st

from data_access.target_entry import undo_targets
from data_access.target_rights import visible
from data_access.workspace.targets import Written, history
from domain.errors import ReaderError
from domain.metric import Unit
from domain.metrics import METRICS
from domain.targets import SET
from domain.written import exactly
from i18n import Text, exact
from ui import reader
from ui.card import card, note
from ui.columns import Column, Columns
from ui.grid import grid
from ui.saying import again, notice
from ui.targets_saving import place_in
from ui.targets_view import View, period_heads

ROWS, LOOK_BACK = 6, 5_000
_TITLE = Text("历史", "History")
_NONE = Text(
    "还没有录入过目标；现有目标来自数据载入。", "Nothing has been entered yet: the targets there are come from loads."
)
_HOW: dict[str, Text] = {
    "grid": Text("表格", "grid"),
    "file": Text("文件", "file"),
    "breakdown": Text("分解", "break-down"),
    "copy": Text("复制版本", "copy of a version"),
    "undo": Text("撤销", "undo"),
}
_STATES = {
    "set": Text("设定", "set"),
    "cleared": Text("清除", "no target"),
    "withdrawn": Text("撤回录入", "withdrawn"),
}
_WHICH = Text("哪一次", "Which one")
_UNDO = Text("撤销这一次", "Take it back")
_UNDONE = Text(
    "已恢复 {count} 个目标；之后又改动过的保持不变。", "{count} targets are as before; what was changed since stays."
)
_CELL, _PERIOD = Text("某一格的历史：切片", "History of a cell: slice"), Text("期间", "Period")
_NEVER = Text("这一格从未录入过。", "Nothing was ever entered in this cell.")
_BATCHES: Columns = {
    "at": Column(Text("时间（UTC）", "At (UTC)")),
    "who": Column(Text("谁", "Who")),
    "how": Column(Text("方式", "How")),
    "of": Column(Text("内容", "What")),
    "count": Column(Text("目标数", "Targets"), Unit.COUNT),
}
_LIFE: Columns = {
    "at": Column(Text("时间（UTC）", "At (UTC)")),
    "who": Column(Text("谁", "Who")),
    "how": Column(Text("方式", "How")),
    "state": Column(Text("动作", "What")),
    "amount": Column(Text("目标", "Target")),
}


def history_box(view: View) -> None:
    """The last batches that this reader could have made, with a way back, and what was entered in one cell."""
    ctx = view.ctx
    with card(ctx, _TITLE):
        notice("undo")
        told = [one for one in history(reader.space(), limit=LOOK_BACK) if visible(one, view.mine)]
        if not told:
            note(ctx.say(_NONE))
            return
        batches = _batches(view, told)
        grid(ctx, batches.head(ROWS), _BATCHES)
        _take_back(view, batches)
        _cell(view)


def _batches(view: View, told: Sequence[Written]) -> pd.DataFrame:
    """One row a batch, newest first."""
    ctx = view.ctx
    found: dict[str, list[Written]] = {}
    for one in told:
        found.setdefault(one.batch, []).append(one)
    rows = [
        {
            "batch": batch,
            "at": f"{own[0].at:%Y-%m-%d %H:%M}",
            "who": own[0].who,
            "how": ctx.say(_HOW[own[0].how]),
            "of": _of(view, own),
            "count": float(len(own)),
        }
        for batch, own in found.items()
    ]
    return pd.DataFrame(rows)


def _of(view: View, own: Sequence[Written]) -> str:
    """The plans, metrics and years of a batch."""
    places = [one.entry.place for one in own]
    plans = sorted({f"{place.plan} {place.version}" for place in places})
    metrics = [view.ctx.say(METRICS[key].name) for key in sorted({place.metric for place in places})]
    years = sorted({str(place.period_start.year) for place in places})
    return " · ".join(", ".join(words) for words in (plans, metrics, years))


def _take_back(view: View, batches: pd.DataFrame) -> None:
    ctx = view.ctx
    rows = batches.to_dict("records")
    labels = {r["batch"]: f"{r['at']} · {r['who']} · {r['how']} · {exact(r['count'])}" for r in rows}
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        batch = st.selectbox(
            ctx.say(_WHICH), list(labels), format_func=lambda key: labels.get(key, key), key="which_batch",
            filter_mode=None,
        )  # fmt: skip
        if st.button(ctx.say(_UNDO), key="undo_batch") and batch:
            try:
                count = undo_targets(reader.space(), batch, reader.author(), view.mine)
            except ReaderError as error:
                st.error(error.to(ctx.locale))
                return
            again("undo", ctx.say(_UNDONE, count=exact(count)))


def _cell(view: View) -> None:
    """Who set one cell to what, newest first."""
    ctx = view.ctx
    if not view.slices:
        return
    names = {key: view.name(own) for key, own in view.slices.items()}
    heads = period_heads(view)
    left, right = st.columns([2, 1])
    key = left.selectbox(
        ctx.say(_CELL), list(names), format_func=lambda one: names.get(one, one), key=f"cell_of_{view.level}"
    )
    at = right.selectbox(
        ctx.say(_PERIOD), range(len(heads)), format_func=lambda one: heads[one] if one < len(heads) else "",
        key=f"cell_at_{view.level}", filter_mode=None,
    )  # fmt: skip
    period = tuple(view.periods.iloc[at or 0])
    life = history(reader.space(), place=place_in(view, key or next(iter(names)), (period[0], period[1])))
    if not life:
        st.html(f'<p class="hint">{escape(ctx.say(_NEVER))}</p>')
        return
    rows = [
        {
            "at": f"{one.at:%Y-%m-%d %H:%M}",
            "who": one.who,
            "how": ctx.say(_HOW[one.how]),
            "state": ctx.say(_STATES[one.entry.state]),
            "amount": _amount(view, one),
        }
        for one in life
    ]
    grid(ctx, pd.DataFrame(rows), _LIFE)


def _amount(view: View, one: Written) -> str:
    if one.entry.state != SET or one.entry.amount is None:
        return "—"
    return exactly(float(one.entry.amount), view.metric.unit, view.ctx.locale)
