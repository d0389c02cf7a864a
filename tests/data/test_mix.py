"""AdventureWorks: who brings revenue and who brings margin; its wholesale price list is no price war."""

from datetime import date

import pytest

from analytics.incidents import incidents
from analytics.mix import margin_balance, warnings
from data_access.balance import conflicts_of, links_of, since_first
from data_access.metric_table import metric_table
from data_access.mix import dependence
from data_access.warehouse import Warehouse
from domain.ask import Ask
from domain.balance import ConflictAsk, of_month
from domain.filters import Filters
from domain.mix import DEPENDENT
from domain.scope import EVERYTHING
from i18n import Locale

EVER = Filters(date(2010, 1, 1), date(2014, 12, 31), date(2014, 12, 31))


@pytest.fixture(scope="module")
def sold(loaded):
    return Warehouse(loaded("adventureworks-dw")[0].engine(), EVERYTHING)


def test_the_internet_has_the_margin_and_the_resellers_the_revenue(sold):
    table = metric_table(sold, EVER, Ask(("revenue", "margin", "margin_rate"), ("channel",), locale=Locale.EN))
    found = margin_balance(table, "channel").set_index("name")
    assert found.rate.round(3).to_dict() == {"Internet": 0.411, "Reseller": 0.006}
    assert found.of_revenue.round(3).to_dict() == {"Internet": 0.267, "Reseller": 0.733}
    assert found.of_margin["Internet"] == pytest.approx(0.963, abs=0.002)


def test_a_price_list_for_resellers_is_no_price_war(sold):
    for month in (date(2012, 6, 1), date(2013, 5, 1), date(2013, 10, 1)):
        filters = since_first(sold, of_month(EVER, month))
        found = incidents(conflicts_of(sold, filters, ConflictAsk()), links_of(sold, filters, ConflictAsk()), month)
        prices = found[found.kind == "price"]
        assert not prices.parties.str.contains("\n").any(), "channels at war"
        assert prices.money.sum() < 10_000, prices[["parties", "what", "money"]]


def test_who_depends_on_whom_is_told_with_the_money(sold):
    found = warnings(dependence(sold, EVER, "channel", "region_3", Locale.EN), DEPENDENT)
    southwest = found[found.group_name == "Southwest"].iloc[0]
    assert southwest.member_name == "Reseller"
    assert southwest.amount == pytest.approx(18_466_459, abs=1)
    assert southwest.share == pytest.approx(18_466_459 / (18_466_459 + 5_718_151), abs=1e-6)
