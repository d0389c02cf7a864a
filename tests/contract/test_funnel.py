"""The funnel over thousands of random deals: SQL on every database says what walking from event to event says."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from analytics.flow import flow
from data_access.funnel import closed_deals, cohort, stock
from data_access.funnel_flow import moves
from data_access.funnel_stays import stay_lengths, stay_outcomes, stay_times
from data_access.stages import stages_of
from data_access.store import open_store
from data_access.stuck import stuck_deals, stuck_totals
from data_access.warehouse import Warehouse
from domain.filters import Filters
from domain.funnel import FunnelAsk
from domain.periods import end_of_day
from domain.scope import EVERYTHING, NOTHING, Scope
from i18n import Locale
from tests.contract.conftest import DATABASE_PARAMS, store_url
from tests.contract.deal_lives import ZONE, lives_by_chance, publish
from tests.contract.funnel_by_hand import Book
from tests.contract.waterfall_by_hand import Whose

TODAY = date(2025, 11, 30)
ALL = Filters(date(2024, 1, 1), TODAY, TODAY)
BOTH = frozenset({"crm:north", "crm:south"})
WHOSE = {
    "everything": Whose(EVERYTHING, ALL),
    "a region": Whose(Scope(regions=frozenset({"crm:north"})), ALL),
    "a region of another": Whose(Scope(regions=frozenset({"crm:hebei", "crm:south"})), ALL.only(region=("crm:north",))),
    "a channel": Whose(Scope(regions=BOTH, channels=frozenset({"crm:dealer"})), ALL),
    "own deals": Whose(Scope(regions=BOTH, reps=frozenset({"crm:r1", "crm:r2"})), ALL),
    "a filter on channel and line": Whose(EVERYTHING, ALL.only(channel=("crm:direct",), line=("Air",))),
    "a filter on segment": Whose(EVERYTHING, ALL.only(segment=("KA",))),
}
ASKS = {
    "half a year": FunnelAsk("sale", end_of_day(date(2024, 9, 30), ZONE), date(2024, 4, 3), date(2024, 9, 30)),
    "known later": FunnelAsk("sale", end_of_day(TODAY, ZONE), date(2024, 11, 6), date(2025, 3, 2), horizon=30),
    "a day": FunnelAsk("sale", end_of_day(date(2025, 1, 8), ZONE), date(2025, 1, 8), date(2025, 1, 8)),
}
LIVES = list(lives_by_chance(3_000, 20_261_019))
LIMITS = ((1, 30.0), (3, 12.5))


@pytest.fixture(scope="module")
def book():
    return Book(LIVES)


@pytest.fixture(scope="module", params=DATABASE_PARAMS)
def engine(request, tmp_path_factory):
    opened = open_store(store_url(request, tmp_path_factory, "funnel_by_chance"))
    publish(opened, LIVES)
    yield opened.engine()
    opened.close()


def of(engine, whose):
    return Warehouse(engine, whose.scope, time_zone=ZONE)


def agree(frame, want, keys):
    """The rows of the frame by `keys` are those wanted, number by number."""
    names = [name for name in frame.columns if name not in keys]
    told = frame.assign(**{name: frame[name].dt.date for name in keys if str(frame[name].dtype).startswith("datetime")})
    found = {tuple(row[name] for name in keys): [row[name] for name in names] for row in told.to_dict("records")}
    assert found.keys() == want.keys()
    for key, values in want.items():
        np.testing.assert_allclose(found[key][: len(values)], values, rtol=1e-9, err_msg=f"{key} {names}")


@pytest.mark.parametrize("whose", WHOSE.values(), ids=WHOSE)
@pytest.mark.parametrize("ask", ASKS.values(), ids=ASKS)
def test_sql_says_what_walking_says(engine, book, whose, ask):
    data, filters = of(engine, whose), whose.filters
    agree(stock(data, filters, ask), book.stock(whose, ask), ["position"])
    agree(closed_deals(data, filters, ask), book.closed(whose, ask), ["outcome"])
    agree(cohort(data, filters, ask), book.cohort(whose, ask), ["highest", "outcome", "day"])
    agree(stay_outcomes(data, filters, ask), book.outcomes(whose, ask), ["position", "cohort", "within", "day"])
    agree(stay_times(data, filters, ask), book.times(whose, ask), ["position"])
    agree(stay_lengths(data, filters, ask), book.lengths(whose, ask), ["position", "day"])
    agree(moves(data, filters, ask), book.moves(whose, ask), ["period", "was", "stage_before", "became", "stage"])


@pytest.mark.parametrize("whose", WHOSE.values(), ids=WHOSE)
def test_stuck_deals_are_those_in_their_stage_for_longer_than_its_limit(engine, book, whose):
    ask = ASKS["known later"]
    want = book.stuck(whose, ask, LIMITS)
    rows = stuck_deals(of(engine, whose), whose.filters, ask, LIMITS)
    totals = stuck_totals(of(engine, whose), whose.filters, ask, LIMITS)
    assert totals["count"].sum() == len(want)
    assert len(rows) == min(len(want), 200)
    for row in rows.itertuples():
        assert row.days == pytest.approx(want[row.key], abs=1e-6)
    assert rows.amount.dropna().is_monotonic_decreasing


@pytest.mark.parametrize("whose", WHOSE.values(), ids=WHOSE)
@pytest.mark.parametrize("ask", ASKS.values(), ids=ASKS)
def test_stock_and_flow_agree_at_the_end_of_every_week(engine, whose, ask):
    """What the flow tells back from the last day is what stood at the end of each week before, to the cent."""
    data, filters = of(engine, whose), whose.filters
    last = replace(ask, at=end_of_day(ask.last, ZONE))
    rows = flow(moves(data, filters, ask), stock(data, filters, last), stages_of(data, "sale", Locale.EN), ask)
    days = {week: max(week.date(), ask.first) - timedelta(days=1) for week in rows.period.unique()[::6]}
    for week, before in days.items():
        then = stock(data, filters, replace(ask, at=end_of_day(before, ZONE))).set_index("position")
        told = rows[rows.period == week].set_index("position")
        assert told.start.to_dict() == then["count"].reindex(told.index, fill_value=0).to_dict()
        amounts = then.amount.reindex(told.index).fillna(0.0)
        np.testing.assert_allclose(told.start_amount, amounts, atol=0.005)


@pytest.mark.parametrize("by", ["region", "region_1", "channel", "rep", "product_line", "segment"])
def test_slices_add_up_to_the_whole_and_are_what_a_filter_on_them_gives(engine, by):
    data, ask = of(engine, WHOSE["everything"]), ASKS["half a year"]
    cut = replace(ask, by=by)
    for question, keys in ((stock, ["position"]), (closed_deals, ["outcome"]), (cohort, ["highest", "outcome", "day"])):
        sliced, whole = question(data, ALL, cut), question(data, ALL, ask)
        pd.testing.assert_series_equal(sliced.groupby(keys)["count"].sum(), whole.groupby(keys)["count"].sum())
    entries = stay_outcomes(data, ALL, cut), stay_outcomes(data, ALL, ask)
    sums = [rows.groupby(["position", "within", "day"])[["reached", "lost", "open", "late"]].sum() for rows in entries]
    pd.testing.assert_frame_equal(*sums)
    if by == "channel":
        one = stock(data, ALL.only(channel=("crm:direct",)), ask)
        mine = stock(data, ALL, cut)
        mine = mine[mine.key == "crm:direct"].drop(columns=["key", "name"]).reset_index(drop=True)
        pd.testing.assert_frame_equal(mine, one)


def test_a_reader_of_nothing_sees_no_deal_and_no_move(engine):
    data, ask = of(engine, Whose(NOTHING, ALL)), ASKS["known later"]
    for question in (stock, closed_deals, cohort, stay_outcomes, stay_times, stay_lengths, moves):
        assert question(data, ALL, ask).empty
    assert stuck_deals(data, ALL, ask, LIMITS).empty
