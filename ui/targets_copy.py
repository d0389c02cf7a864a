"""A new plan or version: opened under a name, empty or as a copy of the one that is shown."""

from html import escape

import streamlit as st

from data_access.target_copy import copy_of
from data_access.target_entry import enter_targets
from data_access.target_rows import Asked
from domain.errors import ReaderError
from i18n import Text, exact
from ui import link, reader
from ui.saying import again, round_number
from ui.targets_view import View

COPIED = "copy"
_NAMES = {"plan": Text("方案", "Plan"), "version": Text("版本", "Version")}
_TITLE = Text("＋ 新方案或版本", "＋ New plan or version")
_HOW = Text(
    "写下名称（方案留空即为当前方案）。打开：从空白开始，保存第一个目标时才真正建立。"
    "复制：以“{name}”中您能看到的全部目标开始，含所有指标与层级；记下谁在何时复制，可在“历史”中整批撤销。各页以名称最新的版本为准。",
    "Write a name; without a plan it is this one. Open begins with nothing: it is made when its first target is saved. "
    "Copy begins with all targets of “{name}” that you see, of every metric and level; who copied it when is kept, and "
    "History takes all of it back. All pages go by the version with the latest name.",
)
_OPEN, _COPY = Text("打开", "Open"), Text("复制“{name}”", "Copy “{name}”")
_NO_NAME = Text("请给新版本一个名称。", "Give the new version a name.")
_DONE = Text(
    "已将“{name}”的 {count} 个目标复制为“{to}”；可在“历史”中撤销。",
    "{count} targets of “{name}” are copied to “{to}”; History takes that back.",
)
_LONGEST = 60


def new_version(view: View) -> None:
    """The names of a plan and a version, a way to open it, and one to begin it with what is shown."""
    ctx, name = view.ctx, f"{view.asked.plan} {view.asked.version}"
    with st.popover(ctx.say(_TITLE), type="tertiary", key=f"new_version_{round_number()}"):
        st.html(f'<p class="hint">{escape(ctx.say(_HOW, name=name))}</p>')
        for key, label in _NAMES.items():
            st.text_input(ctx.say(label), key=_key(key), max_chars=_LONGEST)
        with st.container(horizontal=True, gap="small"):
            st.button(ctx.say(_OPEN), key="open_new", on_click=_open)
            if st.button(ctx.say(_COPY, name=name), key="copy_version"):
                _copy(view)


def _written(name: str) -> str:
    return str(st.session_state.get(_key(name), "")).strip()


def _key(name: str) -> str:
    """Another one after each save, which leaves the names empty and the box closed."""
    return f"name_{name}_{round_number()}"


def _open() -> None:
    for name in _NAMES:
        if word := _written(name):
            link.put(name, word)
    link.put("level", None)


def _copy(view: View) -> None:
    """Copy what is shown, open the copy and say so; a refusal is said beside the button."""
    ctx, here = view.ctx, Asked(view.asked.plan, view.asked.version)
    to = Asked(_written("plan") or here.plan, _written("version"))
    if not to.version:
        st.error(ctx.say(_NO_NAME))
        return
    try:
        entries = copy_of(ctx.data, here, to)
        done = enter_targets(reader.space(), ctx.data, entries, (reader.author(), COPIED), view.mine)
    except ReaderError as error:
        st.error(error.to(ctx.locale))
        return
    link.put("plan", to.plan)
    link.put("version", to.version)
    names = {"name": f"{here.plan} {here.version}", "to": f"{to.plan} {to.version}"}
    again(COPIED, ctx.say(_DONE, count=exact(done.rows), **names))
