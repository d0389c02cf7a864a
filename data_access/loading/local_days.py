"""Instants cut into the days of a time zone, in SQL: by the zone's own table of changes, the same on every database."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Date, DateTime, Interval, case, cast, literal
from sqlalchemy.sql.elements import ColumnElement

from domain.periods import start_of_day

_FIRST, _LAST = date(1900, 1, 1), date(2200, 1, 1)  # a mistyped year must not cost a hundred years of changes
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LocalDays:
    """The days of a zone between two days; a day outside is cut by the offset at that end.

    The databases' own conversions cost ten times as much, and do not agree on a midnight that comes twice.
    """

    zone: str
    changes: tuple[tuple[datetime, timedelta], ...]  # (since when, in UTC; what is then added to UTC), in order

    def day_of(self, at: ColumnElement[Any]) -> ColumnElement[Any]:
        """The local day of an instant in UTC."""
        return cast(at + self._offset(at, [since for since, _ in self.changes[1:]]), Date)

    def start_of(self, day: ColumnElement[Any]) -> ColumnElement[Any]:
        """The instant in UTC at which a local day begins."""
        days = [first_day(since, self.zone) for since, _ in self.changes[1:]]
        return cast(cast(day, DateTime) - self._offset(day, days), DateTime)

    def _offset(self, of: ColumnElement[Any], starts: list[Any]) -> ColumnElement[Any]:
        offsets = [literal(offset, Interval) for _, offset in self.changes]
        earlier = [(of < start, offset) for start, offset in zip(starts, offsets, strict=False)]
        return case(*earlier, else_=offsets[-1]) if earlier else offsets[0]


def local_days(zone: str, first: date, last: date) -> LocalDays:
    """The days of the zone of that name from `first` to `last`."""
    return LocalDays(zone, tuple(_changes(zone, max(first, _FIRST), min(last, _LAST))))


def first_day(change: datetime, zone: str) -> date:
    """The first local day whose midnight has the offset that holds from `change` on.

    The day of the change itself when it begins later; not where clocks go forward at midnight, for then there is
    no midnight, nor where they go back to it, for then there are two.
    """
    offset = offset_at(change, zone)
    day = (change + offset).date() - _ONE_DAY
    while datetime.combine(day, time()) - offset != start_of_day(day, zone):
        day += _ONE_DAY
    return day


def offset_at(at: datetime, zone: str) -> timedelta:
    """What is added to an instant in UTC to get the local time."""
    return at.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).utcoffset() or timedelta()


def _changes(zone: str, first: date, last: date) -> Iterator[tuple[datetime, timedelta]]:
    at = start_of_day(first, zone)
    yield at, offset_at(at, zone)
    for place in range((last - first).days + 1):
        after = start_of_day(first + timedelta(days=place + 1), zone)
        if offset_at(at, zone) != offset_at(after, zone):
            change = _change_between(zone, at, after)
            yield change, offset_at(change, zone)
        at = after


def _change_between(zone: str, before: datetime, after: datetime) -> datetime:
    """The first whole second of the offset that holds at `after`."""
    old = offset_at(before, zone)
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        before, after = (middle, after) if offset_at(middle, zone) == old else (before, middle)
    return after
