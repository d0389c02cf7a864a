"""Snapshots: what has changed is added to what was seen, once, and nothing that was seen is touched."""

from datetime import date, timedelta
from threading import Thread

import pyarrow as pa
import pytest
from sqlalchemy import select

from data_access.snapshot import snapshot
from data_access.store import Store
from data_access.warehouse import Warehouse
from data_access.workspace import changes, observations
from data_access.workspace.tables import observation
from domain.errors import ReaderError
from domain.retention import Retention
from domain.scope import EVERYTHING
from tests.contract.watched_deals import DAY, deal, publish, told

KEEP = Retention()
NEXT, LATER = DAY + timedelta(days=1), DAY + timedelta(days=2)


def take(space, store: Store, day: date | None = None, **terms: int):
    return snapshot(space, Warehouse(store.engine(), EVERYTHING, **terms), day, KEEP, "operator")


def seen(space) -> list[tuple]:
    columns = [column for column in observation.columns if column.name != "written_at"]
    with space.connect() as connection:
        return [tuple(row) for row in connection.execute(select(*columns).order_by(observation.c.id))]


def told_of(space) -> list[tuple]:
    row = observation.c
    columns = (row.opportunity_id, row.observed_on, row.present, row.stage, row.amount)
    with space.connect() as connection:
        return sorted(tuple(found) for found in connection.execute(select(*columns)))


def test_the_first_snapshot_sees_every_deal_but_those_whose_source_tells_their_history(space, store):
    publish(store, [deal("a"), deal("b", stage=3), deal("known")], DAY, events=(told("known"),))
    taken = take(space, store)
    assert (taken.day, taken.watched, taken.new, taken.changed) == (DAY, 2, 2, 0)
    assert told_of(space) == [("a", DAY, True, 1, "100.0000"), ("b", DAY, True, 3, "100.0000")]
    assert [(change.who, change.what, change.about) for change in changes(space, 1)] == [
        ("operator", "snapshot", DAY.isoformat())
    ]


def test_a_second_snapshot_of_the_day_adds_nothing(space, store):
    publish(store, [deal("a"), deal("b", amount=None)], DAY)
    take(space, store)
    once, written = seen(space), changes(space)
    again = take(space, store)
    assert (again.new, again.changed, again.gone, again.back) == (0, 0, 0, 0)
    assert (seen(space), changes(space)) == (once, written)


def test_a_second_snapshot_of_a_day_replaces_nothing_and_adds_what_has_changed_since(space, store):
    publish(store, [deal("a"), deal("b")], DAY)
    take(space, store)
    once = seen(space)
    publish(store, [deal("a", amount=70), deal("b")], DAY)
    assert take(space, store).changed == 1
    assert seen(space)[:-1] == once
    assert told_of(space)[1] == ("a", DAY, True, 1, "70.0000")


def test_what_moves_vanishes_and_returns_is_written_behind_what_was_seen(space, store):
    publish(store, [deal("moves"), deal("goes"), deal("stays")], DAY)
    take(space, store)
    before = seen(space)
    publish(store, [deal("moves", stage=2), deal("stays"), deal("comes")], NEXT)
    taken = take(space, store)
    assert (taken.new, taken.changed, taken.gone, taken.back) == (1, 1, 1, 0)
    publish(store, [deal("moves", stage=2), deal("stays"), deal("comes"), deal("goes")], LATER)
    taken = take(space, store)
    assert (taken.new, taken.changed, taken.gone, taken.back) == (0, 0, 0, 1)
    assert seen(space)[: len(before)] == before
    assert [row for row in told_of(space) if row[0] == "goes"] == [
        ("goes", DAY, True, 1, "100.0000"),
        ("goes", NEXT, False, 1, "100.0000"),
        ("goes", LATER, True, 1, "100.0000"),
    ]


CHANGES = (
    {"amount": "100.0001"}, {"amount": None}, {"stage": 2}, {"region_id": "south"}, {"region_id": None},
    {"rep_id": "r"}, {"product_line": "L"}, {"forecast_category": "commit"}, {"created_on": None},
    {"expected_close_on": date(2026, 6, 1)}, {"closed_on": date(2026, 3, 1)},
)  # fmt: skip


def test_whatever_a_deal_has_counts_as_a_change_but_its_name_does_not(space, store):
    publish(store, [deal(f"d{n}") for n in range(len(CHANGES))], DAY)
    take(space, store)
    publish(store, [deal(f"d{n}", name="another") for n in range(len(CHANGES))], NEXT)
    assert take(space, store).changed == 0
    publish(store, [deal(f"d{n}", **change) for n, change in enumerate(CHANGES)], LATER)
    assert take(space, store).changed == len(CHANGES)


def test_amounts_are_kept_to_the_last_digit(space, store):
    publish(store, [deal("a", amount="12345678901234.5678")], DAY)
    take(space, store)
    assert told_of(space) == [("a", DAY, True, 1, "12345678901234.5678")]
    assert take(space, store).changed == 0


def test_a_source_that_has_no_deals_at_all_has_not_lost_them(space, apart):
    publish(apart, [deal("a")], DAY)
    publish(apart, [deal("b")], DAY, source="other")
    take(space, apart)
    publish(apart, [], NEXT, orders=({"ordered_on": NEXT},), source="other")
    assert take(space, apart).gone == 0
    publish(apart, [deal("c")], LATER, source="other")
    assert take(space, apart).gone == 1


def test_deals_beyond_the_row_limit_are_seen_too(space, store):
    publish(store, [deal(f"d{n}") for n in range(30)], DAY)
    assert take(space, store, row_limit=7).new == 30


def test_a_day_that_the_data_have_not_reached_is_refused(space, store):
    publish(store, [deal("a")], DAY)
    with pytest.raises(ReaderError, match=NEXT.isoformat()):
        take(space, store, NEXT)
    assert seen(space) == []


def test_history_is_not_written_behind_what_was_seen(space, store):
    publish(store, [deal("a")], LATER)
    take(space, store, NEXT)
    with pytest.raises(ReaderError, match=NEXT.isoformat()):
        take(space, store, DAY)
    assert [row[1] for row in told_of(space)] == [NEXT]


def test_two_snapshots_at_the_same_moment_see_each_deal_once(space, store):
    publish(store, [deal(f"d{n}") for n in range(50)], DAY)
    threads = [Thread(target=take, args=(space, store)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told_of(space)) == 50


def test_what_was_seen_comes_back_as_a_history_in_instants(space, store):
    publish(store, [deal("a", amount="1.5")], DAY)
    take(space, store)
    publish(store, [deal("b")], NEXT)
    take(space, store)
    with space.connect() as connection:
        assert observations.observed_through(connection) == NEXT
    rows = pa.concat_tables(observations.history(space, "crm", "Asia/Shanghai")).to_pylist()
    got = sorted((r["opportunity_id"], r["seq"], r["at"].isoformat(), r["present"], str(r["amount"])) for r in rows)
    assert got == [
        ("a", 1, "2026-03-02T15:59:59.999999", True, "1.5000"),
        ("a", 2, "2026-03-03T15:59:59.999999", False, "1.5000"),
        ("b", 1, "2026-03-03T15:59:59.999999", True, "100.0000"),
    ]
    assert list(observations.history(space, "nobody", "UTC")) == []
