"""What is signed and not delivered, delivered and not paid: by hand, by chance, to the cent, on every database."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pandas as pd
import pytest

from data_access.cash import unpaid
from data_access.metric_table import metric_table
from data_access.open_orders import delivering_channels, undelivered_orders, unpaid_orders
from data_access.receivables import unpaid_ages
from data_access.store import open_store
from data_access.warehouse import Warehouse
from domain.ask import Ask
from domain.errors import NotInScope, NotMeasured, ReaderError
from domain.filters import Filters
from domain.periods import Grain
from domain.scope import EVERYTHING, Scope
from tests.contract.conftest import DATABASE_PARAMS, store_url
from tests.contract.paid_orders import DAYS, FIRST, line, orders_by_chance, publish, slices, step

LAST = FIRST + timedelta(days=DAYS)
SOME_DAYS = (FIRST + timedelta(days=60), FIRST + timedelta(days=211), FIRST + timedelta(days=400), LAST)
CUTS = ((), ("region",), ("channel",), ("region", "channel"))
CHANCE = orders_by_chance(600, seed=11)
JAN = date(2025, 1, 1)


def upto(day: date, **slices: tuple[str, ...]) -> Filters:
    return Filters(FIRST, day, LAST, **slices)


@pytest.fixture(scope="module", params=DATABASE_PARAMS)
def data(request, tmp_path_factory) -> Iterator[Warehouse]:
    opened = open_store(store_url(request, tmp_path_factory, "open_orders"))
    publish(opened, CHANCE)
    yield Warehouse(opened.engine(), EVERYTHING)
    opened.close()


@pytest.fixture
def told(tmp_path):
    """The one row of figures on a day, of a company with just these orders."""
    opened = []

    def figures(day: date, **rows) -> pd.Series:
        store = open_store(f"duckdb:///{tmp_path}/w{len(opened)}")
        opened.append(store)
        publish(store, rows)
        data, plain = Warehouse(store.engine(), EVERYTHING), Ask(())
        signed = undelivered_orders(data, upto(day), plain, (day,), tuple(delivering_channels(data).channel))
        sent = unpaid_orders(data, upto(day), plain, (day,))
        return pd.concat([frame.sum(numeric_only=True) for frame in (sent, signed)])

    yield figures
    for store in opened:
        store.close()


def test_three_deliveries_and_two_receipts_are_counted_once_each(told):
    order = [line("O", JAN, 60), line("O", JAN, 40, line_id="2")]
    sent = [step("delivery", "O", JAN + timedelta(days=n), 30) for n in (1, 2, 3)]
    paid = [step("receipt", "O", JAN + timedelta(days=n), 25) for n in (5, 9)]
    row = told(JAN + timedelta(days=30), order_line=order, delivery=sent, receipt=paid)
    assert (row.signed, row.undelivered, row.unpaid, row.beyond, row.advance) == (100, 10, 40, 0, 0)
    assert (row.undelivered_orders, row.unpaid_orders, row.received) == (1, 1, 50)
    assert row.delivered.tolist() == [90, 90]


def test_a_payment_in_advance_settles_no_other_order(told):
    orders = [line(name, JAN, 100) for name in ("A", "B")]
    row = told(
        JAN, order_line=orders, delivery=[step("delivery", "A", JAN, 100)], receipt=[step("receipt", "B", JAN, 70)]
    )
    assert (row.unpaid, row.advance, row.undelivered) == (100, 70, 100)


def test_what_is_delivered_beyond_the_order_delivers_no_other_order(told):
    orders = [line(name, JAN, 100) for name in ("A", "B")]
    sent = [step("delivery", "A", JAN, 130), step("delivery", "unknown", JAN, 5)]
    row = told(JAN, order_line=orders, delivery=sent, receipt=[])
    assert (row.undelivered, row.beyond, row.undelivered_orders) == (100, 35, 1)


def test_a_return_is_not_waited_for_and_a_cancelled_line_was_never_signed(told):
    lines = [line("A", JAN, 100), line("A", JAN, -40, line_id="2", quantity=-1), line("C", JAN, 9, status="cancelled")]
    row = told(JAN, order_line=lines, delivery=[step("delivery", "A", JAN, 60)], receipt=[])
    assert (row.signed, row.undelivered) == (100, 40)


def test_a_channel_that_records_no_deliveries_has_nothing_undelivered(told):
    lines = [line("A", JAN, 100), line("S", JAN, 800, channel_id="shop")]
    row = told(JAN, order_line=lines, delivery=[step("delivery", "A", JAN, 60)], receipt=[])
    assert (row.signed, row.undelivered) == (100, 40)


def test_what_comes_after_the_day_is_not_known_on_it(told):
    later = JAN + timedelta(days=1)
    rows = {"order_line": [line("A", JAN, 100)], "delivery": [step("delivery", "A", later, 100)]}
    rows["receipt"] = [step("receipt", "A", later + timedelta(days=1), 100)]
    assert told(JAN, **rows).undelivered == 100
    assert (told(later, **rows).undelivered, told(later, **rows).unpaid) == (0, 100)
    assert told(later + timedelta(days=1), **rows).unpaid == 0


def test_more_paid_back_than_received_is_owed_again(told):
    paid = [step("receipt", "A", JAN, 50), step("receipt", "A", JAN + timedelta(days=1), -80)]
    row = told(
        JAN + timedelta(days=2),
        order_line=[line("A", JAN, 100)],
        delivery=[step("delivery", "A", JAN, 100)],
        receipt=paid,
    )
    assert (row.unpaid, row.advance) == (130, 0)


@pytest.mark.parametrize("by", CUTS)
def test_signed_is_delivered_and_not_delivered_and_delivered_is_paid_and_unpaid(data, by):
    channels = tuple(delivering_channels(data).channel)
    signed = undelivered_orders(data, upto(LAST), Ask((), by), SOME_DAYS, channels)
    sent = unpaid_orders(data, upto(LAST), Ask((), by), SOME_DAYS)
    cents(signed.signed, signed.delivered - signed.beyond + signed.undelivered)
    cents(sent.delivered, sent.received - sent.advance + sent.unpaid)
    assert (signed.undelivered >= 0).all()
    assert (sent.unpaid >= 0).all()
    assert (signed.beyond >= 0).all()


def cents(one: pd.Series, other: pd.Series) -> None:
    assert ((one - other).abs() < 0.005).all()


@pytest.mark.parametrize("narrowed", [{}, {"region": ("erp:north",)}, {"channel": ("erp:dealer",)}])
@pytest.mark.parametrize("by", CUTS)
def test_sql_agrees_with_python(data, by, narrowed):
    channels = tuple(delivering_channels(data).channel)
    assert channels == ("erp:dealer", "erp:direct")
    signed = undelivered_orders(data, upto(LAST, **narrowed), Ask((), by), SOME_DAYS, channels)
    sent = unpaid_orders(data, upto(LAST, **narrowed), Ask((), by), SOME_DAYS)
    for day in SOME_DAYS:
        wanted = by_hand(day, by, narrowed)
        for frame, name, count in ((signed, "undelivered", "undelivered_orders"), (sent, "unpaid", "unpaid_orders")):
            rows = frame[frame.period == pd.Timestamp(day)]
            keys = rows[list(by)].astype(object).where(rows[list(by)].notna(), None).itertuples(index=False)
            got = {
                tuple(key): (round(value, 2), n) for key, value, n in zip(keys, rows[name], rows[count], strict=True)
            }
            assert {key: told for key, told in got.items() if told[1]} == wanted[name]


def by_hand(day: date, by: tuple[str, ...], narrowed: dict[str, tuple[str, ...]]):
    """Per figure and group: the amount and the number of orders."""
    totals = {name: defaultdict(Decimal) for name in ("undelivered", "unpaid")}
    orders = {name: defaultdict(set) for name in totals}
    for (order, region, channel), sums in slices(CHANCE, day).items():
        inside = region in ("north", "hebei") if "region" in narrowed else channel == "dealer" or not narrowed
        key = tuple(None if v is None else f"erp:{v}" for v in ({"region": region, "channel": channel}[d] for d in by))
        open_parts = (
            ("undelivered", sums["signed"], sums["delivered"]),
            ("unpaid", sums["delivered"], sums["received"]),
        )
        for name, whole, done in open_parts:
            rest = max(whole - done, Decimal(0)) if inside and whole > 0 else Decimal(0)
            totals[name][key] += rest
            orders[name][key] |= {order} if rest else set()
    return {
        n: {k: (round(float(v), 2), len(orders[n][k])) for k, v in found.items() if v} for n, found in totals.items()
    }


def test_parts_of_the_company_add_up_to_the_whole(data):
    scopes = [Scope(regions=frozenset({f"erp:{r}"})) for r in ("north", "south")]
    for figure in ("unpaid", "undelivered"):
        parts = [metric_table(Warehouse(data.engine, s), upto(LAST), Ask((figure,))).iloc[0][figure] for s in scopes]
        whole = metric_table(data, upto(LAST), Ask((figure,))).iloc[0][figure]
        nowhere = 30 * 60 if figure == "undelivered" else 0  # lines without a region are seen with everything only
        assert sum(parts) + nowhere == pytest.approx(whole, abs=0.01)


def test_each_step_is_that_of_its_own_last_day(data):
    window = Filters(FIRST, date(2025, 12, 31), date(2025, 10, 15))
    months = metric_table(data, window, Ask(("undelivered", "unpaid", "dso"), grain=Grain.MONTH))
    assert len(months[months.unpaid.notna()]) == 10
    for row in months[months.unpaid.notna()].itertuples():
        end = min((row.period + pd.offsets.MonthEnd(1)).date(), window.today)
        alone = metric_table(data, upto(end), Ask(("undelivered", "unpaid", "dso"))).iloc[0]
        assert (row.undelivered, row.unpaid, row.dso) == pytest.approx(tuple(alone))


def test_dso_is_the_open_amount_over_the_mean_day_of_ninety(data):
    day = SOME_DAYS[2]
    row = unpaid(data, {"": upto(day)}, Ask(("dso",)))[""].iloc[0]
    recent = sum(r["amount"] for r in CHANCE["delivery"] if day - timedelta(days=90) < r["delivered_on"] <= day)
    assert row.dso == pytest.approx(row.unpaid / (float(recent) / 90))


def test_before_the_first_order_nothing_is_open_and_dso_is_not_known(data):
    row = metric_table(data, Filters(date(2024, 1, 1), date(2024, 1, 31), LAST), Ask(("unpaid", "undelivered", "dso")))
    assert (row.unpaid[0], row.undelivered[0]) == (0, 0)
    assert row.dso.isna().all()


def test_a_reader_of_own_orders_is_told_that_deliveries_name_no_seller(data):
    own = Warehouse(data.engine, Scope(regions=frozenset({"erp:north"}), reps=frozenset({"erp:r1"})))
    with pytest.raises(NotInScope):
        metric_table(own, upto(LAST), Ask(("undelivered",)))
    with pytest.raises(NotInScope):
        unpaid_ages(own, upto(LAST), Ask(()))


def test_what_deliveries_cannot_be_narrowed_by_is_said(data):
    with pytest.raises(ReaderError, match="no Product line"):
        metric_table(data, upto(LAST, line=("L",)), Ask(("unpaid",)))


def test_without_deliveries_it_is_not_measured(tmp_path):
    store = open_store(f"duckdb:///{tmp_path}/w")
    publish(store, {"order_line": [line("A", JAN, 100)]})
    with pytest.raises(NotMeasured, match="no deliveries"):
        metric_table(Warehouse(store.engine(), EVERYTHING), upto(LAST), Ask(("undelivered",)))
    store.close()
