"""Reviews in the workspace: locked once, kept as they were seen, told to nobody beyond the scope they were seen in."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from data_access.review_rights import (
    Attendant,
    attendant,
    close,
    coming,
    held,
    inside,
    may_close,
    on_these_data,
    put_in,
    shown,
    take_back,
    told,
    turn_item,
)
from data_access.warehouse import Warehouse
from data_access.workspace import open_workspace
from data_access.workspace.review_tables import review, review_item, review_sheet
from data_access.workspace.reviews import Closing, locks
from domain.errors import NotInScope, ReaderError
from domain.periods import end_of_day
from domain.review import Headline, IncidentMoney, Index, Item, Sheet
from domain.scope import EVERYTHING, NOTHING, Scope
from domain.scope_text import scope_of_text, scope_text
from tests.contract.databases import fresh_database

EAST, ZHEJIANG, NORTH = (Scope(regions=frozenset({f"maker:{key}"})) for key in ("east", "zhejiang", "north"))
ONLINE = Scope(regions=EAST.regions, channels=frozenset({"maker:online"}))
LIVE = Scope(regions=ZHEJIANG.regions, channels=frozenset({"maker:live"}))
OWN = Scope(regions=EAST.regions, reps=frozenset({"maker:r1"}))
BELOW = {
    "region": {"maker:east": ("maker:east", "maker:zhejiang"), "maker:zhejiang": ("maker:zhejiang",)},
    "channel": {"maker:online": ("maker:online", "maker:live")},
}
DAY, BEFORE = date(2025, 6, 18), date(2025, 6, 11)
NAN = float("nan")
SHEET = Sheet(
    DAY, BEFORE, True, "CNY",
    Headline("revenue", date(2025, 4, 1), date(2025, 6, 30), 1.5, NAN, 0.5, NAN, 2.0),
    (("start", 10.25, 2, 2), ("won", -4.0, -1, 1), ("end", 6.25, 1, 1)),
    Index(
        date(2025, 5, 1), 12.5, {"price": 12.5}, "review", True, date(2025, 4, 1), NAN, {"price": NAN},
        (IncidentMoney("a1", {"zh": "价格", "en": "Price"}, -3.0, date(2025, 5, 1)),), (),
    ),
)  # fmt: skip


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def space(request, tmp_path):
    """An empty workspace on each database that it can lie on."""
    url = f"sqlite:///{tmp_path}/workspace.db"
    if request.param == "postgres":
        url = fresh_database(request.getfixturevalue("postgres"), "reviews")
    engine = open_workspace(url)
    yield engine
    engine.dispose()


def who(scope, name=""):
    return Attendant(scope, BELOW, name or "somebody")


def closing(day=DAY, version="v1", **parts):
    return Closing(end_of_day(day, "Asia/Shanghai"), version, EVERYTHING, sheet(day, **parts))


def sheet(day=DAY, **parts):
    return replace(SHEET, day=day, **parts)


def item(name="More live", reference="r1", kind="reallocation"):
    at = datetime(2025, 6, 1, 8, tzinfo=UTC)
    return Item("", kind, reference, name, {"budget": "120"}, {"gain": 1.5, "low": NAN}, "li", at)


def names(space, scope):
    return [one.name for one in coming(space, who(scope))]


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


def test_what_is_put_in_stays_on_the_list_until_a_review_showed_it(space):
    li = who(EAST, "li")
    first = put_in(space, li, item())
    assert put_in(space, li, item()) == first, "once is enough"
    put_in(space, li, item("Lean", "r2"))
    (one, two) = coming(space, li)
    assert (one.name, two.name, one.who, one.query, one.figures["gain"]) == (
        "More live", "Lean", "li", {"budget": "120"}, 1.5,
    )  # fmt: skip
    assert one.figures["low"] != one.figures["low"]
    close(space, li, closing(items=coming(space, li)))
    put_in(space, li, item("Later", "r3"))
    assert names(space, EAST) == ["Later"]
    assert names(space, EVERYTHING) == ["More live", "Lean", "Later"], "the company has not talked about them yet"
    close(space, who(EVERYTHING), closing(items=coming(space, who(EVERYTHING))))
    assert names(space, EAST) == names(space, EVERYTHING) == []


def test_what_was_put_in_comes_back_with_a_lock_that_is_taken_back(space):
    put_in(space, who(EVERYTHING), item())
    close(space, who(EVERYTHING), closing(items=coming(space, who(EVERYTHING))))
    take_back(space, who(EVERYTHING), locks(space)[0])
    assert names(space, EVERYTHING) == ["More live"]


def test_items_are_told_only_to_who_sees_the_scope_that_they_were_seen_in(space):
    for name, scope in {"company": EVERYTHING, "east": EAST, "zhejiang": ZHEJIANG, "north": NORTH}.items():
        put_in(space, who(scope), item(name, name))
    assert names(space, EVERYTHING) == ["company", "east", "zhejiang", "north"]
    assert names(space, EAST) == ["east", "zhejiang"]
    assert names(space, LIVE) == names(space, NOTHING) == []
    (norths,) = (one for one in coming(space, who(NORTH)))
    for key in (norths.key, "nope"):
        with pytest.raises(NotInScope):
            turn_item(space, who(EAST), key)


def test_taking_an_item_out_adds_a_row_and_can_be_undone(space):
    key = put_in(space, who(EAST), item())
    turn_item(space, who(EVERYTHING), key)
    assert names(space, EAST) == []
    turn_item(space, who(EAST), key)
    assert names(space, EAST) == ["More live"]
    with space.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(review_item)) == 3


def test_a_list_that_has_changed_meanwhile_is_looked_at_again(space):
    boss = who(EVERYTHING)
    key = put_in(space, boss, item())
    listed = coming(space, boss)
    put_in(space, boss, item("New", "r9"))
    turn_item(space, boss, key)
    with pytest.raises(ReaderError, match="just been changed"):
        close(space, boss, closing(items=listed))
    turn_item(space, boss, key)
    with pytest.raises(ReaderError, match="just been changed"):
        close(space, boss, closing(items=listed))
    close(space, boss, closing(items=coming(space, boss)))
    assert names(space, EVERYTHING) == []
