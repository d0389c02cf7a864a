"""Channels against each other: pairs that share incidents, and what flows leave behind."""

import pandas as pd
import pytest

from analytics.rivals import channels_of, net_flows, rivals, shared_by
from domain.balance import CUSTOMER, PRICE, PRODUCT, TERRITORY
from domain.contracts_balance import CONFLICTS, INCIDENTS
from domain.contracts_rivals import MIGRATION
from domain.frames import Kind

OCTOBER, AUGUST = pd.Timestamp("2026-10-01"), pd.Timestamp("2026-08-01")
NONE = float("nan")


def conflicts(*rows):
    columns = ["period", "who", "channel", "what"]
    table = pd.DataFrame(rows, columns=columns)
    return CONFLICTS.coerce(
        table.assign(who_name=table.who, channel_name=table.channel.str.upper(), what_name=table.what, region="r",
                     region_name="R", touched=True, amount=1.0)
    )  # fmt: skip


def incident(key, kind, parties, what, money):
    names = "\n".join(parties)
    texts = dict.fromkeys((c for c, held in INCIDENTS.columns.items() if held is Kind.TEXT), "")
    days = {"first_seen": AUGUST, "last_seen": OCTOBER}
    known = {"id": key, "kind": kind, "party_keys": names, "parties": names, "what": what, "what_name": what}
    return texts | days | known | {"money": money, "in_month": money, "before": 0.0, "whole": True, "excused": False}


FOUND = {
    PRICE: conflicts((OCTOBER, "a", "a", "L1"), (AUGUST, "b", "b", "L1"), (OCTOBER, "c", "c", "L2"),
                     (pd.Timestamp("2026-01-01"), "d", "d", "L1")),
    TERRITORY: conflicts((OCTOBER, "dealer 1", "c", None)),
    CUSTOMER: conflicts((OCTOBER, "buyer", "a", None), (OCTOBER, "buyer", "b", None), (OCTOBER, "buyer", "c", None)),
    PRODUCT: conflicts((OCTOBER, "c", "c", "sku1"), (OCTOBER, "c", "c", "sku2")),
}  # fmt: skip
SEEN = INCIDENTS.coerce(
    pd.DataFrame(
        [
            incident("war", PRICE, ["a", "b"], "L1", 100.0),
            incident("alone", PRICE, ["c"], "L2", 7.0),
            incident("leak", TERRITORY, ["dealer 1"], "", 50.0),
            incident("fought", CUSTOMER, ["a", "b", "c"], "buyer", 30.0),
            incident("astray", PRODUCT, ["c"], "sku1", NONE),
        ]
    )
)


@pytest.fixture
def channels():
    return channels_of(SEEN, FOUND)


def test_an_incident_stands_in_the_channels_where_it_happened(channels):
    assert {key: set(own) for key, own in channels.items()} == {
        "war": {"a", "b"}, "alone": {"c"}, "leak": {"c"}, "fought": {"a", "b", "c"}, "astray": {"c"},
    }  # fmt: skip
    assert channels["war"]["a"] == "A"


def test_pairs_share_incidents_and_what_is_within_a_channel_stands_with_itself(channels):
    table = rivals(SEEN, channels)
    assert table[["a", "b", "incidents", "money"]].values.tolist() == [
        ["a", "b", 2, 130.0], ["c", "c", 3, 57.0], ["a", "c", 1, 30.0], ["b", "c", 1, 30.0],
    ]  # fmt: skip
    for a, b, count in table[["a", "b", "incidents"]].values.tolist():
        assert len(shared_by(channels, a, b)) == count


def test_without_figures_a_pair_has_incidents_and_no_money(channels):
    table = rivals(SEEN.assign(money=NONE), channels)
    assert table.money.isna().all()
    assert table.incidents.sum() == 7
    assert rivals(INCIDENTS.empty(), {}).empty


def test_what_one_channel_wins_another_loses():
    rows = [("a", "A", "b", "B", 30.0), ("b", "B", "a", "A", 10.0), ("c", "C", "b", "B", 5.0)]
    table = pd.DataFrame(rows, columns=["from", "from_name", "to", "to_name", "moved"])
    rest = dict.fromkeys(("expanded", "cannibalised", "fresh", "before", "after"), 0.0)
    net = net_flows(MIGRATION.coerce(table.assign(moves=1, buyers=1, **rest))).set_index("key").net
    assert net.to_dict() == {"b": 25.0, "c": -5.0, "a": -20.0}
    assert net.sum() == 0
