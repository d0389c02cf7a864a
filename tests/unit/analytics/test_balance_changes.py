"""What moved the index: parts that add up to its change, incidents that add up to the money."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.balance import balance_index, balance_parts
from analytics.balance_changes import slice_months
from analytics.balance_since import between, money_moved, month_money, points_of
from analytics.incidents import found_until, seen_in
from domain.balance import KINDS, PARTS
from domain.contracts_balance import CONFLICTS, LINKS
from domain.incidents import NOTHING_EXCUSED
from tests.properties import examples
from tests.unit.analytics.test_balance import ALL, MONTH, conflict

BEFORE = MONTH - pd.DateOffset(months=1)
amounts = st.floats(0, 1e6)
two = st.fixed_dictionaries({kind: st.tuples(amounts, amounts, amounts, amounts) for kind in KINDS})


def history(values, by=""):
    """PARTS of two months: of each kind exposed and the rest, before and now."""
    frames = {}
    for kind, (exposed, rest, exposed_now, rest_now) in values.items():
        rows = {"period": [BEFORE, MONTH], "exposed": [exposed, exposed_now]}
        rows["base"] = [exposed + rest, exposed_now + rest_now]
        frames[kind] = pd.DataFrame(rows | ({by: ["x", "y"], f"{by}_name": ["X", "Y"]} if by else {}))
    return balance_parts(frames, PARTS, ALL, by)


@settings(max_examples=examples(40))
@given(two)
def test_the_changes_of_the_parts_add_up_to_that_of_the_index(values):
    parts = history(values)
    index = balance_index(parts).set_index("period").cci
    moved = between(points_of(parts, MONTH), points_of(parts, BEFORE))
    if index.notna().all():
        assert moved.moved.sum() == pytest.approx(index[MONTH] - index[BEFORE])
    assert moved.kind.tolist() == list(KINDS)


def test_a_first_month_has_no_change():
    parts = history(dict.fromkeys(KINDS, (1.0, 9.0, 2.0, 8.0)))
    earlier = BEFORE - pd.DateOffset(months=1)
    assert between(points_of(parts, BEFORE), points_of(parts, earlier)).moved.isna().all()


def test_slices_keep_their_own_months():
    parts = history(dict.fromkeys(KINDS, (1.0, 9.0, 2.0, 8.0)), "channel")
    table = slice_months(parts, balance_index(parts), MONTH).set_index("group")
    assert table.loc["y", "cci"] == pytest.approx(100)
    assert pd.isna(table.loc["y", "m1"])
    assert pd.isna(table.loc["x", "cci"])
    assert table.loc["x", "m1"] > 0
    assert table.loc["y", "price"] == pytest.approx(0.2)
    assert table.moved.isna().all()


def found(rows):
    table = CONFLICTS.coerce(pd.DataFrame(rows, columns=list(CONFLICTS.columns)))
    return found_until({"product": table}, LINKS.empty(), MONTH.date())


def test_causes_are_new_grown_shrunk_and_ended_incidents():
    rows = [
        conflict(9, "grew", 5.0), conflict(10, "grew", 50.0), conflict(10, "new", 7.0), conflict(9, "ended", 60.0),
        conflict(9, "same", 4.0), conflict(10, "same", 4.0), conflict(7, "long ago", 99.0),
    ]  # fmt: skip
    ones = found(rows)
    moved = money_moved(*(month_money(ones, month.date(), NOTHING_EXCUSED) for month in (MONTH, BEFORE)))
    names = {one.cause.incident: one.cause.who for one in ones}
    assert [(names[key], change) for key, change in moved.items()] == [("ended", -60.0), ("grew", 45.0), ("new", 7.0)]
    exposed = {month: sum(row["amount"] for row in rows if row["period"].month == month) for month in (9, 10)}
    assert sum(moved.values()) == exposed[10] - exposed[9]


def test_nothing_of_nothing():
    assert money_moved({}, {}) == {}
    assert between({}, {}).empty


def test_what_is_not_the_readers_money_is_no_change():
    assert money_moved({"a": float("nan"), "b": 2.0}, {"a": 5.0, "b": 2.001}) == {}


@given(*[st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 10**9).map(float))] * 2)
def test_changes_lead_from_one_time_to_the_other(then, now):
    moved = money_moved(now, then)
    assert sum(then.values()) + sum(moved.values()) == sum(now.values())
    assert [abs(change) for change in moved.values()] == sorted(map(abs, moved.values()), reverse=True)


def test_the_money_of_a_month_is_that_of_the_list_of_its_incidents():
    ones = found([conflict(9, "grew", 5.0), conflict(10, "grew", 50.0), conflict(10, "new", 7.0)])
    listed = seen_in(ones, MONTH.date())
    assert month_money(ones, MONTH.date(), NOTHING_EXCUSED) == dict(zip(listed.id, listed.in_month, strict=True))
