"""Loading by a mapping on every database: each row loaded, excluded or quarantined, twice is once, all or nothing."""

from decimal import Decimal

import pytest
from sqlalchemy import func, select

from data_access.loading.load import LoadOptions, load
from data_access.published import load_report, quarantine
from data_access.store import Store
from data_access.tables import customer, order_line, region, source_state, target
from domain.errors import ReaderError
from i18n import Locale

MAPPING = """
source: {source}
files: {{orders: orders, cities: cities, goods: goods}}
formats: {{day: "%Y/%m/%d"}}
tables:
  - table: channel
    rows: [{{channel_id: shop, name: Shop, kind: retail, calendar: all days, is_pilot: "false"}}]
  - table: region
    from: cities
    distinct: true
    columns: {{region_id: Province, level: {{value: province}}, name: Province}}
  - table: region
    from: cities
    columns: {{region_id: City, parent_id: Province, level: {{value: city}}, name: City}}
  - table: product
    from: goods
    columns: {{product_id: Code, name: Name, line: {{value: all}}, category: {{value: all}}, unit: {{value: pc}}}}
  - table: customer
    from: orders
    distinct: true
    columns: {{customer_id: Buyer, is_anonymous: {{value: "false"}}, name: Buyer}}
  - table: order_line
    from: orders
    amount: &money {{times: [Pieces, {{column: Price, thousands: ","}}]}}
    ties: revenue
    join:
      city: {{file: cities, by: {{City: City}}}}
      buyer: {{file: cities, by: {{City: Buyer}}, optional: true}}
    exclude:
      - {{when: {{of: State, in: [cancelled]}}, zh: 订单已取消, en: the order was cancelled}}
    columns:
      order_id: Order
      line_id: {{place_in: [Order]}}
      ordered_on: {{column: Day, format: day}}
      status: {{column: State, codes: {{paid: booked}}}}
      customer_id: Buyer
      product_id: {{column: Goods, codes: {{OldA: A}}, otherwise: keep}}
      channel_id: {{value: shop}}
      region_id: city.City
      quantity: Pieces
      list_amount: *money
      discount_amount: {{value: "0"}}
      revenue: *money
"""
ORDERS = """Order,Day,State,Buyer,Goods,City,Pieces,Price
1,2024/01/05,paid,ann,A,杭州,2,"1,000.50"
1,2024/01/05,paid,ann,B,杭州,1,3
2,2024/01/06,cancelled,bob,A,杭州,5,10
3,06.01.2024,paid,bob,A,杭州,1,10
4,2024/01/07,paid,bob,Z,杭州,1,20
5,2024/01/08,refunded,bob,A,杭州,1,30
6,2024/01/09,paid,,OldA,南京,1,many
7,2024/02/09,paid,cat,OldA,,-1,40
11,2024/02/09,paid,cat,OldA,苏州,1,60
8,2024/02/10,paid
9,2024/02/11,paid,"dan
dy",B,南京,1,0.1
"""
QUIET = LoadOptions(progress=lambda what, rows: None)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "orders.csv").write_text(ORDERS, "utf-8")
    (tmp_path / "cities.csv").write_text("City;Province\n杭州;浙江\n南京;江苏\n", "gb18030")
    (tmp_path / "goods.csv").write_text("Code,Name\nA,Pump\nB,Filter\nB,Filter again\n", "utf-8-sig")
    return tmp_path


def mapping(folder, source: str = "mine", text: str = MAPPING):
    path = folder / f"{source}.yaml"
    path.write_text(text.format(source=source), "utf-8")
    return path


def count(store: Store, table=order_line, **equal) -> int:
    statement = select(func.count()).select_from(table).where(*(table.c[key] == value for key, value in equal.items()))
    with store.engine().connect() as connection:
        return connection.execute(statement).scalar_one()


def test_every_row_is_loaded_excluded_or_quarantined_with_its_line_and_reason(store, folder):
    report = load(store, mapping(folder), str(folder), QUIET)
    lines = next(file for file in report.files if file.table == "order_line")
    assert [tally.rows for tally in (lines.source, lines.loaded, lines.excluded, lines.quarantined)] == [11, 4, 1, 6]
    assert lines.loaded.amount == Decimal("2001") + 3 - 40 + Decimal("0.1")
    assert (lines.excluded.amount, lines.quarantined.amount) == (50, 10 + 20 + 30 + 60)
    with store.engine().connect() as connection:
        listed = connection.execute(select(quarantine).order_by(quarantine.c.file, quarantine.c.line)).mappings().all()
    assert [(row["file"], row["line"], row["fate"], row["reason"]) for row in listed] == [
        ("goods.csv", 4, "quarantined", "the key repeats that of an earlier row"),
        ("orders.csv", 4, "excluded", "the order was cancelled"),
        ("orders.csv", 5, "quarantined", "the value of ordered_on cannot be understood"),
        ("orders.csv", 6, "quarantined", "product_id points to what does not exist or was not loaded"),
        ("orders.csv", 7, "quarantined", "the value of status cannot be understood"),
        ("orders.csv", 8, "quarantined", "the value of list_amount cannot be understood"),
        ("orders.csv", 10, "quarantined", "cities has no record for it"),
        ("orders.csv", 11, "quarantined", "the number of fields differs from the header"),
    ]
    assert "06.01.2024" in listed[2]["content"]
    assert listed[1]["reason_zh"] == "订单已取消"


def test_a_row_that_looks_up_nothing_has_no_region(store):
    with store.engine().connect() as connection:
        rows = connection.execute(select(order_line.c.order_id, order_line.c.line_id, order_line.c.region_id)).all()
    assert sorted(map(tuple, rows), key=str) == [
        ("1", "1", "杭州"),
        ("1", "2", "杭州"),
        ("7", "1", None),
        ("9", "1", "南京"),
    ]
    assert count(store, region) == 4
    assert count(store, customer, name="dan\ndy") == 1
    assert count(store, source_state, source="mine") == 1


def test_loading_the_same_twice_changes_nothing_unless_forced(store, folder):
    version = store.version()
    again = load(store, mapping(folder), str(folder), QUIET)
    assert (again.fresh, store.version()) == (False, version)
    assert "already loaded" in next(again.lines(Locale.EN))
    forced = load(store, mapping(folder), str(folder), LoadOptions(force=True, progress=QUIET.progress))
    assert forced.fresh
    assert forced.version != version
    assert count(store) == 4


def test_a_changed_file_or_mapping_is_loaded_again(store, folder):
    (folder / "orders.csv").write_text(ORDERS + "10,2024/03/01,paid,ann,A,杭州,1,5\n", "utf-8")
    assert load(store, mapping(folder), str(folder), QUIET).fresh
    assert count(store) == 5
    assert load(store, mapping(folder, text=MAPPING + "# a word\n"), str(folder), QUIET).fresh


def test_two_sources_live_side_by_side_and_each_load_replaces_its_own(store, folder):
    load(store, mapping(folder, "other"), str(folder), QUIET)
    assert (count(store, source="mine"), count(store, source="other")) == (5, 4)
    (folder / "orders.csv").write_text("".join(ORDERS.splitlines(keepends=True)[:2]), "utf-8")
    load(store, mapping(folder, "other"), str(folder), QUIET)
    assert (count(store, source="mine"), count(store, source="other")) == (5, 1)
    assert count(store, load_report, source="mine") > 3
    assert count(store, quarantine, source="other") == 1


def test_a_load_without_a_single_good_row_publishes_nothing(store, folder):
    version = store.version()
    (folder / "orders.csv").write_text(ORDERS.splitlines()[0] + "\n", "utf-8")
    (folder / "cities.csv").write_text("City;Province\n杭州;浙江\n杭州;江苏\n", "utf-8")
    with pytest.raises(ReaderError, match=r"mine.yaml, line \d+ .*repeats on City \(e.g. 杭州\)"):
        load(store, mapping(folder), str(folder), QUIET)
    assert store.version() == version


def test_the_report_says_each_file_in_both_languages(store, folder):
    report = load(store, mapping(folder), str(folder), LoadOptions(force=True, progress=QUIET.progress))
    english, chinese = ("\n".join(report.lines(locale)) for locale in (Locale.EN, Locale.ZH))
    assert "orders.csv → order_line: 11 = 4 + 1 + 6; 2,134.1000 = 1,964.1000 + 50.0000 + 120.0000" in english
    assert "the order was cancelled" in english
    assert "订单已取消" in chinese


QUOTAS = """
source: quotas
files: {quota: quota}
tables:
  - table: channel
    rows: [{channel_id: shop, name: Shop, kind: retail, calendar: all days, is_pilot: "false"}]
  - table: region
    rows: [{region_id: all, level: all, name: All}]
  - table: product
    rows: [{product_id: A, name: A, line: a, category: a, unit: pc}]
  - table: order_line
    rows: [{order_id: "1", line_id: "1", ordered_on: 2024-01-01, status: booked, product_id: A, channel_id: shop,
            quantity: "1", list_amount: "5", discount_amount: "1", revenue: "4"}]
  - table: target
    from: quota
    amount: Amount
    columns: {target_id: {line: file}, plan: {value: budget}, version: {value: v1}, level: {value: company},
              period_start: {month_start: {year: Year, month: Month}},
              period_end: {day_before_next: Day, until: 2024-12-30},
              metric: {value: revenue}, aggregation: {value: sum}, amount: {negative: Amount}}
    ties: amount
"""


def test_a_file_whose_money_does_not_tie_is_not_published(store, tmp_path):
    version = store.version()
    (tmp_path / "quota.csv").write_text("Year,Month,Day,Amount\n2024,March,2024-03-30,7\n", "utf-8")
    (tmp_path / "quotas.yaml").write_text(QUOTAS, "utf-8")
    with pytest.raises(ReaderError, match="does not tie"):
        load(store, tmp_path / "quotas.yaml", str(tmp_path), QUIET)
    assert store.version() == version


def test_a_quota_may_cover_any_span_of_days(store, tmp_path):
    days = "Year,Month,Day,Amount\n2024,march,2024-03-30,7\n2024,9,2024-09-28,8\n2024,Jul,2024-07-01,9\n"
    (tmp_path / "quota.csv").write_text(days, "utf-8")
    (tmp_path / "quotas.yaml").write_text(QUOTAS.replace("{negative: Amount}", "Amount"), "utf-8")
    load(store, tmp_path / "quotas.yaml", str(tmp_path), QUIET)
    with store.engine().connect() as connection:
        spans = connection.execute(
            select(target.c.period_start, target.c.period_end).order_by(target.c.amount.nulls_last())
        )
        assert [f"{start} {end}" for start, end in spans] == [
            "2024-03-01 2024-06-30",
            "2024-09-01 2024-12-30",
            "2024-07-01 2024-09-27",
        ]


def tiles(store, source):
    columns = (region.c.region_id, region.c.tile_row, region.c.tile_col)
    with store.engine().connect() as connection:
        rows = connection.execute(select(*columns).where(region.c.source == source)).all()
    return {key: (row, column) for key, row, column in rows}


def test_provinces_get_their_tiles_and_own_tiles_are_kept(store, folder):
    """By name, full name or code, the province before a city of its name; a source with tiles of its own is left."""
    head = "City;Province;Code\n"
    cities = "杭州;浙江省;\n南京;X;CN-JS\n吉林市;吉林;\n百色;广西壮族自治区;\nParis;Atlantis;\n"
    (folder / "cities.csv").write_text(head + cities, "gb18030")
    coded = MAPPING.replace("name: Province}}", "name: Province, iso_code: Code}}")
    load(store, mapping(folder, "bare", coded), str(folder), QUIET)
    nowhere = dict.fromkeys(("杭州", "南京", "吉林市", "百色", "Paris", "Atlantis"), (None, None))
    given = {"浙江省": (5, 7), "X": (4, 7), "吉林": (1, 8), "广西壮族自治区": (6, 5)}
    assert tiles(store, "bare") == nowhere | given
    own = coded.replace("iso_code: Code", "tile_row: {{value: '9'}}")
    load(store, mapping(folder, "placed", own), str(folder), QUIET)
    assert {place for key, place in tiles(store, "placed").items() if key not in nowhere} == {(9, None)}
    assert tiles(store, "bare") == nowhere | given
