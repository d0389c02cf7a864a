"""How long each day of an observed history can still be asked for: every day, then weeks, then months for ever."""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Retention:
    """Every one of the last `days` days is kept, the Sundays of the last `weeks` weeks, and each end of a month."""

    days: int = 120
    weeks: int = 58

    def keeps(self, day: date, today: date) -> bool:
        """Whether the state at the end of `day` must stay known, seen on `today`.

        >>> keep, today = Retention(days=10, weeks=3), date(2026, 11, 21)
        >>> [keep.keeps(date(2026, 11, day), today) for day in (12, 11, 8, 7, 1)], keep.keeps(date(2026, 10, 31), today)
        ([True, False, True, False, True], True)
        """
        ends_month = (day + timedelta(days=1)).day == 1
        ends_week = day.isoweekday() == 7 and (today - day).days < 7 * self.weeks
        return ends_month or ends_week or (today - day).days < self.days

    def thinned(self, first: date, today: date) -> list[date]:
        """The days since `first` that are kept and before which days are not, oldest first.

        Between two of them the last observation of a deal is all that is needed. A week that two months share ends
        twice: without its last day in the old month, the end of that month would be lost once weeks are.

        >>> Retention(days=10, weeks=3).thinned(date(2026, 10, 20), date(2026, 11, 21))
        [datetime.date(2026, 10, 31), datetime.date(2026, 11, 1), datetime.date(2026, 11, 8)]
        """
        last = today - timedelta(days=self.days)
        span = (first + timedelta(days=place) for place in range((last - first).days + 1))
        return [day for day in span if self.keeps(day, today)]
