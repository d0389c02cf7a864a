"""Whoever sees a part of the company sees the conflicts that touch it: the own figures, and the others' names."""

import pandas as pd
import pytest

from analytics.incidents import incidents
from data_access.balance import conflicts_of, exposures_of, links_of
from data_access.warehouse import Warehouse
from domain.balance import ConflictAsk
from domain.scope import EVERYTHING, NOTHING, Scope
from tests.contract import balance_company as company
from tests.contract.balance_company import MARCH, publish

ASK = ConflictAsk()
ZJ, HB, EAST = (Scope(regions=frozenset({f"maker:{key}"})) for key in ("zj", "hb", "east"))
WAR = (
    *company.PRICE_LINES,
    ("w1", company.day(4), "live", "A", "js", None, None, None, 4, 200),  # below its floor, elsewhere in the east
    ("w2", company.day(4), "tv", "A", "zj", None, None, None, 4, 200),  # no price of its own
)
LINES = WAR + company.TERRITORY_LINES + company.CUSTOMER_LINES + company.PRODUCT_LINES


@pytest.fixture(scope="module")
def engine(store):
    publish(store, LINES, deals=True)
    return store.engine()


def told(engine, scope, filters=MARCH):
    data = Warehouse(engine, scope)
    found = conflicts_of(data, filters, ASK)
    return incidents(found, links_of(data, filters, ASK), MARCH.first, selected=bool(filters.chosen)).set_index("id")


def test_an_incident_has_one_identity_whoever_looks(engine):
    boss = told(engine, EVERYTHING)
    for scope in (ZJ, HB, EAST):
        mine = told(engine, scope)
        assert set(mine.index) <= set(boss.index)
        shared = boss.loc[mine.index]
        assert mine.first_seen.equals(shared.first_seen)
        assert mine.kind.equals(shared.kind)


def test_figures_are_those_of_the_own_slices(engine):
    boss, mine = told(engine, EVERYTHING), told(engine, ZJ)
    known = mine.in_month.dropna()
    assert (known <= boss.in_month[known.index] + 1e-9).all()
    war = mine[mine.kind == "price"]
    assert war.in_month.sum() < boss[boss.kind == "price"].in_month.sum()
    everything = pd.concat([told(engine, scope).in_month for scope in (HB, EAST)]).groupby(level=0).sum(min_count=1)
    alike = boss.in_month[boss.kind.isin(("price", "territory", "product"))]
    assert everything[alike.index].to_dict() == pytest.approx(alike.to_dict())


def test_whose_region_goods_come_to_sees_the_partner_and_no_figure(engine):
    """d2 of Hebei sells into Zhejiang: Zhejiang's director sees who does, not what Hebei sold."""
    found = told(engine, ZJ)
    leaks = found[found.kind == "territory"].set_index("parties")
    assert set(leaks.index) == {"Dealer 1", "Dealer 2"}
    assert pd.isna(leaks.money["Dealer 2"])
    assert leaks.money["Dealer 1"] == 500
    assert told(engine, HB).set_index("parties").money.to_dict().get("Dealer 2") == 60


def test_a_buyer_fought_for_by_another_region_shows_both_channels(engine):
    found = told(engine, HB)
    buyer = found[found.kind == "customer"].iloc[0]
    assert set(buyer.party_keys.split("\n")) == {"maker:shop", "maker:live"}
    assert buyer.in_month == 600  # its own 200 and the open 400; the shop's 300 belong to Zhejiang


def test_what_does_not_touch_the_scope_is_not_there(engine):
    hebei = told(engine, HB)
    assert not hebei.parties.str.contains("Dealer 1").any()
    assert told(engine, NOTHING).empty


def test_exposures_of_a_part_are_its_own_rows_under_the_verdicts_of_the_whole(engine):
    whole = exposures_of(Warehouse(engine, EVERYTHING), MARCH, ConflictAsk(by="region_1"))
    for scope, key in ((EAST, "maker:east"), (HB, "maker:north")):
        mine = exposures_of(Warehouse(engine, scope), MARCH, ConflictAsk(by="region_1"))
        for kind, frame in mine.items():
            alone = whole[kind][whole[kind].region_1 == key].reset_index(drop=True)
            pd.testing.assert_frame_equal(frame.reset_index(drop=True), alone)


def test_a_channel_scope_keeps_the_others_figures_away(engine):
    scope = Scope(regions=frozenset({"maker:east", "maker:north"}), channels=frozenset({"maker:live"}))
    data = Warehouse(engine, scope)
    for kind, rows in conflicts_of(data, MARCH, ASK).items():
        assert rows[rows.channel != "maker:live"].amount.isna().all(), kind
    assert exposures_of(data, MARCH, ASK)["price"].exposed.sum() == 1000  # 800 and 200; judged among all channels


def test_a_reader_of_own_orders_sees_no_more(engine):
    scope = Scope(regions=frozenset({"maker:east"}), reps=frozenset({"maker:r9"}))
    assert told(engine, scope).empty


def test_the_selection_narrows_incidents_to_those_with_figures_in_it(engine):
    found = told(engine, EVERYTHING, MARCH.only(channel=("maker:live",)))
    assert set(found.kind) == {"price", "customer"}
    assert (found.in_month.notna()).all()
