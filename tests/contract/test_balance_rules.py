"""Six rows for each rule of channel balance give the exposures that were worked out by hand, on every database."""

import pytest

from analytics.balance import balance_index, balance_parts
from data_access.balance import conflicts_of, exposures_of, links_of, measured
from data_access.warehouse import Warehouse
from domain.balance import PARTS, ConflictAsk, Reference, Rules, Terms
from domain.scope import EVERYTHING
from i18n import Locale
from reports.balance_figures import balance_figures
from tests.contract import balance_company as company
from tests.contract.balance_company import MARCH, publish

EXACT = {
    "price": (company.PRICE_LINES, False, 830, 2530),
    "territory": (company.TERRITORY_LINES, False, 560, 2260),
    "customer": (company.CUSTOMER_LINES, True, 900, 2200),
    "product": (company.PRODUCT_LINES, False, 70, 470),
}


def exposure(store, kind, ask=ConflictAsk()):  # noqa: B008  (frozen)
    return exposures_of(Warehouse(store.engine(), EVERYTHING), MARCH, ask)[kind].set_index("period").loc["2025-03-01"]


@pytest.mark.parametrize("kind", EXACT)
def test_six_rows_give_the_exact_exposure_and_index(apart, kind):
    lines, deals, exposed, base = EXACT[kind]
    publish(apart, lines, deals=deals)
    row = exposure(apart, kind)
    assert (row.exposed, row.base) == (exposed, base)
    data = Warehouse(apart.engine(), EVERYTHING)
    found = balance_figures(data, MARCH, Terms(), Locale.EN)
    part = found.parts.set_index("kind").loc[kind]
    assert part.exposure == pytest.approx(exposed / base)
    assert part.points == pytest.approx(100 * part.weight * min(1, exposed / base / PARTS[kind].red_line))
    assert found.index.cci[0] == pytest.approx(found.parts.points.sum())


def test_without_a_list_price_the_median_of_the_kind_is_the_reference(apart):
    publish(apart, company.MEDIAN_LINES)
    row = exposure(apart, "price")
    assert (row.exposed, row.base) == (600, 1501)


def test_the_rule_of_the_median_ignores_list_prices(apart):
    publish(apart, company.PRICE_LINES)
    row = exposure(apart, "price", ConflictAsk(Rules(reference=Reference.MEDIAN)))
    assert (row.exposed, row.base) == (30, 2530)  # each channel is alone of its kind: only the floor is left


def test_what_is_less_than_the_minimum_is_noise(apart):
    publish(apart, company.PRICE_LINES + company.TERRITORY_LINES + company.PRODUCT_LINES)
    assert exposure(apart, "territory", ConflictAsk(Rules(min_amount=100))).exposed == 500
    assert exposure(apart, "product", ConflictAsk(Rules(min_amount=35))).exposed == 540  # five B of hb and one of zj
    assert exposure(apart, "price", ConflictAsk(Rules(min_quantity=3))).exposed == 800


def test_what_cannot_be_measured_says_so_and_leaves_the_weights_to_the_others(apart):
    publish(apart, company.MEDIAN_LINES, rules=False)
    data = Warehouse(apart.engine(), EVERYTHING)
    kinds = measured(data, MARCH, ConflictAsk())
    assert kinds == {"price": True, "territory": False, "customer": True, "product": False}
    parts = balance_parts(exposures_of(data, MARCH, ConflictAsk()), PARTS, kinds)
    assert parts.set_index("kind").weight.tolist() == pytest.approx([0.35 / 0.6, 0, 0.25 / 0.6, 0])
    assert balance_index(parts).cci[0] == pytest.approx(100 * 0.35 / 0.6)


def test_conflicts_add_up_to_the_exposures(apart):
    lines = company.PRICE_LINES + company.TERRITORY_LINES + company.CUSTOMER_LINES + company.PRODUCT_LINES
    publish(apart, lines, deals=True)
    data = Warehouse(apart.engine(), EVERYTHING)
    found, shares = conflicts_of(data, MARCH, ConflictAsk()), exposures_of(data, MARCH, ConflictAsk())
    for kind, rows in found.items():
        assert rows[rows.period == "2025-03-01"].amount.sum() == pytest.approx(shares[kind].exposed.iloc[-1]), kind
        assert shares[kind].exposed.iloc[-1] > 0
    for by in ("channel", "region_1", "product_line"):
        cut = exposures_of(data, MARCH, ConflictAsk(by=by))
        for kind, rows in cut.items():
            assert rows.exposed.sum() == pytest.approx(shares[kind].exposed.sum()), (kind, by)
    assert links_of(data, MARCH, ConflictAsk()).empty
