"""Scenarios that were kept: saved under a name, opened by a link, and two to four of them side by side."""

from dataclasses import replace
from html import escape

import pandas as pd
import streamlit as st

from analytics.scenarios import parts, scenario_steps
from data_access.scenario_rights import LONGEST, keep, withdraw
from data_access.workspace.scenarios import Kept
from domain.errors import ReaderError
from domain.filters import SELECTS
from domain.metric import Unit
from domain.review import FORECAST, Item
from domain.scenarios import BASE, LEVERS, ORDER, TOTAL, Assumptions, from_query, signed
from domain.written import exactly
from i18n import Text
from ui import link, reader
from ui.card import Exhibit, behind, card, note
from ui.columns import Column, Columns
from ui.grid import grid
from ui.review_put import TO_CHOOSE, put_control
from ui.saying import again, notice, round_number
from ui.scenarios_bar import MOST_BESIDE
from ui.scenarios_view import PAGE, PERIODS, View

ROWS = 8
_KEPT, _SIDE = Text("保存的情景", "Kept scenarios"), Text("并列比较", "Side by side")
_NAME, _SAVE = Text("名称", "Name"), Text("保存", "Keep")
_SAVED = Text("已保存“{name}”。旧的同名情景留在历史中。", "“{name}” is kept. What had that name stays in the history.")
_GONE = Text("“{name}”已从列表移除，记录仍在。", "“{name}” is off the list; its record stays.")
_NOTHING = Text("先改一个假设，再保存。", "Change an assumption first, then keep it.")
_LINK = Text("此页的地址就是这个情景：复制即可分享。", "The address of this page is the scenario: copy it to share it.")
_NONE = Text("还没有保存的情景。", "No scenario has been kept yet.")
_REMOVE, _WHICH = Text("移除", "Take it off"), Text("哪一个", "Which one")
_PICK = Text("与当前情景并列（最多 {n} 个）", "Beside the one looked at (up to {n})")
_CURRENT = Text("当前", "Now")
_HINT = Text(
    "各情景的假设都作用于同一基准：当前的范围与期间。", "All assumptions act on one base: this slice and this period."
)
_NONE_BESIDE = Text(
    "从保存的情景中选一到三个，与当前情景并列。", "Choose one to three kept scenarios to stand beside this."
)
_TARGET = Text("目标", "Target")
_GAP = Text("与目标之差", "Against the target")
_COLUMNS: Columns = {
    "name": Column(_NAME, link="to"),
    "assumed": Column(Text("假设", "Assumptions")),
    "total": Column(Text("本期结果", "Comes to"), Unit.MONEY, short=True),
    "who": Column(Text("谁", "By")),
    "at": Column(Text("时间（UTC）", "At (UTC)")),
}


def kept_box(view: View) -> None:
    """A line to keep this scenario, and those that were kept, each a link to open it."""
    ctx = view.ctx
    with card(ctx, _KEPT):
        notice("scenario")
        _form(view)
        if not view.kept:
            st.html(f'<p class="hint">{escape(ctx.say(_NONE))}</p>')
            return
        rows = [_row(view, one) for one in view.kept]
        with st.container(key="wide_kept"):
            grid(ctx, pd.DataFrame(rows).head(ROWS), _COLUMNS)
        behind(ctx, pd.DataFrame(rows), Exhibit("kept", _COLUMNS))
        put_control(ctx, FORECAST, {str(one.id): one.name for one in view.kept}, lambda key: _item(view, key))
        _take_off(view)


def _item(view: View, key: str) -> Item:
    """A kept scenario as it is put into the review: what it comes to now in its own slice, and as things are."""
    one = next(own for own in view.kept if str(own.id) == key)
    slices = {"region": one.regions, "channel": one.channels}
    known = {name: tuple(key for key in keys if key in view.ctx.names) for name, keys in slices.items()}
    own = replace(view.ctx, filters=view.ctx.filters.whole().only(**known))
    of = one.query.get("of", "quarter")
    there = View(own, of if isinstance(of, str) and of in PERIODS else "quarter", assumed_by(one), ())
    figures = {"total": parts(there.base, there.assumed).total, "base": parts(there.base, Assumptions()).total}
    given = {**one.query, **{name: list(keys) for name, keys in slices.items()}}
    query = {name: value for name, value in given.items() if value}
    named = f"{one.name} ({there.place.first} – {there.place.last})"  # a link says "this quarter", whichever that is
    return Item("", FORECAST, key, named, query, figures, reader.author(), one.at)


def assumed_by(kept: Kept) -> Assumptions:
    """What a kept scenario assumes."""
    raw = {name: [given] if isinstance(given, str) else list(given) for name, given in kept.query.items()}
    return from_query(raw)[0]


def _form(view: View) -> None:
    ctx = view.ctx
    with st.form(f"keep_{round_number()}", border=False):
        name, button = st.columns([4, 1], vertical_alignment="bottom")
        called = name.text_input(ctx.say(_NAME), key=f"scenario_name_{round_number()}", max_chars=LONGEST)
        if button.form_submit_button(ctx.say(_SAVE), type="primary", key=f"keep_scenario_{round_number()}"):
            _keep(view, called)
    st.html(f'<p class="hint">{escape(ctx.say(_LINK))}</p>')


def _keep(view: View, called: str) -> None:
    try:
        if view.assumed.nothing:
            raise ReaderError(_NOTHING)
        query = {name: value for name, value in view.query().items() if name not in (*SELECTS, "with", *_DAYS)}
        keep(reader.space(), view.ctx.data, (reader.author(), called), view.ctx.filters, query)
    except ReaderError as error:
        st.error(error.to(view.ctx.locale))
        return
    again("scenario", view.ctx.say(_SAVED, name=" ".join(called.split())))


_DAYS = ("period", "first", "last")


def _row(view: View, kept: Kept) -> dict[str, object]:
    assumed = assumed_by(kept)
    slices = {"region": list(kept.regions), "channel": list(kept.channels)}
    return {
        "name": kept.name,
        "assumed": said(view, assumed),
        "total": parts(view.base, assumed).total,
        "who": kept.who,
        "at": f"{kept.at:%Y-%m-%d %H:%M}",
        "to": link.to(PAGE, {**kept.query, **slices}),
    }


def said(view: View, assumed: Assumptions) -> str:
    """The assumptions in a line: what is as usual is left out."""
    words = [
        f"{view.ctx.say(lever.name)} {signed(getattr(assumed, name))}{'%' if lever.percent else ''}"
        for name, lever in LEVERS.items()
        if getattr(assumed, name) != lever.usual
    ]
    words += [
        f"{deal.name} {exactly(float(deal.amount), Unit.MONEY, view.ctx.locale, signed=True)}"
        for deal in assumed.one_offs
    ]
    return " · ".join(words)


def _take_off(view: View) -> None:
    ctx, names = view.ctx, {one.id: one.name for one in view.kept}
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        key = st.selectbox(
            ctx.say(_WHICH), list(names), format_func=lambda one: names.get(one, ""), key="which_scenario",
            filter_mode=None,
        )  # fmt: skip
        if st.button(ctx.say(_REMOVE), key="withdraw_scenario") and key is not None:
            try:
                name = withdraw(reader.space(), ctx.data, reader.author(), key)
            except ReaderError as error:
                st.error(error.to(ctx.locale))
                return
            again("scenario", ctx.say(_GONE, name=name))


def beside_box(view: View) -> None:
    """This scenario and up to three kept ones over one base: every effect, the sum, and the distance to the target."""
    ctx = view.ctx
    with card(ctx, _SIDE):
        names = {one.id: one.name for one in view.kept}
        if names:
            _pick(view, names)
        if not view.beside:
            note(ctx.say(_NONE_BESIDE if names else _NONE))
            return
        chosen = {f"k{one.id}": (one.name, assumed_by(one)) for one in view.kept if one.id in view.beside}
        columns = {"now": (ctx.say(_CURRENT), view.assumed), **chosen}
        frame = _table(view, {key: assumed for key, (_, assumed) in columns.items()})
        heads: Columns = {
            "name": Column(Text("步骤", "Step")),
            **{key: Column(_as_is(name), Unit.MONEY, short=True) for key, (name, _) in columns.items()},
        }
        with st.container(key="wide_beside"):
            grid(ctx, frame, heads)
        lines = [f"{name}: {said(view, assumed) or ctx.say(BASE)}" for name, assumed in columns.values()]
        st.html("".join(f'<p class="hint">{escape(line)}</p>' for line in (*lines, ctx.say(_HINT))))
        behind(ctx, frame, Exhibit("beside", heads))


def _as_is(name: str) -> Text:
    """A name of a reader's own making as a phrase: braces in it are no blanks."""
    plain = name.replace("{", "{{").replace("}", "}}")
    return Text(plain, plain)


def _table(view: View, assumed: dict[str, Assumptions]) -> pd.DataFrame:
    ctx, named = view.ctx, {"base": BASE, **ORDER, "total": TOTAL}
    steps = {key: scenario_steps(view.base, one).amount for key, one in assumed.items()}
    frame = pd.DataFrame({"name": [ctx.say(name) for name in named.values()], **steps})
    target = view.target[1]
    if target != target:
        return frame
    plan = {"name": ctx.say(_TARGET), **dict.fromkeys(steps, target)}
    gap = {"name": ctx.say(_GAP), **{key: amounts.iloc[-1] - target for key, amounts in steps.items()}}
    return pd.concat([frame, pd.DataFrame([plan, gap])], ignore_index=True)


def _pick(view: View, names: dict[int, str]) -> None:
    key = "pick_with"
    if st.session_state.get(key) != list(view.beside):
        st.session_state[key] = list(view.beside)
    st.multiselect(
        view.ctx.say(_PICK, n=MOST_BESIDE),
        list(names),
        format_func=lambda one: names.get(one, ""),
        key=key,
        placeholder=view.ctx.say(TO_CHOOSE),
        max_selections=MOST_BESIDE,
        on_change=_put,
        args=(key,),
    )


def _put(key: str) -> None:
    link.put_all("with", [str(one) for one in st.session_state.get(key) or ()])
