"""Reviews that were closed: the list, and one of them just as it was seen."""

from dataclasses import replace
from datetime import timedelta
from html import escape

import pandas as pd
import streamlit as st

from data_access.review_rights import shown, told
from domain.errors import ReaderError
from domain.review import Lock
from i18n import Text
from ui import link, reader
from ui.card import Exhibit, behind, card, note
from ui.columns import Column, Columns
from ui.context import Context
from ui.grid import grid
from ui.review_boxes import sheet_boxes
from ui.review_lock import PAGE, attending, scope_said
from ui.review_view import AsSeen, Live

PAST = Text("以往的周会", "Past reviews")
BACK = Text("‹ 返回本次周会", "‹ Back to the running review")
_NONE = Text("还没有锁定过的周会。", "No review has been closed yet.")
_THEN = Text(
    "数据截至 {day}，范围：{scope}；由 {who} 于 {at}（UTC）锁定。以下为当时所见，不再重算。",
    "Data through {day}, scope: {scope}; closed by {who} at {at} (UTC). Below: what was seen then, not computed again.",
)
_BEYOND = Text(
    "这次周会所见的数字超出您的范围，因此不显示；锁定时刻对您同样有效。",
    "What this review showed goes beyond your scope and is not told; its lock holds for you too.",
)
_ONLY_LOCK, _OPENS = Text("仅锁定时刻", "its lock only"), Text("打开即当时所见", "opens as it was seen")
_COLUMNS: Columns = {
    "day": Column(Text("数据截至", "Data through"), link="to"),
    "scope": Column(Text("范围", "Scope")),
    "who": Column(Text("谁锁定", "Closed by")),
    "at": Column(Text("时间（UTC）", "At (UTC)")),
    "what": Column(Text("说明", "Note")),
}
_MOST = 8


def past_box(view: Live) -> None:
    """The closed reviews that concern this reader; those that may be told are links."""
    ctx = view.ctx
    with card(ctx, PAST):
        known = told(reader.space(), view.mine)
        if not known:
            note(ctx.say(_NONE))
            return
        table = pd.DataFrame([_row(ctx, lock, seen=seen) for lock, seen in known])
        with st.container(key="wide_past"):
            grid(ctx, table.head(_MOST), _COLUMNS)
        behind(ctx, table, Exhibit("past_reviews", _COLUMNS))


def _row(ctx: Context, lock: Lock, *, seen: bool) -> dict[str, str]:
    return {
        "day": lock.day.isoformat(),
        "scope": scope_said(ctx, lock.scope),
        "who": lock.who,
        "at": f"{lock.at:%Y-%m-%d %H:%M}",
        "what": ctx.say(_OPENS if seen else _ONLY_LOCK),
        "to": link.to(PAGE, {"review": lock.key}) if seen else "",
    }


def past_page(ctx: Context, key: str) -> None:
    """One closed review; the same words where there is none and where it is none of the reader's."""
    st.html(f'<p class="back"><a class="go" href="{escape(link.to(PAGE, {}))}">{escape(ctx.say(BACK))}</a></p>')
    try:
        lock, sheet = shown(reader.space(), attending(ctx), key)
    except ReaderError as error:
        st.info(error.to(ctx.locale))
        return
    named = {"day": lock.day, "who": lock.who, "scope": scope_said(ctx, lock.scope), "at": f"{lock.at:%Y-%m-%d %H:%M}"}
    st.html(f'<div class="lead"><p>{escape(ctx.say(_THEN, **named))}</p></div>')
    if sheet is None:
        st.info(ctx.say(_BEYOND))
        return
    days = ctx.filters.whole().between(sheet.since + timedelta(days=1), sheet.day)
    then = replace(ctx, today=sheet.day, currency=sheet.currency, filters=days)
    sheet_boxes(then, AsSeen(sheet))
