"""A list of deals is as long, and as much worth, as the figure that led to it; search and order do what they say."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from analytics.conversion import conversion
from analytics.funnel import steps
from data_access.deal_life import deal_facts, deal_history
from data_access.deals import deal_list, deal_totals
from data_access.funnel import closed_deals, cohort, lost_reasons, stock
from data_access.funnel_stays import stay_outcomes
from data_access.pipeline_coverage import open_by_quarter
from data_access.stages import stages_of
from data_access.store import open_store
from data_access.stuck import stuck_totals
from data_access.warehouse import Warehouse
from domain.deals import NOT_SAID, ORDERS, DealsAsk, Listed
from domain.periods import end_of_day, start_of_day
from domain.scope import EVERYTHING, Scope
from i18n import Locale
from tests.contract.conftest import DATABASE_PARAMS, store_url
from tests.contract.deal_lives import ZONE, lives_by_chance, publish
from tests.contract.test_funnel import ASKS, TODAY, WHOSE

LIVES = list(lives_by_chance(1_500, 20_261_123))
LIMITS = ((1, 30.0), (3, 12.5))
ASK = ASKS["known later"]
HERE = DealsAsk("sale", ASK.at, ASK.first, ASK.last, status="all", now=False)
EVERY = Listed(most=10_000)


@pytest.fixture(scope="module", params=DATABASE_PARAMS)
def engine(request, tmp_path_factory):
    opened = open_store(store_url(request, tmp_path_factory, "deals_by_chance"))
    publish(opened, LIVES)
    yield opened.engine()
    opened.close()


@pytest.fixture(params=WHOSE.values(), ids=WHOSE)
def whose(request):
    return request.param


@pytest.fixture
def listed(engine, whose):
    """Count and amount of the list with these filters; the rows and the totals agree."""
    data = Warehouse(engine, whose.scope, time_zone=ZONE)

    def of(**filters):
        ask = replace(HERE, **filters)
        rows = deal_list(data, whose.filters, ask, EVERY)
        total = deal_totals(data, whose.filters, ask).iloc[0]
        assert total["count"] == len(rows)
        np.testing.assert_allclose(total.amount, rows.amount.sum(), rtol=1e-9)
        return len(rows), rows.amount.sum()

    return of


@pytest.fixture
def asked(engine, whose):
    return Warehouse(engine, whose.scope, time_zone=ZONE), whose.filters, ASK


def same(found, count, amount):
    assert found[0] == count
    np.testing.assert_allclose(found[1], np.nan_to_num(amount), rtol=1e-9)


def test_open_deals_of_a_stage_are_its_stock(listed, asked):
    rows = stock(*asked)
    assert len(rows)
    for row in rows.itertuples():
        same(listed(status="open", stage=row.position), row.count, row.amount)


def test_closed_deals_are_those_that_closed_in_the_window(listed, asked):
    for row in closed_deals(*asked).itertuples():
        same(listed(status=row.outcome), row.count, row.amount)


def test_deals_that_came_so_far_are_the_step_of_the_funnel(listed, asked):
    data, filters, ask = asked
    born = tuple(start_of_day(day, ZONE) for day in (ask.first, ask.last + timedelta(days=1)))
    rows = steps(cohort(data, filters, ask), stages_of(data, "sale", Locale.EN))
    for row in rows.itertuples():
        same(listed(reached=row.position, born=born), row.count, row.amount)


def test_deals_that_entered_a_stage_are_those_that_are_still_the_readers(listed, asked, whose):
    data, filters, ask = asked
    rows = conversion(stay_outcomes(data, filters, ask), stages_of(data, "sale", Locale.EN), ask.horizon)
    for row in rows.itertuples():
        found, entered = listed(entered=row._1)[0], row.entered
        assert found <= entered  # less those deleted since, and those that have left the reader's scope
        assert found >= entered * (0.5 if whose.scope is EVERYTHING else 0.2)


def test_stuck_deals_are_those_over_their_limit(listed, asked):
    rows = stuck_totals(*asked, LIMITS)
    same(listed(status="open", limits=LIMITS), rows["count"].sum(), rows.amount.sum())
    assert listed(limits=())[0] == 0


def test_lost_deals_of_a_reason_are_those_of_the_figure(listed, asked):
    for row in lost_reasons(*asked).itertuples():
        same(listed(status="lost", reason=row.reason or NOT_SAID), row.count, row.amount)


def test_deals_that_close_in_a_quarter_are_those_that_cover_it(listed, asked):
    data, filters, ask = asked
    year = replace(ask, first=date(2025, 1, 1), last=date(2025, 12, 31))
    rows = open_by_quarter(data, filters, year)
    for row in rows.itertuples():
        last = (row.period + pd.offsets.QuarterEnd(0)).date()
        same(listed(status="open", closes=(row.period.date(), last)), row.open_count, row.open_amount)


@pytest.fixture
def boss(engine):
    return Warehouse(engine, EVERYTHING, time_zone=ZONE)


@pytest.mark.parametrize("ascending", [False, True])
@pytest.mark.parametrize("by", ORDERS)
def test_the_first_deals_are_first_in_the_order_asked_for_and_the_unknown_come_last(boss, by, ascending):
    filters = WHOSE["everything"].filters
    rows = deal_list(boss, filters, HERE, Listed(by, ascending, 10_000))[by]
    known = rows.dropna()
    assert rows.iloc[: len(known)].notna().all()
    assert known.is_monotonic_increasing if ascending else known.is_monotonic_decreasing
    first = deal_list(boss, filters, HERE, Listed(by, ascending, 7))
    assert (
        first[by].tolist() == pytest.approx(rows.iloc[:7].tolist(), nan_ok=True) if by == "amount" else len(first) == 7
    )


def test_every_word_that_is_sought_is_in_name_or_key_and_none_is_a_pattern(boss):
    filters = WHOSE["everything"].filters
    rows = deal_list(boss, filters, HERE, EVERY)
    found = deal_list(boss, filters, replace(HERE, sought="DEAL d12"), EVERY)
    assert set(found.key) == set(rows.key[rows["name"].str.contains("D12") | rows.key.str.lower().str.contains("d12")])
    for pattern in ("%", "_", "D1%", "' or 1=1 --"):
        assert deal_list(boss, filters, replace(HERE, sought=pattern), EVERY).empty


def test_a_foreign_deal_has_neither_facts_nor_history(engine):
    north = Warehouse(engine, Scope(regions=frozenset({"crm:north"})), time_zone=ZONE)
    boss = Warehouse(engine, EVERYTHING, time_zone=ZONE)
    always = replace(HERE, at=end_of_day(TODAY, ZONE), first=date(2000, 1, 1), last=date(2100, 1, 1))
    mine = set(deal_list(north, WHOSE["everything"].filters, always, EVERY).key)
    foreign = [f"crm:{deal['opportunity_id']}" for deal, events in LIVES
               if not any(str(event["region_id"]) in ("north", "hebei", "beijing") for event in events)
               and str(deal["region_id"]) not in ("north", "hebei", "beijing")]  # fmt: skip
    assert foreign
    assert not mine & set(foreign)
    for key in foreign[:20]:
        assert deal_facts(north, key, Locale.EN).empty
        assert deal_history(north, key, Locale.EN).empty
        assert len(deal_history(boss, key, Locale.EN))


def test_a_history_shows_a_reader_only_the_time_that_the_deal_was_theirs(engine):
    north = Warehouse(engine, Scope(regions=frozenset({"crm:north"})), time_zone=ZONE)
    moved = [deal for deal, events in LIVES if len({str(event["region_id"]) for event in events}) > 2][:30]
    shown = [deal_history(north, f"crm:{deal['opportunity_id']}", Locale.EN) for deal in moved]
    assert any(len(rows) for rows in shown)
    assert {name for rows in shown for name in rows.region_name} <= {"North", "Hebei", "Beijing"}
