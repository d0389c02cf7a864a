"""A warehouse that an older version published lacks what is derived now: pages and commands say what to do."""

import pytest
from sqlalchemy import MetaData, Table, select
from sqlalchemy.exc import DBAPIError

from data_access.failures import refusal


def test_a_table_that_is_not_there_yet_is_told_in_words(warehouse_store):
    with warehouse_store.engine().connect() as connection, pytest.raises(DBAPIError) as failed:
        connection.execute(select(1).select_from(Table("derived_one_day", MetaData())))
    assert "load them once more" in str(refusal(failed.value))
