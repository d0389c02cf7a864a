"""The outlook of one slice: what is over, what runs, what comes, and how sure that is; sums have doubts of their own.

The running period is a step like the others, but for its value and its errors, which are those of the nowcast at the
same point of past periods. So a sum over it and later steps is judged by what such sums were wrong by.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from analytics.forecast.backtest import Plan
from analytics.forecast.engine import COMBINED, Forecast, Total, Work, chosen, worked
from analytics.forecast.history import Histories, histories
from analytics.forecast.intervals import LEVELS, of_sums, quantile
from analytics.forecast.nowcast import Nowcast, Past, at_point, nowcast
from analytics.forecast.running import paths, position
from analytics.forecast.series import Grid
from domain.contracts_forecast import POINTS
from domain.forecast import ForecastAsk, Told


@dataclass(frozen=True, slots=True)
class Outlook:
    """The forecast of one series. `mean`, `low` and `high` by step, the running period first where one runs.

    `errors`: origins × 1 × steps, forecast − actual of the back-test. `now` is the running period; None where none
    runs.
    """

    history: Histories
    found: Forecast
    mean: Grid
    low: dict[float, Grid]
    high: dict[float, Grid]
    errors: Grid
    now: Nowcast | None
    method: str

    @property
    def done(self) -> float:
        """What the running period has so far; 0 where none runs."""
        return float(self.history.to_date[0]) if self.history.running else 0.0

    def total(self, first: int, until: int) -> Total:
        """The sum of the steps `first` to `until` (from 0, excluded), one series, with intervals of its own.

        With few origins that reach so far they can come out wider than errors that all go one way would be: those
        are the limit.
        """
        point = float(self.mean[first:until].sum())
        own = of_sums(self.errors, self.found.work.scale, first, until).half
        most = {level: (self.high[level] - self.mean)[first:until].sum() for level in LEVELS}
        half = {level: np.fmin(own[level][:, :1], most[level]) for level in LEVELS}
        least = (self.done if first == 0 else 0.0) if self.found.work.floor[0] else -np.inf
        low = {level: np.maximum(point - half[level][:, 0], min(least, point)) for level in LEVELS}
        return Total(np.array([point]), low, {level: point + half[level][:, 0] for level in LEVELS})


def plan(history: Histories, ask: ForecastAsk) -> Plan:
    """How the histories are forecast."""
    return Plan(ask.season, len(history.ahead), history.drivers, history.promoted, history.festival)


def started(told: Told, ask: ForecastAsk) -> tuple[Histories, Work]:
    """The one series of a slice, and all that the members say of it. Raises ReaderError where it is too short."""
    history = histories(told)
    return history, worked(list(history.values), plan(history, ask))


def outlook(told: Told, begun: tuple[Histories, Work], method: str = COMBINED) -> Outlook:
    """The outlook by one method. Raises ReaderError for a method that nobody declared."""
    history, work = begun
    found = chosen(work, method)
    mean, errors = np.round(found.mean[0], 2), found.errors.copy()  # to the cent, since parts add up to it
    low, high = ({level: band[level][0].copy() for level in LEVELS} for band in (found.low, found.high))
    if not history.running:
        return Outlook(history, found, mean, low, high, errors, None, method)
    now, missed = _running(told, history, found)
    mean[0] = round(now.value, 2)
    errors[:, :, 0] = missed[:, None]
    least = min(float(history.to_date[0]) if work.floor[0] else -np.inf, now.value)  # what is there does not go away
    size = np.abs(missed[~np.isnan(missed)])
    for level in LEVELS:
        wide = quantile(size, level)
        low[level][0], high[level][0] = np.maximum(now.value - wide, least), now.value + wide
    return Outlook(history, found, mean, low, high, errors, now, method)


def _running(told: Told, history: Histories, found: Forecast) -> tuple[Nowcast, Grid]:
    """The nowcast, and what it would have missed by at each origin of the back-test; NaN where that is not known."""
    test, walked = found.work.test, paths(told, history)
    model = np.full(len(walked), np.nan)
    at = [len(walked) - periods for periods in test.cuts]
    for origin, row in enumerate(at):
        if row >= 0:
            model[row] = found.errors[origin, 0, 0] + test.actual[origin, 0, 0]
    past, where = Past(walked, model), position(told, history)
    now = nowcast(float(history.to_date[0]), where, float(found.mean[0, 0]), past)
    tested = at_point(past, where)
    missed = dict(zip(tested.rows, tested.said - tested.total, strict=True))
    return now, np.array([missed.get(row, np.nan) for row in at])


def points(one: Outlook) -> pd.DataFrame:
    """The steps of the outlook. Returns POINTS."""
    steps = np.arange(len(one.mean))
    running = (steps == 0) & one.history.running
    bands = {
        f"{side}{level * 100:.0f}": band[level]
        for level in LEVELS
        for side, band in (("low", one.low), ("high", one.high))
    }
    frame = pd.DataFrame(
        {"period": one.history.ahead, "step": steps + 1, "running": running,
         "to_date": np.where(running, one.done, np.nan), "mean": one.mean, **bands}
    )  # fmt: skip
    return POINTS.coerce(frame)


@dataclass(frozen=True, slots=True)
class Span:
    """A span of whole months: what of it is over or there already, what it will come to, and 80 % of the doubt."""

    known: float
    mean: float
    low: float
    high: float


def over(one: Outlook, first: date, last: date) -> Span | None:
    """What the months from `first` to `last` come to; None where the outlook does not reach over all of them."""
    start, end = pd.Timestamp(first), pd.Timestamp(last).replace(day=1)
    done, ahead = ((days >= start) & (days <= end) for days in (one.history.done, one.history.ahead))
    whole = one.history.done.append(one.history.ahead)
    if start < whole[0] or end > whole[-1]:
        return None
    known = float(np.nansum(one.history.values[0][done]))
    at = np.flatnonzero(ahead)
    if not len(at):
        return Span(known, known, known, known)
    total = one.total(int(at[0]), int(at[-1]) + 1)
    there = known + (one.done if at[0] == 0 else 0.0)
    return Span(
        there, known + float(total.mean[0]), known + float(total.low[0.8][0]), known + float(total.high[0.8][0])
    )
