"""Attainment, pace and market share by hand: one plan, one version, one level, and only what has a target counts."""

from datetime import date, timedelta

import pandas as pd
import pytest

from data_access.calendar_days import calendar_days
from data_access.metric_table import metric_table
from data_access.slices import Slices, Slicing, achieved_amounts
from data_access.warehouse import Warehouse
from domain.ask import Ask, Compare
from domain.filters import Filters
from domain.measures import WON
from domain.periods import Grain
from domain.scope import EVERYTHING, Scope
from tests.contract.by_hand import Raw

TODAY = date(2025, 6, 18)
YEAR = Filters(date(2025, 1, 1), date(2025, 12, 31), TODAY)


@pytest.fixture
def data(warehouse_store):
    return Warehouse(warehouse_store.engine(), EVERYTHING)


@pytest.fixture(scope="session")
def lines(warehouse_store):
    return [r for r in Raw(warehouse_store.engine()).fact("order_line") if r["source"] == "maker"]


def sold(lines, first, last, **where):
    """Revenue of the maker's lines between two days whose columns have one of the values."""
    return sum(
        r["revenue"]
        for r in lines
        if first <= r["ordered_on"] <= last and all(r[column] in values for column, values in where.items())
    )


EAST = ("east", "zhejiang", "jiangsu", "hangzhou")


def test_by_region_and_channel_only_slices_with_a_target_count(data, lines):
    got = metric_table(data, YEAR, Ask(("attainment", "revenue"), ("region_1", "channel"), compare=(Compare.TARGET,)))
    got = got.set_index(["region_1", "channel"])
    own = sold(lines, YEAR.first, TODAY, region_id=EAST, channel_id=("own",))
    assert got.loc[("maker:east", "maker:own"), "revenue_target"] == 12 * 40_000
    assert got.loc[("maker:east", "maker:own"), "attainment"] == pytest.approx(own / (12 * 40_000))
    assert pd.isna(got.loc[("maker:east", "maker:flagship"), "attainment"]), "no target is no value, never 0 %"


def test_by_channel_regions_without_a_target_leave_the_numerator(data, lines):
    got = metric_table(data, YEAR, Ask(("attainment",), ("channel",))).set_index("channel").attainment
    own = sold(lines, YEAR.first, TODAY, region_id=(*EAST, "north", "hebei"), channel_id=("own",))
    assert got["maker:own"] == pytest.approx(own / (2 * 12 * 40_000))
    assert got.drop("maker:own").isna().all()


def test_the_level_with_the_fewest_dimensions_answers_for_the_whole(data, lines):
    got = metric_table(data, YEAR, Ask(("attainment", "revenue"), compare=(Compare.TARGET,))).iloc[0]
    assert got.revenue_target == 12 * 9_000
    assert got.attainment == pytest.approx(sold(lines, YEAR.first, TODAY, region_id=("west",)) / (12 * 9_000))


def test_pace_is_attainment_less_the_elapsed_share_of_days(data):
    got = metric_table(data, YEAR, Ask(("attainment", "pace"))).iloc[0]
    elapsed = (5 + 18 / 30) / 12  # five whole months of twelve equal targets, and 18 of June's 30 days
    assert got.pace == pytest.approx(got.attainment - elapsed)


def test_on_a_working_channel_only_working_days_elapse(data):
    june = Filters(date(2025, 6, 1), date(2025, 6, 30), TODAY)
    got = metric_table(data, june, Ask(("attainment", "pace"), ("channel",))).set_index("channel").loc["maker:own"]
    # June 2025 in China: 20 working days (the 2nd is Dragon Boat Festival), 12 of them up to the 18th
    assert got.attainment - got.pace == pytest.approx(12 / 20)


def test_the_days_left_share_what_is_missing(data):
    got = metric_table(data, YEAR, Ask(("attainment", "run_rate_needed"))).iloc[0]
    left = (date(2025, 12, 31) - TODAY).days
    assert got.run_rate_needed == pytest.approx(108_000 * (1 - got.attainment) / left)


def test_quotas_over_odd_periods(data, lines):
    quota = Filters(date(2024, 3, 30), date(2024, 6, 30), TODAY)
    asked = Ask(("attainment", "revenue"), ("rep",), compare=(Compare.TARGET,), version="v1")
    got = metric_table(data, quota, asked).set_index("rep")
    mine = sold(lines, quota.first, quota.last, rep_id=("r1",), channel_id=("own",))
    assert got.loc["maker:r1", "revenue_target"] == 50_000
    assert got.loc["maker:r1", "attainment"] == pytest.approx(mine / 50_000)
    assert pd.isna(got.loc["maker:r2", "attainment"])
    latest = metric_table(data, quota, Ask(("attainment",), ("rep",)))
    assert latest.attainment.isna().all(), "the latest version has no quotas, and versions are never mixed"


def test_a_period_partly_in_the_window_gives_no_value_unless_prorated(data):
    odd = Filters(date(2024, 1, 1), date(2024, 2, 15), TODAY)
    plain = metric_table(data, odd, Ask(("revenue", "attainment"), compare=(Compare.TARGET,))).iloc[0]
    assert plain[["revenue_target", "attainment"]].isna().all()
    shared = metric_table(data, odd, Ask(("revenue", "attainment"), compare=(Compare.TARGET,), prorate=True)).iloc[0]
    days = calendar_days(data, date(2024, 2, 1), date(2024, 2, 29))
    working = days[days.is_working_day].day
    assert 0 < (working <= "2024-02-15").mean() < 15 / 29, "the Spring Festival lies in it"
    assert shared.revenue_target == pytest.approx(9_000 + 9_000 * (working <= "2024-02-15").mean())


def test_weeks_are_derived_by_working_days_and_add_up_to_the_month(data):
    """What no channel is named for goes by working days; a channel that sells on all days goes by all of them."""
    march = Filters(date(2024, 2, 26), date(2024, 3, 31), TODAY)
    weeks = metric_table(data, march, Ask(("revenue",), grain=Grain.WEEK, compare=(Compare.TARGET,), prorate=True))
    days = calendar_days(data, date(2024, 2, 1), date(2024, 3, 31))
    working = days[days.is_working_day]
    month = working.groupby("month_start").day.transform("size")
    want = (9_000 / month)[working.day >= "2024-02-26"].groupby(working.week_start).sum()
    assert weeks.revenue_target.tolist() == pytest.approx(want.tolist())


def test_steps_have_their_own_targets_and_future_ones_are_not_yet(data):
    months = metric_table(data, YEAR, Ask(("attainment", "revenue"), grain=Grain.MONTH, compare=(Compare.TARGET,)))
    assert months.revenue_target.tolist() == [9_000.0] * 12
    assert months.attainment[:6].notna().all()
    assert months.attainment[6:].isna().all()
    weeks = metric_table(data, YEAR, Ask(("revenue",), grain=Grain.WEEK, compare=(Compare.TARGET,)))
    assert weeks.revenue_target.isna().all(), "a month's target is not allocated to weeks silently"


def test_a_dimension_that_no_level_has_is_no_target(data):
    got = metric_table(data, YEAR, Ask(("revenue",), ("product_line",), compare=(Compare.TARGET,)))
    assert got.revenue_target.isna().all()


def test_a_rate_is_held_against_its_level(data):
    got = metric_table(data, YEAR, Ask(("margin_rate",), compare=(Compare.TARGET,)))
    assert got.margin_rate_target[0] == pytest.approx(0.35)


def test_the_targets_of_a_region_are_seen_in_its_scope_only(warehouse_store):
    north = Warehouse(warehouse_store.engine(), Scope(regions=frozenset({"maker:north"})))
    got = metric_table(north, YEAR, Ask(("revenue",), ("region_1",), compare=(Compare.TARGET,)))
    assert dict(zip(got.region_1, got.revenue_target, strict=True)) == {"maker:north": 480_000.0}


def test_market_share_counts_whole_market_periods_on_both_sides(data, lines):
    half = Filters(date(2025, 1, 1), TODAY, TODAY)  # the second quarter is not over: it counts on neither side
    got = metric_table(data, half, Ask(("market_share",), ("region_1",))).set_index("region_1").market_share
    water = sold(lines, date(2025, 1, 1), date(2025, 3, 31), region_id=EAST, product_id=("A1", "A2"))
    assert got["maker:east"] == pytest.approx(water / 500_000)


def test_by_the_node_itself_what_lies_below_it_counts_as_well(data, lines):
    """The amounts are given for the east; its sales are made in provinces and a city, which have none of their own."""
    got = metric_table(data, YEAR, Ask(("attainment",), ("region", "channel"))).set_index(["region", "channel"])
    own = sold(lines, YEAR.first, TODAY, region_id=EAST, channel_id=("own",))
    assert got.attainment["maker:east", "maker:own"] == pytest.approx(own / (12 * 40_000))
    assert pd.isna(got.attainment.get(("maker:jiangsu", "maker:own"))), "a province without a target has no attainment"
    winter = Filters(date(2025, 1, 1), date(2025, 3, 31), TODAY)
    share = metric_table(data, winter, Ask(("market_share",), ("region",))).set_index("region").market_share.dropna()
    water = sold(lines, winter.first, winter.last, region_id=EAST, product_id=("A1", "A2"))
    assert share.to_dict() == {"maker:east": pytest.approx(water / 500_000)}


def test_a_plan_for_won_deals_counts_the_won_ones_only(data, warehouse_store):
    """Won amounts are planned too; lost deals of the slice are no achievement."""
    won = Raw(warehouse_store.engine()).fact("opportunity")
    slicing = Slicing(
        Slices("target", ("region", "channel"), (("version", "v2"), ("metric", "revenue"))), ("region_1",), WON
    )
    span = Filters(date(2024, 1, 1), date(2024, 12, 31), TODAY)
    done = achieved_amounts(data, span, slicing).groupby("region_1").actual.sum().to_dict()
    want: dict[str, float] = {}
    for deal in won:
        region = {"hangzhou": "maker:east", "hebei": "maker:north"}.get(deal["region_id"])
        if region and deal["outcome"] == "won" and span.first <= deal["closed_on"] <= span.last:
            want[region] = want.get(region, 0.0) + (deal["amount"] or 0.0)
    assert sum(want.values()) > 0
    assert {region: amount for region, amount in done.items() if amount} == pytest.approx(want)
    of_west = Slicing(Slices("target", ("region",), (("version", "v2"), ("level", "region"))), ("region_1",), WON)
    assert any(deal["region_id"] == "west" and deal["amount"] and deal["closed_on"] for deal in won), "all of them lost"
    assert achieved_amounts(data, span, of_west).actual.fillna(0).sum() == 0


def test_the_forecast_leads_to_the_end_as_last_year_did(data, lines):
    """Actual ÷ the share that the same days a year before (364) had made by today, by hand; then ÷ target."""
    asked = Ask(("attainment", "forecast_attainment"))
    got = metric_table(data, YEAR, asked).iloc[0]
    then = timedelta(days=364)
    made = sold(lines, YEAR.first - then, TODAY - then, region_id=("west",))
    whole = sold(lines, YEAR.first - then, YEAR.last - then, region_id=("west",))
    actual = sold(lines, YEAR.first, TODAY, region_id=("west",))
    assert 0 < made < whole
    assert got.forecast_attainment == pytest.approx(actual / (made / whole) / (12 * 9_000))


def test_without_a_whole_year_before_the_forecast_follows_the_days(data, lines):
    """The data begin in January 2024: the first half of that year has nothing to follow but its days."""
    today = date(2024, 6, 18)
    half = Filters(date(2024, 6, 1), date(2024, 6, 30), today)
    got = metric_table(data, half, Ask(("attainment", "forecast_attainment"))).iloc[0]
    actual = sold(lines, half.first, half.last, region_id=("west",))
    assert got.attainment == pytest.approx(actual / 9_000)
    assert got.forecast_attainment == pytest.approx(actual / (18 / 30) / 9_000)


def test_a_period_that_is_over_comes_to_what_it_made_and_one_to_come_to_nothing_yet(data):
    months = metric_table(data, YEAR, Ask(("attainment", "forecast_attainment"), grain=Grain.MONTH))
    assert months.forecast_attainment[:5].tolist() == months.attainment[:5].tolist()
    assert months.forecast_attainment[5] > months.attainment[5] > 0
    assert months.forecast_attainment[6:].isna().all()
