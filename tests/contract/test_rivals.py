"""Channels against each other on every database: customers that move, assortments, prices, the panel of volumes."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest

from analytics.rivals import referred
from data_access.elasticity import volume_panel
from data_access.price_corridor import price_corridor, products_at_stake
from data_access.rivals import migration, overlap
from data_access.warehouse import Warehouse
from domain.rivals import Then
from domain.scope import EVERYTHING, Scope
from i18n import Locale
from tests.contract import balance_company as company
from tests.contract.asked import ALL
from tests.contract.balance_company import MARCH, publish
from tests.contract.by_hand import Raw

SPRING = ALL.between(date(2025, 2, 1), date(2025, 6, 30))


@pytest.fixture
def data(warehouse_store):
    return Warehouse(warehouse_store.engine(), EVERYTHING)


@pytest.fixture
def raw(warehouse_store):
    return Raw(warehouse_store.engine())


def orders(raw, filters):
    """buyer → its orders in turn: (day, source, order, channel), revenue."""
    found = defaultdict(lambda: defaultdict(float))
    for row in raw.fact("order_buyer"):
        if row["quantity"] > 0 and raw.selected(row, "order_buyer", replace(filters, channel=())):
            key = (row["ordered_on"], row["source"], row["order_id"], row["channel_id"])
            found[row["buyer"]][key] += float(row["revenue"])
    return {buyer: sorted(own.items()) for buyer, own in found.items()}


def flows(raw, filters):
    """The flows the slow and obvious way."""
    then, found = Then.of(filters), defaultdict(lambda: defaultdict(float))
    buyers = defaultdict(set)
    for buyer, ever in orders(raw, filters).items():
        own = [(key, value) for key, value in ever if key[0] <= then.now.last]
        spans = (then.before, then.now)
        before, after = (sum(v for k, v in own if span.first <= k[0] <= span.last) for span in spans)
        kind = "fresh" if before <= 0 else "expanded" if after > before else "cannibalised"
        for (old, _), (key, revenue) in pairwise(own):
            if (old[1], old[3]) == (key[1], key[3]) or not then.now.first <= key[0] <= then.now.last:
                continue
            pair = f"{old[1]}:{old[3]}", f"{key[1]}:{key[3]}"
            found[pair]["moved"] += revenue
            found[pair]["moves"] += 1
            found[pair][kind] += revenue
            if buyer not in buyers[pair] and before > 0:
                found[pair]["before"] += before
                found[pair]["after"] += after
            buyers[pair].add(buyer)
    return {pair: {**values, "buyers": len(buyers[pair])} for pair, values in found.items()}


COLUMNS = ("moves", "buyers", "moved", "expanded", "cannibalised", "fresh", "before", "after")


@pytest.mark.parametrize("filters", [ALL, SPRING, SPRING.only(region=("maker:east",)), ALL.only(line=("净水",))])
def test_flows_are_those_of_orders_followed_one_by_one(data, raw, filters):
    table = migration(data, filters, Locale.EN)
    got = {(row["from"], row["to"]): row for row in table.to_dict("records")}
    want = flows(raw, filters)
    assert want
    assert set(got) == set(want)
    for pair, values in want.items():
        assert {name: got[pair][name] for name in COLUMNS} == pytest.approx({n: values.get(n, 0.0) for n in COLUMNS})
    parts = table[["expanded", "cannibalised", "fresh"]].sum(axis=1)
    assert parts.to_numpy() == pytest.approx(table.moved.to_numpy())


def test_a_chosen_channel_keeps_the_flows_that_have_an_end_in_it(data):
    whole = migration(data, ALL, Locale.EN)
    mine = migration(data, ALL.only(channel=("maker:online",)), Locale.EN)
    online = {"maker:online", "maker:flagship", "maker:live"}
    kept = whole[whole["from"].isin(online) | whole["to"].isin(online)].reset_index(drop=True)
    assert 0 < len(mine) < len(whole)
    assert mine.to_dict("records") == kept.to_dict("records")


def test_a_channel_scope_follows_the_orders_of_its_channels_only(data):
    scope = Scope(regions=frozenset({"maker:east"}), channels=frozenset({"maker:online"}))
    mine = migration(replace(data, scope=scope), ALL, Locale.EN)
    assert set(mine["from"]) | set(mine["to"]) <= {"maker:flagship", "maker:live"}


def test_overlap_is_the_common_part_of_two_mixes(data, raw):
    sold = defaultdict(lambda: defaultdict(float))
    for row in raw.fact("order_line"):
        if row["quantity"] > 0 and ALL.first <= row["ordered_on"] <= ALL.last:
            sold[row["source"], row["channel_id"]][row["product_id"]] += float(row["revenue"])
    got = {(a, b): value for a, b, value in overlap(data, ALL, Locale.EN)[["a", "b", "overlap"]].values.tolist()}
    assert got
    for (source, a), one in sold.items():
        for (other_source, b), other in sold.items():
            if source == other_source and a < b:
                want = sum(min(one[p] / sum(one.values()), other[p] / sum(other.values())) for p in one)
                assert got.get((f"{source}:{a}", f"{source}:{b}"), 0.0) == pytest.approx(want)


def test_what_was_sold_below_its_limit_by_hand(apart):
    publish(apart, company.PRICE_LINES)
    data = Warehouse(apart.engine(), EVERYTHING)
    listed = products_at_stake(data, MARCH, 0.15, Locale.EN).set_index("product")
    assert listed.at_stake.to_dict() == {"maker:A": 800, "maker:C": 30, "maker:B": 0}
    assert listed.revenue.to_dict() == {"maker:A": 2500, "maker:C": 30, "maker:B": 500}  # 500 were under a promotion
    rows = referred(price_corridor(data, MARCH, "maker:A", 0.15, Locale.EN), 0.15).set_index("channel")
    assert rows.at_stake.to_dict() == {"maker:shop": 0, "maker:live": 800, "maker:dealer": 0}
    assert rows.reference.to_dict() == {"maker:shop": 100, "maker:live": 100, "maker:dealer": 70}
    assert rows.limit.to_dict() == pytest.approx({"maker:shop": 85, "maker:live": 85, "maker:dealer": 60})


def test_without_a_list_price_the_median_of_the_kind_is_the_reference(apart):
    publish(apart, company.MEDIAN_LINES)
    data = Warehouse(apart.engine(), EVERYTHING)
    rows = referred(price_corridor(data, MARCH, "maker:B", 0.15, Locale.EN), 0.15).set_index("channel")
    assert rows.reference.to_dict() == pytest.approx(
        {"maker:live": 75, "maker:tv": 75, "maker:shop": float("nan")}, nan_ok=True
    )


def test_quantiles_are_those_of_the_lines(apart):
    prices = np.random.default_rng(5).integers(60, 140, 40)
    lines = [
        (f"q{at}", company.day(1 + at % 17), "shop", "A", "zj", None, None, None, 1 + at % 4, int(price) * (1 + at % 4))
        for at, price in enumerate(prices)
    ]
    publish(apart, (*lines, ("back", company.day(20), "shop", "A", "zj", None, None, None, -1, -5)))
    row = price_corridor(Warehouse(apart.engine(), EVERYTHING), MARCH, "maker:A", 0.15, Locale.EN).iloc[0]
    want = np.percentile(prices, [5, 25, 50, 75, 95])
    assert row[["low", "lower", "middle", "upper", "high"]].to_list() == pytest.approx(want.tolist())
    assert row.lines == 40
    units = 1 + np.arange(40) % 4
    assert row["mean"] == pytest.approx(float((prices * units).sum() / units.sum()))
    assert row.at_stake == pytest.approx(float((prices * units)[prices < 85].sum()))


def test_the_panel_holds_quantities_and_revenue_of_whole_months(data, raw):
    first, last = date(2024, 3, 1), date(2025, 2, 28)
    want = defaultdict(lambda: [0.0, 0.0])
    for row in raw.fact("order_line"):
        if first <= row["ordered_on"] <= last and row["quantity"] > 0 and row["revenue"] > 0:
            month = row["ordered_on"].replace(day=1)
            cell = want[f"{row['source']}:{row['product_id']}", f"{row['source']}:{row['channel_id']}", month]
            cell[0] += float(row["quantity"])
            cell[1] += float(row["revenue"])
    table = volume_panel(data, ALL.between(first, last).only(channel=("maker:own",)), Locale.EN)
    got = {
        (row["product"], row["channel"], row["period"].date()): [row["quantity"], row["revenue"]]
        for row in table.to_dict("records")
    }
    assert got.keys() == want.keys()
    assert all(got[key] == pytest.approx(values) for key, values in want.items())


def test_the_days_that_totals_are_held_against_never_overlap():
    for days in (1, 30, 363, 364, 365, 900):
        then = Then.of(ALL.between(ALL.last - timedelta(days=days - 1), ALL.last))
        assert then.before.last < then.now.first
        assert (then.now.first - then.before.first).days % 7 == 0
        assert then.before.days == then.now.days == days
