"""The order days of partners as one table of marks, and what can be read off it: ends, pauses, who was alive when."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from domain.partners import RHYTHM_DAYS

Flags = np.ndarray[Any, np.dtype[np.bool_]]
Days = np.ndarray[Any, np.dtype[np.int64]]
YEAR = 365
NEVER = -1_000_000  # the position of a day that is not known: long before all others


@dataclass(frozen=True)
class OrderDays:
    """Partner by day: whether something was ordered. Day 0 is `first`; the last one is the day looked from."""

    first: np.datetime64
    on: Flags

    @property
    def count(self) -> int:
        """How many days there are."""
        return int(self.on.shape[1])

    def place(self, days: pd.Series) -> Days:
        """The position of each day; NEVER of one that is not known. Days outside of the table keep their place."""
        known = days.notna().to_numpy()
        return np.where(known, (days.to_numpy("datetime64[D]") - self.first).astype("int64"), NEVER)

    def day(self, places: Days, known: Flags) -> pd.Series:
        """The days at these positions, NaT where not `known`."""
        days = self.first + places.astype("timedelta64[D]")
        return pd.Series(np.where(known, days, np.datetime64("NaT"))).astype("datetime64[us]")


def order_days(marks: pd.DataFrame, keys: pd.Series, last: date) -> OrderDays:
    """The order days of the partners of these keys, in their order, up to `last`; none of one without a row.

    Takes the frame of order_marks: a column a month, named by its first day, bit 0 being that day.

    >>> marks = pd.DataFrame({"key": ["a"], "2026-02-01": [0b101]})
    >>> found = order_days(marks, pd.Series(["b", "a"]), date(2026, 2, 4))
    >>> found.on.astype(int).tolist()
    [[0, 0, 0, 0], [1, 0, 1, 0]]
    """
    months = [column for column in marks.columns if column != "key"]
    own = marks.set_index("key")[months].reindex(keys).fillna(0).to_numpy(dtype="int64")
    parts = []
    for place, month in enumerate(months):
        start = np.datetime64(month, "D")
        length = int((np.datetime64(month[:7], "M") + 1).astype("datetime64[D]").astype(int) - start.astype(int))
        parts.append((own[:, place, None] >> np.arange(length)) & 1)
    every = np.hstack(parts) if parts else np.zeros((len(own), 0))
    first = np.datetime64(months[0], "D") if months else np.datetime64(last, "D")
    return OrderDays(first, every[:, : int((np.datetime64(last, "D") - first).astype(int)) + 1].astype(bool))


def last_by(table: OrderDays) -> Days:
    """Partner by day: the position of its latest order day up to that day, −1 where there is none yet."""
    if not table.count:
        return np.full((len(table.on), 1), -1)
    places = np.where(table.on, np.arange(table.count, dtype="int32"), np.int32(-1))
    return np.maximum.accumulate(places, axis=1)


def first_order(table: OrderDays) -> Days:
    """The position of each partner's first order day, −1 of none."""
    return np.where(table.on.any(axis=1), table.on.argmax(axis=1), -1) if table.count else np.full(len(table.on), -1)


def pauses(table: OrderDays, last: Days) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """The median and the longest number of days between order days, of the year up to each one's last order.

    NaN of fewer than five order days in it: there is no rhythm yet.
    """
    after = np.arange(table.count)[None, :] > (last - YEAR)[:, None]
    partner, day = np.nonzero(table.on & after)
    same = partner[1:] == partner[:-1]
    gaps = pd.Series(np.diff(day)[same]).groupby(partner[1:][same])
    enough = np.bincount(partner, minlength=len(last)) >= RHYTHM_DAYS
    told = [values.reindex(range(len(last))).to_numpy(dtype="float64") for values in (gaps.median(), gaps.max())]
    return np.where(enough, told[0], np.nan), np.where(enough, told[1], np.nan)
