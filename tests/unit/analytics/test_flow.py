"""Stock and flow agree week by week, in count and in amount; each event stands where it belongs."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from analytics.flow import flow, stage_moves, transitions
from domain.contracts_funnel import FLOW, IN_FLOWS, OUT_FLOWS, STOCK, TRANSITIONS
from domain.contracts_history import MOVES
from tests.unit.analytics.funnel_tables import ASK, TABLE, WEEKS, moves, stock

WHAT = moves(
    (0, "new", 0, "open", 1, 3, 0, 300), (0, "open", 1, "open", 2, 2, 200, 250),
    (1, "open", 2, "open", 1, 1, 90, 90), (1, "elsewhere", 0, "open", 2, 1, 0, 70),
    (1, "lost", 4, "open", 2, 1, 60, 60), (1, "deleted", 4, "open", 1, 1, 10, 10),
    (2, "open", 2, "won", 3, 2, 150, 160), (2, "open", 1, "lost", 4, 1, 40, 40),
    (2, "open", 1, "deleted", 4, 1, 30, 30), (2, "open", 1, "elsewhere", 0, 1, 20, 0),
    (2, "open", 1, "open", 1, 4, 400, 380), (2, "won", 3, "won", 5, 1, 10, 10),
)  # fmt: skip
END = stock((1, 10, 1000.0), (2, 5, 500.0))


def by_week(frame, position):
    return frame[frame.position == position].set_index("period")


def test_each_event_stands_where_it_belongs():
    got = flow(WHAT, END, TABLE, ASK)
    assert FLOW.check(got) is got
    assert got.period.tolist() == [week for week in WEEKS for _ in (1, 2)]
    first, second = by_week(got, 1), by_week(got, 2)
    assert first.loc[WEEKS[0], ["in_new", "out_forward"]].tolist() == [3, 2]
    assert first.loc[WEEKS[1], ["in_back", "in_reopened"]].tolist() == [1, 1]
    assert first.loc[WEEKS[2], ["out_lost", "out_deleted", "out_transferred"]].tolist() == [1, 1, 1]
    assert first.loc[WEEKS[2], "revalued_amount"] == -20
    assert second.loc[WEEKS[0], ["in_forward", "in_forward_amount"]].tolist() == [2, 250]
    assert second.loc[WEEKS[1], ["in_transferred", "in_reopened", "out_back"]].tolist() == [1, 1, 1]
    assert second.loc[WEEKS[2], ["out_won", "out_won_amount"]].tolist() == [2, 150]


def test_the_stock_is_told_back_from_the_end_of_the_window():
    got = flow(WHAT, END, TABLE, ASK)
    first, second = by_week(got, 1), by_week(got, 2)
    assert first[["start", "end"]].values.tolist() == [[10, 11], [11, 13], [13, 10]]
    assert second[["start", "end"]].values.tolist() == [[4, 6], [6, 7], [7, 5]]
    assert first[["start_amount", "end_amount"]].values.tolist() == [[910, 1010], [1010, 1110], [1110, 1000]]
    assert second[["start_amount", "end_amount"]].values.tolist() == [[360, 610], [610, 650], [650, 500]]


def test_deals_without_a_creation_date_are_in_no_flow():
    got = flow(MOVES.empty(), stock((1, 10, 1000.0), undated=4), TABLE, ASK)
    assert by_week(got, 1).end.tolist() == [6, 6, 6]


def test_weeks_without_events_are_told_and_an_empty_funnel_is_borne():
    got = flow(MOVES.empty(), STOCK.empty(), TABLE, ASK)
    assert len(got) == 6
    assert (got.drop(columns=["period", "position"]) == 0).all(axis=None)


_STATES = st.sampled_from(("open", "won", "lost", "deleted"))
_EVENT = st.tuples(
    st.integers(0, 2), st.one_of(st.sampled_from(("new", "elsewhere")), _STATES), st.integers(1, 2),
    st.one_of(st.just("elsewhere"), _STATES), st.integers(1, 2), st.integers(1, 9), st.integers(0, 10**8),
    st.integers(0, 10**8),
)  # fmt: skip


@given(st.lists(_EVENT, max_size=30, unique_by=lambda event: event[:5]))
def test_start_and_flows_make_the_end_in_count_and_in_amount(events):
    """Whatever happens, in every week and stage; amounts to the ten-thousandth."""
    told = moves(*((*event[:-2], event[-2] / 100, event[-1] / 100) for event in events)) if events else MOVES.empty()
    got = flow(told, END, TABLE, ASK)
    came, went = (got[list(ways)].sum(axis=1) for ways in (IN_FLOWS, OUT_FLOWS))
    assert (got.start + came - went == got.end).all()
    came, went = (got[[f"{way}_amount" for way in ways]].sum(axis=1) for ways in (IN_FLOWS, OUT_FLOWS))
    np.testing.assert_allclose(got.start_amount + came - went + got.revalued_amount, got.end_amount, atol=1e-4)
    for position in (1, 2):
        weeks = by_week(got, position)
        assert weeks.start.tolist()[1:] == weeks.end.tolist()[:-1]
        assert weeks.start_amount.tolist()[1:] == weeks.end_amount.tolist()[:-1]
    assert got[got.period == WEEKS[-1]].end.tolist() == [10, 5]


def test_moves_from_stage_to_stage_leave_out_what_comes_from_elsewhere():
    got = transitions(WHAT)
    assert TRANSITIONS.check(got) is got
    assert got.values.tolist() == [
        [1, 0, 1, 30.0], [1, 2, 2, 250.0], [1, 4, 1, 40.0], [2, 1, 1, 90.0], [2, 3, 2, 160.0], [3, 5, 1, 10.0],
        [4, 2, 1, 60.0],
    ]  # fmt: skip
    assert transitions(MOVES.empty()).empty
    assert isinstance(got, pd.DataFrame)


def test_onwards_and_reopened_is_better_and_back_lost_and_deleted_is_worse():
    got = stage_moves(transitions(WHAT), TABLE, "gone").set_index(["from", "to"])
    assert got.better.to_dict() == {
        (1, 0): -1, (1, 2): 1, (1, 4): -1, (2, 1): -1, (2, 3): 1, (3, 5): 1, (4, 2): 1,
    }  # fmt: skip
    assert got.loc[(1, 0), "to_name"] == "gone"
    assert stage_moves(transitions(MOVES.empty()), TABLE, "gone").empty
