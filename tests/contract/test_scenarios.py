"""Scenarios in the workspace, within the own scope; and the outcomes of open deals against a loop over their events."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta

import pytest

from data_access.open_outcomes import open_outcomes
from data_access.scenario_rights import keep, told, withdraw
from data_access.warehouse import Warehouse
from data_access.workspace import open_workspace, scenarios
from domain.errors import ReaderError
from domain.filters import Filters
from domain.scope import EVERYTHING, NOTHING, Scope
from tests.contract import small_deals
from tests.contract.databases import fresh_database

TODAY = date(2025, 6, 18)
ALL = Filters(date(2025, 4, 1), date(2025, 6, 30), TODAY)
NORTH = Scope(regions=frozenset({"maker:north"}))
PART = Scope(regions=frozenset({"maker:north"}), channels=frozenset({"maker:own"}))
MINE = Scope(regions=frozenset({"maker:north"}), reps=frozenset({"maker:r1"}))
POINTS = (date(2024, 4, 30), date(2024, 7, 15), date(2024, 10, 1), date(2025, 3, 20), TODAY)
QUERY = {"win": "10", "deal": ["5000000:Metro"]}


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def space(request, tmp_path):
    """An empty workspace on each database that it can lie on."""
    url = f"sqlite:///{tmp_path}/workspace.db"
    if request.param == "postgres":
        url = fresh_database(request.getfixturevalue("postgres"), "scenarios")
    engine = open_workspace(url)
    yield engine
    engine.dispose()


@pytest.fixture
def seen(warehouse_store):
    """The warehouse as a scope sees it."""
    return lambda scope=EVERYTHING: Warehouse(warehouse_store.engine(), scope)


def names(space, data, who="li"):
    return {one.name for one in told(space, data, who)}


def test_what_is_kept_is_read_back_and_a_name_used_again_keeps_both(space, seen):
    keep(space, seen(), ("li", "  Push   hard "), ALL, QUERY)
    keep(space, seen(), ("wu", "Push hard"), ALL.only(region=("maker:north",)), {"win": "20"})
    one = told(space, seen(), "li")[0]
    assert (one.name, one.who, one.query, one.regions) == ("Push hard", "wu", {"win": "20"}, ("maker:north",))
    assert [row.query for row in scenarios.history(space)] == [{"win": "20"}, QUERY]
    assert withdraw(space, seen(), "li", one.id) == "Push hard"
    assert told(space, seen(), "li") == []
    assert [row.state for row in scenarios.history(space)] == ["withdrawn", "set", "set"]


def test_a_scenario_is_told_to_those_whose_scope_holds_its_slice(space, seen):
    keep(space, seen(), ("boss", "company"), ALL, QUERY)
    keep(space, seen(), ("boss", "west"), ALL.only(region=("maker:west",)), QUERY)
    keep(space, seen(NORTH), ("north", "north"), ALL, QUERY)
    keep(space, seen(PART), ("part", "part"), ALL, QUERY)
    keep(space, seen(MINE), ("mine", "mine"), ALL, QUERY)
    assert names(space, seen()) == {"company", "west", "north", "part", "mine"}
    assert names(space, seen(NORTH)) == {"north", "part", "mine"}
    assert names(space, seen(PART)) == {"part"}
    assert names(space, seen(MINE), "mine") == {"mine"}
    assert names(space, seen(NOTHING)) == set()


def test_nobody_takes_a_name_or_a_scenario_of_others(space, seen):
    keep(space, seen(), ("boss", "company"), ALL, QUERY)
    with pytest.raises(ReaderError, match="taken by somebody"):
        keep(space, seen(NORTH), ("north", "company"), ALL, {"win": "1"})
    with pytest.raises(ReaderError, match="not in your scope"):
        withdraw(space, seen(NORTH), "north", told(space, seen(), "boss")[0].id)
    for name in ("", "   ", "x" * 61):
        with pytest.raises(ReaderError, match="name"):
            keep(space, seen(), ("boss", name), ALL, QUERY)
    assert len(scenarios.history(space)) == 1


def by_hand(region=None):
    """(point, stage, day) → count, amount, won of the maker's deals, told from their events one by one."""
    end = {point: datetime.combine(point, time()) + timedelta(days=1) for point in POINTS}
    lives = defaultdict(list)
    for event in small_deals.events():
        lives[event["opportunity_id"]].append(event)
    found = defaultdict(lambda: [0, 0.0, 0.0])
    for life in lives.values():
        steps = sorted(life, key=lambda event: event["seq"])
        for point in POINTS:
            now, last = (_state(steps, limit) for limit in (end[point], end[TODAY]))
            if now is None or now["kind"] == "deleted" or now["stage_to"] > 2 or now["region_id"] not in region:
                continue
            won = last["kind"] != "deleted" and last["stage_to"] == 3
            since = min((_naive(e) for e in _run(steps, last)), default=None) if won else None
            day = (
                max(1, -(-int((since - end[point]).total_seconds()) // 86_400)) if since and since >= end[point] else 0
            )
            row = found[point, now["stage_to"], day]
            row[0] += 1
            row[1] += float(now["amount"] or 0)
            row[2] += float(last["amount"] or 0) if day else 0.0
    return {key: tuple(row) for key, row in found.items()}


def _naive(event):
    return event["at"].replace(tzinfo=None)


def _state(steps, limit):
    return next((event for event in reversed(steps) if _naive(event) < limit), None)


def _run(steps, last):
    """The events of the unbroken run in which the deal has been won."""
    run = []
    for event in reversed(steps[: steps.index(last) + 1]):
        if event["stage_to"] != 3 or event["kind"] == "deleted":
            break
        run.append(event)
    return run


@pytest.mark.parametrize(
    ("scope", "regions"),
    [(EVERYTHING, {"north", "hebei", "hangzhou", "west"}), (NORTH, {"north", "hebei"})],
    ids=["all", "north"],
)
def test_outcomes_are_those_of_a_loop_over_events(seen, scope, regions):
    rows = open_outcomes(seen(scope), ALL, POINTS, "UTC")
    got = {
        (point.date(), stage, on): (count, amount, won)
        for point, stage, on, count, amount, won in zip(
            rows.point, rows.stage, rows.day, rows["count"], rows.amount, rows.won, strict=True
        )
    }
    assert got == by_hand(regions)
    assert len(got) > 3
    assert any(on for _, _, on in got)


def test_nothing_after_the_last_day_is_read(seen):
    """The future may be what it likes: outcomes as known in October do not tell of a deal won after it."""
    early = open_outcomes(seen(), ALL, POINTS[:3], "UTC")
    late = open_outcomes(seen(), ALL, POINTS, "UTC")
    assert (early.won.sum(), early.day.max()) <= (late.won.sum(), late.day.max())
    last = early[early.point == early.point.max()]
    assert (last.day == 0).all()
