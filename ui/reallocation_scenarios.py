"""Scenarios: the plan kept under a name, taken back, opened by its link, and held against others."""

from collections.abc import Sequence
from html import escape

import pandas as pd
import streamlit as st

from data_access.workspace.spend_scenarios import save_scenario, scenarios, take_back
from domain.errors import ReaderError
from domain.metric import Unit
from domain.reallocation import Scenario
from domain.review import REALLOCATION, Item
from domain.written import written
from i18n import Text
from i18n.numbers import MISSING
from ui import link, reader
from ui.card import Exhibit, behind, card, note
from ui.columns import Column, Columns
from ui.grid import grid
from ui.reallocation_view import PAGE, View
from ui.review_put import TO_CHOOSE, put_control

TITLE = Text("方案", "Scenarios")
_NONE = Text(
    "还没有保存过方案。为上面的方案取个名字保存下来，就能与别的方案并排比较。",
    "No scenario has been kept yet. Give the plan above a name, and it can be held against others.",
)
_NAME, _SAVE = Text("方案名称", "Name of the scenario"), Text("保存方案", "Save scenario")
_SAVED, _BACK = Text("已保存“{name}”。", "“{name}” is saved."), Text("已撤回“{name}”。", "“{name}” is taken back.")
_WHICH, _TAKE = Text("撤回哪一个", "Which to take back"), Text("撤回", "Take back")
_UNDO, _RESTORED = Text("撤销撤回", "Undo"), Text("已恢复“{name}”。", "“{name}” is back.")
_BESIDE = Text("并排比较", "Compare side by side")
_FIGURES = {
    "spent": Text("投入合计", "Spend in all"),
    "then": Text("扣除投入后的毛利", "Margin after spend"),
    "gain": Text("毛利增量", "Change of margin"),
    "low": Text("80% 区间下限", "80 %: from"),
    "high": Text("80% 区间上限", "80 %: to"),
}
_SIGNED = ("gain", "low", "high")
_HERE, _WHAT = Text("当前方案", "This plan"), Text("项目", "Figure")
_AS_SAVED = Text(
    "各列为保存时的数字；点名称按今天的数据打开。", "As they were when saved; a name opens it on today's data."
)
_LIST: Columns = {
    "name": Column(Text("名称", "Name"), link="to"),
    "gain": Column(_FIGURES["gain"], Unit.MONEY, short=True, signed=True),
    "spent": Column(_FIGURES["spent"], Unit.MONEY, short=True),
    "who": Column(Text("谁", "Who")),
    "at": Column(Text("时间（UTC）", "At (UTC)")),
}
_SPEND = "spend "  # before a channel's key in the figures of a scenario
_SAID, _TAKEN = "scenario_said", "scenario_taken"
_MOST, _LISTED = 4, 50


def scenarios_box(view: View) -> None:
    """A name for the plan and a button that keeps it; those that were kept, side by side."""
    ctx = view.ctx
    with card(ctx, TITLE):
        figures = _figures(view)
        _saving(view, figures)
        if said := st.session_state.pop(_SAID, ""):
            st.html(f'<div class="notice done" role="status">{escape(said)}</div>')
        _undoing(view)
        kept = scenarios(reader.space(), ctx.data.scope)[:_LISTED]
        if not kept:
            note(ctx.say(_NONE))
            return
        table = pd.DataFrame([_listed(view, one) for one in kept])
        grid(ctx, table, _LIST)
        _beside(view, kept, figures)
        put_control(ctx, REALLOCATION, {one.key: one.name for one in kept}, lambda key: _item(kept, key))
        _taking_back(view, kept)


def _figures(view: View) -> dict[str, float]:
    found = view.outcome
    own = {name: float(getattr(found, name)) for name in ("now", "then", "gain", "low", "high", "spent")}
    rows = zip(view.allocation.channel, view.allocation.proposed, strict=True)
    return own | {f"{_SPEND}{key}": float(value) for key, value in rows}


def _saving(view: View, figures: dict[str, float]) -> None:
    ctx = view.ctx
    with (
        st.form("scenario_form", clear_on_submit=True, border=False),
        st.container(horizontal=True, vertical_alignment="bottom", gap="small"),
    ):
        name = st.text_input(ctx.say(_NAME), max_chars=100, key="scenario_name", width=320)
        pressed = st.form_submit_button(ctx.say(_SAVE), key="save_scenario", type="primary")
    if not pressed:
        return
    try:
        save_scenario(reader.space(), name, view.query(), figures, (reader.author(), ctx.data.scope))
    except ReaderError as error:
        st.error(error.to(ctx.locale))
        return
    _again(ctx.say(_SAVED, name=name.strip()))


def _listed(view: View, one: Scenario) -> dict[str, object]:
    money = {name: one.figures.get(name, float("nan")) for name in ("gain", "spent")}
    return {"name": one.name, "who": one.who, "at": f"{one.at:%Y-%m-%d %H:%M}", "to": link.to(PAGE, one.query), **money}


def _beside(view: View, kept: Sequence[Scenario], figures: dict[str, float]) -> None:
    """This plan and those chosen, a column each: what each channel would get, and what it would bring."""
    ctx, named = view.ctx, {one.key: one for one in kept}
    chosen = st.multiselect(
        ctx.say(_BESIDE), list(named), list(named)[: _MOST - 1], format_func=lambda key: named[key].name,
        max_selections=_MOST, key=f"scenarios_beside_{len(kept)}", placeholder=ctx.say(TO_CHOOSE),
    )  # fmt: skip
    others = {key: Column(Text(named[key].name, named[key].name)) for key in chosen}
    columns: Columns = {"what": Column(_WHAT), "here": Column(_HERE), **others}
    all_of = {"here": figures, **{key: named[key].figures for key in chosen}}
    channels = dict(zip(view.curves.channel, view.curves["name"], strict=True))
    rows = [{"what": name} | {one: _said(view, own, f"{_SPEND}{key}") for one, own in all_of.items()}
            for key, name in channels.items()]  # fmt: skip
    rows += [{"what": ctx.say(name)} | {one: _said(view, own, key) for one, own in all_of.items()}
             for key, name in _FIGURES.items()]  # fmt: skip
    table = pd.DataFrame(rows)
    grid(ctx, table, columns)
    st.html(f'<p class="hint">{escape(ctx.say(_AS_SAVED))}</p>')
    behind(ctx, table, Exhibit("scenarios", columns))


def _said(view: View, figures: object, name: str) -> str:
    value = figures.get(name) if isinstance(figures, dict) else None
    return MISSING if value is None else written(float(value), Unit.MONEY, view.ctx.locale, signed=name in _SIGNED)


def _taking_back(view: View, kept: Sequence[Scenario]) -> None:
    ctx = view.ctx
    mine = {one.key: one for one in kept if one.who == reader.author() or ctx.data.scope.everything}
    if not mine:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        key = st.selectbox(ctx.say(_WHICH), list(mine), format_func=lambda one: mine[one].name, key="take_back_which",
                           filter_mode=None, width=320)  # fmt: skip
        pressed = st.button(ctx.say(_TAKE), key="take_back")
    if pressed and key:
        take_back(reader.space(), key, (reader.author(), ctx.data.scope))
        st.session_state[_TAKEN] = (key, mine[key].name)
        _again(ctx.say(_BACK, name=mine[key].name))


def _item(kept: Sequence[Scenario], key: str) -> Item:
    """A scenario as it is put into the review: with the figures that it was saved with."""
    one = next(own for own in kept if own.key == key)
    figures = {name: one.figures[name] for name in _FIGURES if name in one.figures}
    return Item("", REALLOCATION, key, one.name, one.query, figures, reader.author(), one.at)


def _undoing(view: View) -> None:
    """Right after one was taken back: a button that puts it back."""
    key, name = st.session_state.get(_TAKEN, ("", ""))
    if key and st.button(view.ctx.say(_UNDO), key="undo_take_back"):
        del st.session_state[_TAKEN]
        take_back(reader.space(), key, (reader.author(), view.ctx.data.scope))
        _again(view.ctx.say(_RESTORED, name=name))


def _again(said: str) -> None:
    st.session_state[_SAID] = said
    st.rerun()
