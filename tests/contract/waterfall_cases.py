"""A deal for each row of the table of the pipeline waterfall (DOMAIN, section 4), and what it adds to which bucket."""

from datetime import date, timedelta

import pytest

from domain.pipeline import Since
from domain.scope import EVERYTHING, Scope
from tests.contract import deal_lives
from tests.contract.deal_lives import BORN

QUARTER = (date(2024, 4, 1), date(2024, 6, 30))
SINCE = Since(BORN + timedelta(days=100), BORN + timedelta(days=110), *QUARTER)  # 10 to 20 April, UTC
NORTH = Scope(regions=frozenset({"crm:north"}))
BEFORE, IN, BEYOND = date(2024, 3, 1), date(2024, 6, 15), date(2024, 7, 1)
SOLD, SOLD_LATER, SOLD_BEFORE = date(2024, 4, 15), date(2024, 7, 2), date(2024, 3, 30)


def won(on, closed_on=SOLD, **change):
    return {"on": on, "stage_to": deal_lives.WON} | change, {"closed_on": closed_on}


def case(bucket, expected, *steps, whose=EVERYTHING, **today):
    """A deal, what becomes of it in (100, 110], and the buckets (amount, count) that tell it."""
    return pytest.param(steps, today, whose, expected, id=bucket)


OPEN = {"on": 50}
CASES = (
    case("unchanged", {}, OPEN),
    case("touched, not changed", {}, OPEN, {"on": 105}),
    case("increased", {"increased": (20, 0)}, OPEN, {"on": 105, "amount": 120}),
    case("decreased to nothing known", {"decreased": (-100, 0)}, OPEN, {"on": 105, "amount": None}),
    case("deleted", {"deleted": (-100, -1)}, OPEN, {"on": 105, "kind": "deleted"}),
    case(
        "deleted elsewhere",
        {"deleted": (-100, -1)},
        OPEN,
        {"on": 104, "region_id": "south"},
        {"on": 105, "kind": "deleted"},
        whose=NORTH,
    ),
    case("transferred out", {"transferred_out": (-100, -1)}, OPEN, {"on": 105, "region_id": "south"}, whose=NORTH),
    case(
        "transferred out and lost there",
        {"transferred_out": (-100, -1)},
        OPEN,
        {"on": 104, "region_id": None},
        {"on": 105, "stage_to": deal_lives.LOST},
        whose=NORTH,
    ),
    case("pushed out", {"pushed_out": (-100, -1)}, OPEN, {"on": 105, "expected_close_on": BEYOND, "amount": 7}),
    case("pushed out to no day", {"pushed_out": (-100, -1)}, OPEN, {"on": 105, "expected_close_on": None}),
    case("pushed out, won beyond", {"pushed_out": (-100, -1)}, OPEN, won(105)[0], closed_on=SOLD_LATER),
    case("pulled out", {"pulled_out": (-100, -1)}, OPEN, {"on": 105, "expected_close_on": BEFORE}),
    case("pulled out, lost before", {"pulled_out": (-100, -1)}, OPEN, {"on": 105, "stage_to": 6}, closed_on=BEFORE),
    case("won", {"won": (-100, -1)}, OPEN, won(105)[0], closed_on=SOLD),
    case("won for more", {"increased": (30, 0), "won": (-130, -1)}, OPEN, won(105, amount=130)[0], closed_on=SOLD),
    case("won for less", {"decreased": (-30, 0), "won": (-70, -1)}, OPEN, won(105, amount=70)[0], closed_on=SOLD),
    case("won and delivered", {"won": (-100, -1)}, OPEN, won(105)[0], {"on": 106, "stage_to": 5}, closed_on=SOLD),
    case("lost", {"lost": (-100, -1)}, OPEN, {"on": 105, "stage_to": 6, "amount": 5}, closed_on=SOLD),
    case("lost, then won", {"won": (-100, -1)}, OPEN, {"on": 104, "stage_to": 6}, won(105)[0], closed_on=SOLD),
    case("new", {"new": (100, 1)}, {"on": 105}),
    case("new, not in the window", {}, {"on": 105, "expected_close_on": BEYOND}),
    case("new, by transfer", {"new": (100, 1)}, {"on": 104, "region_id": "south"}, {"on": 105, "region_id": "hebei"},
         whose=NORTH),
    case("transferred in", {"transferred_in": (90, 1)}, {"on": 50, "region_id": "south"},
         {"on": 105, "region_id": "hebei", "amount": 90}, whose=NORTH),
    case("restored", {"reopened": (100, 1)}, OPEN, {"on": 60, "kind": "deleted"}, {"on": 105, "kind": "restored"}),
    case("reopened", {"reopened": (100, 1)}, OPEN, {"on": 60, "stage_to": 6}, {"on": 105, "stage_to": 2}),
    case("pulled in", {"pulled_in": (100, 1)}, {"on": 50, "expected_close_on": BEYOND},
         {"on": 105, "expected_close_on": IN}),
    case("pulled in from no day", {"pulled_in": (100, 1)}, {"on": 50, "expected_close_on": None},
         {"on": 105, "expected_close_on": IN}),
    case("pushed in", {"pushed_in": (100, 1)}, {"on": 50, "expected_close_on": BEFORE},
         {"on": 105, "expected_close_on": IN}),
    case("new and won", {"new": (80, 1), "won": (-80, -1)}, {"on": 103}, won(105, amount=80)[0], closed_on=SOLD),
    case("new and lost", {"new": (100, 1), "lost": (-100, -1)}, {"on": 103}, {"on": 105, "stage_to": 6},
         closed_on=SOLD),
    case("born won", {"new": (100, 1), "won": (-100, -1)}, {"on": 105, "stage_to": 4}, closed_on=SOLD),
    case("transferred in and won", {"transferred_in": (100, 1), "won": (-100, -1)}, {"on": 50, "region_id": "south"},
         {"on": 104, "region_id": "hebei"}, won(105)[0], whose=NORTH, closed_on=SOLD),
    case("pulled in by winning", {"pulled_in": (100, 1), "won": (-100, -1)}, {"on": 50, "expected_close_on": BEYOND},
         won(105)[0], closed_on=SOLD),
    case("pushed in by losing", {"pushed_in": (100, 1), "lost": (-100, -1)}, {"on": 50, "expected_close_on": BEFORE},
         {"on": 105, "stage_to": 6}, closed_on=SOLD),
    case("reopened and won", {"reopened": (100, 1), "won": (-100, -1)}, OPEN, {"on": 60, "stage_to": 6},
         {"on": 104, "stage_to": 2}, won(105)[0], closed_on=SOLD),
    case("lost before, won since", {"reopened": (100, 1), "won": (-100, -1)}, OPEN, {"on": 60, "stage_to": 6},
         won(105)[0], closed_on=SOLD),
    case("won and deleted", {"deleted": (-100, -1)}, OPEN, won(104)[0], {"on": 105, "kind": "deleted"}),
    case("won before the window", {"pulled_out": (-100, -1)}, OPEN, won(105)[0], closed_on=SOLD_BEFORE),
    case("won long ago", {}, OPEN, won(60)[0], {"on": 105, "amount": 7}, closed_on=SOLD),
    case("at the very start", {}, {"on": 100}),
    case("at the very end", {"new": (100, 1)}, {"on": 110}),
    case("all at once", {"increased": (50, 0), "won": (-150, -1)}, OPEN, {"on": 105, "stage_to": 6},
         {"on": 105, "stage_to": 2}, won(105, amount=150)[0], closed_on=SOLD),
    case("recorded too late", {"new": (100, 1)}, {"on": 105}, {"on": 60, "stage_to": 2}),
)  # fmt: skip
