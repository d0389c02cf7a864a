"""The calendar by hand: week 53, fiscal years, weekends worked in lieu, and a festival that moves."""

from datetime import date, timedelta

import pytest

from data_access.loading.calendar import CalendarSpec, days, festival, festival_offset, last_year_festival_day
from domain.errors import ReaderError


def calendar(year: int, **spec) -> dict[date, dict]:
    return {row["day"]: row for row in days(date(year, 6, 1), date(year, 6, 1), CalendarSpec(**spec))}


def test_it_reaches_two_years_to_either_side():
    made = calendar(2024)
    assert (min(made), max(made), len(made)) == (date(2022, 1, 1), date(2026, 12, 31), 5 * 365 + 1)


def test_week_53_belongs_to_the_year_in_which_it_began():
    row = calendar(2021)[date(2021, 1, 3)]
    assert (row["iso_year"], row["iso_week"], row["week_start"]) == (2020, 53, date(2020, 12, 28))


def test_a_fiscal_year_is_named_after_the_year_in_which_it_ends():
    made = calendar(2024, fiscal_start_month=4)
    march, april = made[date(2024, 3, 31)], made[date(2024, 4, 1)]
    assert (march["fiscal_year"], march["fiscal_quarter"], march["fiscal_month"]) == (2024, 4, 12)
    assert (march["quarter_start"], march["year_start"]) == (date(2024, 1, 1), date(2023, 4, 1))
    assert (april["fiscal_year"], april["fiscal_quarter"], april["fiscal_month"]) == (2025, 1, 1)
    assert (april["quarter_start"], april["year_start"]) == (date(2024, 4, 1), date(2024, 4, 1))


def test_a_fiscal_quarter_may_span_two_calendar_years():
    row = calendar(2024, fiscal_start_month=12)[date(2024, 1, 15)]
    assert (row["quarter_start"], row["fiscal_quarter"], row["fiscal_year"]) == (date(2023, 12, 1), 1, 2024)


def test_chinese_saturdays_worked_in_lieu_are_working_days():
    made = calendar(2024)
    worked = [day for day in (4, 9, 10, 17, 18, 24) if made[date(2024, 2, day)]["is_working_day"]]
    assert worked == [4, 9, 18]  # Sundays 4 and 18 in lieu of days off
    assert made[date(2024, 2, 10)]["holiday_zh"] == "春节"
    assert "Spring Festival" in made[date(2024, 2, 10)]["holiday"]
    assert made[date(2024, 2, 21)]["holiday"] is None


def test_another_country_has_its_own_holidays():
    made = calendar(2024, country="US")
    assert not made[date(2024, 7, 4)]["is_working_day"]
    assert made[date(2024, 7, 4)]["holiday"] == "Independence Day"
    with pytest.raises(ReaderError, match="no country code named “XX”"):
        calendar(2024, country="XX")


@pytest.mark.parametrize(
    ("year", "day"),
    [(2019, (2, 5)), (2020, (1, 25)), (2021, (2, 12)), (2022, (2, 1)), (2023, (1, 22)), (2025, (1, 29))],
)
def test_the_festival_falls_where_the_moon_puts_it(year, day):
    assert festival(year) == date(year, *day)


def test_near_the_festival_the_same_distance_is_compared():
    assert festival_offset(date(2021, 2, 12) + timedelta(28)) == 28
    assert last_year_festival_day(date(2021, 2, 12) + timedelta(28)) == date(2020, 1, 25) + timedelta(28)
    beyond = date(2021, 2, 12) + timedelta(29)
    assert last_year_festival_day(beyond) == beyond - timedelta(364)
    assert last_year_festival_day(date(2021, 2, 12) - timedelta(28)) == date(2020, 1, 25) - timedelta(28)


def test_every_week_begins_on_monday_and_every_comparison_keeps_the_weekday():
    for day, row in calendar(2023).items():
        assert row["week_start"].weekday() == 0
        assert 0 <= (day - row["week_start"]).days <= 6
        assert row["last_year_day"].weekday() == day.weekday()
