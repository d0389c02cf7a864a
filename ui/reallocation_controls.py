"""The sliders of the page on reallocation: the budget, and how far each channel may be moved."""

from collections.abc import Callable
from html import escape
from typing import Any

import streamlit as st

from domain.metric import Unit
from domain.reallocation import HIGH, LOW, MOST, Plan
from domain.written import written
from i18n import Text
from ui import link
from ui.card import card, note
from ui.reallocation_view import PAGE, View

TITLE = Text("预算与边界", "Budget and bounds")
_HINT = Text(
    "按过去 12 个月的投入计，100% 为现有水平。方案写在网址里，复制网址即可分享。",
    "In percent of what was spent in the last 12 months. The plan is in the address: copy it to share it.",
)
_BUDGET = Text("预算：现有投入的百分比（100% = {money}）", "Budget, in percent of present spend (100% = {money})")
_CHANNEL = Text("{name}（100% = {money}）", "{name} (100% = {money})")
_RESET = Text("恢复默认", "Back to the usual")
_NONE = Text("没有可以调整的渠道。", "There is no channel that could be moved.")
_STEP = 5


def controls_box(view: View) -> None:
    """A slider for the budget, and one with two ends for each channel whose curve is known."""
    ctx = view.ctx
    with card(ctx, TITLE):
        known = view.curves[view.curves.reason == ""]
        if known.empty:
            note(ctx.say(_NONE))
            return
        st.html(f'<p class="hint">{escape(ctx.say(_HINT))}</p>')
        money = written(float(view.curves.spend.sum()), Unit.MONEY, ctx.locale)
        budget = round(100 * view.plan.budget)
        _slider(ctx.say(_BUDGET, money=money), "plan_budget", budget, (50, 200), lambda: _budget(view.plan))
        for key, name, spend in zip(known.channel, known["name"], known.spend, strict=True):
            label = ctx.say(_CHANNEL, name=name, money=written(spend, Unit.MONEY, ctx.locale))
            ends = tuple(round(100 * end) for end in view.plan.of(key))
            _slider(label, f"plan_{key}", ends, (0, 300), _bounding(view.plan, key))
        if view.plan != Plan():
            to = link.to(PAGE, view.query(Plan()))
            st.html(f'<p class="more stay"><a class="go" href="{escape(to)}">{escape(ctx.say(_RESET))}</a></p>')


def _slider(label: str, key: str, value: Any, usual: tuple[int, int], changed: Callable[[], None]) -> None:
    """Set from the address, unless it stands there already; a change is written to the address."""
    if st.session_state.get(key) != value:
        st.session_state[key] = value
    ends = value if isinstance(value, tuple) else (value,)
    low, high = min(usual[0], *ends), max(usual[1], *ends)
    step = _STEP if all(end % _STEP == 0 for end in (low, *ends)) else 1
    st.slider(label, low, min(high, round(100 * MOST)), step=step, format="%d%%", key=key, on_change=changed)


def _budget(plan: Plan) -> None:
    _put(Plan(st.session_state["plan_budget"] / 100, plan.bounds))


def _bounding(plan: Plan, channel: str) -> Callable[[], None]:
    def changed() -> None:
        low, high = st.session_state[f"plan_{channel}"]
        ends = (low / 100, high / 100)
        others = {key: own for key, own in plan.bounds.items() if key != channel}
        _put(Plan(plan.budget, others | ({} if ends == (LOW, HIGH) else {channel: ends})))

    return changed


def _put(plan: Plan) -> None:
    own = plan.to_query()
    for name in ("budget", "bound"):
        link.put(name, own.get(name))
