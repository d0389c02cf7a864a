"""What happened to a deal, read from its states."""

from datetime import datetime

import pandas as pd
import pytest

from analytics.deal_changes import changes, life
from domain.contracts_deals import DEAL_HISTORY
from domain.contracts_funnel import STAGES

NONE = float("nan")
STAGES_OF = STAGES.coerce(
    pd.DataFrame(
        {
            "funnel": "f",
            "position": [1, 2, 3],
            "name": ["Lead", "Bid", "Won"],
            "kind": ["open", "open", "won"],
            "lead_role": None,
            "expected_days": None,
        }
    )
)
END = datetime(2026, 3, 1)  # noqa: DTZ001  (as all instants here: without a zone)
FIXED = {
    "funnel": "f", "kind": "changed", "stage": 1, "status": "open", "amount": 5.0,
    "close_on": pd.Timestamp("2026-03-31"), "forecast_category": "pipeline", "product_line": "Air",
    "region_name": "East", "channel_name": "Direct", "rep_name": "Ann", "origin": "source", "clamped": False,
}  # fmt: skip


def history(*states):
    """States from day to day, each saying what it changes; `until` is the end of the last one."""
    rows, now = [], dict(FIXED)
    days = [pd.Timestamp("2026-01-01") + pd.Timedelta(days=state.pop("day")) for state in states]
    for seq, (day, state) in enumerate(zip(days, states, strict=True), 1):
        now = now | {"kind": "created" if seq == 1 else "changed"} | state
        until = days[seq] if seq < len(days) else pd.Timestamp("9999-12-31")
        rows.append(now | {"seq": seq, "from_at": day, "to_at": until})
    return DEAL_HISTORY.coerce(pd.DataFrame(rows, columns=list(DEAL_HISTORY.columns)))


def told(frame):
    return [(row.seq, row.what, row.before, row.after) for row in frame[frame.what != ""].itertuples()]


def test_every_value_that_changed_is_told_with_what_was_before_the_latest_first():
    frame = changes(
        history(
            {"day": 0},
            {"day": 3, "amount": 8.5, "close_on": pd.Timestamp("2026-04-30")},
            {"day": 9, "stage": 2, "rep_name": "Bob"},
        )
    )
    assert told(frame) == [
        (3, "stage", "1", "2"),
        (3, "rep_name", "Ann", "Bob"),
        (2, "amount", "5.0", "8.5"),
        (2, "close_on", "2026-03-31", "2026-04-30"),
    ]


def test_what_was_not_known_before_and_what_is_not_known_after_are_changes_and_nothing_is_none():
    frame = changes(
        history({"day": 0, "amount": NONE, "rep_name": None}, {"day": 1, "amount": 2.0}, {"day": 2, "rep_name": None})
    )
    [(seq, what, before, after)] = told(frame)
    assert (seq, what, after) == (2, "amount", "2.0")
    assert pd.isna(before)


def test_every_event_is_there_also_one_that_changed_nothing_of_this():
    frame = changes(history({"day": 0}, {"day": 1}, {"day": 2, "kind": "deleted", "status": "deleted"}))
    assert frame[["seq", "kind", "what"]].to_numpy().tolist() == [
        [3, "deleted", ""],
        [2, "changed", ""],
        [1, "created", ""],
    ]


def test_a_life_is_drawn_to_the_day_it_is_seen_from_and_leaves_out_moments():
    frame = life(history({"day": 0}, {"day": 9, "stage": 2}, {"day": 9, "amount": 7.0}), STAGES_OF, END)
    assert frame[["stage", "amount"]].to_numpy().tolist() == [["Lead", 5.0], ["Bid", 7.0]]
    assert frame.until.iloc[-1] == pd.Timestamp(END)


def test_after_closing_a_life_ends_soon():
    won = {"day": 20, "stage": 3, "status": "won"}
    frame = life(history({"day": 0}, won), STAGES_OF, datetime(2031, 1, 1))  # noqa: DTZ001
    assert frame.until.iloc[-1] == pd.Timestamp("2026-01-28")  # a week, since a fifth of twenty days is less


@pytest.mark.parametrize("shape", [changes, lambda frame: life(frame, STAGES_OF, END)])
def test_no_history_is_no_row(shape):
    assert shape(DEAL_HISTORY.empty()).empty
