"""What each step of a forecast adds, from the naive one over series and pipeline to the director's call."""

from html import escape

import pandas as pd
import streamlit as st

from analytics.calls import parts_of
from analytics.value_added import STEPS, chained, comparable, value_added
from config import settings
from data_access.call_rights import PARTLY, may_call
from data_access.freshness import deal_days
from domain.calls import COMPANY, CallPlace, running
from domain.calls import STEPS as PERIODS
from domain.errors import ReaderError
from domain.metric import Unit
from i18n import Text, exact, percent, points
from ui import calls_view, link
from ui.accuracy_view import JUDGED_AT, PAGE, PER, PER_NAME, STEP_NAME, View
from ui.calls_bar import SHARES
from ui.calls_value import OVER_ALL, ROWS, STEP_NAMES, all_rows, of_parts
from ui.card import Exhibit, behind, card, lead, note
from ui.columns import Column, Columns
from ui.funnels import tabs
from ui.grid import grid

TITLE = Text("从朴素到承诺：每一步的增值", "From naive to call: what each step adds")
_NONE = Text(
    "还没有可评价的期间：需要在已结束期间的“{point}”之前存下的商机预测（每晚运行 manage.py forecast），"
    "或当时录入的预测承诺。",
    "No period can be judged yet: it takes a pipeline forecast stored by the point “{point}” of a finished one (run "
    "manage.py forecast every night), or a call made by then.",
)
_FINDING = Text(
    "赢单额在“{point}”时的平均偏差（{n} 个区域 × 期间）：{chain}。",
    "Won amount, off at the point “{point}” ({n} regions × periods) by: {chain}.",
)
_BEST = Text(
    "相对朴素预测，增值最多的是{step}：误差减少 {gap}。", "Most is added by: {step}, {gap} less error than naive."
)
_WORSE = Text("没有一步好过朴素预测。", "No step did better than the naive forecast.")
_AGAIN = Text(
    "其中 {n} 个时点的统计与商机预测为事后重建，不是当时所报。",
    "Series and pipeline forecasts of {n} origins were reconstructed later, not stored then.",
)
_HOW = Text(
    "误差 = Σ|预测 − 实际| ÷ Σ|实际|；增值 = 朴素预测的误差 − 该步的误差，只比较各步都有的区域与期间"
    "（合计为直接下级，不重复计算）。预测按当时所存、承诺按当时所报，都不重算；各区域含其下级。",
    "Error = Σ|forecast − actual| ÷ Σ|actual|; added = error of the naive forecast − error of the step, over the "
    "regions and periods that have every step (in all: the regions right below, none counted twice). Forecasts as "
    "stored then, calls as made then, never recomputed; regions hold all below them.",
)
_NO_CALLS = Text("还没有人录入可评价的预测承诺。", "Nobody has made a call that can be judged yet.")
_ARROW = " → "
_SHORT = {**STEP_NAMES, "naive": Text("朴素", "naive"), "seasonal": Text("去年同期", "year before")}


def steps_box(view: View) -> None:
    """The steps over all, then side by side per region or per person. Nothing where no deals are loaded."""
    ctx = view.ctx
    try:
        if pd.isna(deal_days(ctx.data)["first"].iloc[0]):
            return
    except ReaderError:
        return
    with card(ctx, TITLE):
        calls = _calls_view(view)
        st.html(f'<div class="tabs-row">{_choices(view)}</div>')
        if calls.mine.partly:
            note(ctx.say(PARTLY))
            return
        rows = calls.judged
        point = ctx.say(SHARES[view.chain.judge][1])
        if rows.empty:
            note(ctx.say(_NONE, point=point))
            return
        over_all = value_added(comparable(of_parts(calls)), "")
        lead(_finding(view, over_all, point))
        grid(ctx, over_all.assign(step=[ctx.say(STEP_NAMES[step]) for step in over_all.step]), OVER_ALL)
        _per(view, calls, rows)
        again = calls.said[calls.said.reconstructed]["at"].nunique()
        hint = [ctx.say(_HOW), *([ctx.say(_AGAIN, n=exact(again))] if again else [])]
        st.html(f'<p class="hint">{escape(" ".join(hint))}</p>')
        behind(ctx, all_rows(calls), Exhibit("forecast_steps", ROWS, ("won_amount",)))


def _calls_view(view: View) -> calls_view.View:
    """The regions, calls and stored forecasts that the reader may see, as the page on calls has them."""
    ctx, chain = view.ctx, view.chain
    mine = may_call(ctx.data, ctx.locale)
    node = calls_view.looked_at(ctx, mine)
    first = running(chain.step, ctx.today, settings().fiscal_start_month)
    day = min(ctx.today, CallPlace(COMPANY, chain.step, first).last)
    return calls_view.View(ctx, node, chain.step, first, day, SHARES[chain.judge][0], mine)


def _choices(view: View) -> str:
    """Quarters or months, the point judged at, and per what, as links (HTML)."""
    ctx, chain = view.ctx, view.chain
    points = {key: said for key, (_, said) in SHARES.items()}
    rows = (("step", STEP_NAME, PERIODS), ("judge", JUDGED_AT, points), ("per", PER_NAME, PER))
    shown = ""
    for name, head, known in rows:
        to = {key: view.to(**{name: key}) for key in known}
        shown += tabs(ctx, head, {key: ctx.say(said) for key, said in known.items()}, getattr(chain, name), to)
    return shown


def _finding(view: View, steps: pd.DataFrame, point: str) -> tuple[str, ...]:
    ctx = view.ctx
    rows = steps[steps.error.notna()]
    said = [f"{ctx.say(_SHORT[step])} {percent(error)}" for step, error in zip(rows.step, rows.error, strict=True)]
    made = rows[rows.step.isin(STEPS[2:])].sort_values("added", ascending=False)
    if not said or made.empty:
        return ()
    first = ctx.say(_FINDING, point=point, n=exact(int(rows.n.max())), chain=_ARROW.join(said))
    best = made.iloc[0]
    if not best.added > 0:
        return first, ctx.say(_WORSE)
    gap = points(float(best.added), ctx.locale).lstrip("+")
    return first, ctx.say(_BEST, step=ctx.say(_SHORT[str(best.step)]), gap=gap)


def _per(view: View, calls: calls_view.View, rows: pd.DataFrame) -> None:
    """The steps side by side: a row a region, or a row a person over what that person called."""
    ctx, per = view.ctx, view.chain.per
    table = chained(rows if per == "region" else rows[rows.who != ""].reset_index(drop=True), per)
    if table.empty:
        note(ctx.say(_NO_CALLS))
        return
    named = table.assign(name=[calls.name(key) for key in table.key] if per == "region" else table.key)
    if per == "region":
        inside = {key for key in table.key if key != calls.node and parts_of(key, calls.mine.tree)}
        named = named.assign(to=[_inside(view, key) if key in inside else "" for key in table.key])
    grid(ctx, named, _columns(view, table))


def _inside(view: View, region: str) -> str:
    return link.to(PAGE, {**view.query(), **view.ctx.filters.only(region=(region,)).to_query()})


def _columns(view: View, table: pd.DataFrame) -> Columns:
    """Error of each step that anybody made, and what it adds to the naive one."""
    per = view.chain.per
    columns = {
        "name": Column(PER[per], link="to" if per == "region" else None),
        "n": Column(Text("次数", "n"), Unit.COUNT),
    }
    for step in STEPS:
        if table[f"error_{step}"].isna().all() or step == "seasonal":
            continue
        name = _SHORT[step]
        columns[f"error_{step}"] = Column(Text(f"{name.zh}误差", f"Error, {name.en}"), Unit.SHARE, short=True)
        if step != "naive":
            columns[f"added_{step}"] = Column(Text("增值", "Added"), Unit.POINTS, short=True, signed=True, better=True)
    return columns
