"""The box on survival: curves of the groups chosen, what their comparison says in words, and the groups in figures."""

from html import escape

import pandas as pd
import streamlit as st

from analytics.partner_cohorts import NOBODY, comparable, groups, unknown_age
from analytics.survival import LEAST, LogRank, certain, survival
from charts.survival import age_in_words, survival_curves
from domain.metric import Unit
from domain.partners import COHORTS, FEW, KINDS
from i18n import Locale, Text, exact
from ui.card import Exhibit, card, note, show
from ui.columns import Column, Columns
from ui.context import Context
from ui.grid import grid
from ui.partner_view import PARTNERS, View
from ui.parts import told

SURVIVAL_BOX, GROUPS_BOX = Text("存活率", "Survival"), Text("各组对比", "The groups compared")
MOST = 6
_DIFFERS = Text(
    "各组存活不同，不像是偶然（对数秩检验 p {p}）：{worse}",
    "The groups last differently, beyond chance (log-rank p {p}): {worse}",
)
_WORSE = Text(
    "{name}终止 {observed} 家，按整体节奏应为 {expected} 家。",
    "of {name} {observed} ended where the common pace would have ended {expected}.",
)
_ALIKE = Text(
    "各组之间的差别可能只是偶然（对数秩检验 p {p}）。", "The groups may differ by chance only (log-rank p {p})."
)
_ALONE = Text(
    "无法比较：不到两组有终止的经销商。", "Nothing to compare: fewer than two groups in which partners ended."
)
_P, _P_SMALL = Text("= {p}", "= {p}"), Text("< 0.001", "< 0.001")
_HINT = Text(
    "Kaplan–Meier：按开业后的年龄，仍在下单的比例；虚线为最近几个月，停止尚未全部确认；阴影为 95% 区间。"
    "早于数据的经销商从数据开始之日起计入。仍在观察的不足 {n} 家后不再画出。",
    "Kaplan–Meier: the share still ordering by age since opening. Dotted: known of the last months only, in which not "
    "every stop is recognised. Shaded: 95 % interval. Partners older than the data count from when the data begin. "
    "A curve ends where fewer than {n} are observed.",
)
_COHORT_HINT = Text(
    "按开业时间分组只含数据期内开业的经销商：更早的批次，数据开始前已终止的无从得知。",
    "By opening, only partners that opened within the data: of earlier ones, those that ended before are not known.",
)
_FEW_HINT = Text("终止不足 {n} 家、不确定的组：{names}。", "Uncertain, fewer than {n} ended: {names}.")
_LEFT = Text("另有 {n} 组未画出，见右表。", "{n} more groups are in the table only.")
_UNKNOWN = Text(
    "{n} 家开业日未知且早于数据，未计入。",
    "{n} partners whose opening day is unknown and before the data are left out.",
)
_NONE = Text("没有年龄已知的经销商，画不出存活曲线。", "No partner's age is known: there is no curve to draw.")
_EXPECTED = Text(
    "期望：若各组以相同节奏终止，本组应有的家数。只计已确认的终止。",
    "Expected: how many would have ended, had all groups ended at one pace. Settled ends only.",
)
_NOT_SAID = Text("未注明", "Not said")


def survival_box(view: View) -> None:
    """The curves, with the log-rank test in words."""
    ctx = view.ctx
    with card(ctx, SURVIVAL_BOX):
        st.html(view.cohort_tabs())
        spans = _called(ctx, view.spans, view.by)
        if spans.empty:
            note(ctx.say(_NONE))
            return
        short, test = groups(spans)
        drawn = comparable(short, MOST)
        told((_compared(ctx, test),))
        st.html(f'<p class="hint">{escape(" ".join(_hints(view, short, drawn)))}</p>')
        frame = certain(survival(spans[spans.group.isin(drawn)].reset_index(drop=True)))
        figure = survival_curves(frame, ctx.locale, ctx.look, PARTNERS)
        show(ctx, figure, frame, Exhibit(f"survival_{view.by}", _points()))


def groups_box(view: View) -> None:
    """Each group in figures: how many, how many ended and should have, alive after one and two years."""
    ctx = view.ctx
    with card(ctx, GROUPS_BOX):
        short, test = groups(_called(ctx, view.spans, view.by))
        if short.empty:
            note(ctx.say(_NONE))
            return
        half = [age_in_words(days, ctx.locale) if days == days else "" for days in short["median"]]
        rows = short.assign(
            half=pd.Series(half, dtype="str"), expected=short.expected if test.freedom else float("nan")
        )
        columns = {
            "group": Column(COHORTS[view.by]),
            "n": Column(Text("家数", "Partners"), Unit.COUNT),
            "died": Column(Text("终止", "Ended"), Unit.COUNT),
            "expected": Column(Text("期望", "Expected"), Unit.INDEX),
            "one_year": Column(Text("1 年", "1 year"), Unit.SHARE, short=True),
            "two_years": Column(Text("2 年", "2 years"), Unit.SHARE, short=True),
            "half": Column(Text("半数终止于", "Half ended by")),
        }
        grid(ctx, rows, columns)
        st.html(f'<p class="hint">{escape(ctx.say(_EXPECTED))}</p>')


def _called(ctx: Context, spans: pd.DataFrame, by: str) -> pd.DataFrame:
    """The groups as readers call them."""
    if by != "kind":
        return spans.assign(group=spans.group.replace(NOBODY, ctx.say(_NOT_SAID)))
    names = {kind: ctx.say(name) for kind, name in KINDS.items()}
    return spans.assign(group=spans.group.replace(names))


def _compared(ctx: Context, test: LogRank) -> str:
    if not test.freedom:
        return ctx.say(_ALONE)
    p = ctx.say(_P_SMALL) if test.p < 0.001 else ctx.say(_P, p=f"{test.p:.3f}")
    if test.p >= 0.05:
        return ctx.say(_ALIKE, p=p)
    ends = zip(test.groups, test.observed, test.expected, strict=True)
    name, observed, expected = max(ends, key=lambda one: (one[1] - one[2]) / max(one[2], 1.0) ** 0.5)
    return ctx.say(
        _DIFFERS, p=p, worse=ctx.say(_WORSE, name=name, observed=exact(observed), expected=exact(expected, decimals=1))
    )


def _hints(view: View, short: pd.DataFrame, drawn: list[str]) -> list[str]:
    ctx = view.ctx
    said = [ctx.say(_HINT, n=LEAST)]
    if view.by in ("half", "year"):
        said.append(ctx.say(_COHORT_HINT))
    few = short[short.group.isin(drawn) & (short.died < FEW)].group
    if len(few):
        names = ("、" if ctx.locale is Locale.ZH else ", ").join(few)
        said.append(ctx.say(_FEW_HINT, n=FEW, names=names))
    if len(short) > len(drawn):
        said.append(ctx.say(_LEFT, n=len(short) - len(drawn)))
    if left := unknown_age(view.own):
        said.append(ctx.say(_UNKNOWN, n=exact(left)))
    return said


def _points() -> Columns:
    return {
        "group": Column(Text("分组", "Group")),
        "age": Column(Text("年龄（天）", "Age in days"), Unit.COUNT),
        "at_risk": Column(Text("观察中", "Observed"), Unit.COUNT),
        "died": Column(Text("终止", "Ended"), Unit.COUNT),
        "share": Column(Text("存活率", "Alive"), Unit.SHARE),
        "low": Column(Text("95% 下限", "95 % low"), Unit.SHARE),
        "high": Column(Text("95% 上限", "95 % high"), Unit.SHARE),
    }
