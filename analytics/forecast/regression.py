"""A regression on trend, season, calendar and drivers: the explainable member, and the carrier of what-if questions.

Ridge regression in which older periods count less and less. Where all values are positive it works on logarithms, so
that each effect is a percentage; elsewhere on amounts. Source of the ridge: Hoerl and Kennard, Technometrics 12 (1970).
"""

from dataclasses import dataclass

import numpy as np

from analytics.forecast.seasonality import positive
from analytics.forecast.series import Block, Flags, Grid
from analytics.forecast.smoothing import simple
from domain.errors import ReaderError
from i18n import Text

_FORGET, _RIDGE, _TINY = 0.985, 0.5, 1e-9
_LONG, _WAVES, _PENALTY_TREND, _DAMPED = 24, 6, 2.0, 0.5
_UNCOVERED = Text(
    "驱动因素只有 {given} 期，历史加预测期需要 {needed} 期：请补齐未来各期的假设。",
    "The drivers cover {given} periods, history and horizon take {needed}: give an assumption for each period to come.",
)
_UNKNOWN = Text("这些驱动因素有未知值：{names}", "These drivers have unknown values: {names}")


@dataclass(frozen=True, slots=True)
class Drivers:
    """What is known of every period beyond the values: working days, holidays, festival, price, promotion.

    `values` has one row a period, those of the horizon last, and one column a name; `held` columns belong to every
    series alike. They must be known for the future: a driver that is not is a scenario, and has to be given one.
    """

    names: tuple[str, ...]
    values: Grid


@dataclass(frozen=True, slots=True)
class Fitted:
    """Coefficients by row, in the order of `terms`; on logarithms where `logged`."""

    forecast: Grid
    coefficients: Grid
    terms: tuple[str, ...]
    logged: Flags


def regression(block: Block, drivers: Drivers | None = None, skipped: int = 0, own: Grid | None = None) -> Grid:
    """Forecasts of the rows. `skipped` periods at the end of the drivers belong to later origins than this one.

    `own`: a driver of each row's own (rows × history and horizon).
    """
    return fitted(block, drivers, skipped, own).forecast


def fitted(block: Block, drivers: Drivers | None = None, skipped: int = 0, own: Grid | None = None) -> Fitted:
    """The regression of each row with its coefficients: for each driver its effect of one unit."""
    columns = block.values.shape[1]
    terms, common = _terms(columns, block, drivers, skipped)
    terms, table = (terms, common[None]) if own is None else ((*terms, "own"), _with_own(block, common, own))
    logged = positive(block)
    target = np.where(logged[:, None], np.log(np.where(block.values > 0, block.values, 1.0)), block.values)
    age = np.arange(columns - 1, -1, -1)
    weight = block.seen * _FORGET**age
    total = weight.sum(axis=1)
    mean = (weight * target).sum(axis=1) / total
    past = table[:, :columns]
    middle = (weight[:, None] @ past)[:, 0] / total[:, None]
    inner = np.swapaxes(weight[:, :, None] * past, 1, 2) @ past
    inner -= total[:, None, None] * middle[:, :, None] * middle[:, None, :]
    outer = ((weight * (target - mean[:, None]))[:, None] @ past)[:, 0]
    penalty = np.array([_PENALTY_TREND if term == "trend" else _RIDGE for term in terms])
    found = np.linalg.solve(inner + np.diag(penalty), outer[:, :, None])[:, :, 0]
    left = block.with_values(target - _ahead(past, middle, mean, found))
    ahead = _ahead(table[:, columns:], middle, mean, found) + simple(left).ses
    return Fitted(np.where(logged[:, None], np.exp(np.clip(ahead, -700, 700)), ahead), found, terms, logged)


def _ahead(table: Grid, middle: Grid, mean: Grid, found: Grid) -> Grid:
    rest = (found * middle).sum(axis=1, keepdims=True)
    return np.asarray(mean[:, None] + (table @ found[:, :, None])[:, :, 0] - rest)


def _with_own(block: Block, common: Grid, own: Grid) -> Grid:
    """The explaining columns of each row, the last one its own, in its own standard deviations over its history."""
    columns = block.values.shape[1]
    known = block.begun & ~np.isnan(own[:, :columns])
    count = np.maximum(known.sum(axis=1, keepdims=True), 1)
    mean = np.where(known, own[:, :columns], 0.0).sum(axis=1, keepdims=True) / count
    off = np.nan_to_num(own - mean)
    spread = np.sqrt(np.where(known, off[:, :columns] ** 2, 0.0).sum(axis=1, keepdims=True) / count)
    scaled = off / np.where(spread > _TINY, spread, np.inf)
    return np.concatenate([np.broadcast_to(common, (len(own), *common.shape)), scaled[:, :, None]], axis=2)


def _terms(columns: int, block: Block, drivers: Drivers | None, skipped: int) -> tuple[tuple[str, ...], Grid]:
    """The names and the table of explaining columns, for the history and then the horizon."""
    at = np.arange(-columns + 1, block.horizon + 1)
    year = max(block.season, 12)
    names, parts = ["trend"], [np.where(at > 0, _DAMPED * at, at)[:, None] / year]
    if 2 <= block.season <= _LONG:
        parts.append((at[:, None] % block.season == np.arange(block.season)).astype(np.float64))
        names += [f"phase {phase}" for phase in range(block.season)]
    elif block.season > _LONG:
        turn = 2 * np.pi * at[:, None] * np.arange(1, _WAVES + 1) / block.season
        parts += [np.sin(turn), np.cos(turn)]
        names += [f"wave {wave}" for wave in range(2 * _WAVES)]
    if drivers is not None:
        until = len(drivers.values) - skipped
        part = drivers.values[until - len(at) : until]
        spread = part[:columns].std(axis=0)
        parts.append((part - part[:columns].mean(axis=0)) / np.where(spread > 1e-12, spread, np.inf))
        names += drivers.names
    return tuple(names), np.hstack(parts)


def history_covered(drivers: Drivers | None, periods: int, horizon: int) -> None:
    """Raises ReaderError when the drivers do not reach over the history and the horizon, or are not all known."""
    if drivers is None:
        return
    if len(drivers.values) < periods + horizon:
        raise ReaderError(_UNCOVERED, given=len(drivers.values), needed=periods + horizon)
    unknown = np.isnan(drivers.values).any(axis=0)
    if unknown.any():
        raise ReaderError(_UNKNOWN, names=", ".join(np.array(drivers.names)[unknown]))
