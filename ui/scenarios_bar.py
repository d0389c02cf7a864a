"""The choices of the page on scenarios: the period, and each assumption beside how it is now; kept in the address."""

from decimal import Decimal
from html import escape

import streamlit as st

from domain.errors import ReaderError
from domain.metric import Unit
from domain.scenarios import LEVERS, LONGEST, MOST_DEALS, ORDER, Assumptions, OneOff, from_query
from domain.target_words import amount
from domain.written import written
from i18n import Text
from ui import filter_bar, link
from ui.card import card
from ui.context import Context
from ui.funnels import one, tabs
from ui.link import Query
from ui.scenarios_view import PAGE, PERIODS, View
from ui.selection import Refused

MOST_BESIDE = 3  # kept scenarios that stand beside the one looked at
_PERIOD = Text("期间", "Period")
_TITLE = Text("假设", "Assumptions")
_BESIDE = Text("对比的情景", "Scenario to compare")
_NOW = {
    "win": Text("近一年 {value}", "last year {value}"),
    "size": Text("近一年均值 {value}", "last year's mean {value}"),
    "cycle": Text("近一年中位 {value}", "last year's median {value}"),
    "spend": Text("近一年每天 {value}", "last year {value} a day"),
}
_UNITS = {"win": Unit.SHARE, "size": Unit.MONEY, "cycle": Unit.DAYS, "spend": Unit.MONEY}
_PERCENT = Text("{name}（%）", "{name} (%)")
_BOUNDS = Text("{does}；{least} 至 {most}", "{does}; {least} to {most}")
_CLEAR = Text("清空假设", "Assume nothing")
_DEAL_NAME, _DEAL_AMOUNT = Text("名称", "Name"), Text("金额", "Amount")
_ADD, _HOLDER = Text("加入", "Add"), Text("如 500万；失去写负数", "5M; negative if lost")
_TAKE_OUT = Text("去掉 {name}", "Take {name} out")
_BAD_DEAL = Text("请给出名称和不为 0 的金额。", "Give a name, and an amount that is not 0.")
_FULL = Text("最多 {n} 笔。", "{n} at most.")


def scenarios_bar(ctx: Context) -> View:
    """The period tabs, and the view that the address asks for; what it says wrongly is named."""
    refused: list[Refused] = []
    of = one("of", _PERIOD, list(PERIODS), refused) or "quarter"
    raw = {name: link.values(name) for name in (*LEVERS, "deal")}
    assumed, wrong = from_query(raw)
    refused += [Refused(LEVERS[name].name if name in LEVERS else ORDER["one_off"], value) for name, value in wrong]
    beside = _beside(refused)
    view = View(ctx, of, assumed, beside)
    known = {kept.id for kept in view.kept}
    refused += [Refused(_BESIDE, str(key)) for key in beside if key not in known]
    view = View(ctx, of, assumed, tuple(key for key in beside if key in known)[:MOST_BESIDE])
    to = {key: link.to(PAGE, view.query(of=key if key != "quarter" else "")) for key in PERIODS}
    st.html(tabs(ctx, _PERIOD, {key: ctx.say(name) for key, (_, _, name) in PERIODS.items()}, of, to))
    filter_bar.notice(refused, ctx.locale)
    return view


def _beside(refused: list[Refused]) -> tuple[int, ...]:
    found: list[int] = []
    for value in [given for given in link.values("with") if given]:
        if value.isascii() and value.isdigit() and len(value) < 10:
            found.append(int(value))
        else:
            refused.append(Refused(_BESIDE, value))
    return tuple(dict.fromkeys(found))


def assumptions_box(view: View) -> None:
    """An input for each assumption, with how it is now; a change goes into the address at once."""
    ctx = view.ctx
    with card(ctx, _TITLE):
        names = list(LEVERS)
        for pair in (names[:2], names[2:3], names[3:5], names[5:]):
            for column, name in zip(st.columns(2), pair, strict=False):
                with column:
                    _input(view, name)
        _one_offs(view)
        if not view.assumed.nothing:
            to = link.to(PAGE, _cleared(view))
            st.html(f'<p class="more"><a class="go" href="{escape(to)}">{escape(ctx.say(_CLEAR))}</a></p>')


def _cleared(view: View) -> Query:
    return View(view.ctx, view.of, Assumptions(), view.beside).query()


def _input(view: View, name: str) -> None:
    ctx, lever, key = view.ctx, LEVERS[name], f"assume_{name}"
    value = float(getattr(view.assumed, name))
    if st.session_state.get(key) != value:
        st.session_state[key] = value
    label = ctx.say(_PERCENT, name=lever.name) if lever.percent else ctx.say(lever.name)
    st.number_input(
        label,
        float(lever.least),
        float(lever.most),
        key=key,
        step=1.0 if lever.percent else 0.1,
        format="%g",
        help=ctx.say(_BOUNDS, does=lever.does, least=f"{lever.least:g}", most=f"{lever.most:g}"),
        on_change=_put,
        args=(name,),
    )
    said = _now(view, name)
    if said:
        st.html(f'<p class="hint">{escape(said)}</p>')


def _now(view: View, name: str) -> str:
    """How it is now; empty where nothing is known."""
    if name not in _NOW:
        return ""
    value = view.usual[name]
    shown = written(value, _UNITS[name], view.ctx.locale)
    return view.ctx.say(_NOW[name], value=shown) if value == value else ""


def _put(name: str) -> None:
    value = float(st.session_state.get(f"assume_{name}") or 0.0)
    link.put(name, None if value == LEVERS[name].usual else f"{value:g}")


def _one_offs(view: View) -> None:
    """The one-off deals, each with a way out, and a line for one more."""
    ctx, deals = view.ctx, view.assumed.one_offs
    st.html(f'<p class="hint">{escape(ctx.say(ORDER["one_off"]))}</p>')
    chips = []
    for place, deal in enumerate(deals):
        others = [given for at, given in enumerate(view.assumed.to_query()["deal"]) if at != place]
        to = link.to(PAGE, view.query(deal=others))
        said = f"{deal.name} {written(float(deal.amount), Unit.MONEY, ctx.locale, signed=True)}"
        out = escape(ctx.say(_TAKE_OUT, name=deal.name))
        chips.append(f'<a class="chip go" href="{escape(to)}" title="{out}">{escape(said)} <span>×</span></a>')
    if chips:
        st.html(f'<div class="chips stay">{"".join(chips)}</div>')
    if len(deals) >= MOST_DEALS:
        st.html(f'<p class="hint">{escape(ctx.say(_FULL, n=MOST_DEALS))}</p>')
        return
    with st.form(f"deal_{len(deals)}", border=False):
        name, size, button = st.columns([3, 3, 1], vertical_alignment="bottom")
        called = name.text_input(ctx.say(_DEAL_NAME), key=f"deal_name_{len(deals)}", max_chars=LONGEST)
        worth = size.text_input(
            ctx.say(_DEAL_AMOUNT), key=f"deal_amount_{len(deals)}", max_chars=30, placeholder=ctx.say(_HOLDER)
        )
        if button.form_submit_button(ctx.say(_ADD), key=f"add_deal_{len(deals)}"):
            _add(view, called, worth)


def _add(view: View, called: str, worth: str) -> None:
    try:
        number = amount(worth) if worth.strip() else None
        if not called.strip() or not number:
            raise ReaderError(_BAD_DEAL)
        deal = OneOff(called.strip(), Decimal(number))
    except ReaderError as error:
        st.error(error.to(view.ctx.locale))
        return
    given = Assumptions(one_offs=(*view.assumed.one_offs, deal)).to_query()["deal"]
    _, wrong = from_query({"deal": list(given)})
    if wrong:
        st.error(_BAD_DEAL.to(view.ctx.locale))
        return
    link.put_all("deal", list(given))
    st.rerun()
