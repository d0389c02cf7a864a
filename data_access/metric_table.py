"""Any metrics by any dimensions over any days, beside other periods and the target: what most cards need."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd

from data_access.cut import Lens, Span
from data_access.freshness import as_far_as_sold, begins, require
from data_access.groups import Columns, beside, ordered, picked
from data_access.labels import frame_columns
from data_access.measure_rows import Wanted, column, measure_rows
from data_access.set_metrics import SETS
from data_access.targets import target_columns
from data_access.warehouse import Warehouse
from domain.ask import Ask, Compare
from domain.errors import NotInScope, ReaderError
from domain.filters import Filters
from domain.formulas import Registered
from domain.metric import Metric
from domain.metrics import metric, why_not
from domain.targets import plannable
from i18n import Text

_NO_STEPS = Text(
    "按时间步长提问时没有“上期”：每一步的上期就是前一步。",
    "With a time step there is no previous period: each step is preceded by the one before.",
)
_NO_REPS = Text(
    "渠道费用不属于任何销售，只看本人业务的读者没有贡献与获客成本。",
    "Channel costs belong to no seller: a reader of own sales has no contribution and no acquisition cost.",
)
_LENSES = {Compare.LAST_YEAR: Lens.LAST_YEAR, Compare.LAST_YEAR_FESTIVAL: Lens.LAST_YEAR_FESTIVAL}
_YEAR = timedelta(days=364)
_GRACE = timedelta(days=7)  # a year whose first order is on the 4th of January is whole


def metric_table(data: Warehouse, filters: Filters, ask: Ask) -> pd.DataFrame:
    """One row per group (and time step), ordered by step and then by the first metric, largest first.

    Columns: per dimension its key and `<dimension>_name`; `period`, the first day of the step, when a grain is
    asked for; each metric in its unit; and `<metric>_previous`, `<metric>_last_year`, `<metric>_target` (the last not
    for attainment and what follows from it: that would be a target of a target).
    Sums over no rows are 0 in the window asked for; NaN is "no value": nothing to divide by, a step that has not
    begun, a comparison with days that have no rows, no target at this level.
    Raises ReaderError for an unknown metric or dimension and for a fact that lacks one, NotMeasured for a fact
    that no source has filled, NotInScope for a company-wide figure.
    """
    return data.cache(data.key("metric_table", filters, ask), lambda: _metric_table(data, filters, ask))


def _metric_table(data: Warehouse, filters: Filters, ask: Ask) -> pd.DataFrame:
    metrics = [metric(key) for key in ask.metrics]
    for key in ask.metrics:
        if error := why_not(key, (*ask.by, *filters.chosen)):
            raise error
    if ask.grain and Compare.PREVIOUS in ask.compare:
        raise ReaderError(_NO_STEPS)
    require(data, *(fact for one in metrics for fact in one.facts))
    if data.scope.reps is not None and any("channel_cost" in one.facts[1:] or one.key == "cac" for one in metrics):
        raise NotInScope(_NO_REPS)
    parts = [*_summed(data, filters, ask, metrics), *_sets(data, filters, ask, metrics)]
    if Compare.TARGET in ask.compare:
        planned = [one for one in metrics if one.key in plannable()]
        parts += target_columns(data, filters, ask, planned)
    wanted = [name for one in ask.metrics for name in _columns(one, ask.compare)]
    table = beside(parts, frame_columns(ask.by, ask.grain), wanted)
    return _in_order(_only_known(data, filters, ask, table), ask)


def _columns(key: str, compare: Iterable[Compare]) -> list[str]:
    return [key, *(f"{key}_{_suffix(one)}" for one in compare)]


def _suffix(compare: Compare) -> str:
    return "last_year" if compare is Compare.LAST_YEAR_FESTIVAL else compare.value


def _summed(data: Warehouse, filters: Filters, ask: Ask, metrics: list[Metric]) -> list[Columns]:
    """The metrics that are made of measures: one query for all of them and all their periods."""
    made = {one.key: one.formula.of for one in metrics if not isinstance(one.formula, Registered)}
    measures = tuple(dict.fromkeys(measure for one in metrics for measure in one.formula.measures))
    if not measures:
        return []
    spans = _spans(as_far_as_sold(data, filters), ask)
    rows = measure_rows(data, filters, Wanted(measures, ask.by, tuple(spans.items()), ask.locale))
    columns: dict[str, pd.Series] = {name: rows[name] for name in frame_columns(ask.by, ask.grain)}
    begun = rows["period"].to_numpy() <= np.datetime64(filters.today) if ask.grain else True
    for name in spans:
        sums = {measure.key: rows[column(measure.key, name)].to_numpy() for measure in measures}
        if name == "now":  # no rows add up to 0, except in steps that have not begun
            sums = {key: np.where(begun & np.isnan(sum_), 0.0, sum_) for key, sum_ in sums.items()}
        totals = pd.DataFrame(sums, index=rows.index, copy=False)
        columns |= {column(key, name): of(totals) for key, of in made.items()}
    return [columns]


def _spans(filters: Filters, ask: Ask) -> dict[str, Span]:
    """The window itself, and the elapsed part of it as seen in the periods to compare with."""
    window = filters.window
    spans = {"now": Span(filters.first, filters.last, ask.grain)}
    for compare in ask.compare:
        if compare in _LENSES:
            # with steps, last year is drawn to the end of the window; a sum is compared over elapsed days only
            last = filters.last if ask.grain else window.elapsed_last
            spans["last_year"] = Span(filters.first, last, ask.grain, _LENSES[compare])
        elif compare is Compare.PREVIOUS:
            previous = window.previous()
            spans["previous"] = Span(previous.first, previous.last)
    return spans


def _sets(data: Warehouse, filters: Filters, ask: Ask, metrics: list[Metric]) -> list[Columns]:
    """The metrics that have a query of their own, each asked for all periods."""
    keys = list(frame_columns(ask.by, ask.grain))
    asked: dict[str, list[str]] = {}
    for one in metrics:
        if isinstance(one.formula, Registered):
            asked.setdefault(one.formula.query, []).append(one.key)
    parts = []
    for name, found in asked.items():
        periods = {"": filters} | _compared_with(as_far_as_sold(data, filters), ask)
        answers = SETS[name](data, periods, replace(ask, metrics=tuple(found), compare=()))
        for ending, answer in answers.items():
            parts.append(picked(answer, keys, {f"{key}{ending}": key for key in found}))
    return parts


def _compared_with(filters: Filters, ask: Ask) -> dict[str, Filters]:
    """The selection over each period to compare with; a figure of steps has none (its steps are not whole then)."""
    shifted: dict[str, Filters] = {}
    if ask.grain is None and Compare.PREVIOUS in ask.compare:
        previous = filters.window.previous()
        shifted["_previous"] = filters.between(previous.first, previous.last)
    if ask.grain is None and _LENSES.keys() & set(ask.compare):
        last = filters.window.elapsed_last
        shifted["_last_year"] = filters.between(filters.first - _YEAR, max(filters.first, last) - _YEAR)
    return shifted


def _only_known(data: Warehouse, filters: Filters, ask: Ask, table: pd.DataFrame) -> pd.DataFrame:
    """`table` without comparisons that reach back before the data: part of a period is not the period."""
    began = {"previous": filters.window.previous().first, "last_year": filters.first - _YEAR}
    compared = [(one, name) for one in ask.metrics for name in began if f"{one}_{name}" in table]
    since = {facts: begins(data, facts) - _GRACE for facts in {metric(one).facts for one, _ in compared}}
    unknown: dict[str, Any] = {}
    for one, name in compared:
        days = (table["period"] - _YEAR).to_numpy() if ask.grain else np.datetime64(began[name])
        values, known = table[f"{one}_{name}"].to_numpy(), days >= since[metric(one).facts].to_numpy()
        if not np.all(known):
            unknown[f"{one}_{name}"] = np.where(known, values, np.nan)
    return table.assign(**unknown) if unknown else table


def _in_order(table: pd.DataFrame, ask: Ask) -> pd.DataFrame:
    first = ask.metrics[0]
    steps = ["period"] if ask.grain else []
    table = ordered(table, [*steps, first, *ask.by] if ask.by else steps, falling=first)
    return table.head(ask.top) if ask.by and ask.top is not None and ask.grain is None else table
