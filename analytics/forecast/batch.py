"""Many series forecast at once, each with its bands, weights and back-tested error: what is stored and printed."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.forecast.backtest import Plan
from analytics.forecast.cross import Cells, own_errors
from analytics.forecast.engine import Forecast, chosen, worked
from analytics.forecast.history import Histories
from analytics.forecast.intervals import LEVELS, spread
from analytics.forecast.members import KEYS
from analytics.forecast.outlook import Outlook
from analytics.forecast.series import Flags, Grid
from domain.contracts_forecast import POINTS


@dataclass(frozen=True, slots=True)
class Batch:
    """Forecasts of series: `history` has a row for each; arrays are series × steps, weights members × series."""

    history: Histories
    mean: Grid
    low: dict[float, Grid]
    high: dict[float, Grid]
    weights: Grid
    wape: Grid
    notes: tuple[tuple[str, ...], ...]

    def points(self, row: int) -> pd.DataFrame:
        """The steps of one series. Returns POINTS."""
        history, steps = self.history, np.arange(self.mean.shape[1])
        running = (steps == 0) & history.running
        bands = {
            f"{side}{level * 100:.0f}": band[level][row]
            for level in LEVELS
            for side, band in (("low", self.low), ("high", self.high))
        }
        to_date = np.where(running, history.to_date[row], np.nan)
        head = {"period": history.ahead, "step": steps + 1, "running": running, "to_date": to_date}
        return POINTS.coerce(pd.DataFrame({**head, "mean": self.mean[row], **bands}))

    def weighed(self, row: int) -> dict[str, float]:
        """The members that have a weight in one series."""
        return {key: float(weight) for key, weight in zip(KEYS, self.weights[:, row], strict=True) if weight > 0}


def alone(history: Histories, plan: Plan, top: Outlook) -> Batch:
    """Every series forecast by itself by the method of `top`, whose share of the running period is taken for all."""
    found = chosen(worked(list(history.values), plan), top.method)
    mean = found.mean.copy()
    if top.now is not None:
        mean[:, 0] = history.to_date + (1 - top.now.share) * mean[:, 0]
    return _banded(history, np.round(mean, 2), found, top)


def adding_up(members: Cells, top: Outlook) -> Batch:
    """The members of a hierarchy at the values that add up, with the bands of their own back-test around these."""
    found = chosen(worked(list(members.history.values), members.plan), members.method)
    return _banded(members.history, members.cents / 100, found, top)


def _banded(history: Histories, mean: Grid, found: Forecast, top: Outlook) -> Batch:
    half = spread(own_errors(found, top), found.work.scale).half
    least = np.where(found.work.floor[:, None], 0.0, -np.inf) * np.ones(mean.shape)
    if history.running:
        least[:, 0] = np.where(found.work.floor, history.to_date, -np.inf)
    low = {level: np.maximum(mean - half[level], np.minimum(least, mean)) for level in LEVELS}
    high = {level: mean + half[level] for level in LEVELS}
    notes = tuple(tuple(note.key for note in own) for own in found.notes)
    return Batch(history, mean, low, high, found.weights, _wapes(found), notes)


def _wapes(found: Forecast) -> Grid:
    """The back-tested WAPE of each series; NaN without a back-test."""
    actual = found.work.test.actual
    known: Flags = ~np.isnan(actual) & ~np.isnan(found.errors)
    size = np.where(known, np.abs(actual), 0.0).sum(axis=(0, 2))
    missed = np.where(known, np.abs(found.errors), 0.0).sum(axis=(0, 2))
    return np.asarray(np.where(size > 0, missed / np.where(size > 0, size, 1.0), np.nan))
