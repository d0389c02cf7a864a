"""Steps of a forecast against what came: stored ones as they were stored in time, on the same ground; by hand."""

from datetime import date, datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.value_added import chained, comparable, judged, value_added
from domain.contracts_calls import ACTUALS, CALLS, CHAIN, JUDGED, SAID
from tests.properties import examples

Q2, Q3, Q4 = (pd.Timestamp(2026, month, 1) for month in (4, 7, 10))
UNTIL = {date(2026, 7, 1): datetime(2026, 8, 15), date(2026, 10, 1): datetime(2026, 11, 15)}  # noqa: DTZ001


def actuals(*rows):
    return ACTUALS.coerce(pd.DataFrame(rows, columns=list(ACTUALS.columns)))


def said(*rows):
    """Rows of region, step, period, at, value."""
    frame = pd.DataFrame(rows, columns=["region", "step", "period", "at", "value"])
    return SAID.coerce(frame.assign(low80=0.0, high80=0.0, reconstructed=False))


def call(region, period, at, who, value):
    made = {
        "region": region, "step": "quarter", "period": period, "at": at, "who": who, "how": "page", "batch": "b",
        "state": "set", "call": value, "commit": float("nan"), "best_case": float("nan"), "reason": "why",
    }  # fmt: skip
    return CALLS.coerce(pd.DataFrame([made]))


CAME = actuals(("e", Q2, 100.0), ("e", Q3, 120.0), ("e", Q4, 80.0))
STORED = said(
    ("e", "statistical", Q4, pd.Timestamp(2026, 11, 8), 70.0),
    ("e", "statistical", Q4, pd.Timestamp(2026, 11, 15), 76.0),  # the last one in time
    ("e", "statistical", Q4, pd.Timestamp(2026, 11, 16), 80.0),  # too late
    ("e", "pipeline", Q4, pd.Timestamp(2026, 11, 10), 82.0),
    ("e", "pipeline", Q3, pd.Timestamp(2026, 8, 10), 110.0),
    ("e", "pipeline", pd.Timestamp(2027, 1, 1), pd.Timestamp(2026, 11, 10), 999.0),  # not over
)


def test_every_step_is_judged_as_it_stood_at_the_same_point():
    """Q4 came to 80: naive 120 is off by 40, statistical 76 by 4, pipeline 82 by 2, the call 79 by 1."""
    rows = judged(CAME, call("e", Q4, pd.Timestamp(2026, 11, 1), "li", 79.0), UNTIL, 3, STORED)
    four = rows[rows.period == Q4].set_index("step")
    assert four["value"].to_dict() == {"naive": 120.0, "statistical": 76.0, "pipeline": 82.0, "call": 79.0}
    assert set(four.who) == {"li"}, "who called is who all steps of the place are held against"
    three = rows[rows.period == Q3].set_index("step")
    assert three["value"].to_dict() == {"naive": 100.0, "pipeline": 110.0}
    assert set(three.who) == {""}
    assert rows.period.max() == Q4
    added = value_added(rows[rows.period == Q4].reset_index(drop=True), "").set_index("step").added
    assert added.to_dict() == pytest.approx(
        {"naive": float("nan"), "statistical": 0.45, "pipeline": 0.475, "call": 0.4875}, nan_ok=True
    )


def test_steps_meet_on_the_same_ground():
    """Pipeline alone is known of Q3 as well: beside the others it is judged on Q4 only."""
    rows = judged(CAME, call("e", Q4, pd.Timestamp(2026, 11, 1), "li", 79.0), UNTIL, 3, STORED)
    assert set(comparable(rows).period) == {Q4}
    own = chained(rows, "region").iloc[0]
    assert (own.key, own.n, own.n_pipeline) == ("e", 1, 1)
    assert own.error_pipeline == pytest.approx(0.025)
    assert own.added_call == pytest.approx(0.4875)
    people = chained(rows[rows.who != ""].reset_index(drop=True), "who")
    assert people.key.tolist() == ["li"]
    assert people.error_statistical.tolist() == pytest.approx([0.05])


def test_without_a_common_place_each_step_keeps_what_it_has():
    rows = judged(CAME, call("e", Q4, pd.Timestamp(2026, 11, 1), "li", 79.0), UNTIL, 3, STORED.iloc[4:5])
    own = chained(rows, "region").iloc[0]
    assert (own.n, own.n_naive, own.n_pipeline, own.n_call, own.n_statistical) == (2, 2, 1, 1, 0)
    assert pd.isna(own.error_statistical)
    assert own.added_pipeline == pytest.approx(20 / 120 - 10 / 120)


def test_what_was_stored_is_told_without_a_single_call():
    rows = judged(CAME, CALLS.empty(), UNTIL, 3, STORED)
    assert set(rows.step) == {"naive", "statistical", "pipeline"}
    assert chained(rows, "region").error_call.isna().all()
    assert chained(JUDGED.empty(), "region").empty
    CHAIN.check(chained(rows, "region"))


@settings(max_examples=examples(50))
@given(
    st.dictionaries(
        st.tuples(st.sampled_from("abc"), st.integers(0, 3), st.sampled_from(["naive", "statistical", "pipeline"])),
        st.floats(0, 100),
        min_size=1,
    )
)
def test_comparable_places_have_all_or_everything_stays(values):
    """The second evaluator is plain Python over sets."""
    rows = [(key, Q2 + pd.DateOffset(months=at), step, "", value, 50.0) for (key, at, step), value in values.items()]
    frame = JUDGED.coerce(pd.DataFrame(rows, columns=list(JUDGED.columns)))
    made = {step for _, _, step in values}
    places = {(key, at) for key, at, _ in values}
    whole = {place for place in places if all((*place, step) in values for step in made)}
    kept = comparable(frame)
    assert len(kept) == (len(whole) * len(made) if whole else len(values))
