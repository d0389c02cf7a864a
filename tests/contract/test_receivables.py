"""For how long money has been waited for, and for which orders: by chance, to the cent, on every database."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pandas as pd
import pytest

from data_access.open_orders import delivering_channels, unpaid_orders
from data_access.receivables import largest_undelivered, largest_unpaid, unpaid_ages
from data_access.store import open_store
from data_access.warehouse import Warehouse
from domain.ask import Ask
from domain.cash import AGES
from domain.filters import Filters
from domain.scope import EVERYTHING
from i18n import Locale
from tests.contract.conftest import DATABASE_PARAMS, store_url
from tests.contract.paid_orders import DAYS, FIRST, oldest_first, orders_by_chance, publish, slices

LAST = FIRST + timedelta(days=DAYS)
SOME_DAYS = (FIRST + timedelta(days=60), FIRST + timedelta(days=211), LAST)
CHANCE = orders_by_chance(600, seed=11)


def upto(day: date, **slices: tuple[str, ...]) -> Filters:
    return Filters(FIRST, day, LAST, **slices)


@pytest.fixture(scope="module", params=DATABASE_PARAMS)
def data(request, tmp_path_factory) -> Iterator[Warehouse]:
    opened = open_store(store_url(request, tmp_path_factory, "receivables"))
    publish(opened, CHANCE)
    yield Warehouse(opened.engine(), EVERYTHING)
    opened.close()


@pytest.mark.parametrize("day", SOME_DAYS)
@pytest.mark.parametrize("by", [(), ("region", "channel")])
def test_money_settles_the_oldest_deliveries_first(data, day, by):
    got = unpaid_ages(data, upto(day), Ask((), by))
    wanted: dict[tuple, dict[str, Decimal]] = defaultdict(lambda: dict.fromkeys(AGES, Decimal(0)))
    for (_, region, channel), sent, rest in oldest_first(CHANCE, "delivery", day):
        age = (day - sent["delivered_on"]).days
        name = next(name for name, (low, high) in AGES.items() if age >= low and (high is None or age <= high))
        wanted[tuple(f"erp:{v}" for v in (region, channel)) if by else ()][name] += rest
    for row in got.to_dict("records"):
        key = tuple(row[name] for name in by)
        assert {name: round(row[name], 2) for name in AGES} == {n: float(v) for n, v in wanted[key].items()}
        assert row["unpaid"] == pytest.approx(sum(row[name] for name in AGES), abs=0.005)
    whole = unpaid_orders(data, upto(day), Ask((), by), (day,))
    assert got.unpaid.sum() == pytest.approx(whole.unpaid.sum(), abs=0.005)
    assert got.orders.sum() == whole.unpaid_orders.sum()


def test_the_largest_unpaid_orders_are_all_that_is_unpaid(data):
    found = largest_unpaid(data, upto(LAST, region=("erp:south",)), Locale.EN)
    rest = [(key, bill, left) for key, bill, left in oldest_first(CHANCE, "delivery", LAST) if key[1] == "south"]
    late = [b for b in oldest_first(CHANCE, "invoice", LAST) if b[1]["due_on"] and b[1]["due_on"] < LAST]
    assert len(found) == len({key for key, *_ in rest}) < 500
    for row in found.itertuples():
        key = row.order_id, "south", "dealer"
        mine, due = ([entry for entry in listed if entry[0] == key] for listed in (rest, late))
        assert row.left == pytest.approx(float(sum(left for *_, left in mine)))
        assert row.since.date() == min(bill["delivered_on"] for _, bill, _ in mine)
        assert (row.overdue if row.overdue == row.overdue else 0) == pytest.approx(float(sum(x for *_, x in due)))
        assert pd.isna(row.due_on) if not due else row.due_on.date() == min(bill["due_on"] for _, bill, _ in due)
        assert row.customer_name in ("U", None) or pd.isna(row.customer_name)
    assert found.overdue.fillna(0).is_monotonic_decreasing


def test_the_largest_undelivered_orders_are_all_that_is_undelivered(data):
    channels = tuple(delivering_channels(data).channel)
    found = largest_undelivered(data, upto(SOME_DAYS[1]), Locale.EN, channels)
    wanted = {
        key: sums["signed"] - sums["delivered"]
        for key, sums in slices(CHANCE, SOME_DAYS[1]).items()
        if sums["signed"] > max(sums["delivered"], 0)
    }
    told = found.region.str.removeprefix("erp:").astype(object).where(found.region.notna(), None)
    keys = zip(found.order_id, told, found.channel.str.removeprefix("erp:"), strict=True)
    assert dict(zip(keys, found.left, strict=True)) == pytest.approx({k: float(v) for k, v in wanted.items()})
    assert found.left.is_monotonic_decreasing
    assert found.overdue.isna().all()
