"""How far targets are met, how fast, and where that leads: attainment, pace, run rate, forecast at the period's end."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pandas as pd

from data_access.freshness import begins
from data_access.labels import frame_columns
from data_access.slices import Slicing, achieved_last_year
from data_access.targets import level_of, plan_table
from data_access.warehouse import Warehouse
from domain.ask import Ask
from domain.filters import Filters
from domain.formulas import Measure
from domain.metrics import METRICS

_YEAR = timedelta(days=364)
_GRACE = timedelta(days=7)  # a year whose first order is on the 4th of January is whole


def attainment(data: Warehouse, filters: Filters, ask: Ask) -> pd.DataFrame:
    """The figures of `standing` for revenue, those of `ask.metrics` that it gives."""
    return standing(data, filters, replace(ask, metrics=("revenue", *ask.metrics)))


def standing(data: Warehouse, filters: Filters, ask: Ask) -> pd.DataFrame:
    """What `plan_table` gives of the first metric of `ask`, and per group and step:

    `attainment` (actual ÷ target), `pace` (attainment − elapsed share), `run_rate_needed` (unit of the metric a day
    left), NaN where there is no target at this level, or no day left to run. Where `ask.metrics` name
    forecast_attainment: `usual`, the share of the step that a year before had made by the same point, `forecast`, the
    actual ÷ that share (÷ the elapsed share of the days where no whole year before is known), and
    `forecast_attainment`, forecast ÷ target; NaN before the step begins, and the actual once it is over.
    """
    plan = plan_table(data, filters, ask)
    goal, actual, expected, left = (plan[name].to_numpy() for name in ("target", "actual", "expected", "days_left"))
    target = np.where(goal != 0, goal, np.nan)
    reached, needed = actual / target, (goal - actual) / np.where(left > 0, left, np.nan)
    table = plan.assign(attainment=reached, pace=reached - expected / target, run_rate_needed=needed)
    return _forecast(data, filters, ask, table) if "forecast_attainment" in ask.metrics else table


def _forecast(data: Warehouse, filters: Filters, ask: Ask, table: pd.DataFrame) -> pd.DataFrame:
    keys = list(frame_columns(ask.by, ask.grain))
    usual = _usual(data, filters, ask)
    known = table.merge(usual, how="left", on=keys) if keys else table.assign(usual=usual.usual.iloc[0])
    elapsed = known.expected / known.target.where(known.target != 0)
    share = known.usual.fillna(elapsed).mask(elapsed >= 1, 1.0)
    forecast = known.actual / share.where(share > 0)
    reached = forecast / known.target.where(known.target != 0)
    return known.assign(forecast=forecast, forecast_attainment=reached)


def _usual(data: Warehouse, filters: Filters, ask: Ask) -> pd.DataFrame:
    """`usual` per group and step: what a year before was made by the same point ÷ in the whole step; NaN unknown."""
    keys = list(frame_columns(ask.by, ask.grain))
    slices, formula = level_of(data, filters, ask), METRICS[ask.metrics[0]].formula
    if slices is None or not isinstance(formula, Measure):
        return _unknown(keys)
    rows = achieved_last_year(data, filters, Slicing(slices, ask.by, formula, ask.grain, ask.locale))
    begun = begins(data, (formula.fact,)) - _GRACE
    first = rows.step if ask.grain else pd.Series(pd.Timestamp(filters.first), index=rows.index)
    rows = rows[first - _YEAR >= begun].rename(columns={"step": "period"})
    if rows.empty:
        return _unknown(keys)
    sums = rows.groupby(keys, dropna=False) if keys else rows.groupby(lambda _: 0)
    made = sums[["actual", "to_date"]].sum().reset_index()
    share = made.to_date / made.actual.where(made.actual > 0)
    return made[keys].assign(usual=share.where((share > 0) & (share <= 1)))


def _unknown(keys: list[str]) -> pd.DataFrame:
    """No group has a year before; without groups one row says so."""
    rows = [] if keys else [float("nan")]
    kinds = {name: "datetime64[us]" if name == "period" else "str" for name in keys}
    blank = {name: pd.Series(dtype=kind) for name, kind in kinds.items()}
    return pd.DataFrame(blank | {"usual": pd.Series(rows, dtype="float64")})
