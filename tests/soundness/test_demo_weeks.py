"""Every week of the demo company is explained to the cent; so is every quarter, for one region, in every window."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from analytics.pipeline_waterfall import Gap, unexplained
from data_access.loading.calendar import CalendarSpec
from data_access.loading.publish import BuildSpec, build
from data_access.pipeline_waterfall import waterfall
from data_access.store import open_store
from data_access.warehouse import Warehouse
from demo.company import tables
from domain.filters import Filters
from domain.pipeline import CLOSE_WINDOWS, Since, close_window
from domain.scope import EVERYTHING, Scope

SCALE, END, ZONE = 0.1, date(2026, 10, 18), "Asia/Shanghai"
FIRST = date(2023, 10, 23)
DEALS = {"region", "channel", "partner", "customer", "rep", "product", "stage", "opportunity", "opportunity_event"}
EAST = Scope(regions=frozenset({"demo:huadong"}))


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    """The demo company's deals with all that they name."""
    opened = open_store(f"duckdb:///{tmp_path_factory.mktemp('weeks')}/warehouse")
    with build(opened, "demo", BuildSpec(CalendarSpec(time_zone=ZONE))) as building:
        for name, rows in tables(SCALE, 7, END):
            if name in DEALS:
                building.append(name, rows)
    yield opened.engine()
    opened.close()


def spans(days: int) -> Iterator[tuple[date, date]]:
    """The three years in steps of so many days, each from the end of a Sunday to that of another."""
    last = END
    while last > FIRST:
        yield last - timedelta(days=days), last
        last -= timedelta(days=days)


def left_over(engine, scope: Scope, close: str, span: tuple[date, date]) -> Gap:
    before, after = span
    since = Since.days(before, after, close_window(close, after), ZONE)
    return unexplained(waterfall(Warehouse(engine, scope, time_zone=ZONE), Filters.default(after), since))


def test_no_week_leaves_anything_unexplained(engine):
    assert {span: left_over(engine, EVERYTHING, "quarter", span) for span in spans(7)} == dict.fromkeys(
        spans(7), Gap(0.0, 0)
    )


@pytest.mark.parametrize("close", CLOSE_WINDOWS)
@pytest.mark.parametrize("scope", [EVERYTHING, EAST], ids=["company", "east"])
def test_no_quarter_leaves_anything_unexplained_in_any_window(engine, scope, close):
    assert {left_over(engine, scope, close, span) for span in spans(91)} == {Gap(0.0, 0)}


def test_one_week_begins_where_the_one_before_it_ended(engine):
    data, ended, new = Warehouse(engine, EVERYTHING, time_zone=ZONE), None, 0
    for before, after in sorted(spans(7))[-12:]:
        since = Since.days(before, after, close_window("any", after), ZONE)
        rows = waterfall(data, Filters.default(after), since).set_index("bucket")
        new += rows.deals["new"]
        assert ended in (None, (rows.amount["start"], rows["count"]["start"]))
        ended = (rows.amount["end"], rows["count"]["end"])
    assert new > 20, "there is something to explain"
