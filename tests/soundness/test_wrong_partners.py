"""One test per way to be wrong about how long partners last; a failure here means that a figure may lie."""

from datetime import date, timedelta

import pytest

from analytics.partner_cohorts import groups, spans
from analytics.partner_lives import lives
from analytics.survival import share_at, survival
from data_access.partners import months_of, order_beginnings, order_marks, partners
from domain.filters import Filters
from domain.partners import PATIENCE
from i18n import Locale
from tests.soundness.conftest import sale

FIRST, LAST = date(2024, 1, 1), date(2025, 12, 31)
ALL = Filters(FIRST, LAST, LAST)


def dealer(key: str, opened: date | None = None, closed: date | None = None) -> dict[str, object]:
    known = {"partner_id": key, "kind": "dealer", "name": key, "channel_id": "c", "region_id": "r"}
    return known | {"opened_on": opened, "closed_on": closed}


def orders(key: str, first: date, last: date, every: int = 15) -> list[dict[str, object]]:
    days = [first + timedelta(days=n) for n in range(0, (last - first).days + 1, every)]
    return [sale(day, 10, partner_id=key, order_id=f"{key}{day}") for day in days]


@pytest.fixture
def seen(company):
    """`seen(partners, lines, day)`: their lives as of a day; a line without a partner begins the data."""

    def of(dealers, lines, day=LAST):
        data = company(partner=dealers, order_line=[sale(FIRST, 1), *lines], through=LAST)
        marks = order_marks(data, months_of(FIRST, day))
        return lives(partners(data, ALL, Locale.EN), marks, order_beginnings(data), day, PATIENCE)

    return of


def one(own, key: str):
    return own.frame[own.frame["name"] == key].iloc[0]


def test_a_partner_older_than_the_data_is_not_born_when_the_data_begin(seen):
    """Opened 2019: at risk from the age of nearly five years on, not from birth; unknown opening: no age at all."""
    lines = orders("old", FIRST, LAST) + orders("unknown", FIRST + timedelta(days=20), LAST)
    own = seen([dealer("old", date(2019, 3, 1)), dealer("unknown")], lines)
    assert one(own, "old").entry == (FIRST - date(2019, 3, 1)).days
    assert one(own, "unknown").origin is not one(own, "unknown").first_on
    found = spans(own)
    assert (found.entry >= (FIRST - date(2019, 3, 1)).days).all()
    assert found.exit.min() > 1700
    assert own.frame.origin.isna().sum() == 1


def test_a_first_order_is_a_birth_only_after_the_months_of_its_kind(seen):
    """Seven months into the data a first order is a birth: a dealer that was there before would have been dormant."""
    born = FIRST + timedelta(days=213)
    own = seen([dealer("new"), dealer("early")], orders("new", born, LAST) + orders("early", date(2024, 5, 1), LAST))
    assert one(own, "new").origin.date() == born
    assert one(own, "early").origin is not one(own, "early").first_on
    assert own.frame.origin.notna().tolist() == [False, True]


def test_survival_is_never_those_alive_now_of_those_ever_opened(seen):
    """Ten open every month and one in ten ends at 300 days: half of them are too young to have ended.

    Alive now ÷ ever opened would be well above what survives 300 days.
    """
    dealers, lines = [], []
    for month in range(20):
        for n in range(10):
            key, born = f"p{month}-{n}", FIRST + timedelta(days=30 * month)
            last = born + timedelta(days=300) if n < 5 else LAST
            dealers.append(dealer(key, born))
            lines += orders(key, born, min(last, LAST))
    own = seen(dealers, lines)
    naive = (own.frame.state == "active").mean()
    curve = survival(spans(own)).query("~provisional")
    assert share_at(curve, 301) == pytest.approx(0.5)
    assert naive > 0.65


def test_a_returned_order_is_no_sign_of_life(seen):
    """The last sale was in January; a return in November keeps nobody alive."""
    back = sale(date(2025, 11, 20), -10, partner_id="a", order_id="back") | {"quantity": -1}
    own = seen([dealer("a", date(2024, 1, 5))], [*orders("a", date(2024, 2, 1), date(2025, 1, 20)), back])
    row = one(own, "a")
    assert row.state == "dormant"
    assert row.died_on.date() == row.last_on.date() < date(2025, 2, 1)


def test_a_cancelled_order_is_no_sign_of_life(seen):
    gone = sale(date(2025, 11, 20), 10, partner_id="a", order_id="gone") | {"status": "cancelled"}
    own = seen([dealer("a", date(2024, 1, 5))], [*orders("a", date(2024, 2, 1), date(2025, 1, 20)), gone])
    assert one(own, "a").state == "dormant"


def test_a_death_is_dated_when_it_happened_not_when_it_was_recognised(seen):
    own = seen([dealer("a", date(2024, 1, 5))], orders("a", date(2024, 2, 1), date(2024, 8, 1), every=14))
    row = one(own, "a")
    assert row.died_on == row.last_on
    found, _ = groups(spans(own))
    assert found.died.tolist() == [1]
    assert spans(own).exit.min() == (row.last_on - row.origin).days


def test_nobody_dies_of_the_last_months(seen):
    """The last order three months ago: not dead, and not counted as alive for these three months either."""
    own = seen([dealer("a", date(2024, 1, 5))], orders("a", date(2024, 2, 1), date(2025, 9, 30)))
    assert one(own, "a").state == "active"
    found = spans(own)
    settled = found[~found.recent].iloc[0]
    assert not settled.died
    assert settled.exit == (date(2025, 6, 30) - date(2024, 1, 5)).days


def test_a_closing_counts_where_it_comes_before_the_silence_is_recognised(seen):
    """One closes two months after its last order: that day. One closes a year after it: long dead."""
    lines = orders("shut", date(2024, 2, 1), date(2024, 9, 1)) + orders("late", date(2024, 2, 1), date(2024, 9, 1))
    own = seen([dealer("late", FIRST, date(2025, 9, 15)), dealer("shut", FIRST, date(2024, 11, 3))], lines)
    assert own.frame.state.tolist() == ["closed", "closed"]
    assert one(own, "shut").died_on.date() == date(2024, 11, 3)
    assert one(own, "late").died_on == one(own, "late").last_on


def test_what_is_closed_later_was_open_then(seen):
    """As of a day nothing is known of what comes after it."""
    own = seen([dealer("a", FIRST, date(2025, 10, 1))], orders("a", FIRST, date(2025, 9, 30)), date(2025, 6, 30))
    row = one(own, "a")
    assert row.state == "active"
    assert row.last_on.date() <= date(2025, 6, 30)
    assert str(row.closed_on) == "NaT"


def test_who_opened_and_never_ordered_ends_when_it_opened(seen):
    """Left out, the share that gets going would look like everybody."""
    own = seen([dealer("none", date(2024, 3, 1)), dealer("a", date(2024, 3, 1))], orders("a", date(2024, 3, 5), LAST))
    assert one(own, "none").state == "dormant"
    assert share_at(survival(spans(own)), 0) == pytest.approx(0.5)


def test_who_has_just_opened_is_not_dormant(seen):
    own = seen([dealer("new", date(2025, 11, 1))], [])
    assert own.frame.state.tolist() == ["waiting"]
    assert not spans(own).died.any()
