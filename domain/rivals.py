"""Channels against each other: what is asked of their customers, prices and volumes."""

from dataclasses import dataclass
from datetime import timedelta

from domain.filters import Filters
from domain.periods import Window

WEEKS = timedelta(days=364)  # a year of whole weeks
FEWEST_CELLS, FEWEST_PRODUCTS, FEWEST_MONTHS = 60, 8, 6  # that two channels must share for an elasticity
LEAST_MOVE = 0.02  # standard deviation of the price gap within products and months: two percent
PRODUCTS, CHANNELS = 60, 10  # the largest, of which volumes are read
EXPANDED, CANNIBALISED, FRESH = "expanded", "cannibalised", "fresh"


@dataclass(frozen=True, slots=True)
class Then:
    """The elapsed days of a selection, and as many days of the same weekdays a year (or more) before."""

    now: Window
    before: Window

    @classmethod
    def of(cls, filters: Filters) -> "Then":
        """Back by whole years of weeks, so many that the two do not overlap.

        >>> from datetime import date
        >>> then = Then.of(Filters(date(2026, 1, 1), date(2026, 12, 31), date(2026, 11, 26)))
        >>> then.before.first, then.before.last
        (datetime.date(2025, 1, 2), datetime.date(2025, 11, 27))
        """
        window = filters.window
        last = max(window.elapsed_last, filters.first)
        days = (last - filters.first).days + 1
        back = WEEKS * -(-days // WEEKS.days)
        return cls(Window(filters.first, last, window.today), Window(filters.first - back, last - back, window.today))
