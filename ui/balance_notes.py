"""What people say of one incident: the form, the history with a way back, and the co-sales that were agreed on it."""

from datetime import date
from html import escape

import pandas as pd
import streamlit as st

from analytics.incidents import Found
from data_access.incident_entry import About, agree, may_take_back, sees_all, take_back, undo_notes, writer
from data_access.workspace.exceptions import Agreement
from data_access.workspace.incidents import Said, history
from domain.balance import CUSTOMER, PRICE, PRODUCT, TERRITORY
from domain.errors import ReaderError
from domain.incidents import LONGEST, STATUSES, Agreed
from i18n import Text, exact
from ui import reader
from ui.balance_ahead import ahead_form
from ui.balance_bulk import abouts, change_fields, save
from ui.balance_incidents import status_said
from ui.balance_view import View
from ui.card import card, note
from ui.columns import Column, Columns
from ui.grid import grid
from ui.saying import again, notice, round_number

STATUS, HISTORY = Text("处理", "How it stands"), Text("处理记录", "What was said")
AGREEMENTS = Text("约定的共同销售", "Agreed co-sales")
_SAVE = Text("保存", "Save")
_NOTHING = Text("还没有人处理过。", "Nobody has said anything yet.")
_UNDO = Text("撤销最后一次修改", "Take the last change back")
_UNDONE = Text(
    "已恢复 {n} 个事件；之后又改动过的保持不变。", "{n} incidents are as before; what was said since then stays."
)
_FOREIGN = Text(
    "这个事件还涉及您范围以外的一方：“不是冲突”和例外只能由看得到全部各方的人登记。",
    "This incident has a side outside your scope: only who sees all of its sides may call it no conflict or agree on "
    "an exception.",
)
_HOW = {"form": Text("单个", "single"), "bulk": Text("批量", "several"), "undo": Text("撤销", "taken back")}
_HISTORY: Columns = {
    "at": Column(Text("时间（UTC）", "At (UTC)")),
    "who": Column(Text("谁", "Who")),
    "status": Column(Text("状态", "Status")),
    "owner": Column(Text("负责人", "Owner")),
    "comment": Column(Text("说明", "Comment")),
    "how": Column(Text("方式", "How")),
}
_AGREE, _AGREED = Text("登记例外", "Agree on it"), Text("已登记例外，指数已更新。", "Agreed; the index is renewed.")
_EXPLAINED = Text(
    "约定允许的销售不再计入指数，按整月计算，重新载入数据后仍然有效。",
    "What is agreed no longer counts in the index: by whole months, and also after new data are loaded.",
)
_PARTY, _REGION = Text("谁可以", "Who may"), Text("在哪里", "Where")
_FROM, _UNTIL, _WHY = (
    Text("自", "From"),
    Text("至（空为不限）", "Until (empty: open)"),
    Text("约定内容", "What is agreed"),
)
_ALL_OF, _EVERYWHERE = Text("所有各方", "All parties"), Text("所有区域", "Everywhere")
_TAKE_BACK, _RESTORE = Text("收回", "Take back"), Text("恢复", "Put back")
_SPAN = Text("{first} 至 {last}", "{first} to {last}")
_OPEN_SPAN = Text("{first} 起", "from {first}")
_NONE_AGREED = Text(
    "还没有约定共同销售。可在下面或事件的页面上登记。",
    "No co-sales are agreed yet. They are agreed below, or on the page of an incident.",
)
_GONE = Text("（已收回）", " (taken back)")
_DONE = Text("已更新例外。", "The exception is updated.")


def status_box(view: View, one: Found) -> None:
    """How the incident stands, and the form that says otherwise."""
    ctx, about = view.ctx, abouts(view)[one.cause.incident]
    with card(ctx, STATUS, _standing(view, about)):
        notice("status")
        made = round_number()
        with st.form(f"say_{made}", border=False):
            change = change_fields(view, made, about.state)
            if st.form_submit_button(ctx.say(_SAVE), type="primary"):
                save(view, [one.cause.incident], change, ("form", "status"))
        if not sees_all(writer(ctx.data), about):
            st.html(f'<p class="hint">{escape(ctx.say(_FOREIGN))}</p>')


def _standing(view: View, about: About) -> str:
    state = about.state
    since = pd.Timestamp(state.since) if state.since else None
    said = status_said(view, state.status, since)
    return f"{said} · {state.owner}" if state.owner else said


def history_box(view: View, one: Found) -> None:
    """Everything that was said, newest first, and a way back."""
    ctx, state = view.ctx, abouts(view)[one.cause.incident].state
    with card(ctx, HISTORY):
        notice("history")
        own = {one.cause.incident} | ({state.note.cause.incident} if state.note else set())
        told = [said for key in sorted(own) for said in history(reader.space(), key)]
        if not told:
            note(ctx.say(_NOTHING))
            return
        told.sort(key=lambda said: said.at, reverse=True)
        grid(ctx, pd.DataFrame([_row(view, said) for said in told]), _HISTORY, stacked=True)
        if st.button(ctx.say(_UNDO), key="undo_note", type="tertiary"):
            _undo(view, told[0].batch)


def _row(view: View, said: Said) -> dict[str, str]:
    say = view.ctx.say
    told = {"status": say(STATUSES[said.note.status]), "owner": said.note.owner, "comment": said.note.comment}
    return {"at": f"{said.at:%Y-%m-%d %H:%M}", "who": said.who, **told, "how": say(_HOW[said.how])}


def _undo(view: View, batch: str) -> None:
    ctx = view.ctx
    try:
        count = undo_notes(reader.space(), writer(ctx.data), batch, reader.author(), abouts(view))
    except ReaderError as error:
        st.error(error.to(ctx.locale))
        return
    again("history", ctx.say(_UNDONE, n=exact(count)))


def agreement_box(view: View, one: Found, row: pd.Series) -> None:
    """What was agreed on sales like these, and the form for one more."""
    ctx, about = view.ctx, abouts(view)[one.cause.incident]
    with card(ctx, AGREEMENTS):
        notice("agreed")
        for agreement in [own for own in view.agreements if _fits(own.agreed, one)]:
            agreement_line(view, agreement)
        st.html(f'<p class="hint">{escape(ctx.say(_EXPLAINED))}</p>')
        if sees_all(writer(ctx.data), about):
            _form(view, one, row)


def _fits(agreed: Agreed, one: Found) -> bool:
    """Whether an agreement is on a party and object of this incident."""
    parties = {"", *(own.who for own in one.episodes)}
    return agreed.kind == one.cause.kind and agreed.what in ("", one.cause.what) and agreed.who in parties


def agreement_line(view: View, one: Agreement) -> None:
    """One agreement in words, with the button that takes it back or puts it back, for who may."""
    ctx, agreed = view.ctx, one.agreed
    days = (
        ctx.say(_SPAN, first=agreed.first, last=agreed.last) if agreed.last else ctx.say(_OPEN_SPAN, first=agreed.first)
    )
    gone = "" if one.stands else ctx.say(_GONE)
    said = escape(f"{agreed.named} · {days} · {agreed.reason} · {one.who} {one.at:%Y-%m-%d}{gone}")
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.html(f'<p class="hint">{said}</p>')
        if may_take_back(writer(ctx.data), agreed):
            label = ctx.say(_TAKE_BACK if one.stands else _RESTORE)
            if st.button(label, key=f"agreed_{one.key}", type="tertiary"):
                take_back(reader.space(), writer(ctx.data), one, reader.author())
                again("agreed", ctx.say(_DONE))


def agreements_box(view: View) -> None:
    """The agreements that this reader could have made, with the way back; of others nothing is told."""
    ctx, mine = view.ctx, writer(view.ctx.data)
    with card(ctx, AGREEMENTS):
        notice("agreed")
        own = [one for one in view.agreements if may_take_back(mine, one.agreed)]
        for agreement in own:
            agreement_line(view, agreement)
        if not own:
            note(ctx.say(_NONE_AGREED))
        ahead_form(view)


def _form(view: View, one: Found, row: pd.Series) -> None:
    ctx, kind, made = view.ctx, one.cause.kind, round_number()
    parties = _parties(view, one, row)
    everywhere = {"": ctx.say(_EVERYWHERE)}
    regions = everywhere if kind == CUSTOMER else everywhere | _named(one.rows, "region", "region_name")
    with st.form(f"agree_{made}", border=False):
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            who = _choice(ctx.say(_PARTY), parties, f"agree_who_{made}", 200)
            region = _choice(ctx.say(_REGION), regions, f"agree_where_{made}", 150)
            first = _day(ctx.say(_FROM), one.cause.first_seen, f"agree_from_{made}")
            last = _day(ctx.say(_UNTIL), None, f"agree_until_{made}")
        reason = st.text_input(ctx.say(_WHY), max_chars=LONGEST, key=f"agree_why_{made}")
        if st.form_submit_button(ctx.say(_AGREE)):
            what = one.cause.what if kind in (PRICE, PRODUCT) else ""
            pieces = (parties[who], str(row.what_name) if what else "", regions[region])
            span = (first or one.cause.first_seen, last)
            _agree(view, one, Agreed(kind, who, what, region, *span, " · ".join(filter(None, pieces)), reason.strip()))


def _choice(label: str, options: dict[str, str], key: str, width: int) -> str:
    found = st.selectbox(label, list(options), format_func=lambda one: options.get(one, one), key=key, width=width)
    return found or ""


def _day(label: str, usual: date | None, key: str) -> date | None:
    return st.date_input(label, usual, format="YYYY-MM-DD", key=key, width=130)


def _parties(view: View, one: Found, row: pd.Series) -> dict[str, str]:
    """Who an agreement on this incident can be for: the buyer, the partner, or each of the channels, or all."""
    if one.cause.kind == CUSTOMER:
        return {one.cause.who: str(row.what_name)}
    own = _named(one.rows, "who", "channel_name" if one.cause.kind != TERRITORY else "who_name")
    return own if len(own) == 1 else {"": view.ctx.say(_ALL_OF), **own}


def _named(rows: pd.DataFrame, key: str, name: str) -> dict[str, str]:
    known = rows[rows[key].notna()].drop_duplicates(key)
    pairs = zip(known[key], known[name].fillna(known[key]), strict=True)
    return dict(sorted(pairs, key=lambda pair: str(pair[1])))


def _agree(view: View, one: Found, agreed: Agreed) -> None:
    ctx = view.ctx
    try:
        agree(reader.space(), writer(ctx.data), abouts(view)[one.cause.incident], agreed, reader.author())
    except ReaderError as error:
        st.error(error.to(ctx.locale))
        return
    again("agreed", ctx.say(_AGREED))
