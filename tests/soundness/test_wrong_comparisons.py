"""One test per way to compare what cannot be compared; a failure here means that a change may lie."""

from datetime import date

from data_access.attribution import change_sums
from data_access.freshness import as_far_as_sold
from data_access.metric_table import metric_table
from domain.ask import Ask, Compare
from domain.filters import Filters
from tests.soundness.conftest import goal, sale

TODAY = date(2025, 12, 31)
JAN = Filters(date(2025, 1, 1), date(2025, 1, 31), TODAY)
YEAR = Filters(date(2025, 1, 1), date(2025, 12, 31), TODAY)


def answer(data, filters, *metrics, **asked):
    return metric_table(data, filters, Ask(metrics, **asked))


def test_last_year_is_the_same_weekdays_also_after_a_leap_day(company):
    """Sunday 2025-03-02 is held against Sunday 2024-03-03, across the leap day."""
    data = company(order_line=[sale(date(2024, 3, 3), 7), sale(date(2024, 3, 2), 1000), sale(date(2025, 3, 2), 8)])
    got = answer(data, Filters(date(2025, 3, 2), date(2025, 3, 2), TODAY), "revenue", compare=(Compare.LAST_YEAR,))
    assert (got.revenue[0], got.revenue_last_year[0]) == (8, 7)


def test_festival_aligned_the_same_distance_from_the_spring_festival_is_compared(company):
    """New Year's Eve was 2024-02-09 and 2025-01-28: 354 days apart, not 364."""
    data = company(order_line=[sale(date(2024, 2, 9), 5), sale(date(2025, 1, 28), 6), sale(date(2024, 1, 30), 1000)])
    eve = Filters(date(2025, 1, 28), date(2025, 1, 28), TODAY)
    aligned = answer(data, eve, "revenue", compare=(Compare.LAST_YEAR_FESTIVAL,))
    assert aligned.revenue_last_year[0] == 5
    assert answer(data, eve, "revenue", compare=(Compare.LAST_YEAR,)).revenue_last_year[0] == 1000


def test_a_future_period_is_not_yet_never_zero_percent(company):
    plan = [goal(date(2025, 2, 1), date(2025, 2, 28), 100)]
    data = company(date(2025, 1, 31), order_line=[sale(date(2025, 1, 1), 1)], target=plan)
    ahead = Filters(date(2025, 2, 1), date(2025, 2, 28), date(2025, 1, 31))
    assert answer(data, ahead, "attainment").attainment.isna().all()


def test_an_unfinished_month_is_held_against_as_many_days_of_the_month_before(company):
    sales = [sale(date(2025, 1, d), 1) for d in range(1, 32)] + [sale(date(2025, 2, d), 1) for d in range(1, 11)]
    data = company(date(2025, 2, 10), order_line=sales)
    month = Filters(date(2025, 2, 1), date(2025, 2, 28), date(2025, 2, 10))
    got = answer(data, month, "revenue", compare=(Compare.PREVIOUS,)).iloc[0]
    assert (got.revenue, got.revenue_previous) == (10, 10)


def test_growth_from_nothing_has_no_value(company):
    data = company(order_line=[sale(date(2025, 1, 1), 1)])
    got = answer(data, JAN, "revenue", compare=(Compare.PREVIOUS, Compare.LAST_YEAR)).iloc[0]
    assert got[["revenue_previous", "revenue_last_year"]].isna().all()


def test_a_comparison_that_reaches_back_before_the_data_has_no_value(company):
    """Two years against one year and nothing is no growth."""
    data = company(order_line=[sale(date(2024, 6, 5), 10), sale(date(2025, 6, 1), 11)])
    both = (Compare.PREVIOUS, Compare.LAST_YEAR)
    got = answer(data, Filters(date(2024, 6, 1), date(2025, 12, 31), TODAY), "revenue", compare=both).iloc[0]
    assert got.revenue == 21
    assert got[["revenue_previous", "revenue_last_year"]].isna().all()
    june = Filters(date(2025, 6, 1), date(2025, 6, 30), TODAY)
    assert answer(data, june, "revenue", compare=(Compare.LAST_YEAR,)).revenue_last_year[0] == 10


def test_orders_after_the_complete_days_are_compared_with_as_many_days(company):
    """Complete through the 10th, but orders come in until the 20th: ten days of orders are not held against five."""
    sales = [sale(date(2025, 1, d), 1) for d in range(1, 21)] + [sale(date(2024, 1, d), 1) for d in range(1, 32)]
    data = company(date(2025, 1, 10), order_line=[*sales, sale(date(2023, 1, 1), 1)])
    seen = Filters(date(2025, 1, 1), date(2025, 1, 31), date(2025, 1, 10))
    got = answer(data, seen, "revenue", compare=(Compare.LAST_YEAR,)).iloc[0]
    assert (got.revenue, got.revenue_last_year) == (20, 20)
    sums = change_sums(data, as_far_as_sold(data, seen), Compare.LAST_YEAR)
    assert (sums.revenue_after.sum(), sums.revenue_before.sum()) == (20, 20)
