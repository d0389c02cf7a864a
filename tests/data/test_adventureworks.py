"""The two AdventureWorks sets give the figures of their READMEs."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from data_access.tables import order_line, partner, price, product, rep_assignment, source_state, target
from tests.data.figures import ask, by, by_region_name, count, total

TERRITORIES = {  # name: Internet, Reseller
    "Southwest": (5_718_151, 18_466_459),
    "Canada": (1_977_845, 14_377_926),
    "Northwest": (3_649_867, 12_435_076),
    "Australia": (9_061_001, 1_594_335),
    "Central": (3_001, 7_906_008),
    "Southeast": (12_239, 7_867_416),
    "United Kingdom": (3_391_712, 4_279_009),
    "France": (2_644_018, 4_607_538),
    "Northeast": (6_532, 6_932_842),
    "Germany": (2_894_312, 1_983_988),
}
PERIODS = {  # quota dated: quota, reseller sales in the period
    "2010-12-29": (3_886_000, 3_193_634),
    "2011-03-31": (5_627_000, 4_871_801),
    "2011-07-01": (4_750_000, 4_069_186),
    "2011-09-29": (5_068_000, 4_153_820),
    "2011-12-29": (10_537_000, 8_880_239),
    "2012-03-30": (8_654_000, 7_041_184),
    "2012-06-30": (5_913_000, 5_266_344),
    "2012-09-28": (8_039_000, 6_733_904),
    "2012-12-28": (13_733_000, 10_926_196),
    "2013-03-30": (11_097_000, 9_276_226),
    "2013-06-30": (8_051_000, 7_102_685),
    "2013-09-29": (10_359_000, 8_935_377),
}


@pytest.fixture(scope="module")
def store(loaded):
    return loaded("adventureworks-dw")[0]


def test_both_channels_have_their_published_totals(store):
    assert by(store, order_line.c.channel_id) == {"internet": 29_358_677.22, "reseller": 80_450_596.98}
    assert count(store, order_line) == 60_398 + 60_855


@pytest.mark.parametrize(("place", "channel"), [(0, "internet"), (1, "reseller")])
def test_every_territory_has_its_published_total(store, place, channel):
    got = by_region_name(store, order_line.c.channel_id == channel)
    assert got == {name: pair[place] for name, pair in TERRITORIES.items()}


def test_a_quota_reaches_to_the_day_before_the_next_one(store):
    rows = ask(
        store,
        select(target.c.period_start, target.c.period_end, func.sum(target.c.amount)).group_by(
            target.c.period_start, target.c.period_end
        ),
    )
    assert {str(start): amount for start, _, amount in rows} == {day: Decimal(pair[0]) for day, pair in PERIODS.items()}
    assert max(end for _, end, _ in rows) == date(2013, 12, 28)
    assert total(store, target.c.amount) == Decimal("95714000")
    for start, end, _ in rows:
        line = order_line.c
        sold = total(store, line.revenue, line.channel_id == "reseller", line.ordered_on.between(start, end))
        assert round(sold) == PERIODS[str(start)][1]


def test_quotas_belong_to_reps_and_to_the_reseller_channel(store):
    assert ask(store, select(target.c.level, target.c.channel_id, target.c.region_id).distinct()) == [
        ("channel,rep", "reseller", None)
    ]


def test_the_data_are_complete_to_the_last_day_of_both_channels(store):
    assert ask(store, select(source_state.c.complete_through).where(source_state.c["table"] == "order_line")) == [
        (date(2013, 11, 29),)
    ]


def test_resellers_are_partners_and_versions_of_a_product_are_one_product(store):
    """606 versions of 504 products: by version, nothing sold in 2012 was sold again in 2013."""
    assert (count(store, partner), count(store, product)) == (701, 504)
    assert count(store, product, product.c.line == "Unassigned") == 209
    assert sorted(ask(store, select(price.c.channel_id, func.count()).group_by(price.c.channel_id))) == [
        ("internet", 395),
        ("reseller", 395),
    ]


def test_what_is_not_loaded_is_named(loaded):
    left = {(item.table, item.reason.en): item.rows for item in loaded("adventureworks-dw")[1].left}
    assert left == {
        ("region", "the territory NA means not applicable"): 1,
        ("price", "this version of the product has no price"): 211,
    }


def test_monthly_targets_find_their_person_by_the_other_key(loaded):
    store, _ = loaded("adventureworks-reseller-targets")
    assert total(store, order_line.c.revenue) == Decimal("77548570.20")
    assert total(store, order_line.c.cost) == Decimal("76549075.63")
    assert ask(store, select(func.count(order_line.c.order_id.distinct()))) == [(3_616,)]
    assert total(store, target.c.amount) == Decimal("676210000")
    assert (count(store, target, target.c.period_end <= date(2020, 5, 31)), count(store, rep_assignment)) == (521, 39)
    assert total(store, target.c.amount, target.c.period_end <= date(2020, 5, 31)) == Decimal("343160000")
    line = order_line.c
    same = (target.c.rep_id == line.rep_id) & line.ordered_on.between(target.c.period_start, target.c.period_end)
    assert ask(store, select(func.sum(line.revenue)).join(target, same)) == [(Decimal("77501874.62"),)]
