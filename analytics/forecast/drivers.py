"""How sales moved with price and promotions, all else alike, and what an assumption about them is worth.

A regression of the logarithm of the figure on both, beside trend, season and calendar (Frisch and Waugh, Econometrica
1, 1933): what the others explain is taken out first, and a driver that hardly moves beyond it is not identifiable.
Nothing here enters a forecast: what drivers will be is not known, so it is an assumption that a person makes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.elasticity import student
from domain.contracts_forecast_drivers import DRIVER_ROWS, DRIVERS, EFFECTS

PRICE, PROMOTION = "price", "promotion"
LEAST = {PRICE: 0.01, PROMOTION: 0.01}  # standard deviation that a driver must have: a percent, a point
FREEDOM = 8  # periods that must be left over
_WAVES, _LONG = 3, 24  # harmonics of a long season, and what is long
_LEVEL = 0.80
Table = np.ndarray


@dataclass(frozen=True, slots=True)
class Effects:
    """EFFECTS by driver, the covariance of the slopes that are identifiable (in that order), degrees of freedom."""

    table: pd.DataFrame
    known: tuple[str, ...]
    covariance: Table
    freedom: int


@dataclass(frozen=True, slots=True)
class Moved:
    """What an assumption changes, as a share: with its 80 % interval; NaN where it is not identifiable."""

    share: float
    low: float
    high: float


def price_and_promotion(rows: pd.DataFrame) -> pd.DataFrame:
    """The drivers by period. Takes DRIVER_ROWS, returns DRIVERS.

    The price index is chained from period to period over the pairs of product and channel sold in both, each weighted
    by the mean of its shares of revenue (Törnqvist, Bank of Finland Monthly Bulletin 10, 1936), so that a change of
    mix is no change of price and no period knows of later ones.
    """
    DRIVER_ROWS.check(rows)
    if rows.empty:
        return DRIVERS.empty()
    tables = {name: rows.pivot(index="period", columns="pair", values=name) for name in ("quantity", "revenue")}
    revenue = tables["revenue"].to_numpy()
    price = np.log(revenue / tables["quantity"].to_numpy())
    moves = [0.0] + [_move(price[at - 1 : at + 1], revenue[at - 1 : at + 1]) for at in range(1, len(price))]
    sums = rows.groupby("period", sort=True)[["promoted", "revenue"]].sum()
    share = sums.promoted / sums.revenue
    frame = pd.DataFrame({"period": sums.index, "price": np.exp(np.cumsum(moves)), "promotion": share.to_numpy()})
    return DRIVERS.coerce(frame)


def _move(price: Table, revenue: Table) -> float:
    """The mean move of log price from one period to the next; 0 where no pair was sold in both."""
    both = np.isfinite(price).all(axis=0)
    if not both.any():
        return 0.0
    shares = revenue[:, both] / revenue[:, both].sum(axis=1, keepdims=True)
    return float((shares.mean(axis=0) * (price[1, both] - price[0, both])).sum())


def effects(values: pd.Series, drivers: pd.DataFrame, calendar: Table, season: int) -> Effects:
    """How the figure moved with each driver.

    `values`: the finished periods by first day, oldest first; `calendar`: what is known of the same, a row each. Takes
    DRIVERS. Periods without sales or prices count nowhere.
    """
    DRIVERS.check(drivers)
    known = drivers.set_index("period").reindex(values.index)
    use = ((values > 0) & known.notna().all(axis=1)).to_numpy()
    controls = _controls(len(values), calendar, season)[use]
    y = np.log(values.to_numpy()[use])
    drawn = {PRICE: np.log(known.price.to_numpy()[use]), PROMOTION: known.promotion.to_numpy()[use]}
    freedom = int(use.sum()) - (int(np.linalg.matrix_rank(controls)) if use.any() else 0) - len(drawn)
    if freedom < FREEDOM:
        table = [(name, int(use.sum()), np.nan, np.nan, np.nan, "few") for name in drawn]
        return Effects(_table(table), (), np.zeros((0, 0)), freedom)
    return _fitted(y, drawn, controls, freedom)


def _fitted(y: Table, drawn: Mapping[str, Table], controls: Table, freedom: int) -> Effects:
    rest = {name: _beyond(values, controls) for name, values in drawn.items()}
    spread = {name: float(np.sqrt(values @ values / (freedom + len(drawn)))) for name, values in rest.items()}
    known = tuple(name for name in drawn if spread[name] >= LEAST[name])
    freedom += len(drawn) - len(known)
    slopes, covariance = np.zeros(0), np.zeros((0, 0))
    if known:
        table = np.stack([rest[name] for name in known], axis=1)
        inverse = np.linalg.pinv(table.T @ table)
        left = _beyond(y, controls)
        slopes = inverse @ table.T @ left
        covariance = inverse * float(((left - table @ slopes) ** 2).sum()) / freedom
    rows = []
    for name in drawn:
        at = known.index(name) if name in known else -1
        own = (slopes[at], float(np.sqrt(covariance[at, at])), "") if at >= 0 else (np.nan, np.nan, "spread")
        rows.append((name, len(y), spread[name], *own))
    return Effects(_table(rows), known, covariance, freedom)


def _table(rows: Sequence[tuple[object, ...]]) -> pd.DataFrame:
    return EFFECTS.coerce(pd.DataFrame(rows, columns=list(EFFECTS.columns)))


def _controls(count: int, calendar: Table, season: int) -> Table:
    """Level, trend, season and calendar of every period."""
    at = np.arange(count)[:, None]
    if season > _LONG:
        turn = 2 * np.pi * at * np.arange(1, _WAVES + 1) / season
        phases = np.hstack([np.sin(turn), np.cos(turn)])
    else:
        phases = (at % season == np.arange(1, season)).astype(float)
    return np.hstack([np.ones((count, 1)), at / season, phases, calendar])


def _beyond(values: Table, controls: Table) -> Table:
    """What the controls leave of it."""
    return np.asarray(values - controls @ np.linalg.lstsq(controls, values, rcond=None)[0])


def moved(found: Effects, assumed: Mapping[str, float]) -> Moved:
    """What the assumptions change together: driver → the change of its log price, or of its share.

    Two drivers that moved together are told apart the less surely, which their covariance brings into the interval.
    """
    asked = {name: change for name, change in assumed.items() if change}
    if not asked:
        return Moved(0.0, 0.0, 0.0)
    if not set(asked) <= set(found.known):
        return Moved(*[float("nan")] * 3)
    change = np.array([asked.get(name, 0.0) for name in found.known])
    slopes = found.table.set_index("driver").slope
    middle = float(change @ np.array([slopes[name] for name in found.known]))
    wide = student(_LEVEL, found.freedom) * float(np.sqrt(change @ found.covariance @ change))
    return Moved(*(float(np.expm1(middle + side)) for side in (0.0, -wide, wide)))
