"""Storing forecasts as they are made: every night, once for each day and data version; past days as reconstructed."""

import argparse
from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from analytics.forecast.batch import Batch, alone
from analytics.forecast.engine import COMBINED
from analytics.forecast.history import Histories, histories
from analytics.forecast.outlook import Outlook, outlook, plan, started
from data_access import freshness
from data_access.forecast_series import as_of, told
from data_access.warehouse import Warehouse
from data_access.workspace.forecasts import Kept, Run, store, there_is, thin
from domain.errors import ReaderError
from domain.filters import Filters
from domain.forecast import GRAINS, USUAL, ForecastAsk, slice_key
from domain.metrics import why_not
from domain.periods import Grain
from i18n import Locale, Text
from reports.desk import Desk
from reports.pipeline_store import keep_pipeline
from reports.pipeline_store import said as pipeline_said
from reports.question import day

FINE = 0
SERIES = 500  # of each grain
_FILTER = {"region_1": "region", "region_2": "region", "channel_1": "channel", "product_line": "line"}
_CUTS = (  # what is stored, the widest first
    ("region_1",), ("channel_1",), ("product_line",), ("region_2",), ("region_1", "channel_1"),
    ("region_1", "product_line"), ("channel_1", "product_line"), ("region_1", "channel_1", "product_line"),
)  # fmt: skip
_STORED = Text("{day} {grain}：已存 {n} 个预测。", "{day} by {grain}: {n} forecasts stored.")
_THERE = Text(
    "{day} {grain}：同一天、同一数据版本的预测已存，未作改动。",
    "{day} by {grain}: those of this day and data version are stored already; nothing was changed.",
)
_REFUSED = Text("{day} {grain}：未存。{why}", "{day} by {grain}: nothing stored. {why}")
_THINNED = Text(
    "清理较早的存档 {n} 次（按设置保留逐日、逐周与逐月的存档）。",
    "{n} older runs were thinned out: settings say how many days, weeks and months are kept.",
)
_WEEK = timedelta(days=7)


def keep(options: argparse.Namespace, desk: Desk) -> int:
    """Store the forecasts of the company and its largest slices by week and by month, and those of its deals."""
    locale, data = Locale(options.lang or desk.locale), desk.data("")
    today = freshness.today(data)
    for seen in _days(options, today):
        for grain in GRAINS:
            said = {"day": seen.isoformat(), "grain": GRAINS[grain].to(locale).lower()}
            try:
                stored = _stored(data, desk, _run(data, options, seen, today, grain), options.series or SERIES)
            except ReaderError as error:
                print(_REFUSED.to(locale, why=error.to(locale), **said))
                continue
            print(_THERE.to(locale, **said) if stored is None else _STORED.to(locale, n=stored, **said))
        if not options.method and options.metric == ForecastAsk().metric:  # the usual run, not a question of one's own
            for grain, regions in keep_pipeline(data, desk, seen, today):
                print(pipeline_said(seen, grain, regions, locale))
    if thinned := thin(desk.space(), desk.record, today, desk.operator):
        print(_THINNED.to(locale, n=thinned))
    return FINE


def _days(options: argparse.Namespace, today: date) -> list[date]:
    """The last day of the data, or the one asked for; with --since also every seventh day before it."""
    last = min(day(options.as_of), today) if options.as_of else today
    first = day(options.since) if options.since else last
    back = max(0, (last - first).days // _WEEK.days)
    return [last - _WEEK * turn for turn in range(back, -1, -1)]


def _run(data: Warehouse, options: argparse.Namespace, seen: date, today: date, grain: Grain) -> Run:
    method = options.method or COMBINED
    return Run(seen, data.version, options.metric, grain.value, method, USUAL[grain], reconstructed=seen < today)


def _stored(data: Warehouse, desk: Desk, run: Run, most: int) -> int | None:
    """How many were stored; None where they are there already."""
    if there_is(desk.space(), run):
        return None
    ask = ForecastAsk(run.metric, Grain(run.grain), run.horizon, locale=Locale.EN)
    filters = as_of(Filters(run.origin, run.origin, run.origin), run.origin)
    tells = told(data, filters, ask)
    begun = started(tells, ask)
    whole = outlook(tells, begun, run.method)
    series = [_kept("{}", alone(begun[0], plan(begun[0], ask), whole), 0)]
    known = {"{}"}
    for cut in _CUTS:
        if why_not(run.metric, cut) or len(series) >= most:
            continue
        series += _of_cut(data, filters, ForecastAsk(run.metric, ask.grain, run.horizon, cut, Locale.EN), whole, known)
    return store(desk.space(), run, series[:most], desk.operator) or None


def _of_cut(data: Warehouse, filters: Filters, ask: ForecastAsk, whole: Outlook, known: set[str]) -> Iterator[Kept]:
    """The forecasts of the members of one cut, largest first; those of no member and those stored before left out."""
    full = histories(told(data, filters, ask), ask.by)
    keys = [_key(full, row, ask.by) for row in range(len(full.groups))]
    recent = np.nansum(full.values[:, -ask.season :], axis=1)
    rows = [row for row in np.argsort(-recent, kind="stable") if keys[row] and keys[row] not in known]
    if not rows:
        return
    known |= {keys[row] for row in rows}
    mine = full.rows([int(row) for row in rows])
    found = alone(mine, plan(mine, ask), whole)
    for at, row in enumerate(rows):
        yield _kept(keys[row], found, at)


def _key(history: Histories, row: int, cut: tuple[str, ...]) -> str:
    """The key of a member's slice; "" for the unassigned, which no filter selects."""
    values = {_FILTER[dim]: history.groups[dim].iloc[row] for dim in cut}
    if any(value != value or value is None for value in values.values()):
        return ""
    return slice_key({name: (str(value),) for name, value in values.items()})


def _kept(key: str, found: Batch, row: int) -> Kept:
    observed = int((~np.isnan(found.history.values[row])).sum())
    return Kept(key, found.points(row), found.weighed(row), float(found.wape[row]), observed)
