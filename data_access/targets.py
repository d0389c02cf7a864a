"""Targets and how far they are met: one plan, one version, one level, and only what has a target counts."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from data_access.calendar_days import Days, calendar_days
from data_access.labels import frame_columns
from data_access.slices import SLICED_BY, Slices, Slicing, achieved_amounts, counted_twice, given_amounts
from data_access.target_levels import target_levels
from data_access.warehouse import Warehouse
from domain.ask import Ask
from domain.dimensions import DIMENSIONS, lacking
from domain.errors import ReaderError
from domain.filters import Filters
from domain.formulas import Measure
from domain.metric import Metric
from domain.metrics import METRICS
from i18n import Text

_TWICE = Text(
    "目标“{level}”同时设在上下级节点上，相加会重复计算；请分成两个层级。",
    "The targets of level “{level}” stand on a node and on one below it, so their sum counts twice: "
    "keep them as two levels.",
)
EVER = (date(1900, 1, 1), date(2199, 12, 31))
_VALUES = ("target", "actual", "expected", "days_left")


def plan_table(data: Warehouse, filters: Filters, ask: Ask) -> pd.DataFrame:
    """Targets of the first metric asked for, and what was achieved in the slices that have one.

    Columns: the groups of `ask`; `target`, `actual` and `expected` (the part of the target that elapsed days
    account for, on the calendar of the slice's channel) in the unit of the metric; `days_left` of the period.
    NaN: no target at this level, or a target period that lies only partly in the window or the step and is not
    to be prorated. No rows where no level answers the question.
    """
    asked = replace(ask, metrics=ask.metrics[:1], compare=(), top=None)  # what else is asked makes no other plan
    return data.cache(data.key("plan_table", filters, asked), lambda: _plan_table(data, filters, asked))


def _plan_table(data: Warehouse, filters: Filters, ask: Ask) -> pd.DataFrame:
    metric = METRICS[ask.metrics[0]]
    slices = _level(data, filters, ask)
    if slices is None or not isinstance(metric.formula, Measure):
        return _nothing(ask)
    slicing = Slicing(slices, ask.by, metric.formula, ask.grain, ask.locale)
    ever = Filters(EVER[0], EVER[1], filters.today)  # the same question for every selection: asked once per version
    if counted_twice(data, ever, Slicing(slices, ())).pairs.sum():
        raise ReaderError(_TWICE, level=dict(slices.where)["level"])
    given = given_amounts(data, filters, replace(slicing, measure=None, grain=None))
    return set_against(data, filters, ask, given, achieved_amounts(data, filters, slicing))


def set_against(
    data: Warehouse, filters: Filters, ask: Ask, given: pd.DataFrame, achieved: pd.DataFrame
) -> pd.DataFrame:
    """Given amounts and achieved amounts of slices, put into the groups and steps of `ask`: see plan_table."""
    if given.empty:
        return _nothing(ask)
    first = min(given.period_start.min(), pd.Timestamp(filters.first))
    last = max(given.period_end.max(), pd.Timestamp(filters.last))
    days = Days(calendar_days(data, first.date(), last.date()), filters, ask.grain)
    table = _planned(days, given, ask)
    keys = [*frame_columns(ask.by), "step"]
    table = table.merge(_done(achieved, ask, keys), how="left", on=keys).fillna({"actual": 0.0})
    begun = table.step.fillna(pd.Timestamp(filters.first)) <= pd.Timestamp(filters.today)
    table.loc[table.target.isna() | ~begun, "actual"] = np.nan  # what has not begun is "not yet", never 0 %
    return _stepped(table, ask)[[*frame_columns(ask.by, ask.grain), *_VALUES]]


def _planned(days: Days, given: pd.DataFrame, ask: Ask) -> pd.DataFrame:
    """Target, expected part of it and days left, per group and step."""
    period = ["period_start", "period_end", "working_only"]
    parts = given.merge(days.shares(given[period].drop_duplicates()), on=period)
    parts["target"], parts["expected"] = parts.amount * parts["share"], parts.amount * parts.elapsed
    if not ask.prorate:
        parts.loc[~parts.inside, ["target", "expected"]] = np.nan
    parts["unknown"] = parts.target.isna().astype("float64")
    groups = parts.groupby([*frame_columns(ask.by), "step"], dropna=False)
    planned = groups[["target", "expected", "unknown"]].sum()
    planned = planned.assign(working=groups["working_only"].min()).reset_index()
    planned[["target", "expected"]] = planned[["target", "expected"]].mask(planned.unknown > 0)
    planned = planned.merge(days.left(), how="left", on="step")
    return planned.assign(days_left=planned.working_days.where(planned.working > 0, planned.days).astype("float64"))


def _done(achieved: pd.DataFrame, ask: Ask, keys: list[str]) -> pd.DataFrame:
    steps = achieved.copy(deep=False)
    if ask.grain is None:
        steps["step"] = pd.Series(pd.NaT, index=steps.index, dtype="datetime64[us]")
    return steps.groupby(keys, dropna=False)[["actual"]].sum().reset_index()


def _stepped(table: pd.DataFrame, ask: Ask) -> pd.DataFrame:
    return table.rename(columns={"step": "period"}) if ask.grain else table.drop(columns="step")


def _nothing(ask: Ask) -> pd.DataFrame:
    columns = frame_columns(ask.by, ask.grain)
    empty = {name: pd.Series(dtype=str(kind)) for name, kind in columns.items()}
    rows = [] if columns else [np.nan]  # without groups there is one row, and it has no value
    return pd.DataFrame(empty | {name: pd.Series(rows, dtype="float64") for name in _VALUES})


def _level(data: Warehouse, filters: Filters, ask: Ask) -> Slices | None:
    """The one level whose dimensions include those asked for; None when there is none.

    Of several the one whose periods fit the window and its steps, with the fewest dimensions, then the fewest rows.
    """
    if lacking("target", (*ask.by, *filters.chosen)):
        return None
    metric = METRICS[ask.metrics[0]]
    aggregation = "sum" if isinstance(metric.formula, Measure) else "level"
    levels = target_levels(data, filters)
    levels = levels[(levels.metric == metric.key) & (levels.aggregation == aggregation)]
    if levels.empty:
        return None
    levels = levels[levels.plan == (ask.plan or data.plan)]
    levels = levels[levels.version == (ask.version or levels.version.max())]
    wanted = {_own_dimension(key) for key in (*ask.by, *filters.chosen)}
    flags = {dim: levels[f"has_{dim}"] > 0 for dim in SLICED_BY["target"]}
    fits = ~flags["team"] & _deep_enough(levels, ask)
    for dim in wanted:
        fits &= flags[dim]
    if not fits.any():
        return None
    partial = f"partial_{ask.grain.value}s" if ask.grain else "partial_count"
    ranked = levels[fits].assign(width=sum(flags[dim].astype(int) for dim in flags), split=levels[partial] > 0)
    best = ranked.sort_values(["split", "width", "row_count", "level"], kind="stable").iloc[0]
    dims = tuple(dim for dim in flags if best[f"has_{dim}"] > 0)
    where = {"plan": best.plan, "version": best.version, "level": best.level}
    where |= {"metric": metric.key, "aggregation": aggregation}
    return Slices("target", dims, tuple(where.items()))


def _own_dimension(key: str) -> str:
    """The dimension of targets that answers for `key`: a level of a tree is answered by the tree's nodes."""
    return DIMENSIONS[key].of if DIMENSIONS[key].is_member else key


def _deep_enough(levels: pd.DataFrame, ask: Ask) -> pd.Series:
    """A target on a node above the level asked for is never allocated downwards."""
    fits = pd.Series(True, index=levels.index)
    for key in ask.by:
        dimension = DIMENSIONS[key]
        if dimension.depth is not None:
            fits &= levels[f"{dimension.of}_depth"].fillna(-1) >= dimension.depth
    return fits


def attainment(data: Warehouse, filters: Filters, ask: Ask) -> pd.DataFrame:
    """`attainment` (actual ÷ target), `pace` (attainment − elapsed share) and `run_rate_needed` (money a day left)
    of revenue, per group and step; NaN where there is no target at this level, or no day left to run.
    """
    plan = plan_table(data, filters, replace(ask, metrics=("revenue",)))
    target = plan.target.where(plan.target != 0)
    reached = plan.actual / target
    left = plan.days_left.where(plan.days_left > 0)
    return plan.assign(
        attainment=reached, pace=reached - plan.expected / target, run_rate_needed=(plan.target - plan.actual) / left
    )


def target_column(data: Warehouse, filters: Filters, ask: Ask, metric: Metric) -> pd.DataFrame:
    """`<metric>_target` per group and step: the sum of its targets, or for a rate the level they agree on."""
    keys, name = list(frame_columns(ask.by, ask.grain)), f"{metric.key}_target"
    one = replace(ask, metrics=(metric.key,))
    if isinstance(metric.formula, Measure):
        plan = plan_table(data, filters, one)
        return plan[keys].assign(**{name: plan.target}) if len(plan) else _blank(ask, name)
    slices = _level(data, filters, one)
    if slices is None or ask.grain:
        return _blank(ask, name)
    given = given_amounts(data, filters, Slicing(slices, ask.by, locale=ask.locale))
    agreed = given.groupby(keys, dropna=False) if keys else given.groupby(lambda _: 0)
    ends = agreed.agg(lowest=("lowest", "min"), highest=("highest", "max")).reset_index()
    return ends.assign(**{name: ends.lowest.where(ends.lowest == ends.highest)})[[*keys, name]]


def _blank(ask: Ask, name: str) -> pd.DataFrame:
    """No target: no rows to join, or one row without a value where there are no groups."""
    return _nothing(ask).rename(columns={"target": name})[[*frame_columns(ask.by, ask.grain), name]]
