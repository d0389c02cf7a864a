"""Days, the instants they begin and end at, named periods and their comparisons; no clock: today is given."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from i18n import Text


class Grain(StrEnum):
    """The length of a time step; the value is its column of the calendar."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def column(self) -> str:
        """The calendar column that holds the first day of the step."""
        return "day" if self is Grain.DAY else f"{self.value}_start"


GRAIN_NAMES = {
    Grain.DAY: Text("按日", "By day"),
    Grain.WEEK: Text("按周", "By week"),
    Grain.MONTH: Text("按月", "By month"),
    Grain.QUARTER: Text("按季", "By quarter"),
    Grain.YEAR: Text("按年", "By year"),
}


@dataclass(frozen=True, slots=True)
class Window:
    """A span of whole days, both ends included, seen on the day `today`."""

    first: date
    last: date
    today: date

    @property
    def elapsed_last(self) -> date:
        """The last day that has data: the end of the window, or today when that comes first."""
        return min(self.last, self.today)

    @property
    def days(self) -> int:
        """How many days the window has."""
        return max(0, (self.last - self.first).days + 1)

    @property
    def elapsed_days(self) -> int:
        """How many of them are over; 0 when the window lies in the future."""
        return max(0, (self.elapsed_last - self.first).days + 1)

    @property
    def unfinished(self) -> bool:
        """True when some of its days are still to come."""
        return self.today < self.last

    def previous(self) -> "Window":
        """The span to compare with: the same number of elapsed days before.

        Whole months are compared with as many whole months before; an unfinished month (quarter, year) with
        the same number of days from the start of the month (quarter, year) before; other spans with the
        days just before them.

        >>> october = Window(date(2026, 10, 1), date(2026, 10, 31), date(2026, 11, 21))
        >>> october.previous().first, october.previous().last
        (datetime.date(2026, 9, 1), datetime.date(2026, 9, 30))
        >>> november = Window(date(2026, 11, 1), date(2026, 11, 30), date(2026, 11, 21))
        >>> november.previous().first, november.previous().last
        (datetime.date(2026, 10, 1), datetime.date(2026, 10, 21))
        """
        months = whole_months(self.first, self.last)
        if months:
            first = add_months(self.first, -months)
            end = self.first - timedelta(days=1)
            last = min(end, first + timedelta(days=self.elapsed_days - 1)) if self.unfinished else end
            return Window(first, last, self.today)
        last = self.first - timedelta(days=1)
        return Window(last - timedelta(days=max(self.elapsed_days, 1) - 1), last, self.today)


def add_months(day: date, months: int) -> date:
    """The same day of another month, or that month's last day.

    >>> add_months(date(2026, 3, 31), -1)
    datetime.date(2026, 2, 28)
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def whole_months(first: date, last: date) -> int:
    """How many whole calendar months the span is made of; 0 when it is not.

    >>> whole_months(date(2026, 1, 1), date(2026, 3, 31)), whole_months(date(2026, 1, 2), date(2026, 1, 31))
    (3, 0)
    """
    after = last + timedelta(days=1)
    if first.day != 1 or after.day != 1 or after <= first:
        return 0
    return (after.year - first.year) * 12 + after.month - first.month


def start_of_day(day: date, zone: str) -> datetime:
    """The instant, in UTC and without a zone, at which `day` begins in the time zone of that name.

    Where clocks go forward at midnight, it begins when they do.

    >>> start_of_day(date(2026, 11, 21), "Asia/Shanghai"), start_of_day(date(2026, 11, 21), "UTC")
    (datetime.datetime(2026, 11, 20, 16, 0), datetime.datetime(2026, 11, 21, 0, 0))
    """
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None)


def end_of_day(day: date, zone: str) -> datetime:
    """The last microsecond of `day`: what "as of a day" means.

    >>> end_of_day(date(2026, 11, 21), "Asia/Shanghai")
    datetime.datetime(2026, 11, 21, 15, 59, 59, 999999)
    """
    return start_of_day(day + timedelta(days=1), zone) - timedelta(microseconds=1)


def just_after(at: datetime) -> datetime:
    """The first instant beyond `at`: what ages reach to, so that after the last microsecond of a day they are whole.

    >>> (just_after(end_of_day(date(2026, 11, 21), "UTC")) - datetime(2026, 11, 1)).days
    21
    """
    return at + timedelta(microseconds=1)


def _month(today: date) -> date:
    return today.replace(day=1)


def quarter_start(today: date, fiscal_start: int = 1) -> date:
    """The first day of the fiscal quarter of `today`, for a fiscal year that starts in month `fiscal_start`.

    >>> quarter_start(date(2026, 11, 21)), quarter_start(date(2026, 1, 5), fiscal_start=2)
    (datetime.date(2026, 10, 1), datetime.date(2025, 11, 1))
    """
    return add_months(_month(today), -((today.month - fiscal_start) % 3))


def year_start(today: date, fiscal_start: int = 1) -> date:
    """The first day of the fiscal year of `today`.

    >>> year_start(date(2026, 3, 31), fiscal_start=4)
    datetime.date(2025, 4, 1)
    """
    return add_months(_month(today), -((today.month - fiscal_start) % 12))


CUSTOM = "custom"
PERIODS: dict[str, Text] = {
    "this_year": Text("本年", "This year"),
    "this_quarter": Text("本季度", "This quarter"),
    "this_month": Text("本月", "This month"),
    "last_month": Text("上月", "Last month"),
    "last_quarter": Text("上季度", "Last quarter"),
    "last_year": Text("去年", "Last year"),
    "last_12_months": Text("近 12 个月", "Last 12 months"),
    "last_30_days": Text("近 30 天", "Last 30 days"),
    "last_90_days": Text("近 90 天", "Last 90 days"),
    CUSTOM: Text("自定义", "Custom"),
}


def named(period: str, today: date, fiscal_start: int = 1) -> tuple[date, date]:
    """First and last day of a named period; "this …" reaches to its end, which may lie ahead.

    >>> named("this_quarter", date(2026, 11, 21))
    (datetime.date(2026, 10, 1), datetime.date(2026, 12, 31))
    >>> named("last_12_months", date(2026, 11, 21))
    (datetime.date(2025, 11, 1), datetime.date(2026, 10, 31))
    """
    month, quarter, year = _month(today), quarter_start(today, fiscal_start), year_start(today, fiscal_start)
    starts = {
        "this_year": (year, 12),
        "this_quarter": (quarter, 3),
        "this_month": (month, 1),
        "last_month": (add_months(month, -1), 1),
        "last_quarter": (add_months(quarter, -3), 3),
        "last_year": (add_months(year, -12), 12),
        "last_12_months": (add_months(month, -12), 12),
    }
    if period in starts:
        first, months = starts[period]
        return first, add_months(first, months) - timedelta(days=1)
    days = {"last_30_days": 30, "last_90_days": 90}[period]
    return today - timedelta(days=days - 1), today


def fitting_grain(first: date, last: date) -> Grain:
    """The step that gives a trend about 8 to 40 points.

    >>> fitting_grain(date(2026, 1, 1), date(2026, 12, 31)), fitting_grain(date(2026, 11, 1), date(2026, 11, 30))
    (<Grain.MONTH: 'month'>, <Grain.DAY: 'day'>)
    """
    days = (last - first).days + 1
    limits = ((45, Grain.DAY), (190, Grain.WEEK), (1200, Grain.MONTH), (3700, Grain.QUARTER))
    return next((grain for limit, grain in limits if days <= limit), Grain.YEAR)
