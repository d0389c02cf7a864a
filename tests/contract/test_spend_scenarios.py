"""Scenarios of reallocation in the workspace: kept as they were, taken back and put back, seen by who sees the same."""

import pytest
from sqlalchemy import func, select

from data_access.workspace import open_workspace
from data_access.workspace.spend_scenarios import save_scenario, scenarios, take_back
from data_access.workspace.tables import reallocation_scenario
from domain.errors import NotInScope, ReaderError
from domain.scope import EVERYTHING, NOTHING, Scope
from tests.contract.databases import fresh_database

EAST, WEST = (Scope(regions=frozenset({f"maker:{key}"})) for key in ("east", "west"))
BOSS, LI = ("boss", EVERYTHING), ("li", EAST)
QUERY, FIGURES = {"budget": "120", "bound": ["maker:live~0~200"]}, {"gain": 1.5, "spend maker:live": 2.0}


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def space(request, tmp_path):
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path}/workspace.db"
    else:
        address = fresh_database(request.getfixturevalue("postgres"), "workspace")
    engine = open_workspace(address)
    yield engine
    engine.dispose()


def names(space, scope):
    return [one.name for one in scenarios(space, scope)]


def test_a_scenario_is_kept_as_it_was_with_author_and_time(space):
    key = save_scenario(space, "  More\tlive ", QUERY, FIGURES, BOSS)
    (one,) = scenarios(space, EVERYTHING)
    assert (one.key, one.name, one.who) == (key, "More live", "boss")
    assert (one.query, one.figures) == (QUERY, FIGURES)
    assert one.at.tzinfo is not None


def test_it_is_shown_to_who_sees_everything_and_to_who_sees_the_same(space):
    save_scenario(space, "east", QUERY, FIGURES, LI)
    save_scenario(space, "all", QUERY, FIGURES, BOSS)
    assert names(space, EVERYTHING) == ["all", "east"]
    assert names(space, EAST) == ["east"]
    assert names(space, Scope(regions=EAST.regions, company_totals=True)) == ["east"]
    narrower = Scope(regions=EAST.regions, channels=frozenset({"maker:live"}))
    assert [names(space, scope) for scope in (WEST, NOTHING, narrower)] == [[], [], []]


def test_taking_back_adds_a_row_and_can_be_undone(space):
    key = save_scenario(space, "plan", QUERY, FIGURES, LI)
    take_back(space, key, LI)
    assert names(space, EVERYTHING) == []
    take_back(space, key, LI)
    assert scenarios(space, EAST)[0].figures == FIGURES
    with space.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(reallocation_scenario)) == 3


def test_others_are_not_taken_back_and_nameless_ones_not_kept(space):
    key = save_scenario(space, "plan", QUERY, FIGURES, LI)
    for by in (("wang", EAST), ("wang", WEST), ("wang", NOTHING)):
        with pytest.raises(NotInScope):
            take_back(space, key, by)
    with pytest.raises(NotInScope):
        take_back(space, "nope", BOSS)
    take_back(space, key, BOSS)
    for name in ("", " \n ", "x" * 101):
        with pytest.raises(ReaderError):
            save_scenario(space, name, QUERY, FIGURES, BOSS)
