"""The forecast itself: the sentence, the bridge from won to forecast, the methods side by side, and their record."""

from html import escape

import pandas as pd
import streamlit as st

from analytics.pipeline_forecast import LEVELS, TESTED
from analytics.pipeline_headline import with_series
from charts.pipeline_bridge import pipeline_bridge
from charts.rows import stretched
from domain.contracts_pipeline_forecast import BRIDGE
from domain.errors import ReaderError
from domain.metric import Unit
from domain.pipeline_forecast import BRIDGE_NAMES, MEANINGS, METHODS, PIPELINE
from domain.written import step_name, written
from i18n import Text, exact, percent
from ui.card import Exhibit, behind, card, lead, note, show
from ui.clicks import leading
from ui.columns import Column
from ui.grid import grid
from ui.pipeline_forecast_view import View
from ui.tile import value_of

BRIDGE_TITLE, METHODS_TITLE = Text("从已赢到预测", "From won to forecast"), Text("几种方法并列", "Methods side by side")
RATES_TITLE = Text("在手商机的转化", "What open deals bring in")
RECORD_TITLE = Text("过去各期的预测与结果", "What was said before, and what came")
_HEAD = Text(
    "{period}预计赢单 {value}（80% 区间 {low} – {high}），其中已赢 {won}。",
    "{period}: {value} expected to be won (80 % interval {low} – {high}), {won} of it so far.",
)
_AGREE = Text(
    "商机预测 {pipeline} 与序列预测 {series} 相差 {gap}，彼此一致；主数字为两者的平均。",
    "Pipeline forecast {pipeline} and series forecast {series} are {gap} apart and agree; the figure is their mean.",
)
_APART = {
    True: Text(
        "注意：商机预测 {pipeline} 比序列预测 {series} 高出 {gap}，超过 15%。在手商机比近期业绩乐观，"
        "请核对大单与成交日期；主数字为两者的平均。",
        "Mind: the pipeline forecast {pipeline} is {gap} above the series forecast {series}, more than 15 %. "
        "Open deals look better than recent months: check the large ones and their close dates. "
        "The figure is the mean of both.",
    ),
    False: Text(
        "注意：商机预测 {pipeline} 比序列预测 {series} 低 {gap}，超过 15%。在手商机撑不起近期的速度，"
        "需要补充商机；主数字为两者的平均。",
        "Mind: the pipeline forecast {pipeline} is {gap} below the series forecast {series}, more than 15 %. "
        "Open deals do not carry the recent pace: more are needed. The figure is the mean of both.",
    ),
}
_ALONE = Text(
    "月度赢单额的历史太短，没有序列预测；主数字只来自商机。",
    "The months of won amounts are too few for a series forecast: the figure is the pipeline's alone.",
)
_FACTOR = Text(
    "过去 {n} 期的同一时点之后，实际赢得按阶段加权金额的 {factor} 倍。",
    "At this point of the last {n} periods we realised {factor} of the weighted pipeline.",
)
_NO_FACTOR = Text(
    "过去各期没有预计在期内成交的金额，因此没有校准系数。",
    "In past periods no amount was due within the period, so there is no calibration factor.",
)
_MEASURED = Text(
    "转化率按 {n} 个过去时期的同一时点、按金额计量，样本少的向所在阶段收缩。",
    "Rates are measured by amount at the same point of {n} past periods; few deals are drawn to their stage's rate.",
)
_TESTED = Text(
    "误差与偏差：最近 {n} 个已完结时期的同一时点，每次只用当时已知的数据。",
    "Errors and bias: at the same point of the last {n} finished periods, each time from what was then known.",
)
_INSIDE = Text(
    "{inside} / {n} 期落在当时的 80% 区间内。", "{inside} of {n} periods came within the 80 % interval of then."
)
_MOST = Text("这里是预计最多的 {n} 组，全部见右上角。", "The {n} that bring most; all are behind the mark above.")
_NONE_OPEN = Text("现在没有在手商机。", "No deal is open now.")
_UNTESTED = Text("已完结的时期太少，还不能回测。", "Too few periods are over to test it on.")
_OWN_LEADS = Text(
    "过去 {n} 期的同一时点，商机预测偏离最少（{own}）。",
    "At the same point of the last {n} periods the pipeline forecast was least off ({own}).",
)
_OTHER_LEADS = Text(
    "过去 {n} 期的同一时点，偏离最少的是“{method}”（{best}），商机预测为 {own}。",
    "At the same point of the last {n} periods “{method}” was least off ({best}), the pipeline forecast by {own}.",
)
_RECORD = 3  # past periods that a method must have been tested on
ROWS = 12


def headline_box(view: View) -> None:
    """The figure of the period in one sentence, and whether the two forecasts agree."""
    ctx = view.ctx
    with st.container(key="pipeline_forecast_headline"):
        try:
            lines, kind = sentences(view)
        except ReaderError as error:
            lines, kind = [error.to(ctx.locale)], " unknown"
        spans = "".join(f"<span>{escape(line)}</span>" for line in lines)
        st.html(f'<p class="headline lines{kind}">{spans}</p>')


def sentences(view: View) -> tuple[list[str], str]:
    """The figure of the period in words, and whether the two forecasts agree: " fine", " unknown" or nothing good.

    Raises ReaderError where the history is too short.
    """
    ctx, head = view.ctx, view.head
    values = {"value": head.value, "low": head.low, "high": head.high, "won": view.found.said.won}
    said = ctx.say(_HEAD, period=view.period, **{k: value_of(ctx, v, Unit.MONEY) for k, v in values.items()})
    if head.series != head.series:
        return [said, ctx.say(_ALONE)], " unknown"
    both = {k: value_of(ctx, v, Unit.MONEY) for k, v in {"pipeline": head.pipeline, "series": head.series}.items()}
    text = _AGREE if head.agrees else _APART[head.gap > 0]
    return [said, ctx.say(text, gap=percent(abs(head.gap), decimals=0), **both)], " fine" if head.agrees else ""


def bridge_box(view: View) -> None:
    """Won so far → open pipeline → not there yet → forecast with its interval; the calibration factor below."""
    ctx = view.ctx
    with card(ctx, BRIDGE_TITLE):
        found = view.found
        parts = found.parts
        frame = pd.DataFrame({"part": list(BRIDGE_NAMES), "amount": [parts[part] for part in BRIDGE_NAMES]})
        level, none = LEVELS[0], [float("nan")] * (len(BRIDGE_NAMES) - 1)
        frame = BRIDGE.coerce(frame.assign(low=[*none, found.low[level]], high=[*none, found.high[level]]))
        figure = stretched(pipeline_bridge(frame, ctx.locale, ctx.look, view.subject()), 260)
        columns = {
            "name": Column(Text("部分", "Part")),
            "amount": Column(Text("金额", "Amount"), Unit.MONEY),
            "low": Column(Text("80% 下限", "80 % low"), Unit.MONEY),
            "high": Column(Text("80% 上限", "80 % high"), Unit.MONEY),
        }
        told = frame.assign(name=[ctx.say(BRIDGE_NAMES[part]) for part in frame.part])
        leads = leading(
            "pipeline_bridge", "deals", lambda mark: view.deals(status="won" if mark[0] == "won" else "open")
        )
        show(ctx, figure, told, Exhibit("pipeline_bridge", columns, leads=leads))
        st.html(f'<p class="hint">{escape(" ".join(_factor(view)))}</p>')


def _factor(view: View) -> list[str]:
    ctx, found = view.ctx, view.found
    known = found.factor == found.factor
    factor = ctx.say(_FACTOR, n=found.factor_n, factor=f"{found.factor:.2f}") if known else ctx.say(_NO_FACTOR)
    return [factor, ctx.say(_MEASURED, n=found.measured_on)]


def methods_box(view: View) -> None:
    """Each method's figure with its own error on past periods, and what it does."""
    ctx = view.ctx
    with card(ctx, METHODS_TITLE):
        scores = with_series(view.found, view.series)
        rows = scores.assign(
            name=[ctx.say(METHODS[method]) for method in scores.method],
            meaning=[ctx.say(MEANINGS[method]) for method in scores.method],
        )
        columns = {
            "name": Column(Text("方法", "Method")),
            "value": Column(Text("预测", "Forecast"), Unit.MONEY, short=True),
            "wape": Column(Text("过去误差 WAPE", "Past error, WAPE"), Unit.SHARE, short=True),
            "bias": Column(Text("过去偏差", "Past bias"), Unit.SHARE, short=True, signed=True),
            "n": Column(Text("时期数", "Periods"), Unit.COUNT),
        }
        lead(_least_off(view, scores))
        grid(ctx, rows, columns)
        lines = "".join(
            f"<li><b>{escape(name)}</b> {escape(what)}</li>"
            for name, what in zip(rows["name"], rows.meaning, strict=True)
        )
        tested = escape(ctx.say(_TESTED, n=min(TESTED, int(rows.n.max()))))
        st.html(f'<p class="hint">{tested}</p><ul class="hint methods">{lines}</ul>')
        behind(ctx, rows, Exhibit("methods", {**columns, "meaning": Column(Text("说明", "What it does"))}))


def _least_off(view: View, scores: pd.DataFrame) -> tuple[str, ...]:
    """Which method its own record speaks for, where that is long enough: the figure of the period stays what it is."""
    known = scores[(scores.n >= max(_RECORD, int(scores.n.max()))) & scores.wape.notna()]  # over the same periods
    known = known.sort_values("wape", kind="stable")
    own = known[known.method == PIPELINE]
    if len(known) < 2 or own.empty:
        return ()
    best = known.iloc[0]
    both = {"best": percent(float(best.wape)), "own": percent(float(own.wape.iloc[0]))}
    text = _OWN_LEADS if best.method == PIPELINE else _OTHER_LEADS
    return (view.ctx.say(text, method=view.ctx.say(METHODS[str(best.method)]), n=exact(int(best.n)), **both),)


def rates_box(view: View) -> None:
    """The conversion of each stage and channel that the open pipeline is weighed with."""
    ctx = view.ctx
    with card(ctx, RATES_TITLE):
        rates = view.found.rates.sort_values("expected", ascending=False, kind="stable", ignore_index=True)
        if rates.empty:
            note(ctx.say(_NONE_OPEN))
            return
        rows = rates.assign(
            stage=[view.mine.name(stage, funnel) for stage, funnel in zip(rates.stage, rates.funnel, strict=True)],
            channel=[ctx.names.get(key, key) for key in rates.channel],
        )
        columns = {
            "stage": Column(Text("阶段", "Stage")),
            "channel": Column(Text("渠道", "Channel")),
            "count": Column(Text("在手商机", "Open deals"), Unit.COUNT),
            "amount": Column(Text("在手金额", "Open amount"), Unit.MONEY, short=True),
            "rate": Column(Text("期内转化", "Won in the period"), Unit.SHARE, short=True),
            "raw": Column(Text("原始比例", "As measured"), Unit.SHARE, short=True),
            "seen": Column(Text("样本", "Past deals"), Unit.COUNT),
            "expected": Column(Text("预计", "Expected"), Unit.MONEY, short=True),
        }
        grid(ctx, rows.head(ROWS), columns)
        if len(rows) > ROWS:
            st.html(f'<p class="more">{escape(ctx.say(_MOST, n=exact(ROWS)))}</p>')
        behind(ctx, rows, Exhibit("pipeline_rates", columns))


def record_box(view: View) -> None:
    """What the pipeline forecast said at the same point of past periods, with its interval, and what came."""
    ctx = view.ctx
    with card(ctx, RECORD_TITLE):
        trials = view.found.trials
        if trials.empty:
            note(ctx.say(_UNTESTED))
            return
        firsts = {turn.back: turn.first for turn in view.ask.turns}
        rows = trials.assign(
            period=[step_name(firsts[turn], view.grain, ctx.locale) for turn in trials.turn],
            missed=trials.pipeline / trials.total.where(trials.total > 0) - 1,
            range=[
                f"{written(low, Unit.MONEY, ctx.locale)} – {written(high, Unit.MONEY, ctx.locale)}"
                for low, high in zip(trials.low, trials.high, strict=True)
            ],
        )
        columns = {
            "period": Column(Text("时期", "Period")),
            "won": Column(Text("当时已赢", "Won then"), Unit.MONEY, short=True),
            "pipeline": Column(Text("当时预测", "Said then"), Unit.MONEY, short=True),
            "range": Column(Text("80% 区间", "80 % interval")),
            "total": Column(Text("结果", "Came"), Unit.MONEY, short=True),
            "missed": Column(Text("偏差", "Off by"), Unit.SHARE, short=True, signed=True),
        }
        grid(ctx, rows, columns)
        inside = int(((trials.low <= trials.total) & (trials.total <= trials.high)).sum())
        st.html(f'<p class="hint">{escape(ctx.say(_INSIDE, inside=inside, n=len(trials)))}</p>')
        behind(ctx, rows, Exhibit("pipeline_record", columns))
