"""The frame of the fan: the last periods of a history and its outlook, beside target, last year and what was said."""

import numpy as np
import pandas as pd

from analytics.forecast.intervals import LEVELS
from analytics.forecast.outlook import Outlook
from domain.contracts_forecast import FAN

_WEEK = pd.Timedelta(days=7)


def fan(one: Outlook, shown: int, targets: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """The last `shown` finished periods and those to come. Returns FAN.

    `targets`: columns period and target. `before`: STORED of one origin, or no rows.
    """
    history, season = one.history, one.found.work.plan.season
    values = history.values[0]
    periods = history.done.append(history.ahead)
    count, ahead = len(history.done), len(history.ahead)
    known = np.concatenate([values, np.full(ahead, np.nan)])
    year = np.concatenate([np.full(season, np.nan), known])[: len(known)]
    frame = pd.DataFrame({"period": periods, "actual": known, "mean": np.nan, "last_year": year})
    frame.loc[count:, "mean"] = one.mean
    for level in LEVELS:
        for side, band in (("low", one.low), ("high", one.high)):
            frame.loc[count:, f"{side}{level * 100:.0f}"] = band[level]
    frame["unfinished"] = (np.arange(len(frame)) == count) & history.running
    frame.loc[frame.unfinished, "actual"] = one.done
    frame["target"] = frame.period.map(targets.set_index("period")["target"]) if len(targets) else np.nan
    frame["before"] = frame.period.map(before.set_index("period")["mean"]) if len(before) else np.nan
    return FAN.coerce(frame.tail(min(shown, count) + ahead).reset_index(drop=True))


def latest_before(stored: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """What was stored a week before the day, or in the week before that. Takes STORED, returns rows of it."""
    age = day - stored.origin
    early = stored[(age >= _WEEK) & (age < 2 * _WEEK)]
    found: pd.DataFrame = early[early.origin == early.origin.max()].reset_index(drop=True)
    return found
