"""Olist, the CRM pipeline, the distributor, the Chinese superstore and the gift wholesaler give their figures."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import case, func, select

from analytics.partners import makers
from data_access.published import quarantine
from data_access.tables import (
    channel,
    complaint,
    customer,
    opportunity,
    order_line,
    product,
    region,
    rep,
    rep_assignment,
    satisfaction,
)
from data_access.warehouse import Warehouse
from domain.filters import Filters
from domain.scope import EVERYTHING
from i18n import Locale
from reports.partners import partner_figures
from tests.data.figures import ask, by, by_region_name, count, total

ORIGINS = {  # leads, won
    "organic_search": (2296, 271), "paid_search": (1586, 195), "social": (1350, 75), "unknown": (1099, 179),
    "direct_traffic": (499, 56), "email": (493, 15), "referral": (284, 24), "other": (150, 4), "display": (118, 6),
    "other_publicities": (65, 3), "none": (60, 14),
}  # fmt: skip


def test_leads_and_deals_by_origin_keep_empty_and_unknown_apart(loaded):
    store, _ = loaded("olist")
    deal = opportunity.c
    won = func.sum(case((deal.stage == 2, 1), else_=0))
    rows = ask(store, select(deal.channel_id, func.count(), won).group_by(deal.channel_id))
    assert {name: (leads, int(deals)) for name, leads, deals in rows} == ORIGINS
    assert count(store, opportunity, deal.closed_on < deal.created_on) == 1  # the one deal at −2 days


def test_cancelled_and_unavailable_orders_are_named_and_tie(loaded):
    store, report = loaded("olist")
    items = next(file for file in report.files if file.table == "order_line")
    assert items.ties
    assert (items.source.rows, items.source.amount) == (13_575, Decimal("1716891.90"))
    assert {item.reason.en: item.rows for item in report.left} == {
        "the order was cancelled": 542,
        "the order was not available": 7,
    }
    assert count(store, quarantine) == 549
    assert total(store, order_line.c.revenue) == items.loaded.amount == Decimal("1619648.94")


def test_a_person_is_one_buyer_over_several_order_customers(loaded):
    store, _ = loaded("olist")
    assert ask(store, select(func.count(customer.c.identity_id.distinct()), func.count())) == [(12_595, 12_751)]
    firsts = select(func.count(), func.count(customer.c.identity_id.distinct())).where(
        customer.c.first_ordered_on.is_not(None)
    )
    [(rows, people)] = ask(store, firsts)
    assert rows == people
    assert ask(store, select(func.min(satisfaction.c.score), func.max(satisfaction.c.score), func.count())) == [
        (0, 100, 12_832)
    ]


@pytest.mark.parametrize("mapping", ["crm-sales-opportunities", "crm-sales-opportunities-ddmmyy"])
def test_the_pipeline_is_the_same_from_either_way_of_writing_days(loaded, mapping):
    store, _ = loaded(mapping, "crm-sales-opportunities")
    deal = opportunity.c
    rows = ask(store, select(deal.stage, func.count(), func.sum(deal.amount)).group_by(deal.stage).order_by(deal.stage))
    assert [(stage, n) for stage, n, _ in rows] == [(1, 500), (2, 1589), (3, 4238), (4, 2473)]
    assert rows[2][2] == Decimal("10005534")
    won = select(deal.region_id, func.count(), func.sum(deal.amount)).where(deal.stage == 3).group_by(deal.region_id)
    assert sorted(ask(store, won)) == [
        ("Central", 1629, 3_346_293),
        ("East", 1171, 3_090_594),
        ("West", 1438, 3_568_647),
    ]
    ends = select(
        func.min(deal.created_on), func.max(deal.created_on), func.min(deal.closed_on), func.max(deal.closed_on)
    )
    assert ask(store, ends) == [(date(2016, 10, 20), date(2017, 12, 27), date(2017, 3, 1), date(2017, 12, 31))]
    assert count(store, opportunity, deal.product_line.is_(None)) == 0  # GTXPro found GTX Pro
    assert count(store, opportunity, deal.customer_id.is_(None)) == 1425
    assert (count(store, rep), count(store, rep_assignment, rep_assignment.c.role == "SR")) == (41, 35)


def test_the_distributor_gives_its_totals_by_year_channel_partner_and_team(loaded):
    store, _ = loaded("pharma-distributor")
    line = order_line.c
    assert total(store, line.revenue) == Decimal("11670834516")
    years = by(store, func.extract("year", line.ordered_on), digits=0)
    assert years == {2017: 2_701_480_741, 2018: 3_509_478_427, 2019: 2_844_046_933, 2020: 2_615_828_415}
    names = dict(ask(store, select(channel.c.channel_id, channel.c.name)))
    assert {names[key]: value for key, value in by(store, line.channel_id, digits=0).items()} == {
        "Pharmacy Retail": 3_221_879_300,
        "Hospital Government": 3_059_532_521,
        "Pharmacy Institution": 2_876_504_039,
        "Hospital Private": 2_512_918_656,
    }
    assert max(by(store, line.partner_id, digits=0).values()) == 3_501_834_439
    at = (rep_assignment.c.rep_id == line.rep_id) & (rep_assignment.c.role == "SR")
    teams = dict(
        ask(
            store,
            select(rep_assignment.c.team, func.sum(line.revenue)).join(order_line, at).group_by(rep_assignment.c.team),
        )
    )
    assert teams == {"Delta": 3_642_084_005, "Bravo": 2_740_856_259, "Charlie": 2_706_919_932, "Alfa": 2_580_974_320}
    assert (count(store, order_line, line.quantity < 0), total(store, line.revenue, line.quantity < 0)) == (
        2_629,
        -136_568_874,
    )
    assert count(store, order_line, func.extract("month", line.ordered_on) == 11) == 23_321
    assert count(store, customer, customer.c.name.endswith(" ")) == 0


def test_four_of_the_29_distributors_make_80_percent_of_the_sales(loaded):
    store, _ = loaded("pharma-distributor")
    data = Warehouse(store.engine(), EVERYTHING, store.version())
    found = partner_figures(data, Filters(date(2017, 1, 1), date(2020, 12, 31), date(2020, 12, 31)), "", Locale.EN)
    assert (len(found.pareto), makers(found.pareto)) == (29, 4)
    assert found.pareto.revenue.iloc[0] == pytest.approx(3_501_834_439, abs=1)
    assert found.pareto.revenue.sum() == pytest.approx(11_670_834_516, abs=1)
    assert found.pareto.contribution.isna().all(), "the source has no costs: nobody's contribution is known"


def test_the_chinese_superstore_gives_its_totals_by_region(loaded):
    store, _ = loaded("superstore-zh")
    line = order_line.c
    assert total(store, line.revenue) == Decimal("16117548.237")
    assert total(store, line.revenue) - total(store, line.cost) == Decimal("2156559.517")
    above = region.alias("above")
    city = (region.c.region_id == line.region_id) & (region.c.level == "市")
    areas = select(above.c.parent_id, func.sum(line.revenue)).select_from(order_line).join(region, city)
    areas = areas.join(above, above.c.region_id == region.c.parent_id).group_by(above.c.parent_id)
    assert {name: str(amount) for name, amount in ask(store, areas)} == {
        "华东": "4692464.9940", "中南": "4147884.0130", "东北": "2711223.3890", "华北": "2447301.0170",
        "西南": "1303124.5080", "西北": "815550.3160",
    }  # fmt: skip
    assert count(store, order_line, line.list_amount - line.discount_amount != line.revenue) == 0
    assert (count(store, complaint), count(store, region, region.c.level == "省")) == (296, 31)
    tiles = ask(store, select(region.c.tile_row, region.c.tile_col).where(region.c.level == "省"))
    assert len(set(tiles)) == 31


@pytest.mark.parametrize(
    ("file", "form"), [("orders_first500_gb18030", "%Y-%m-%d"), ("orders_first500_cndates_bom", "%Y年%m月%d日")]
)
def test_gb18030_and_chinese_dates_give_the_same_five_hundred_rows(loaded, tmp_path, file, form):
    path = tmp_path / f"{file}.yaml"
    path.write_text(
        f'source: superstore-zh\nextends: superstore-zh\nfiles: {{orders: {file}}}\nformats: {{day: "{form}"}}\n',
        "utf-8",
    )
    store, report = loaded(str(path), "superstore-zh")
    whole, _ = loaded("superstore-zh")
    columns = [column for column in order_line.columns if column.name != "source"]
    first = order_line.c.line_id.cast(order_line.c.quantity.type) <= 500
    assert sorted(ask(store, select(*columns)), key=str) == sorted(ask(whole, select(*columns).where(first)), key=str)
    assert count(store, order_line) == 500
    assert next(item for item in report.left if item.table == "complaint").fate == "quarantined"


def test_the_gift_wholesaler_ties_with_every_row_left_out_by_name(loaded):
    store, report = loaded("online-retail")
    lines = next(file for file in report.files if file.table == "order_line")
    assert lines.ties
    assert (lines.source.rows, round(lines.source.amount, 2)) == (541_909, Decimal("9747747.93"))
    assert {item.reason.en: item.rows for item in report.left} == {
        "a bad debt adjustment": 3,
        "fees and donations, not sales": 87,
        "a stock movement at price zero": 2_515,
    }
    assert count(store, quarantine) == 2_605
    assert (count(store, customer), count(store, region), count(store, product)) == (4_372, 38, 4_070)


def test_countries_of_the_wholesaler_are_as_published_up_to_what_was_left_out(loaded):
    store, _ = loaded("online-retail")
    got = by_region_name(store, digits=2)
    assert (got["Netherlands"], got["Ireland"], got["Germany"]) == (284_661.54, 263_276.82, 221_698.21)
    left = total(store, quarantine.c.amount, quarantine.c.content.endswith("United Kingdom"))
    assert round(got["United Kingdom"] + float(left), 2) == 8_187_806.36
    assert count(store, order_line, order_line.c.order_id.startswith("C"), order_line.c.quantity > 0) == 0


def test_loading_the_same_again_changes_nothing(loaded, data):
    from data_access.loading.load import load

    store, _ = loaded("crm-sales-opportunities")
    version = store.version()
    again = load(store, "crm-sales-opportunities", str(data / "crm-sales-opportunities"))
    assert (again.fresh, store.version()) == (False, version)
