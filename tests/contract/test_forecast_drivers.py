"""Prices and promotions of a slice on every database, against plain Python and by hand."""

from collections import defaultdict
from datetime import timedelta

import pytest

from analytics.forecast.drivers import price_and_promotion
from data_access.forecast_drivers import driver_rows
from data_access.promoted_sales import promoted_sales
from data_access.warehouse import Warehouse
from domain.periods import Grain
from domain.scope import EVERYTHING, Scope
from tests.contract import balance_company as company
from tests.contract.asked import ALL
from tests.contract.balance_company import MARCH, publish
from tests.contract.by_hand import Raw

NORTH = Scope(regions=frozenset({"maker:north"}))


@pytest.mark.parametrize("scope", [EVERYTHING, NORTH], ids=["everything", "north"])
def test_what_was_sold_is_what_plain_python_adds_up(warehouse_store, scope):
    raw = Raw(warehouse_store.engine())
    mine = ALL if scope.everything else ALL.only(region=("maker:north",))
    want = defaultdict(lambda: [0.0, 0.0])
    for row in raw.fact("order_line"):
        inside = mine.first <= row["ordered_on"] <= mine.last and raw.selected(row, "order_line", mine)
        if inside and row["quantity"] > 0 and row["revenue"] > 0:
            own = want[f"{row['source']}:{row['product_id']} {row['channel_id']}", row["ordered_on"].replace(day=1)]
            own[0] += float(row["quantity"])
            own[1] += float(row["revenue"])
    found = driver_rows(Warehouse(warehouse_store.engine(), scope), ALL, Grain.MONTH)
    told = {(r.pair, r.period.date()): [r.quantity, r.revenue] for r in found.itertuples()}
    assert told == {key: pytest.approx(value) for key, value in want.items()}


def test_what_was_under_a_promotion_counts_as_such(apart):
    """Of A's March in the live channel 500 of 1300 were sold under the promotion of its line."""
    publish(apart, company.PRICE_LINES)
    data = Warehouse(apart.engine(), EVERYTHING)
    found = driver_rows(data, MARCH, Grain.MONTH).set_index("pair")
    assert found.promoted[found.promoted > 0].to_dict() == {"maker:A live": 500.0}
    assert found.revenue["maker:A live"] == 1300.0
    drivers = price_and_promotion(found.reset_index())
    assert drivers.promotion.tolist() == pytest.approx([500 / 3530])


@pytest.mark.parametrize("scope", [EVERYTHING, NORTH], ids=["everything", "north"])
@pytest.mark.parametrize("days", [ALL, MARCH], ids=["by line", "by totals"])
def test_what_was_sold_at_all_is_what_plain_python_adds_up(warehouse_store, scope, days):
    raw = Raw(warehouse_store.engine())
    mine = days if scope.everything else days.only(region=("maker:north",))
    want = defaultdict(float)
    for row in raw.fact("order_line"):
        inside = mine.first <= row["ordered_on"] <= mine.last and raw.selected(row, "order_line", mine)
        if inside and row["quantity"] > 0 and row["region_id"] is not None:
            want[row["ordered_on"].replace(day=1)] += float(row["revenue"])
    found = promoted_sales(Warehouse(warehouse_store.engine(), scope), days, Grain.MONTH)
    assert dict(zip(found.period.dt.date, found.sold, strict=True)) == pytest.approx(dict(want))


def test_published_months_and_lines_tell_the_same_of_promotions(apart):
    """500 of what was sold in March were under a promotion: by the totals of whole months, and line by line."""
    publish(apart, company.PRICE_LINES)
    data = Warehouse(apart.engine(), EVERYTHING)
    totals = promoted_sales(data, MARCH, Grain.MONTH)
    lines = promoted_sales(data, MARCH.between(MARCH.first, MARCH.last - timedelta(days=1)), Grain.MONTH)
    weeks = promoted_sales(data, MARCH, Grain.WEEK)
    for found in (totals, lines, weeks):
        assert (found.sold.sum(), found.regular.sum()) == pytest.approx((3530, 3030))
