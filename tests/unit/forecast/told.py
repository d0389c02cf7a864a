"""What data would tell: days of sales made for tests, with a calendar in which every weekday is worked."""

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
import pandas as pd

from domain.contracts_forecast import DAILY
from domain.forecast import ForecastAsk, Told
from domain.periods import Grain


def calendar(first: str, last: str, grain: Grain) -> pd.DataFrame:
    """Days with the first day of their step."""
    days = pd.date_range(first, last)
    start = (
        days.to_period("M").start_time if grain is Grain.MONTH else days - pd.to_timedelta(days.day_of_week, unit="D")
    )
    return pd.DataFrame(
        {
            "day": days.astype("datetime64[us]"),
            "period": pd.DatetimeIndex(start).astype("datetime64[us]"),
            "is_working_day": days.day_of_week < 5,
            "holiday": pd.Series([None] * len(days), dtype="str"),
            "festival_offset": 100,
        }
    )


def sales(days: pd.DatetimeIndex, seed: int = 3) -> np.ndarray:
    """A gentle trend, a season over the year, more at the end of a month, nothing at weekends."""
    rng = np.random.default_rng(seed)
    at = np.arange(len(days))
    season = 1 + 0.25 * np.sin(2 * np.pi * days.day_of_year / 365.25)
    late = 1 + 0.5 * (days.day > 24)
    noise = np.exp(rng.normal(0, 0.08, len(days)))
    return np.asarray(1000 * (1 + at / 4000) * season * late * noise * (days.day_of_week < 5))


def told_of(
    ask: ForecastAsk,
    last: str,
    *,
    first: str = "2022-01-01",
    of: Callable[[pd.DatetimeIndex], np.ndarray] = sales,
    future: str = "2027-12-31",
) -> Told:
    """The data as they stand at the end of the day `last`; days up to `future` exist, and must not matter."""
    days = pd.date_range(first, future)
    known = pd.DataFrame({"day": days.astype("datetime64[us]"), "value": of(days)})
    known = known[known.day <= pd.Timestamp(last)].reset_index(drop=True)
    steps = calendar(first, future, ask.grain)
    ahead = steps.period[steps.day > pd.Timestamp(last)].drop_duplicates().iloc[ask.horizon - 1]
    steps = steps[steps.period <= ahead].reset_index(drop=True)
    rows = known.merge(steps[["day", "period"]], on="day").groupby("period", as_index=False)["value"].sum()
    return Told(rows, steps, DAILY.coerce(known), date.fromisoformat(first), date.fromisoformat(last))


def crossed(told: Told, shares: dict[tuple[str, str], float], dims: Sequence[str]) -> Told:
    """The same data divided over two dimensions by fixed shares, to the cent."""
    frames = []
    for keys, share in shares.items():
        columns = dict(zip(dims, keys, strict=True))
        names = {f"{dim}_name": key.upper() for dim, key in columns.items()}
        frames.append(told.series.assign(**columns, **names, value=told.series["value"] * share))
    return Told(pd.concat(frames, ignore_index=True), told.days, told.daily, told.begun, told.today)
