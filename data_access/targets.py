"""Targets and how far they are met: one plan, one version, one level, and only what has a target counts."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from data_access.calendar_days import Days, calendar_days
from data_access.groups import Columns, Group, columns_of, groups, picked
from data_access.labels import frame_columns
from data_access.slices import SLICED_BY, Slices, Slicing, achieved_amounts, counted_twice, given_amounts
from data_access.target_levels import target_levels
from data_access.warehouse import Warehouse
from domain.ask import Ask
from domain.dimensions import DIMENSIONS, lacking
from domain.errors import ReaderError
from domain.filters import Filters
from domain.formulas import Measure
from domain.frames import each
from domain.metric import Metric
from domain.metrics import METRICS
from domain.targets import SUM, aggregation, latest_version
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
    slices = level_of(data, filters, ask)
    if slices is None or aggregation(metric.key) != SUM or not isinstance(metric.formula, Measure):
        return _nothing(ask)
    slicing = Slicing(slices, ask.by, metric.formula, ask.grain, ask.locale)
    ever = Filters(EVER[0], EVER[1], filters.today)  # the same question for every selection: asked once per version
    if counted_twice(data, ever, Slicing(slices, ())).pairs.sum():
        raise ReaderError(_TWICE, level=dict(slices.where)["level"])
    given = given_amounts(data, filters, replace(slicing, measure=None, grain=None))
    if ask.prorate and "channel" not in slices.dims:  # no channel says which of its days count: working days do
        given = given.assign(working_only=1.0)
    return set_against(data, filters, ask, given, achieved_amounts(data, filters, slicing))


def set_against(
    data: Warehouse, filters: Filters, ask: Ask, given: pd.DataFrame, achieved: pd.DataFrame
) -> pd.DataFrame:
    """Given amounts and achieved amounts of slices, put into the groups and steps of `ask`: see plan_table."""
    if given.empty:
        return _nothing(ask)
    days = _days(data, filters, ask, given)
    planned, done, left = _planned(days, given, ask), _done(achieved, ask), days.left()
    today, start = (int(np.datetime64(day, "us").astype("int64")) for day in (filters.today, filters.first))
    rows: dict[Group, tuple[float, ...]] = {}
    for group in sorted(planned, key=_missing_last):
        plan = planned[group]
        begun = (group[-1] or start) <= today  # what has not begun is "not yet", never 0 %
        actual = done.get(group, 0.0) if begun and plan.target == plan.target else np.nan
        rows[group] = (plan.target, actual, plan.expected, float(left[group[-1]][plan.working]))
    kinds = frame_columns(ask.by, ask.grain)
    heads = columns_of((group[: len(kinds)] for group in rows), kinds)
    return pd.DataFrame(heads | dict(zip(_VALUES, np.array(list(rows.values())).T, strict=True)), copy=False)


def _days(data: Warehouse, filters: Filters, ask: Ask, given: pd.DataFrame) -> Days:
    """The calendar of the window and of all periods that touch it."""
    first = min(given.period_start.min(), pd.Timestamp(filters.first))
    last = max(given.period_end.max(), pd.Timestamp(filters.last))
    return Days(calendar_days(data, first.date(), last.date()), filters, ask.grain)


@dataclass(slots=True)
class _Plan:
    """The target of a group in a step, the part of it that elapsed days account for, whether working days count."""

    target: float = 0.0
    expected: float = 0.0
    working: bool = True


def _planned(days: Days, given: pd.DataFrame, ask: Ask) -> dict[Group, _Plan]:
    """The plan of each group and step; NaN where a period lies only partly in it and is not to be prorated."""
    found: dict[Group, _Plan] = defaultdict(_Plan)
    periods = groups(given, ["period_start", "period_end", "working_only"])
    for group, period, amount in zip(groups(given, list(frame_columns(ask.by))), periods, given["amount"], strict=True):
        working = period[2] > 0
        for one in days.shares(period[0], period[1], working_only=working):
            plan, known = found[(*group, one.step)], ask.prorate or one.inside
            plan.target += amount * one.share if known else np.nan
            plan.expected += amount * one.elapsed if known else np.nan
            plan.working = plan.working and working
    return found


def _done(achieved: pd.DataFrame, ask: Ask) -> dict[Group, float]:
    """What was achieved in each group and step."""
    found: dict[Group, float] = defaultdict(float)
    keys = list(frame_columns(ask.by))
    steps = [step for (step,) in groups(achieved, ["step"])] if ask.grain else [None] * len(achieved)
    for group, step, actual in zip(groups(achieved, keys), steps, achieved["actual"], strict=True):
        found[(*group, step)] += actual if actual == actual else 0.0
    return found


def _missing_last(group: Group) -> tuple[tuple[bool, Any], ...]:
    return tuple((key is None, key or 0) for key in group)


def _nothing(ask: Ask) -> pd.DataFrame:
    columns = frame_columns(ask.by, ask.grain)
    empty = {name: pd.Series(dtype=str(kind)) for name, kind in columns.items()}
    rows = [] if columns else [np.nan]  # without groups there is one row, and it has no value
    return pd.DataFrame(empty | {name: pd.Series(rows, dtype="float64") for name in _VALUES})


def level_of(data: Warehouse, filters: Filters, ask: Ask) -> Slices | None:
    """The level of targets that answers for the first metric of `ask`; None when there is none."""
    return _level(_levels(data, filters), data, filters, ask)


def _level(known: Iterable[Any], data: Warehouse, filters: Filters, ask: Ask) -> Slices | None:
    """The one level whose dimensions include those asked for; None when there is none.

    Of several the one whose periods fit the window and its steps, with the fewest dimensions, then the fewest rows.
    """
    if lacking("target", (*ask.by, *filters.chosen)):
        return None
    metric = METRICS[ask.metrics[0]]
    about = (metric.key, aggregation(metric.key), ask.plan or data.plan)
    levels = [level for level in known if (level.metric, level.aggregation, level.plan) == about]
    version = ask.version or latest_version(level.version for level in levels)
    levels = [level for level in levels if ask.level in ("", level.level)]
    wanted = {_own_dimension(key) for key in (*ask.by, *filters.chosen)}
    fitting = [level for level in levels if level.version == version and _fits(level, wanted, ask)]
    if not fitting:
        return None
    partial = f"partial_{ask.grain.value}s" if ask.grain else "partial_count"
    best = min(fitting, key=lambda one: (getattr(one, partial) > 0, len(_dims(one)), one.row_count, one.level))
    where = {"plan": best.plan, "version": best.version, "level": best.level}
    where |= {"metric": metric.key, "aggregation": aggregation(metric.key)}
    return Slices("target", _dims(best), tuple(where.items()))


def _levels(data: Warehouse, filters: Filters) -> list[Any]:
    """The rows of target_levels, each with a field for each column; none where no target knows a chosen dimension."""
    if lacking("target", filters.chosen):
        return []
    return each(target_levels(data, filters))


def _dims(level: Any) -> tuple[str, ...]:
    return tuple(dim for dim in SLICED_BY["target"] if getattr(level, f"has_{dim}") > 0)


def _fits(level: Any, wanted: set[str], ask: Ask) -> bool:
    """Whether it has the dimensions, deep enough: a target on a node above is never allocated downwards."""
    asked = [DIMENSIONS[key] for key in ask.by]
    deep = ((one.depth, getattr(level, f"{one.of}_depth")) for one in asked if one.depth is not None)
    return not level.has_team and wanted <= set(_dims(level)) and all(depth <= least for depth, least in deep)


def _own_dimension(key: str) -> str:
    """The dimension of targets that answers for `key`: a level of a tree is answered by the tree's nodes."""
    return DIMENSIONS[key].of if DIMENSIONS[key].is_member else key


def target_columns(data: Warehouse, filters: Filters, ask: Ask, metrics: Sequence[Metric]) -> list[Columns]:
    """`<metric>_target` per group and step: the sum of its targets, or of what is held the level they agree on.

    One frame for each metric that has targets here, and one that says of all others that they have none.
    """
    asked = {one.key: replace(ask, metrics=(one.key,)) for one in metrics}
    known = _levels(data, filters)
    slices = {key: _level(known, data, filters, one) for key, one in asked.items()}
    keys = list(frame_columns(ask.by, ask.grain))
    parts: list[Columns] = []
    for one in metrics:
        level, name = slices[one.key], f"{one.key}_target"
        if level is not None and aggregation(one.key) == SUM:
            plan = plan_table(data, filters, asked[one.key])
            parts.append(picked(plan, keys, {name: "target"}))
        elif level is not None:
            parts.append(picked(_agreed(data, filters, asked[one.key], level), keys, {name: name}))
    return [*parts, picked(_nothing(ask), keys, {f"{one.key}_target": "target" for one in metrics})]


def _agreed(data: Warehouse, filters: Filters, ask: Ask, level: Slices) -> pd.DataFrame:
    """The level that all targets of a group agree on; NaN where they differ. It holds for every step of its period."""
    given = given_amounts(data, filters, Slicing(level, ask.by, locale=ask.locale))
    days = _days(data, filters, ask, given) if ask.grain and len(given) else None
    found: dict[Group, tuple[float, float]] = {}
    periods = groups(given, ["period_start", "period_end", "working_only"])
    each = zip(groups(given, list(frame_columns(ask.by))), periods, given.lowest, given.highest, strict=True)
    for group, (first, last, _), lowest, highest in each:
        steps = [(one.step,) for one in days.shares(first, last, working_only=False)] if days else [()]
        for step in steps:
            low, high = found.get((*group, *step), (lowest, highest))
            found[*group, *step] = min(low, lowest), max(high, highest)
    heads = columns_of(found, frame_columns(ask.by, ask.grain))
    levels = [low if low == high else np.nan for low, high in found.values()]
    return pd.DataFrame(heads | {f"{ask.metrics[0]}_target": pd.Series(levels, dtype="float64")}, copy=False)
