"""The monthly totals of products: they answer what the lines answer, for every reader and selection they can."""

from dataclasses import replace
from datetime import timedelta

import pandas as pd
import pytest

from data_access.balance import conflicts_of, exposures_of
from data_access.sold_rows import in_totals
from data_access.visible import doors
from data_access.warehouse import Warehouse
from domain.balance import PRICE, PRODUCT, ConflictAsk, Rules
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


@pytest.fixture
def engine(apart):
    publish(apart, LINES, deals=True)
    return apart.engine()


@pytest.mark.parametrize("rules", RULES.values(), ids=RULES)
@pytest.mark.parametrize("scope", SCOPES.values(), ids=SCOPES)
def test_totals_and_lines_find_the_same(engine, scope, rules):
    data = Warehouse(engine, scope)
    for filters in (MARCH, MARCH.only(channel=("maker:live",))):
        days = replace(filters, last=BY_LINE.last)
        assert in_totals(doors(scope), filters, ("region_2", "channel", "product"))
        assert not in_totals(doors(scope), days, ("region_2", "channel", "product"))
        for by in ("", "channel", "region_1", "product_line"):
            ask = ConflictAsk(rules, by)
            ours, lines = exposures_of(data, filters, ask), exposures_of(data, days, ask)
            for kind in (PRICE, PRODUCT):
                pd.testing.assert_frame_equal(ours[kind], lines[kind])
        ours, lines = (conflicts_of(data, window, ConflictAsk(rules)) for window in (filters, days))
        for kind in (PRICE, PRODUCT):
            pd.testing.assert_frame_equal(ours[kind], lines[kind])


def test_readers_of_own_orders_and_other_dimensions_are_answered_by_the_lines():
    own = doors(Scope(regions=frozenset({"maker:east"}), reps=frozenset({"maker:r1"})))
    assert not in_totals(own, MARCH, ("channel",))
    assert not in_totals(doors(EVERYTHING), MARCH.only(segment=("home",)), ("channel",))
    assert not in_totals(doors(EVERYTHING), MARCH, ("partner",))
