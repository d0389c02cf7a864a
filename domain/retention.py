"""How long each day of an observed history can still be asked for: every day, then weeks, then months for ever."""

from collections.abc import Iterable
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

    def last_of_each(self, days: Iterable[date], today: date) -> set[date]:
        """Of days on which something was made, those that are kept: where none was made on a Sunday, the week's last.

        Every one of the last `days` days, the last one of each of the last `weeks` weeks, and of each month for ever.

        >>> keep, today = Retention(days=10, weeks=3), date(2026, 11, 21)
        >>> made = [date(2026, 10, 14), date(2026, 10, 28), *(date(2026, 11, day) for day in (2, 4, 5, 9, 12, 13, 14))]
        >>> [f"{day:%m-%d}" for day in sorted(keep.last_of_each(made, today))]
        ['10-28', '11-05', '11-12', '11-13', '11-14']
        """
        found: set[date] = set()
        weeks: dict[tuple[int, int], date] = {}
        months: dict[tuple[int, int], date] = {}
        for day in sorted(days):
            weeks[day.isocalendar()[:2]] = months[day.year, day.month] = day
            found |= {day} if (today - day).days < self.days else set()
        return found | set(months.values()) | {day for day in weeks.values() if (today - day).days < 7 * self.weeks}
