"""Questions asked side by side answer as they do one by one: same scope, same limit, each with an error of its own."""

from dataclasses import replace
from functools import partial
from threading import Event

import pandas as pd
import pytest
from sqlalchemy.exc import DBAPIError

from data_access.freshness import deal_days, first_days, table_ranges
from data_access.together import together
from data_access.warehouse import Warehouse
from domain.scope import EVERYTHING, NOTHING, Scope
from tests.contract.test_time_limit import COUNTED, endless

SCOPES = (EVERYTHING, Scope(regions=frozenset({"maker:north"})), NOTHING)
QUERIES = (table_ranges, first_days, deal_days)


def test_each_question_keeps_its_scope(warehouse_store):
    readers = [Warehouse(warehouse_store.engine(), scope) for scope in SCOPES]
    questions = [partial(ask, data) for _time in range(5) for data in readers for ask in QUERIES]
    for question, asked in zip(questions, together(*questions), strict=True):
        pd.testing.assert_frame_equal(asked.answer(), question())


def test_a_failure_stays_with_its_question(warehouse_store):
    data = Warehouse(warehouse_store.engine(), EVERYTHING)
    slow = partial(replace(data, seconds=0.3).fetch, endless, COUNTED)
    before, stopped, after = together(partial(first_days, data), slow, partial(first_days, data))
    assert len(before.answer()) == len(after.answer()) > 0
    with pytest.raises(DBAPIError):
        stopped.answer()


def test_what_nobody_has_begun_is_done_by_whoever_waits():
    gate, ran = Event(), []
    (busy,) = together(gate.wait)  # the helper is with another reader's long question
    mine = together(partial(ran.append, 1), partial(ran.append, 2))
    for asked in mine:
        asked.answer()
    assert ran == [1, 2]
    gate.set()
    assert busy.answer()


def test_what_is_dropped_is_not_asked():
    gate, ran = Event(), []
    (busy,) = together(gate.wait)
    (dropped,) = together(partial(ran.append, 1))
    dropped.drop()
    gate.set()
    busy.answer()
    (last,) = together(partial(ran.append, 2))
    last.answer()
    assert ran == [2]
