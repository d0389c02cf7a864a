"""A warehouse that an older version published lacks what is derived now: pages and commands say what to do."""

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, select
from sqlalchemy.exc import DBAPIError

from data_access.failures import refusal


def test_a_table_that_is_not_there_yet_is_told_in_words(warehouse_store):
    with warehouse_store.engine().connect() as connection, pytest.raises(DBAPIError) as failed:
        connection.execute(select(1).select_from(Table("derived_one_day", MetaData())))
    assert "load them once more" in str(refusal(failed.value))


def test_so_is_a_column(warehouse_store):
    older = Table("order_day", MetaData(), Column("derived_one_day", Integer))
    with warehouse_store.engine().connect() as connection, pytest.raises(DBAPIError) as failed:
        connection.execute(select(older.c.derived_one_day))
    assert "load them once more" in str(refusal(failed.value))
