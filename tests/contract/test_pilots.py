"""Pilots from SQL and from plain Python; costs and first orders as they are told apart, on every database."""

from collections import defaultdict
from datetime import date

import pandas as pd
import pytest

from analytics.pilots import pilot_course
from data_access.channels import channel_launches
from data_access.metric_table import metric_table
from data_access.pilots import pilot_sums
from data_access.warehouse import Warehouse
from domain.ask import Ask
from domain.errors import NotInScope
from domain.filters import Filters
from domain.periods import Grain
from domain.scope import EVERYTHING, Scope
from i18n import Locale
from tests.contract.by_hand import Raw

TODAY = date(2025, 6, 18)
YEAR = Filters(date(2025, 5, 1), date(2025, 12, 31), TODAY)
SELECTIONS = {
    "everything": YEAR,
    "an earlier day": YEAR.between(date(2025, 2, 1), date(2025, 3, 20)),
    "above the pilot": YEAR.only(channel=("maker:online",)),
    "its region": YEAR.only(region=("maker:east",)),
    "another region": YEAR.only(region=("maker:north",)),
    "another channel": YEAR.only(channel=("maker:dealer",)),
}


@pytest.fixture(scope="module")
def data(warehouse_store):
    return Warehouse(warehouse_store.engine(), EVERYTHING)


@pytest.mark.parametrize("name", SELECTIONS)
def test_margin_and_cost_of_pilots_by_month_since_their_launch(data, warehouse_store, name):
    filters, raw = SELECTIONS[name], Raw(warehouse_store.engine())
    want = defaultdict(lambda: [0.0, 0.0])
    for fact, place in (("order_line", 0), ("channel_cost", 1)):
        for row in raw.fact(fact):
            pilot = raw.index["channel"][row["source"], row["channel_id"]]
            day = row["ordered_on" if fact == "order_line" else "spent_on"]
            inside = pilot["is_pilot"] and pilot["launched_on"] <= day <= filters.window.elapsed_last
            if inside and raw.selected(row, fact, filters):
                value = row["revenue"] - row["cost"] if fact == "order_line" else row["amount"]
                want[f"{row['source']}:{row['channel_id']}", day.replace(day=1)][place] += value
    found = pilot_sums(data, filters, Locale.EN)
    got = {
        (row.channel, row.period.date()): (row.margin, 0.0 if pd.isna(row.channel_cost) else row.channel_cost)
        for row in found.itertuples()
    }
    assert got.keys() == want.keys()
    for key, (margin, cost) in want.items():
        assert got[key] == pytest.approx((margin, cost))


def test_the_course_of_a_pilot_is_the_sum_of_the_metric(data):
    """The same contribution as the metric gives by month, added up from the launch."""
    course = pilot_course(pilot_sums(data, YEAR, Locale.EN), pd.Timestamp(TODAY), 1e6)
    over = YEAR.between(date(2025, 1, 1), TODAY).only(channel=("maker:live",))
    months = metric_table(data, over, Ask(("contribution",), grain=Grain.MONTH))
    assert course.contribution.tolist() == pytest.approx(months.contribution.tolist())
    assert course.cumulative.iloc[-1] == pytest.approx(months.contribution.sum())


def test_a_reader_of_own_sales_is_told_that_costs_belong_to_nobody(warehouse_store):
    own = Scope(regions=frozenset({"maker:east"}), reps=frozenset({"maker:r1"}))
    data = Warehouse(warehouse_store.engine(), own)
    with pytest.raises(NotInScope):
        pilot_sums(data, YEAR, Locale.EN)
    for key in ("contribution", "roi", "cac", "payback"):
        with pytest.raises(NotInScope):
            metric_table(data, YEAR, Ask((key,)))


def test_only_launches_that_are_known_are_listed(data):
    assert channel_launches(data).key.tolist() == ["maker:live"]


def test_first_and_later_orders_add_up_to_what_identified_buyers_bought(data, warehouse_store):
    raw = Raw(warehouse_store.engine())
    table = metric_table(
        data, YEAR.between(date(2024, 1, 1), TODAY), Ask(("new_revenue", "repeat_revenue"), ("channel",))
    )
    assert table.new_revenue.sum() > 0
    whole = sum(r["revenue"] for r in raw.fact("order_buyer"))
    assert table.new_revenue.sum() + table.repeat_revenue.sum() == pytest.approx(whole)


def test_who_bought_elsewhere_first_is_no_new_buyer_of_the_scope(warehouse_store):
    """First orders are those of the company: a director's new revenue is what the boss sees in that region."""
    asked, year = Ask(("new_revenue", "repeat_revenue"), ("region_1",)), YEAR.between(date(2024, 1, 1), TODAY)
    boss = metric_table(Warehouse(warehouse_store.engine(), EVERYTHING), year, asked).set_index("region_1")
    north = Warehouse(warehouse_store.engine(), Scope(regions=frozenset({"maker:north"})))
    mine = metric_table(north, year, asked)
    assert mine.region_1.tolist() == ["maker:north"]
    for key in asked.metrics:
        assert mine[key].iloc[0] == pytest.approx(boss.loc["maker:north", key])


def test_cost_is_cut_by_its_kind(data):
    table = metric_table(data, YEAR.between(date(2024, 1, 1), TODAY), Ask(("channel_cost",), ("channel", "cost_kind")))
    assert set(table.cost_kind) == {"marketing", "people", "logistics", "rebate"}
    rebates = 2 * sum(300 + 20 * quarter for quarter in range(5))
    assert table.channel_cost.sum() == pytest.approx(2 * 3 * sum(500 + 10 * month for month in range(17)) + rebates)


@pytest.mark.parametrize("grain", [Grain.WEEK, Grain.MONTH])
def test_new_and_repeat_revenue_of_steps_add_up_to_those_of_the_window(data, grain):
    over, keys = YEAR.between(date(2024, 2, 3), date(2025, 6, 5)), ("revenue", "new_revenue", "repeat_revenue")
    steps = metric_table(data, over, Ask(keys, ("channel",), grain)).groupby("channel")[list(keys)].sum()
    whole = metric_table(data, over, Ask(keys, ("channel",))).set_index("channel")
    for key in keys:
        assert steps[key].to_dict() == pytest.approx(whole[key].to_dict())
