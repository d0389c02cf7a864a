"""The same figures from SQL and from plain Python, for every metric, on every database."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from data_access.metric_table import metric_table
from data_access.warehouse import Warehouse
from domain.ask import Ask, Compare
from domain.filters import Filters
from domain.metrics import METRICS, why_not
from domain.periods import Grain, add_months
from domain.scope import EVERYTHING
from tests.contract.by_hand import Raw
from tests.contract.by_hand import evaluate as evaluate_measures
from tests.contract.by_hand_sets import SETS

TODAY = date(2025, 6, 18)
WINDOWS = {
    "this year": Filters(date(2025, 1, 1), date(2025, 12, 31), TODAY),
    "a quarter": Filters(date(2024, 4, 1), date(2024, 6, 30), TODAY),
    "odd days": Filters(date(2024, 2, 29), date(2025, 3, 3), TODAY),
    "one region": Filters(date(2024, 1, 1), date(2024, 12, 31), TODAY, region=("maker:east",)),
    "one channel": Filters(date(2024, 1, 1), date(2025, 6, 18), TODAY, channel=("maker:online",)),
    "line, segment": Filters(date(2024, 1, 1), date(2025, 6, 18), TODAY, line=("净水",), segment=("KA",)),
    "a partner": Filters(date(2024, 1, 1), date(2025, 6, 18), TODAY, partner=("maker:d1",)),
    "a rep, a customer": Filters(date(2024, 1, 1), TODAY, TODAY, rep=("maker:r1",), customer=("maker:c1", "maker:c2")),
}
CUTS = [
    (),
    ("region",),
    ("region_2",),
    ("channel_1", "region_1"),
    ("channel_kind",),
    ("category", "channel"),
    ("product_line", "segment"),
    ("partner",),
    ("product",),
    ("rep",),
    ("tier",),
]
PLANNED = {"attainment", "pace", "run_rate_needed", "forecast_attainment", "market_share",  # see test_targets.py
           "won_attainment", "target_coverage"}  # see test_team.py  # fmt: skip


class Remembered(dict):
    """A cache as the pages have one: the tests below ask the same small questions again and again."""

    def __call__(self, key, run):
        if key not in self:
            self[key] = run()
        return self[key]


@pytest.fixture(scope="session")
def raw(warehouse_store):
    return Raw(warehouse_store.engine())


@pytest.fixture(scope="session")
def data(warehouse_store):
    return Warehouse(warehouse_store.engine(), EVERYTHING, cache=Remembered())


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("key", [key for key in METRICS if key not in PLANNED])
def test_sql_agrees_with_python(data, raw, key, window):
    filters, asked = WINDOWS[window], 0
    for by in CUTS:
        if why_not(key, (*by, *filters.chosen)):
            continue
        got = metric_table(data, filters, Ask((key,), by))
        want = evaluate(raw, key, filters, by)
        assert_same(got, want, key, by)
        asked += 1
    assert asked or filters.chosen, f"{key} was never compared"


def evaluate(raw, key, filters, by):
    return SETS[key](raw, filters, by) if key in SETS else evaluate_measures(raw, key, filters, by)


def assert_same(got, want, key, by):
    rows = got.astype(dict.fromkeys(by, object))
    keys = [tuple(None if pd.isna(v) else v for v in row) for row in rows[list(by)].itertuples(index=False)]
    values = dict(zip(keys, got[key], strict=True))
    assert len(values) == len(got), "groups repeat"
    for group in values.keys() | want.keys():
        mine, theirs = values.get(group, np.nan), want.get(group, np.nan)
        nothing = theirs != theirs or theirs == 0
        assert (nothing and (mine != mine or mine == 0)) or mine == pytest.approx(theirs, rel=1e-9, abs=1e-6), (
            key, by, group, mine, theirs,
        )  # fmt: skip
        if theirs == theirs:
            assert mine == mine or theirs == 0, (key, by, group, "a value was lost")


@pytest.mark.parametrize("grain", Grain)
def test_steps_add_up_to_the_whole(data, grain):
    filters = WINDOWS["this year"]
    steps = metric_table(data, filters, Ask(("revenue", "quantity", "margin"), grain=grain))
    whole = metric_table(data, filters, Ask(("revenue", "quantity", "margin"))).iloc[0]
    for key in ("revenue", "quantity", "margin"):
        assert steps[key].sum() == pytest.approx(whole[key], abs=0.005)
    assert steps.period.is_monotonic_increasing
    assert steps.period.is_unique


@pytest.mark.parametrize("grain", [Grain.WEEK, Grain.MONTH, Grain.QUARTER])
@pytest.mark.parametrize("by", [(), ("channel",), ("region_1",)])
def test_the_repeat_rate_of_a_step_is_that_of_its_days(data, raw, grain, by):
    filters = Filters(date(2024, 4, 1), date(2025, 6, 30), TODAY)
    steps = metric_table(data, filters, Ask(("repeat_rate",), by, grain)).dropna(subset=["repeat_rate"])
    assert len(steps)
    for step in steps.period.unique():
        first = step.date()
        last = {Grain.WEEK: first + timedelta(days=6)}.get(grain) or add_months(
            first, 1 if grain is Grain.MONTH else 3
        ) - timedelta(days=1)
        want = evaluate(raw, "repeat_rate", filters.between(first, last), by)
        for row in steps[steps.period == step].to_dict("records"):
            group = tuple(None if pd.isna(row[dimension]) else row[dimension] for dimension in by)
            assert row["repeat_rate"] == pytest.approx(want[group])


@pytest.mark.parametrize("by", [("region",), ("channel", "product_line"), ("customer",)])
def test_parts_add_up_to_the_whole(data, by):
    filters = WINDOWS["odd days"]
    parts = metric_table(data, filters, Ask(("revenue",), by))
    assert parts.revenue.sum() == pytest.approx(metric_table(data, filters, Ask(("revenue",))).revenue[0], abs=0.005)


@pytest.mark.parametrize("key", ["revenue", "orders", "margin_rate", "satisfaction", "new_customers"])
def test_comparisons_are_the_same_question_over_other_days(data, raw, key):
    filters = WINDOWS["this year"]
    both = (Compare.PREVIOUS, Compare.LAST_YEAR)
    got = metric_table(data, filters, Ask((key,), ("channel",), compare=both)).set_index("channel")
    previous = evaluate(raw, key, filters.between(date(2024, 1, 1), date(2024, 6, 17)), ("channel",))
    last_year = evaluate(raw, key, filters.between(date(2024, 1, 3), date(2024, 6, 19)), ("channel",))
    assert filters.window.elapsed_days == 169
    previous = evaluate(raw, key, filters.between(date(2024, 1, 1), date(2024, 6, 17)), ("channel",))
    for want, column in ((previous, f"{key}_previous"), (last_year, f"{key}_last_year")):
        for (channel,), value in want.items():
            assert got.loc[channel, column] == pytest.approx(value, nan_ok=True), (column, channel)


def test_a_step_that_has_not_begun_has_no_value_but_last_year_is_drawn(data):
    months = metric_table(
        data, WINDOWS["this year"], Ask(("revenue",), grain=Grain.MONTH, compare=(Compare.LAST_YEAR,))
    )
    assert len(months) == 12
    assert months.revenue[:6].notna().all()
    assert months.revenue[6:].isna().all()
    assert months.revenue_last_year[6:].notna().all()


def test_the_names_of_groups_follow_the_language(data):
    from i18n import Locale

    names = {
        locale: set(
            metric_table(data, WINDOWS["this year"], Ask(("revenue",), ("region_1",), locale=locale)).region_1_name
        )
        for locale in Locale
    }
    assert names[Locale.ZH] >= {"华东", "未分配", "东店"}
    assert names[Locale.EN] >= {"East", "Unassigned", "Outlet East"}


def test_the_largest_come_first_and_top_keeps_them(data):
    whole = metric_table(data, WINDOWS["odd days"], Ask(("revenue",), ("product",)))
    assert whole.revenue.is_monotonic_decreasing
    top = metric_table(data, WINDOWS["odd days"], Ask(("revenue",), ("product",), top=2))
    pd.testing.assert_frame_equal(top, whole.head(2))
