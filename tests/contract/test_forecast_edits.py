"""Edits of forecasts in the workspace: only added, taken back by new rows, of the own slice only."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from data_access.forecast_edit_rights import enter_edits, in_force, told, undo_edits, whose
from data_access.warehouse import Warehouse
from data_access.workspace import forecast_edits, open_workspace
from domain.errors import NotInScope, ReaderError
from domain.filters import Filters
from domain.forecast import ForecastAsk
from domain.forecast_edits import Edit, Edited, node_key
from domain.scope import EVERYTHING, NOTHING, Scope
from tests.contract.databases import fresh_database

DAY, JULY = date(2025, 6, 18), date(2025, 7, 1)
ALL, ASK = Filters(DAY, DAY, DAY), ForecastAsk()
NORTH = Scope(regions=frozenset({"maker:north"}))
COMPANY = Edited("{}", "revenue", "month")
EAST = node_key({"region_1": "maker:east"})


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def space(request, tmp_path):
    """An empty workspace on each database that it can lie on."""
    url = f"sqlite:///{tmp_path}/workspace.db"
    if request.param == "postgres":
        url = fresh_database(request.getfixturevalue("postgres"), "forecast_edits")
    engine = open_workspace(url)
    yield engine
    engine.dispose()


@pytest.fixture
def mine(warehouse_store):
    """Whose forecast a reader edits with a selection."""
    return lambda scope=EVERYTHING, filters=ALL: whose(Warehouse(warehouse_store.engine(), scope), filters, ASK)


def edit(amount, of=COMPANY, node=EAST, first=JULY, reason="a tender"):
    return Edit(of, node, first, None if amount is None else Decimal(amount), reason)


def test_every_edit_stays_and_is_taken_back_by_a_new_one(space):
    first = enter_edits(space, [edit("100.004")], "li", COMPANY)
    second = enter_edits(space, [edit(80), edit(7, node="{}")], "wu", COMPANY)
    rows = in_force(told(space, COMPANY))
    assert dict(zip(rows.node, rows.amount, strict=True)) == {EAST: 80.0, "{}": 7.0}
    assert undo_edits(space, second, "li", "wrong", COMPANY) == 2
    rows = in_force(told(space, COMPANY))
    assert dict(zip(rows.node, rows.amount, strict=True)) == {EAST: 100.0}, "to the cent, and the other is none again"
    assert undo_edits(space, first, "li", "late", COMPANY) == 0, "edited anew since: it stays"
    history = told(space, COMPANY)
    assert [(one.who, one.how) for one in history] == [("li", "undo")] * 2 + [("wu", "page")] * 2 + [("li", "page")]
    with pytest.raises(ReaderError, match="such edit"):
        forecast_edits.undo(space, "none", "li", "why")


def test_the_order_of_entering_is_the_order_of_edits(space):
    enter_edits(space, [edit(5)], "li", COMPANY)
    enter_edits(space, [edit(6, node="{}")], "li", COMPANY)
    enter_edits(space, [edit(7)], "li", COMPANY)
    assert in_force(told(space, COMPANY)).node.tolist() == ["{}", EAST]


@pytest.mark.parametrize("wrong", [edit(None), edit(-1), edit(5, reason=" "), edit(5, reason="x" * 501)])
def test_a_wrong_edit_is_refused_and_nothing_is_written(space, wrong):
    with pytest.raises(ReaderError):
        enter_edits(space, [edit(5), wrong], "li", COMPANY)
    assert not told(space, COMPANY)


def test_a_reader_edits_and_meets_the_forecast_of_the_own_slice_only(space, mine):
    north = mine(NORTH)
    assert north == mine(EVERYTHING, ALL.only(region=("maker:north",))), "the north is one slice for both"
    assert mine() == COMPANY != north
    batch = enter_edits(space, [edit(777)], "boss", COMPANY)
    own = enter_edits(space, [replace(edit(5), of=north)], "wu", north)
    assert [one.who for one in told(space, north)] == ["wu"]
    with pytest.raises(NotInScope):
        enter_edits(space, [edit(1)], "wu", north)
    with pytest.raises(NotInScope):
        undo_edits(space, batch, "wu", "why", north)
    assert undo_edits(space, own, "wu", "why", north) == 1


def test_who_sees_no_slice_edits_none(space, mine):
    enter_edits(space, [edit(777)], "boss", COMPANY)
    foreign = ALL.only(region=("maker:east",))
    for scope, filters in ((NOTHING, ALL), (Scope(regions=NORTH.regions, reps=frozenset({"maker:r1"})), ALL),
                           (NORTH, foreign)):  # fmt: skip
        assert mine(scope, filters) is None
        assert told(space, mine(scope, filters)) == []
        with pytest.raises(NotInScope):
            enter_edits(space, [edit(1)], "wu", mine(scope, filters))
