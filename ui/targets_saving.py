"""Saving targets from the page: who enters them, what is said afterwards, and what may not be entered."""

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from data_access.target_entry import Changed, enter_targets, place_at
from domain.errors import ReaderError
from domain.targets import Entry, Place
from domain.written import written
from i18n import Text
from ui import reader
from ui.context import Context
from ui.targets_view import View

_SAVED = Text(
    "已保存 {rows} 个目标：新设 {new}，修改 {changed}，清除 {cleared}；合计 {before} → {after}。",
    "{rows} targets saved: {new} new, {changed} changed, {cleared} taken away; in sum {before} → {after}.",
)
_SAVED_HELD = Text(
    "已保存 {rows} 个目标：新设 {new}，修改 {changed}，清除 {cleared}。",
    "{rows} targets saved: {new} new, {changed} changed, {cleared} taken away.",
)
_SAME = Text("与现有目标一致，没有变动。", "That is what stands already: nothing changed.")
_SAID, _ROUND = "targets_said", "targets_round"


def round_number() -> int:
    """Part of the keys of what is filled in: after each save the next one begins empty."""
    return int(st.session_state.get(_ROUND, 0))


def saved(view: View, entries: Sequence[Entry], how: str) -> None:
    """Enter them, and say what changed at the next run, which shows the new state. A refusal is said in its place."""
    try:
        done = enter_targets(reader.space(), view.ctx.data, entries, (reader.author(), how), view.mine)
    except ReaderError as error:
        st.error(error.to(view.ctx.locale))
        return
    again(view.ctx.say(_SAME) if not done.rows else _told(view, done), how)


def again(said: str, how: str) -> None:
    """Run the page anew with what was entered, and say this in the card that entered it."""
    st.session_state[_SAID] = (how, said)
    st.session_state[_ROUND] = round_number() + 1
    st.rerun()


def notice(how: str) -> None:
    """What the last save did, once, if it was made in this way: each card says it where its reader looks."""
    made, said = st.session_state.get(_SAID, ("", ""))
    if made == how:
        del st.session_state[_SAID]
        st.html(f'<div class="notice done" role="status">{escape(said)}</div>')


def place_in(view: View, key: str, period: tuple[object, object]) -> Place:
    """The place of a slice and period of the grid."""
    members: Mapping[str, str] = dict(view.slices[key])
    first, last = (pandas_day.date() for pandas_day in period)  # type: ignore[attr-defined]
    sources = view.own.source.tolist() or list(view.mine.sources)
    return place_at(members, (first, last), view.asked, str(sources[0]) if sources else "")


def _told(view: View, done: Changed) -> str:
    ctx: Context = view.ctx
    counts = {"rows": done.rows, "new": done.new, "changed": done.changed, "cleared": done.cleared}
    if not view.adds_up:
        return ctx.say(_SAVED_HELD, **counts)
    sums = {name: written(getattr(done, name), view.metric.unit, ctx.locale) for name in ("before", "after")}
    return ctx.say(_SAVED, **counts, **sums)
