"""Entering a call: amounts as people write them, with a reason; and whose call is still waited for."""

from decimal import Decimal
from html import escape

import pandas as pd
import streamlit as st

from analytics.calls import silent_regions
from data_access.call_rights import PARTLY, enter_calls
from domain.calls import AMOUNTS, COMPANY, LONGEST, Call, CallPlace
from domain.errors import ReaderError
from domain.metric import Unit
from domain.target_words import amount
from domain.written import written
from i18n import Locale, Text
from ui import link, reader
from ui.calls_view import PAGE, View
from ui.card import card, note
from ui.columns import Column, Columns
from ui.grid import grid
from ui.saying import again, notice, round_number

_ENTER = Text("录入预测承诺", "Enter a call")
_SILENT = Text("谁还没有录入", "Who has not called yet")
_REGION, _REASON = Text("区域", "Region"), Text("理由", "Reason")
_SAVE = Text("录入", "Enter")
_HOLDER = Text("如 1250万", "12.5M")
_WHY = Text("为什么是这个数？依据哪些商机或风险", "Why this number: which deals, which risks")
_NOW = Text("目前：{call}", "Now: {call}")
_SAVED = Text(
    "已录入：{region}{period} {call}。旧值留在历史中。", "{region} for {period}: {call}. What stood before is kept."
)
_OVER = Text(
    "期间已结束，不能再录入；请选择进行中或未来的期间。",
    "The period is over and cannot be called any more: choose the running one or one to come.",
)
_ALL_IN = Text("{period}该录入的区域都已录入。", "Every region that is expected to has called for {period}.")
_COUNT = Text("{period}：{n} 个区域中有 {m} 个未录入。", "{period}: {m} of {n} regions have not called.")
_NOBODY = Text("没有指定的负责人", "nobody in particular")
_LAST_BY = Text("{who}（上次录入）", "{who} (called last)")
_WAITED: Columns = {
    "name": Column(_REGION, link="to"),
    "who": Column(Text("负责人", "Whose it is")),
    "commit": Column(Text("商机中的承诺", "Commit in the deals"), Unit.MONEY, short=True),
}


def entry_box(view: View) -> None:
    """Commit, best case and call of a region, with the reason; whoever may not enter is told why."""
    ctx = view.ctx
    with card(ctx, _ENTER):
        notice("call")
        if view.mine.partly or view.over:
            note(ctx.say(PARTLY if view.mine.partly else _OVER))
            return
        offered = {key: view.name(key) for key in _offered(view)}
        key = f"{view.node}_{view.step}_{view.first}_{round_number()}"
        with st.form(f"call_{key}", border=False):
            region = st.selectbox(
                ctx.say(_REGION), list(offered), format_func=lambda one: _with_now(view, offered, one),
                key=f"call_region_{key}", filter_mode=None,
            )  # fmt: skip
            columns = st.columns(len(AMOUNTS))
            typed = {
                name: column.text_input(
                    ctx.say(label), key=f"call_{name}_{key}", max_chars=40, placeholder=ctx.say(_HOLDER)
                )
                for column, (name, label) in zip(columns, AMOUNTS.items(), strict=True)
            }
            reason = st.text_area(
                ctx.say(_REASON), key=f"call_reason_{key}", max_chars=LONGEST, height=80, placeholder=ctx.say(_WHY)
            )
            if st.form_submit_button(ctx.say(_SAVE), type="primary", key=f"enter_call_{key}"):
                _enter(view, region, typed, reason)


def _offered(view: View) -> list[str]:
    """The region looked at and those below it."""
    shown = set(view.table.region) | {view.node}
    return [key for key in view.mine.keys if key in shown]


def _with_now(view: View, offered: dict[str, str], region: str) -> str:
    name = offered.get(region, region)
    now = view.table.call[view.table.region == region]
    if now.empty or now.iloc[0] != now.iloc[0]:
        return name
    return f"{name} · {view.ctx.say(_NOW, call=written(float(now.iloc[0]), Unit.MONEY, view.ctx.locale))}"


def _enter(view: View, region: str | None, typed: dict[str, str], reason: str) -> None:
    """Write it down, or say in its place why not; what was typed stays."""
    ctx, place = view.ctx, CallPlace(region or COMPANY, view.step, view.first)
    try:
        amounts = {name: _amount(word) for name, word in typed.items()}
        call = Call(place, amounts["call"], amounts["commit"], amounts["best_case"], reason)
        enter_calls(reader.space(), [call], (reader.author(), "page"), view.mine)
    except ReaderError as error:
        st.error(error.to(ctx.locale))
        return
    shown = written(float(call.call or 0), Unit.MONEY, ctx.locale)
    name = view.name(place.region) + (" " if ctx.locale is Locale.ZH else "")
    again("call", ctx.say(_SAVED, region=name, period=view.period, call=shown))


def _amount(word: str) -> Decimal | None:
    return amount(word) if word.strip() else None


def silent_box(view: View) -> None:
    """The regions whose call is waited for, and whose business that is."""
    ctx = view.ctx
    with card(ctx, _SILENT):
        waited = silent_regions(view.expected, view.calls)
        if not waited:
            note(ctx.say(_ALL_IN, period=view.period))
            return
        hint = ctx.say(_COUNT, period=view.period, n=len(view.expected), m=len(waited))
        st.html(f'<p class="hint">{escape(hint)}</p>')
        joint = "、" if ctx.locale is Locale.ZH else ", "
        commit = dict(zip(view.table.region, view.table.commit, strict=True))
        rows = [
            {
                "name": view.name(key),
                "who": joint.join(view.people.get(key, [])) or _last_by(view, key),
                "commit": commit.get(key, float("nan")),
                "to": link.to(PAGE, view.query(region=key)) if key != view.node else "",
            }
            for key in waited
        ]
        grid(ctx, pd.DataFrame(rows), _WAITED)


def _last_by(view: View, region: str) -> str:
    """Who called for the region last, in whatever period."""
    who = next((one.who for one in view.told if one.call.place.region == region), "")
    return view.ctx.say(_LAST_BY, who=who) if who else view.ctx.say(_NOBODY)
