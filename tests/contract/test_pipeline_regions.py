"""Forecasts of every region from one question: those of each region asked alone; stored once, seen within the scope."""

from datetime import date

import pandas as pd
import pytest
from sqlalchemy import func, select

from analytics.pipeline_forecast import pipeline_forecast
from analytics.pipeline_regions import RegionRows, region_forecasts
from analytics.pipeline_series import series_forecasts
from data_access.freshness import today
from data_access.options import members
from data_access.pipeline_regions import region_cells, region_months, region_turns
from data_access.pipeline_snapshots import pipeline_cells, pipeline_turns, won_months
from data_access.stages import stages
from data_access.stored_forecasts import stored_steps
from data_access.warehouse import Warehouse
from data_access.workspace import open_workspace
from data_access.workspace.forecast_tables import forecast_run, forecast_series
from domain.calls import COMPANY
from domain.contracts_pipeline_forecast import CELLS, TURNS, WON_MONTHS
from domain.errors import ReaderError
from domain.filters import Filters
from domain.periods import Grain, end_of_day
from domain.pipeline_forecast import PipelineAsk, Which
from domain.scope import EVERYTHING, NOTHING, Scope
from i18n import Locale
from tests.contract.deal_company import publish
from tests.contract.random_deals import random_deals

ZONE, DAY = "Asia/Shanghai", date(2024, 11, 20)
FILTERS = Filters(date(2024, 1, 1), DAY, DAY)
ASKS = [PipelineAsk.of(DAY, ZONE, Which(Grain.MONTH)), PipelineAsk.of(DAY, ZONE, Which(Grain.MONTH, ahead=1))]
DEALS, TOLD, _ORDERS = random_deals(21, 900)
NORTH = Scope(regions=frozenset({"maker:north"}))


@pytest.fixture(scope="module")
def data(store):
    """Random deals, published, as the operator sees them."""
    publish(store, DEALS, TOLD)
    return Warehouse(store.engine(), EVERYTHING, store.version(), time_zone=ZONE)


@pytest.mark.parametrize("ask", ASKS, ids=["running", "next"])
def test_every_region_is_forecast_as_if_it_were_asked_alone(data, ask):
    tree = members(data, "region")
    rows = (read(data, FILTERS, ask) for read in (region_cells, region_turns, region_months))
    table = region_forecasts(RegionRows(*rows, stages(data, Locale.EN)), tree, [COMPANY, *tree.key], ask)
    assert table.region.tolist() == [COMPANY, *tree.key]
    for row in table.itertuples():
        own = FILTERS.only(region=(row.region,)) if row.region else FILTERS
        turns = pipeline_turns(data, own, ask)
        series = series_forecasts(won_months(data, own, ask), turns, ask)
        assert row.series == pytest.approx(series.get(0, float("nan")), nan_ok=True)
        try:
            alone = pipeline_forecast(pipeline_cells(data, own, ask), turns, stages(data, Locale.EN), ask.lag)
        except ReaderError:
            assert pd.isna(row.pipeline)
            continue
        assert row.pipeline == pytest.approx(alone.value)
        assert (row.low80, row.high95) == pytest.approx((alone.low[0.8], alone.high[0.95]))
    assert table.pipeline.notna().sum() > 1


@pytest.mark.parametrize("ask", ASKS, ids=["running", "next"])
def test_regions_add_up_to_the_company(data, ask):
    cells = region_cells(data, FILTERS, ask).drop(columns=["region", "ended"])
    whole = cells.groupby(list(CELLS.unique), as_index=False).sum()
    pd.testing.assert_frame_equal(CELLS.coerce(whole), pipeline_cells(data, FILTERS, ask))
    ends = region_turns(data, FILTERS, ask).groupby("turn")[["won", "total", "square"]].sum()
    want = TURNS.check(pipeline_turns(data, FILTERS, ask)).set_index("turn").fillna(0.0)
    pd.testing.assert_frame_equal(ends.reindex(want.index).fillna(0.0), want)
    months = region_months(data, FILTERS, ask).groupby("month", as_index=False)["amount"].sum()
    pd.testing.assert_frame_equal(WON_MONTHS.coerce(months), won_months(data, FILTERS, ask))


def kept(address):
    """How many runs and series of deals are stored."""
    engine = open_workspace(address)
    with engine.connect() as connection:
        runs = connection.execute(select(forecast_run).where(forecast_run.c.metric == "won_amount")).all()
        mine = select(func.count()).select_from(forecast_series).where(
            forecast_series.c.run_id.in_([run.id for run in runs])
        )  # fmt: skip
        count = connection.scalar(mine)
    engine.dispose()
    return runs, count


def test_every_night_both_are_stored_once_beside_the_others(command, tmp_path):
    address = f"sqlite:///{tmp_path}/workspace.db"
    code, printed, _ = command("forecast", "--series", "1", "--lang", "en")
    assert code == 0
    assert printed.count("pipeline and series forecasts of") == 2
    runs, series = kept(address)
    assert {(run.grain, run.method) for run in runs} == {
        (grain, way) for grain in ("quarter", "month") for way in ("pipeline", "series")
    }
    assert {(str(run.origin), run.reconstructed, run.horizon) for run in runs} == {("2025-06-18", False, 2)}
    again = command("forecast", "--series", "1", "--lang", "en")[1]
    assert "pipeline and series" not in again
    assert kept(address) == (runs, series)
    command("forecast", "--series", "1", "--method", "naive")
    assert kept(address)[1] == series, "a question of one's own is no part of the record of deals"


def test_stored_steps_are_read_within_the_scope_only(command, warehouse_store, tmp_path):
    command("forecast", "--series", "1")
    space = open_workspace(f"sqlite:///{tmp_path}/workspace.db")
    day = today(Warehouse(warehouse_store.engine(), EVERYTHING))
    regions = [COMPANY, "maker:north", "maker:east"]

    def seen(scope):
        data = Warehouse(warehouse_store.engine(), scope, time_zone=ZONE)
        return stored_steps(space, data, Filters(day, day, day), regions, Grain.MONTH)

    whole, north = seen(EVERYTHING), seen(NORTH)
    assert {COMPANY, "maker:north"} <= set(whole.region)
    assert set(whole.step) == {"statistical", "pipeline"}
    assert whole["at"].unique().tolist() == [pd.Timestamp(end_of_day(day, ZONE))]
    own = whole[whole.region == "maker:north"].reset_index(drop=True)
    assert set(north.region) == {COMPANY, "maker:north"}, "all that a reader of the north sees is the north"
    for _, part in north.groupby("region"):
        pd.testing.assert_frame_equal(part.drop(columns="region").reset_index(drop=True), own.drop(columns="region"))
    assert seen(NOTHING).empty
    assert seen(Scope(regions=NORTH.regions, channels=frozenset({"maker:dealer"}))).empty, "a part of a region is none"
    assert seen(Scope(regions=NORTH.regions, reps=frozenset({"maker:r1"}))).empty
    space.dispose()
