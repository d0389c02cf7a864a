"""A reader of the north sees what deals were while they were the north's, wherever they came from or went to."""

import pytest
from sqlalchemy import Select, func, select

from data_access import published
from data_access.published import deal_span, deal_stay
from data_access.visible import Visible
from data_access.warehouse import Warehouse
from domain.errors import UnscopedQueryError
from domain.frames import Contract, Kind
from domain.scope import EVERYTHING, NOTHING, Scope
from tests.contract.deal_company import FUNNELS, Row, deal, event, publish, rows_of
from tests.contract.random_deals import random_deals

NORTH = Scope(regions=frozenset({"crm:north"}))
OWN = Scope(regions=frozenset({"crm:north", "crm:south"}), reps=frozenset({"crm:ann"}))
ONLINE = Scope(regions=frozenset({"crm:north"}), channels=frozenset({"crm:web"}))
CREATED = "2025-03-01 02:00"
TOLD = {
    "moves": [
        event(1, CREATED, 1, "created", region_id="hebei"),
        event(2, "2025-03-05 02:00", 2, region_id="hainan"),
        event(3, "2025-03-09 02:00", 3, region_id="south"),
        event(4, "2025-03-12 02:00", 3, region_id="north"),
    ],
    "deleted after it left": [
        event(1, CREATED, 1, "created", region_id="north"),
        event(2, "2025-03-05 02:00", 1, "deleted", region_id="south"),
    ],
    "deleted elsewhere": [
        event(1, CREATED, 1, "created", region_id="south"),
        event(2, "2025-03-05 02:00", 1, "deleted", region_id="south"),
    ],
}
RANDOM = random_deals(7, 500)
KEY = {"opportunity_id": Kind.TEXT, "place": Kind.COUNT}


@pytest.fixture(scope="module", autouse=True)
def published_deals(store):
    """Deals that move, and random ones that move all the time."""
    deals, told, _ = RANDOM
    publish(store, [*(deal(key, 1) for key in TOLD), *deals], TOLD | told)


def seen(store, scope: Scope, build) -> set[tuple[str, int]]:
    """Deal and number of the rows that `build` finds behind the doors of this reader."""
    frame = Warehouse(store.engine(), scope).fetch(build, Contract("seen", KEY))
    return set(zip(frame.opportunity_id, frame.place, strict=True))


def spans(see: Visible) -> Select:
    span = see.fact("deal_span")
    return select(span.c.opportunity_id, span.c.seq.label("place"))


def stays(see: Visible) -> Select:
    stay = see.fact("deal_stay")
    return select(stay.c.opportunity_id, (stay.c.stage * 100 + stay.c.visit).label("place"))


def deletions(see: Visible) -> Select:
    gone = see.fact("deal_deleted")
    return select(gone.c.opportunity_id, func.count(gone.c.source).label("place")).group_by(gone.c.opportunity_id)


def mine(row: Row, scope: Scope) -> bool:
    """Whether a row lies in the scope, said plainly."""
    if scope is NOTHING or row["region_id"] is None:
        return False
    regions = {"north", "hebei"} if scope in (NORTH, ONLINE) else {"north", "hebei", "south", "hainan"}
    channels = {"web"} if scope is ONLINE else {"own", "web"}
    reps = {"ann"} if scope is OWN else {"ann", "bob", None}
    return row["region_id"] in regions and row["channel_id"] in channels and row["rep_id"] in reps


def test_a_moving_deal_is_seen_while_it_is_there(store):
    found = seen(store, NORTH, spans)
    assert {place for key, place in found if key == "moves"} == {1, 4}
    assert {place for key, place in seen(store, NORTH, stays) if key == "moves"} == {101}, "entered there"


@pytest.mark.parametrize("scope", [NORTH, ONLINE, OWN, NOTHING], ids=["north", "online", "own", "nothing"])
def test_every_row_is_cut_by_what_the_deal_then_was(store, scope):
    span, stay = (rows_of(store.engine(), table) for table in (deal_span, deal_stay))
    assert seen(store, scope, spans) == {(r["opportunity_id"], r["seq"]) for r in span if mine(r, scope)}
    want = {(r["opportunity_id"], r["stage"] * 100 + r["visit"]) for r in stay if mine(r, scope)}
    assert seen(store, scope, stays) == want
    assert bool(want) == (scope is not NOTHING)


def test_a_reader_of_everything_sees_every_row(store):
    assert len(seen(store, EVERYTHING, spans)) == len(rows_of(store.engine(), deal_span))
    assert len(seen(store, EVERYTHING, stays)) == len(rows_of(store.engine(), deal_stay))


def test_a_deletion_is_told_to_those_who_knew_the_deal(store):
    keys = {key for key, _ in seen(store, NORTH, deletions)}
    assert "deleted after it left" in keys
    assert "deleted elsewhere" not in keys
    known = {row["opportunity_id"] for row in rows_of(store.engine(), deal_span) if mine(row, NORTH)}
    gone = {row["opportunity_id"] for row in rows_of(store.engine(), deal_span) if row["status"] == "deleted"}
    assert keys == known & gone
    assert not seen(store, NOTHING, deletions)


@pytest.mark.parametrize("table", [published.deal_span, published.deal_stay], ids=lambda table: table.name)
def test_nobody_reads_past_the_doors(table):
    see = Visible(NORTH)
    with pytest.raises(UnscopedQueryError):
        see.guard(select(table.c.opportunity_id))


def test_the_random_deals_use_every_funnel():
    assert {row["funnel"] for row in RANDOM[0]} == set(FUNNELS)
