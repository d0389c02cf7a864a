"""How good calls were: error and bias of finished periods against the naive forecast, per region and per person."""

from html import escape

import pandas as pd
import streamlit as st

from analytics.calls import parts_of
from analytics.value_added import value_added
from domain.metric import Unit
from i18n import Text, exact, percent, points
from ui import link
from ui.calls_bar import JUDGE, SHARES
from ui.calls_view import PAGE, View
from ui.card import Exhibit, behind, card, lead, note
from ui.columns import Column, Columns
from ui.funnels import tabs
from ui.grid import grid

_TITLE = Text("预测承诺带来的增值", "What calling adds")
_NONE = Text(
    "还没有可评价的预测承诺：需要已结束的期间在其“{point}”之前的录入。",
    "No call can be judged yet: it takes one of a finished period, made by the point “{point}”.",
)
STEP_NAMES: dict[str, Text] = {
    "naive": Text("朴素（上期实际）", "Naive (last period)"),
    "seasonal": Text("季节朴素（去年同期）", "Seasonal naive (a year before)"),
    "statistical": Text("统计预测", "Statistical"),
    "pipeline": Text("商机预测", "Pipeline"),
    "call": Text("预测承诺", "Call"),
}
_FINDING = Text(
    "{n} 次已结束的预测承诺平均偏差 {error}，朴素预测 {naive}：{verdict}，偏差方向 {bias}。",
    "Calls judged: {n}, off by {error}, the naive forecast by {naive}: {verdict}; bias {bias}.",
)
_BETTER, _WORSE = Text("录入使误差减少 {gap}", "calling took {gap} off"), Text("录入使误差增加 {gap}", "it added {gap}")
_EVEN = Text("两者持平", "no difference")
_NEUTRAL = 0.005  # of error: less is no difference
_HOW = Text(
    "误差 = Σ|预测 − 实际| ÷ Σ|实际|；增值 = 朴素预测的误差 − 该步的误差；偏差 = Σ(预测 − 实际) ÷ Σ|实际|，为正即偏高。"
    "每期只计到“{point}”为止的最后一次录入；实际为期内赢单额。",
    "Error = Σ|forecast − actual| ÷ Σ|actual|; added = error of the naive forecast − error of the step; bias = "
    "Σ(forecast − actual) ÷ Σ|actual|, above 0: too high. Of each period the last call by “{point}” counts; actual is "
    "the amount won in it.",
)
_FEW = Text("次数少于 8 的仅供参考。", "Fewer than 8 are no more than a hint.")
_ENOUGH = 8
_FIGURES: Columns = {
    "n": Column(Text("次数", "n"), Unit.COUNT),
    "error": Column(Text("误差", "Error"), Unit.SHARE, short=True),
    "naive_error": Column(Text("朴素误差", "Naive error"), Unit.SHARE, short=True),
    "added": Column(Text("增值", "Added"), Unit.POINTS, short=True, better=True),
    "bias": Column(Text("偏差", "Bias"), Unit.SHARE, short=True, signed=True),
}
OVER_ALL: Columns = {"step": Column(Text("方法", "Method")), **_FIGURES}
_REGIONS: Columns = {"key": Column(Text("区域", "Region")), **_FIGURES}
_PEOPLE: Columns = {"key": Column(Text("录入人", "Person")), **_FIGURES}


def value_box(view: View) -> None:
    """Each method over all, then the calls of each region and of each person."""
    ctx = view.ctx
    with card(ctx, _TITLE):
        now = next(key for key, (share, _) in SHARES.items() if share == view.share)
        to = {key: link.to(PAGE, view.query(judge=key)) for key in SHARES}
        st.html(tabs(ctx, JUDGE, {key: ctx.say(name) for key, (_, name) in SHARES.items()}, now, to))
        point = SHARES[now][1]
        if of_parts(view).empty:
            note(ctx.say(_NONE, point=point))
            return
        steps = value_added(of_parts(view), "")
        lead(_finding(view, steps))
        named = steps.assign(step=[ctx.say(STEP_NAMES[step]) for step in steps.step])
        grid(ctx, named, OVER_ALL)
        regions, people = _calls(view, "region"), _calls(view, "who")
        for frame, columns in ((regions, _REGIONS), (people, _PEOPLE)):
            if len(frame):
                grid(ctx, frame, columns)
        hint = [ctx.say(_HOW, point=point)]
        hint += [ctx.say(_FEW)] if (regions.n < _ENOUGH).any() else []
        st.html(f'<p class="hint">{escape(" ".join(hint))}</p>')
        behind(ctx, all_rows(view), Exhibit("judged", ROWS, ("won_amount",)))


ROWS: Columns = {
    "name": Column(Text("区域", "Region")),
    "period": Column(Text("期间", "Period")),
    "step": Column(Text("方法", "Method")),
    "who": Column(Text("录入人", "Person")),
    "value": Column(Text("预测", "Forecast"), Unit.MONEY),
    "actual": Column(Text("实际", "Actual"), Unit.MONEY),
}


def of_parts(view: View) -> pd.DataFrame:
    """What is judged of the parts alone, each with all below it: a region and its parts are not counted twice."""
    parts = view.judged[view.judged.region.isin(parts_of(view.node, view.mine.tree))]
    rows = parts if len(parts) else view.judged[view.judged.region == view.node]
    return rows.reset_index(drop=True)


def all_rows(view: View) -> pd.DataFrame:
    """JUDGED in the reader's words, as a table behind a card has it."""
    rows = view.judged
    names = [view.name(region) for region in rows.region]
    return rows.assign(name=names, step=[view.ctx.say(STEP_NAMES[step]) for step in rows.step])


def _calls(view: View, by: str) -> pd.DataFrame:
    """The row of calls of each region or person, the one that adds most first."""
    rows = value_added(view.judged, by)
    rows = rows[rows.step == "call"].sort_values("added", ascending=False, ignore_index=True)
    return rows.assign(key=[view.name(key) for key in rows.key]) if by == "region" else rows


def _finding(view: View, steps: pd.DataFrame) -> str | tuple[str, ...]:
    ctx, calls = view.ctx, steps[steps.step == "call"]
    if calls.empty or calls.added.isna().all():
        return ()
    row = calls.iloc[0]
    gap = points(abs(row.added), ctx.locale).lstrip("+")
    verdict = _EVEN if abs(row.added) < _NEUTRAL else _BETTER if row.added > 0 else _WORSE
    shares = {"error": percent(row.error), "naive": percent(row.naive_error), "bias": percent(row.bias, signed=True)}
    return ctx.say(_FINDING, n=exact(row.n), verdict=ctx.say(verdict, gap=gap), **shares)
