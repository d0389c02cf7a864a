"""The funnel and the waterfall of many deals with long histories: all that a page asks, one question after another."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from time import perf_counter

from sqlalchemy import Engine

from analytics.time_in_stage import limits, time_in_stage
from data_access.deal_odds import odds_cells
from data_access.freshness import today
from data_access.funnel import closed_deals, cohort, lost_reasons, stock
from data_access.funnel_flow import moves
from data_access.funnel_stays import stay_lengths, stay_outcomes, stay_times
from data_access.pipeline_coverage import pipeline_coverage
from data_access.pipeline_deals import category_moves
from data_access.pipeline_snapshots import pipeline_cells, pipeline_turns, won_months
from data_access.pipeline_waterfall import waterfall
from data_access.stages import stages, stages_of
from data_access.stuck import stuck_deals, stuck_totals
from data_access.warehouse import Warehouse
from domain.deal_odds import Steps
from domain.filters import Filters
from domain.funnel import FunnelAsk
from domain.periods import Window, end_of_day
from domain.pipeline import Since, close_window
from domain.pipeline_forecast import PipelineAsk
from domain.scope import EVERYTHING
from i18n import Locale
from tests.benchmarks.figures import Figure, figure

ZONE = "Asia/Shanghai"
PAGE_AT_MOST, WATERFALL_AT_MOST = 1.0, 1.5  # seconds
FORECAST_AT_MOST = 3.0
Parts = dict[str, Callable[[], object]]


def measured(engine: Engine, deals: int, runs: int) -> Iterator[Figure]:
    """The funnel page's data, what each of its questions takes, and a waterfall of a week and of a quarter."""
    data = Warehouse(engine, EVERYTHING, time_zone=ZONE)
    filters = Filters.default(today(data))
    ask = FunnelAsk.of(stages(data, Locale.EN).funnel.iloc[0], filters, ZONE, Locale.EN)
    for name, parts, most in (
        ("funnel page: all its data", _page(data, filters, ask), PAGE_AT_MOST),
        ("funnel page: cut by region", {"by region": lambda: _cut(data, filters, ask)}, None),
        ("pipeline forecast: all its data", _ahead(data, filters), FORECAST_AT_MOST),
        ("waterfall: a week", _since(data, filters, 7), WATERFALL_AT_MOST),
        ("waterfall: a quarter", _since(data, filters, 91), WATERFALL_AT_MOST),
    ):
        times = [{part: _spent(run) for part, run in parts.items()} for _ in range(runs + 1)][1:]  # one to get warm
        yield figure(name, deals, [sum(one.values()) for one in times], "s", most)
        for part in parts if len(parts) > 1 else ():
            yield figure(f"    {part}", deals, [one[part] for one in times], "s")


def _page(data: Warehouse, filters: Filters, ask: FunnelAsk) -> Parts:
    window = Window(ask.first, ask.last, filters.today).previous()
    before = replace(ask, at=end_of_day(window.last, ZONE), first=window.first, last=window.last)
    bounds = limits(time_in_stage(stay_times(data, filters, ask), stages_of(data, ask.funnel, ask.locale)))
    return {
        "stock, now and before": lambda: (stock(data, filters, ask), stock(data, filters, before)),
        "closed, now and before": lambda: (closed_deals(data, filters, ask), closed_deals(data, filters, before)),
        "cohort": lambda: cohort(data, filters, ask),
        "conversion": lambda: stay_outcomes(data, filters, ask),
        "time in stage": lambda: stay_times(data, filters, ask),
        "length of stays": lambda: stay_lengths(data, filters, ask),
        "flow": lambda: moves(data, filters, ask),
        "coverage": lambda: pipeline_coverage(data, filters, ask),
        "lost reasons": lambda: lost_reasons(data, filters, ask),
        "stuck": lambda: (stuck_totals(data, filters, ask, bounds), stuck_deals(data, filters, ask, bounds)),
    }


def _cut(data: Warehouse, filters: Filters, ask: FunnelAsk) -> object:
    return stay_outcomes(data, filters, replace(ask, by="region"))


def _ahead(data: Warehouse, filters: Filters) -> Parts:
    ask, steps = PipelineAsk.of(filters.today, ZONE), Steps.of(60_000.0)
    return {
        "open deals at every turn": lambda: pipeline_cells(data, filters, ask),
        "periods": lambda: pipeline_turns(data, filters, ask),
        "months": lambda: won_months(data, filters, ask),
        "odds of single deals": lambda: odds_cells(data, filters, ask, steps),
    }


def _since(data: Warehouse, filters: Filters, days: int) -> Parts:
    last = filters.today
    since = Since.days(last - timedelta(days=days), last, close_window("quarter", last), ZONE)
    return {
        "buckets": lambda: waterfall(data, filters, since),
        "categories": lambda: category_moves(data, filters, since),
    }


def _spent(run: Callable[[], object]) -> float:
    begun = perf_counter()
    run()
    return perf_counter() - begun
