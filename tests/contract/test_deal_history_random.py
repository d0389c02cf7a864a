"""Thousands of random histories: SQL on each database says what walking from event to event says."""

from datetime import date
from itertools import groupby, pairwise

import pytest

from data_access.loading import deal_rows
from data_access.published import FOR_EVER, deal_span, deal_stay
from tests.contract.deal_company import FUNNELS, SOURCE, ZONE, Row, publish, rows_of
from tests.contract.history_by_hand import Funnel, events_of, spans_of, stays_of
from tests.contract.random_deals import random_deals

DEALS = random_deals(20_260_101, 3_000)


@pytest.fixture(scope="module", autouse=True)
def published(store):
    """The random deals, on each database, derived a few at a time."""
    deals, told, orders = DEALS
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(deal_rows, "AT_ONCE", 700)
        publish(store, deals, told, order_line=orders)


@pytest.fixture(scope="module")
def by_hand() -> tuple[list[Row], list[Row]]:
    """Spans and stays of all of them."""
    deals, told, orders = DEALS
    booked = sorted((o["opportunity_id"], o["ordered_on"]) for o in orders if o["status"] == "booked")
    days: dict[str, list[date]] = {key: [d for _, d in some] for key, some in groupby(booked, lambda pair: pair[0])}
    spans, stays = [], []
    for deal in deals:
        key, funnel = deal["opportunity_id"], Funnel(FUNNELS[deal["funnel"]], ZONE)
        mine = spans_of(deal, events_of(deal, told.get(key, []), days.get(key, []), funnel), funnel)
        spans += mine
        stays += stays_of(mine, funnel)
    order = ("opportunity_id", "seq"), ("opportunity_id", "stage", "visit")
    return tuple(
        sorted((row | {"source": SOURCE} for row in rows), key=lambda row, by=by: [row[name] for name in by])
        for rows, by in zip((spans, stays), order, strict=True)
    )


def test_states_are_those_found_by_walking(store, by_hand):
    agree(rows_of(store.engine(), deal_span), by_hand[0])


def test_stays_are_those_found_by_walking(store, by_hand):
    agree(rows_of(store.engine(), deal_stay), by_hand[1])


def test_at_any_instant_a_deal_is_in_one_state_at_most(store):
    spans = rows_of(store.engine(), deal_span)
    for _, mine in groupby(spans, lambda row: row["opportunity_id"]):
        chain = list(mine)
        assert all(before["to_at"] == after["from_at"] for before, after in pairwise(chain))
        assert all(row["from_at"] <= row["to_at"] for row in chain)
        assert chain[-1]["to_at"] == FOR_EVER


def test_the_random_deals_contain_what_goes_wrong(by_hand):
    spans, stays = by_hand
    assert {row["origin"] for row in spans} == {"source", "observed", "reconstructed"}
    assert {row["status"] for row in spans} == {"open", "won", "lost", "deleted"}
    assert any(row["clamped"] for row in spans)
    assert any(row["from_at"] == row["to_at"] for row in spans)
    assert {row["left_by"] for row in stays} == {None, "forward", "back", "won", "lost", "deleted"}
    assert any(row["skipped"] for row in stays)
    assert max(row["visit"] for row in stays) > 2


def agree(found: list[Row], want: list[Row]) -> None:
    """The same rows in the same order; the first that differs is shown with its columns."""
    for mine, theirs in zip(found, want, strict=False):
        assert mine == theirs, {name: (mine.get(name), theirs.get(name)) for name in mine if mine[name] != theirs[name]}
    assert len(found) == len(want)
