"""Partners on every database: the same lives, states and money as plain Python makes of the rows, and of no more."""

from collections import defaultdict
from contextlib import closing
from datetime import date, timedelta

import numpy as np
import pytest
from statsmodels.duration.survfunc import SurvfuncRight, survdiff

from analytics.partner_cohorts import groups, spans
from analytics.partner_lives import Lives, lives
from analytics.partner_months import opening_months, state_months
from analytics.survival import survival
from data_access.partner_life import partner_sums
from data_access.partner_money import partner_money
from data_access.partners import months_of, order_beginnings, order_marks, partners
from data_access.store import open_store
from data_access.warehouse import Warehouse
from domain.errors import ReaderError
from domain.filters import Filters
from domain.partners import PATIENCE
from domain.scope import EVERYTHING, Scope
from i18n import Locale
from tests.contract.conftest import DATABASE_PARAMS, store_url
from tests.contract.random_partners import FIRST, LAST, company, days_of, life, publish, state_on

ROWS = company()
ALL = Filters(FIRST, LAST, LAST)
DAYS = (LAST, date(2025, 5, 31), date(2024, 12, 10), date(2024, 2, 29))
EXACT = 1e-9


@pytest.fixture(scope="module", params=DATABASE_PARAMS)
def data(request, tmp_path_factory):
    """The random company as a reader of everything sees it."""
    with closing(open_store(store_url(request, tmp_path_factory, "random_partners"))) as opened:
        publish(opened, ROWS)
        yield Warehouse(opened.engine(), EVERYTHING)


def seen(data: Warehouse, day: date = LAST, filters: Filters = ALL) -> Lives:
    begun = order_beginnings(data)
    marks = order_marks(data, months_of(FIRST, day))
    return lives(partners(data, filters, Locale.EN), marks, begun, day, PATIENCE)


def key(partner) -> str:
    return f"maker:{partner['partner_id']}"


def test_every_order_day_is_marked_and_no_other(data):
    own = seen(data)
    for row, on in zip(own.frame.itertuples(), own.days.on, strict=True):
        marked = [(own.days.first + np.timedelta64(int(place), "D")).astype(date) for place in np.flatnonzero(on)]
        assert marked == days_of(ROWS, row.key.removeprefix("maker:")), row.key


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_states_are_those_of_plain_python_as_of_any_day(data, day):
    """From the whole data looked back, and from the data as they stood on that day."""
    frame = seen(data, day).frame.set_index("key").state
    # what is known later: whether a partner without an opening day is older than the data
    whole = seen(data)
    back = dict(zip(whole.frame.key, whole.states(day), strict=True))
    for partner in ROWS["partner"]:
        want = state_on(ROWS, partner, day)
        assert back.get(key(partner), "") == want, partner
        if partner["opened_on"] or day == LAST:
            assert frame.get(key(partner), "") == want, partner


@pytest.mark.parametrize("day", DAYS[:3], ids=str)
def test_the_life_of_each_partner_is_that_of_plain_python(data, day):
    found = spans(seen(data, day))
    ours = sorted(tuple(row) for row in found[~found.recent][["entry", "exit", "died"]].itertuples(index=False))
    theirs = (life(ROWS, partner, day) for partner in ROWS["partner"])
    assert ours == sorted((float(entry), float(left), died) for entry, left, died in filter(None, theirs))


@pytest.mark.parametrize("by", ["", "channel", "region", "tier", "kind", "half", "year"])
def test_survival_of_every_cohort_is_that_of_the_reference(data, by):
    found = spans(seen(data), by)
    curves = survival(found)
    for group, own in found[~found.recent].groupby("group"):
        if not own.died.any():
            continue
        theirs = SurvfuncRight(own.exit, own.died.astype(int), entry=own.entry)
        ours = curves[(curves.group == group) & (curves.died > 0) & ~curves.provisional]
        kept = np.isin(theirs.surv_times, ours.age)
        np.testing.assert_allclose(ours.share, theirs.surv_prob[kept], atol=EXACT)
    settled = found[~found.recent]
    _, test = groups(found)
    if by in ("channel", "tier", "kind"):
        chi, p = survdiff(settled.exit, settled.died.astype(int), settled.group, entry=settled.entry)
        assert (test.chi_square, test.p) == (pytest.approx(chi, abs=1e-7), pytest.approx(p, abs=1e-9))


def test_active_partners_are_those_of_the_month_before_and_what_moved(data):
    months = state_months(seen(data), LAST, FIRST)
    moved = months.started + months.reactivated - months.lapsed - months.ended
    assert (months.active.diff().dropna() == moved.iloc[1:]).all()
    assert months.unfinished.tolist() == [False] * (len(months) - 1) + [True]
    assert months.period.min() >= np.datetime64("2024-07-01"), "nobody can be seen to be dormant before"
    for row in months.itertuples():
        end = (row.period + np.timedelta64(32, "D")).replace(day=1).date() - timedelta(days=1)
        states = [state_on(ROWS, partner, min(end, LAST)) for partner in ROWS["partner"]]
        assert {name: getattr(row, name) for name in ("active", "waiting", "dormant", "closed")} == {
            name: states.count(name) for name in ("active", "waiting", "dormant", "closed")
        }


def test_every_birth_and_every_end_stands_in_one_month(data):
    own = seen(data)
    found = opening_months(own, LAST, FIRST)
    frame = own.frame
    inside = frame.died_on >= np.datetime64("2024-01-01")
    silent = inside & (frame.died_on != frame.closed_on)
    assert found.opened.sum() == (frame.entry.isna() & frame.origin.notna()).sum()
    assert found.closed.sum() == (inside & ~silent).sum() > 0
    assert found.faded.sum() == silent.sum() > 0
    assert found.provisional.tolist() == [False] * 13 + [True] * 7, (
        "what ended since 19 February may be a dealer's pause"
    )


def total(column, when, of=None) -> float:
    lines = (line for line in ROWS["order_line"] if line["status"] == "booked" and when(line))
    return float(sum(line[column] for line in lines if of is None or line["partner_id"] == of))


@pytest.mark.parametrize("first", [FIRST, date(2025, 3, 15), date(2025, 8, 1), date(2025, 8, 19)], ids=str)
def test_money_is_that_of_plain_python_over_months_and_odd_days(data, first):
    found = partner_money(data, first, LAST).set_index("key")
    inside = defaultdict(float)
    below = {"trade": ("dealers", "shops", "trade"), "dealers": ("dealers",), "shops": ("shops",), "web": ("web",)}
    sold = {
        c: total("revenue", lambda line, c=c: line["channel_id"] == c and line["ordered_on"] >= first) for c in below
    }
    for cost in ROWS["channel_cost"]:
        if cost["partner_id"] is None and cost["spent_on"] >= first:
            whole = sum(sold[channel] for channel in below[cost["channel_id"]])
            for channel in below[cost["channel_id"]] if whole > 0 else ():
                inside[channel] += cost["amount"] / whole
    for partner in ROWS["partner"]:
        name, row = partner["partner_id"], found.loc[key(partner)] if key(partner) in found.index else None
        revenue = total("revenue", lambda line: line["ordered_on"] >= first, name)
        own = sum(c["amount"] for c in ROWS["channel_cost"] if c["partner_id"] == name and c["spent_on"] >= first)
        year = total("revenue", lambda line: date(2024, 8, 21) <= line["ordered_on"], name)
        before = total("revenue", lambda line: date(2023, 8, 21) <= line["ordered_on"] <= date(2024, 8, 20), name)
        if row is None:
            assert (revenue, own, year, before) == (0, 0, 0, 0)
            continue
        assert row.revenue == pytest.approx(revenue)
        assert row.own_cost == pytest.approx(own)
        assert (row.year, row.year_before) == (pytest.approx(year), pytest.approx(before))
        assert row.shared_cost == pytest.approx(revenue * inside[partner["channel_id"]])
        costed = [v for v in ROWS["order_line"] if v["partner_id"] == name and v["status"] == "booked"
                  and v["ordered_on"] >= first and v["cost"] is not None]  # fmt: skip
        margin = sum(v["revenue"] - v["cost"] for v in costed) if costed else float("nan")
        assert row.margin == pytest.approx(margin, nan_ok=True)


def test_costs_that_name_no_partner_are_shared_out_to_the_cent(data):
    """What partners carry and what the other sales of their channels would carry is all that was spent."""
    found = partner_money(data, FIRST, LAST)
    spent = dict.fromkeys(("trade", "dealers", "shops", "web"), 0.0)
    for cost in ROWS["channel_cost"]:
        spent[cost["channel_id"]] += cost["amount"] if cost["partner_id"] is None else 0
    shops = total("revenue", lambda line: line["channel_id"] == "shops")
    trade = shops + total("revenue", lambda line: line["channel_id"] == "dealers")
    others = total("revenue", lambda line: line["channel_id"] == "shops" and line["partner_id"] is None)
    carried = others / shops * spent["shops"] + others / trade * spent["trade"]
    assert found.shared_cost.sum() + carried == pytest.approx(spent["trade"] + spent["dealers"] + spent["shops"])


def test_one_partner_month_by_month_adds_up_to_its_money(data):
    for name in ("P001", "P010", "P020"):
        row = partner_money(data, FIRST.replace(day=1), LAST).set_index("key").loc[f"maker:{name}"]
        months = partner_sums(data, f"maker:{name}", FIRST, LAST)
        assert months.revenue.sum() == pytest.approx(row.revenue)
        assert months.margin.sum() == pytest.approx(0 if np.isnan(row.margin) else row.margin)
        assert months.cost.sum() == pytest.approx(row.own_cost)


def test_filters_choose_partners_by_their_home_and_leave_their_lives_whole(data):
    whole = seen(data).frame.set_index("key")
    east = seen(data, filters=ALL.only(region=("maker:east",))).frame.set_index("key")
    assert set(east.region) == {"maker:east", "maker:wuxi"}
    assert east.last_on.equals(whole.last_on[east.index])
    shops = seen(data, filters=ALL.only(channel=("maker:shops",))).frame
    assert set(shops.channel) == {"maker:shops"}
    with pytest.raises(ReaderError, match="Product line"):
        seen(data, filters=ALL.only(line=("L",)))


def test_a_reader_of_the_north_sees_partners_at_home_there_and_their_orders_there(data):
    north = Warehouse(data.engine, Scope(regions=frozenset({"maker:north"})))
    own = seen(north).frame
    assert set(own.region) == {"maker:north"}
    for row in own.itertuples():
        lines = [v for v in ROWS["order_line"] if v["partner_id"] == row.key.removeprefix("maker:")
                 and v["region_id"] == "north" and v["status"] == "booked" and v["quantity"] > 0]  # fmt: skip
        assert row.order_days == len({v["ordered_on"] for v in lines})


def test_readers_of_nothing_and_of_single_sellers_see_no_partner(data):
    for scope in (Scope(), Scope(regions=frozenset({"maker:north"}), reps=frozenset({"maker:r"}))):
        reader = Warehouse(data.engine, scope)
        assert partners(reader, ALL, Locale.EN).empty
        assert order_marks(reader, months_of(FIRST, LAST)).empty
        assert partner_money(reader, FIRST, LAST).empty
