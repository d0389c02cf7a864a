"""A query that runs too long is stopped on every database, and no other one with it."""

from dataclasses import replace
from functools import reduce
from time import monotonic
from typing import Any

import pytest
from sqlalchemy import BigInteger, Select, cast, func, literal, select, true
from sqlalchemy.exc import DBAPIError

from data_access.failures import refusal
from data_access.freshness import first_days
from data_access.visible import Visible
from data_access.warehouse import Warehouse
from domain.frames import Contract, Kind
from domain.scope import EVERYTHING

COUNTED = Contract("counted", {"rows": Kind.COUNT})
FAR = 60.0  # seconds that a stopped query must not need, on the slowest machine


def endless(see: Visible) -> Select[Any]:
    """All ways to pick so many days, hours of work on any database; the sum hangs on each, so none can be left out."""
    days = [see.calendar.alias(f"day_{k}") for k in range(6)]
    together = sum((func.extract("doy", day.c.day) for day in days), start=literal(0))
    every = reduce(lambda rows, day: rows.join(day, true()), days)
    return select(cast(func.sum(together), BigInteger).label("rows")).select_from(every)


def test_a_query_is_stopped_and_the_next_one_runs(warehouse_store):
    data = Warehouse(warehouse_store.engine(), EVERYTHING)
    begun = monotonic()
    with pytest.raises(DBAPIError) as stopped:
        replace(data, seconds=0.3).fetch(endless, COUNTED)
    assert monotonic() - begun < FAR
    assert "time limit" in str(refusal(stopped.value))
    assert len(first_days(data))


def test_queries_that_end_in_time_are_left_alone(warehouse_store):
    data = replace(Warehouse(warehouse_store.engine(), EVERYTHING), seconds=5.0)
    for _time in range(20):
        assert len(first_days(data))
