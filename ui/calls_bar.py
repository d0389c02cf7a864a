"""The choices of the page on calls: region, quarter or month, and the day looked from; kept in the address."""

from datetime import date, timedelta
from html import escape

import streamlit as st

from analytics.calls import parts_of
from analytics.tree import path
from config import settings
from data_access.call_rights import may_call
from domain.calls import COMPANY, GRAINS, STEPS, CallPlace, running
from domain.written import step_name
from i18n import Text
from ui import filter_bar, link
from ui.calls_view import PAGE, View, looked_at
from ui.context import Context
from ui.funnels import one, tabs
from ui.selection import Refused

STEP, PERIOD, DAY = Text("期间", "Periods"), Text("哪一期", "Period"), Text("截至日", "As of")
SHARES: dict[str, tuple[float, Text]] = {
    "third": (1 / 3, Text("期间过三分之一", "A third over")),
    "half": (0.5, Text("期间过半", "Half over")),
    "late": (2 / 3, Text("期间过三分之二", "Two thirds over")),
    "end": (1.0, Text("期末", "At the end")),
}
JUDGE = Text("评价时点", "Judged at")
REGION = Text("区域", "Region")
_RANGE = {"quarter": range(2, -7, -1), "month": range(3, -13, -1)}
_RUNS, _COMES = Text("{name}（进行中）", "{name} (running)"), Text("{name}（未开始）", "{name} (to come)")
_ONLY_REGION = Text(
    "预测承诺按区域与期间录入，一次看一个区域：筛选中的渠道、产品线等在本页不起作用。",
    "Calls are made per region and period, one region at a time: channels, lines and other filters do not apply on "
    "this page.",
)
_OTHERS = ("channel", "line", "segment", "partner", "rep", "customer")
_LONGEST = 10  # letters of a day


def calls_bar(ctx: Context) -> View:
    """The widgets as the address says, and the view that follows; what the address says wrongly is named."""
    refused: list[Refused] = []
    mine = may_call(ctx.data, ctx.locale)
    node = looked_at(ctx, mine)
    refused += [Refused(REGION, value) for value in link.values("region") if value and value not in set(mine.tree.key)]
    step = one("step", STEP, list(STEPS), refused) or "quarter"
    starts = [running(step, ctx.today, settings().fiscal_start_month, skipped) for skipped in _RANGE[step]]
    known = [start.isoformat() for start in starts]
    first = date.fromisoformat(one("start", PERIOD, known, refused) or running(step, ctx.today, _start()).isoformat())
    latest = min(ctx.today, CallPlace(node, step, first).last)
    day = _day(refused, latest) or latest
    share = SHARES[one("judge", JUDGE, list(SHARES), refused) or "half"][0]
    view = View(ctx, node, step, first, day, share, mine)
    _trail(view)
    with st.container(key="calls_bar", horizontal=True, vertical_alignment="center", gap="small"):
        to = {key: link.to(PAGE, view.query(step=key, start="", asof="")) for key in STEPS}
        st.html(tabs(ctx, STEP, {key: ctx.say(name) for key, name in STEPS.items()}, step, to), width="content")
        _pick_period(view, starts)
        st.html(f'<p class="hint">{escape(ctx.say(DAY))}</p>', width="content")
        _pick_day(view, latest)
    if len(ctx.filters.region) > 1 or any(getattr(ctx.filters, name) for name in _OTHERS):
        st.html(f'<p class="hint">{escape(ctx.say(_ONLY_REGION))}</p>')
    filter_bar.notice(refused, ctx.locale)
    return view


def _start() -> int:
    return settings().fiscal_start_month


def _trail(view: View) -> None:
    """The way from everything down to the region looked at, each step a link back."""
    ctx, tree = view.ctx, view.mine.tree
    if view.node == COMPANY:
        return
    steps = path(tree, (view.node,))
    if view.mine.scope.everything or len(parts_of(COMPANY, tree)) > 1:
        steps = [COMPANY, *steps]
    *above, last = steps
    ways = [(link.to(PAGE, view.query(region=key)), view.name(key)) for key in above]
    parts = [f'<a class="go" href="{escape(to)}">{escape(name)}</a>' for to, name in ways]
    parts.append(f'<b aria-current="page">{escape(view.name(last))}</b>')
    inside = '<span aria-hidden="true">›</span>'.join(parts)
    st.html(f'<nav class="trail" aria-label="{escape(ctx.say(REGION))}">{inside}</nav>')


def _pick_period(view: View, starts: list[date]) -> None:
    ctx = view.ctx
    names = {start.isoformat(): _called(view, start) for start in starts}
    key = f"pick_start_{view.step}"
    if st.session_state.get(key) != view.first.isoformat():
        st.session_state[key] = view.first.isoformat()
    st.selectbox(
        ctx.say(PERIOD),
        list(names),
        format_func=lambda start: names.get(start, start),
        key=key,
        filter_mode=None,
        label_visibility="collapsed",
        width=220,
        on_change=_put_period,
        args=(key,),
    )


def _called(view: View, start: date) -> str:
    name = step_name(start, GRAINS[view.step], view.ctx.locale)
    if start > view.ctx.today:
        return view.ctx.say(_COMES, name=name)
    over = CallPlace("", view.step, start).last < view.ctx.today
    return name if over else view.ctx.say(_RUNS, name=name)


def _put_period(key: str) -> None:
    link.put("start", st.session_state.get(key))
    link.put("asof", None)


def _pick_day(view: View, latest: date) -> None:
    if st.session_state.get("pick_call_day") != view.day:
        st.session_state["pick_call_day"] = view.day
    st.date_input(
        view.ctx.say(DAY),
        key="pick_call_day",
        format="YYYY-MM-DD",
        min_value=latest - timedelta(days=730),
        max_value=latest,
        label_visibility="collapsed",
        width=140,
        on_change=_put_day,
        args=(latest,),
    )


def _put_day(latest: date) -> None:
    day = st.session_state.get("pick_call_day")
    link.put("asof", day.isoformat() if day and day != latest else None)


def _day(refused: list[Refused], latest: date) -> date | None:
    for value in link.values("asof"):
        try:
            day = date.fromisoformat(value[:_LONGEST])
        except ValueError:
            day = None
        if day and latest - timedelta(days=730) <= day <= latest:
            return day
        refused.append(Refused(DAY, value))
    return None
