"""The boxes of the balance page on the index: the verdict, its parts, its months, who has most of it; concentration."""

from html import escape

import pandas as pd
import streamlit as st

from analytics.balance_changes import BACK
from charts.axes import Subject
from charts.balance import index_parts, index_trend
from charts.rows import stretched
from domain.balance import KINDS, UNMEASURED
from domain.metric import Unit
from domain.metrics import METRICS
from domain.periods import Grain, add_months
from domain.written import step_name, written
from i18n import Locale, Text, exact
from ui.balance_view import CUT_NAME, CUTS, SPREAD, View
from ui.card import Exhibit, behind, card, lead, note, show
from ui.clicks import opening
from ui.columns import Column
from ui.grid import grid

VERDICT = Text("一句话", "The verdict")
PARTS, TREND = Text("冲突指数的构成", "What the index is made of"), Text("逐月走势", "Month by month")
SLICES, SPREADS = Text("谁的冲突最多", "Who has most of it"), Text("集中度", "Concentration")
_SUBJECT = Subject(METRICS["revenue"])
_TALL = 300
_INDEX = Text(
    "{month}渠道冲突指数 {index}（0 最好，100 最差），{moved}；得分最多的是{kind}（{points} 分）。",
    "The conflict index of {month} is {index} (0 is best, 100 worst), {moved}; most of it is {kind} ({points} points).",
)
_PEACE = Text("{month}没有发现渠道冲突。", "No conflict of channels was found in {month}.")
_MOVED = Text("比上月{way} {points}", "{way} {points} on the month before")
_UP, _DOWN = Text("上升", "up"), Text("下降", "down")
_STILL, _NO_BEFORE = Text("与上月持平", "as the month before"), Text("没有上月可比", "with no month before to compare")
_LARGEST = Text(
    "涉及金额最大：{what}，自 {since} 起共 {money}。", "Most money at stake: {what}, {money} since {since}."
)
_CAUSED = Text("较上月变化最大：{what}，{change}。", "Changed most on the month before: {what}, {change}.")
_NONE = Text("{month}没有可比的销售，指数没有值。", "There are no sales to compare in {month}: the index has no value.")
_PARTS_HINT = Text(
    "得分 = 权重 × 暴露比例 ÷ 红线（最多计满）；浅色为该项可能的最高分。点击一项只看它的事件。",
    "Points = weight × exposure ÷ red line, at most in full; pale: the most it could be. Click one for its incidents.",
)
_TREND_HINT = Text("点击一个月查看当月。", "Click a month to look at it.")
_MISSING = Text("{kind}未测量：{reason}。其余各项的权重已按比例放大。",
                "{kind} is not measured: {reason}. The weights of the others are scaled up.")  # fmt: skip
_SPREAD_HINT = Text(
    "HHI = 各成员占比的平方和；有效个数 = 1 ÷ HHI，相当于几个同样大的成员。",
    "HHI: the sum of squared shares; effective number = 1 ÷ HHI: as many members of equal size.",
)
_NOT_WHOLE = Text(
    "集中度以全公司为分母，不在您的可见范围内。",
    "Concentration divides by the whole company, which is not in your scope.",
)


def verdict_box(view: View) -> None:
    """The index in one sentence, what moved it, and the largest incident."""
    with card(view.ctx, VERDICT):
        known = view.index.set_index("period").cci
        now, month = known.get(pd.Timestamp(view.month), float("nan")), _month_name(view)
        if now != now:
            note(view.ctx.say(_NONE, month=month))
            return
        lead((_sentence(view, float(now), known), *_money_lines(view)))


def _sentence(view: View, now: float, known: pd.Series) -> str:
    ctx = view.ctx
    if not now:
        return ctx.say(_PEACE, month=_month_name(view))
    worst = view.parts.sort_values("points", ascending=False).iloc[0]
    before = known.get(pd.Timestamp(view.month) - pd.DateOffset(months=1), float("nan"))
    if before != before:
        moved = ctx.say(_NO_BEFORE)
    elif abs(now - before) < 0.05:
        moved = ctx.say(_STILL)
    else:
        way = ctx.say(_UP if now > before else _DOWN)
        moved = ctx.say(_MOVED, way=way, points=exact(abs(now - before), decimals=1))
    kind, points = ctx.say(KINDS[worst["kind"]]), exact(worst.points, decimals=1)
    kind = kind if ctx.locale is Locale.ZH else kind.lower()
    return ctx.say(_INDEX, month=_month_name(view), index=exact(now, decimals=1), moved=moved, kind=kind, points=points)


def _money_lines(view: View) -> tuple[str, ...]:
    """The incident with most money, and the one whose month changed most."""
    ctx, rows = view.ctx, view.counting
    told = []
    if rows.money.notna().any():
        first = rows.iloc[0]
        since = step_name(first.first_seen.date(), Grain.MONTH, ctx.locale)
        told.append(ctx.say(_LARGEST, what=described(view, first), since=since, money=_money(view, first.money)))
    change = (rows.in_month - rows.before).abs()
    if change.notna().any() and change.max() > 0:
        row = rows.assign(change=change).sort_values("change", ascending=False).iloc[0]
        told.append(
            ctx.say(_CAUSED, what=described(view, row), change=_money(view, row.in_month - row.before, signed=True))
        )
    return tuple(told)


def described(view: View, row: pd.Series) -> str:
    """An incident in a few words: its kind, its parties, what about, where."""
    joint = "、" if view.ctx.locale is Locale.ZH else ", "
    pieces = (row.parties, row.what_name, row.regions)
    return f"{view.ctx.say(KINDS[row['kind']])} · " + " · ".join(p.replace("\n", joint) for p in pieces if p)


def parts_box(view: View) -> None:
    """The points of each part out of those it could have; what is not measured says why."""
    ctx = view.ctx
    with card(ctx, PARTS):
        st.html(f'<p class="hint">{escape(ctx.say(_PARTS_HINT))}</p>')
        columns = {
            "name": Column(Text("构成", "Part")),
            "points": Column(Text("得分", "Points"), Unit.INDEX),
            "exposure": Column(Text("暴露比例", "Exposure"), Unit.SHARE),
            "exposed": Column(Text("冲突金额", "In conflict"), Unit.MONEY),
            "base": Column(Text("可比金额", "Held against"), Unit.MONEY),
            "weight": Column(Text("权重", "Weight"), Unit.SHARE),
        }
        frame = view.parts.assign(name=view.parts.kind.map({kind: ctx.say(name) for kind, name in KINDS.items()}))
        figure = stretched(index_parts(view.parts, ctx.locale, ctx.look, _SUBJECT), _TALL - 40)
        show(ctx, figure, frame, Exhibit("balance_parts", columns, leads=opening("balance_parts", "kind")))
        for kind, known in view.measured.items():
            if not known:
                note(ctx.say(_MISSING, kind=KINDS[kind], reason=UNMEASURED[kind]))


def trend_box(view: View) -> None:
    """The index month by month, made of its parts; a click opens the month."""
    ctx = view.ctx
    with card(ctx, TREND):
        st.html(f'<p class="hint">{escape(ctx.say(_TREND_HINT))}</p>')
        columns = {
            "period": Column(Text("月份", "Month"), grain=Grain.MONTH),
            "cci": Column(Text("指数", "Index"), Unit.INDEX),
        }
        figure = index_trend(view.history, ctx.locale, ctx.look, _SUBJECT)
        show(ctx, figure, view.index, Exhibit("balance_trend", columns, leads=opening("balance_trend", "month")))


def slices_box(view: View) -> None:
    """The index of each channel, region or product line, this month and before, and the exposures behind it."""
    ctx = view.ctx
    with card(ctx, SLICES):
        st.html(view.tabs(CUT_NAME, "cut", {key: ctx.say(name) for key, name in CUTS.items()}))
        kinds = [kind for kind in KINDS if view.measured[kind]]
        columns = {
            "group_name": Column(CUTS[view.cut]),
            "cci": Column(Text("指数", "Index"), Unit.INDEX),
            "moved": Column(Text("较上月", "On month before"), Unit.INDEX, signed=True, better=False),
            **{f"m{back}": _month_column(view, back) for back in range(1, BACK + 1)},
            **{kind: Column(KINDS[kind], Unit.SHARE, short=True) for kind in kinds},
        }
        grid(ctx, view.by_slice, columns)
        behind(ctx, view.by_slice, Exhibit(f"balance_{view.cut}", columns))


def _month_column(view: View, back: int) -> Column:
    """The index so many months before."""
    month = add_months(view.month, -back)
    return Column(Text(step_name(month, Grain.MONTH, Locale.ZH), step_name(month, Grain.MONTH, Locale.EN)), Unit.INDEX)


def concentration_box(view: View) -> None:
    """How concentrated the month's revenue is, by channels, regions, partners, customers, products."""
    ctx = view.ctx
    with card(ctx, SPREADS):
        rows = view.concentration
        if rows.empty:
            note(ctx.say(_NOT_WHOLE))
            return
        st.html(f'<p class="hint">{escape(ctx.say(_SPREAD_HINT))}</p>')
        frame = rows.assign(name=rows.by.map({key: ctx.say(name) for key, name in SPREAD.items()}))
        columns = {
            "name": Column(Text("按", "By")),
            "members": Column(Text("成员", "Members"), Unit.COUNT),
            "hhi": Column(Text("HHI", "HHI"), Unit.SHARE, short=True),
            "normalised": Column(Text("标准化 HHI", "Normalised"), Unit.SHARE, short=True),
            "effective": Column(Text("有效个数", "Effective"), Unit.INDEX),
            "largest": Column(Text("最大占比", "Largest"), Unit.SHARE, short=True, meter=True),
            "largest_name": Column(Text("最大成员", "Which")),
        }
        grid(ctx, frame, columns)
        behind(ctx, frame, Exhibit("concentration", columns))


def _month_name(view: View) -> str:
    return step_name(view.month, Grain.MONTH, view.ctx.locale)


def _money(view: View, value: float, *, signed: bool = False) -> str:
    return written(value, Unit.MONEY, view.ctx.locale, signed=signed)
