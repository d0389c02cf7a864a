"""A warehouse of someone else is held to the contract, and what is wrong is said in words."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Column, MetaData, String, Table, create_engine, delete, insert, null, select, update

from data_access.loading.check import check
from data_access.loading.findings import Severity
from data_access.loading.publish import build
from data_access.store import open_store
from data_access.tables import METADATA, customer, opportunity, opportunity_event, order_line, stage
from tests.contract.small_company import tables


@pytest.fixture
def foreign(tmp_path):
    """A writable copy of a published warehouse, as its own engine."""
    store = open_store(f"duckdb:///{tmp_path}/w")
    with build(store, "shop") as building:
        for name, chunk in tables("shop"):
            building.append(name, chunk)
    path = tmp_path / "w" / f"{store.version()}.duckdb"
    store.close()
    engine = create_engine(f"duckdb:///{path}")
    yield engine
    engine.dispose()


def said(engine) -> str:
    return " ".join(problem.said.en for problem in check(engine))


def test_a_warehouse_that_the_loader_published_has_no_errors(warehouse_store):
    assert [problem for problem in check(warehouse_store.engine()) if problem.severity is Severity.ERROR] == []


def test_a_missing_table_is_an_error_only_where_everything_needs_it(foreign):
    with foreign.begin() as connection:
        METADATA.tables["market"].drop(connection)
        METADATA.tables["calendar"].drop(connection)
    found = {problem.table: problem.severity for problem in check(foreign)}
    assert (found["market"], found["calendar"]) == (Severity.NOTE, Severity.ERROR)


def test_deals_need_their_history(foreign):
    with foreign.begin() as connection:
        METADATA.tables["deal_span"].drop(connection)
    assert {problem.table: problem.severity for problem in check(foreign)}["deal_span"] == Severity.ERROR
    with foreign.begin() as connection:
        METADATA.tables["opportunity"].drop(connection)
    assert {problem.table: problem.severity for problem in check(foreign)}["deal_span"] == Severity.NOTE


def test_an_event_leads_to_a_stage_of_its_deals_funnel(foreign):
    kept = {"source": "shop", "opportunity_id": "d", "channel_id": "own"}
    told = kept | {"at": datetime(2025, 1, 1, tzinfo=UTC), "kind": "changed", "origin": "source"}
    with foreign.begin() as connection:
        step = {"source": "shop", "funnel": "f", "position": 1, "name": "One", "kind": "open"}
        connection.execute(insert(stage).values(step))
        connection.execute(insert(opportunity).values(kept | {"funnel": "f", "name": "D", "stage": 1}))
        connection.execute(insert(opportunity_event), [told | {"seq": n, "stage_to": n} for n in (1, 2, 3)])
    assert "stage_to of 2 rows points to what stage does not have, e.g. 2." in said(foreign)


def test_a_missing_column_and_a_wrong_kind_are_named(foreign):
    with foreign.begin() as connection:
        METADATA.tables["product"].drop(connection)
        columns = [
            Column(c.name, c.type) for c in METADATA.tables["product"].columns if c.name not in {"line", "launched_on"}
        ]
        Table("product", MetaData(), *columns, Column("launched_on", String)).create(connection)
    assert "Table product has no column line." in said(foreign)
    assert "Column launched_on of table product is VARCHAR; it should be DATE." in said(foreign)


def test_orphans_repeats_and_broken_sums_are_counted(foreign):
    with foreign.begin() as connection:
        row = connection.execute(select(order_line).limit(1)).mappings().one()
        connection.execute(insert(order_line).values(**row))
        connection.execute(delete(customer))
        connection.execute(update(order_line).where(order_line.c.order_id == "O0003").values(revenue=1))
    words = said(foreign)
    assert "1 keys repeat on source, order_id, line_id" in words
    assert "customer_id of 51 rows points to what customer does not have, e.g. c1." in words
    assert "in 1 rows revenue is not list amount minus discount" in words


def test_an_empty_company_lacks_its_pillars(tmp_path):
    engine = create_engine(f"duckdb:///{tmp_path}/e.duckdb")
    METADATA.create_all(engine)
    assert "There is no row in order_line / opportunity" in said(engine)
    engine.dispose()


def test_every_finding_speaks_both_languages(foreign):
    with foreign.begin() as connection:
        METADATA.tables["calendar"].drop(connection)
        connection.execute(update(customer).values(region_id="nowhere", parent_id=null()))
    for problem in check(foreign):
        assert problem.said.zh != problem.said.en
        assert "{" not in problem.said.zh + problem.said.en
