"""The conflict index against what the last review saw of it, or else against the month before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from analytics.balance_since import money_moved, month_money, points_of
from analytics.incidents import seen_in
from data_access.workspace.reviews import sheet_of
from domain.balance import last_whole_month
from domain.periods import add_months
from domain.review import MONTH, REVIEW, IncidentMoney, Index, Lock, Words
from ui import reader
from ui.balance_boxes import described
from ui.balance_view import View
from ui.review_lock import attending, lock_before


@dataclass(frozen=True, slots=True)
class Then:
    """What an index is held against: of which month, its value and points, what counted of each incident.

    `lock` is the last review where it is that; `as_seen` says that the figures are those it showed.
    """

    against: str
    month: date
    cci: float
    points: Mapping[str, float]
    money: Mapping[str, float]
    words: Mapping[str, Words] = field(default_factory=dict)
    lock: Lock | None = None
    as_seen: bool = False


def last_review(view: View) -> Lock | None:
    """The lock that the month looked at can be held against: only the month that is the last one today is."""
    if view.month != last_whole_month(view.ctx.today):
        return None
    return lock_before(view.ctx, view.ctx.today)


def then_of(view: View) -> Then:
    """What the last review saw, where it saw just this selection; else the month that was its last, as computed today;
    else the month before.
    """
    lock = last_review(view)
    if lock is None:
        return _month(view, add_months(view.month, -1), None)
    if (seen := _as_seen(view, lock)) is not None:
        return seen
    month = last_whole_month(lock.day)
    return _month(view, month, lock) if month < view.month else _month(view, add_months(view.month, -1), None)


def month_before(view: View) -> Then:
    """The month before, whatever the last review saw."""
    return _month(view, add_months(view.month, -1), None)


def index_of(view: View, then: Then) -> Index:
    """The index of the month and what moved it since then. Money that is not the reader's is left out."""
    money = month_money(view.found, view.month, view.memory.excused)
    moved = money_moved(money, then.money)
    months = {one.cause.incident: one.last.date() for one in view.found}
    words = _described(view, {*moved, *money}) | {key: own for key, own in then.words.items() if key not in months}
    told = {
        key: IncidentMoney(key, words[key], 0.0, months.get(key, then.month))
        for key in (*moved, *money)
        if key in words
    }
    return Index(
        view.month, _cci(view, view.month), points_of(view.history, view.month), then.against, then.as_seen,
        then.month, then.cci, then.points, tuple(_worth(told, moved)), tuple(_worth(told, money)),
    )  # fmt: skip


def _worth(told: Mapping[str, IncidentMoney], amounts: Mapping[str, float]) -> Iterable[IncidentMoney]:
    for key, amount in amounts.items():
        if key in told and amount == amount:
            one = told[key]
            yield IncidentMoney(one.incident, one.words, amount, one.month)


def _as_seen(view: View, lock: Lock) -> Then | None:
    """What the review showed, if it is the same reader's whole selection that is looked at."""
    if view.ctx.filters.chosen or not attending(view.ctx).sees(lock.scope):
        return None
    index = sheet_of(reader.space(), lock.key).index
    if index is None:
        return None
    money = {one.incident: one.amount for one in index.counted}
    words = {one.incident: one.words for one in index.counted}
    return Then(REVIEW, index.month, index.cci, index.points, money, words, lock, as_seen=True)


def _month(view: View, month: date, lock: Lock | None) -> Then:
    money = month_money(view.found, month, view.memory.excused)
    against = REVIEW if lock else MONTH
    return Then(against, month, _cci(view, month), points_of(view.history, month), money, lock=lock)


def _cci(view: View, month: date) -> float:
    known = view.index.set_index("period").cci
    return float(known.get(pd.Timestamp(month), float("nan")))


def _described(view: View, wanted: set[str]) -> dict[str, Words]:
    """The incidents in the reader's language; those of earlier months as they were last seen."""
    language = view.ctx.locale.value
    known: dict[str, Words] = {
        row["id"]: {language: described(view, row)} for _, row in view.incidents.iterrows() if row["id"] in wanted
    }
    others = [one for one in view.found if one.cause.incident in wanted - set(known)]
    for last in {one.last for one in others}:
        rows = seen_in([one for one in others if one.last == last], last.date(), view.memory.excused)
        known |= {row["id"]: {language: described(view, row)} for _, row in rows.iterrows()}
    return known
