"""The monthly totals of products: they answer what the lines answer, for every reader and selection they can."""

from dataclasses import replace
from datetime import timedelta

import pandas as pd
import pytest

from data_access.price_conflicts import price_conflicts, price_exposures
from data_access.product_conflicts import product_conflicts, product_exposures
from data_access.sold_rows import in_totals
from data_access.visible import doors
from data_access.warehouse import Warehouse
from domain.balance import ConflictAsk, Rules
from domain.scope import EVERYTHING, Scope
from tests.contract import balance_company as company
from tests.contract.balance_company import MARCH, publish

LINES = (
    *company.PRICE_LINES,
    ("w1", company.day(4), "live", "A", "js", None, None, None, 4, 200),
    ("w2", company.day(4), "tv", "A", "zj", None, None, None, 4, 200),
    ("w3", company.day(9), "live", "A", "zj", None, None, None, -1, -90),  # a return
    *company.TERRITORY_LINES,
    *company.CUSTOMER_LINES,
    *company.PRODUCT_LINES,
)
BY_LINE = MARCH.between(MARCH.first, MARCH.last - timedelta(days=1))  # no whole month; nothing is sold on its last day
SCOPES = {
    "everything": EVERYTHING,
    "a region": Scope(regions=frozenset({"maker:east"})),
    "a channel": Scope(regions=frozenset({"maker:east", "maker:north"}), channels=frozenset({"maker:live"})),
}
RULES = {
    "usual": Rules(),
    "noise left out": Rules(min_amount=250.0, min_quantity=2.0),
    "a wider gap": Rules(gap=0.3, level=1),
}


@pytest.fixture(scope="module")
def engine(store):
    publish(store, LINES, deals=True)
    return store.engine()


@pytest.mark.parametrize("rules", RULES.values(), ids=RULES)
@pytest.mark.parametrize("scope", SCOPES.values(), ids=SCOPES)
def test_totals_and_lines_find_the_same(engine, scope, rules):
    data = Warehouse(engine, scope)
    for filters in (MARCH, MARCH.only(channel=("maker:live",))):
        days = replace(filters, last=BY_LINE.last)
        assert in_totals(doors(scope), filters, ("region_2", "channel", "product"))
        assert not in_totals(doors(scope), days, ("region_2", "channel", "product"))
        for by in ("", "channel", "region_1", "product_line"):
            for exposures in (price_exposures, product_exposures):
                ours, lines = (exposures(data, window, ConflictAsk(rules, by)) for window in (filters, days))
                pd.testing.assert_frame_equal(ours, lines)
        for conflicts in (price_conflicts, product_conflicts):
            ours, lines = (conflicts(data, window, ConflictAsk(rules)) for window in (filters, days))
            pd.testing.assert_frame_equal(ours, lines)


def test_readers_of_own_orders_and_other_dimensions_are_answered_by_the_lines():
    own = doors(Scope(regions=frozenset({"maker:east"}), reps=frozenset({"maker:r1"})))
    assert not in_totals(own, MARCH, ("channel",))
    assert not in_totals(doors(EVERYTHING), MARCH.only(segment=("home",)), ("channel",))
    assert not in_totals(doors(EVERYTHING), MARCH, ("partner",))
