"""Calls in the workspace and beside the deals: never overwritten, undone by a new row, within the own scope alone."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pandas as pd
import pytest
from sqlalchemy import func, select

from data_access.call_deals import call_deals
from data_access.call_figures import call_rows, finished_periods, planned_by_region, won_by_region
from data_access.call_rights import callers, enter_calls, may_call, told, undo_calls, why_not
from data_access.metric_table import metric_table
from data_access.warehouse import Warehouse
from data_access.workspace import Reader, add_reader, calls, changes, open_workspace
from data_access.workspace.forecast_tables import call_entry
from domain.ask import Ask
from domain.calls import COMPANY, WITHDRAWN, Call, CallPlace
from domain.errors import NotInScope, ReaderError
from domain.filters import Filters
from domain.scope import EVERYTHING, NOTHING, Scope
from i18n import Locale
from tests.contract.databases import fresh_database

TODAY = date(2025, 6, 18)
Q2 = CallPlace("maker:north", "quarter", date(2025, 4, 1))
QUARTER = Filters(Q2.first, Q2.last, TODAY)
NORTH = Scope(regions=frozenset({"maker:north"}))
ONE_CHANNEL = Scope(regions=frozenset({"maker:north"}), channels=frozenset({"maker:own"}))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def space(request, tmp_path):
    """An empty workspace on each database that it can lie on."""
    url = f"sqlite:///{tmp_path}/workspace.db"
    if request.param == "postgres":
        url = fresh_database(request.getfixturevalue("postgres"), "calls")
    engine = open_workspace(url)
    yield engine
    engine.dispose()


@pytest.fixture
def mine(warehouse_store):
    """What a scope may call for."""
    return lambda scope=EVERYTHING: may_call(Warehouse(warehouse_store.engine(), scope), Locale.EN)


def call(value, place=Q2, **more):
    return Call(place, Decimal(str(value)), reason=more.pop("reason", "three tenders"), **more)


def at(region):
    return CallPlace(region, Q2.step, Q2.first)


def test_what_is_called_stands_and_what_stood_before_is_kept(space, mine):
    enter_calls(space, [call("1200.555", commit=Decimal(900), best_case=Decimal(2000))], ("li", "page"), mine())
    enter_calls(space, [call(1100, reason="one was lost")], ("wu", "command"), mine())
    newest, oldest = calls.history(space)
    assert (newest.who, newest.call.call, newest.call.commit, newest.call.reason) == (
        "wu", Decimal("1100.00"), None, "one was lost",
    )  # fmt: skip
    assert (oldest.who, oldest.how, oldest.call.call) == ("li", "page", Decimal("1200.56"))
    assert (oldest.call.commit, oldest.call.best_case) == (Decimal("900.00"), Decimal("2000.00"))
    assert newest.at.tzinfo is UTC
    assert datetime.now(UTC) - newest.at < timedelta(minutes=5)  # noqa: TID251
    assert [change.what for change in changes(space)] == ["enter calls"] * 2


def test_undoing_adds_a_row_and_takes_none_away(space, mine):
    first = enter_calls(space, [call(10)], ("li", "page"), mine())
    second = enter_calls(space, [call(20), call(5, at("maker:west"))], ("li", "page"), mine())
    assert undo_calls(space, second, "boss", "a slip", mine()) == 2
    rows = calls.history(space)
    assert len(rows) == 5
    with space.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(call_entry)) == 5
    north, west = ([one.call for one in rows if one.call.place.region == key] for key in ("maker:north", "maker:west"))
    assert [one.call for one in north] == [Decimal("10.00"), Decimal("20.00"), Decimal("10.00")]
    assert (west[0].state, west[0].call, west[0].reason) == (WITHDRAWN, None, "a slip")
    assert undo_calls(space, second, "boss", "again", mine()) == 0, "what came later is not undone"
    assert undo_calls(space, first, "boss", "again", mine()) == 0
    with pytest.raises(ReaderError):
        undo_calls(space, "nothing", "boss", "x", mine())


def test_a_reader_calls_and_is_told_within_the_own_regions_only(space, mine):
    enter_calls(space, [call(1), call(2, at("maker:hebei")), call(3, at("maker:west")), call(4, at(COMPANY))],
                ("boss", "page"), mine())  # fmt: skip
    north = mine(NORTH)
    assert {one.call.place.region for one in told(space, north)} == {"maker:north", "maker:hebei"}
    assert told(space, mine(NOTHING)) == []
    enter_calls(space, [call(9)], ("north", "page"), north)
    for region in ("maker:west", COMPANY, "maker:nowhere", "x" * 500):
        with pytest.raises(NotInScope) as refused:
            enter_calls(space, [call(9, at(region))], ("north", "page"), north)
        assert len(str(refused.value)) < 200
    batch = next(one.batch for one in calls.history(space) if one.call.place.region == "maker:west")
    with pytest.raises(NotInScope):
        undo_calls(space, batch, "north", "mine now", north)
    assert len(calls.history(space)) == 5


def test_a_part_of_a_region_neither_calls_nor_is_told(space, mine):
    enter_calls(space, [call(1)], ("boss", "page"), mine())
    part = mine(ONE_CHANNEL)
    assert told(space, part) == []
    with pytest.raises(NotInScope):
        enter_calls(space, [call(2)], ("own", "page"), part)
    assert told(space, mine(Scope(regions=NORTH.regions, reps=frozenset({"maker:r1"})))) == []


def test_what_the_demo_company_called_is_not_told_beside_another(space, mine):
    calls.enter(space, [call(1, at(COMPANY))], "boss", "demo")
    assert len(calls.history(space)) == 1
    assert told(space, mine()) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (Call(Q2, None, reason="x"), "amount of your call"),
        (call("-1"), "between 0"),
        (call("1e20"), "between 0"),
        (call("NaN"), "between 0"),
        (call(1, reason="  "), "reason"),
        (call(1, reason="x" * 501), "reason"),
        (call(1, commit=Decimal(5), best_case=Decimal(4)), "part of best case"),
        (call(1, CallPlace("maker:north", "quarter", date(2025, 1, 1))), "cannot be called any more"),
    ],
)
def test_what_is_wrong_is_refused_in_words(mine, wrong, said):
    assert said in str(why_not(wrong, mine()))


def test_nothing_of_a_batch_is_entered_when_one_call_is_wrong(space, mine):
    with pytest.raises(ReaderError):
        enter_calls(space, [call(1), call(-1)], ("li", "page"), mine())
    assert calls.history(space) == []


def test_rows_come_oldest_first_and_as_known_at_an_instant(space, mine):
    early = datetime(2025, 4, 5, 8, tzinfo=UTC)
    calls.enter(space, [call(10)], "li", "file", early)
    calls.enter(space, [call(20)], "li", "file", early + timedelta(days=30))
    rows = call_rows(told(space, mine()))
    assert rows.call.tolist() == [10.0, 20.0]
    assert rows["at"].tolist()[0] == pd.Timestamp(2025, 4, 5, 8)
    assert call_rows(told(space, mine()), datetime(2025, 4, 30)).call.tolist() == [10.0]  # noqa: DTZ001


def test_those_who_answer_for_a_region_are_named_within_the_scope(space, mine):
    add_reader(space, Reader("n", "Director North", NORTH), "tests")
    add_reader(space, Reader("w", "Director West", Scope(regions=frozenset({"maker:west"}))), "tests")
    add_reader(space, Reader("o", "One channel", ONE_CHANNEL), "tests")
    assert callers(space, mine()) == {"maker:north": ["Director North"], "maker:west": ["Director West"]}
    assert callers(space, mine(NORTH)) == {"maker:north": ["Director North"]}


@pytest.mark.parametrize("scope", [EVERYTHING, NORTH], ids=["all", "north"])
@pytest.mark.parametrize("first", [date(2024, 1, 1), date(2024, 7, 1), date(2025, 4, 1)])
def test_won_so_far_is_the_won_amount_of_the_metric(warehouse_store, scope, first):
    data = Warehouse(warehouse_store.engine(), scope)
    span = Filters(first, date(2025, 6, 30), TODAY)
    rows = call_deals(data, span, TODAY)
    won = rows[rows.category == "won"].amount.sum()
    assert won == pytest.approx(metric_table(data, span, Ask(("won_amount",))).won_amount[0])
    assert won > 0 or first > date(2025, 1, 1)


def test_deals_as_of_a_past_day_are_those_known_then(warehouse_store):
    data = Warehouse(warehouse_store.engine(), EVERYTHING)
    span = Filters(date(2024, 1, 1), date(2025, 12, 31), TODAY)
    then, now = (call_deals(data, span, day) for day in (date(2024, 6, 30), TODAY))
    assert then[then.category == "won"].amount.sum() < now[now.category == "won"].amount.sum()
    assert then["count"].sum() < now["count"].sum()


def test_finished_periods_are_covered_from_end_to_end(warehouse_store):
    data = Warehouse(warehouse_store.engine(), EVERYTHING)
    periods = finished_periods(data, QUARTER, "quarter", 1)
    assert periods[-1] == date(2025, 1, 1)
    assert finished_periods(data, QUARTER, "month", 1)[-1] == date(2025, 5, 1)
    whole = Filters(periods[0], date(2025, 3, 31), TODAY)
    rows = won_by_region(data, whole, "quarter")
    assert rows.won.sum() == pytest.approx(metric_table(data, whole, Ask(("won_amount",))).won_amount[0])


def test_without_targets_of_won_amounts_those_of_revenue_stand_there_by_name(warehouse_store):
    data = Warehouse(warehouse_store.engine(), EVERYTHING)
    planned = planned_by_region(data, QUARTER)
    assert planned.metric in ("won_amount", "revenue")
    assert all(amount > 0 for _, amount in planned.amounts)
    nothing = planned_by_region(data, Filters(date(2031, 1, 1), date(2031, 3, 31), TODAY))
    assert (nothing.metric, nothing.amounts) == ("", ())
