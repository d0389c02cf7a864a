"""What no kept day needs is thinned out of the observations, and every kept day stays as it was."""

from collections.abc import Iterator
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from data_access.workspace import observations
from data_access.workspace.tables import observation
from domain.retention import Retention
from tests.properties import examples

START = date(2024, 11, 20)
LIVES = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 1), st.integers(1, 5), st.booleans()), max_size=60)
KEEPS = st.builds(Retention, st.integers(1, 40), st.integers(1, 20))


def life(events) -> Iterator[dict[str, object]]:
    """Observations of two deals, in the order in which they are made."""
    for days, which, stage, present in sorted(events, key=lambda event: event[0]):
        day = START + timedelta(days=days)
        fixed = {"source": "s", "funnel": "f", "channel_id": "c", "amount": None}
        yield fixed | {"opportunity_id": f"d{which}", "observed_on": day, "stage": stage, "present": present}


def state(rows: list[tuple], day: date) -> dict[str, tuple]:
    """How each deal stood at the end of a day."""
    return {row[0]: row[2:4] for row in rows if row[1] <= day}


@given(LIVES, KEEPS, st.lists(st.integers(0, 200), min_size=1, max_size=4))
@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_thinning_leaves_every_kept_day_as_it_was(space, events, keep, nights):
    """Whatever nights it runs on: also days that were kept as a week's last and are asked for as a month's."""
    in_order = (observation.c.opportunity_id, observation.c.observed_on, observation.c.present, observation.c.stage)
    asked = select(*in_order).order_by(observation.c.id)
    rows = list(life(events))
    with space.connect() as connection:
        for row in rows:
            connection.execute(observation.insert().values(row))
        whole = [tuple(row) for row in connection.execute(asked)]
        today = START + timedelta(days=400)
        for night in nights:
            today += timedelta(days=night)
            observations.thin(connection, keep, today)
            left = [tuple(row) for row in connection.execute(asked)]
            span = [START + timedelta(days=place) for place in range((today - START).days + 1)]
            wrong = [day for day in span if keep.keeps(day, today) and state(left, day) != state(whole, day)]
            assert wrong == []
            firsts = {row[0]: row for row in reversed(whole)}
            assert all(row in left for row in firsts.values()), "the first observation of a deal is kept"
        connection.rollback()


def test_old_days_are_thinned_to_weeks_and_months(space):
    days = [START + timedelta(days=place) for place in range(500)]
    with space.connect() as connection:
        for day in days:
            row = {"source": "s", "opportunity_id": "d", "funnel": "f", "channel_id": "c", "stage": 1, "present": True}
            connection.execute(observation.insert().values(**row, observed_on=day))
        keep, today = Retention(days=120, weeks=58), days[-1]
        gone = observations.thin(connection, keep, today)
        left = list(connection.execute(select(observation.c.observed_on).order_by(observation.c.id)).scalars())
        ended = keep.thinned(days[0], today)[-1]  # the week after it is not over as far as days are thinned
        assert left == [days[0], *(day for day in days if day > ended or keep.keeps(day, today))]
        assert len(left) < 200
        assert gone == 500 - len(left)
        assert observations.thin(connection, keep, today) == 0
        connection.rollback()
