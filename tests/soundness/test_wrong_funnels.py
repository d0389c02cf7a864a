"""One test per way to a wrong figure of a funnel without an error; deals and their days are drawn in each."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from analytics.bottleneck import best_slice, bottlenecks, named, own_year, sentence
from analytics.conversion import conversion, conversion_before, conversion_by_slice, win_rates
from analytics.funnel import steps
from analytics.time_in_stage import limits, time_in_stage
from data_access.funnel import closed_deals, cohort, lost_reasons, stock
from data_access.funnel_stays import late_stays, stay_outcomes, stay_times
from data_access.loading.arrow import from_rows
from data_access.loading.publish import BuildSpec, build
from data_access.stages import stages, stages_of
from data_access.store import open_store
from data_access.stuck import stuck_deals
from data_access.tables import CANONICAL
from data_access.warehouse import Warehouse
from demo import stories
from demo.seed import seed
from domain.errors import ReaderError
from domain.filters import Filters
from domain.funnel import OWN_YEAR, FunnelAsk
from domain.periods import end_of_day
from domain.scope import EVERYTHING
from i18n import Locale
from tests.soundness.conftest import CHANNEL, PRODUCT, REGION, sale
from tests.soundness.funnel_deals import ASK, LOST, NEXT, OPEN, STAGES, TODAY, WON, YEAR, deal, published


def first_step(data, horizon=30, **ask):
    asked = replace(ASK, horizon=horizon, **ask)
    table = conversion(stay_outcomes(data, YEAR, asked), stages_of(data, "f", Locale.EN), horizon)
    return table.set_index("from").loc[OPEN]


def test_a_deal_too_young_to_tell_is_no_failure(company):
    """Two got on after 10 days; two are 5 days old. The raw share is a half, the rate 100 %."""
    old, young = [deal(f"o{n}", (0, OPEN), (10, NEXT)) for n in "ab"], [deal(f"y{n}", (360, OPEN)) for n in "ab"]
    got = first_step(published(company, *old, *young), at=end_of_day(date(2025, 12, 31), "UTC"))
    assert (got.entered, got.reached, got.raw, got.rate) == (4, 2, 0.5, 1.0)


def test_what_is_lost_cannot_get_on_any_more(company):
    """Two of four are lost on day 5, one gets on at 10: 25 %. Losses taken for censored would make it 50 %."""
    lost = [deal(f"l{n}", (0, OPEN), (5, LOST)) for n in "ab"]
    got = first_step(published(company, *lost, deal("on", (0, OPEN), (10, NEXT)), deal("open", (0, OPEN))))
    assert got.rate == pytest.approx(0.25)


def test_what_comes_first_counts_and_the_raw_share_counts_what_came_at_last(company):
    """Lost on day 5, opened again on 20, got on at 25: not a success by 30 days, but one of the raw share."""
    again = deal("again", (0, OPEN), (5, LOST), (20, OPEN), (25, NEXT))
    got = first_step(published(company, again, deal("on", (0, OPEN), (10, NEXT))))
    assert (got.entered, got.raw, got.rate) == (2, 1.0, 0.5)


def test_a_deal_that_comes_back_has_entered_once(company):
    got = first_step(published(company, deal("back", (0, OPEN), (5, NEXT), (8, OPEN), (12, NEXT))))
    assert (got.entered, got.reached) == (1, 1)


def test_a_stage_jumped_over_is_entered_and_passed_at_once(company):
    """From 1 to won on day 7: stage 2 counts as entered and passed; nobody waited in it."""
    data = published(company, deal("jump", (0, OPEN), (7, WON)))
    rows = conversion(stay_outcomes(data, YEAR, ASK), stages_of(data, "f", Locale.EN), 1).set_index("from")
    assert rows.loc[NEXT, ["entered", "reached", "rate"]].tolist() == [1, 1, 1.0]
    assert rows.loc[OPEN, "rate"] == 0, "it took 7 days to leave stage 1"
    assert stay_times(data, YEAR, ASK).position.tolist() == [OPEN]


def test_a_deal_created_in_a_later_stage_never_was_in_the_ones_before(company):
    data = published(company, deal("late", (0, NEXT), (9, WON)))
    assert first_step(data).entered == 0
    way = steps(cohort(data, YEAR, ASK), stages_of(data, "f", Locale.EN))
    assert way["count"].tolist() == [1, 1, 1], "of those created, all came this far"


def test_time_that_runs_backwards_takes_no_time(company):
    """The source says that the second stage was entered two days before the first: 0 days, not −2."""
    times = stay_times(published(company, deal("odd", (9, OPEN), (7, NEXT), (12, WON))), YEAR, ASK).set_index(
        "position"
    )
    assert times.median_days.tolist() == [0.0, 3.0]


def test_a_deal_without_a_creation_date_is_in_the_stock_of_today_only(company):
    known, unknown = deal("known", (0, OPEN)), deal("unknown", (0, OPEN), created_on=None)
    data = published(company, known, (unknown[0], []))
    now = stock(data, YEAR, ASK).iloc[0]
    assert (now["count"], now.amount, now.undated, now.undated_amount) == (2, 200, 1, 100)
    assert now.median_age == pytest.approx(364.5)
    then = stock(data, YEAR, replace(ASK, at=end_of_day(date(2025, 12, 30), "UTC"))).iloc[0]
    assert (then["count"], then.undated) == (1, 0)
    assert cohort(data, YEAR, ASK)["count"].sum() == 1


def test_days_known_as_dates_only_make_ages_of_whole_days(company):
    """A day ends with its last microsecond: that must not make 364.99999 days of a year."""
    dated, _ = deal("dated", (0, OPEN))
    data = published(company, (dated, []))
    assert stock(data, YEAR, ASK).median_age.tolist() == [365.0]
    assert stuck_deals(data, YEAR, ASK, ((OPEN, 364.0),)).days.tolist() == [365.0]
    assert stuck_deals(data, YEAR, ASK, ((OPEN, 365.0),)).empty


def test_a_deal_without_an_amount_is_counted_and_worth_nothing_known(company):
    none = stock(published(company, deal("free", (0, OPEN), amount=None)), YEAR, ASK).iloc[0]
    assert none["count"] == 1
    assert none.amount != none.amount


def test_a_deleted_deal_is_neither_open_nor_lost_nor_created(company):
    data = published(company, deal("gone", (0, OPEN), (5, LOST, "deleted")), deal("there", (0, OPEN)))
    assert stock(data, YEAR, ASK)["count"].tolist() == [1]
    assert closed_deals(data, YEAR, ASK).empty
    assert cohort(data, YEAR, ASK)["count"].sum() == 1


def test_the_two_win_rates_are_different_figures(company):
    """Closed in 2025: 1 won of 2. Created in 2025 and won within 30 days: none of 3."""
    old = deal("old", (-100, OPEN), (3, WON))
    data = published(
        company, old, deal("lost", (0, OPEN), (9, LOST)), deal("slow", (0, OPEN)), deal("new", (360, OPEN))
    )
    rates = win_rates(closed_deals(data, YEAR, ASK), cohort(data, YEAR, replace(ASK, horizon=30)), 30).set_index("view")
    assert rates.loc["closed", ["won", "n", "rate"]].tolist() == [1, 2, 0.5]
    assert rates.loc["cohort", ["won", "n", "rate", "ripe"]].tolist() == [0, 3, 0.0, 2]


def test_a_loss_reason_that_nobody_gave_is_told_as_such(company):
    said = deal("said", (0, OPEN), (5, LOST), loss_reason="price", amount=Decimal(900))
    got = lost_reasons(published(company, said, deal("mute", (0, OPEN), (5, LOST))), YEAR, ASK)
    assert got.values.tolist() == [["price", 1, 900.0], ["", 1, 100.0]]


def test_of_too_few_leavers_the_expected_days_are_the_limit(company):
    data = published(company, deal("a", (0, OPEN), (40, NEXT)))
    assert limits(time_in_stage(stay_times(data, YEAR, ASK), stages_of(data, "f", Locale.EN))) == ((1, 10.0), (2, 30.0))


def test_delay_is_what_lies_beyond_the_expected_days_also_of_who_is_still_there(company):
    """Stage 1 is to take 10 days: 15 days are 5 late, 4 days none. Who came to stage 2 on day 304.5 is 30 days late."""
    data = published(company, deal("a", (0, OPEN), (15, WON)), deal("b", (0, OPEN), (4, WON)), deal("c", (304, NEXT)))
    late = late_stays(data, YEAR, ASK).set_index("role")
    assert late.stays.to_dict() == {"AR": 1, "SR": 1}
    assert late.days.to_dict() == {"AR": pytest.approx(5), "SR": pytest.approx(60.5 - 30)}


def test_sources_that_mean_different_funnels_by_one_name_are_not_mixed(tmp_path):
    """In one source stage 1 is open, in the other it is won: added up, the stock of stage 1 would mean nothing."""
    store = open_store(f"duckdb:///{tmp_path}/warehouse")
    other = [row | {"kind": "won"} if row["position"] == OPEN else row for row in STAGES]
    for source, kinds in (("one", STAGES), ("two", other)):
        rows = {"region": [REGION], "channel": [CHANNEL], "product": [PRODUCT], "stage": kinds}
        with build(store, source, BuildSpec()) as building:
            for name, found in (rows | {"order_line": [sale(TODAY, 1)]}).items():
                building.append(name, from_rows(CANONICAL[name], found).drop_columns("source"))
    with pytest.raises(ReaderError, match="of different kinds"):
        stages(Warehouse(store.engine(), EVERYTHING), Locale.EN)
    store.close()


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    store = open_store(f"duckdb:///{tmp_path_factory.mktemp('demo')}/warehouse")
    seed(store, 0.5, end=date(2026, 10, 18))
    yield Warehouse(store.engine(), EVERYTHING)
    store.close()


def test_the_stalled_stage_of_the_demo_company_is_the_named_bottleneck(demo):
    """Against its own year and against the best region, from the figures that a page has."""
    today = date(2026, 10, 18)
    filters = Filters(date(2026, 1, 1), today, today)
    ask = FunnelAsk.of(stories.STALLED_FUNNEL, filters, "UTC", Locale.EN)
    table, outcomes = stages_of(demo, ask.funnel, Locale.EN), stay_outcomes(demo, filters, ask)
    rates, before = conversion(outcomes, table, 90), conversion_before(outcomes, table, 90)
    regions = conversion_by_slice(stay_outcomes(demo, filters, replace(ask, by="region_1")), table, 90)
    names = dict(zip(table.position, table["name"], strict=True)) | dict(zip(regions.key, regions["name"], strict=True))
    for reference in (own_year(before), best_slice(regions)):
        rows = bottlenecks(rates, outcomes, reference)
        assert named(rows).position.tolist() == [stories.STALLED_STAGE]
        assert rows.lost_money[0] > 2 * rows.lost_money[1]
        assert "“Bid”" in sentence(rows, names, 90, Locale.EN)
    assert bottlenecks(rates, outcomes, own_year(before)).reference_of[0] == OWN_YEAR
