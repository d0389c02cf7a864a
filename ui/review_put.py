"""Putting a saved scenario into the coming review from its own page, and taking it out again."""

from collections.abc import Callable, Mapping
from html import escape

import streamlit as st

from data_access.review_rights import coming, put_in, turn_item
from domain.errors import ReaderError
from domain.review import Item
from i18n import Text
from ui import link, reader
from ui.context import Context
from ui.review_lock import PAGE, attending
from ui.saying import again, notice

TO_CHOOSE = Text("选择保存的情景", "Choose saved scenarios")
_WHICH = Text("哪一个放入周会", "Which to put into the review")
_PUT, _OUT = Text("放入周会", "Put into the review"), Text("从周会取出", "Take out of the review")
_DONE, _GONE = (
    Text("“{name}”已放入下次周会。", "“{name}” is put into the coming review."),
    Text("“{name}”已从周会取出。", "“{name}” is taken out of the review."),
)
_UNDO, _BACK = Text("撤销", "Undo"), Text("已撤销：“{name}”。", "Undone: “{name}”.")
_LISTED = Text("已在下次周会：{names}。", "In the coming review: {names}.")
_SEE, _JOINT = Text("打开周会", "Open the review"), Text("、", ", ")
_LAST = "review_put_last"  # (kind, key of the item, name) of what was done last


def put_control(ctx: Context, kind: str, names: Mapping[str, str], made: Callable[[str], Item]) -> None:
    """Which of these (reference → name) to put in or take out, with a way back; `made` is asked for the item put in."""
    listed = {one.reference: one for one in coming(reader.space(), attending(ctx)) if one.kind == kind}
    where = f"put_{kind}"
    notice(where)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        chosen = st.selectbox(
            ctx.say(_WHICH), list(names), format_func=lambda one: names.get(one, ""), key=f"{where}_which",
            filter_mode=None, width=320,
        )  # fmt: skip
        known = listed.get(chosen or "")
        if chosen and st.button(ctx.say(_OUT if known else _PUT), key=where):
            _said(ctx, kind, known, lambda: made(chosen))
        last = st.session_state.get(_LAST, ("", "", ""))
        if last[0] == kind and st.button(ctx.say(_UNDO), key=f"{where}_undo", type="tertiary"):
            _undo(ctx, last)
    if listed:
        said = ctx.say(_LISTED, names=ctx.say(_JOINT).join(one.name for one in listed.values()))
        to = f'<a class="go" href="{escape(link.to(PAGE, {}))}">{escape(ctx.say(_SEE))}</a>'
        st.html(f'<p class="hint">{escape(said)} {to}</p>')


def _said(ctx: Context, kind: str, known: Item | None, made: Callable[[], Item]) -> None:
    """Take it out where it is on the list, else put it in; an error is said in its place."""
    try:
        item = known or made()
        key = item.key
        if known:
            turn_item(reader.space(), attending(ctx), key)
        else:
            key = put_in(reader.space(), attending(ctx), item)
    except ReaderError as error:
        st.error(error.to(ctx.locale))
        return
    st.session_state[_LAST] = (kind, key, item.name)
    again(f"put_{kind}", ctx.say(_GONE if known else _DONE, name=item.name))


def _undo(ctx: Context, last: tuple[str, str, str]) -> None:
    kind, key, name = last
    del st.session_state[_LAST]
    try:
        turn_item(reader.space(), attending(ctx), key)
    except ReaderError as error:
        st.error(error.to(ctx.locale))
        return
    again(f"put_{kind}", ctx.say(_BACK, name=name))
