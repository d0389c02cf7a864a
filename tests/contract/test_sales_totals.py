"""The published totals of orders and buyers: a random company with every trap, asked of totals and of its lines.

A selection that names every customer is the same selection, and no total knows customers: its answers are the lines'.
"""

import random
from datetime import date, timedelta
from decimal import Decimal

import pandas as pd
import pytest
from sqlalchemy import func, select

from data_access.attribution import cell_sums, change_sums
from data_access.loading.arrow import from_rows
from data_access.loading.publish import BuildSpec, build
from data_access.metric_table import metric_table
from data_access.published_sales import order_apart
from data_access.tables import CANONICAL
from data_access.warehouse import Warehouse
from domain.ask import Ask, Compare
from domain.filters import Filters
from domain.periods import Grain
from domain.scope import EVERYTHING, Scope

BEGAN, TODAY = date(2024, 1, 1), date(2025, 9, 17)
METRICS = ("revenue", "orders", "aov", "active_customers", "new_revenue", "repeat_revenue", "new_customers")
SUMS = ("revenue", "quantity", "margin", "margin_rate", "return_rate", "discount_rate")
SETS = ("repeat_rate", "clv")
CUTS = ((), ("region",), ("region_1",), ("channel",), ("channel_1", "region_2"), ("channel_kind",), ("segment",))
WINDOWS = {
    "this year": Filters(date(2025, 1, 1), date(2025, 12, 31), TODAY),
    "odd days": Filters(date(2025, 1, 17), date(2025, 6, 3), TODAY),
    "a region": Filters(date(2025, 1, 1), date(2025, 12, 31), TODAY, region=("shop:r0",)),
    "a channel and a segment": Filters(date(2024, 11, 5), TODAY, TODAY, channel=("shop:c0",), segment=("KA",)),
}
SCOPES = {
    "everything": EVERYTHING,
    "a region": Scope(regions=frozenset({"shop:r0"})),
    "a channel in two": Scope(regions=frozenset({"shop:r0", "shop:r2"}), channels=frozenset({"shop:c0"})),
    "own orders": Scope(regions=frozenset({"shop:r0", "shop:r2"}), reps=frozenset({"shop:s1"})),
}
SEEN = [(window, "everything") for window in WINDOWS] + [("this year", scope) for scope in list(SCOPES)[1:]]
PEOPLE = 40
EVERYBODY = tuple(f"shop:u{n}" for n in range(PEOPLE))


def _rows():
    rng = random.Random(4)
    regions = [("r0", None), ("r1", "r0"), ("r2", None), ("r3", "r2")]
    channels = [("c0", None, "retail"), ("c1", "c0", "retail"), ("c2", None, "ecommerce")]
    about = {"calendar": "all days", "is_pilot": False}
    customers = [
        {"customer_id": f"u{n}", "identity_id": f"i{n % 25}" if n % 3 else None, "is_anonymous": n % 11 == 5}
        | {"name": f"U{n}", "segment": ("KA", "SMB", None)[n % 3], "region_id": ("r0", "r1", "r2", "r3", None)[n % 5]}
        | {"created_on": BEGAN + timedelta(days=n * 17) if n % 4 else None}  # some of them after their first order
        for n in range(PEOPLE)
    ]
    return {
        "region": [{"region_id": key, "parent_id": up, "level": "x", "name": key} for key, up in regions],
        "channel": [{"channel_id": k, "parent_id": up, "name": k, "kind": kind} | about for k, up, kind in channels],
        "product": [
            {"product_id": f"p{n}", "name": f"P{n}", "line": f"L{n % 2}", "category": "K", "unit": "pc"}
            for n in range(4)
        ],
        "rep": [{"rep_id": f"s{n}", "name": f"S{n}"} for n in range(3)],
        "customer": customers,
        "order_line": [line for n in range(400) for line in _order(rng, n)],
    }


def _order(rng, number):
    """An order, seldom one over several days, regions or channels; with returns, gifts and cancelled lines."""
    fixed = {
        "ordered_on": BEGAN + timedelta(days=rng.randrange((TODAY - BEGAN).days + 1)),
        "region_id": rng.choice(["r0", "r1", "r2", "r3", None]),
        "channel_id": rng.choice(["c0", "c1", "c2"]),
        "customer_id": f"u{rng.randrange(PEOPLE)}",
        "rep_id": f"s{number % 3}",
    }
    for place in range(rng.choice((1, 1, 2, 3))):
        moved = {
            "ordered_on": fixed["ordered_on"] + timedelta(days=rng.randrange(60)),
            "region_id": rng.choice(["r1", "r3", None]),
            "channel_id": rng.choice(["c1", "c2"]),
        }
        own = fixed | {name: value for name, value in moved.items() if place and rng.random() < 0.2}
        quantity = rng.choice((1, 2, 3, 0, -1))
        money = Decimal(quantity * rng.randrange(5, 500))
        yield own | {
            "order_id": f"o{number}", "line_id": str(place), "product_id": f"p{rng.randrange(4)}",
            "status": "cancelled" if rng.random() < 0.1 else "booked", "quantity": quantity, "list_amount": money,
            "discount_amount": 0, "revenue": money, "cost": money / 2 if rng.random() < 0.8 else None,
        }  # fmt: skip


@pytest.fixture(scope="module")
def engine(store):
    with build(store, "shop", BuildSpec()) as building:
        for name, rows in _rows().items():
            building.append(name, from_rows(CANONICAL[name], rows).drop_columns("source"))
    return store.engine()


@pytest.mark.parametrize(("window", "scope"), SEEN)
def test_totals_and_lines_answer_the_same(engine, window, scope):
    data, chosen = Warehouse(engine, SCOPES[scope]), WINDOWS[window]
    compared = (Compare.PREVIOUS, Compare.LAST_YEAR)
    for by in CUTS:
        homed = not chosen.channel and not {"channel", "channel_1", "channel_kind"} & {*by}
        asks = [Ask(METRICS, by, compare=compared), Ask(SETS, by)]
        asks += [Ask(("customer_coverage",), by, compare=compared)] if homed else []
        asks += [Ask((key,), by) for key in METRICS] if by == ("channel",) else []
        for ask in asks:
            _same(metric_table(data, chosen, ask), metric_table(data, chosen.only(customer=EVERYBODY), ask))


@pytest.mark.parametrize(("window", "scope"), SEEN)
def test_whole_months_and_the_days_beside_them_answer_as_lines_do(engine, window, scope):
    data, chosen = Warehouse(engine, SCOPES[scope]), WINDOWS[window]
    compared = (Compare.PREVIOUS, Compare.LAST_YEAR)
    for by in (("product",), ("product_line", "channel_1"), ("category", "region_1"), ()):
        seen = chosen if by else chosen.only(line=("L1",))
        ask = Ask(SUMS, by, compare=compared)
        _same(metric_table(data, seen, ask), metric_table(data, seen.only(customer=EVERYBODY), ask))
    for against in (*compared, Compare.LAST_YEAR_FESTIVAL):
        by_line = cell_sums(data, chosen, against, False)
        _same(cell_sums(data, chosen, against, True), by_line)
        _same(by_line, change_sums(data, chosen.only(customer=EVERYBODY), against))


@pytest.mark.parametrize("grain", [Grain.MONTH, Grain.WEEK])
def test_totals_and_lines_answer_the_same_step_by_step(engine, grain):
    data, window = Warehouse(engine, EVERYTHING), WINDOWS["this year"]
    for key in (*METRICS, "repeat_rate"):
        ask = Ask((key,), ("channel",), grain)
        _same(metric_table(data, window, ask), metric_table(data, window.only(customer=EVERYBODY), ask))


def test_the_company_has_orders_that_no_single_cell_holds(engine):
    with engine.connect() as connection:
        rows, orders = connection.execute(
            select(func.count(), func.count(order_apart.c.order_number.distinct())).select_from(order_apart)
        ).one()
    assert 20 < orders < rows


def _same(totals: pd.DataFrame, lines: pd.DataFrame) -> None:
    keys = [name for name in totals if totals[name].dtype.kind != "f"]
    one, other = (frame.sort_values(keys).reset_index(drop=True) if keys else frame for frame in (totals, lines))
    pd.testing.assert_frame_equal(one, other, rtol=1e-9, atol=1e-9)
