"""Reviews in the workspace: locked once, kept as they were seen, told to nobody beyond the scope they were seen in."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from data_access.review_rights import attendant, close, held, inside, may_close, on_these_data, shown, take_back, told
from data_access.warehouse import Warehouse
from data_access.workspace import open_workspace
from data_access.workspace.review_tables import review, review_sheet
from data_access.workspace.reviews import locks
from domain.errors import NotInScope, ReaderError
from domain.periods import end_of_day
from domain.scope import EVERYTHING, NOTHING
from domain.scope_text import scope_of_text, scope_text
from tests.contract.databases import fresh_database
from tests.contract.review_sheets import (
    BEFORE,
    BELOW,
    DAY,
    EAST,
    LIVE,
    NORTH,
    ONLINE,
    OWN,
    SHEET,
    ZHEJIANG,
    closing,
    who,
)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def space(request, tmp_path):
    """An empty workspace on each database that it can lie on."""
    url = f"sqlite:///{tmp_path}/workspace.db"
    if request.param == "postgres":
        url = fresh_database(request.getfixturevalue("postgres"), "reviews")
    engine = open_workspace(url)
    yield engine
    engine.dispose()


def test_a_review_is_kept_with_lock_author_time_and_all_that_it_showed(space):
    key = close(space, who(EVERYTHING, "boss"), closing())
    (lock,) = locks(space)
    assert (lock.key, lock.day, lock.version, lock.who, lock.scope) == (key, DAY, "v1", "boss", EVERYTHING)
    assert lock.instant == end_of_day(DAY, "Asia/Shanghai")
    assert lock.at.tzinfo is not None
    _, seen = shown(space, who(EVERYTHING), key)
    assert repr(seen) == repr(SHEET)


def test_the_same_data_are_locked_once_for_a_scope_and_newer_data_again(space):
    boss = who(EVERYTHING)
    close(space, boss, closing())
    with pytest.raises(ReaderError, match="closed already"):
        close(space, boss, closing())
    close(space, who(EAST), closing())
    close(space, boss, closing(version="v2"))
    close(space, boss, closing(date(2025, 6, 19)))
    assert [lock.day.day for lock in locks(space)] == [19, 18, 18, 18]


def test_scopes_within_scopes():
    order = [EVERYTHING, EAST, ONLINE, ZHEJIANG, LIVE, OWN, NORTH, NOTHING]
    assert [[inside(narrow, wide, BELOW) for narrow in order] for wide in order] == [
        [True, True, True, True, True, True, True, False],
        [False, True, True, True, True, True, False, False],
        [False, False, True, False, True, False, False, False],
        [False, False, False, True, True, False, False, False],
        [False, False, False, False, True, False, False, False],
        [False, False, False, False, False, True, False, False],
        [False, False, False, False, False, False, True, False],
        [False, False, False, False, False, False, False, False],
    ]


def test_a_scope_as_text_is_the_same_scope_less_company_totals():
    for scope in (EVERYTHING, EAST, ONLINE, OWN, NOTHING):
        assert scope_of_text(scope_text(replace(scope, company_totals=True))) == scope


def test_a_lock_holds_for_all_within_its_scope_and_no_other(space):
    close(space, who(EVERYTHING, "boss"), closing(BEFORE))
    close(space, who(EAST, "li"), closing(date(2025, 6, 15)))
    held_by = {
        name: held(space, who(scope), DAY)
        for name, scope in {
            "boss": EVERYTHING,
            "east": EAST,
            "zhejiang": ZHEJIANG,
            "live": LIVE,
            "own": OWN,
            "north": NORTH,
        }.items()
    }
    assert {name: lock.who for name, lock in held_by.items()} == {
        "boss": "boss", "east": "li", "zhejiang": "li", "live": "li", "own": "li", "north": "boss",
    }  # fmt: skip
    assert held(space, who(NOTHING), DAY) is None
    assert held(space, who(EAST), BEFORE) is None, "only what was locked before that day"


def test_what_a_review_showed_is_told_only_to_who_sees_all_of_its_scope(space):
    keys = {name: close(space, who(scope), closing()) for name, scope in
            {"boss": EVERYTHING, "east": EAST, "zhejiang": ZHEJIANG, "north": NORTH}.items()}  # fmt: skip

    def seen(scope):
        return {name for name, key in keys.items() if any(lock.key == key and told_ for lock, told_ in
                                                          told(space, who(scope)))}  # fmt: skip

    assert seen(EVERYTHING) == set(keys)
    assert seen(EAST) == {"east", "zhejiang"}
    assert seen(ZHEJIANG) == {"zhejiang"}
    assert seen(ONLINE) == seen(OWN) == seen(NOTHING) == set()
    assert shown(space, who(EAST), keys["boss"])[1] is None, "the lock is told, its figures are not"
    for scope in (ZHEJIANG, EAST, ONLINE):
        with pytest.raises(NotInScope):
            shown(space, who(scope), keys["north"])
    with pytest.raises(NotInScope):
        shown(space, who(EVERYTHING), "nope")


def test_who_sees_own_deals_or_nothing_closes_no_review(space):
    for scope in (OWN, NOTHING):
        assert not may_close(scope)
        with pytest.raises(NotInScope):
            close(space, who(scope), closing())
    assert locks(space) == []


def test_the_scope_of_a_review_is_that_of_who_closes_it(space):
    close(space, who(EAST), closing())
    assert locks(space)[0].scope == EAST


def test_taking_back_adds_a_row_can_be_undone_and_keeps_the_sheet(space):
    li, wang = who(EAST, "li"), who(EAST, "wang")
    key = close(space, li, closing())
    (lock,) = locks(space)
    with pytest.raises(NotInScope):
        take_back(space, wang, lock)
    with pytest.raises(NotInScope):
        take_back(space, who(NORTH, "li"), lock)
    take_back(space, li, lock)
    assert held(space, li, date(2025, 7, 1)) is None
    assert told(space, who(EVERYTHING)) == []
    take_back(space, who(EVERYTHING, "boss"), lock)
    (again,) = locks(space)
    assert (again.who, again.at) == ("li", lock.at), "putting it back is not closing it"
    assert repr(shown(space, li, key)[1]) == repr(SHEET)
    with space.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(review)) == 3
        assert connection.scalar(select(func.count()).select_from(review_sheet)) == 1


def test_a_review_of_these_data_is_known_to_its_own_scope(space, warehouse_store):
    data = Warehouse(warehouse_store.engine(), EAST, "v1")
    mine = attendant(data, "li")
    close(space, who(EVERYTHING), closing())
    assert on_these_data(space, mine, data, DAY) is None, "the company's lock does not stand for one's own"
    close(space, mine, closing())
    assert on_these_data(space, mine, data, DAY).scope == EAST
    assert on_these_data(space, mine, replace(data, version="v2"), DAY) is None
    assert mine.sees(ZHEJIANG)
    assert not mine.sees(NORTH)
