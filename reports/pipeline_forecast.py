"""The pipeline forecast on the command line: the figures of its page, as JSON or as tables."""

import argparse
import json
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics.pipeline_forecast import LEVELS, PipelineForecast, pipeline_forecast
from analytics.pipeline_headline import Headline, headline, with_series
from analytics.pipeline_series import series_forecasts
from data_access import freshness
from data_access.pipeline_snapshots import pipeline_cells, pipeline_turns, won_months
from data_access.stages import stages, stages_of
from data_access.warehouse import Warehouse
from domain.errors import ReaderError
from domain.filters import SELECTS, Filters
from domain.periods import Grain
from domain.pipeline_forecast import BRIDGE_NAMES, METHODS, PipelineAsk, Which
from i18n import Locale, Text, exact, percent
from reports.console import Form, plain, table
from reports.deal_questions import reached
from reports.desk import Desk
from reports.question import chosen_keys, day

Options = argparse.Namespace
FINE = 0
_HEADS = (Text("部分", "Part"), Text("金额", "Amount"))
_METHOD_HEADS = (
    Text("方法", "Method"),
    Text("预测", "Forecast"),
    Text("过去误差 WAPE", "Past error, WAPE"),
    Text("过去偏差", "Past bias"),
    Text("时期数", "Periods"),
)
_HEADLINE = Text(
    "{first} 至 {last}：{value}（80% 区间 {low} – {high}）", "{first} to {last}: {value} (80 % interval {low} – {high})"
)
_FACTOR = Text(
    "过去 {n} 期的同一时点之后，实际赢得按阶段加权金额的 {factor} 倍",
    "At this point of the last {n} periods we realised {factor} of the weighted pipeline",
)


@dataclass(frozen=True, slots=True)
class ForecastFigures:
    """The figures behind the page: the headline, the pipeline forecast, and SCORES with the series forecast."""

    head: Headline
    found: PipelineForecast
    scores: pd.DataFrame


def pipeline_command(options: Options, desk: Desk) -> int:
    """Say what a period will bring in by its open deals, in the figures of the page."""
    data, locale = desk.data(options.reader), Locale(options.lang or desk.locale)
    filters, ask = _question(options, data, desk.fiscal_start)
    found = forecast_figures(data, filters, ask)
    if Form(options.format) is Form.JSON:
        about = {"as_of": ask.day, "grain": ask.grain, "first": ask.now.first, "last": ask.now.last}
        asked = {**filters.plain(), **about, "funnel": ask.funnel, "version": data.version}
        print(json.dumps({"asked": asked, **forecast_plain(found, ask)}, ensure_ascii=False, indent=2, default=str))
    else:
        print(forecast_table(found, ask, locale))
    return FINE


def _question(options: Options, data: Warehouse, fiscal_start: int) -> tuple[Filters, PipelineAsk]:
    """The selection and the question. Raises ReaderError for days that are none and names that there are not."""
    latest = reached(data)
    as_of = min(day(options.as_of), latest) if options.as_of else latest
    if options.funnel:
        stages_of(data, options.funnel, Locale.EN)  # says which funnels there are when this one is none
    which = Which(Grain(options.period), int(options.next), options.funnel, fiscal_start)
    ask = PipelineAsk.of(as_of, data.time_zone, which)
    filters = Filters(ask.now.first, ask.now.last, freshness.today(data))
    return filters.only(**{name: chosen_keys(data, name, getattr(options, name)) for name in SELECTS}), ask


def forecast_figures(data: Warehouse, filters: Filters, ask: PipelineAsk) -> ForecastFigures:
    """The forecast as the reader of `data` sees it. Raises ReaderError where the history is too short."""
    turns = pipeline_turns(data, filters, ask)
    found = pipeline_forecast(pipeline_cells(data, filters, ask), turns, stages(data, Locale.EN), ask.lag)
    try:
        series = series_forecasts(won_months(data, filters, ask), turns, ask)
    except ReaderError:  # too few months: the pipeline stands alone
        series = {}
    return ForecastFigures(headline(found, series.get(0, float("nan"))), found, with_series(found, series))


def forecast_plain(found: ForecastFigures, ask: PipelineAsk) -> dict[str, Any]:
    """The figures ready for JSON; `null` is "not known".

    `forecast`, `low`, `high`: the figure of the period with its 80 % interval, the mean of `pipeline` and `series`;
    `gap` is how far these are apart, as a share. `parts`: won so far, expected of the open amount, not there yet, and
    what recent periods correct.
    `methods` with their errors on past periods, `past`: what was said at the same point of each, and what came.
    `rates`: the conversion of each stage and channel.
    """
    head, own = found.head, found.found
    names = {"forecast": head.value, "low": head.low, "high": head.high, "pipeline": head.pipeline}
    firsts = {turn.back: turn.first for turn in ask.turns}
    past = own.trials.assign(first=[firsts[turn] for turn in own.trials.turn])
    return {
        **{name: plain(value) for name, value in (names | {"series": head.series, "gap": head.gap}).items()},
        "agrees": head.agrees,
        "parts": {part: plain(value) for part, value in own.parts.items()},
        "open_amount": plain(own.open_amount),
        "pipeline_low": plain(own.low[LEVELS[0]]),
        "pipeline_high": plain(own.high[LEVELS[0]]),
        "calibration": {"factor": plain(own.factor), "periods": own.factor_n},
        "measured_on": own.measured_on,
        "methods": _listed(found.scores),
        "past": _listed(past),
        "rates": _listed(own.rates),
    }


def _listed(frame: pd.DataFrame) -> list[dict[str, Any]]:
    known = frame.astype("object").where(frame.notna(), None)
    return [{str(name): plain(value) for name, value in row.items()} for row in known.to_dict("records")]


def forecast_table(found: ForecastFigures, ask: PipelineAsk, locale: Locale) -> str:
    """The sentence, the parts and the methods as tables for people."""
    head, own = found.head, found.found
    money = {name: exact(value, decimals=2) for name, value in (("value", head.value), ("low", head.low))}
    said = _HEADLINE.to(locale, first=ask.now.first, last=ask.now.last, high=exact(head.high, decimals=2), **money)
    parts = [(BRIDGE_NAMES[part].to(locale), exact(value, decimals=2)) for part, value in own.parts.items()]
    methods = [
        (
            METHODS[row["method"]].to(locale),
            exact(row["value"], decimals=2),
            percent(row["wape"]),
            percent(row["bias"], signed=True),
            exact(row["n"]),
        )
        for row in found.scores.to_dict("records")
    ]
    tables = [table([head.to(locale) for head in _HEADS], parts, numbers_from=1)]
    tables.append(table([head.to(locale) for head in _METHOD_HEADS], methods, numbers_from=1))
    factor = [_FACTOR.to(locale, n=own.factor_n, factor=f"{own.factor:.2f}")] if own.factor == own.factor else []
    return "\n\n".join([said, *tables, *factor])
