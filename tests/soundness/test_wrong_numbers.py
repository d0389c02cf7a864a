"""One test per way to a wrong number without an error; a failure here means that a figure may lie."""

from datetime import date

import pytest

from data_access.attribution import change_sums
from data_access.metric_table import metric_table
from domain.ask import Ask, Compare
from domain.errors import NotMeasured, ReaderError
from domain.filters import Filters
from domain.periods import Grain
from tests.soundness.conftest import CHANNEL, CUSTOMER, PRODUCT, REGION, goal, sale

TODAY = date(2025, 12, 31)
JAN = Filters(date(2025, 1, 1), date(2025, 1, 31), TODAY)
YEAR = Filters(date(2025, 1, 1), date(2025, 12, 31), TODAY)


def answer(data, filters, *metrics, **asked):
    return metric_table(data, filters, Ask(metrics, **asked))


def test_fan_out_a_target_is_not_counted_once_per_order(company):
    """Three orders, one target of 100: joined, the target would be 300."""
    data = company(
        order_line=[sale(date(2025, 1, d), 10) for d in (1, 2, 3)],
        target=[goal(date(2025, 1, 1), date(2025, 1, 31), 100, channel_id="c")],
    )
    got = answer(data, JAN, "revenue", "attainment", by=("channel",), compare=(Compare.TARGET,)).iloc[0]
    assert (got.revenue, got.revenue_target, got.attainment) == (30, 100, pytest.approx(0.3))


def test_chasm_costs_and_orders_of_one_channel_do_not_multiply(company):
    """Two orders and three costs: joined, revenue would be threefold and costs twofold."""
    costs = [
        {"cost_id": str(n), "spent_on": date(2025, 1, n), "channel_id": "c", "kind": "people", "amount": 5}
        for n in (1, 2, 3)
    ]
    data = company(order_line=[sale(date(2025, 1, d), 10) for d in (1, 2)], channel_cost=costs)
    got = answer(data, JAN, "revenue", "channel_cost", by=("channel",)).iloc[0]
    assert (got.revenue, got.channel_cost) == (20, 15)


def test_a_ratio_is_the_ratio_of_sums_not_the_mean_of_ratios(company):
    """Margins of 50 % on 10 and 10 % on 90 are 14 %, not 30 %."""
    data = company(order_line=[sale(date(2025, 1, 1), 10, cost=5), sale(date(2025, 1, 2), 90, cost=81)])
    assert answer(data, JAN, "margin_rate").margin_rate[0] == pytest.approx(0.14)


def test_lines_without_a_cost_leave_both_parts_of_the_margin_rate(company):
    """A line without cost is neither pure profit nor part of the revenue divided by."""
    data = company(order_line=[sale(date(2025, 1, 1), 10, cost=5), sale(date(2025, 1, 2), 90)])
    got = answer(data, JAN, "margin", "margin_rate").iloc[0]
    assert (got.margin, got.margin_rate) == (5, pytest.approx(0.5))


def test_both_ends_of_a_window_are_in_it(company):
    data = company(order_line=[sale(date(2025, 1, d), 1) for d in (1, 31)] + [sale(date(2025, 2, 1), 100)])
    assert answer(data, JAN, "revenue").revenue[0] == 2


def test_week_53_belongs_to_the_year_that_its_thursday_is_in(company):
    """Monday 2024-12-30 begins ISO week 1 of 2025: its orders stand in the step of that Monday, all seven days."""
    days = [date(2024, 12, 30), date(2024, 12, 31), date(2025, 1, 1), date(2025, 1, 5)]
    data = company(order_line=[sale(day, 1) for day in days])
    weeks = answer(data, Filters(date(2024, 12, 23), date(2025, 1, 12), TODAY), "revenue", grain=Grain.WEEK)
    assert weeks.revenue.tolist() == [0, 4, 0]
    assert str(weeks.period[1].date()) == "2024-12-30"


def test_a_return_counts_negative_on_its_own_day(company):
    back = sale(date(2025, 2, 3), -10, order_id="back", quantity=-1)
    data = company(order_line=[sale(date(2025, 1, 1), 40), back])
    months = answer(data, Filters(date(2025, 1, 1), date(2025, 2, 28), TODAY), "revenue", grain=Grain.MONTH)
    assert months.revenue.tolist() == [40, -10]
    both = answer(data, YEAR, "revenue", "return_rate").iloc[0]
    assert (both.revenue, both.return_rate) == (30, pytest.approx(0.25))


def test_a_cancelled_line_counts_nowhere(company):
    gone = sale(date(2025, 1, 2), 1000, order_id="gone", status="cancelled")
    data = company(order_line=[sale(date(2025, 1, 1), 10), gone])
    got = answer(data, JAN, "revenue", "orders", "order_lines", "aov").iloc[0]
    assert (got.revenue, got.orders, got.order_lines, got.aov) == (10, 1, 1, 10)


def test_two_versions_of_a_plan_are_never_added(company):
    plans = [goal(date(2025, 1, 1), date(2025, 1, 31), 100 * int(v), version=v) for v in "12"]
    data = company(order_line=[sale(date(2025, 1, 1), 50)], target=plans)
    assert answer(data, JAN, "revenue", compare=(Compare.TARGET,)).revenue_target[0] == 200


def test_targets_of_two_levels_are_never_added(company):
    """The company's 100 is also given as 100 of its one channel: the target is 100."""
    plans = [
        goal(date(2025, 1, 1), date(2025, 1, 31), 100, level="company"),
        goal(date(2025, 1, 1), date(2025, 1, 31), 100, level="channel", channel_id="c"),
    ]
    data = company(order_line=[sale(date(2025, 1, 1), 50)], target=plans)
    assert answer(data, JAN, "attainment").attainment[0] == pytest.approx(0.5)


def test_targets_on_a_node_and_below_it_are_refused_not_added(company):
    """A province's 60 lies within its region's 100: adding them would plan 160."""
    regions = [REGION, {"region_id": "s", "parent_id": "r", "level": "province", "name": "S"}]
    plans = [
        goal(date(2025, 1, 1), date(2025, 1, 31), 100, region_id="r"),
        goal(date(2025, 1, 1), date(2025, 1, 31), 60, region_id="s"),
    ]
    data = company(region=regions, order_line=[sale(date(2025, 1, 1), 50, region_id="s")], target=plans)
    with pytest.raises(ReaderError, match="counts twice"):
        answer(data, JAN, "attainment")


def test_a_tree_is_not_counted_once_per_level(company):
    """Selecting a region and its province selects the province's orders once."""
    regions = [REGION, {"region_id": "s", "parent_id": "r", "level": "province", "name": "S"}]
    data = company(region=regions, order_line=[sale(date(2025, 1, 1), 50, region_id="s")])
    both = JAN.only(region=("tiny:r", "tiny:s"))
    assert answer(data, both, "revenue").revenue[0] == 50
    by_level = answer(data, both, "revenue", by=("region_1",))
    assert by_level[["region_1", "revenue"]].values.tolist() == [["tiny:r", 50.0]]


def test_a_quota_of_odd_days_is_not_read_as_a_calendar_quarter(company):
    """A quota from 30 March to 30 June has nothing to say about the calendar's second quarter."""
    plan = [goal(date(2025, 3, 30), date(2025, 6, 30), 100)]
    data = company(order_line=[sale(date(2025, 3, 30), 10), sale(date(2025, 4, 1), 30)], target=plan)
    own = Filters(date(2025, 3, 30), date(2025, 6, 30), TODAY)
    assert answer(data, own, "attainment").attainment[0] == pytest.approx(0.4)
    calendar = Filters(date(2025, 4, 1), date(2025, 6, 30), TODAY)
    assert answer(data, calendar, "attainment").attainment.isna().all()


def test_a_channel_without_a_target_does_not_fill_the_numerator(company):
    channels = [CHANNEL, CHANNEL | {"channel_id": "d", "name": "D"}]
    data = company(
        channel=channels,
        order_line=[sale(date(2025, 1, 1), 80), sale(date(2025, 1, 2), 1000, channel_id="d")],
        target=[goal(date(2025, 1, 1), date(2025, 1, 31), 100, channel_id="c")],
    )
    assert answer(data, JAN, "attainment").attainment[0] == pytest.approx(0.8)


def test_one_buyer_under_two_numbers_is_one_customer(company):
    customers = [CUSTOMER | {"customer_id": c, "identity_id": "same"} for c in "ab"]
    lines = [sale(date(2025, 1, n), 1, customer_id=c) for n, c in enumerate("ab", 1)]
    data = company(customer=customers, order_line=lines)
    got = answer(data, JAN, "active_customers", "new_customers").iloc[0]
    assert (got.active_customers, got.new_customers) == (1, 1)


def test_anonymous_buyers_are_not_one_big_customer(company):
    customers = [CUSTOMER, CUSTOMER | {"customer_id": "walk-in", "is_anonymous": True}]
    lines = [sale(date(2025, 1, n), 1, customer_id=c) for n, c in enumerate(("u", "walk-in", None), 1)]
    data = company(customer=customers, order_line=lines)
    assert answer(data, JAN, "active_customers").active_customers[0] == 1


def test_the_same_order_number_of_two_lines_is_one_order(company):
    lines = [sale(date(2025, 1, 1), 1, order_id="o", line_id=n) for n in "12"]
    assert answer(company(order_line=lines), JAN, "orders", "aov").iloc[0].tolist() == [1, 2]


def test_an_order_over_two_channels_counts_in_each_and_once_in_all(company):
    channels = [CHANNEL, CHANNEL | {"channel_id": "d", "name": "D"}]
    lines = [sale(date(2025, 1, 1), 1, order_id="o", line_id=c, channel_id=c) for c in "cd"]
    data = company(channel=channels, order_line=lines)
    assert answer(data, JAN, "orders", by=("channel",)).orders.tolist() == [1, 1]
    assert answer(data, JAN, "orders").orders[0] == 1


def test_an_empty_month_keeps_its_place(company):
    data = company(order_line=[sale(date(2025, 1, 5), 1), sale(date(2025, 3, 5), 1)])
    months = answer(data, Filters(date(2025, 1, 1), date(2025, 3, 31), TODAY), "revenue", grain=Grain.MONTH)
    assert months.revenue.tolist() == [1, 0, 1]


def test_what_no_source_measures_is_said_never_zero(company):
    with pytest.raises(NotMeasured):
        answer(company(order_line=[sale(date(2025, 1, 1), 1)]), JAN, "satisfaction")


def test_a_dimension_that_a_fact_lacks_is_an_error_not_a_repetition(company):
    costs = [{"cost_id": "1", "spent_on": date(2025, 1, 1), "channel_id": "c", "kind": "people", "amount": 5}]
    data = company(order_line=[sale(date(2025, 1, 1), 1)], channel_cost=costs)
    with pytest.raises(ReaderError, match="Product"):
        answer(data, JAN, "channel_cost", by=("product",))


def test_pieces_and_kilograms_are_never_averaged_into_one_price(company):
    """Each unit keeps its own mean price: twice the pieces and half the kilograms are two volumes, no mix."""
    products = [PRODUCT, PRODUCT | {"product_id": "k", "unit": "kg"}]
    lines = []
    for day, pieces, kilos in ((date(2024, 1, 3), 10, 100), (date(2025, 1, 1), 20, 50)):
        lines.append(sale(day, pieces * 10, quantity=pieces, line_id="p"))
        lines.append(sale(day, kilos * 2, quantity=kilos, line_id="k", product_id="k"))
    sums = change_sums(company(product=products, order_line=lines), JAN, Compare.LAST_YEAR).set_index("unit")
    assert sums.loc["pc", "kept_at_old_price"] == 200
    assert sums.loc["kg", "kept_at_old_price"] == 100
