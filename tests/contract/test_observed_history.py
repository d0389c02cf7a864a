"""What snapshots saw joins the history at every publication: made of dates before it, observed from then on."""

from datetime import date, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select

from data_access.loading.calendar import CalendarSpec
from data_access.loading.check import check
from data_access.loading.publish import BuildSpec
from data_access.published import deal_span, deal_stay
from data_access.snapshot import snapshot
from data_access.tables import opportunity_event
from data_access.warehouse import Warehouse
from data_access.workspace import observations, open_workspace
from domain.periods import end_of_day, start_of_day
from domain.retention import Retention
from domain.scope import EVERYTHING
from tests.contract.watched_deals import DAY, deal, publish, told

ZONE = "Asia/Shanghai"
CREATED = start_of_day(date(2026, 2, 1), ZONE)
DAYS = [DAY + timedelta(days=place) for place in range(5)]
ENDS = [end_of_day(day, ZONE) for day in DAYS]
FIRST = ENDS[0]


@pytest.fixture
def night(tmp_path, apart):
    """Loads deals as they stand on a day of DAYS, and takes the snapshot unless told not to."""
    space = open_workspace(f"sqlite:///{tmp_path}/workspace.db")
    spec = BuildSpec(CalendarSpec(time_zone=ZONE), observed=partial(observations.history, space, zone=ZONE))

    def loaded(place: int, deals, *, snap: bool = True, **more):
        publish(apart, deals, DAYS[place], spec=spec, **more)
        if snap:
            snapshot(space, Warehouse(apart.engine(), EVERYTHING, time_zone=ZONE), None, Retention(), "operator")

    yield loaded
    space.dispose()


def spans(store, name: str) -> list[tuple]:
    """(since, kind, stage, status, amount, origin) of a deal, in order."""
    row = deal_span.c
    columns = (row.from_at, row.kind, row.stage, row.status, row.amount, row.origin)
    with store.engine().connect() as connection:
        return [tuple(found) for found in connection.execute(
            select(*columns).where(row.opportunity_id == name).order_by(row.seq)
        )]  # fmt: skip


def steps(store, name: str) -> list[tuple]:
    return [(since, kind, stage, status, origin) for since, kind, stage, status, _, origin in spans(store, name)]


def test_history_is_made_of_dates_up_to_the_first_observation_and_observed_from_then_on(night, apart):
    night(0, [deal("a")])
    night(1, [deal("a", stage=2, amount=70)])
    night(2, [deal("a", stage=2, amount=70)])
    assert spans(apart, "a") == [
        (CREATED, "created", 1, "open", 100, "reconstructed"),
        (ENDS[0], "changed", 1, "open", 100, "observed"),
        (ENDS[1], "changed", 2, "open", 70, "observed"),
    ]


def test_the_version_says_how_deals_stand_though_no_snapshot_of_today_was_taken(night, apart):
    night(0, [deal("a"), deal("b")])
    night(1, [deal("a", stage=2)], snap=False)
    assert steps(apart, "a")[-1] == (ENDS[1], "changed", 2, "open", "observed")
    assert steps(apart, "b")[-1] == (ENDS[1], "deleted", 1, "deleted", "observed")


def test_a_deal_that_vanishes_is_deleted_and_one_that_returns_is_restored(night, apart):
    for place, deals in enumerate(([deal("a"), deal("b")], [deal("b")], [deal("a"), deal("b")], [deal("b")])):
        night(place, deals)
    assert steps(apart, "a")[1:] == [
        (ENDS[0], "changed", 1, "open", "observed"),
        (ENDS[1], "deleted", 1, "deleted", "observed"),
        (ENDS[2], "restored", 1, "open", "observed"),
        (ENDS[3], "deleted", 1, "deleted", "observed"),
    ]
    with apart.engine().connect() as connection:
        row = deal_stay.c
        left = select(row.left_by).where(row.opportunity_id == "a").order_by(row.entered_at)
        assert list(connection.execute(left).scalars()) == ["deleted", "deleted"]
    assert not [finding for finding in check(apart.engine()) if finding.severity == "error"]


def test_what_was_observed_survives_every_load_also_of_another_source(night, apart):
    night(0, [deal("a")])
    night(1, [deal("a", stage=2)])
    before = spans(apart, "a")
    night(1, [deal("x")], source="other", snap=False)
    assert spans(apart, "a") == before
    night(2, [deal("a", stage=2)], snap=False)
    assert spans(apart, "a") == before
    with apart.engine().connect() as connection:
        event = opportunity_event.c
        rows = connection.execute(
            select(event.kind, event.origin).where(event.opportunity_id == "a").order_by(event.seq)
        )
        assert [tuple(row) for row in rows] == [("changed", "observed"), ("changed", "observed")]


def test_the_beginning_is_made_of_the_dates_and_the_stage_of_the_first_observation(night, apart):
    """Not of those of today: a deal that is won since then was not about to be won all the time."""
    lost = deal("lost", stage=4, closed_on=date(2026, 2, 20))
    night(0, [deal("a"), lost])
    night(1, [deal("a", stage=3, closed_on=DAYS[1]), lost])
    assert steps(apart, "a") == [
        (CREATED, "created", 1, "open", "reconstructed"),
        (ENDS[0], "changed", 1, "open", "observed"),
        (ENDS[1], "changed", 3, "won", "observed"),
    ]
    assert steps(apart, "lost") == [
        (CREATED, "created", 2, "open", "reconstructed"),
        (start_of_day(date(2026, 2, 20), ZONE), "changed", 4, "lost", "reconstructed"),
        (ENDS[0], "changed", 4, "lost", "observed"),
    ]


def test_a_deal_without_a_creation_date_begins_when_it_is_first_seen(night, apart):
    """It is created then, unless it was there at the first snapshot of all: then nobody knows since when."""
    night(0, [deal("a", created_on=None)])
    night(1, [deal("a", created_on=None, stage=2), deal("b", created_on=None)])
    assert steps(apart, "a") == [
        (ENDS[0], "restored", 1, "open", "observed"),
        (ENDS[1], "changed", 2, "open", "observed"),
    ]
    assert steps(apart, "b") == [(ENDS[1], "created", 1, "open", "observed")]
    with apart.engine().connect() as connection:
        row = deal_span.c
        found = connection.execute(select(row.opportunity_id, row.created_at, row.came_over).order_by(row.from_at))
        assert sorted((name, at, over) for name, at, over in found if name == "b" or over) == [
            ("a", None, True),
            ("b", ENDS[1], False),
        ]


def test_what_had_closed_on_no_known_day_before_the_first_snapshot_does_not_close_on_that_day(night, apart):
    undated = deal("a", stage=3)
    night(0, [undated, deal("b")])
    night(1, [undated, deal("b"), deal("late", stage=3, created_on=DAYS[1])])
    assert steps(apart, "a") == []
    assert steps(apart, "late")[-1] == (ENDS[1], "changed", 3, "won", "observed"), (
        "it did close since the last snapshot"
    )
    night(2, [deal("a", stage=2), deal("b")])
    assert steps(apart, "a")[-1] == (ENDS[2], "changed", 2, "open", "observed")


def test_the_source_s_own_history_is_never_mixed_with_observations(night, apart):
    night(0, [deal("a")])
    night(1, [deal("a", stage=2)], events=(told("a"),))
    assert [origin for *_, origin in steps(apart, "a")] == ["source"]


def test_a_won_deal_is_fulfilled_from_its_first_order_on(night, apart):
    """The source goes on calling it won; an observation of that must not take the order back."""
    won = partial(deal, stage=3, closed_on=date(2026, 2, 10))
    early = {"ordered_on": date(2026, 2, 20), "opportunity_id": "early"}
    late = {"ordered_on": DAYS[2], "opportunity_id": "late"}
    night(0, [won("early"), won("late")], orders=(early,))
    night(1, [won("early", amount=70), won("late")], orders=(early,))
    night(3, [won("early", amount=70), won("late", amount=60)], orders=(early, late))
    assert [(since, stage, origin) for since, _, stage, _, origin in steps(apart, "early")][2:] == [
        (start_of_day(date(2026, 2, 20), ZONE), 5, "reconstructed"),
        (ENDS[0], 5, "observed"),
        (ENDS[1], 5, "observed"),
    ]
    assert [(since, stage, origin) for since, _, stage, _, origin in steps(apart, "late")][2:] == [
        (ENDS[0], 3, "observed"),
        (start_of_day(DAYS[2], ZONE), 5, "observed"),
        (ENDS[3], 5, "observed"),
    ]


def test_what_a_source_dates_after_the_day_it_reaches_is_not_seen_before(night, apart):
    """It may be said to reach a day and hold deals that closed later: a snapshot of that day does not move these."""
    late = [deal("a", stage=3, closed_on=DAYS[3]), deal("b", created_on=DAYS[2])]
    night(0, late)
    night(1, late)
    assert [(since, stage) for since, _, stage, _, _ in steps(apart, "a")] == [
        (CREATED, 2),
        (start_of_day(DAYS[3], ZONE), 3),
        (start_of_day(DAYS[3], ZONE), 3),
    ]
    assert {since for since, *_ in steps(apart, "b")} == {start_of_day(DAYS[2], ZONE)}


def test_states_at_the_ends_of_days_are_those_that_were_seen(night, apart):
    for place, stage in enumerate((1, 2, 1, 3, 2)):
        night(place, [deal("a", stage=stage)])

    def stage_at(at: datetime) -> int:
        row = deal_span.c
        as_of = select(row.stage).where(row.opportunity_id == "a", row.from_at <= at, at < row.to_at)
        with apart.engine().connect() as connection:
            return connection.execute(as_of).scalar_one()

    assert [stage_at(end) for end in ENDS] == [1, 2, 1, 3, 2]
    assert [stage_at(end - timedelta(microseconds=1)) for end in ENDS[1:]] == [1, 2, 1, 3]
