"""What is put into a review: on the list until one showed it, told to nobody beyond the scope it was seen in."""

import pytest
from sqlalchemy import func, select

from data_access.review_rights import close, coming, put_in, take_back, turn_item
from data_access.workspace import open_workspace
from data_access.workspace.review_tables import review_item
from data_access.workspace.reviews import locks
from domain.errors import NotInScope, ReaderError
from domain.scope import EVERYTHING, NOTHING
from tests.contract.databases import fresh_database
from tests.contract.review_sheets import EAST, LIVE, NORTH, ZHEJIANG, closing, item, who


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def space(request, tmp_path):
    """An empty workspace on each database that it can lie on."""
    url = f"sqlite:///{tmp_path}/workspace.db"
    if request.param == "postgres":
        url = fresh_database(request.getfixturevalue("postgres"), "reviews")
    engine = open_workspace(url)
    yield engine
    engine.dispose()


def names(space, scope):
    return [one.name for one in coming(space, who(scope))]


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
