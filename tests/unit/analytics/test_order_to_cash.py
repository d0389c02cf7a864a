"""From deals to cash, by hand: nothing is lost between a stage's parts, and sentences name what is largest."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.order_to_cash import (
    ageing,
    cash_funnels,
    cash_stages,
    leak,
    oldest,
    overdue_days,
    role_delays,
    ties,
    with_whom,
)
from domain.contracts_cash import AGEING, BOOKED, OPEN_ORDERS, PASSAGES
from domain.contracts_funnel import DELAY, STAGES
from domain.contracts_history import STAY_TIMES
from i18n import Locale
from tests.properties import examples

NONE = float("nan")


def stages(*kinds: str, funnel: str = "cash") -> pd.DataFrame:
    rows = [(funnel, n, f"S{n}", kind, ("AR", "SR")[n % 2], 10.0) for n, kind in enumerate(kinds, 1)]
    return STAGES.coerce(pd.DataFrame(rows, columns=list(STAGES.columns)))


def passages(*rows: tuple) -> pd.DataFrame:
    return PASSAGES.coerce(pd.DataFrame(rows, columns=list(PASSAGES.columns)))


def books(*row: float) -> pd.DataFrame:
    return BOOKED.coerce(pd.DataFrame([row] if row else [], columns=list(BOOKED.columns)))


WAY = stages("open", "won", "fulfilled", "paid", "lost")
PASSED = passages((1, 10, 1000.0, 4, 500.0, 3, 200.0), (4, 3, 90.0, 0, 0.0, 1, 30.0))
TIMES = STAY_TIMES.coerce(pd.DataFrame([(1, 4, 12.5, 20.0, 40, 21.0)], columns=list(STAY_TIMES.columns)))


def test_only_funnels_that_are_delivered_or_paid_go_on_to_cash():
    both = pd.concat([stages("open", "won", "lost", funnel="lead"), WAY], ignore_index=True)
    assert cash_funnels(both) == ["cash"]
    assert cash_funnels(STAGES.empty()) == []


def test_the_parts_of_a_stage_are_all_of_it():
    rows = cash_stages(PASSED, WAY, (TIMES, books(700.0, 650.0, NONE)))
    assert rows.position.tolist() == [1, 2, 3, 4]
    first, last = rows.iloc[0], rows.iloc[3]
    assert (first.waiting_count, first.waiting_amount, first.median_days) == (3, 300.0, 12.5)
    assert (last.onward_count, last.waiting_count, last.leaked_count) == (2, 0, 1)
    assert rows["count"].tolist() == [10, 0, 0, 3]
    assert rows.booked.tolist() == pytest.approx([NONE, 700.0, 650.0, NONE], nan_ok=True)


@settings(max_examples=examples(30))
@given(st.lists(st.tuples(*[st.integers(0, 50)] * 3), min_size=3, max_size=3))
def test_entered_is_onward_and_waiting_and_leaked(parts):
    found = [
        (n, on + off + wait, (on + off + wait) * 10.01, on, on * 10.01, off, off * 10.01)
        for n, (on, off, wait) in enumerate(parts, 1)
    ]
    rows = cash_stages(passages(*found), stages("open", "won", "paid"), (TIMES, books()))
    assert (rows["count"] == rows.onward_count + rows.waiting_count + rows.leaked_count).all()
    assert (rows.amount - rows.onward_amount - rows.waiting_amount - rows.leaked_amount).abs().max() < 0.006
    assert rows.booked.isna().all()


def test_what_the_books_say_stands_on_the_first_stage_of_its_kind():
    rows = cash_stages(PASSED, stages("won", "won", "paid", "paid"), (TIMES, books(1.0, 2.0, 3.0)))
    assert rows.booked.tolist() == pytest.approx([1.0, NONE, 3.0, NONE], nan_ok=True)


def test_the_largest_leak_is_named_with_what_the_books_say():
    rows = cash_stages(PASSED, WAY, (TIMES, books(700.0, 650.0, NONE)))
    said = leak(rows, Locale.EN)
    assert said[0] == "Most leaks from “S1”: 3 deals, 200, or 20.0% of what entered it."
    assert said[1].startswith("In the books: 700 ordered, 650 delivered, — received")
    assert leak(rows, Locale.ZH)[0] == "流失最多的是“S1”：3 个商机、200，占进入该阶段金额的 20.0%。"


def test_where_nothing_leaked_or_nobody_entered_that_is_said_or_nothing():
    kept = passages((1, 2, 10.0, 1, 5.0, 0, 0.0))
    assert leak(cash_stages(kept, WAY, (TIMES, books())), Locale.EN) == (
        "None of the deals that entered a stage in the period was lost.",
    )
    assert leak(cash_stages(PASSAGES.empty(), WAY, (TIMES, books())), Locale.EN) == ()


def test_the_delay_lies_with_the_role_that_leads_most_of_it():
    delay = DELAY.coerce(pd.DataFrame([("SR", 4, 30.0, 0.75), ("AR", 2, 10.0, 0.25)], columns=list(DELAY.columns)))
    rows = role_delays(delay, WAY, Locale.EN)
    assert rows["name"].tolist() == ["S1, S3, S5", "S2, S4"]
    assert (
        with_whom(rows, Locale.EN)
        == "Of 40 days beyond the expected ones, 75.0% lie in stages that SR leads (S1, S3, S5)."
    )
    assert with_whom(role_delays(DELAY.empty(), WAY, Locale.EN), Locale.EN) == "No stay took longer than expected."


def test_members_to_whom_nothing_is_owed_are_not_listed():
    ages = pd.DataFrame(
        [
            ("d:a", "A", 1.0, 0.0, 0.0, 4.0, 5.0, 2),
            ("d:b", "B", 0.0, 0.0, 0.0, 0.0, 0.0, 0),
            (None, "-", 9, 0, 0, 0, 9, 1),
        ],
        columns=["region", "region_name", "to_30", "to_60", "to_90", "older", "unpaid", "orders"],
    )
    rows = ageing(ages, "region")
    assert rows.key.tolist() == ["", "d:a"]
    assert oldest(rows, Locale.EN) == (
        "4 (28.6%) was delivered more than 90 days ago and is not paid, most of it in A (4).",
    )
    assert oldest(rows.assign(older=0.0), Locale.EN) == ("Nothing delivered more than 90 days ago is unpaid.",)
    assert oldest(AGEING.empty(), Locale.EN) == ()


def test_the_amounts_tie():
    signed = pd.Series({"signed": 100.0, "undelivered": 40.0, "beyond": 25.0, "delivered": 85.0})
    sent = pd.Series({"delivered": 85.0, "received": 50.0, "unpaid": 45.0, "advance": 10.0})
    told = ties(signed, sent).set_index("key").amount
    assert told.signed == told.fulfilled + told.undelivered == 100
    assert told.delivered == told.fulfilled + told.beyond == told.settled + told.unpaid == 85
    assert told.received == told.settled + told.advance == 50


def test_days_are_counted_to_the_day_looked_from():
    orders = pd.DataFrame({"since": ["2026-01-01", None], "due_on": [None, "2026-01-20"]})
    for column in set(OPEN_ORDERS.columns) - set(orders.columns):
        orders[column] = 0.0 if column in ("left", "overdue") else [f"{column}1", f"{column}2"]
    rows = overdue_days(OPEN_ORDERS.coerce(orders), pd.Timestamp("2026-01-31"))
    assert rows.days.tolist() == pytest.approx([30.0, NONE], nan_ok=True)
    assert rows.days_overdue.tolist() == pytest.approx([NONE, 11.0], nan_ok=True)
