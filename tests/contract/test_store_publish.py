"""Publishing on every database: atomic, one source at a time, without an error for those who read meanwhile."""

from datetime import date

import pytest
from sqlalchemy import func, select

from data_access.loading.publish import BuildSpec, build
from data_access.published import calendar, load_report, order_day, region_tree
from data_access.store import Store, open_store
from data_access.tables import customer, order_line, source_state
from domain.errors import ReaderError
from tests.contract.small_company import LAST, publish_small_company, tables


def count(store: Store, table=order_line, **equal) -> int:
    statement = (
        select(func.count()).select_from(table).where(*(table.c[name] == value for name, value in equal.items()))
    )
    with store.engine().connect() as connection:
        return connection.execute(statement).scalar_one()


def publish(store: Store, source: str, rows_of: str, keep: int = 5, broken: bool = False) -> None:
    with build(store, source, BuildSpec(keep=keep)) as building:
        for name, chunk in tables(rows_of):
            building.append(name, chunk)
        if broken:
            raise ZeroDivisionError


def publish_rows(store: Store, rows) -> None:
    with build(store, "shop") as building:
        for name, chunk in rows:
            building.append(name, chunk)


def test_a_store_without_a_warehouse_says_how_to_make_one(store):
    assert store.version() == ""
    assert store.versions() == []
    with pytest.raises(ReaderError, match="Run python manage"):
        store.engine()


def test_the_first_real_source_drops_the_demo_company(store):
    publish(store, "demo", "shop")
    assert count(store, source="demo") == 50
    publish(store, "shop", "shop")
    assert (count(store, source="demo"), count(store, source="shop")) == (0, 50)
    with pytest.raises(ReaderError, match="real data"):
        publish(store, "demo", "shop")


def test_a_load_replaces_the_rows_of_its_own_source_only(store):
    publish_small_company(store)
    before = count(store, source="maker")
    publish(store, "shop", "shop")
    assert (count(store, source="maker"), count(store, source="shop")) == (before, 50)
    assert count(store, load_report, source="maker") > 10


def test_a_reader_meets_no_error_across_a_publication(store):
    engine = store.engine()
    with engine.connect() as reading:
        lines = reading.execute(select(func.count()).select_from(order_line)).scalar_one()
        publish(store, "third", "shop")
        assert reading.execute(select(func.count()).select_from(order_line)).scalar_one() == lines
        assert count(store) == lines + 50
        assert reading.execute(select(func.count()).select_from(order_line)).scalar_one() == lines
    with engine.connect() as late:
        assert late.execute(select(func.count()).select_from(order_line)).scalar_one() >= lines


def test_a_failed_build_leaves_the_old_version_serving(store):
    version, lines = store.version(), count(store)
    with pytest.raises(ZeroDivisionError):
        publish(store, "shop", "shop", broken=True)
    assert (store.version(), count(store)) == (version, lines)
    assert len(store.versions()) <= 5


def test_a_build_that_fails_its_checks_is_not_published(store):
    version = store.version()
    good = list(tables("shop"))
    with pytest.raises(ReaderError, match="points to what product does not have"):
        publish_rows(store, [(name, chunk) for name, chunk in good if name != "product"])
    with pytest.raises(ReaderError, match="keys repeat"):
        publish_rows(store, [*good, *good])
    assert store.version() == version


def test_two_loads_at_once_are_refused_with_words(store):
    with build(store, "shop") as building:
        with pytest.raises(ReaderError, match="Another load"), build(store, "shop"):
            pass
        for name, chunk in tables("shop"):
            building.append(name, chunk)
    assert count(store, source="shop") == 50


def test_old_versions_are_pruned_and_kept_ones_can_be_served_again(store):
    for _ in range(3):
        publish(store, "shop", "shop", keep=2)
    newest, older = store.versions()
    assert newest.current
    assert not older.current
    assert newest.size > 0
    store.roll_back(older.name)
    assert store.version() == older.name
    assert count(store, source="shop") == 50
    with pytest.raises(ReaderError, match="no version named"):
        store.roll_back("v999999")
    publish(store, "shop", "shop", keep=2)
    assert store.versions()[0].current


def test_the_build_refuses_what_the_contract_does_not_know(store):
    good = dict(tables("shop"))
    with build(store, "shop") as building:
        with pytest.raises(ReaderError, match="no table named"):
            building.append("orders", good["order_line"])
        with pytest.raises(ReaderError, match="no columns colour"):
            building.append("product", good["product"].append_column("colour", [["red"]]))
        with pytest.raises(ReaderError, match="must be filled"):
            building.append("product", good["product"].drop_columns("name"))
        for name, chunk in good.items():
            building.append(name, chunk)


def test_the_roll_up_holds_booked_lines_only(warehouse_store):
    with warehouse_store.engine().connect() as connection:
        line, day = order_line.c, order_day.c
        lines = connection.execute(
            select(line.source, func.count(), func.sum(line.revenue))
            .where(line.status == "booked")
            .group_by(line.source)
        )
        days = connection.execute(
            select(day.source, func.sum(day.line_count), func.sum(day.revenue)).group_by(day.source)
        )
        assert sorted(map(tuple, lines)) == sorted(map(tuple, days))
        costed = select(func.sum(line.revenue)).where(line.status == "booked", line.cost.is_not(None))
        assert connection.execute(costed).scalar() == connection.execute(select(func.sum(day.costed_revenue))).scalar()
        back = select(func.sum(line.revenue)).where(line.status == "booked", line.quantity < 0)
        assert connection.execute(back).scalar() == connection.execute(select(func.sum(day.return_revenue))).scalar()


def test_one_buyer_in_two_sources_has_one_first_order(warehouse_store):
    with warehouse_store.engine().connect() as connection:
        rows = connection.execute(select(customer).where(customer.c.first_ordered_on.is_not(None))).mappings().all()
    firsts = {(row["source"], row["customer_id"]): row["first_ordered_on"] for row in rows}
    assert firsts[("maker", "c1")] == date(2024, 1, 1)
    assert ("shop", "c1") not in firsts  # the same identity p-1; ties go to the smaller order id, then source
    assert ("maker", "c3") not in firsts  # created before the order data begin
    assert ("maker", "c4") not in firsts  # anonymous
    assert {key for _, key in firsts} == {"c1", "c2", "c5", "c6"}
    first = {row["customer_id"]: (row["first_channel_id"], row["first_region_id"]) for row in rows}
    assert first["c1"] == ("own", "hangzhou")


def test_a_node_of_a_ragged_tree_stands_for_itself_below_its_own_depth(warehouse_store):
    with warehouse_store.engine().connect() as connection:
        rows = connection.execute(select(region_tree).where(region_tree.c.source == "maker")).mappings().all()
    path = {
        key: [r["ancestor_id"] for r in sorted(rows, key=lambda r: r["depth"]) if r["region_id"] == key]
        for key in ("hangzhou", "west")
    }
    assert path == {"hangzhou": ["east", "zhejiang", "hangzhou"], "west": ["west", "west", "west"]}
    assert {r["own_depth"] for r in rows if r["region_id"] == "hangzhou"} == {2}


def test_the_calendar_reaches_two_years_beyond_the_facts(warehouse_store):
    with warehouse_store.engine().connect() as connection:
        ends = connection.execute(select(func.min(calendar.c.day), func.max(calendar.c.day), func.count())).one()
        today = connection.execute(select(func.max(source_state.c.complete_through))).scalar()
    assert tuple(ends) == (date(2022, 1, 1), date(2027, 12, 31), 6 * 365 + 1)
    assert today == LAST


def test_a_served_warehouse_cannot_be_written_to(warehouse_store):
    with pytest.raises(Exception, match="read-only"), warehouse_store.engine().begin() as connection:
        connection.execute(order_line.delete())


def test_a_foreign_file_is_served_as_it_is(tmp_path):
    folder = open_store(f"duckdb:///{tmp_path}/w")
    publish(folder, "shop", "shop")
    foreign = open_store(f"duckdb:///{tmp_path}/w/{folder.version()}.duckdb")
    folder.close()
    assert foreign.version()
    assert count(foreign) == 50
    assert foreign.versions()[0].current
    with pytest.raises(ReaderError, match="kept by someone else"):
        publish(foreign, "shop", "shop")
    foreign.close()
    assert open_store(f"duckdb:///{tmp_path}/none.duckdb").version() == ""
