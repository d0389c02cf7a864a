"""Targets entered in the workspace win over loaded ones at once, in every figure, behind the same scope."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from data_access.attainment import standing
from data_access.loading.publish import BuildSpec, build
from data_access.metric_table import metric_table
from data_access.target_entry import enter_targets, in_force, undo_targets
from data_access.target_rights import known, visible, why_not
from data_access.target_rows import Asked, target_rows
from data_access.warehouse import Warehouse
from data_access.workspace import changes, open_workspace
from data_access.workspace import targets as entries
from domain.ask import Ask, Compare
from domain.errors import NotInScope, ReaderError
from domain.filters import Filters
from domain.periods import Grain
from domain.scope import EVERYTHING, NOTHING, Scope
from domain.targets import CLEARED, Entry, Place
from i18n import Locale
from tests.contract import small_company
from tests.contract.databases import fresh_database

TODAY = date(2025, 6, 18)
YEAR = Filters(date(2025, 1, 1), date(2025, 12, 31), TODAY)
JUNE = (date(2025, 6, 1), date(2025, 6, 30))
WEST = Place("budget", "v2", "revenue", *JUNE, "maker", region_id="west")
NORTH = Scope(regions=frozenset({"maker:north"}))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def space(request, tmp_path):
    """An empty workspace on each database that it can lie on."""
    url = f"sqlite:///{tmp_path}/workspace.db"
    if request.param == "postgres":
        url = fresh_database(request.getfixturevalue("postgres"), "entered")
    engine = open_workspace(url)
    yield engine
    engine.dispose()


@pytest.fixture
def seen(warehouse_store, space):
    """The warehouse as a scope sees it now, with what has been entered."""
    return lambda scope=EVERYTHING: Warehouse(warehouse_store.engine(), scope, entered=entries.entered(space))


def amount(value, place=WEST, level="region"):
    return Entry(place, level, Decimal(str(value)))


def test_an_entered_target_wins_at_once_and_a_withdrawn_one_gives_way(seen, space):
    asked = Ask(("attainment", "revenue"), grain=Grain.MONTH, compare=(Compare.TARGET,))
    before = metric_table(seen(), YEAR, asked)
    batch = entries.enter(space, [amount(18_000)], "li", "grid")
    after = metric_table(seen(), YEAR, asked)
    assert before.revenue_target.tolist() == [9_000.0] * 12
    assert after.revenue_target.tolist() == [*[9_000.0] * 5, 18_000.0, *[9_000.0] * 6]
    assert after.attainment[5] == pytest.approx(before.attainment[5] / 2)
    assert after.attainment[:5].tolist() == before.attainment[:5].tolist()
    assert entries.undo(space, batch, "li") == 1
    pd.testing.assert_frame_equal(metric_table(seen(), YEAR, asked), before)


def test_every_figure_of_the_plan_reads_it(seen, space):
    asked = Ask(("attainment", "pace", "run_rate_needed", "forecast_attainment"))
    before, filters = metric_table(seen(), YEAR, asked).iloc[0], YEAR
    entries.enter(space, [amount(108_000)], "li", "grid")
    after = metric_table(seen(), filters, asked).iloc[0]
    target = 9_000 * 11 + 108_000
    assert after.attainment == pytest.approx(before.attainment * 108_000 / target)
    actual = before.attainment * 108_000
    left = (date(2025, 12, 31) - TODAY).days
    assert after.run_rate_needed == pytest.approx((target - actual) / left)
    assert after.pace == pytest.approx(after.attainment - (9_000 * 5 + 108_000 * 18 / 30) / target)
    assert after.forecast_attainment == pytest.approx(before.forecast_attainment * 108_000 / target)


def test_none_entered_hides_a_loaded_target(seen, space):
    entries.enter(space, [Entry(WEST, "region", None, CLEARED)], "li", "grid")
    got = metric_table(seen(), YEAR, Ask(("revenue",), grain=Grain.MONTH, compare=(Compare.TARGET,)))
    assert pd.isna(got.revenue_target[5])
    assert got.revenue_target.notna().sum() == 11


def test_a_level_that_is_entered_is_held_not_summed(seen, space):
    place = replace(WEST, metric="margin_rate", region_id=None, period_start=YEAR.first, period_end=YEAR.last)
    loaded = metric_table(seen(), YEAR, Ask(("margin_rate",), compare=(Compare.TARGET,))).margin_rate_target[0]
    entries.enter(space, [amount("0.40", place, "all")], "li", "grid")
    asked = Ask(("margin_rate",), compare=(Compare.TARGET,))
    got = metric_table(seen(), YEAR, asked).margin_rate_target[0]
    months = metric_table(seen(), YEAR, replace(asked, grain=Grain.MONTH)).margin_rate_target
    assert loaded == pytest.approx(0.35)
    assert got == pytest.approx(0.40)
    assert months.tolist() == pytest.approx([0.35] * 12), "those of the months fit months better"
    entries.enter(space, [amount("12.5", replace(place, metric="aov"), "all")], "li", "grid")
    held = metric_table(seen(), YEAR, Ask(("aov",), grain=Grain.MONTH, compare=(Compare.TARGET,)))
    assert held.aov_target.tolist() == [12.5] * 12


def test_counts_that_do_not_add_up_and_set_metrics_can_have_levels(seen, space):
    for metric, value in (("active_customers", 30), ("provinces_sold", 30), ("repeat_rate", 0.9), ("satisfaction", 90)):
        place = replace(WEST, metric=metric, region_id=None, period_start=YEAR.first, period_end=YEAR.last)
        entries.enter(space, [amount(value, place, "all")], "li", "grid")
        got = metric_table(seen(), YEAR, Ask((metric,), compare=(Compare.TARGET,)))
        assert got[f"{metric}_target"].tolist() == [value]


def test_an_installation_without_loaded_targets_has_those_that_are_entered(apart, space):
    with build(apart, "maker", BuildSpec()) as building:
        for name, chunk in small_company.tables("maker"):
            if name != "target":
                building.append(name, chunk)
    entries.enter(space, [amount(10_000)], "li", "file")
    data = Warehouse(apart.engine(), EVERYTHING, entered=entries.entered(space))
    june = Filters(*JUNE, TODAY)
    assert metric_table(data, june, Ask(("attainment",))).attainment.notna().all()


def test_the_cache_key_follows_the_targets(warehouse_store, space):
    keys = set()
    for value in (1, 2, 1):
        entries.enter(space, [amount(value)], "li", "grid")
        keys.add(Warehouse(warehouse_store.engine(), EVERYTHING, entered=entries.entered(space)).key("q"))
    assert len(keys) == 2, "the same targets are the same answers"


def test_a_reader_meets_no_entered_target_of_others(seen, space):
    north = replace(WEST, region_id="north", channel_id="own")
    entries.enter(space, [amount(77_777), amount(55_555, north, "region,channel")], "boss", "grid")
    rows = target_rows(seen(NORTH), YEAR, Asked())
    assert set(rows.region) <= {"maker:north", "maker:hebei"}
    assert rows[rows.entered].amount.tolist() == [55_555.0]
    assert target_rows(seen(NOTHING), YEAR, Asked()).empty
    got = metric_table(seen(NORTH), YEAR, Ask(("revenue",), ("region_1",), compare=(Compare.TARGET,)))
    assert got.region_1.tolist() == ["maker:north"]
    assert got.revenue_target.tolist() == [480_000.0 - 40_000 + 55_555]


def test_a_reader_enters_within_the_own_scope_only(seen, space):
    mine, data = known(seen(NORTH), Locale.EN), seen(NORTH)
    company = replace(WEST, region_id=None)
    for place in (WEST, company, replace(WEST, region_id="atlantis")):
        with pytest.raises(NotInScope):
            enter_targets(space, data, [amount(1, place, "")], ("director", "grid"), mine)
    assert not entries.history(space), "nothing is entered when one may not be"
    done = enter_targets(space, data, [amount(1, replace(WEST, region_id="hebei"), "")], ("director", "grid"), mine)
    assert (done.new, done.changed, done.cleared) == (1, 0, 0)
    own = Scope(regions=NORTH.regions, reps=frozenset({"maker:r2"}))
    seller = known(seen(own), Locale.EN)
    assert why_not(amount(1, replace(WEST, region_id="north", rep_id="r1")), seller)
    assert why_not(amount(1, replace(WEST, region_id="north", rep_id="r2")), seller) is None
    channels = Scope(regions=NORTH.regions, channels=frozenset({"maker:online"}))
    online = known(seen(channels), Locale.EN)
    assert why_not(amount(1, replace(WEST, region_id="north")), online)
    assert why_not(amount(1, replace(WEST, region_id="north", channel_id="own")), online)
    assert why_not(amount(1, replace(WEST, region_id="north", channel_id="live")), online) is None


def test_only_what_differs_is_written_and_named(seen, space):
    data, mine = seen(), known(seen(), Locale.EN)
    july = replace(WEST, period_start=date(2025, 7, 1), period_end=date(2025, 7, 31))
    may = replace(WEST, period_start=date(2025, 5, 1), period_end=date(2025, 5, 31))
    wanted = [amount(9_000), amount(9_500, july), Entry(may, "region", None, CLEARED)]
    done = enter_targets(space, data, wanted, ("li", "grid"), mine)
    assert (done.new, done.changed, done.cleared, done.before, done.after) == (0, 1, 1, 18_000.0, 9_500.0)
    assert in_force(seen(), wanted) == {WEST: 9_000.0, july: 9_500.0}
    again = enter_targets(space, seen(), wanted, ("li", "grid"), mine)
    assert (again.rows, again.batch) == (0, "")


def test_an_entry_takes_the_level_that_such_targets_have(seen, space):
    mine = known(seen(), Locale.EN)
    august = (date(2025, 8, 1), date(2025, 8, 31))
    new = [
        amount(1, replace(WEST, period_start=august[0], period_end=august[1]), ""),
        amount(2, replace(WEST, region_id="zhejiang"), ""),
        amount(3, replace(WEST, period_start=YEAR.first, period_end=YEAR.last), ""),
    ]
    enter_targets(space, seen(), new, ("li", "file"), mine)
    assert [row.entry.level for row in reversed(entries.history(space))] == ["region", "region_2", "region_1@year"]


@pytest.mark.parametrize("value", ["-1", "1e30", "NaN", "Infinity", "0.00001"])
def test_an_amount_that_no_table_holds_is_refused_in_words(seen, space, value):
    with pytest.raises(ReaderError, match="cannot be kept"):
        enter_targets(space, seen(), [amount(value)], ("li", "grid"), known(seen(), Locale.EN))
    assert not entries.history(space)


def test_history_keeps_everything_and_undo_adds_to_it(seen, space):
    mine = known(seen(), Locale.EN)
    first = enter_targets(space, seen(), [amount(10)], ("ann", "grid"), mine).batch
    second = enter_targets(space, seen(), [amount(20)], ("bo", "file"), mine).batch
    assert undo_targets(space, first, "cy", mine) == 0, "what came later is not undone"
    assert undo_targets(space, second, "cy", mine) == 1
    told = [(row.who, row.how, row.entry.state, row.entry.amount) for row in entries.history(space, place=WEST)]
    assert told == [("cy", "undo", "set", 10), ("bo", "file", "set", 20), ("ann", "grid", "set", 10)]
    assert [change.what for change in changes(space)] == ["enter targets"] * 3
    assert {change.who for change in changes(space)} == {"ann", "bo", "cy"}
    north = known(seen(NORTH), Locale.EN)
    assert not any(visible(row, north) for row in entries.history(space))
    with pytest.raises(NotInScope):
        undo_targets(space, second, "director", north)
    with pytest.raises(ReaderError, match="no such entry"):
        entries.undo(space, "nonsense", "cy")


def test_a_batch_of_thousands_is_read_back(seen, space):
    days = [date(2025, 1, 1).replace(month=month) for month in range(1, 13)]
    many = [
        amount(number + 0.25, replace(WEST, version=f"v{number}", period_start=day, period_end=day), "x")
        for number in range(250)
        for day in days
    ]
    entries.enter(space, many, "li", "file")
    assert len(entries.entered(space).entries) == 3_000
    rows = target_rows(seen(), YEAR, Asked(version="v249"))
    assert rows.amount.tolist() == [249.25] * 12


def test_the_latest_version_is_the_one_with_the_largest_number(seen, space):
    for version, value in (("v10", 5_000), ("v9", 4_000)):
        entries.enter(space, [amount(value, replace(WEST, version=version))], "li", "grid")
    june = Filters(*JUNE, TODAY)
    assert metric_table(seen(), june, Ask(("revenue",), compare=(Compare.TARGET,))).revenue_target[0] == 5_000


def test_standing_of_another_metric_than_revenue(seen, space):
    place = replace(WEST, metric="quantity")
    entries.enter(space, [amount(100, place)], "li", "grid")
    june = Filters(*JUNE, TODAY)
    got = standing(seen(), june, Ask(("quantity", "forecast_attainment"), ("region_1",))).iloc[0]
    assert got.target == 100
    assert got.attainment == pytest.approx(got.actual / 100)
    assert got.forecast_attainment > got.attainment
