"""Who bought again: repeat rate, and the lifetime value that follows from margin and retention."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Double, Label, Select, and_, cast, func, literal, select
from sqlalchemy.sql.elements import ColumnElement

from data_access.calendar_days import calendar_days
from data_access.cut import Cut, Span, cut
from data_access.labels import frame_columns, named, row_columns
from data_access.roll_up import buyers_in
from data_access.scans import when
from data_access.visible import Visible
from data_access.warehouse import Warehouse, query
from domain.ask import Ask
from domain.filters import Filters
from domain.frames import Contract, Kind
from domain.periods import Grain, add_months

MONTHS_AHEAD = 60
_LONGEST = {Grain.DAY: 1, Grain.WEEK: 7, Grain.MONTH: 31, Grain.QUARTER: 92, Grain.YEAR: 366}  # days of a step
Pair = tuple[Span, Span]  # the days whose buyers are known, and the days in which they may come back
_COUNTS = ("before", "again", "now")


def _contract(filters: Filters, pairs: tuple[Pair, ...], ask: Ask) -> Contract:
    counts = dict.fromkeys((f"{name}_{k}" for k in range(len(pairs)) for name in _COUNTS), Kind.NUMBER)
    return Contract("returning_buyers", frame_columns(ask.by) | counts | {"margin": Kind.NUMBER}, tuple(ask.by))


@query(_contract)
def returning_buyers(see: Visible, filters: Filters, pairs: tuple[Pair, ...], ask: Ask) -> Select[Any]:
    """Per group and for each pair k of spans: buyers of the earlier one `before_k`, those of them who ordered `again_k`
    in the later one, and its buyers `now_k`. `margin`, for lifetime values only (else 0), is that of the buyers' lines
    with a cost in the first pair's later span, in money. A buyer counts in each group bought in.
    """
    spans = tuple(dict.fromkeys(span for pair in pairs for span in pair))
    mine, keys = _bought(see, filters, ask.by, _around(spans)), row_columns(ask.by)
    door = mine.door.c
    inside = {span: door[mine.fact.day or ""].between(span.first, span.last) for span in spans}
    flags = {span: f"in_{k}" for k, span in enumerate(spans)}
    totals = [func.max(when(inside[span], 1, 0)).label(flag) for span, flag in flags.items()]
    if valued := "clv" in ask.metrics:
        made = door.margin if "margin" in door else when(door.cost.is_not(None), door.revenue - door.cost)
        costed = when(and_(inside[pairs[0][1]], made.is_not(None)), made, 0)
        totals.append(func.sum(costed).label("margin"))
    buyers = _of_buyers(see, mine, keys, tuple(totals)).subquery("buyers")
    counts: dict[str, ColumnElement[Any]] = {"margin": buyers.c.margin if valued else literal(0)}
    for k, (earlier, later) in enumerate(pairs):
        was, is_now = buyers.c[flags[earlier]], buyers.c[flags[later]]
        counts |= {f"before_{k}": was, f"again_{k}": was * is_now, f"now_{k}": is_now}
    groups = [buyers.c[name] for name in keys]
    sums = (cast(func.sum(each_one), Double).label(name) for name, each_one in counts.items())
    return named(see, select(*groups, *sums).group_by(*groups).subquery("rows"), ask.by, ask.locale)


def _around(spans: Iterable[Span]) -> Span:
    """The days from the first of them to the last."""
    return Span(min(span.first for span in spans), max(span.last for span in spans))


def _bought(see: Visible, filters: Filters, by: tuple[str, ...], span: Span) -> Cut:
    """What was ordered: from the daily totals of buyers where these know the dimensions, else from the lines."""
    totals = buyers_in((*by, *filters.chosen), own_orders=see.scope.reps is not None)
    return cut(see, "order_line" if totals is None else totals, filters, by, span)


def _of_buyers(see: Visible, mine: Cut, keys: tuple[str, ...], totals: tuple[Label[Any], ...] = ()) -> Select[Any]:
    """The cut by `keys` and `buyer`, with aggregates that may be taken once more: sums and maxima."""
    if "buyer" in mine.door.c:
        mine.groups["buyer"] = mine.door.c.buyer
        rows = mine.grouped(*totals).subquery("of_buyers")
        return select(*(rows.c[name] for name in (*keys, *(total.key for total in totals), "buyer")))
    line, buyer = mine.door, see.fact("buyer")
    mine.groups |= {"home": line.c.source, "customer_id": line.c.customer_id}
    customers = mine.grouped(*totals).subquery("of_customers")  # the buyer is joined when few rows are left
    same = and_(buyer.c.source == customers.c.home, buyer.c.customer_id == customers.c.customer_id)
    groups, by_name = [customers.c[key] for key in keys], customers.c
    values = [
        (func.sum if total.key == "margin" else func.max)(by_name[total.key]).label(total.key) for total in totals
    ]
    joined = select(*groups, *values, buyer.c.buyer).select_from(customers.join(buyer, same))
    return joined.group_by(*groups, buyer.c.buyer)


def _step_contract(filters: Filters, ask: Ask) -> Contract:
    columns = frame_columns(ask.by, ask.grain) | {"before": Kind.NUMBER, "again": Kind.NUMBER}
    return Contract("returning_by_step", columns, (*ask.by, "period"))


@query(_step_contract)
def returning_by_step(see: Visible, filters: Filters, ask: Ask) -> Select[Any]:
    """Per group and step: buyers of the step `before`, and those of them who ordered `again` in the step."""
    grain = ask.grain or Grain.MONTH
    early = filters.first - timedelta(days=_LONGEST[grain])
    calendar = see.calendar
    days = calendar.c.day.between(early, filters.window.elapsed_last)
    step = select(calendar.c[grain.column].label("period")).where(days).distinct().subquery("step")
    follows = func.lag(step.c.period).over(order_by=step.c.period).label("previous")
    steps = select(step.c.period, follows).subquery("steps")
    mine = _bought(see, filters, ask.by, Span(early, filters.window.elapsed_last, grain))
    keys = row_columns(ask.by)
    bought = _of_buyers(see, mine, (*keys, "period")).cte("bought")  # read twice, worked out once
    again = bought.alias("again")
    same = [again.c.buyer == bought.c.buyer, again.c.period == steps.c.period]
    same += [again.c[key].is_not_distinct_from(bought.c[key]) for key in keys]
    joined = bought.join(steps, steps.c.previous == bought.c.period).outerjoin(again, and_(*same))
    groups = [*(bought.c[key] for key in keys), steps.c.period]
    counts = (func.count(bought.c.buyer).label("before"), func.count(again.c.buyer).label("again"))
    rows = select(*groups, *counts).select_from(joined).where(steps.c.period >= filters.first).group_by(*groups)
    return named(see, rows.subquery("rows"), ask.by, ask.locale)


def repeat_rate(data: Warehouse, periods: Mapping[str, Filters], ask: Ask) -> dict[str, pd.DataFrame]:
    """For each period `repeat_rate`, buyers of the previous period who ordered again ÷ `previous_buyers`, its buyers.

    NaN where there were none. With a grain, of each step and the one before it; a step that is not over has no value.
    """
    if ask.grain is not None:
        return {name: _by_step(data, filters, ask, ask.grain) for name, filters in periods.items()}
    pairs = tuple(_pair(filters) for filters in periods.values())
    selection = next(iter(periods.values()))
    counts = returning_buyers(data, selection, pairs, replace(ask, metrics=("repeat_rate",)))
    return {name: _rate(counts, k) for k, name in enumerate(periods)}


def _rate(counts: pd.DataFrame, k: int) -> pd.DataFrame:
    before, again = (counts[f"{name}_{k}"].to_numpy() for name in ("before", "again"))
    return counts.assign(repeat_rate=again / np.where(before > 0, before, np.nan), previous_buyers=before)


def _pair(filters: Filters) -> Pair:
    """The elapsed days of the selection, after those of the period before."""
    window, before = filters.window, filters.window.previous()
    return Span(before.first, before.last), Span(filters.first, window.elapsed_last)


def _by_step(data: Warehouse, filters: Filters, ask: Ask, grain: Grain) -> pd.DataFrame:
    steps = returning_by_step(data, filters, ask)
    whole = steps.period.isin(_whole_steps(data, filters, grain))
    rate = steps.again / steps.before.where(steps.before > 0)
    return steps.assign(repeat_rate=rate.where(whole), previous_buyers=steps.before.where(whole))


def _whole_steps(data: Warehouse, filters: Filters, grain: Grain) -> pd.Series:
    """First days of the steps that lie in the elapsed window with all their days."""
    last = filters.window.elapsed_last
    around = calendar_days(data, filters.first - timedelta(days=366), last + timedelta(days=366))
    ends = around.groupby(grain.column).day.agg(["min", "max"])
    whole = ends[(ends["min"] >= pd.Timestamp(filters.first)) & (ends["max"] <= pd.Timestamp(last))]
    return whole["min"]


def clv(data: Warehouse, filters: Filters, ask: Ask) -> pd.DataFrame:
    """Customer lifetime value on the last elapsed day: 60 months of margin, thinned by churn and discounted.

    Monthly margin per active customer and retention are those of the trailing twelve months against the twelve
    before; NaN where a group has no buyers in either.
    """
    counts = trailing_year(data, filters, ask)
    retention = counts.again_0 / counts.before_0.where(counts.before_0 > 0)
    return counts.assign(clv=lifetime_value(counts.monthly, retention, data.discount_rate))


def trailing_year(data: Warehouse, filters: Filters, ask: Ask) -> pd.DataFrame:
    """Per group the buyers of the twelve months up to the last elapsed day (`now_0`), of the year before (`before_0`)
    and of both (`again_0`), and `monthly`: margin per active customer and month, NaN where there are none.
    """
    last = filters.window.elapsed_last
    first = add_months(last + timedelta(days=1), -12)
    year_before = Span(add_months(first, -12), first - timedelta(days=1))
    asked = Ask(("clv",), ask.by, locale=ask.locale)  # the same question for all that is made of it
    counts = returning_buyers(data, filters, ((year_before, Span(first, last)),), asked)
    return counts.assign(monthly=counts.margin / counts.now_0.where(counts.now_0 > 0) / 12)


def lifetime_value(monthly: pd.Series, retention: pd.Series, yearly_discount: float) -> pd.Series:
    """m · Σ_{t=0..59} (1−c)^t ÷ (1+d)^t with c = 1 − retention^(1/12), d = (1 + yearly)^(1/12) − 1.

    >>> round(float(lifetime_value(pd.Series([10.0]), pd.Series([1.0]), 0.0)[0]), 2)
    600.0
    >>> round(float(lifetime_value(pd.Series([10.0]), pd.Series([0.0]), 0.1)[0]), 2)
    10.0
    """
    kept = retention.to_numpy(dtype="float64") ** (1 / 12) / (1 + yearly_discount) ** (1 / 12)
    weights = np.power.outer(kept, np.arange(MONTHS_AHEAD)).sum(axis=1)
    return pd.Series(monthly.to_numpy(dtype="float64") * weights, index=monthly.index)
