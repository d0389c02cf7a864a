"""The form on the rules of the balance page that agrees on co-sales before there is an incident."""

from datetime import date
from html import escape

import streamlit as st

from data_access.agreement_entry import AHEAD, EVERYBODY, KINDS, Wanted, agree_ahead, may_agree_ahead
from data_access.incident_entry import writer
from data_access.options import values
from domain.balance import KINDS as CONFLICTS
from domain.errors import ReaderError
from domain.incidents import LONGEST
from i18n import Text
from ui import reader
from ui.balance_view import View
from ui.saying import again, round_number

_NEW = Text("登记新的约定", "Agree on a co-sale")
_HINT = Text(
    "冲突按月判断：约定覆盖首日至末日所在的各月，其间不计入指数。经销商写名称或编号；买家的约定在其事件页面登记。",
    "Conflicts are judged by the month: an agreement covers the months from its first to its last day, and they do not "
    "count. Partners by name or key; a buyer is named on the page of its incident.",
)
_KIND, _PARTY = Text("冲突类型", "Kind"), Text("谁可以（空为所有各方）", "Who may (empty: everybody)")
_LINE, _REGION = Text("产品线（价格）", "Product line (prices)"), Text("在哪里", "Where")
_ALL, _EVERYWHERE = Text("全部", "All"), Text("所有区域", "Everywhere")
_FROM, _UNTIL = Text("首日", "First day"), Text("末日（空为不限）", "Last day (empty: open)")
_WHY, _SAVE = Text("约定内容", "What is agreed"), Text("登记约定", "Agree on it")
_DONE = Text("已登记约定，指数已更新。", "Agreed; the index is renewed.")


def ahead_form(view: View) -> None:
    """Kind, party, product line, region, first and last day, and why; for who sees everything."""
    ctx = view.ctx
    if not may_agree_ahead(ctx.data.scope):
        st.html(f'<p class="hint">{escape(ctx.say(AHEAD))}</p>')
        return
    made = round_number()
    st.html(f'<p class="hint"><b>{escape(ctx.say(_NEW))}</b> {escape(ctx.say(_HINT))}</p>')
    with st.form(f"ahead_{made}", border=False):
        wanted = _fields(view, made)
        if st.form_submit_button(ctx.say(_SAVE)):
            _agree(view, wanted)


def _fields(view: View, made: int) -> Wanted:
    ctx, mine = view.ctx, writer(view.ctx.data)
    kinds = {kind: ctx.say(CONFLICTS[kind]) for kind in KINDS}
    places = {"": ctx.say(_EVERYWHERE)} | {key: name for key, name in ctx.names.items() if key in mine.regions}
    lines = {"": ctx.say(_ALL), **{line: line for line in values(ctx.data, "product_line")}}
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        kind = _pick(ctx.say(_KIND), kinds, f"ahead_kind_{made}")
        line = _pick(ctx.say(_LINE), lines, f"ahead_line_{made}")
        region = _pick(ctx.say(_REGION), places, f"ahead_where_{made}")
    party = st.text_input(
        ctx.say(_PARTY), max_chars=200, key=f"ahead_who_{made}", placeholder=ctx.say(EVERYBODY)
    )  # fmt: skip
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        first = _day(ctx.say(_FROM), ctx.today.replace(day=1), f"ahead_from_{made}")
        last = _day(ctx.say(_UNTIL), None, f"ahead_until_{made}")
    reason = st.text_input(ctx.say(_WHY), max_chars=LONGEST, key=f"ahead_why_{made}")
    return Wanted(kind, party or "", line, region, first or ctx.today, last, reason or "")


def _pick(label: str, options: dict[str, str], key: str) -> str:
    found = st.selectbox(label, list(options), format_func=lambda one: options.get(one, one), key=key, width=170)
    return found or ""


def _day(label: str, usual: date | None, key: str) -> date | None:
    return st.date_input(label, usual, format="YYYY-MM-DD", key=key, width=150)


def _agree(view: View, wanted: Wanted) -> None:
    ctx = view.ctx
    by = (reader.author(), ctx.locale, view.terms.rules.level)
    try:
        agree_ahead(reader.space(), ctx.data, writer(ctx.data), wanted, by)
    except ReaderError as error:
        st.error(error.to(ctx.locale))
        return
    again("agreed", ctx.say(_DONE))
