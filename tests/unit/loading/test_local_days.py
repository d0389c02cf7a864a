"""Days cut in SQL are those of the zone, also where clocks change at midnight or a day is left out."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from sqlalchemy import DateTime, column, create_engine, select, table

from data_access.loading.local_days import first_day, local_days, offset_at
from domain.periods import end_of_day, start_of_day

ZONES = (
    "UTC", "Asia/Shanghai", "America/New_York", "America/Havana", "America/Sao_Paulo", "Africa/Cairo",
    "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia",
)  # fmt: skip


def instants(first: datetime, count: int) -> list[datetime]:
    """So many instants, four hours apart, every other one a minute before the hour."""
    return [first + timedelta(hours=4 * n, minutes=-(n % 2)) for n in range(count)]


@pytest.mark.parametrize("zone", ZONES)
def test_an_instant_falls_on_the_day_that_the_wall_clock_shows(zone):
    spread = instants(start_of_day(date(2010, 12, 25), "UTC"), 20_000)
    days = local_days(zone, date(2010, 12, 24), date(2020, 3, 1))
    assert cut(days.day_of, spread) == [at.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date() for at in spread]


@pytest.mark.parametrize("zone", ZONES)
def test_a_day_begins_in_sql_when_it_does_in_python(zone):
    spread = [date(2011, 1, 1) + timedelta(days=n) for n in range(3300)]
    days = local_days(zone, spread[0], spread[-1])
    midnights = [start_of_day(day, "UTC") for day in spread]
    assert cut(days.start_of, midnights) == [start_of_day(day, zone) for day in spread]


@pytest.mark.parametrize("zone", ZONES)
def test_days_follow_each_other_without_a_gap(zone):
    for n in range(3300):
        day = date(2012, 1, 1) + timedelta(days=n)
        assert end_of_day(day, zone) + timedelta(microseconds=1) == start_of_day(day + timedelta(days=1), zone)
        assert start_of_day(day, zone) <= start_of_day(day + timedelta(days=1), zone)


def test_a_mistyped_year_costs_no_thousand_years_of_changes():
    assert len(local_days("America/New_York", date(202, 1, 1), date(2024, 1, 1)).changes) < 300
    assert len(local_days("Asia/Shanghai", date(2020, 1, 1), date(9999, 12, 31)).changes) == 1


def test_where_there_is_no_midnight_the_new_offset_holds_from_the_next_one():
    began = start_of_day(date(2018, 11, 4), "America/Sao_Paulo")  # clocks went from 0 to 1 o'clock
    assert began == start_of_day(date(2018, 11, 4), "UTC") + timedelta(hours=3)
    assert first_day(began, "America/Sao_Paulo") == date(2018, 11, 5)
    assert offset_at(began, "America/Sao_Paulo") == timedelta(hours=-2)


def cut(expression, given):
    """What a database makes of the instants, in their order."""
    at = column("at", DateTime)
    with create_engine("duckdb:///:memory:").connect() as connection:
        connection.connection.driver_connection.register("given", pa.table({"at": pa.array(given, pa.timestamp("us"))}))
        found = dict(connection.execute(select(at, expression(at)).select_from(table("given", at))).all())
    return [found[at] for at in given]
