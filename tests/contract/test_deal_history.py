"""Deals whose history can be followed by hand, each with something that histories do; on every database."""

from datetime import date

import pytest

from data_access.published import FOR_EVER, deal_span, deal_stay
from tests.contract.deal_company import ZONE, publish, rows_of, utc
from tests.contract.followed_deals import DEALS, ORDERS, TOLD


@pytest.fixture(scope="module", autouse=True)
def published(store):
    """The deals of this file, on each database."""
    publish(store, DEALS, TOLD, order_line=ORDERS)


def states(store, key: str, columns: str) -> list[tuple]:
    """What is said of a deal, state after state."""
    names = columns.split()
    mine = [row for row in rows_of(store.engine(), deal_span) if row["opportunity_id"] == key]
    return [tuple(row[name] for name in names) if len(names) > 1 else row[names[0]] for row in mine]


def stays(store, key: str, columns: str) -> list[tuple]:
    """What is said of a deal's stays, in the order in which it entered."""
    mine = [row for row in rows_of(store.engine(), deal_stay) if row["opportunity_id"] == key]
    ordered = sorted(mine, key=lambda row: (row["entered_at"], row["left_at"] or FOR_EVER, row["stage"]))
    return [tuple(row[name] for name in columns.split()) for row in ordered]


def march(*days: int) -> list:
    """Two o'clock in the morning, UTC, of days of March; 0 is for ever."""
    return [utc(f"2025-03-{day:02d} 02:00") if day else FOR_EVER for day in days]


def test_each_event_holds_until_the_next(store):
    assert states(store, "reopened", "from_at to_at") == list(
        zip(march(1, 2, 5, 9, 14), march(2, 5, 9, 14, 0), strict=True)
    )
    assert states(store, "reopened", "status") == ["open", "open", "lost", "open", "won"]
    assert states(store, "reopened", "stage stage_before") == [(1, None), (2, 1), (7, 2), (2, 7), (4, 2)]


def test_days_are_local(store):
    assert ZONE == "Asia/Shanghai"
    assert states(store, "straight", "from_on")[0] == date(2025, 3, 2), "an hour past midnight there"
    assert stays(store, "straight", "entered_on left_on")[0] == (date(2025, 3, 2), date(2025, 3, 10))


def test_won_fulfilled_and_paid_are_won_and_the_deal_closed_once(store):
    assert states(store, "straight", "status") == ["open"] * 4 + ["won"] * 3
    closed = utc("2025-04-01 17:00")
    assert states(store, "straight", "closed_at") == [None] * 4 + [closed] * 3
    said = date(2025, 4, 3)  # by the source, though the event is of the 2nd
    assert states(store, "straight", "close_on") == [date(2025, 5, 1), None, None, None, said, said, said]
    assert [stay[:2] for stay in stays(store, "straight", "stage left_by left_to")] == [
        (1, "forward"), (2, "forward"), (3, "won"), (4, "forward"), (5, "forward"), (6, None),
    ]  # fmt: skip


def test_a_new_amount_is_no_new_stay(store):
    assert states(store, "straight", "amount") == [100, 100, 150, 150, 150, 150, 150]
    assert states(store, "straight", "entered_at")[1:3] == march(10, 10)
    assert stays(store, "straight", "stage amount")[:3] == [(1, 100), (2, 100), (3, 150)], "as it entered"


def test_stages_jumped_over_are_passed_at_the_instant_of_the_jump(store):
    assert stays(store, "jump", "stage skipped left_by left_to") == [
        (1, False, "won", 4), (2, True, "won", 4), (3, True, "won", 4), (4, False, None, None),
    ]  # fmt: skip
    assert stays(store, "jump", "entered_at left_at reached_at")[1] == tuple(march(5, 5, 5))


def test_stages_before_the_first_one_are_not_passed(store):
    assert stays(store, "late start", "stage visit skipped left_by") == [
        (2, 1, False, "back"), (1, 1, False, "forward"), (3, 1, False, None),
    ]  # fmt: skip


def test_a_stage_jumped_over_and_entered_later_is_visited_twice(store):
    assert stays(store, "back and forth", "stage visit skipped left_by") == [
        (1, 1, False, "forward"), (2, 1, True, "forward"), (3, 1, False, "back"), (2, 2, False, "forward"),
        (3, 2, False, "lost"),
    ]  # fmt: skip
    assert [row[0] for row in stays(store, "back and forth", "reached_at lost_at")] == [
        *march(2, 2),
        None,
        *march(7),
        None,
    ]
    assert {row[1] for row in stays(store, "back and forth", "stage lost_at")} == set(march(11))


def test_a_reopened_deal_reaches_what_it_had_been_lost_for(store):
    assert stays(store, "reopened", "stage visit left_by lost_at reached_at") == [
        (1, 1, "forward", *march(5, 2)),
        (2, 1, "lost", *march(5, 14)),
        (2, 2, "won", None, *march(14)),
        (3, 1, "won", None, *march(14)),
        (4, 1, None, None, None),
    ]


def test_only_the_present_closing_has_the_day_that_the_source_says(store):
    assert states(store, "reopened", "close_on") == [None, None, date(2025, 3, 5), None, date(2025, 3, 20)]
    assert states(store, "reopened", "closed_at") == [None, None, *march(5), None, *march(14)]


def test_a_lost_deal_that_is_won_closes_anew(store):
    assert states(store, "lost, then won", "closed_at") == [None, *march(5, 9)]
    assert states(store, "lost, then won", "close_on") == [None, date(2025, 3, 5), date(2025, 3, 10)]


def test_a_deletion_ends_the_stay_and_a_restoration_begins_another(store):
    assert states(store, "deleted", "status") == ["open", "deleted"]
    assert stays(store, "deleted", "stage left_by left_to left_at gone_at") == [(2, "deleted", None, *march(5, 5))]
    assert states(store, "restored", "status") == ["open", "deleted", "open", "open"]
    assert stays(store, "restored", "stage visit left_by reached_at gone_at") == [
        (2, 1, "deleted", *march(12, 5)), (2, 2, "forward", *march(12), None), (3, 1, None, None, None),
    ]  # fmt: skip


def test_time_never_runs_backwards(store):
    assert states(store, "clock", "from_at") == march(10, 10, 10, 12)
    assert states(store, "clock", "clamped") == [False, True, True, False]
    assert stays(store, "clock", "stage entered_at left_at clamped")[:2] == [
        (1, *march(10, 10), False), (2, *march(10, 10), True),
    ]  # fmt: skip
    assert {row[0] for row in states(store, "clock", "created_at seq")} == set(march(10)), "that of the first event"


def test_two_events_at_one_instant_keep_their_order(store):
    assert states(store, "at once", "from_at to_at") == list(zip(march(1, 5, 5), march(5, 5, 0), strict=True))
    assert stays(store, "at once", "stage skipped entered_at left_at")[1] == (2, False, *march(5, 5))


def test_a_transfer_moves_the_deal_and_not_its_stay(store):
    assert states(store, "moves", "region_id rep_id channel_id") == [
        ("north", "ann", "own"), ("south", "ann", "own"), ("south", "bob", "own"), ("south", "bob", "web"),
    ]  # fmt: skip
    assert states(store, "moves", "came_over goes_over") == [(False, True), (True, True), (True, True), (True, False)]
    assert stays(store, "moves", "stage region_id rep_id channel_id") == [
        (1, "north", "ann", "own"), (2, "south", "bob", "web"),
    ]  # fmt: skip


def test_numbers_of_events_may_have_gaps(store):
    assert states(store, "numbered oddly", "seq seq_before stage_before") == [(3, None, None), (7, 3, 1)]


def test_an_open_deal_without_events_stands_where_it_stands_since_it_was_created(store):
    began = utc("2025-02-28 16:00")
    assert states(store, "open", "kind from_at to_at stage status close_on amount region_id origin") == [
        ("created", began, FOR_EVER, 2, "open", date(2025, 6, 1), 70, "north", "reconstructed")
    ]
    assert stays(store, "open", "stage entered_at left_at") == [(2, began, None)], "though somebody ordered"


def test_a_won_deal_without_events_was_in_the_last_open_stage_then_won_then_first_ordered(store):
    assert states(store, "won", "kind stage from_on close_on") == [
        ("created", 3, date(2025, 3, 1), None),
        ("changed", 4, date(2025, 3, 9), date(2025, 3, 9)),
        ("changed", 5, date(2025, 3, 18), date(2025, 3, 9)),
    ]
    assert stays(store, "won", "stage left_by skipped") == [(3, "won", False), (4, "forward", False), (5, None, False)]


def test_a_lost_deal_without_events_was_open_until_it_closed(store):
    assert states(store, "lost", "stage status from_on") == [
        (3, "open", date(2025, 3, 1)), (7, "lost", date(2025, 3, 9)),
    ]  # fmt: skip


def test_a_deal_won_before_it_was_created_is_won_at_once_and_marked(store):
    assert states(store, "won before it was", "from_on clamped close_on") == [
        (date(2025, 3, 9), False, None), (date(2025, 3, 9), True, date(2025, 3, 7)),
    ]  # fmt: skip


def test_a_funnel_without_an_open_stage_begins_won(store):
    assert states(store, "never open", "stage status") == [(1, "won"), (1, "won")]


@pytest.mark.parametrize("key", ["undated", "closed some day"])
def test_a_deal_whose_days_are_not_known_has_no_history(store, key):
    assert states(store, key, "seq") == []
    assert stays(store, key, "stage") == []
