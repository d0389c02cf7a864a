"""The members of the pool: each one's name, which rows it may forecast, and the forecasts of all of them together."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from analytics.forecast.autoregression import autoregression, seasonal_autoregression
from analytics.forecast.holt_winters import enough, holt_winters
from analytics.forecast.intermittent import intermittent
from analytics.forecast.plugin import PLUGGED, enters, plugged
from analytics.forecast.regression import Drivers, regression
from analytics.forecast.seasonality import Profile, forced, positive, tested
from analytics.forecast.series import Block, Flags, Grid, blocks
from analytics.forecast.smoothing import simple, trended
from i18n import Text

PROMOTED = "promoted_regression"
MEMBERS: dict[str, Text] = {
    "naive": Text("上期值", "Last value"),
    "seasonal_naive": Text("去年同期值", "Seasonal naive"),
    "naive2": Text("季节调整后的上期值", "Naive2 (seasonally adjusted)"),
    "moving_average": Text("移动平均（6 期）", "Moving average (6)"),
    "ses": Text("指数平滑", "Exponential smoothing"),
    "holt": Text("霍尔特趋势", "Holt's trend"),
    "damped": Text("阻尼趋势", "Damped trend"),
    "holt_winters": Text("霍尔特-温特斯", "Holt–Winters"),
    "theta": Text("Theta", "Theta method"),
    "optimised_theta": Text("优化 Theta", "Optimised Theta"),
    "log_theta": Text("对数 Theta", "Theta on logarithms"),
    "log_damped": Text("对数阻尼趋势", "Damped trend on logarithms"),
    "ar": Text("自回归 ARIMA(p,1,0)", "ARIMA(p,1,0)"),
    "seasonal_ar": Text("季节自回归", "Seasonal ARIMA(2,1,0)"),
    "regression": Text("回归（趋势、季节、日历）", "Regression (trend, season, calendar)"),
    PROMOTED: Text("回归（趋势、季节、日历、促销）", "Regression (trend, season, calendar, promotions)"),
    "forced_ses": Text("指数平滑，固定季节", "Exponential smoothing, forced season"),
    "forced_moving_average": Text("移动平均，固定季节", "Moving average, forced season"),
    "forced_damped": Text("阻尼趋势，固定季节", "Damped trend, forced season"),
    "forced_theta": Text("Theta，固定季节", "Theta, forced season"),
    "forced_log_theta": Text("对数 Theta，固定季节", "Theta on logarithms, forced season"),
    "sba": Text("间歇需求（SBA）", "Intermittent demand (SBA)"),
    **PLUGGED,
}
KEYS = tuple(MEMBERS)
STEADY = ("seasonal_naive", "moving_average", "ses", "forced_ses", "forced_moving_average", "sba")  # without a trend
PLAIN = ("naive", "seasonal_naive", "naive2")  # which say what was, wherever a festival lay
YARDSTICKS = ("naive", "naive2")  # in the league, not in the pool: smoothing with its highest alpha says the same
WINDOW = 6  # of the moving average


@dataclass(frozen=True, slots=True)
class Forecasts:
    """`ahead`: members × rows × horizon; `fit`: members × rows, whether the member may speak there."""

    ahead: Grid
    fit: Flags


def forecasts(table: Grid, season: int, horizon: int, drivers: Drivers | None = None, skipped: int = 0) -> Forecasts:
    """What every member says of every row. A row without a value gets NaN, and no member fits it."""
    return _each(table, season, horizon, lambda block: of_block(block, drivers, skipped))


def steady(table: Grid, season: int, horizon: int) -> Forecasts:
    """What the members without a trend say: a tenth of the work, for proportions among many rows."""
    return _each(table, season, horizon, _steadily)


def plainly(table: Grid, season: int, horizon: int) -> Forecasts:
    """What the members of PLAIN say; the others say the last value here."""

    def said(block: Block) -> dict[str, Grid]:
        profile = tested(block)
        last = np.repeat(profile.without(block.values)[:, -1:], horizon, axis=1)
        return {"seasonal_naive": _year_before(block), "naive2": profile.onto(last)}

    return _each(table, season, horizon, said)


def _each(table: Grid, season: int, horizon: int, say: Callable[[Block], dict[str, Grid]]) -> Forecasts:
    ahead = np.full((len(KEYS), len(table), horizon), np.nan)
    fit = np.zeros((len(KEYS), len(table)), dtype=np.bool_)
    for rows, block in blocks(table, season, horizon):
        said = say(block)
        naive = np.repeat(block.values[:, -1:], horizon, axis=1)
        for at, key in enumerate(KEYS):
            found = said.get(key, naive)
            ahead[at, rows] = _guarded(np.where(np.isfinite(found), found, naive), block)
            fit[at, rows] = _fits(key, block)
    return Forecasts(ahead, fit)


def _steadily(block: Block) -> dict[str, Grid]:
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        said = {"sba": intermittent(block), "seasonal_naive": _year_before(block)}
        profiles = {"": tested(block)}
        if block.season > 1 and block.values.shape[1] >= 1.5 * block.season:
            profiles["forced_"] = forced(block)
        for prefix, profile in profiles.items():
            without = block.with_values(profile.without(block.values))
            flat = np.repeat(moving_average(without)[:, None], block.horizon, axis=1)
            said |= {f"{prefix}ses": profile.onto(simple(without).ses), f"{prefix}moving_average": profile.onto(flat)}
        return said


def _year_before(block: Block) -> Grid:
    back = (-np.arange(1, block.horizon + 1)) % block.season
    values, reached = block.values, back < block.length[:, None]
    return np.where(reached, values[:, ::-1][:, np.minimum(back, values.shape[1] - 1)], values[:, -1:])


def regressed(
    table: Grid, steps: tuple[int, int], drivers: Drivers | None, skipped: int, own: Grid | None = None
) -> Grid:
    """What the regression says of every row by those drivers (rows × horizon); NaN of a row without a value.

    `steps`: periods of a season, and of the horizon. `own`: a driver of each row's own (rows × periods and horizon).
    """
    ahead = np.full((len(table), steps[1]), np.nan)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        for rows, block in blocks(table, *steps):
            mine = None if own is None else own[rows, -block.values.shape[1] - steps[1] :]
            found = regression(block, drivers, skipped, mine)
            ahead[rows] = _guarded(np.where(np.isfinite(found), found, block.values[:, -1:]), block)
    return ahead


def of_block(block: Block, drivers: Drivers | None = None, skipped: int = 0) -> dict[str, Grid]:
    """What every member says of the rows of one block, unguarded; a member that none of the rows bears is left out."""
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        values, season = block.values, block.season
        last = np.repeat(values[:, -1:], block.horizon, axis=1)
        said = {"naive": last, "regression": regression(block, drivers, skipped), "sba": intermittent(block)}
        said["seasonal_ar"] = seasonal_autoregression(block)
        said["seasonal_naive"] = _year_before(block)
        said |= _adjusted(block, tested(block))
        if season > 1 and values.shape[1] >= 1.5 * season:
            said |= {f"forced_{key}": found for key, found in _adjusted(block, forced(block), _FORCED).items()}
        if enough(block).any():
            said["holt_winters"] = np.where(enough(block)[:, None], holt_winters(block), last)
        return said | plugged(block)


_FORCED = ("ses", "moving_average", "damped", "theta", "log_theta")
_TESTED = (
    "naive2",
    "moving_average",
    "ses",
    "holt",
    "damped",
    "theta",
    "optimised_theta",
    "log_theta",
    "log_damped",
    "ar",
)


def _adjusted(block: Block, profile: Profile, wanted: tuple[str, ...] = _TESTED) -> dict[str, Grid]:
    """The members that work on values without their season."""
    without = block.with_values(profile.without(block.values))
    said = _plain(without, wanted)
    ready: dict[str, Grid] = {key: profile.onto(found) for key, found in said.items() if key in wanted}
    above = positive(block) & (np.where(without.begun, without.values, 1.0).min(axis=1) > 0)
    if above.any():
        logs = without.with_values(np.log(np.where(above[:, None], np.maximum(without.values, 1e-300), 1.0)))
        ready |= {key: profile.onto(np.exp(found)) for key, found in _logged(logs, wanted).items()}
    return ready


def _plain(without: Block, wanted: tuple[str, ...]) -> dict[str, Grid]:
    steady, moving = simple(without), trended(without)
    said = {
        "ses": steady.ses,
        "theta": steady.theta,
        "optimised_theta": steady.optimised,
        "holt": moving.holt,
        "damped": moving.damped,
        "naive2": np.repeat(without.values[:, -1:], without.horizon, axis=1),
        "moving_average": np.repeat(moving_average(without)[:, None], without.horizon, axis=1),
    }
    return said | ({"ar": autoregression(without)} if "ar" in wanted else {})


def _logged(logs: Block, wanted: tuple[str, ...]) -> dict[str, Grid]:
    said = {"log_theta": simple(logs).theta}
    return said | ({"log_damped": trended(logs).damped} if "log_damped" in wanted else {})


def naive2(table: Grid, season: int, horizon: int) -> Grid:
    """The yardstick of the competitions alone: the last value without its tested season, with the season put on."""
    ahead = np.full((len(table), horizon), np.nan)
    for rows, block in blocks(table, season, horizon):
        profile = tested(block)
        ahead[rows] = profile.onto(np.repeat(profile.without(block.values)[:, -1:], horizon, axis=1))
    return ahead


def moving_average(block: Block) -> Grid:
    """The mean of the last six observed values of each row, of fewer where there are fewer."""
    since = np.cumsum(block.seen[:, ::-1], axis=1)[:, ::-1]
    use = block.seen & (since <= WINDOW)
    return np.asarray((block.values * use).sum(axis=1) / use.sum(axis=1))


def _fits(key: str, block: Block) -> Flags:
    needs: dict[str, Callable[[], Flags]] = {
        "holt_winters": lambda: enough(block),
        "seasonal_naive": lambda: np.asarray((block.season > 1) & (block.length >= block.season)),
        "naive2": lambda: np.asarray((block.season > 1) & (block.length >= block.season)),
        PROMOTED: lambda: np.zeros(len(block.values), dtype=np.bool_),  # it is asked for by itself: promotions.py
        **dict.fromkeys(PLUGGED, lambda: enters(block)),
    }
    found = needs[key]() if key in needs else np.ones(len(block.values), dtype=np.bool_)
    if key.startswith("forced"):
        found = np.asarray((block.season > 1) & (block.length >= 1.5 * block.season))
    return np.asarray(found & positive(block)) if "log" in key else found


def _guarded(ahead: Grid, block: Block) -> Grid:
    """No forecast leaves the range of history by more than its width; none is below zero where history never was."""
    inside = np.where(block.begun, block.values, np.nan)
    low, high = np.nanmin(inside, axis=1)[:, None], np.nanmax(inside, axis=1)[:, None]
    floor = np.where(low >= 0, np.maximum(low - (high - low), 0.0), low - (high - low))
    return np.asarray(np.clip(ahead, floor, high + (high - low)))
