"""Several incidents taken care of at once: a list to tick, and owner, status and comment said once for all."""

import pandas as pd
import streamlit as st

from analytics.incidents import Found
from data_access import workspace
from data_access.incident_entry import About, Change, note_incidents, writer
from domain.errors import ReaderError
from domain.incidents import LONGEST, NAME, SETTABLE, STATUSES, State
from domain.metric import Unit
from domain.written import written
from i18n import Text, exact
from ui import reader
from ui.balance_boxes import described
from ui.balance_view import View
from ui.saying import again, round_number

MOST, FEW, HEIGHT = 60, 14, 420
_EVERY = Text("全选这 {n} 个", "All of these {n}")
_OWNER, _STATUS = Text("负责人", "Owner"), Text("状态", "Status")
_COMMENT = Text("说明", "Comment")
_STAYS, _NOBODY = Text("（不改）", "(as it is)"), Text("（无）", "(nobody)")
_SAVE = Text("保存到所选事件", "Save for those chosen")
_SAVED = Text("已更新 {n} 个事件。", "{n} incidents are updated.")
_KEEP, _NONE = "\0keep", ""


def bulk_form(view: View, rows: pd.DataFrame) -> None:
    """Tick incidents, say owner, status and comment once, save them together: one batch, undone together."""
    ctx, shown, made = view.ctx, rows.head(MOST), round_number()
    with st.form(f"bulk_{made}", border=False):
        every = st.checkbox(ctx.say(_EVERY, n=exact(len(shown))), key=f"bulk_all_{made}")
        with st.container(key="bulk_rows", gap=None, height=HEIGHT if len(shown) > FEW else "content"):
            ticked = [str(row["id"]) for _, row in shown.iterrows() if _tick(view, row, made)]
        change = change_fields(view, made)
        if st.form_submit_button(ctx.say(_SAVE), type="primary"):
            ids = list(map(str, shown.id)) if every else ticked
            save(view, ids, change, ("bulk", "incidents"))


def _tick(view: View, row: pd.Series, made: int) -> bool:
    pieces = [described(view, row), written(row.money, Unit.MONEY, view.ctx.locale), view.ctx.say(STATUSES[row.status])]
    said = " · ".join([*pieces, row.owner] if row.owner else pieces)
    return bool(st.checkbox(_plain(said), key=f"bulk_{row['id']}_{made}"))


def _plain(said: str) -> str:
    """Text as it stands, where a label would read marks in it."""
    return "".join(f"\\{letter}" if letter in r"\`*_[]<>$:#~" else letter for letter in said)


def change_fields(view: View, made: int, state: State | None = None) -> Change:
    """Owner, status and comment to fill in: beside what stands for one incident, else "as it is"."""
    ctx = view.ctx
    names = [one.name or one.login for one in workspace.readers(reader.space())]
    known = sorted({*names, *(set(view.incidents.owner) - {""})})
    keep = [] if state else [_KEEP]
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        said = {_KEEP: ctx.say(_STAYS), _NONE: ctx.say(_NOBODY)}
        options = [*keep, _NONE, *known]
        owner = st.selectbox(
            ctx.say(_OWNER), options, index=options.index(state.owner) if state and state.owner in options else 0,
            format_func=lambda one: said.get(one, one), accept_new_options=True, key=f"say_owner_{made}", width=220,
        )  # fmt: skip
        stands = [*keep, *SETTABLE]
        now = state.note.status if state and state.note else ""
        status = st.selectbox(
            ctx.say(_STATUS), stands, index=stands.index(now) if now in stands else 0,
            format_func=lambda one: ctx.say(SETTABLE[one]) if one in SETTABLE else ctx.say(_STAYS),
            key=f"say_status_{made}", width=180, filter_mode=None,
        )  # fmt: skip
        comment = st.text_input(ctx.say(_COMMENT), max_chars=LONGEST, key=f"say_comment_{made}")
    same = state is not None and status == (now or next(iter(SETTABLE)))
    kept = owner == (state.owner if state else _KEEP)
    return Change(None if kept else (owner or "")[:NAME], None if same or status == _KEEP else status, comment or "")


def save(view: View, ids: list[str], change: Change, how: tuple[str, str]) -> None:
    """Say it, and run the page anew; a refusal is said in its place. `how` is the way, and the card that tells it."""
    ctx, seen = view.ctx, abouts(view)
    way, where = how
    try:
        by = (reader.author(), way, ctx.today)
        note_incidents(reader.space(), writer(ctx.data), [seen[key] for key in ids if key in seen], change, by)
    except ReaderError as error:
        st.error(error.to(ctx.locale))
        return
    again(where, ctx.say(_SAVED, n=exact(len(ids))))


def abouts(view: View) -> dict[str, About]:
    """All incidents up to the month that touch this reader, by identity: what may be said of each."""
    return {one.cause.incident: _about(one, view) for one in view.found if one.near}


def _about(one: Found, view: View) -> About:
    rows = one.rows
    state = view.memory.states[one.cause.incident]
    return About(one.cause, tuple(sorted(set(rows.region.dropna()))), bool(rows.amount.notna().all()), state)
