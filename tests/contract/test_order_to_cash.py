"""How deals pass the stages to cash, who leads the late ones, and what the books say: SQL against pandas."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from data_access.funnel_stays import late_stays
from data_access.order_to_cash import booked, booked_amounts, late_members, passages
from data_access.store import Store, open_store
from data_access.warehouse import Warehouse
from domain.errors import ReaderError
from domain.filters import Filters
from domain.funnel import FunnelAsk
from domain.scope import EVERYTHING, Scope
from i18n import Locale
from tests.contract.cash_deals import late, leader, members, orders, passed, publish, standing, stays
from tests.contract.conftest import DATABASE_PARAMS, store_url
from tests.contract.deal_lives import ZONE, lives_by_chance

LIVES = list(lives_by_chance(500, seed=5))
TEAM, BOOKS = members(LIVES, seed=6), orders(LIVES, seed=7)
TODAY = date(2025, 12, 31)
WINDOWS = (
    Filters(date(2024, 1, 1), date(2024, 12, 31), TODAY),
    Filters(date(2024, 6, 3), date(2024, 9, 30), TODAY),
    Filters(date(2023, 1, 1), date(2025, 12, 31), TODAY, region=("crm:north",)),
)
FACTS = ("order_line", "delivery", "receipt")
NORTH = ("north", "hebei", "beijing")


def asked(filters: Filters) -> FunnelAsk:
    return FunnelAsk.of("sale", filters, ZONE, Locale.EN)


def regions(filters: Filters) -> tuple[str, ...]:
    return NORTH if filters.region else ()


@pytest.fixture(scope="module", params=DATABASE_PARAMS)
def store(request, tmp_path_factory) -> Iterator[Store]:
    opened = open_store(store_url(request, tmp_path_factory, "order_to_cash"))
    publish(opened, LIVES, {"opportunity_member": TEAM, **BOOKS})
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def data(store) -> Warehouse:
    return Warehouse(store.engine(), EVERYTHING, time_zone=ZONE)


@pytest.mark.parametrize("filters", WINDOWS, ids=lambda w: f"{w.first} {w.last}")
def test_what_passes_and_leaks_is_counted_as_in_pandas(store, data, filters):
    got = passages(data, filters, asked(filters)).set_index("position")
    want = passed(stays(store), asked(filters), regions(filters))
    assert got.index.tolist() == sorted(want.index)
    for name in got.columns:
        assert got[name].tolist() == pytest.approx(want.loc[got.index, name].tolist(), abs=0.005), name


@pytest.mark.parametrize("filters", WINDOWS[:2], ids=lambda w: f"{w.first} {w.last}")
def test_what_leaked_is_closed_and_what_waits_is_not(store, filters):
    ask, status = asked(filters), standing(store, asked(filters).at)
    for row in passed(stays(store), ask).itertuples():
        assert {status[deal] for deal in row.leaked} <= {"lost", "deleted"}
        assert {status[deal] for deal in row.waiting} <= {"open", "won"}


@pytest.mark.parametrize("filters", WINDOWS, ids=lambda w: f"{w.first} {w.last}")
def test_a_reader_of_the_north_counts_as_who_narrows_to_it(store, data, filters):
    own = Warehouse(store.engine(), Scope(regions=frozenset({"crm:north"})), time_zone=ZONE)
    narrowed = filters.only(region=("crm:north",))
    mine, theirs = (passages(reader, w, asked(w)) for reader, w in ((own, filters), (data, narrowed)))
    pd.testing.assert_frame_equal(mine, theirs)


@pytest.mark.parametrize("filters", WINDOWS, ids=lambda w: f"{w.first} {w.last}")
def test_late_days_lie_with_whoever_had_the_leading_role(store, data, filters):
    got = late_members(data, filters, asked(filters))
    want = defaultdict(lambda: [0, 0.0, 0.0])
    for stay in late(stays(store), asked(filters), regions(filters)).itertuples():
        rep = leader(TEAM, stay.opportunity_id, stay.role, stay.until)
        found = want[rep and f"crm:{rep}", stay.role]
        found[0] += 1
        found[1] += stay.days
        found[2] += 0 if stay.amount != stay.amount or stay.amount is None else float(stay.amount)
    keys = zip(got.rep.astype(object).where(got.rep.notna(), None), got.role, strict=True)
    told = dict(zip(keys, got[["late", "days", "amount"]].to_numpy().tolist(), strict=True))
    assert told == {key: pytest.approx(values, abs=0.006) for key, values in want.items()}
    assert (got.rep_name[got.rep.isna()] == "Unassigned").all()
    assert got.days.is_monotonic_decreasing


@pytest.mark.parametrize("filters", WINDOWS, ids=lambda w: f"{w.first} {w.last}")
def test_the_days_of_people_are_the_days_of_roles(data, filters):
    people = late_members(data, filters, asked(filters)).groupby("role")[["late", "days"]].sum()
    roles = late_stays(data, filters, asked(filters)).set_index("role")
    assert people.late.to_dict() == roles.stays.to_dict()
    assert people.days.to_dict() == pytest.approx(roles.days.to_dict())


@pytest.mark.parametrize("filters", WINDOWS, ids=lambda w: f"{w.first} {w.last}")
def test_the_books_of_a_funnel_are_those_of_its_deals_each_row_once(data, filters):
    got = booked_amounts(data, filters, asked(filters)).iloc[0]
    by_order = {line["order_id"] for line in BOOKS["order_line"] if line["opportunity_id"]}
    days = {"order_line": "ordered_on", "delivery": "delivered_on", "receipt": "received_on"}
    for column, fact in zip(("won", "fulfilled", "paid"), FACTS, strict=True):
        total = Decimal(0)
        for row in BOOKS[fact]:
            inside = filters.first <= row[days[fact]] <= filters.last
            here = not filters.region or row["region_id"] in NORTH
            ours = row["opportunity_id"] or (fact != "order_line" and row["order_id"] in by_order)
            if inside and here and ours and row.get("quantity", 1) > 0:
                total += row["revenue" if fact == "order_line" else "amount"]
        assert got[column] == pytest.approx(float(total), abs=0.005)


def test_books_that_no_source_keeps_are_not_known(data):
    row = booked(data, WINDOWS[0], asked(WINDOWS[0]), ("order_line",)).iloc[0]
    assert row.won > 0
    assert row[["fulfilled", "paid"]].isna().all()


def test_books_cannot_be_narrowed_to_a_product_line(data):
    with pytest.raises(ReaderError, match="no Product line"):
        booked_amounts(data, WINDOWS[0].only(line=("Air",)), asked(WINDOWS[0]))
