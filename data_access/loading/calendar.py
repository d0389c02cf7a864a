"""The calendar table: fiscal periods, ISO weeks, working days, holidays and the Spring Festival, one row a day."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import holidays
from holidays.calendars.chinese import _ChineseLunisolar

from domain.errors import unknown
from i18n import Text

AROUND = 28  # days on each side of the Spring Festival that are compared with last year's festival
SAME_WEEKDAY = timedelta(days=364)
_ONE_DAY = timedelta(days=1)
_LUNAR = _ChineseLunisolar()
_COUNTRY = Text("国家代码", "country code")


@dataclass(frozen=True, slots=True)
class CalendarSpec:
    """How time is cut. `fiscal_start_month`: 1 to 12, the month in which a fiscal year begins. `country`: ISO code of
    its holidays. `time_zone`: the name of the one in which instants are cut into days.
    """

    fiscal_start_month: int = 1
    country: str = "CN"
    time_zone: str = "UTC"


def days(first: date, last: date, spec: CalendarSpec) -> Iterator[dict[str, object]]:
    """One row of the table `calendar` for each day from 1 January two years before `first` to the end of the
    second year after `last`: room for comparisons backwards and forecasts forwards.

    Raises ReaderError for a country whose holidays are not known.
    """
    start, end = date(first.year - 2, 1, 1), date(last.year + 2, 12, 31)
    names, names_zh = _holidays(spec.country, start.year, end.year)
    day = start
    while day <= end:
        yield {
            "day": day,
            **_periods(day, spec.fiscal_start_month),
            "is_working_day": names.is_working_day(day),  # knows weekends worked in lieu (调休)
            "holiday": names.get(day),
            "holiday_zh": names_zh.get(day),
            "festival_offset": festival_offset(day),
            "last_year_day": day - SAME_WEEKDAY,
            "last_year_festival_day": last_year_festival_day(day),
        }
        day += _ONE_DAY


@lru_cache(maxsize=512)
def festival(year: int) -> date:
    """The Spring Festival (first day of the lunar year) that falls into `year`.

    >>> festival(2021), festival(2024)
    (datetime.date(2021, 2, 12), datetime.date(2024, 2, 10))
    """
    day, _estimated = _LUNAR.lunar_new_year_date(year)
    if day is None:
        raise ValueError(f"the lunar calendar does not reach {year}")
    return day


def festival_offset(day: date) -> int:
    """Days from the nearest Spring Festival; negative before it.

    >>> festival_offset(date(2021, 2, 12)), festival_offset(date(2021, 2, 10)), festival_offset(date(2020, 12, 31))
    (0, -2, -43)
    """
    return min(((day - festival(year)).days for year in (day.year - 1, day.year, day.year + 1)), key=abs)


def last_year_festival_day(day: date) -> date:
    """The day to compare with: near the festival the same distance from last year's, else the same weekday.

    The festival moves by up to a month, so the same weekday would set a shut week against an open one.

    >>> last_year_festival_day(date(2021, 2, 12)), last_year_festival_day(date(2021, 7, 1))
    (datetime.date(2020, 1, 25), datetime.date(2020, 7, 2))
    """
    offset = festival_offset(day)
    if abs(offset) > AROUND:
        return day - SAME_WEEKDAY
    nearest = day - timedelta(days=offset)
    return festival(nearest.year - 1) + timedelta(days=offset)


def fiscal(day: date, start_month: int) -> tuple[int, int, int]:
    """Fiscal year, quarter and month of a day. The year is named after the calendar year in which it ends.

    >>> fiscal(date(2026, 3, 31), 4), fiscal(date(2026, 4, 1), 4), fiscal(date(2026, 4, 1), 1)
    ((2026, 4, 12), (2027, 1, 1), (2026, 2, 4))
    """
    month = (day.month - start_month) % 12 + 1
    year = day.year + (1 if start_month > 1 and day.month >= start_month else 0)
    return year, (month + 2) // 3, month


def _periods(day: date, start_month: int) -> dict[str, object]:
    year, quarter, month = fiscal(day, start_month)
    iso = day.isocalendar()
    return {
        "week_start": day - timedelta(days=day.weekday()),
        "month_start": day.replace(day=1),
        "quarter_start": _months_before(day, (month - 1) % 3),
        "year_start": _months_before(day, month - 1),
        "iso_year": iso.year,
        "iso_week": iso.week,
        "fiscal_year": year,
        "fiscal_quarter": quarter,
        "fiscal_month": month,
    }


def _months_before(day: date, months: int) -> date:
    """The first day of the month that lies `months` before."""
    place = day.year * 12 + day.month - 1 - months
    return date(place // 12, place % 12 + 1, 1)


def _holidays(country: str, first: int, last: int) -> tuple[holidays.HolidayBase, holidays.HolidayBase]:
    """The holidays of a country with English names, and with Chinese ones where the country has them."""
    years = range(first, last + 1)
    try:
        spoken = holidays.country_holidays(country).supported_languages
    except NotImplementedError as error:
        raise unknown(_COUNTRY, country, holidays.list_supported_countries()) from error
    english, chinese = (_language(spoken, start) for start in ("en", "zh"))
    return (
        holidays.country_holidays(country, years=years, language=english),
        holidays.country_holidays(country, years=years, language=chinese or english),
    )


def _language(spoken: tuple[str, ...], start: str) -> str | None:
    fitting = sorted(tag for tag in spoken if tag.startswith(start))
    place = bisect_left(fitting, f"{start}_CN" if start == "zh" else f"{start}_US")
    return fitting[min(place, len(fitting) - 1)] if fitting else None
