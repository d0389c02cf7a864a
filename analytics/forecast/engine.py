"""The forecast of many series: policies, members, back-test, weights and intervals in one call.

Deterministic, and a pure function of the histories given. The histories hold finished periods only: an unfinished one
never enters (see nowcast.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from analytics.forecast.backtest import Backtest, Plan, backtest, festivals, spoken
from analytics.forecast.intervals import Spread, of_sums, spread
from analytics.forecast.members import KEYS, MEMBERS, STEADY, Forecasts, steady
from analytics.forecast.policy import Note, Prepared, prepared
from analytics.forecast.regression import history_covered
from analytics.forecast.series import Flags, Grid, aligned, scale
from analytics.forecast.weights import alike, best, combined, mean_errors, single
from domain.errors import unknown
from i18n import Text

COMBINED, BEST, ALIKE = "combined", "best", "equal_mean"
METHODS: dict[str, Text] = {
    COMBINED: Text("组合（默认）", "Combined"),
    BEST: Text("回测最佳", "Best in the back-test"),
    ALIKE: Text("等权平均", "Equal mean"),
    **MEMBERS,
}
METHOD = Text("预测方法", "forecast method")
_NEAR = 2  # origins so near that their errors are of the same periods


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is expected of each series, in the order given: arrays are series × horizon unless said otherwise.

    `weights`: members × series, in the order of `members.KEYS`. `errors`: origins × series × horizon, what the chosen
    method would have missed by (forecast − actual). `low` and `high` by level; NaN where nothing could be calibrated.
    """

    mean: Grid
    low: dict[float, Grid]
    high: dict[float, Grid]
    weights: Grid
    errors: Grid
    few: bool
    notes: tuple[tuple[Note, ...], ...]
    work: "Work"

    def total(self, first: int, until: int) -> "Total":
        """The sum of the periods `first` to `until` (from 0, excluded), with intervals of its own."""
        point = self.mean[:, first:until].sum(axis=1)
        wide = of_sums(self.errors, self.work.scale, first, until)
        low, high = _bounds(point[:, None], wide, self.work.floor)
        return Total(point, {k: v[:, 0] for k, v in low.items()}, {k: v[:, 0] for k, v in high.items()})


@dataclass(frozen=True, slots=True)
class Total:
    """Sums by series, and their bounds by level."""

    mean: Grid
    low: dict[float, Grid]
    high: dict[float, Grid]


@dataclass(frozen=True, slots=True)
class Work:
    """All that the members said, from which any method is chosen without running them again."""

    plan: Plan
    ready: Prepared
    ahead: Forecasts
    test: Backtest
    scale: Grid
    floor: Flags  # history never below zero, so that bounds are not either


def forecast(histories: Sequence[npt.ArrayLike], plan: Plan, method: str = COMBINED) -> Forecast:
    """The forecast of each history (oldest first, NaN unknown) by one method.

    Raises ReaderError when no series has four values, or for a method that nobody declared.
    """
    return chosen(worked(histories, plan), method)


def worked(histories: Sequence[npt.ArrayLike], plan: Plan) -> Work:
    """Clean the histories, let every member speak, and test all of them at earlier origins."""
    table = aligned(histories, plan.season)
    history_covered(plan.drivers, table.shape[1], plan.horizon)
    effect = festivals(table, plan, (0,), drawn=False)[:, : table.shape[1]]  # a week of a festival is not out of line
    clean = prepared(table / effect, plan.season)
    ready = replace(clean, table=clean.table * effect)
    ahead = spoken(ready.table, plan, (0,))
    test = backtest(ready.table, plan)
    floor = np.where(np.isnan(ready.table), 0.0, ready.table).min(axis=1) >= 0
    return Work(plan, ready, ahead, test, scale(ready.table), np.asarray(floor))


def untested(histories: Sequence[npt.ArrayLike], plan: Plan) -> Grid:
    """The equal mean of the members without a trend that may forecast each history, without a back-test.

    For proportions among many small series; nothing is known of their errors. Raises ReaderError as `forecast` does.
    """
    ready = prepared(aligned(histories, plan.season), plan.season)
    ahead = steady(ready.table, plan.season, plan.horizon)
    fit = ready.allowed & ahead.fit & np.isin(KEYS, STEADY)[:, None]
    fit = np.where(fit.any(axis=0), fit, (np.array(KEYS) == "naive")[:, None])
    return np.nan_to_num(_weighed(alike(np.zeros(fit.shape), fit), ahead.ahead))


def chosen(work: Work, method: str = COMBINED) -> Forecast:
    """The forecast by one method: combined, best, equal mean, or the name of a member."""
    weights, mean = _said(work, method)
    errors = np.stack([_at_origin(work, method, at) for at in range(len(work.test.cuts))])
    wide = spread(errors, work.scale)
    low, high = _bounds(mean, wide, work.floor)
    return Forecast(mean, low, high, weights, errors, wide.few, work.ready.notes, work)


def expected(work: Work, method: str = COMBINED) -> Grid:
    """The forecast by one method (series × horizon) without its doubt, which is most of the work of `chosen`."""
    return _said(work, method)[1]


def _said(work: Work, method: str) -> tuple[Grid, Grid]:
    if method not in METHODS:
        raise unknown(METHOD, method, METHODS)
    weights = _weights(work, method, mean_errors(work.test), work.ready.allowed & work.ahead.fit)
    return weights, _weighed(weights, work.ahead.ahead)


def _at_origin(work: Work, method: str, at: int) -> Grid:
    """Errors at one origin, weighed by what other origins say: those nearby are of the same periods, and left out."""
    test = work.test
    others = [other for other in range(len(test.cuts)) if abs(other - at) > _NEAR]
    weights = _weights(work, method, mean_errors(test, others), work.ready.allowed & test.fit[:, at])
    none = ~(weights.sum(axis=0) > 0)
    return np.where(none[:, None], np.nan, _weighed(weights, test.ahead[:, at]) - test.actual[at])


def _weights(work: Work, method: str, errors: Grid, fit: Flags) -> Grid:
    if method in KEYS:
        return single(method, fit)
    fit = np.where(fit.any(axis=0), fit, (np.array(KEYS) == "naive")[:, None])
    same = alike(errors, fit)
    ranked = {COMBINED: combined, BEST: best, ALIKE: alike}[method](errors, fit)
    return np.where(work.ready.alike, same, ranked)


def _weighed(weights: Grid, ahead: Grid) -> Grid:
    """Σ weight × forecast; a member without weight may have no forecast."""
    return np.asarray(np.where(weights[:, :, None] > 0, weights[:, :, None] * ahead, 0.0).sum(axis=0))


def _bounds(mean: Grid, wide: Spread, floor: Flags) -> tuple[dict[float, Grid], dict[float, Grid]]:
    least = np.where(floor, 0.0, -np.inf)[:, None]
    low = {level: np.maximum(mean - half, np.minimum(least, mean)) for level, half in wide.half.items()}
    return low, {level: mean + half for level, half in wide.half.items()}


__all__ = [
    "ALIKE",
    "BEST",
    "COMBINED",
    "METHODS",
    "Forecast",
    "Total",
    "Work",
    "chosen",
    "expected",
    "forecast",
    "untested",
    "worked",
]
