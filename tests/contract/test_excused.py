"""What was agreed, or judged to be no conflict, leaves the exposures, and only that; SQL and frames agree on it."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from analytics.excuses import agreed_excuses, is_excused
from data_access.balance import conflicts_of, exposures_of
from data_access.warehouse import Warehouse
from domain.balance import KINDS, ConflictAsk
from domain.incidents import Agreed, Excuse, Excused
from domain.scope import EVERYTHING, Scope
from tests.contract import balance_company as company
from tests.contract.balance_company import MARCH, publish

SINCE, UNTIL = date(2025, 3, 1), date(2025, 3, 1)
LINES = company.PRICE_LINES + company.TERRITORY_LINES + company.CUSTOMER_LINES + company.PRODUCT_LINES
EXCUSES = {
    "nothing": (),
    "a channel in a line": (Excuse("price", "maker:live", "L1", "", SINCE, UNTIL),),
    "a line in a region": (Excuse("price", "", "L2", "maker:north", SINCE, UNTIL),),
    "a partner everywhere": (Excuse("territory", "maker:d1", "", "", SINCE, date(9999, 1, 1)),),
    "a partner where it went": (Excuse("territory", "maker:d2", "", "maker:zj", SINCE, UNTIL),),
    "a buyer": (Excuse("customer", "p-1", "", "", SINCE, UNTIL),),
    "a product in a channel": (Excuse("product", "maker:shop", "maker:B", "", SINCE, UNTIL),),
    "a product in a region": (Excuse("product", "", "maker:C", "maker:north", SINCE, UNTIL),),
    "another month": tuple(Excuse(kind, "", "", "", date(2025, 4, 1), date(2025, 9, 1)) for kind in KINDS),
    "everything": tuple(Excuse(kind, "", "", "", SINCE, UNTIL) for kind in KINDS),
    "several of one": (
        Excuse("territory", "maker:d1", "", "", SINCE, UNTIL),
        Excuse("territory", "", "", "maker:js", SINCE, UNTIL),
    ),
}
EXPOSED = {  # worked out by hand, of 800 + 500 … as balance_company.py tells them
    "a partner everywhere": ("territory", 60),
    "a partner where it went": ("territory", 500),
    "a buyer": ("customer", 0),
    "everything": ("price", 0),
    "several of one": ("territory", 60),
}


@pytest.fixture(scope="module")
def store(store):
    publish(store, LINES, deals=True)
    return store


def test_excuses_leave_the_exposures_as_the_frames_say(store):
    data = Warehouse(store.engine(), EVERYTHING)
    plain = exposures_of(data, MARCH, ConflictAsk())
    rows = conflicts_of(data, MARCH, ConflictAsk())
    cuts = ("channel", "region_1", "product_line")
    for place, (name, excuses) in enumerate(EXCUSES.items()):
        excused = Excused.of(excuses)
        for by in ("", cuts[place % len(cuts)]):
            found = exposures_of(data, MARCH, ConflictAsk(by=by, excused=excused))
            for kind, frame in found.items():
                left = rows[kind][~is_excused(kind, rows[kind], excused)]
                counted = left[left.period == "2025-03-01"].amount.sum()
                assert frame.exposed.sum() == pytest.approx(counted), (name, by, kind)
                assert frame.base.sum() == pytest.approx(plain[kind].base.sum()), (name, by, kind)
        if name in EXPOSED:
            kind, amount = EXPOSED[name]
            got = exposures_of(data, MARCH, ConflictAsk(excused=excused))[kind]
            assert got.exposed.sum() == amount, name


def test_a_reader_of_a_part_has_the_same_excuses(store):
    zj = Warehouse(store.engine(), Scope(regions=frozenset({"maker:zj"})))
    excused = Excused.of((Excuse("territory", "maker:d1", "", "maker:js", SINCE, UNTIL),))
    before = exposures_of(zj, MARCH, ConflictAsk())["territory"]
    after = exposures_of(zj, MARCH, ConflictAsk(excused=excused))["territory"]
    assert (before.exposed.sum(), after.exposed.sum()) == (500, 0)


def test_a_buyer_that_is_kept_is_told_however_little_is_at_stake(store):
    data = Warehouse(store.engine(), EVERYTHING)
    later = replace(MARCH, first=date(2025, 3, 1))
    told = conflicts_of(data, later, ConflictAsk(kept=("p-1",)))["customer"]
    pd.testing.assert_frame_equal(told, conflicts_of(data, later, ConflictAsk())["customer"])


def test_an_agreement_covers_whole_months_and_the_regions_below():
    agreed = Agreed("territory", "maker:d1", "", "maker:east", date(2025, 3, 20), date(2025, 4, 2), "", "")
    got = agreed_excuses([agreed], {"maker:east": ("maker:east", "maker:zj")})
    assert [(one.region, one.first, one.last) for one in got] == [
        (region, date(2025, 3, 1), date(2025, 4, 1)) for region in ("maker:east", "maker:zj")
    ]
