"""The life of each partner as of a day: when it began, when it was last alive, how it stands, whether it has ended.

A line with a quantity above 0 is a sign of life; a return alone is not. A partner ends on its last order day, which is
recognised only when the months of its kind have passed without another one, or on its closing day where it closed
while it was still active. One that opened and never ordered ends on the day it opened.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from analytics.partner_days import NEVER, Days, Flags, OrderDays, first_order, last_by, order_days, pauses
from domain.contracts_partners import BEGINNINGS, LIVES, PARTNERS
from domain.partners import KINDS, Patience
from domain.periods import add_months


@dataclass(frozen=True)
class Lives:
    """LIVES with what their states on any earlier day follow from: order days, and when each one came and closed.

    `latest` is last_by; `came` and `closed` are positions among the days, far before and far after them where there is
    no such day; `kinds` are the numbers of the kinds in `named`.
    """

    frame: pd.DataFrame
    days: OrderDays
    latest: Days
    came: Days
    closed: Days
    kinds: Days
    named: tuple[str, ...]
    patience: Patience

    def states(self, day: date) -> "np.ndarray[Any, Any]":
        """The state of each partner at the end of that day, "" where it was not there yet."""
        at = int((np.datetime64(day, "D") - self.days.first).astype(int))
        firsts = [np.datetime64(self.patience.since(kind, day), "D") - self.days.first for kind in self.named]
        since = np.array(firsts).astype("int64")[self.kinds] if self.named else self.kinds
        latest = self.latest[:, at] if 0 <= at < self.latest.shape[1] else np.full(len(self.came), -1)
        ordered = latest >= 0
        told = (
            ((self.came > at) & ~ordered, ""),
            (self.closed <= at, "closed"),
            (ordered & (latest >= since), "active"),
            (~ordered & (self.came >= since), "waiting"),
        )
        return np.select([when for when, _ in told], [what for _, what in told], "dormant")

    def only(self, keep: Flags) -> "Lives":
        """Some of the partners."""
        days = OrderDays(self.days.first, self.days.on[keep])
        frame = self.frame[keep].reset_index(drop=True)
        own = (self.latest[keep], self.came[keep], self.closed[keep], self.kinds[keep])
        return Lives(frame, days, *own, self.named, self.patience)


def lives(partners: pd.DataFrame, marks: pd.DataFrame, begun: pd.DataFrame, day: date, patience: Patience) -> Lives:
    """The lives of these partners as of the end of `day`. Takes PARTNERS, order_marks and BEGINNINGS.

    What happened after the day is not known: a closing day after it is none.
    """
    frame = PARTNERS.check(partners).reset_index(drop=True)
    frame = frame.assign(closed_on=frame.closed_on.where(frame.closed_on <= pd.Timestamp(day)))
    frame = frame[~(frame.opened_on > pd.Timestamp(day)) | frame.key.isin(marks.key)].reset_index(drop=True)
    table = order_days(marks, frame.key, day)
    latest = last_by(table)
    first, last = first_order(table), latest[:, -1].astype("int64")
    since = _by_kind(frame.kind, patience, day)
    frame = frame.assign(
        first_on=table.day(first, first >= 0),
        last_on=table.day(last, last >= 0),
        order_days=table.on.sum(axis=1).astype("int64"),
        days_since=np.where(last >= 0, table.count - 1 - last, np.nan).astype("float64"),
        settled_on=since - pd.Timedelta(days=1),
    )
    frame["rhythm"], frame["longest"] = pauses(table, last)
    frame = _born(frame, begun, patience)
    frame["died_on"] = _died(frame, since, patience)
    found = _placed(frame, table, latest, patience)
    frame["state"] = pd.Series(found.states(day), dtype="str")
    there = (frame.state != "").to_numpy()
    return replace(found, frame=LIVES.coerce(frame)).only(there)


def _placed(frame: pd.DataFrame, table: OrderDays, latest: Days, patience: Patience) -> Lives:
    came = frame[["opened_on", "origin"]].min(axis=1)
    closed = np.where(frame.closed_on.isna(), -NEVER, table.place(frame.closed_on))
    kinds, named = pd.factorize(frame.kind)
    return Lives(frame, table, latest, table.place(came), closed, kinds.astype("int64"), tuple(named), patience)


def _born(frame: pd.DataFrame, begun: pd.DataFrame, patience: Patience) -> pd.DataFrame:
    """Adds `origin` and `entry`. A partner that is older than the data was not born when the data begin.

    Without an opening day a first order is a birth only where the partner would have been dormant by then, had it been
    there before; else its age is not known.
    """
    starts = dict(zip(BEGINNINGS.check(begun).source, begun["first"], strict=True))
    start = frame.key.str.split(":").str[0].map(starts).astype("datetime64[us]")
    opened = frame[["opened_on", "first_on"]].min(axis=1).where(frame.opened_on.notna())
    late = [
        pd.notna(first) and pd.notna(one) and add_months(one.date(), patience.months(kind)) <= first.date()
        for first, one, kind in zip(frame.first_on, start, frame.kind, strict=True)
    ]
    origin = opened.fillna(frame.first_on.where(np.array(late, dtype=bool))).astype("datetime64[us]")
    age = (start - origin).dt.days
    return frame.assign(origin=origin, entry=age.where(age > 0).astype("float64"))


def _died(frame: pd.DataFrame, since: pd.Series, patience: Patience) -> pd.Series:
    alive = frame.last_on.fillna(frame.origin)  # the last day on which it is known to have been alive
    faded = alive.where(alive < since)
    closing = [
        pd.notna(closed) and pd.notna(last) and last.date() >= patience.since(kind, closed.date())
        for closed, last, kind in zip(frame.closed_on, alive, frame.kind, strict=True)
    ]
    return faded.mask(np.array(closing, dtype=bool), frame.closed_on).astype("datetime64[us]")


def _by_kind(kinds: pd.Series, patience: Patience, day: date) -> pd.Series:
    """The first day on which an order is a sign of life on `day`."""
    known = {kind: pd.Timestamp(patience.since(kind, day)) for kind in {*kinds, *KINDS}}
    return kinds.map(known).astype("datetime64[us]")
