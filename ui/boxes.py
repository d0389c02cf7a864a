"""The boxes of the overview: a question to the data, shaped, drawn, and put into a card."""

import pandas as pd
import streamlit as st

from analytics import findings
from analytics.attribution import effects
from analytics.narrative import Change, sentences
from analytics.plan import all_or_none, whole_targets
from analytics.ranking import compared
from analytics.trend import trend
from charts.axes import Subject
from charts.contributions import contribution_bars
from charts.mix import share_bars
from charts.rows import stretched
from charts.trend import trend_bars
from charts.waterfall import effect_waterfall
from data_access.attribution import change_sums
from data_access.freshness import as_far_as_sold
from domain.ask import Ask, Compare
from domain.metrics import METRICS, why_not
from domain.periods import fitting_grain
from i18n import Locale, Text
from ui import heads
from ui.ask import headline, measured, planned
from ui.card import Exhibit, card, lead, note, show
from ui.context import Context
from ui.parts import (
    AGAINST,
    FILTERED_BY,
    NAMES,
    TREES,
    changes_by,
    divided,
    incomparable,
    sales_by,
    shares_by,
    told,
)

REVENUE = Subject(METRICS["revenue"], against=AGAINST)
ROWS = 8  # of a box that stands beside others
BESIDE_TREND = 430  # pixels: a chart that stands beside the trend is stretched to its height
BESIDE_MIX = 340  # the same for boxes in a row of three
UNKNOWN = float("nan")
_TREND = Text("{metric}走势", "{metric} over time")
_WHY = Text("什么变了，为什么", "What changed, and why")
_MOVERS = Text("谁带来了变化", "Who moved it")
_INLINE = {"region": Text("区域", "region"), "channel": Text("渠道", "channel")}
_MIX = {"region": Text("区域构成", "Region mix"), "channel": Text("渠道构成", "Channel mix")}
_ONE_ONLY = Text("全部来自{name}。", "All of it comes from {name}.")
_PARTLY_PLANNED = Text(
    "目标只覆盖部分销售，不能与全部销售相比，因此图中没有画出。",
    "The targets cover only part of these sales; they cannot be held against all of them and are not drawn.",
)


def trend_box(ctx: Context) -> None:
    """The headline figure step by step against last year and the target; the unfinished step is marked."""
    metric = headline(ctx)
    with card(ctx, Text(_TREND.to(Locale.ZH, metric=metric.name), _TREND.to(Locale.EN, metric=metric.name))):
        grain = fitting_grain(ctx.filters.first, ctx.filters.last)
        subject = Subject(metric, grain, AGAINST)
        asked = measured(ctx, Ask((metric.key, "attainment"), grain=grain, compare=(AGAINST, Compare.TARGET)))
        table = all_or_none(asked, whole_targets(asked, asked, "period"))
        frame = trend(table, metric.key, ctx.filters.window, grain)
        left_out = compared(asked, metric.key, Compare.TARGET).notna().any() and frame.target.isna().all()
        told((*findings.of_trend(frame, grain, ctx.locale), *((ctx.say(_PARTLY_PLANNED),) if left_out else ())))
        figure = trend_bars(frame, ctx.locale, ctx.look, subject)
        show(ctx, figure, frame, Exhibit("trend", heads.trend(subject), (metric.key,)))


def change_box(ctx: Context) -> None:
    """Three sentences, and the causes behind them: why revenue is not what it was last year."""
    with card(ctx, _WHY):
        sums = change_sums(ctx.data, as_far_as_sold(ctx.data, ctx.filters), AGAINST)
        if reason := incomparable(ctx, sales_by(ctx, "region")):
            note(reason)
            return
        frame = effects(sums)
        lead(tuple(ctx.say(said) for said in sentences(_change(ctx, frame))))
        if not frame.amount.any():
            return  # the sentence has said that there is nothing
        figure = effect_waterfall(frame, ctx.locale, ctx.look, REVENUE)
        show(ctx, figure, heads.named_effects(ctx, frame, REVENUE), Exhibit("why", heads.EFFECTS, ("revenue",)))


def movers_box(ctx: Context) -> None:
    """The members with the largest change, by the dimension that the reader picks."""
    with card(ctx, _MOVERS):
        offered = [name for name in NAMES if not why_not(headline(ctx).key, (name,))]
        picked = st.segmented_control(
            ctx.say(_MOVERS),
            offered,
            default=next((name for name in offered if len(sales_by(ctx, name)) > 1), offered[0]),
            required=True,
            format_func=lambda name: ctx.say(NAMES[name]),
            key="movers_by",
            label_visibility="collapsed",
        )
        _moved(ctx, picked or offered[0], BESIDE_MIX - 24)


def moved_box(ctx: Context, tree: str) -> None:
    """The regions or channels below the selection with the largest change."""
    with card(ctx, _MOVERS):
        name, _, reason = divided(ctx, tree)
        told((reason,) if reason else ())
        _moved(ctx, name, BESIDE_TREND)


def _moved(ctx: Context, name: str, height: int) -> None:
    ranked, subject = sales_by(ctx, name), Subject(headline(ctx), against=AGAINST)
    if reason := incomparable(ctx, ranked):
        note(reason)
        return
    frame = changes_by(ctx, name, ROWS)
    figure = stretched(contribution_bars(frame, ctx.locale, ctx.look, subject), height)
    columns = heads.contributions(subject, NAMES[name])
    show(ctx, figure, frame, Exhibit(f"movers_{name}", columns, (subject.metric.key,), FILTERED_BY[name]))


def mix_box(ctx: Context, tree: str) -> None:
    """Shares of the regions or channels below the selection; a click on one narrows the filter to it."""
    with card(ctx, _MIX[tree]):
        subject = Subject(headline(ctx), against=AGAINST)
        name, ranked, reason = divided(ctx, tree)
        if len(ranked) == 1:
            note(ctx.say(_ONE_ONLY, name=ranked["name"].iloc[0]))
            return
        frame = shares_by(ctx, name, ROWS)
        told((reason,) if reason else findings.of_mix(frame, ctx.locale))
        figure = stretched(share_bars(frame, ctx.locale, ctx.look, subject), BESIDE_MIX)
        columns = heads.mix(subject, NAMES[name])
        show(ctx, figure, frame, Exhibit(f"mix_{tree}", columns, (subject.metric.key,), FILTERED_BY[name]))


def _change(ctx: Context, frame: pd.DataFrame) -> Change:
    by = tuple((_INLINE[tree], changes_by(ctx, tree, ROWS)) for tree in TREES)
    plan = planned(ctx)
    pace = plan["pace"] if ctx.filters.window.unfinished else UNKNOWN
    return Change(frame, AGAINST, by, plan["attainment"], pace)
