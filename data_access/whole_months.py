"""Days as whole months, which monthly totals answer, and what is left before and after them."""

from dataclasses import dataclass
from datetime import date, timedelta

from domain.periods import add_months

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WholeMonths:
    """Days, both included, as whole months and what is left before and after them.

    >>> WholeMonths(date(2026, 1, 15), date(2026, 3, 31)).edges
    ((datetime.date(2026, 1, 15), datetime.date(2026, 1, 31)),)
    >>> WholeMonths(date(2026, 1, 15), date(2026, 1, 20)).months
    """

    first: date
    last: date

    @property
    def months(self) -> tuple[date, date] | None:
        """The first days of the first and the last whole month; None where there is none."""
        first = self.first if self.first.day == 1 else add_months(self.first.replace(day=1), 1)
        last = add_months((self.last + _DAY).replace(day=1), -1)
        return (first, last) if first <= last else None

    @property
    def edges(self) -> tuple[tuple[date, date], ...]:
        """The days that no whole month holds."""
        if self.months is None:
            return ((self.first, self.last),) if self.first <= self.last else ()
        first, end = self.months[0], add_months(self.months[1], 1)
        parts = ((self.first, first - _DAY), (end, self.last))
        return tuple(part for part in parts if part[0] <= part[1])
