"""The league: what each method missed by, in the back-test and on periods held out, in the measures of the trade.

Sources: MASE of Hyndman and Koehler, International Journal of Forecasting 22 (2006); sMAPE and OWA as in the M4
competition (Makridakis, Spiliotis and Assimakopoulos, International Journal of Forecasting 36, 2020).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.forecast.engine import METHODS, Forecast, Work, chosen
from analytics.forecast.intervals import without_overlap
from analytics.forecast.members import KEYS, YARDSTICKS, naive2
from analytics.forecast.series import Flags, Grid, aligned
from domain.contracts_forecast import LEAGUE, TRIAL

_SMALL = 0.05  # of the mean of its series: below, a percentage error says nothing


@dataclass(frozen=True, slots=True)
class Yard:
    """What errors of each series are measured by: the mean, and the seasonal naive error of its history."""

    mean: Grid
    naive: Grid


def yard(table: Grid, season: int) -> Yard:
    """The yard of each row; NaN for a row that never changes from season to season.

    >>> yard(np.array([[1.0, 2.0, 4.0]]), 1).naive.tolist()
    [1.5]
    """
    steps = np.abs(table[:, season:] - table[:, :-season])
    known = ~np.isnan(steps)
    naive = np.where(known, steps, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    seen = ~np.isnan(table)
    mean = np.where(seen, table, 0.0).sum(axis=1) / np.maximum(seen.sum(axis=1), 1)
    return Yard(mean, np.where(naive > 0, naive, np.nan))


def measures(forecast: Grid, actual: Grid, by: Yard) -> dict[str, float]:
    """The measures of all cells (… × series × horizon) with an actual; NaN where a measure has no cell.

    >>> by = Yard(np.array([100.0]), np.array([10.0]))
    >>> found = measures(np.array([[110.0, 90.0]]), np.array([[100.0, 100.0]]), by)
    >>> found["wape"], found["mape"], found["rmse"], found["mase"], found["bias"]
    (0.1, 0.1, 10.0, 1.0, 0.0)
    """
    known = np.asarray(~np.isnan(actual) & ~np.isnan(forecast))
    error = np.where(known, forecast - actual, 0.0)
    size, both = np.abs(actual), np.abs(actual) + np.abs(forecast)
    total = float(np.where(known, size, 0.0).sum())
    large = np.asarray(known & (size > _SMALL * np.abs(by.mean)[..., None]))
    scaled = np.asarray(known & ~np.isnan(by.naive)[..., None])
    share = np.abs(error) / np.where(large, size, 1.0)
    return {
        "n": float(known.sum()),
        "wape": float(np.abs(error).sum()) / total if total else np.nan,
        "mape": _mean(share, large),
        "smape": _mean(200 * np.abs(error) / np.where(both > 0, both, 1.0), known),
        "rmse": float(np.sqrt(_mean(error**2, known))),
        "mase": _mean(np.abs(error) / by.naive[:, None], scaled),
        "bias": float(error.sum()) / total if total else np.nan,
    }


def _mean(values: Grid, where: Flags) -> float:
    return float(values[np.broadcast_to(where, values.shape)].mean()) if where.any() else float("nan")


def league(work: Work, methods: Sequence[str] = ()) -> pd.DataFrame:
    """How each method did in the back-test, the least WAPE first. Returns LEAGUE.

    Without `methods`: all that may forecast some of the series, with last value and seasonal naive always among them.
    Coverage is that of intervals calibrated on the origins that share no period with the one they are held against.
    """
    by, actual = yard(work.ready.table, max(work.plan.season, 1)), work.test.actual
    rows: list[dict[str, object]] = []
    for method in methods or entrants(work):
        found = chosen(work, method)
        wide = without_overlap(found.errors, work.scale)
        said = found.errors + actual
        rows.append({"method": method, **measures(said, actual, by), **_covered(wide, np.abs(found.errors))})
    return LEAGUE.coerce(_ranked(rows))


def wape(work: Work, method: str) -> float:
    """What one method missed by in the back-test, as the league has it; NaN without a back-test."""
    actual = work.test.actual
    by = yard(work.ready.table, max(work.plan.season, 1))
    return measures(chosen(work, method).errors + actual, actual, by)["wape"]


def entrants(work: Work) -> tuple[str, ...]:
    """The methods worth comparing on these series."""
    may = {key for at, key in enumerate(KEYS) if (work.ready.allowed[at] & work.ahead.fit[at]).any()}
    always = (*YARDSTICKS, "seasonal_naive")
    return tuple(method for method in METHODS if method not in KEYS or method in may or method in always)


def trial(work: Work, histories: Sequence[npt.ArrayLike], actual: Grid, season: int) -> pd.DataFrame:
    """How each method did on periods held out (series × horizon), the least OWA first. Returns TRIAL.

    `histories` as they were given, since the yard is the uncleaned history; `season` is that of the yard.
    """
    table = aligned([np.asarray(history)[-_WHOLE:] for history in histories], _WHOLE)
    by = yard(table, season)
    base = measures(naive2(aligned(histories, work.plan.season), season, work.plan.horizon), actual, by)
    rows: list[dict[str, object]] = []
    for method in entrants(work):
        found = chosen(work, method)
        row = {**measures(found.mean, actual, by), **covered(found, actual)}
        owa = (row["smape"] / base["smape"] + row["mase"] / base["mase"]) / 2
        rows.append({"method": method, **row, "owa": owa})
    return TRIAL.coerce(_ranked(rows, "owa"))


_WHOLE = 100_000  # periods: no history is longer


def covered(found: Forecast, actual: Grid) -> dict[str, float]:
    """The shares of actuals within the 80 and 95 % intervals."""
    known = ~np.isnan(actual)
    inside = {level: (found.low[level] <= actual) & (actual <= found.high[level]) for level in (0.8, 0.95)}
    return {f"coverage{level * 100:.0f}": _mean(inside[level].astype(np.float64), known) for level in inside}


def _covered(wide: Callable[[float], Grid], size: Grid) -> dict[str, float]:
    shares = {}
    for level in (0.8, 0.95):
        half = wide(level)
        shares[f"coverage{level * 100:.0f}"] = _mean(
            (size <= half).astype(np.float64), ~np.isnan(size) & ~np.isnan(half)
        )
    return shares


def _ranked(rows: list[dict[str, object]], by: str = "wape") -> pd.DataFrame:
    table = pd.DataFrame(rows).sort_values(by, kind="stable", ignore_index=True)
    return table.assign(n=table.n.astype("int64"))
