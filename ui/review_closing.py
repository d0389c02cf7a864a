"""Closing the review: when it was closed last, the button that closes it now, and the ways back."""

from html import escape

import streamlit as st

from data_access.review_rights import close, may_close, take_back, turn_item
from domain.errors import ReaderError
from domain.review import Item, Lock
from i18n import Text
from ui import link, reader
from ui.card import card
from ui.review_lock import PAGE
from ui.review_sheet import closing_of
from ui.review_view import Live
from ui.saying import again, notice, round_number

TITLE = Text("本次周会", "This review")
_LAST = Text(
    "上次周会：数据截至 {day}，由 {who} 锁定（{at} UTC）。以下是此后的变化。",
    "The last review: data through {day}, closed by {who} ({at} UTC). Below: what has changed since.",
)
_FIRST = Text(
    "还没有锁定过周会：第一次锁定之后，变化就从那一刻算起。在此之前显示最近 7 天。",
    "No review has been closed yet: closing the first one sets the point from which changes are counted. Until then "
    "the last 7 days are shown.",
)
_CLOSED = Text(
    "截至 {day} 数据的周会已由 {who} 锁定（{at} UTC）。有新数据后开始下一次。",
    "The review of the data through {day} is closed, by {who} ({at} UTC). The next one begins with newer data.",
)
_SEE = Text("查看当时所见", "See what was shown")
_CLOSE, _SURE = Text("锁定本次周会", "Close the review"), Text("确认锁定", "Yes, close it")
_MEANS = Text(
    "锁定后：此页的数字照原样保存，不再重算；放入的内容归入本次周会；“变动”和“渠道平衡”从此刻（数据截至 {day}）算起。"
    "可以撤回。",
    "Closing keeps the figures of this page as they are, never computed again; what was put in belongs to this review; "
    "Changes and Balance count from now on (data through {day}). It can be taken back.",
)
_DONE = Text("周会已锁定。", "The review is closed.")
_BACK, _TAKEN = (
    Text("撤回锁定", "Take the lock back"),
    Text("锁定已撤回，记录仍在。", "The lock is taken back; its record stays."),
)
_UNDO, _RESTORED = Text("恢复锁定", "Put the lock back"), Text("锁定已恢复。", "The lock is back.")
_NOT_YOU = Text("只能看到本人商机，因此不能锁定周会。", "Who sees only own deals closes no review.")
_WHICH, _OUT = Text("取出哪一项", "Which to take out"), Text("从周会取出", "Take it out")
_TAKEN_OUT, _PUT_BACK = Text("已取出“{name}”。", "“{name}” is taken out."), Text("放回", "Put it back")
_RETURNED = Text("“{name}”已放回。", "“{name}” is back.")
_GONE, _ITEM_GONE = "review_taken_back", "review_item_out"
_WHERE = "review"


def closing_box(view: Live) -> None:
    """Since when changes count, and the button that closes the review; once it is closed, the way back."""
    ctx = view.ctx
    with card(ctx, TITLE):
        notice(_WHERE)
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.html(f'<div class="lead"><p>{_standing(view)}</p></div>')
            if view.closed is not None:
                _way_back(view, view.closed)
            elif may_close(ctx.data.scope):
                _button(view)
            else:
                st.html(f'<p class="hint">{escape(ctx.say(_NOT_YOU))}</p>')
            _undoing(view)


def _standing(view: Live) -> str:
    """When it was closed last, in words, with the link to what was shown (HTML)."""
    ctx, lock = view.ctx, view.closed or view.lock
    if lock is None:
        return escape(ctx.say(_FIRST))
    said = ctx.say(_CLOSED if view.closed else _LAST, day=lock.day, who=lock.who, at=f"{lock.at:%Y-%m-%d %H:%M}")
    if not view.mine.sees(lock.scope):
        return escape(said)
    to = link.to(PAGE, {"review": lock.key})
    return f'{escape(said)} <a class="go" href="{escape(to)}">{escape(ctx.say(_SEE))}</a>'


def _button(view: Live) -> None:
    """The button and its confirmation. Its key names the data: what has been looked at is what is kept."""
    ctx = view.ctx
    with st.popover(ctx.say(_CLOSE), key="close_review", type="primary"):
        st.html(f'<p class="hint">{escape(ctx.say(_MEANS, day=view.day))}</p>')
        if st.button(ctx.say(_SURE), key=f"close_review_{view.ctx.data.version}_{round_number()}", type="primary"):
            close(reader.space(), view.mine, closing_of(view))
            st.session_state.pop(_GONE, None)
            again(_WHERE, ctx.say(_DONE))


def _way_back(view: Live, lock: Lock) -> None:
    if lock.who != view.mine.who and not view.mine.scope.everything:
        return
    if st.button(view.ctx.say(_BACK), key="take_back_review", type="tertiary"):
        take_back(reader.space(), view.mine, lock)
        st.session_state[_GONE] = lock
        again(_WHERE, view.ctx.say(_TAKEN))


def _undoing(view: Live) -> None:
    lock = st.session_state.get(_GONE)
    if isinstance(lock, Lock) and view.closed is None and st.button(view.ctx.say(_UNDO), key="undo_take_back_review"):
        del st.session_state[_GONE]
        take_back(reader.space(), view.mine, lock)
        again(_WHERE, view.ctx.say(_RESTORED))


def items_out(view: Live) -> None:
    """Below the list: take something out of the coming review, and put it back."""
    ctx, items = view.ctx, {one.key: one for one in view.items}
    notice("review_items")
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        if items:
            key = st.selectbox(
                ctx.say(_WHICH), list(items), format_func=lambda one: items[one].name if one in items else "",
                key=f"review_item_which_{len(items)}", filter_mode=None, width=320,
            )  # fmt: skip
            if st.button(ctx.say(_OUT), key="review_item_out_button") and key in items:
                _turn(view, items[key], ctx.say(_TAKEN_OUT, name=items[key].name), out=True)
        gone = st.session_state.get(_ITEM_GONE)
        if isinstance(gone, Item) and st.button(ctx.say(_PUT_BACK), key="review_item_back"):
            _turn(view, gone, ctx.say(_RETURNED, name=gone.name), out=False)


def _turn(view: Live, item: Item, said: str, *, out: bool) -> None:
    try:
        turn_item(reader.space(), view.mine, item.key)
    except ReaderError as error:
        st.error(error.to(view.ctx.locale))
        return
    if out:
        st.session_state[_ITEM_GONE] = item
    else:
        st.session_state.pop(_ITEM_GONE, None)
    again("review_items", said)
