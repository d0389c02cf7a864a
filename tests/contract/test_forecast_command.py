"""`forecast` on every database: what it prints adds up, is scoped, and what it stores is stored once."""

import io
import json
import sqlite3
from contextlib import closing, redirect_stdout

import pytest
from sqlalchemy import func, select

import manage
from config import settings
from data_access.freshness import today
from data_access.metric_table import metric_table
from data_access.stored_forecasts import stored_forecasts
from data_access.warehouse import Warehouse
from data_access.workspace import open_workspace
from data_access.workspace.forecast_tables import forecast_run, forecast_series
from domain.ask import Ask
from domain.contracts_forecast import STORED
from domain.filters import Filters
from domain.forecast import ForecastAsk
from domain.periods import Grain
from domain.scope import EVERYTHING, NOTHING, Scope

NORTH = Scope(regions=frozenset({"maker:north"}))


def asked(command, *words):
    code, printed, complaint = command("forecast", *words, "--format", "json", "--lang", "en")
    assert code == 0, complaint
    return json.loads(printed)


def cents(value) -> int:
    return round(value * 100)


@pytest.mark.parametrize("by", ["region", "region_1", "channel", "product_line", "region_1,channel", "segment"])
@pytest.mark.parametrize("grain", ["month", "week"])
def test_parts_add_up_to_the_whole_in_every_step_to_the_cent(command, by, grain):
    found = asked(command, "--by", by, "--grain", grain, "--horizon", "3")
    assert len(found["points"]) == 3
    assert len(found["series"]) > 1
    for step, whole in enumerate(found["points"]):
        assert sum(cents(one["points"][step]["mean"]) for one in found["series"]) == cents(whole["mean"])
        assert {one["points"][step]["period"] for one in found["series"]} == {whole["period"]}
    assert sum(cents(one["total"]) for one in found["series"]) == cents(found["total"]["mean"])


def test_it_tells_points_intervals_method_weights_and_league(command):
    found = asked(command, "--horizon", "3")
    assert found["method"] == "combined"
    assert sum(found["weights"].values()) == pytest.approx(1, abs=0.001)
    for point in found["points"]:
        assert point["low95"] <= point["low80"] <= point["low50"] <= point["mean"] <= point["high80"] <= point["high95"]
    assert {"naive", "seasonal_naive", "combined"} <= {row["method"] for row in found["league"]}
    assert found["league"] == sorted(found["league"], key=lambda row: row["wape"])
    first = found["points"][0]
    assert first["running"]
    assert first["period"] == "2025-06-01"
    assert first["to_date"] <= first["low80"]
    assert found["nowcast"]["value"] == pytest.approx(first["mean"], abs=0.01)


def test_the_history_is_that_of_the_metric_table(command, warehouse_store):
    """What is there so far of the running month is what `query` says of it."""
    data = Warehouse(warehouse_store.engine(), EVERYTHING)
    last = today(data)
    window = Filters(last.replace(day=1), last, last)
    so_far = float(metric_table(data, window, Ask(("revenue",))).revenue.iloc[0])
    assert asked(command)["points"][0]["to_date"] == pytest.approx(so_far)


def test_as_another_reader_it_is_the_forecast_of_what_they_see(command):
    command("users", "add", "north", "--region", "maker:north")
    own = asked(command, "--as", "north", "--by", "region")
    narrowed = asked(command, "--region", "maker:north", "--by", "region")
    assert own["points"] == narrowed["points"]
    assert own["series"] == narrowed["series"]
    assert {one["region"] for one in own["series"]} <= {"maker:north", "maker:hebei"}
    assert "华东" not in json.dumps(own, ensure_ascii=False)
    code, _, complaint = command("forecast", "--as", "north", "--region", "maker:east", "--format", "json")
    assert code == 2
    assert "maker:east" in complaint


def test_a_past_day_knows_nothing_of_later_ones(command):
    now, then = asked(command), asked(command, "--as-of", "2025-03-12")
    assert then["points"][0]["period"] == "2025-03-01"
    assert then["asked"]["origin"] == "2025-03-12"
    assert now["points"][0]["period"] == "2025-06-01"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--metric", "margin_rate"), "not a sum"),
        (("--grain", "day"), "Known: month, week"),
        (("--horizon", "99"), "1 to 24"),
        (("--method", "thta"), "Did you mean"),
        (("--by", "regoin"), "Did you mean"),
        (("--as-of", "2031-01-01"), "later than the last day"),
        (("--as-of", "2024-02-10"), "Too little history"),
    ],
)
def test_a_mistake_is_said_in_words(command, words, said):
    code, _, complaint = command("forecast", *words, "--format", "json", "--lang", "en")
    assert code == 2
    assert said in complaint


def test_people_get_tables(command):
    code, printed, _ = command("forecast", "--by", "channel", "--lang", "zh")
    assert code == 0
    assert "2025年6月（进行中）" in printed
    assert "组合（默认）" in printed


def rows(address):
    """The stored forecasts of revenue: those of deals beside them are the matter of test_pipeline_regions.py."""
    engine = open_workspace(address)
    mine = select(forecast_run).where(forecast_run.c.metric == "revenue").order_by(forecast_run.c.id)
    with engine.connect() as connection:
        runs = connection.execute(mine).all()
        kept = select(func.count()).select_from(forecast_series)
        series = connection.scalar(kept.where(forecast_series.c.run_id.in_([run.id for run in runs])))
    return engine, runs, series


@pytest.fixture(scope="module")
def night(warehouse_url, tmp_path_factory):
    """The workspace after a night in which everything was stored, and what the command printed."""
    kept, printed = tmp_path_factory.mktemp("night") / "workspace.db", io.StringIO()
    with pytest.MonkeyPatch.context() as patched, redirect_stdout(printed):
        patched.setenv("WAREHOUSE_URL", warehouse_url)
        patched.setenv("WORKSPACE_URL", f"sqlite:///{kept}")
        settings.cache_clear()
        assert manage.main(["forecast", "--lang", "en"]) == 0
        settings.cache_clear()
    return kept, printed.getvalue()


@pytest.fixture
def after_a_night(night, tmp_path):
    """A copy of it where `command` looks for its workspace: the address, and what was printed."""
    with closing(sqlite3.connect(night[0])) as kept, closing(sqlite3.connect(tmp_path / "workspace.db")) as copy:
        kept.backup(copy)  # the file alone lacks what is still in its journal
    return f"sqlite:///{tmp_path}/workspace.db", night[1]


def test_every_night_it_stores_once_for_each_day_and_data_version(command, after_a_night):
    address, printed = after_a_night
    assert printed.count("forecasts stored") == 2
    engine, runs, series = rows(address)
    assert [(str(run.origin), run.grain, run.reconstructed) for run in runs] == [
        ("2025-06-18", "month", False), ("2025-06-18", "week", False),
    ]  # fmt: skip
    assert series > 20
    engine.dispose()
    assert "stored already" in command("forecast", "--lang", "en")[1]
    engine, again, same = rows(address)
    assert (len(again), same) == (len(runs), series)
    engine.dispose()


def test_a_slice_is_printed_and_never_taken_for_the_company(command, tmp_path):
    code, printed, _ = command("forecast", "--region", "maker:north", "--lang", "en")
    assert code == 0
    assert "Jun 2025 (running)" in printed
    engine, runs, _ = rows(f"sqlite:///{tmp_path}/workspace.db")
    assert not runs
    engine.dispose()


def test_another_method_is_stored_beside_and_is_no_part_of_the_record(command, warehouse_store, tmp_path):
    command("forecast", "--series", "1", "--method", "naive")
    space = open_workspace(f"sqlite:///{tmp_path}/workspace.db")
    data = Warehouse(warehouse_store.engine(), EVERYTHING)
    day = today(data)
    assert stored_forecasts(space, data, Filters(day, day, day), ForecastAsk()).empty
    command("forecast", "--series", "1")
    assert len(stored_forecasts(space, data, Filters(day, day, day), ForecastAsk())) == 6
    space.dispose()


def test_past_days_are_stored_as_reconstructed_and_at_most_so_many(command, tmp_path):
    assert command("forecast", "--as-of", "2025-05-28", "--since", "2025-05-13", "--series", "5")[0] == 0
    engine, runs, series = rows(f"sqlite:///{tmp_path}/workspace.db")
    assert sorted({str(run.origin) for run in runs}) == ["2025-05-14", "2025-05-21", "2025-05-28"]
    assert all(run.reconstructed for run in runs)
    assert series == 5 * len(runs)
    engine.dispose()


def test_too_short_a_history_is_said_and_stores_nothing(command, tmp_path):
    code, printed, _ = command("forecast", "--as-of", "2024-01-20", "--lang", "en")
    assert code == 0
    assert printed.count("nothing stored") == 2
    engine, runs, _ = rows(f"sqlite:///{tmp_path}/workspace.db")
    assert not runs
    engine.dispose()


def test_stored_forecasts_are_read_within_the_scope_only(warehouse_store, after_a_night):
    space = open_workspace(after_a_night[0])
    ask, day = ForecastAsk(), today(Warehouse(warehouse_store.engine(), EVERYTHING))
    everything = Filters(day, day, day)

    def seen(scope, filters=everything):
        return stored_forecasts(space, Warehouse(warehouse_store.engine(), scope), filters, ask)

    whole, north = seen(EVERYTHING), seen(EVERYTHING, everything.only(region=("maker:north",)))
    assert len(whole) == len(north) == 6
    assert not whole.equals(north)
    assert seen(NORTH).equals(north), "who sees the north sees the forecast of the north"
    assert seen(NORTH, everything.only(region=("maker:east",))).empty
    assert seen(NORTH, everything.only(region=("maker:north", "maker:east"))).empty
    assert seen(NOTHING).empty
    assert seen(Scope(regions=NORTH.regions, reps=frozenset({"maker:r1"}))).empty, "own deals are no slice"
    dealers = Scope(regions=NORTH.regions, channels=frozenset({"maker:dealer"}))
    both = everything.only(region=("maker:north",), channel=("maker:dealer",))
    assert seen(dealers).equals(seen(EVERYTHING, both))
    assert seen(dealers, everything.only(channel=("maker:own",))).empty
    assert not seen(EVERYTHING, everything.only(region=("maker:north",), channel=("maker:own",))).empty
    space.dispose()


def test_what_was_stored_is_what_was_printed(command, warehouse_store, after_a_night):
    space = open_workspace(after_a_night[0])
    day = today(Warehouse(warehouse_store.engine(), EVERYTHING))
    for grain, horizon in ((Grain.MONTH, 6), (Grain.WEEK, 13)):
        kept = stored_forecasts(space, Warehouse(warehouse_store.engine(), EVERYTHING), Filters(day, day, day),
                                ForecastAsk(grain=grain, horizon=horizon))  # fmt: skip
        said = asked(command, "--grain", grain.value)
        STORED.check(kept)
        assert kept["mean"].tolist() == pytest.approx([one["mean"] for one in said["points"]], abs=0.02)
        assert kept.period.dt.strftime("%Y-%m-%d").tolist() == [one["period"] for one in said["points"]]
    space.dispose()
