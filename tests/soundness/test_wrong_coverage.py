"""One test per way to say that the pipeline covers a plan that it does not cover, or the other way round."""

from dataclasses import replace
from datetime import date

from data_access.pipeline_coverage import pipeline_coverage
from domain.periods import end_of_day
from tests.soundness.conftest import goal, sale
from tests.soundness.funnel_deals import ASK, OPEN, STAGES, YEAR, deal, published


def test_a_target_that_is_met_is_covered_and_a_target_of_revenue_says_so(company):
    """Q4 2025: 100 of revenue wanted, 120 sold: covered. Q1 2026: 400 wanted, 200 open: half."""
    data = published(
        company, deal("now", (0, OPEN)), order_line=[sale(date(2025, 11, 1), 120)],
        target=[goal(date(2025, 10, 1), date(2025, 12, 31), 100), goal(date(2026, 1, 1), date(2026, 3, 31), 400)],
    )  # fmt: skip
    got = pipeline_coverage(data, YEAR, ASK)
    assert got.metric.tolist()[:2] == ["revenue", "revenue"]
    assert got.covered.tolist()[:2] == [True, False]
    assert got.won.tolist()[:2] == [120, 0]
    assert got.coverage.isna().tolist() == [True, False, True, True]


def test_coverage_is_open_over_what_the_target_still_lacks(company):
    """200 open for Q1 2026 against 500 less nothing won: 40 %; what should have closed last summer is in no quarter."""
    days = {"a": date(2026, 2, 1), "b": date(2026, 3, 31), "late": date(2025, 7, 1), "never": None}
    opened = [deal(key, (0, OPEN), closes=day) for key, day in days.items()]
    plan = goal(date(2026, 1, 1), date(2026, 3, 31), 500, metric="won_amount")
    got = pipeline_coverage(published(company, *opened, target=[plan]), YEAR, ASK).set_index("period")
    row = got.loc["2026-01-01"]
    assert (row.open_count, row.open_amount, row.metric, row.coverage) == (2, 200, "won_amount", 0.4)
    assert got.open_count.sum() == 2


def test_what_was_won_after_the_day_asked_for_was_not_known_on_it(company):
    """On 15 November 20 of 100 were sold; the 50 of December were not. 100 open for the quarter cover 80 by 125 %."""
    sales = [sale(date(2025, 11, 1), 20), sale(date(2025, 12, 1), 50)]
    plan = goal(date(2025, 10, 1), date(2025, 12, 31), 100)
    data = published(company, deal("a", (0, OPEN), closes=date(2025, 12, 5)), order_line=sales, target=[plan])
    then = pipeline_coverage(data, YEAR, replace(ASK, at=end_of_day(date(2025, 11, 15), "UTC"))).iloc[0]
    assert (then.period.date(), then.won, then.coverage) == (date(2025, 10, 1), 20, 1.25)
    now = pipeline_coverage(data, YEAR, ASK).iloc[0]
    assert (now.won, now.coverage) == (70, 100 / 30)


def test_deals_of_every_funnel_cover_a_target_that_is_kept_by_no_funnel(company):
    other = deal("b", (0, OPEN), closes=date(2026, 2, 1), funnel="g")
    stages = [row | {"funnel": funnel} for row in STAGES for funnel in "fg"]
    data = published(company, deal("a", (0, OPEN), closes=date(2026, 2, 1)), other, stage=stages)
    assert pipeline_coverage(data, YEAR, ASK).open_count.tolist() == [0, 2, 0, 0]
