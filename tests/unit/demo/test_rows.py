"""What the demo company's facts promise each other: deals and their events, lines and returns, goods and money."""

from collections import defaultdict
from datetime import date

import pandas as pd
import pyarrow as pa
import pytest

from data_access.loading import tiles
from demo.company import tables
from demo.places import REGIONS, places
from demo.products import LINES
from demo.season import FESTIVALS, festival_offset
from demo.spec import Spec, share_out

SCALE, END = 0.3, date(2026, 10, 18)
LEFT_OUT = {"market", "satisfaction", "assortment", "product"}


@pytest.fixture(scope="module")
def demo() -> dict[str, pd.DataFrame]:
    chunks = defaultdict(list)
    for name, chunk in tables(SCALE, 7, END):
        if name not in LEFT_OUT:
            chunks[name].append(chunk)
    return {name: pa.concat_tables(parts).to_pandas(date_as_object=False) for name, parts in chunks.items()}


@pytest.fixture(scope="module")
def last(demo):
    """The last event of each deal."""
    events = demo["opportunity_event"].sort_values(["opportunity_id", "seq"])
    return events.groupby("opportunity_id").tail(1).set_index("opportunity_id")


def test_a_deal_stands_as_its_last_event_left_it(demo, last):
    deals = demo["opportunity"].set_index("opportunity_id").loc[last.index]
    assert (deals.stage == last.stage_to).all()
    for column in ("amount", "expected_close_on", "forecast_category", "rep_id", "region_id", "channel_id"):
        assert (deals[column] == last[column]).all(), column
    for column in ("partner_id", "product_line"):
        assert (deals[column].fillna("") == last[column].fillna("")).all(), column


def test_every_deal_has_a_history_that_begins_with_its_creation(demo, last):
    assert set(demo["opportunity"].opportunity_id) == set(last.index)
    events = demo["opportunity_event"]
    first = events[events.seq == 1]
    assert (first.kind == "created").all()
    assert (first.stage_to == 1).all()
    assert first.stage_from.isna().all()
    assert (events.kind == "created").sum() == len(first) == len(last)


def test_events_follow_each_other_in_time_and_stage(demo):
    events = demo["opportunity_event"].sort_values(["opportunity_id", "seq"])
    same = events.opportunity_id == events.opportunity_id.shift()
    assert (events["at"].diff()[same] >= pd.Timedelta(0)).all()
    assert (events.stage_from[same] == events.stage_to.shift()[same]).all()
    assert (events.seq.diff()[same] == 1).all()


def test_an_event_lies_on_the_same_day_in_china_as_in_utc(demo):
    at = demo["opportunity_event"]["at"]
    assert (at.dt.date == (at + pd.Timedelta(hours=8)).dt.date).all()


def test_a_deal_is_closed_on_the_day_it_was_won_or_lost(demo):
    deals = demo["opportunity"].merge(demo["stage"], left_on=["funnel", "stage"], right_on=["funnel", "position"])
    is_open = deals.kind == "open"
    assert deals.closed_on[is_open].isna().all()
    assert deals.closed_on[~is_open].notna().all()
    assert (deals.closed_on >= deals.created_on)[~is_open].all()
    assert (deals.loss_reason.notna() == (deals.kind == "lost")).all()


def test_deals_are_pushed_revalued_reopened_deleted_restored_and_transferred(demo):
    events = demo["opportunity_event"].sort_values(["opportunity_id", "seq"])
    same = events.opportunity_id == events.opportunity_id.shift()
    later = (events.expected_close_on > events.expected_close_on.shift())[same]
    assert later.sum() > 300
    assert (events.amount != events.amount.shift())[same].sum() > 100
    assert ((events.stage_from == 6) & (events.kind == "changed")).sum() > 10
    assert (events.kind == "deleted").sum() > 10
    assert (events.kind == "restored").sum() > 3
    assert (events.region_id != events.region_id.shift())[same].sum() > 3
    assert (events.rep_id != events.rep_id.shift())[same].sum() > 30


def test_a_deleted_deal_is_never_counted_as_open(demo, last):
    gone = last[last.kind == "deleted"].index
    deals = demo["opportunity"].set_index("opportunity_id").loc[gone]
    assert (deals.stage == 6).all()
    assert (deals.forecast_category == "omitted").all()


def test_credit_of_a_deal_adds_up_to_one(demo):
    credit = demo["opportunity_member"].groupby("opportunity_id").credit_share.sum()
    assert credit.between(0.999, 1.001).all()
    assert len(credit) == len(demo["opportunity"])


def test_the_orders_of_a_won_deal_are_about_as_large_as_the_deal(demo):
    lines = demo["order_line"]
    sold = lines[(lines.quantity > 0) & lines.opportunity_id.notna()].groupby("opportunity_id").revenue.sum()
    deals = demo["opportunity"].set_index("opportunity_id").loc[sold.index]
    assert 0.85 < float(sold.sum()) / float(deals.amount.sum()) < 1.15
    assert deals.closed_on.notna().all()


def test_a_return_sends_back_a_line_that_exists_later_and_not_more_than_it_held(demo):
    lines = demo["order_line"]
    back = lines[lines.quantity < 0]
    sold = lines.set_index("line_id").loc[back.returned_line_id]
    assert lines.returned_line_id.notna().sum() == len(back) > 100
    assert (back.product_id.to_numpy() == sold.product_id.to_numpy()).all()
    assert (back.ordered_on.to_numpy() > sold.ordered_on.to_numpy()).all()
    assert (-back.quantity.to_numpy() <= sold.quantity.to_numpy()).all()
    assert (-back.revenue.to_numpy() <= sold.revenue.to_numpy()).all()
    assert (sold.status == "booked").all()


def test_some_orders_are_cancelled_whole(demo):
    status = demo["order_line"].groupby("order_id").status.nunique()
    assert (status == 1).all()
    assert 0.005 < (demo["order_line"].status == "cancelled").mean() < 0.03


def test_partners_order_only_while_they_are_open(demo):
    lines = demo["order_line"].merge(demo["partner"], on="partner_id", suffixes=("", "_home"))
    lines = lines[lines.quantity > 0]
    assert (lines.opened_on.isna() | (lines.opened_on <= lines.ordered_on)).all()
    assert (lines.closed_on.isna() | (lines.closed_on >= lines.ordered_on)).all()
    assert (lines.channel_id == lines.channel_id_home).all()


def test_some_partners_stop_ordering_without_being_closed(demo):
    latest = demo["order_line"].groupby("partner_id").ordered_on.max()
    partners = demo["partner"].set_index("partner_id")
    quiet = latest[latest < pd.Timestamp(END) - pd.Timedelta(days=200)].index
    assert partners.loc[quiet].closed_on.isna().sum() > 10


def test_pilots_sell_nothing_before_their_launch(demo):
    pilots = demo["channel"][demo["channel"].is_pilot]
    lines = demo["order_line"].merge(pilots, on="channel_id")
    assert len(pilots) == 2
    assert (lines.ordered_on >= lines.launched_on).all()
    assert (pilots.launched_on > pd.Timestamp(END) - pd.DateOffset(months=18)).all()
    costs = demo["channel_cost"].merge(pilots, on="channel_id")
    assert (costs.spent_on >= costs.launched_on).all()


def test_buyers_order_after_they_became_customers(demo):
    lines = demo["order_line"].merge(demo["customer"], on="customer_id")
    assert (lines.created_on.isna() | (lines.created_on <= lines.ordered_on)).all()


def test_one_person_can_have_two_accounts(demo):
    accounts = demo["customer"].groupby("identity_id").size()
    assert accounts.max() == 2
    used = demo["order_line"].merge(demo["customer"], on="customer_id").groupby("identity_id").customer_id.nunique()
    assert (used == 2).sum() > 20


def test_no_more_is_delivered_than_sold_and_no_more_received_than_delivered(demo):
    lines = demo["order_line"]
    sold = lines[lines.quantity > 0].groupby("order_id").revenue.sum()
    delivered = demo["delivery"].groupby("order_id").amount.sum()
    received = demo["receipt"].groupby("order_id").amount.sum()
    assert (delivered <= sold.loc[delivered.index]).all()
    assert (received <= delivered.loc[received.index]).all()
    assert 0.85 < float(received.sum()) / float(delivered.sum()) < 0.98


def test_some_buyers_pay_late(demo):
    paid = demo["receipt"].merge(demo["invoice"], left_on=demo["receipt"].receipt_id.str.replace("-R", "-I"),
                                 right_on="invoice_id")  # fmt: skip
    late = (paid.received_on - paid.due_on).dt.days
    assert 0.05 < (late > 30).mean() < 0.25


def test_plans_reach_to_the_end_of_the_fiscal_year_at_every_level(demo):
    targets = demo["target"]
    found = targets.groupby(["level", "metric", "version"]).period_end.max()
    assert len(found) == 10
    assert (found == pd.Timestamp(2026, 12, 31)).all()
    assert set(targets[targets.aggregation == "level"].metric) == {"satisfaction", "margin_rate"}


def test_the_province_plan_adds_up_to_the_regional_one(demo):
    targets = demo["target"][demo["target"].version == "v2"]
    by_level = targets[targets.metric == "revenue"].groupby(["level", "period_start"]).amount.sum().astype(float)
    ratio = by_level.loc["province"] / by_level.loc["region,channel"]
    assert ratio.between(0.99, 1.01).all()


def test_tiles_do_not_overlap(demo):
    tiles = demo["region"].dropna(subset=["tile_row"])
    assert len(tiles) == 31
    assert not tiles.duplicated(["tile_row", "tile_col"]).any()
    assert demo["region"].level.value_counts().to_dict() == {"大区": len(REGIONS), "省": 31, "市": 41}


def test_a_place_weighs_what_its_province_leaves_it():
    assert (places().weight > 0).all()


@pytest.mark.parametrize("year", FESTIVALS)
def test_the_new_year_is_its_own_festival(year):
    month, day = FESTIVALS[year]
    around = pd.date_range(date(year, month, day) - pd.Timedelta(days=3), periods=7).to_numpy().astype("datetime64[D]")
    assert festival_offset(around).tolist() == [-3, -2, -1, 0, 1, 2, 3]


def test_shares_are_kept_to_within_one():
    rng = Spec(1, 7).rng("test")
    counts = pd.Series(share_out(rng, pd.Series([1.0, 2.0, 7.0]).to_numpy(), 100)).value_counts().sort_index()
    assert [abs(n - m) <= 1 for n, m in zip(counts, (10, 20, 70), strict=True)] == [True] * 3


def test_lines_of_products_have_two_names():
    assert all(zh and en for _, zh, en in LINES)


def test_the_demo_has_the_tiles_that_provinces_get_when_they_are_loaded(demo):
    placed = demo["region"].dropna(subset=["tile_row"])
    ours = dict(zip(placed.iso_code, zip(placed.tile_row, placed.tile_col, strict=True), strict=True))
    assert ours == {code: tiles.places()[code] for code in ours}
