"""The top of the page on forecasts: steps, horizon and method, the finding in a sentence, and the figures of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

import streamlit as st

from analytics.forecast.cross import last_year
from analytics.forecast.engine import COMBINED, METHODS
from analytics.forecast.league import wape
from domain.forecast import GRAINS, HORIZONS, USUAL
from domain.metric import Unit
from domain.periods import Grain
from domain.written import step_name, written_change
from i18n import Locale, Text, percent, points
from i18n.numbers import MISSING
from ui import link
from ui.forecast_goal import Goal, goals
from ui.forecast_view import GRAIN_NAME, HORIZON_NAME, METHOD_NAME, View
from ui.funnels import tabs
from ui.tile import moved_line, value_of

_STEPS = {Grain.MONTH: Text("{n} 个月", "{n} months"), Grain.WEEK: Text("{n} 周", "{n} weeks")}
_COMES = Text(
    "未来 {steps}{metric}预计 {value}（80% 区间 {low} – {high}）",
    "The next {steps} bring {value} of {metric} (80 %: {low} – {high})",
)
_YEAR = Text("，较上年同期 {change}", ", {change} on the year before")
_SHORT = Text(
    "{span}预计 {value}，比目标少 {gap}（{share}）", "{span} ends at {value}, {gap} short of target ({share})"
)
_AHEAD = Text("{span}预计 {value}，超目标 {gap}（{share}）", "{span} ends at {value}, {gap} above target ({share})")
_TIGHT = Text("；目标仍在 80% 区间内", "; the target is within the 80 % interval")
_EARNED = Text(
    "{method}：近 {n} 次回测平均误差（WAPE）{wape}，同样回测中“去年同期值”为 {naive}",
    "{method}: off by {wape} (WAPE) at {n} earlier origins, where the seasonal naive forecast was off by {naive}",
)
_END, _ABOUT = Text("。", "."), Text("口径", "Definition")
_NOW, _SUM = Text("{step}（进行中）", "{step}, running"), Text("未来 {steps}", "Next {steps}")
_SO_FAR = Text("已有 {value} · 往期此时通常 {share}", "{value} so far · usually {share} by now")
_RANGE = Text("80% 区间 {low} – {high}", "80 %: {low} – {high}")
_TESTED = Text(
    "往期同一时点误差 {error}（按工作日推算 {pro_rata}，只看模型 {model}）",
    "off by {error} at this point of past ones (by working days {pro_rata}, model alone {model})",
)
_WORST = Text(
    "保守 {low} · 乐观 {high}（10%、90% 分位）", "conservative {low} · optimistic {high} (10th, 90th percentile)"
)
_ON_YEAR = Text("较上年同期", "vs the year before")
_TARGET = Text("目标 {value} · 达成 {share}", "Target {value} · {share} of it")
_GAP = {True: Text("高于目标", "above target"), False: Text("低于目标", "below target")}
_THERE = Text("已有 {value}", "{value} so far")
_NO_TARGET = Text("没有可比的目标", "No comparable target")
_PACE = {True: Text("进度快 {pace}", "{pace} ahead of time"), False: Text("进度慢 {pace}", "{pace} behind time")}
_NEEDED = Text("需日均 {value}", "{value} a day needed")
_NOTES = {
    "now": Text(
        "至今 +（1 − 往期此时通常已完成的份额）× 模型对整期的预测；误差在往期的同一时点回测",
        "So far + (1 − share usually reached by now) × the model's forecast of the whole period; its error is "
        "back-tested at the same point of past periods",
    ),
    "goal": Text(
        "已过的月份 + 进行中月份的即时预测 + 其余月份的预测；区间按同样长的合计回测",
        "Months that are over + nowcast of the running one + forecasts of the rest; the interval is back-tested on "
        "sums of the same length",
    ),
    "sum": Text(
        "从进行中的一期起的合计；区间由同样长的合计的回测误差得出，不是各期区间之和",
        "The sum from the running period on; its interval is made of back-tested errors of such sums, not of the sums "
        "of intervals",
    ),
}


@dataclass(frozen=True, slots=True)
class Tile:
    """What a tile says: its head, value, lines (HTML), and what it is made of."""

    head: str
    value: str
    lines: tuple[str, ...]
    note: Text


def bar(view: View) -> None:
    """Steps and horizon as tabs, the method as a list."""
    ctx = view.ctx
    grains = {grain.value: ctx.say(name) for grain, name in GRAINS.items()}
    to = {grain: view.to(grain=grain, horizon=str(USUAL[Grain(grain)])) for grain in grains}
    shown = tabs(ctx, GRAIN_NAME, grains, view.ask.grain.value, to)
    steps = {str(n): ctx.say(_STEPS[view.ask.grain], n=n) for n in HORIZONS[view.ask.grain]}
    shown += tabs(ctx, HORIZON_NAME, steps, str(view.ask.horizon), {n: view.to(horizon=n) for n in steps})
    with st.container(key="forecast_bar", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f'<div class="tabs-row">{shown}</div>', width="content")
        if st.session_state.get("pick_method") != view.method:
            st.session_state["pick_method"] = view.method
        st.selectbox(
            ctx.say(METHOD_NAME),
            list(METHODS),
            format_func=lambda method: ctx.say(METHODS[method]),
            key="pick_method",
            filter_mode=None,
            label_visibility="collapsed",
            width=260,
            on_change=_pick,
        )


def _pick() -> None:
    method = st.session_state.get("pick_method", COMBINED)
    link.put("method", method if method != COMBINED else None)


def headline(view: View) -> None:
    """What comes, beside target and last year, and by which right it is said."""
    ctx = view.ctx
    if view.why:
        st.html(f'<p class="headline unknown">{escape(view.why)}</p>')
        return
    goal = next((one for one in goals(view) if one.target == one.target), None)
    lines = [_coming(view), *([_reached(view, goal)] if goal else []), _earned(view)]
    kind = "unknown" if goal is None else "fine" if goal.span.mean >= goal.target else ""
    said = "".join(f"<span>{escape(line + ctx.say(_END))}</span>" for line in lines if line)
    st.html(f'<p class="headline lines {kind}">{said}</p>')


def tiles(view: View) -> None:
    """The running period, the quarter and the year against their targets, and the sum over the horizon."""
    if view.why:
        return
    made = [*_running(view), *(_goal(view, one) for one in goals(view)), _whole(view)]
    st.html('<div class="tiles">' + "".join(_html(view, one) for one in made) + "</div>")


def _coming(view: View) -> str:
    ctx, until = view.ctx, view.ask.horizon
    total = view.outlook.total(0, until)
    name = view.subject.metric.name.to(ctx.locale)
    said = ctx.say(
        _COMES,
        steps=ctx.say(_STEPS[view.ask.grain], n=until),
        metric=name.lower() if ctx.locale is Locale.EN else name,
        value=_money(view, float(total.mean[0])),
        low=_money(view, float(total.low[0.8][0])),
        high=_money(view, float(total.high[0.8][0])),
    )
    before = float(last_year(view.outlook.history.values, view.outlook, until)[0])
    moved = written_change(float(total.mean[0]), before, view.subject.metric.unit, ctx.locale)
    return said + (ctx.say(_YEAR, change=moved) if moved != MISSING else "")


def _reached(view: View, goal: Goal) -> str:
    gap = goal.span.mean - goal.target
    said = view.ctx.say(
        _AHEAD if gap >= 0 else _SHORT,
        span=view.ctx.say(goal.name),
        value=_money(view, goal.span.mean),
        gap=_money(view, abs(gap)),
        share=percent(goal.span.mean / goal.target) if goal.target > 0 else MISSING,
    )
    return said + (view.ctx.say(_TIGHT) if gap < 0 and goal.target <= goal.span.high else "")


def _earned(view: View) -> str:
    own, naive = (wape(view.outlook.found.work, method) for method in (view.method, "seasonal_naive"))
    if own != own:
        return ""
    method, n = view.ctx.say(METHODS[view.method]), len(view.outlook.found.work.test.cuts)
    return view.ctx.say(_EARNED, method=method, n=n, wape=percent(own), naive=percent(naive))


def _running(view: View) -> Iterator[Tile]:
    one, ctx = view.outlook, view.ctx
    if one.now is None:
        return
    step = step_name(one.history.ahead[0].date(), view.ask.grain, ctx.locale)
    low, high = (_money(view, float(band[0.8][0])) for band in (one.low, one.high))
    lines = [_line(ctx.say(_SO_FAR, value=_money(view, one.done), share=percent(one.now.share)))]
    if one.low[0.8][0] == one.low[0.8][0]:
        lines.append(_line(ctx.say(_RANGE, low=low, high=high)))
    if one.now.n:
        shares = {name: percent(getattr(one.now, name)) for name in ("error", "pro_rata", "model")}
        lines.append(_line(ctx.say(_TESTED, **shares)))
    yield Tile(ctx.say(_NOW, step=step), _money(view, float(one.mean[0])), tuple(lines), _NOTES["now"])


def _goal(view: View, goal: Goal) -> Tile:
    ctx, span = view.ctx, goal.span
    lines = [_line(ctx.say(_RANGE, low=_money(view, span.low), high=_money(view, span.high)))]
    if goal.target == goal.target and goal.target > 0:
        gap = span.mean - goal.target
        lines.insert(0, moved_line(gap, True, _money(view, abs(gap)), ctx.say(_GAP[gap >= 0])))
        lines.append(_line(ctx.say(_TARGET, value=_money(view, goal.target), share=percent(span.mean / goal.target))))
    else:
        lines.append(_line(ctx.say(_NO_TARGET)))
    there = ctx.say(_THERE, value=_money(view, span.known))
    if goal.pace == goal.pace:
        there += " · " + ctx.say(_PACE[goal.pace >= 0], pace=points(abs(goal.pace), ctx.locale).lstrip("+"))
    if goal.needed == goal.needed and goal.needed > 0:
        there += " · " + ctx.say(_NEEDED, value=value_of(ctx, goal.needed, Unit.MONEY_EACH))
    return Tile(ctx.say(goal.name), _money(view, span.mean), (*lines, _line(there)), _NOTES["goal"])


def _whole(view: View) -> Tile:
    ctx, until = view.ctx, view.ask.horizon
    total = view.outlook.total(0, until)
    mean, low, high = (float(one[0]) for one in (total.mean, total.low[0.8], total.high[0.8]))
    before = float(last_year(view.outlook.history.values, view.outlook, until)[0])
    lines = [_line(ctx.say(_WORST, low=_money(view, low), high=_money(view, high)))]
    moved = written_change(mean, before, view.subject.metric.unit, ctx.locale)
    if moved != MISSING:
        lines.insert(0, moved_line(mean - before, True, moved, ctx.say(_ON_YEAR)))
    steps = ctx.say(_STEPS[view.ask.grain], n=until)
    return Tile(ctx.say(_SUM, steps=steps), _money(view, mean), tuple(lines), _NOTES["sum"])


def _money(view: View, value: float) -> str:
    return value_of(view.ctx, value, view.subject.metric.unit)


def _line(said: str) -> str:
    return f'<p class="moved">{escape(said)}</p>'


def _html(view: View, tile: Tile) -> str:
    about, said = escape(view.ctx.say(_ABOUT)), escape(view.ctx.say(tile.note))
    return (
        f'<article class="tile"><header><h3>{escape(tile.head)}</h3><details name="about">'
        f'<summary aria-label="{about}" title="{about}"><span aria-hidden="true">i</span></summary>'
        f'<dl class="about"><dt>{about}</dt><dd>{said}</dd></dl></details></header>'
        f'<p class="value">{escape(tile.value)}</p>{"".join(tile.lines)}</article>'
    )
