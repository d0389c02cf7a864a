"""Money of other currencies: converted by the rate of its day, the original beside it; what has no rate left out."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from data_access.loading.load import LoadOptions, load
from data_access.loading.publish import BuildSpec
from data_access.published import quarantine
from data_access.tables import order_line
from domain.errors import ReaderError

MAPPING = """
source: abroad
files: {orders: orders, rates: rates}
tables:
  - table: channel
    rows: [{channel_id: shop, name: Shop, kind: retail, calendar: all days, is_pilot: "false"}]
  - table: region
    rows: [{region_id: eu, level: area, name: Europe}]
  - table: product
    rows: [{product_id: A, name: Pump, line: all, category: all, unit: pc}]
  - table: fx_rate
    from: rates
    columns: {currency: Code, valid_from: From, rate: Rate}
  - table: order_line
    from: orders
    amount: Net
    ties: TIES
    columns:
      order_id: Order
      line_id: {value: "1"}
      ordered_on: Day
      status: {value: booked}
      product_id: {value: A}
      channel_id: {value: shop}
      region_id: {value: eu}
      quantity: {value: "1"}
      list_amount: List
      discount_amount: {minus: [List, Net]}
      revenue: Net
      cost: Cost
      currency: Code
"""
ORDERS = """Order,Day,Code,List,Net,Cost
before,2024-01-09,EUR,100,90,50
old,2024-01-31,EUR,100,90,50
new,2024-02-01,EUR,100.3333,90.1111,
home,2024-02-01,CNY,100,90,50
none,2024-02-01,,100,90,50
strange,2024-02-01,XYZ,7,7,7
"""
RATES = "Code,From,Rate\nEUR,2024-01-10,7.8\nEUR,2024-02-01,7.777777\nXYZ,2024-01-01,0\n"
QUIET = LoadOptions(BuildSpec(currency="CNY"), force=True, progress=lambda what, rows: None)
EURO = LoadOptions(BuildSpec(currency="EUR"), progress=lambda what, rows: None)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "orders.csv").write_text(ORDERS)
    (tmp_path / "rates.csv").write_text(RATES)
    (tmp_path / "abroad.yaml").write_text(MAPPING.replace("TIES", "revenue"))
    return tmp_path


def loaded(store):
    columns = ("order_id", "list_amount", "discount_amount", "revenue", "cost", "currency_revenue")
    with store.engine().connect() as connection:
        rows = connection.execute(select(*(order_line.c[name] for name in columns))).all()
    return {row[0]: tuple(row[1:]) for row in rows}


def test_each_amount_is_converted_by_the_rate_of_its_day(store, folder):
    report = load(store, folder / "abroad.yaml", str(folder), QUIET)
    rows = loaded(store)
    assert rows["old"] == (780, 78, 702, 390, 90)
    assert rows["home"] == (100, 10, 90, 50, 90)
    assert rows["none"] == (100, 10, 90, 50, None)
    listed, discount, revenue, cost, original = rows["new"]
    assert (listed, revenue, cost, original) == (
        Decimal("780.3700"), Decimal("700.8640"), None, Decimal("90.1111"),
    )  # fmt: skip
    assert listed - discount == revenue, "what adds up in the source adds up to the last decimal"
    lines = next(file for file in report.files if file.table == "order_line")
    assert lines.ties
    assert (lines.loaded.rows, lines.quarantined.rows) == (4, 2)
    assert lines.loaded.amount == 90 + Decimal("90.1111") + 90 + 90
    assert lines.quarantined.amount == 90 + 7


def test_a_row_without_a_rate_on_its_day_is_quarantined_and_says_so(store, folder):
    load(store, folder / "abroad.yaml", str(folder), QUIET)
    with store.engine().connect() as connection:
        rows = connection.execute(select(quarantine.c.line, quarantine.c.reason).order_by(quarantine.c.line)).all()
    reason = "no exchange rate (table fx_rate) for the currency on its day"
    assert [tuple(row) for row in rows] == [(2, reason), (7, reason)]


def test_another_base_currency_is_another_load(store, folder):
    load(store, folder / "abroad.yaml", str(folder), QUIET)
    report = load(
        store,
        folder / "abroad.yaml",
        str(folder),
        EURO,
    )
    assert report.fresh
    rows = loaded(store)
    assert rows["before"] == (100, 10, 90, 50, 90)
    assert set(rows) == {"before", "old", "new", "none"}, "there is no rate of CNY in EUR"


def test_converted_money_ties_with_revenue_only(store, folder):
    (folder / "abroad.yaml").write_text(MAPPING.replace("TIES", "list_amount"))
    with pytest.raises(ReaderError, match="only be held to tie with revenue"):
        load(store, folder / "abroad.yaml", str(folder), QUIET)


def test_the_day_of_the_rate_decides(store, folder):
    (folder / "orders.csv").write_text(ORDERS.replace("2024-01-31,EUR", "2024-01-10,EUR"))
    load(store, folder / "abroad.yaml", str(folder), QUIET)
    assert loaded(store)["old"][2] == 702
