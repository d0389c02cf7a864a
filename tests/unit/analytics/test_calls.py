"""Calls beside deals by hand: cumulative categories, the tree, parts against the whole; and what calling adds."""

from datetime import date, datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.calls import call_table, cumulative, in_force, roll_up, rolled_up, silent_regions, uncategorised
from analytics.value_added import judged, value_added, what_came
from domain.calls import COMPANY, ITSELF
from domain.contracts import MEMBERS
from domain.contracts_calls import ACTUALS, CALL_DEALS, CALLS, JUDGED
from domain.pipeline import UNSET
from tests.properties import examples

NAN = float("nan")
TREE = MEMBERS.coerce(
    pd.DataFrame(
        [("e", "East", "东", None, 0), ("e1", "Jiangsu", "苏", "e", 1), ("e2", "Anhui", "皖", "e", 1),
         ("n", "North", "北", None, 0)],
        columns=list(MEMBERS.columns),
    )
)  # fmt: skip
Q4, Q3 = pd.Timestamp(2026, 10, 1), pd.Timestamp(2026, 7, 1)


def deals(*rows):
    return CALL_DEALS.coerce(pd.DataFrame(rows, columns=list(CALL_DEALS.columns)))


def calls(*rows):
    """Rows of region, day of October, who, call; None withdraws."""
    told = [
        {
            "region": region, "step": "quarter", "period": Q4, "at": pd.Timestamp(2026, 10, day), "who": who,
            "how": "page", "batch": str(place), "state": "withdrawn" if call is None else "set",
            "call": NAN if call is None else call, "commit": NAN, "best_case": NAN, "reason": "why",
        }
        for place, (region, day, who, call) in enumerate(rows)
    ]  # fmt: skip
    return CALLS.coerce(pd.DataFrame(told)) if told else CALLS.empty()


DEALS = deals(
    ("e1", "won", 2, 10.0), ("e1", "commit", 1, 5.0), ("e1", UNSET, 1, 4.0), ("e2", "best case", 1, 7.0),
    ("e2", "omitted", 1, 100.0), ("e", "closed", 1, 1.0), ("n", "won", 1, 2.0), ("n", "Strategic", 1, 3.0),
    (None, "won", 1, 0.5),
)  # fmt: skip


def test_each_category_holds_the_one_before():
    table = cumulative(DEALS).set_index("region")
    assert table.loc["e1"].tolist() == [10.0, 15.0, 15.0, 19.0]
    assert table.loc["e2"].tolist() == [0.0, 0.0, 7.0, 7.0]
    assert table.loc["e"].tolist() == [0.0, 1.0, 1.0, 1.0], "a deal that its source calls closed is commit"
    assert table.loc["n"].tolist() == [2.0, 2.0, 2.0, 5.0], "a category that only the source knows is pipeline"
    assert uncategorised(DEALS) == (1, 4.0)


def test_the_parts_and_what_is_booked_on_the_region_itself_add_up_to_it():
    table = call_table(("e", True), TREE, DEALS, calls(), {"e": 40.0}).set_index("region")
    assert list(table.index) == ["e", "e1", "e2", ITSELF]
    for name in ("won", "commit", "best_case", "pipeline"):
        assert table[name].iloc[0] == pytest.approx(table[name].iloc[1:].sum())
    assert table.loc[ITSELF, ["won", "commit"]].tolist() == [0.0, 1.0]
    assert table.target.tolist()[0] == 40.0
    assert table.target.iloc[1:].isna().all(), "a target above is never allocated downwards"


def test_the_whole_company_holds_what_has_no_region():
    table = call_table((COMPANY, True), TREE, DEALS, calls(), {}).set_index("region")
    assert table.loc[COMPANY, "won"] == 12.5
    assert table.loc[ITSELF, "won"] == 0.5
    parts = call_table((COMPANY, False), TREE, DEALS, calls(), {})
    assert list(parts.region) == ["e", "n"], "a reader of several regions has no row on top of them"


def test_the_last_call_stands_beside_the_one_before_it():
    said = calls(("e", 1, "li", 50.0), ("n", 2, "wu", 9.0), ("e", 20, "li", 44.0))
    table = call_table((COMPANY, True), TREE, DEALS, said, {"e": 48.0}).set_index("region")
    assert table.loc["e", ["call", "before", "change", "gap"]].tolist() == [44.0, 50.0, -6.0, -4.0]
    assert pd.isna(table.loc["n", "before"])
    assert table.loc["e", "who"] == "li"
    assert silent_regions(["e", "n", "e1"], said) == ["e1"]


def test_a_call_that_was_withdrawn_is_none():
    said = calls(("e", 1, "li", 50.0), ("e", 3, "li", None))
    assert in_force(said).call.isna().all()
    assert silent_regions(["e"], said) == ["e"]


def test_parts_against_the_whole_name_the_difference_and_who_is_missing():
    said = calls(("", 1, "boss", 70.0), ("e", 1, "li", 50.0))
    rolled = roll_up(call_table((COMPANY, True), TREE, DEALS, said, {}))
    assert (rolled.own, rolled.parts, rolled.difference, rolled.silent) == (70.0, 50.0, 20.0, ("n",))
    nothing = roll_up(call_table((COMPANY, True), TREE, DEALS, calls(), {}))
    assert pd.isna(nothing.difference)


AMOUNTS = st.lists(
    st.tuples(st.sampled_from(["e", "e1", "e2", "n", ""]), st.integers(-1000, 1000)), min_size=1, max_size=30
)


@settings(max_examples=examples(60))
@given(AMOUNTS)
def test_rolling_up_is_what_walking_down_finds(values):
    """The second evaluator goes from the top down, node by node."""
    below = {"e": ["e1", "e2"], "n": [], "e1": [], "e2": []}

    def walk(node):
        own = sum(value for key, value in values if key == node)
        return own + sum(walk(part) for part in below[node])

    found = rolled_up([(key, float(value)) for key, value in values], TREE)
    for node in below:
        assert found.get(node, 0.0) == pytest.approx(walk(node))
    assert found[COMPANY] == pytest.approx(sum(value for _, value in values))


CATEGORIES = st.sampled_from(["won", "commit", "best case", "pipeline", "omitted", "closed", UNSET, "own word"])


@settings(max_examples=examples(60))
@given(st.dictionaries(st.tuples(st.sampled_from(["e", "e1", "n"]), CATEGORIES), st.integers(0, 10**6), min_size=1))
def test_categories_never_shrink(amounts):
    table = cumulative(deals(*((region, name, 1, float(value)) for (region, name), value in amounts.items())))
    assert (table.won <= table.commit).all()
    assert (table.commit <= table.best_case).all()
    assert (table.best_case <= table.pipeline).all()
    assert table.pipeline.sum() == sum(value for (_, name), value in amounts.items() if name != "omitted")


def actuals(*rows):
    return ACTUALS.coerce(pd.DataFrame(rows, columns=list(ACTUALS.columns)))


def test_value_added_by_hand():
    """Two quarters: the naive forecast is off by 20 and 10 of 200, the call by 5 and 5."""
    came = actuals(("e", pd.Timestamp(2026, 4, 1), 100.0), ("e", Q3, 120.0), ("e", Q4, 80.0))
    said = calls(("e", 5, "li", 85.0), ("e", 30, "li", 80.0)).assign(period=Q4)
    until = {date(2026, 10, 1): datetime(2026, 10, 15), date(2026, 7, 1): datetime(2026, 8, 15)}  # noqa: DTZ001
    rows = judged(came, said, until, 3)
    assert rows[rows.step == "call"]["value"].tolist() == [85.0], "what was called too late does not count"
    found = value_added(rows, "region").set_index("step")
    assert found.error.to_dict() == {"naive": 0.5, "call": 0.0625}
    assert found.added["call"] == pytest.approx(0.4375)
    assert found.bias["call"] == pytest.approx(0.0625)
    assert value_added(rows, "who").key.unique().tolist() == ["li"]


def test_a_region_that_won_nothing_has_0_and_a_period_beyond_the_data_is_not_known():
    won = pd.DataFrame({"region": ["e1"], "period": [Q3], "won": [5.0]})
    came = what_came(won, TREE, [date(2026, 7, 1), date(2026, 10, 1)]).set_index(["region", "period"]).actual
    assert came["e", Q3] == came[COMPANY, Q3] == 5.0
    assert came["n", Q3] == came["e", Q4] == 0.0
    rows = judged(
        what_came(won, TREE, [date(2026, 10, 1)]),
        calls(("e", 5, "li", 1.0)),
        {date(2026, 10, 1): datetime(2026, 12, 1)},  # noqa: DTZ001
        3,
    )
    assert set(rows.step) == {"call"}, "without the period before there is no naive forecast"
    assert value_added(rows, "region").empty


def test_steps_of_other_makers_stand_in_the_order_of_making():
    rows = JUDGED.coerce(
        pd.DataFrame(
            [("e", Q4, step, "li", value, 100.0) for step, value in
             (("call", 99.0), ("naive", 90.0), ("pipeline", 97.0), ("statistical", 95.0))],
            columns=list(JUDGED.columns),
        )
    )  # fmt: skip
    found = value_added(rows, "")
    assert found.step.tolist() == ["naive", "statistical", "pipeline", "call"]
    assert found.added.tolist()[1:] == pytest.approx([0.05, 0.07, 0.09])


@settings(max_examples=examples(60))
@given(st.lists(st.tuples(st.floats(1, 1e6), st.floats(0, 1e6), st.floats(0, 1e6)), min_size=1, max_size=20))
def test_added_is_the_difference_of_both_errors(rows):
    """The second evaluator is plain Python."""
    periods = pd.date_range("2000-01-01", periods=len(rows), freq="MS")
    flat = [
        ("e", period, step, "li", value, actual)
        for period, (actual, naive, call) in zip(periods, rows, strict=True)
        for step, value in (("naive", naive), ("call", call))
    ]
    found = value_added(JUDGED.coerce(pd.DataFrame(flat, columns=list(JUDGED.columns))), "region").set_index("step")
    size = sum(actual for actual, _, _ in rows)
    naive, call = (sum(abs(row[place] - row[0]) for row in rows) / size for place in (1, 2))
    assert found.error["call"] == pytest.approx(call)
    assert found.added["call"] == pytest.approx(naive - call, abs=1e-9)
