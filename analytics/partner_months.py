"""Partners month by month: how many stand in which state, what moves, who opens and who ends."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from analytics.incidence import proportion
from analytics.partner_lives import Lives
from domain.contracts_partners import ACTIVATION, OPENING_MONTHS, PARTNER_MONTHS, PARTNER_SUMS, STATE_MONTHS
from domain.partners import ACTIVATION_DAYS, MONTHS_SHOWN, STATES
from domain.periods import add_months

_DAY = timedelta(days=1)
_MOVES = {  # state at the end of the month before, and of this one
    "started": (("", "waiting"), "active"),
    "reactivated": (("dormant",), "active"),
    "lapsed": (("active",), "dormant"),
    "ended": (("active",), "closed"),
}


def state_months(own: Lives, day: date, begun: date) -> pd.DataFrame:
    """The last 24 months up to `day`, each as it was known at its own end. Returns STATE_MONTHS.

    Months are left out in which nobody could have been seen to be dormant, since the data, from `begun` on, were
    younger than the months that its kind is given. The month of `day` is unfinished unless the day is its last.
    active = active a month before + started + reactivated − lapsed − ended.
    """
    known = add_months(begun, _longest(own))
    ends = [end for end in _ends(day, MONTHS_SHOWN + 1) if end >= known or end == day]
    states = [own.states(end) for end in ends]
    rows = [_moved(end, before, now) for end, (before, now) in zip(ends[1:], pairwise(states), strict=True)]
    return STATE_MONTHS.coerce(pd.DataFrame(rows)) if rows and len(own.frame) else STATE_MONTHS.empty()


def _moved(end: date, before: Any, now: Any) -> dict[str, object]:
    moves = {name: int((np.isin(before, was) & (now == is_now)).sum()) for name, (was, is_now) in _MOVES.items()}
    counts = {state: int((now == state).sum()) for state in STATES}
    return {"period": pd.Timestamp(end.replace(day=1)), **counts, **moves, "unfinished": not _over(end)}


def opening_months(own: Lives, day: date, begun: date) -> pd.DataFrame:
    """Births and ends of the last 24 months, each in its month. Returns OPENING_MONTHS.

    An end without a closing stands in the month of the last order. The last months are provisional: whoever ordered
    last in them may only be pausing.
    """
    frame = own.frame
    settled = frame.settled_on.min() if len(frame) else pd.NaT
    closed = frame.died_on.where(frame.died_on == frame.closed_on)
    faded = frame.died_on.where(frame.died_on != frame.closed_on)
    born = frame.origin.where(frame.entry.isna())
    rows = [
        {
            "period": pd.Timestamp(end.replace(day=1)),
            **{
                name: int(days.between(pd.Timestamp(end.replace(day=1)), pd.Timestamp(end)).sum())
                for name, days in (("opened", born), ("closed", closed), ("faded", faded))
            },
            "provisional": bool(pd.Timestamp(end) > settled),
        }
        for end in _ends(day, MONTHS_SHOWN)
        if end >= begun
    ]
    return OPENING_MONTHS.coerce(pd.DataFrame(rows)) if rows and len(frame) else OPENING_MONTHS.empty()


def activation(own: Lives, day: date, begun: date) -> pd.DataFrame:
    """By half-year of opening: who ordered within 90 days, of those that opened 90 days ago or longer.

    Of partners whose opening day is known and lies in the data. Returns ACTIVATION, the latest half-year first, "" for
    all of them.
    """
    frame = own.frame
    old_enough = frame.opened_on <= pd.Timestamp(day) - pd.Timedelta(days=ACTIVATION_DAYS)
    asked = frame[(frame.opened_on >= pd.Timestamp(begun)) & old_enough & frame.entry.isna()]
    quick = (asked.first_on - asked.opened_on).dt.days <= ACTIVATION_DAYS
    halves = half_year(asked.opened_on)
    groups = [("", quick)] + [(half, quick[halves == half]) for half in sorted(halves.unique(), reverse=True)]
    rows = [(group, len(part), int(part.sum()), *proportion(part.sum(), len(part))) for group, part in groups]
    return ACTIVATION.coerce(pd.DataFrame(rows, columns=list(ACTIVATION.columns)))


def life_months(own: Lives, sums: pd.DataFrame, day: date, since: date) -> pd.DataFrame:
    """What one partner sold, earned and cost in each month from that of `since` to that of `day`, and its state then.

    Takes PARTNER_SUMS; returns PARTNER_MONTHS. A month without sales has no margin, and its revenue and costs are 0.
    """
    ends = _ends(day, _months(since, day))
    rows = pd.DataFrame({"period": pd.to_datetime([end.replace(day=1) for end in ends]).as_unit("us")})
    rows = rows.merge(PARTNER_SUMS.check(sums), how="left", on="period")
    states = [str(own.states(end)[0]) for end in ends]
    rows = rows.assign(revenue=rows.revenue.fillna(0.0), cost=rows.cost.fillna(0.0), state=states)
    return PARTNER_MONTHS.coerce(rows.assign(unfinished=[not _over(end) for end in ends]))


def state_spells(own: Lives, day: date, begun: date) -> pd.DataFrame:
    """When the state of one partner changed: `state` and `since`, the month at whose end it was seen first.

    Of the months in which it can be known.
    """
    known = add_months(begun, _longest(own))
    ends = [end for end in _ends(day, _months(begun, day)) if end >= known or end == day]
    states = [str(own.states(end)[0]) for end in ends]
    rows = [(state, end) for state, end, before in zip(states, ends, ["", *states], strict=False) if state != before]
    told = pd.DataFrame(rows, columns=["state", "since"])
    return told.assign(since=pd.to_datetime(told.since).astype("datetime64[us]"), state=told.state.astype("str"))


def _months(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month + 1


def half_year(days: pd.Series) -> pd.Series:
    """The half-year of each day, as “2026 H1”; NaN of no day."""
    told = [f"{day.year} H{1 if day.month < 7 else 2}" if pd.notna(day) else None for day in days]
    return pd.Series(told, index=days.index, dtype="str")


def _ends(day: date, months: int) -> list[date]:
    """The last days of the months up to that of `day`, oldest first; the last one is `day` itself."""
    first = day.replace(day=1)
    return [min(day, add_months(first, 1 - back) - _DAY) for back in reversed(range(months))]


def _over(day: date) -> bool:
    return (day + _DAY).day == 1


def _longest(own: Lives) -> int:
    return max((own.patience.months(kind) for kind in own.frame.kind.unique()), default=0)
