"""The boxes of the page on forecasts: the fan, the league of methods, and what the policies did to the history."""

from dataclasses import replace
from datetime import timedelta
from html import escape

import pandas as pd
import streamlit as st

from analytics.forecast.engine import BEST, COMBINED, METHODS, chosen
from analytics.forecast.fan import fan, latest_before
from analytics.forecast.league import league
from analytics.forecast.members import KEYS, MEMBERS, PROMOTED
from analytics.plan import all_or_none, whole_targets
from analytics.ranking import compared
from charts.forecast_fan import forecast_fan
from domain.ask import Ask, Compare
from domain.metric import Unit
from domain.periods import Grain
from i18n import Locale, Text, percent
from ui.ask import measured
from ui.card import Exhibit, behind, card, lead, note, show
from ui.columns import Column, of_metric
from ui.forecast_view import View, once, undated
from ui.grid import grid

SHOWN = {Grain.MONTH: 24, Grain.WEEK: 52}
_FAN = Text("预测与把握", "What comes, and how sure it is")
_LEAGUE = Text("方法联赛：谁有资格预测", "League of methods: who earned the right")
_LEAGUE_SAID = Text(
    "在 {n} 个较早的时点各自预测当时的未来，再与实际比较；误差（WAPE）最小者在前。“组合”按 1 ÷ 误差⁴ 加权：{weights}。",
    "Each method forecast the then future at {n} earlier origins; what came says who was least off (WAPE), best first. "
    "Combined weighs its members by 1 ÷ error⁴: {weights}.",
)
_POLICIES = Text("预测前对历史做的处理：{notes}。", "Done to the history before: {notes}.")
_FEW = Text(
    "回测样本少，区间本身也不太确定。", "There is little to back-test on: the intervals themselves are in doubt."
)
_JOINT = {Locale.ZH: "；", Locale.EN: "; "}
_PERIOD, _TO_COME = Text("期间", "Period"), Text("预测", "Forecast")
_HEADS = {
    "method": Column(Text("方法", "Method")),
    "wape": Column(Text("WAPE", "WAPE"), Unit.SHARE, short=True),
    "mape": Column(Text("MAPE", "MAPE"), Unit.SHARE, short=True),
    "smape": Column(Text("sMAPE", "sMAPE"), Unit.SHARE, short=True),
    "rmse": Column(Text("RMSE", "RMSE"), Unit.MONEY, short=True),
    "mase": Column(Text("MASE", "MASE"), Unit.QUANTITY, short=True),
    "bias": Column(Text("偏差", "Bias"), Unit.SHARE, signed=True, short=True),
    "coverage80": Column(Text("80% 区间命中", "within 80 %"), Unit.SHARE, short=True),
    "coverage95": Column(Text("95% 区间命中", "within 95 %"), Unit.SHARE, short=True),
    "n": Column(Text("样本", "n"), Unit.COUNT),
}


def fan_box(view: View) -> None:
    """History and forecast with their bands, and what the policies did, in words."""
    ctx = view.ctx
    with card(ctx, _FAN):
        frame = fan(view.outlook, SHOWN[view.ask.grain], _targets(view), _before(view))
        said = [note_.to(ctx.locale) for note_ in view.outlook.found.notes[0]]
        words = [ctx.say(_POLICIES, notes=_JOINT[ctx.locale].join(said))] if said else []
        if words:
            lead(tuple(words))
        if view.outlook.found.few:
            st.html(f'<p class="hint">{escape(ctx.say(_FEW))}</p>')
        figure = forecast_fan(frame, ctx.locale, ctx.look, view.subject)
        show(ctx, figure, frame, Exhibit("forecast_fan", _fan_columns(view), (view.ask.metric,)))


def league_box(view: View) -> None:
    """Every method with its back-tested errors; those that may not forecast this series are left out."""
    ctx = view.ctx
    with card(ctx, _LEAGUE):
        rows = _leagued(view)
        if rows.wape.isna().all():
            note(ctx.say(_UNTESTED))
            return
        lead(ctx.say(_LEAGUE_SAID, n=len(view.outlook.found.work.test.cuts), weights=_weights(view)))
        said = {key: ctx.say(name) + (" ●" if key == view.method else "") for key, name in METHODS.items()}
        frame = rows.assign(method=rows.method.map(said), smape=rows.smape / 100)
        if rows.method.isin([PROMOTED]).any():
            st.html(f'<p class="hint">{escape(ctx.say(_PROMOTED))}</p>')
        few = _few(view, rows)
        grid(ctx, frame[few], _HEADS)
        if len(frame) > int(few.sum()):
            st.html(f'<p class="more">{escape(ctx.say(_MORE, n=int(few.sum()), all=len(frame)))}</p>')
        behind(ctx, frame, Exhibit("forecast_league", _HEADS))


def _leagued(view: View) -> pd.DataFrame:
    """LEAGUE of the slice, made once."""
    work = view.outlook.found.work
    key = ("forecast league", undated(view.ctx.filters), view.ask.metric, view.ask.grain, view.ask.horizon)
    return once(view.ctx, key, lambda: league(work))


def _few(view: View, rows: pd.DataFrame) -> pd.Series:
    """The best of the league, and those that must be seen: the method shown, the pools, and the naive ones."""
    always = (view.method, COMBINED, BEST, "naive", "seasonal_naive")
    return rows.method.isin([*rows.method.head(_BEST_SHOWN), *always])


_PROMOTED = Text(
    "含促销的回归知道历史各期有多少销售处于促销中；之后各期按上年同期的促销占比假设，回测的每个起点也是如此。",
    "The regression with promotions knows what share of past sales was under one; of periods to come, at every origin "
    "of the back-test too, it assumes the share of a year before.",
)
_MORE = Text("这里是前 {n} 种；全部 {all} 种见右上角。", "{n} of them here; all {all} are behind the mark above.")
_BEST_SHOWN = 6
_UNTESTED = Text(
    "历史太短，还不能回测：没有哪种方法证明过自己。",
    "Too little history for a back-test: no method has proved itself yet.",
)


def _weights(view: View) -> str:
    """The members that weigh most in the default."""
    weights = chosen(view.outlook.found.work).weights[:, 0]
    order = [at for at in weights.argsort()[::-1] if weights[at] > 0][:4]
    joint = "、" if view.ctx.locale is Locale.ZH else ", "
    return joint.join(f"{view.ctx.say(MEMBERS[KEYS[at]])} {percent(float(weights[at]), decimals=0)}" for at in order)


def _fan_columns(view: View) -> dict[str, Column]:
    key, unit = view.ask.metric, view.subject.metric.unit
    bands = {
        f"{side}{level}": Column(Text(f"{level}% {zh}", f"{level} % {en}"), unit)
        for level in (50, 80, 95)
        for side, zh, en in (("low", "下限", "low"), ("high", "上限", "high"))
    }
    return {
        "period": Column(_PERIOD, grain=view.ask.grain), "actual": of_metric(key), "mean": Column(_TO_COME, unit),
        **bands, "target": of_metric(key, Text("目标", "Target")),
        "last_year": of_metric(key, Text("去年同期", "Last year")),
        "before": Column(Text("上周的预测", "Last week's forecast"), unit),
    }  # fmt: skip


def _targets(view: View) -> pd.DataFrame:
    """`period` and `target` of the steps shown, where targets cover all of the figure; no rows where none does."""
    ctx, history = view.ctx, view.outlook.history
    none = pd.DataFrame({"period": [], "target": []})
    if view.ask.metric != "revenue":
        return none
    first = history.done[-min(len(history.done), SHOWN[view.ask.grain])].date()
    last = history.ahead[-1].date() + timedelta(days=27 if view.ask.grain is Grain.MONTH else 6)
    last = (pd.Timestamp(last) + pd.offsets.MonthEnd(0)).date() if view.ask.grain is Grain.MONTH else last
    seen = replace(ctx, filters=ctx.filters.between(first, last))
    ask = Ask(("revenue", "attainment"), grain=view.ask.grain, compare=(Compare.TARGET,), prorate=True)
    asked = measured(seen, ask)
    table = all_or_none(asked, whole_targets(asked, asked, "period"))
    return pd.DataFrame({"period": table.period, "target": compared(table, "revenue", Compare.TARGET)}).dropna()


def _before(view: View) -> pd.DataFrame:
    return latest_before(view.stored, pd.Timestamp(view.ctx.today))
