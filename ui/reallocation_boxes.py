"""The boxes of the page on reallocation: the verdict, what is proposed, and what it does to the balance."""

from html import escape

import pandas as pd
import streamlit as st

from charts.axes import Subject
from charts.reallocation import HELD, allocation_rows
from charts.rows import stretched
from domain.errors import ReaderError
from domain.metric import Unit
from domain.metrics import METRICS
from domain.written import written
from i18n import Text, exact
from i18n.numbers import MISSING
from ui.card import Exhibit, behind, card, lead, show
from ui.columns import Column, Columns
from ui.grid import grid
from ui.reallocation_view import View
from ui.tile import plain_tile

VERDICT, PROPOSAL = Text("一句话", "The verdict"), Text("现有投入与建议投入", "Spend: now and proposed")
RETURNS = Text("各渠道的边际回报与增量", "Marginal returns and change of margin by channel")
_JOINT = Text("、", ", ")
_MOVE = Text(
    "把 {money} 从{givers}移到{takers}，一年{would}毛利 {gain}（80% 区间：{low} 至 {high}）。",
    "Moving {money} from {givers} to {takers} would {would} {gain} of margin a year (80 %: {low} to {high}).",
)
_MORE = Text(
    "在{takers}多投 {money}，一年{would}扣除投入后的毛利 {gain}（80% 区间：{low} 至 {high}）。",
    "Spending {money} more on {takers} would {would} {gain} of margin after spend a year (80 %: {low} to {high}).",
)
_LESS = Text(
    "在{givers}少投 {money}，一年{would}扣除投入后的毛利 {gain}（80% 区间：{low} 至 {high}）。",
    "Spending {money} less on {givers} would {would} {gain} of margin after spend a year (80 %: {low} to {high}).",
)
_ADDS, _COSTS = Text("多得", "bring"), Text("少得", "cost")
_BUDGET_UP, _BUDGET_DOWN = (
    Text("其中预算增加 {money}。", "{money} of it is new budget."),
    Text("总投入减少 {money}。", "{money} less is spent in all."),
)
_GOOD = Text(
    "在这一预算与边界内，投入已经放在最有效的地方。",
    "Within this budget and these bounds spend already lies where it brings most.",
)
_UNKNOWN = Text(
    "没有一个渠道的响应曲线可以识别，因此不建议移动投入；下面是能够说明问题的最小试验。",
    "No channel's response can be told, so no move is proposed; below are the smallest experiments that would tell.",
)
_SPARE = Text(
    "预算中有 {money} 不建议投出：再多投入带不回同样多的毛利，或各渠道已到上限。",
    "{money} of the budget is better left: more spend would bring back less than it costs, or all channels are at "
    "their upper bounds.",
)
_HELD_ONES = Text("{names}的曲线未知，投入保持不变。", "{names}: curve not known, spend is kept.")
_TILES = {
    "spent": Text("投入（12 个月）", "Spend, 12 months"),
    "margin": Text("扣除投入后的毛利", "Margin after spend"),
    "gain": Text("预期增量", "Expected change"),
    "hhi": Text("渠道集中度 HHI", "HHI of channels"),
    "cci": Text("冲突指数 CCI", "Conflict index"),
}
_NOW, _INTERVAL = Text("现在 {value}", "now {value}"), Text("80% 区间 {low} 至 {high}", "80 %: {low} to {high}")
_LIKELY = Text("{share} 的可能性为正", "above 0 with a chance of {share}")
_HINT = Text(
    "宽条为现有投入，窄条为建议，竖线为上下限；灰色渠道的曲线未知，保持不变。",
    "Wide: spend now; narrow: proposed; ticks: the bounds; grey channels are kept, their curves are not known.",
)
_RETURNS_HINT = Text(
    "边际回报：此时多投 1 元带来的毛利（已扣除随销售额变动的物流与返利）；最优处各渠道相等，受上下限限制的除外。",
    "Marginal return: the margin that 1 more of spend brings at that point, after logistics and rebates, which follow "
    "sales. At the optimum it is the same for all channels but those at a bound.",
)
_UNSEEN = Text("超出历史最高水平", "beyond all seen so far")
_COLUMNS: Columns = {
    "name": Column(Text("渠道", "Channel")),
    "current": Column(Text("现有投入", "Spent now"), Unit.MONEY, short=True),
    "proposed": Column(Text("建议投入", "Proposed"), Unit.MONEY, short=True),
    "marginal": Column(Text("边际回报：现在", "Marginal return, now"), Unit.MONEY_EACH),
    "marginal_then": Column(Text("边际回报：之后", "Marginal return, then"), Unit.MONEY_EACH),
    "gain": Column(Text("毛利增量", "Change of margin"), Unit.MONEY, short=True, signed=True),
    "note": Column(Text("说明", "Note")),
}
_SIGNIFICANT = 0.005  # of all spend: less is no move
_NAMED = 2


def verdict_box(view: View) -> None:
    """What to move, what that would bring with its interval; spend, margin, concentration and conflict now and then."""
    with card(view.ctx, VERDICT):
        lead(_sentences(view))
        tiles = "".join(plain_tile(key, view.ctx.say(name), *_figures(view, key)) for key, name in _TILES.items())
        st.html(f'<div class="tiles">{tiles}</div>')


def _sentences(view: View) -> tuple[str, ...]:
    ctx, rows, found = view.ctx, view.allocation, view.outcome
    if rows.held.all():
        return (ctx.say(_UNKNOWN),)
    moved = rows.proposed - rows.current
    up, down = moved.clip(lower=0).sum(), -moved.clip(upper=0).sum()
    least = _SIGNIFICANT * found.spent_now
    said = [_moved(view, up, down, least) if max(up, down) > least else ctx.say(_GOOD)]
    if abs(up - down) > least and min(up, down) > least:
        text = _BUDGET_UP if up > down else _BUDGET_DOWN
        said.append(ctx.say(text, money=_money(view, abs(up - down))))
    if found.spare > least:
        said.append(ctx.say(_SPARE, money=_money(view, found.spare)))
    held = rows[rows.held]["name"]
    return (*said, *([ctx.say(_HELD_ONES, names=ctx.say(_JOINT).join(held))] if len(held) else []))


def _moved(view: View, up: float, down: float, least: float) -> str:
    ctx, found = view.ctx, view.outcome
    text, money = (_MOVE, up) if min(up, down) > least else (_MORE, up) if up > down else (_LESS, down)
    would = ctx.say(_ADDS if found.gain >= 0 else _COSTS)
    ends = {"low": found.low, "high": found.high}
    if found.gain < 0:
        ends = {"low": -found.high, "high": -found.low}
    return ctx.say(
        text,
        money=_money(view, money),
        takers=_names(view, 1),
        givers=_names(view, -1),
        would=would,
        gain=_money(view, abs(found.gain)),
        **{name: _money(view, value) for name, value in ends.items()},
    )


def _names(view: View, sign: int) -> str:
    """The channels that gain (or lose) most spend, by name."""
    moved = (view.allocation.proposed - view.allocation.current) * sign
    own = view.allocation.assign(moved=moved)[moved > 0].sort_values("moved", ascending=False)
    joint = Text("和", " and ") if len(own) <= _NAMED else _JOINT
    called = own["name"].head(_NAMED).tolist()
    more = view.ctx.say(Text("等", " and others")) if len(own) > _NAMED else ""
    return view.ctx.say(joint).join(called) + more


def _figures(view: View, key: str) -> tuple[str, str]:
    """The value of a tile, and what stands below it."""
    ctx, found = view.ctx, view.outcome
    if key == "spent":
        return _money(view, found.spent), ctx.say(_NOW, value=_money(view, found.spent_now))
    if key == "margin":
        return _money(view, found.then), ctx.say(_NOW, value=_money(view, found.now))
    if key == "gain":
        if view.allocation.held.all():
            return MISSING, ""
        interval = ctx.say(
            _INTERVAL, low=_money(view, found.low, signed=True), high=_money(view, found.high, signed=True)
        )
        return _money(view, found.gain, signed=True), interval
    try:
        now, then = view.concentration if key == "hhi" else view.conflict
    except ReaderError as error:
        return MISSING, error.to(ctx.locale)
    digits = 3 if key == "hhi" else 1
    return exact(then, decimals=digits), ctx.say(_NOW, value=exact(now, decimals=digits))


def proposal_box(view: View) -> None:
    """Spend now and proposed by channel."""
    ctx = view.ctx
    with card(ctx, PROPOSAL):
        st.html(f'<p class="hint">{escape(ctx.say(_HINT))}</p>')
        frame = view.allocation
        figure = stretched(allocation_rows(frame, ctx.locale, ctx.look, Subject(METRICS["channel_cost"])), 560)
        show(ctx, figure, frame.assign(note=_notes(view, frame)), Exhibit("allocation", _COLUMNS))


def returns_box(view: View) -> None:
    """What one more of spend brings by channel, before and after, and what the move brings there."""
    ctx = view.ctx
    with card(ctx, RETURNS):
        st.html(f'<p class="hint">{escape(ctx.say(_RETURNS_HINT))}</p>')
        table = view.allocation.assign(note=_notes(view, view.allocation))
        grid(ctx, table, _COLUMNS)
        behind(ctx, table, Exhibit("returns", _COLUMNS))


def _notes(view: View, frame: pd.DataFrame) -> pd.Series:
    held, unseen = view.ctx.say(HELD), view.ctx.say(_UNSEEN)
    return pd.Series(
        [held if row.held else unseen if row.unseen else "" for row in frame.itertuples()],
        index=frame.index,
        dtype="str",
    )


def _money(view: View, value: float, *, signed: bool = False) -> str:
    return written(float(value), Unit.MONEY, view.ctx.locale, signed=signed)
