"""The boxes of the overview: a question to the data, shaped, drawn, and put into a card."""

import pandas as pd
import streamlit as st

from analytics import findings
from analytics.attribution import contributions, effects
from analytics.narrative import Change, sentences
from analytics.plan import all_or_none, whole_targets
from analytics.ranking import folded, mix
from analytics.trend import trend
from charts.axes import Subject
from charts.contributions import contribution_bars
from charts.mix import share_bars
from charts.trend import trend_bars
from charts.waterfall import effect_waterfall
from data_access.attribution import change_sums
from data_access.metric_table import metric_table
from domain.ask import Ask, Compare
from domain.metrics import METRICS
from domain.periods import fitting_grain
from i18n import Text
from ui import heads
from ui.ask import measured
from ui.card import Exhibit, card, lead, show
from ui.context import Context
from ui.parts import AGAINST, FILTERED_BY, NAMES, TREES, revenue_by, told

REVENUE = Subject(METRICS["revenue"], against=AGAINST)
ROWS = 8  # of a box that stands beside others
UNKNOWN = float("nan")
_TREND = Text("销售额走势", "Revenue over time")
_WHY = Text("什么变了，为什么", "What changed, and why")
_MOVERS = Text("谁带来了变化", "Who moved it")
_INLINE = {"region": Text("区域", "region"), "channel": Text("渠道", "channel")}
_MIX = {"region": Text("区域构成", "Region mix"), "channel": Text("渠道构成", "Channel mix")}


def trend_box(ctx: Context) -> None:
    """Revenue step by step against last year and the target; the unfinished step is marked."""
    with card(ctx, _TREND):
        grain = fitting_grain(ctx.filters.first, ctx.filters.last)
        subject = Subject(REVENUE.metric, grain, AGAINST)
        ask = Ask(("revenue",), grain=grain, compare=(AGAINST, Compare.TARGET))
        table = metric_table(ctx.data, ctx.filters, ask)
        attained = measured(ctx, Ask(("revenue", "attainment"), grain=grain))
        table = all_or_none(table, whole_targets(table, attained, "period"))
        frame = trend(table, "revenue", ctx.filters.window, grain)
        told(findings.of_trend(frame, grain, ctx.locale))
        figure = trend_bars(frame, ctx.locale, ctx.look, subject)
        show(ctx, figure, frame, Exhibit("trend", heads.trend(subject), ("revenue",)))


def change_box(ctx: Context) -> None:
    """Three sentences, and the causes behind them: why revenue is not what it was last year."""
    with card(ctx, _WHY):
        frame = effects(change_sums(ctx.data, ctx.filters, AGAINST))
        lead(tuple(ctx.say(said) for said in sentences(_change(ctx, frame))))
        if not frame.amount.any():
            return  # the sentence has said that there is nothing
        figure = effect_waterfall(frame, ctx.locale, ctx.look, REVENUE)
        show(ctx, figure, heads.named_effects(ctx, frame, REVENUE), Exhibit("why", heads.EFFECTS, ("revenue",)))


def movers_box(ctx: Context) -> None:
    """The members with the largest change, by the dimension that the reader picks."""
    with card(ctx, _MOVERS):
        picked = st.segmented_control(
            ctx.say(_MOVERS),
            list(NAMES),
            default="region",
            required=True,
            format_func=lambda name: ctx.say(NAMES[name]),
            key="movers_by",
            label_visibility="collapsed",
        )
        _moved(ctx, picked or "region")


def moved_box(ctx: Context, tree: str) -> None:
    """The regions or channels below the selection with the largest change."""
    with card(ctx, _MOVERS):
        _moved(ctx, tree)


def _moved(ctx: Context, name: str) -> None:
    frame = contributions(revenue_by(ctx, name), AGAINST, ROWS, ctx.locale)
    figure = contribution_bars(frame, ctx.locale, ctx.look, REVENUE)
    columns = heads.contributions(REVENUE, NAMES[name])
    show(ctx, figure, frame, Exhibit(f"movers_{name}", columns, ("revenue",), FILTERED_BY[name]))


def mix_box(ctx: Context, tree: str) -> None:
    """Shares of the regions or channels below the selection; a click on one narrows the filter to it."""
    with card(ctx, _MIX[tree]):
        frame = mix(folded(revenue_by(ctx, tree), ROWS, ctx.locale))
        told(findings.of_mix(frame, ctx.locale))
        figure = share_bars(frame, ctx.locale, ctx.look, REVENUE)
        columns = heads.mix(REVENUE, NAMES[tree])
        show(ctx, figure, frame, Exhibit(f"mix_{tree}", columns, ("revenue",), FILTERED_BY[tree]))


def _change(ctx: Context, frame: pd.DataFrame) -> Change:
    by = tuple((_INLINE[tree], contributions(revenue_by(ctx, tree), AGAINST, ROWS, ctx.locale)) for tree in TREES)
    row = measured(ctx, Ask(("revenue", "attainment", "pace"))).iloc[0]
    pace = row.get("pace", UNKNOWN) if ctx.filters.window.unfinished else UNKNOWN
    return Change(frame, AGAINST, by, float(row.get("attainment", UNKNOWN)), float(pace))
