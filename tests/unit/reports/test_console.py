"""Answers on a terminal: every digit for programs, aligned columns for people."""

import csv
import io
import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ask import Ask, Compare
from domain.periods import Grain
from i18n import Locale
from reports.console import Form, adding_up, answer, table

ASK = Ask(("revenue", "margin_rate"), ("channel",), compare=(Compare.LAST_YEAR,), locale=Locale.EN)
FRAME = pd.DataFrame(
    {
        "channel": pd.Series(["demo:live", np.nan], dtype="str"),
        "channel_name": ["Live, streaming", "Unassigned"],
        "revenue": [1234567.8, 0.0],
        "revenue_last_year": [1e16, np.nan],
        "margin_rate": [0.1, np.nan],
        "margin_rate_last_year": [0.30000000000000004, 0.25],
    }
)


def cells(printed: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(printed)))


def test_csv_has_money_to_the_cent_and_no_value_empty():
    first, second = cells(answer(FRAME, ASK, Form.CSV, {}))
    assert first["revenue"] == "1234567.80"
    assert first["revenue_last_year"] == "10000000000000000.00"
    assert first["margin_rate"] == "0.1"
    assert first["channel_name"] == "Live, streaming"
    assert (second["channel"], second["revenue_last_year"], second["margin_rate"]) == ("", "", "")
    assert second["revenue"] == "0.00"


def test_binary_dust_is_not_shown():
    assert cells(answer(FRAME, ASK, Form.CSV, {}))[0]["margin_rate_last_year"] == "0.3"


def test_json_says_what_was_asked_and_null_for_no_value():
    told = json.loads(answer(FRAME, ASK, Form.JSON, {"first": "2026-01-01"}))
    assert told["asked"] == {"first": "2026-01-01"}
    assert told["rows"][1]["revenue_last_year"] is None
    assert told["rows"][1]["channel"] is None
    assert told["rows"][0]["revenue"] == 1234567.8


def test_a_table_is_in_the_readers_language_with_its_numbers_flush_right():
    lines = answer(FRAME, ASK, Form.TABLE, {}).splitlines()
    assert lines[0].split("  ")[0] == "Channel"
    assert "Revenue · Last year" in lines[0]
    assert "1,234,567.80" in lines[2]
    assert lines[3].rstrip().endswith("25.00%")
    assert "—" in lines[3]


def test_an_answer_without_rows_says_so():
    assert "(no rows)" in answer(FRAME.iloc[:0], ASK, Form.TABLE, {})
    assert cells(answer(FRAME.iloc[:0], ASK, Form.CSV, {})) == []


def test_steps_are_days_for_programs_and_words_for_people():
    frame = pd.DataFrame({"period": pd.to_datetime(["2026-10-01"]).as_unit("us"), "revenue": [5.0]})
    ask = Ask(("revenue",), grain=Grain.MONTH, locale=Locale.ZH)
    assert answer(frame, ask, Form.CSV, {}) == "period,revenue\n2026-10-01,5.00"
    assert "2026年10月" in answer(frame, ask, Form.TABLE, {})


@given(st.floats(-1e18, 1e18))
def test_a_number_comes_back_from_csv_as_it_was(number):
    frame = pd.DataFrame({"discount_rate": [number]})
    printed = answer(frame, Ask(("discount_rate",)), Form.CSV, {}).splitlines()[1]
    assert "e" not in printed.lower()
    assert float(printed) == pytest.approx(number, rel=1e-14, abs=1e-12)


@given(st.lists(st.text(st.sampled_from("ab渠道—"), max_size=6), min_size=1, max_size=4))
def test_the_last_column_ends_flush_right_whatever_the_width_of_letters(words):
    def width(line: str) -> int:
        return sum(2 if letter in "渠道头" else 1 for letter in line)

    lines = table(["头", "n"], [[word, "7"] for word in words], numbers_from=1).splitlines()
    assert len({width(line) for line in lines}) == 1


def test_rows_are_added_up_by_name():
    told = []
    added = adding_up(lambda name, rows: told.append((name, rows)))
    added("order_line", 2)
    added("customer", 1)
    added("order_line", 3)
    assert told == [("order_line", 2), ("customer", 1), ("order_line", 5)]
