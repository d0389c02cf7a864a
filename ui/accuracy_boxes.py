"""The boxes of the page on accuracy: by lead and over time, the trace of one span, and what each way adds."""

from dataclasses import replace
from html import escape

import pandas as pd
import streamlit as st

from analytics.forecast.accuracy import (
    NAIVE,
    STATISTICAL,
    by_lead,
    judged,
    naive_and_statistical,
    over_time,
    trace,
    value_added,
)  # fmt: skip
from charts.axes import Subject
from charts.forecast_accuracy import AHEAD, RUNNING, accuracy_by_lead, accuracy_over_time, forecast_trace
from data_access.stored_forecasts import stored_of_each
from domain.forecast import GRAINS, USUAL
from domain.metric import Unit
from domain.metrics import why_not
from domain.periods import Grain
from i18n import Text, exact, percent, points
from ui import reader
from ui.accuracy_view import CUT_NAME, CUTS, LEAD_NAME, SPAN_NAME, View, history_of, target_of
from ui.card import Exhibit, behind, card, lead, note, show
from ui.columns import Column
from ui.forecast_view import GRAIN_NAME, undated
from ui.funnels import tabs
from ui.grid import grid
from ui.parts import level as level_below
from ui.tile import value_of

NOTHING_STORED = Text(
    "这一范围还没有存下的预测。每晚运行 manage.py forecast 即逐日存档；manage.py forecast --since 日期 "
    "可用当时的数据重建过去的预测。",
    "No forecast of this selection is stored yet. Run manage.py forecast every night; manage.py forecast --since DATE "
    "reconstructs those of the past from the data of then.",
)
_NOT_OVER = Text("存下的预测所指的期间都还没有结束。", "No period that was forecast is over yet.")
_GOOD = Text(
    "提前 1 期的预测平均偏离 {wape}（{n} 次），同样时点“去年同期值”偏离 {naive}：预测使误差减少 {added}；"
    "总体{side} {bias}",
    "One period ahead forecasts were off by {wape} ({n} of them), the same period last year by {naive}: forecasting "
    "took {added} off the error; on the whole {side} by {bias}",
)
_WORSE = Text(
    "提前 1 期的预测平均偏离 {wape}（{n} 次），比“去年同期值”的 {naive} 还差 {added}；总体{side} {bias}",
    "One period ahead forecasts were off by {wape} ({n} of them), worse than the same period last year with {naive}, "
    "by {added}; on the whole {side} by {bias}",
)
_SIDE = {True: Text("偏高", "too high"), False: Text("偏低", "too low")}
_AGAIN = Text("其中 {n} 个时点为事后重建，不是当时所报", "{n} of the origins were reconstructed later, not stored then")
_END = Text("。", ".")
_LEAD, _TIME = Text("提前多久，准多少", "How far ahead, how good"), Text("每一期差多少", "The error of each period")
_TRACE, _ADDED = (
    Text("一个期间的预测怎样变动", "How the forecast of one period moved"),
    Text("预测增值", "Forecast value added"),
)
_TRACE_NONE = Text("没有覆盖这一期间的存档预测。", "No stored forecast reaches over this period.")
_BY_LEAD = {
    "lead": Column(Text("提前期数", "Periods ahead"), Unit.COUNT), "n": Column(Text("样本", "n"), Unit.COUNT),
    "wape": Column(Text("WAPE", "WAPE"), Unit.SHARE), "bias": Column(Text("偏差", "Bias"), Unit.SHARE, signed=True),
    "coverage80": Column(Text("80% 区间命中", "within 80 %"), Unit.SHARE),
    "coverage95": Column(Text("95% 区间命中", "within 95 %"), Unit.SHARE),
    "naive": Column(Text("去年同期值 WAPE", "Naive WAPE"), Unit.SHARE),
    "added": Column(Text("预测增值", "Value added"), Unit.POINTS),
}  # fmt: skip
WAYS = {NAIVE: Text("去年同期值", "Same period last year"), STATISTICAL: Text("统计预测", "Statistical")}
_ADDED_SAID = Text(
    "每一步比前一步减少了多少误差；1–3 期之前的预测，同样的时点与期间。",
    "How much error each step takes off the one before; forecasts of 1 to 3 periods ahead, at the same origins.",
)
_LEADS = (1, 2, 3)


def bar(view: View) -> None:
    """The steps as tabs."""
    grains = {grain.value: view.ctx.say(name) for grain, name in GRAINS.items()}
    to = {grain: view.to(grain=grain, lead="") for grain in grains}
    st.html(f'<div class="tabs-row">{tabs(view.ctx, GRAIN_NAME, grains, view.ask.grain.value, to)}</div>')


def headline(view: View) -> bool:
    """How good forecasts of the next period were, and whether they were worth it; False where nothing can be said."""
    ctx = view.ctx
    if view.stored.empty or view.rows.empty:
        said = ctx.say(NOTHING_STORED if view.stored.empty else _NOT_OVER)
        st.html(f'<p class="headline unknown">{escape(said)}</p>')
        return not view.stored.empty
    table = by_lead(view.rows)
    row = table[table.lead == 1].iloc[0] if (table.lead == 1).any() else table.iloc[0]
    better = row.added >= 0
    said = ctx.say(
        _GOOD if better else _WORSE, wape=percent(row.wape), n=exact(row.n), naive=percent(row.naive),
        added=points(abs(row.added), ctx.locale).lstrip("+"), side=ctx.say(_SIDE[row.bias >= 0]),
        bias=percent(abs(row.bias)),
    )  # fmt: skip
    again = int(view.stored[view.stored.reconstructed].origin.nunique())
    lines = [said, *([ctx.say(_AGAIN, n=exact(again))] if again else [])]
    spans = "".join(f"<span>{escape(line + ctx.say(_END))}</span>" for line in lines)
    st.html(f'<p class="headline lines{" fine" if better else ""}">{spans}</p>')
    return True


def lead_box(view: View) -> None:
    """Errors by how far ahead, with bias, coverage and what was gained."""
    with card(view.ctx, _LEAD):
        frame = by_lead(view.rows)
        figure = accuracy_by_lead(frame, view.ctx.locale, view.ctx.look, view.subject)
        show(view.ctx, figure, frame, Exhibit("accuracy_lead", _BY_LEAD, empty=_NOT_OVER))


def time_box(view: View) -> None:
    """The error of each period with its sign, of forecasts so many periods ahead as the reader picks."""
    ctx = view.ctx
    with card(ctx, _TIME):
        known = sorted(view.rows.lead.unique())[:6]
        names = {str(n): ctx.say(RUNNING) if n == 0 else ctx.say(AHEAD, n=n) for n in known}
        if names:
            to = {n: view.to(lead=n) for n in names}
            st.html(f'<div class="tabs-row">{tabs(ctx, LEAD_NAME, names, str(view.lead), to)}</div>')
        frame = over_time(view.rows, view.lead)
        unit = view.subject.metric.unit
        columns = {
            "period": Column(SPAN_NAME, grain=view.ask.grain), "n": Column(Text("样本", "n"), Unit.COUNT),
            "mean": Column(Text("当时的预测", "As forecast then"), unit),
            "actual": Column(Text("实际", "What came"), unit),
            "error": Column(Text("误差", "Error"), Unit.SHARE, signed=True),
            "naive": Column(WAYS[NAIVE], Unit.SHARE, signed=True),
        }  # fmt: skip
        show(ctx, accuracy_over_time(frame, ctx.locale, ctx.look, view.subject), frame,
             Exhibit("accuracy_time", columns, empty=_NOT_OVER))  # fmt: skip


def trace_box(view: View) -> None:
    """How the forecast of a quarter or month moved, beside what came and the target; always of months."""
    ctx = view.ctx
    with card(ctx, _TRACE):
        monthly = view if view.ask.grain is Grain.MONTH else replace(
            view, ask=replace(view.ask, grain=Grain.MONTH, horizon=USUAL[Grain.MONTH]))  # fmt: skip
        key = view.span or next(iter(view.spans))
        _, first, last = view.spans[key]
        names = {one: said for one, (said, _, _) in view.spans.items()}
        st.html(f'<div class="tabs-row">{tabs(ctx, SPAN_NAME, names, key, {n: view.to(of=n) for n in names})}</div>')
        target = target_of(ctx, view.ask.metric, first, last)
        frame = trace(monthly.stored, monthly.history, (first, last), target)
        if len(frame):
            lead(_moved(view, frame))
        unit = view.subject.metric.unit
        columns = {
            "origin": Column(Text("预测时点", "Origin")), "mean": Column(Text("预测", "Forecast"), unit),
            "low80": Column(Text("80% 下限", "80 % low"), unit), "high80": Column(Text("80% 上限", "80 % high"), unit),
            "actual": Column(Text("实际", "What came"), unit), "target": Column(Text("目标", "Target"), unit),
        }  # fmt: skip
        figure = forecast_trace(frame, ctx.locale, ctx.look, Subject(view.ask.of, Grain.DAY))
        show(ctx, figure, frame, Exhibit("forecast_trace", columns, empty=_TRACE_NONE))


_MOVED = Text(
    "{n} 次预测之间变动 {span}，平均每次 {step}；最近一次 {last}",
    "Over {n} forecasts it ranged over {span}, moving {step} from one to the next; the latest is {last}",
)


def _moved(view: View, frame: pd.DataFrame) -> str:
    mean = frame["mean"]
    sums = {
        "span": float(mean.max() - mean.min()),
        "step": float(mean.diff().abs().mean()) if len(frame) > 1 else 0.0,
        "last": float(mean.iloc[-1]),
    }
    unit = view.subject.metric.unit
    said = {name: value_of(view.ctx, value, unit) for name, value in sums.items()}
    return view.ctx.say(_MOVED, n=len(frame), **said) + view.ctx.say(_END)


def added_box(view: View) -> None:
    """For each member the error of the naive forecast, of ours, and what lies between; a line a member."""
    ctx = view.ctx
    with card(ctx, _ADDED):
        cuts = {key: ctx.say(name) for key, name in CUTS.items() if not why_not(view.ask.metric, (key,))}
        st.html(f'<div class="tabs-row">{tabs(ctx, CUT_NAME, cuts, view.cut, {k: view.to(cut=k) for k in cuts})}</div>')
        names, each = _members(view)
        frame = value_added(names, naive_and_statistical(each, _LEADS))
        if frame.empty:
            note(ctx.say(NOTHING_STORED))
            return
        lead(ctx.say(_ADDED_SAID))
        wide = _side_by_side(frame)
        columns = _added_columns(view)
        grid(ctx, wide, columns)
        behind(ctx, wide, Exhibit("value_added", columns))


def _members(view: View) -> tuple[dict[str, str], dict[str, pd.DataFrame]]:
    """The members of the cut by name, and JUDGED of each."""
    ctx, dim = view.ctx, level_below(view.ctx, view.cut)
    history = history_of(ctx, replace(view.ask, by=(dim,)))
    keys = history.groups[dim].fillna("").tolist()
    field = {"product_line": "line"}.get(view.cut, view.cut)
    selections = [undated(ctx.filters).only(**{field: (key,)}) if key else undated(ctx.filters) for key in keys]
    stored = stored_of_each(reader.space(), ctx.data, selections, view.ask)
    names, each = {}, {}
    for row, (key, rows) in enumerate(zip(keys, stored, strict=True)):
        if key and len(rows):
            names[key] = str(history.groups[f"{dim}_name"].iloc[row])
            each[key] = judged(rows, history, view.ask.season, row)
    return names, each


def _side_by_side(frame: pd.DataFrame) -> pd.DataFrame:
    """VALUE_ADDED with a row a member: n, then error and value added of each way."""
    rows = []
    for key, own in frame.groupby("key", sort=False):
        ways = own.set_index("way")
        row = {"key": key, "name": own["name"].iloc[0], "n": int(own.n.iloc[-1]), "bias": float(own.bias.iloc[-1])}
        rows.append(
            row | {f"{what}_{way}": ways[what].get(way, float("nan")) for way in WAYS for what in ("wape", "added")}
        )
    return pd.DataFrame(rows).sort_values("added_statistical", ascending=False, ignore_index=True)


def _added_columns(view: View) -> dict[str, Column]:
    columns = {"name": Column(CUTS[view.cut]), "n": Column(Text("样本", "n"), Unit.COUNT)}
    for way, name in WAYS.items():
        columns[f"wape_{way}"] = Column(Text(f"{name.zh} WAPE", f"{name.en}, WAPE"), Unit.SHARE, short=True)
        if way != NAIVE:
            columns[f"added_{way}"] = Column(
                Text("增值", "Value added"), Unit.POINTS, signed=True, short=True, better=True
            )
    return {**columns, "bias": Column(Text("偏差", "Bias"), Unit.SHARE, signed=True, short=True)}
