"""Saving targets from the page: who enters them, what is said afterwards, and what may not be entered."""

from collections.abc import Mapping, Sequence

import streamlit as st

from data_access.target_entry import Changed, enter_targets, place_at
from domain.errors import ReaderError
from domain.targets import Entry, Place
from domain.written import written
from i18n import Text
from ui import reader
from ui.context import Context
from ui.saying import again
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


def saved(view: View, entries: Sequence[Entry], how: str) -> None:
    """Enter them, and say what changed at the next run, which shows the new state. A refusal is said in its place."""
    try:
        done = enter_targets(reader.space(), view.ctx.data, entries, (reader.author(), how), view.mine)
    except ReaderError as error:
        st.error(error.to(view.ctx.locale))
        return
    again(how, view.ctx.say(_SAME) if not done.rows else _told(view, done))


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
