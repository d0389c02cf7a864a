"""What the data tell for a forecast: the history of a figure by period and group, its days, and the calendar ahead."""

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd

from data_access.calendar_days import calendar_days
from data_access.cut import Span
from data_access.freshness import begins, require
from data_access.measure_rows import Wanted, measure_rows
from data_access.metric_table import metric_table
from data_access.promoted_sales import finished, promoted_sales
from data_access.warehouse import Warehouse
from domain.ask import Ask
from domain.contracts_forecast import DAILY
from domain.errors import ReaderError
from domain.filters import Filters
from domain.forecast import ForecastAsk, Told
from domain.formulas import Measure
from domain.metrics import why_not
from domain.periods import Grain, add_months
from i18n import Text

_NOTHING = Text("数据中没有可供预测的历史。", "The data hold no history to forecast from.")
_YEARS = {Grain.MONTH: 13, Grain.WEEK: 4}  # how far back is read: more would not be looked at
_EXACT = 6  # decimals: sums of a month's days are as exact as the days
_ROWS = 500_000  # a thousand cells over ten years of weeks


def told(data: Warehouse, filters: Filters, ask: ForecastAsk) -> Told:
    """The history of the slice up to `filters.today`; the days of `filters` do not matter.

    Raises NotMeasured where no source has filled the facts, ReaderError where they lack a dimension that is filtered
    or asked for, or hold nothing.
    """
    require(data, *ask.of.facts)
    begun, today = begins(data, ask.of.facts), filters.today
    if begun > pd.Timestamp(today):
        raise ReaderError(_NOTHING)
    first = max(begun.date(), add_months(today, -12 * _YEARS[ask.grain]))
    days = _calendar(data, ask, first, today)
    start = days.period.iloc[0].date()
    window = filters.between(start, today)
    daily = _daily(data, window, ask)
    series = _series(data, window, ask) if ask.by else _in_steps(daily, days)
    return Told(series, days, daily, begun.date(), today, _promoted(data, window, days, ask))


def _in_steps(daily: pd.DataFrame, days: pd.DataFrame) -> pd.DataFrame:
    """The sums of the days by step: a forecast is of figures that add up, and one question less is asked."""
    told = daily.merge(days[["day", "period"]], on="day")
    return told.groupby("period")[["value"]].sum().round(_EXACT).reset_index()


def _series(data: Warehouse, window: Filters, ask: ForecastAsk) -> pd.DataFrame:
    """The figure by group and step. Of many groups straight from the sums: the metric table adds what nobody needs."""
    formula = ask.of.formula
    if ask.by and isinstance(formula, Measure):
        if error := why_not(ask.metric, (*ask.by, *window.chosen)):
            raise error
        wanted = Wanted((formula,), ask.by, (("now", Span(window.first, window.last, ask.grain)),), ask.locale)
        return measure_rows(replace(data, row_limit=_ROWS), window, wanted).rename(columns={formula.key: "value"})
    table = metric_table(data, window, Ask((ask.metric,), ask.by, ask.grain, locale=ask.locale))
    return table.rename(columns={ask.metric: "value"})


def _calendar(data: Warehouse, ask: ForecastAsk, first: date, today: date) -> pd.DataFrame:
    """The days from the first one of the step of `first` to the end of the horizon, each with its `period`."""
    reach = today + timedelta(days=(31 if ask.grain is Grain.MONTH else 7) * (ask.horizon + 1))
    found = calendar_days(data, first - timedelta(days=31), reach)
    found = found.assign(period=found[ask.grain.column])
    start = found.period[found.day == pd.Timestamp(first)].iloc[0]
    ahead = found.period[found.day > pd.Timestamp(today)].drop_duplicates()
    last = ahead.iloc[min(ask.horizon, len(ahead)) - 1]
    kept: pd.DataFrame = found[(found.period >= start) & (found.period <= last)].reset_index(drop=True)
    return kept


def _daily(data: Warehouse, window: Filters, ask: ForecastAsk) -> pd.DataFrame:
    table = metric_table(data, window, Ask((ask.metric,), grain=Grain.DAY, locale=ask.locale))
    return DAILY.coerce(table.rename(columns={"period": "day", ask.metric: "value"}))


def _promoted(data: Warehouse, window: Filters, days: pd.DataFrame, ask: ForecastAsk) -> pd.DataFrame | None:
    """PROMOTED of the periods that are over, of one series of revenue."""
    last = finished(days, window.today)
    if ask.by or ask.metric != "revenue" or last < window.first or why_not("revenue", window.chosen):
        return None
    return promoted_sales(data, window.between(window.first, last), ask.grain)


def as_of(filters: Filters, day: date) -> Filters:
    """The same slice as it was seen at the end of that day."""
    return replace(filters, first=min(filters.first, day), last=min(filters.last, day), today=day)
